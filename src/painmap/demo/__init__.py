"""The seeded generator of the synthetic raw data; run as `python -m painmap.demo`. Imported by nothing."""
