"""Titles of groups of mentions: short Russian noun phrases that an official could print."""

from painmap.text.titles.choosing import titles

__all__ = ["titles"]
