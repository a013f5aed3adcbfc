"""Measurements of the text stages."""
