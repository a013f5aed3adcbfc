"""Delimited text: which signs divide cells, and which one does so in a given file."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from contextlib import suppress
from io import StringIO

from painmap.intake.words import norm

# Divides a file only where the titles say so: it stands in texts too («[club1|Наш город]»).
_BAR = "|"
DELIMITERS = (";", ",", "\t", _BAR)
# csv's own limit of 131072 refuses a long letter; a cell beyond this one is a lost quotation mark.
MAX_CELL = 16 << 20
_SNIFF_LINES = 60


def sniffed(lines: Sequence[str], known: Collection[str], *, has_header: bool = False) -> str:
    """The delimiter that brings out most of the known titles, then most cells.

    Args:
        lines: Lines of the file with their ends; the first are enough.
        known: Titles in the form of `norm`, some of which the file has.
        has_header: Whether the first line is the header: then rows as wide as it count before most cells.
            Commas in an unquoted text are more cells too.
    """
    csv.field_size_limit(MAX_CELL)

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = _rows("".join(lines[:_SNIFF_LINES]), delimiter)
        titles = _titles(rows, known)
        if delimiter == _BAR and titles < 2 and not has_header:
            return -1, 0, 0
        even = sum(len(row) == len(rows[0]) for row in rows) if has_header else 0
        return titles, even, max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=score)


def titles_by(lines: Sequence[str], delimiter: str, known: Collection[str]) -> int:
    """How many of the known titles stand in one row where this delimiter divides the cells."""
    return _titles(_rows("".join(lines[:_SNIFF_LINES]), delimiter), known)


def _titles(rows: list[list[str]], known: Collection[str]) -> int:
    return max((sum(norm(cell) in known for cell in row) for row in rows), default=0)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Rows that hold anything, up to one that cannot be read: whoever reads them all says which."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows += (row for row in csv.reader(StringIO(text), delimiter=delimiter) if row)
    return rows
