"""Traces of people in a text, for the privacy gate: one spelling of each name, number and address.

The gate must not share the masker's blind spots: nothing here imports `painmap.text`, its models or
pymorphy. What a trace is compared with are keyed hashes of the raw files' own values.
"""
