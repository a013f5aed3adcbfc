"""What a verb of the command line is, and the options that several verbs share."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

_RESUMED = "Остановлено. Готовые части сохранены: повторите команду, чтобы продолжить."


@dataclass(frozen=True)
class Verb:
    """A verb: its name, what it does (Russian), an example, its own options and its action.

    Attributes:
        needs_project: Whether it works in a project's folder; a verb on files works anywhere, without a key.
        stopped: What is said after Ctrl+C.
    """

    name: str
    does: str
    example: str
    options: Callable[[argparse.ArgumentParser], None]
    action: Callable[[argparse.Namespace, Console], int]
    needs_project: bool = True
    stopped: str = _RESUMED


def no_options(parser: argparse.ArgumentParser) -> None:
    """A verb without options of its own."""


def project_near(named: Path | None, mark: str) -> Path | None:
    """The project's folder for a verb that works without one too: `named` (`--root`), else ours or one above.

    Args:
        named: What the user named.
        mark: What such a folder has, relative to it.
    """
    start = (named or Path.cwd()).resolve()
    folders = [start] if named else [start, *start.parents]
    return next((folder for folder in folders if (folder / mark).exists()), None)


def add_cores(parser: argparse.ArgumentParser) -> None:
    """The option `--cores`, by default all that the process may use."""
    parser.add_argument("--cores", metavar="N", type=int, default=_cores(), help="сколько ядер занять")


def _cores() -> int:
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
