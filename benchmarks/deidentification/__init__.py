"""Masking of personal data measured on a synthetic corpus and on gold files."""
