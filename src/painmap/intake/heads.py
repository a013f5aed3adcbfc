"""What each row of a sheet is: data, a head of its own, or broken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import eq

from painmap.intake.words import Cell, as_text, norm, squeezed
from painmap.params.models import Format


@dataclass(frozen=True)
class Skips:
    """Which rows of a sheet are no data.

    Attributes:
        patterns: Role, pattern and place of the column that it is searched in; -1 for the first filled cell.
    """

    patterns: tuple[tuple[str, re.Pattern[str], int], ...]

    @classmethod
    def of(cls, layout: Format, titles: list[str]) -> Skips:
        """The patterns of a format, for a sheet with these titles; one for a column it lacks is left out."""
        known = {norm(title): i for i, title in enumerate(titles)}
        found = [(skip, known.get(norm(skip.column)) if skip.column else -1) for skip in layout.skip]
        return cls(tuple((s.role, re.compile(s.pattern), place) for s, place in found if place is not None))

    def role(self, row: list[Cell]) -> str:
        """Role of the row by the first pattern that fits, empty for none; a blank row has none."""
        filled = _filled_cells(row) if self.patterns else []
        if not filled:
            return ""
        anchor = squeezed(filled[0]) if isinstance(filled[0], str) else ""
        for role, pattern, place in self.patterns:
            if place < 0:
                is_met = bool(anchor) and pattern.search(anchor)
            else:
                is_met = place < len(row) and pattern.search(squeezed(as_text(row[place])))
            if is_met:
                return role
        return ""


def _filled_cells(row: list[Cell]) -> list[Cell]:
    return [cell for cell in row if not isinstance(cell, str) or cell.strip("\0 \t\r\n\xa0")]


def head_of(row: list[Cell], repeated: list[list[str]], *, is_register: bool = True) -> str:
    """Head under which a row counts whatever the format says: blank, header (repeated or numbers), data.

    Only a register has a row of column numbers; in a survey 1, 2, 3 is a questionnaire and its answers.
    """
    filled = _filled_cells(row)
    if not filled:
        return "blank"
    # The row of column numbers 1, 2, 3… below a header.
    numbers = (str(n) for n in range(1, len(filled) + 1))
    if is_register and len(filled) > 2 and all(map(eq, filled, numbers)):
        return "header"
    return "header" if any(_repeats(row, line) for line in repeated) else "data"


def _repeats(row: list[Cell], line: list[str]) -> bool:
    """Whether all filled cells, two at least, are titles in their places (merged ones may lack theirs)."""
    filled = 0
    for cell, title in zip(row, line, strict=False):
        if cell != "":
            if norm(str(cell)) != title:
                return False
            filled += 1
    return filled > 1


def ragged(row: list[Cell], width: int) -> tuple[str, str] | None:
    """Reason and remedy for a row with more or fewer cells than the header; None for a whole one."""
    if len(row) < width:
        reason = f"в строке {len(row)} граф вместо {width}: строка оборвана"
        return reason, "выгрузите файл заново и сравните последнюю строку с источником"
    if any(cell != "" for cell in row[width:]):
        reason = f"в строке {len(row)} граф вместо {width}: лишний разделитель"
        return reason, "заключите текст с разделителем в кавычки"
    return None
