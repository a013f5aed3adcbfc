"""A long sheet in parts: a file of a million rows is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell
from painmap.params.models import Format

Fault = tuple[str, str]
_FOREIGN = ("строка в другой кодировке, чем весь файл", "пересохраните файл целиком в UTF-8")
_CUT = ("строка оборвана посреди буквы", "выгрузите файл заново и сравните последнюю строку с источником")
PART_ROWS = 20_000
PART_CHARS = 64_000_000


def unreadable(line: str) -> Fault:
    """What is wrong with a line of which `encodings.lines_of` says that it is."""
    return _CUT if line.find("\ufffd") == len(line) - 1 else _FOREIGN


def in_parts(
    first: Sheet, rows: Iterable[tuple[list[Cell], Fault | None]], layout: Format
) -> Iterator[Sheet]:
    """Sheets with the rows (cells, and what is wrong with them) below `first`, which holds the header.

    The rows are numbered from 1. The format decides whether the sheet may be cut.
    """
    # «То же» and questions of one appeal lean on rows of another part.
    is_whole = layout.has_items or bool(layout.ditto_words)
    part, chars = first, 0
    for number, (cells, fault) in enumerate(rows, start=1):
        if not is_whole and (len(part.rows) >= PART_ROWS or chars >= PART_CHARS):
            yield part
            part, chars = Sheet("", [], [], is_continued=True), 0
        if fault:
            part.broken[len(part.rows)] = fault
        part.rows.append(cells)
        part.numbers.append(number)
        chars += sum(len(cell) for cell in cells if isinstance(cell, str))
    yield part
