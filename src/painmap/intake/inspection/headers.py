"""Where the header of a sheet is: on the first line or below, of one line or two, or nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from painmap.intake.inspection.dates import is_date
from painmap.intake.inspection.titles import is_known
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell, as_text, looks_like_value, norm

HEADER_WITHIN = 60
# A question of a survey may be a title.
_LONGEST = 600
# A header names at least this part of the columns that are ever filled.
_WIDE = 0.5
_KNOWN = 2


def header_at(sheet: Sheet) -> tuple[int, int] | None:
    """Index of the header's first line and number of its lines; None for a sheet without one."""
    rows = sheet.rows[:HEADER_WITHIN]
    width = max((len(filled(row)) for row in rows), default=0)
    for i, row in enumerate(rows):
        if len(filled(row)) < max(min(width, 2), _WIDE * width) or not _is_header(row, sheet.rows[i + 1 :]):
            continue
        if i and _is_upper(sheet, i - 1, rows[i - 1], row):
            return i - 1, 2
        below = rows[i + 1] if i + 1 < len(rows) else []
        return i, 2 if _is_upper(sheet, i, row, below) else 1
    return None


def filled(row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row that are not blank."""
    return [cell for cell in row if isinstance(cell, datetime) or cell.strip("\0 \t\r\n\xa0")]


def _is_header(row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    cells = filled(row)
    if sum(is_known(cell) for cell in cells if isinstance(cell, str)) >= _KNOWN:
        return True
    texts = [cell for cell in cells if isinstance(cell, str)]
    if len(texts) < len(cells) or not all(map(is_title, texts)) or len(set(map(norm, texts))) < len(texts):
        return False
    # A word of the first row that stands again below it is a value.
    places = [j for j, cell in enumerate(row) if as_text(cell).strip()]
    return not any(
        len(other) > j and other[j] == row[j] and len(filled(other)) == len(cells)
        for other in below
        for j in places
    )


def is_title(cell: Cell) -> bool:
    """Whether a cell may be the title of a column: a text that is no number, date, address or page."""
    if isinstance(cell, datetime):
        return False
    text = cell.strip()
    is_value = looks_like_value(text) or is_date(text) or text.startswith("<")
    return (not is_value and len(text) <= _LONGEST and any(map(str.isalpha, text))) or text in ("№", "#")


def _is_upper(sheet: Sheet, i: int, row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether a row is the upper line of a header that the row below it completes."""
    upper = {j for j, cell in enumerate(row) if as_text(cell).strip()}
    lower = {j for j, cell in enumerate(below) if as_text(cell).strip()}
    if len(upper) < 2 or not lower or not all(is_title(below[j]) for j in lower):
        return False
    if not all(is_title(row[j]) for j in upper):
        return False
    if any(top == i and bottom == i and right > left for top, left, bottom, right in sheet.merges):
        return True
    # Without merges: what one line leaves empty the other fills.
    return bool(lower - upper) and bool(upper - lower)
