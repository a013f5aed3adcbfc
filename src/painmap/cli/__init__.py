"""The command line: verbs, messages, progress."""

from painmap.cli.main import main

__all__ = ["main"]
