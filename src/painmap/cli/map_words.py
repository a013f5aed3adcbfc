"""What the actions of `painmap map` share."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape


def say(console: Console, text: str) -> None:
    """A line for the user, whatever it holds."""
    console.print(escape(text), highlight=False)


def whose_options(parser: argparse.ArgumentParser) -> None:
    """Agency and period of the map."""
    parser.add_argument("agency", metavar="ОРГАН", help="идентификатор органа")
    parser.add_argument("--period", metavar="ПЕРИОД", required=True, help="период карты: 2025, 2025-Q3 …")


def author_options(parser: argparse.ArgumentParser, who: str) -> None:
    """Who enters it, by post, and when; `who`: how the help says it."""
    parser.add_argument(
        "--author-role", metavar="ДОЛЖНОСТЬ", default="", help=f"{who}: должность, подразделение; без имени"
    )
    parser.add_argument("--date", metavar="ДАТА", default="", help="день: 2025-10-14 или 14.10.2025")
