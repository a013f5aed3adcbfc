"""Texts: de-identification, mentions of pain points, problems, topics. Pure functions; reads no files."""
