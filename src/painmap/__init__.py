"""painmap: from clients' appeals and surveys to the problem map of a state agency."""

__version__ = "0.1.0"
