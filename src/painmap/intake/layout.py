"""Layout of a sheet: where its header is, what each row is, which rows hold data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from painmap.intake.heads import Skips, head_of, ragged
from painmap.intake.lost_sheets import HEADER_WITHIN_ROWS, Headless
from painmap.intake.request import Context, Fault
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell, norm, squeezed
from painmap.params.models import Format


@dataclass(frozen=True)
class Grid:
    """The data rows of one sheet.

    Attributes:
        titles: Titles of the columns, lines of a header joined by « / »; empty for an untitled column.
        frame: A row is a data row: `sheet`, `row` and the cells under the integers 0, 1, 2…;
            a cell is a text, a datetime or None.
    """

    titles: list[str]
    frame: pd.DataFrame

    def position(self, title: str) -> int | None:
        """Index of the column with this title, None if there is none."""
        return next((i for i, known in enumerate(self.titles) if norm(known) == norm(title)), None)


@dataclass(frozen=True)
class _Head:
    """The header of a sheet: titles of the columns, its lines, and the row after it."""

    titles: list[str]
    lines: list[list[Cell]]
    end: int


def grids(sheets: Iterable[Sheet], context: Context) -> Iterator[Grid]:
    """Data rows of each sheet or part of one; the other rows are counted by their head, broken ones rejected.

    An empty sheet and one without the header's anchor give none; the latter is told by a warning.

    Raises:
        PainmapError: After the last sheet, if one that gave no rows looks like a part of the register.
    """
    head: _Head | None = None
    headless = Headless()
    for sheet in sheets:
        first = 0
        if not sheet.is_continued:
            head = _head(sheet, context)
            first = head.end if head else 0
        if head is None:
            context.journal.rows["note"] += len(sheet.rows)
            headless.add(sheet)
        else:
            headless.add_titles(head.titles)
            yield _filled(sheet, head, first, context)
    headless.tell(context)


def _head(sheet: Sheet, context: Context) -> _Head | None:
    layout = context.request.format
    start = _header_start(sheet, layout)
    if start is None:
        titles = layout.titles[: len(sheet.rows[0])] if sheet.rows else ()
        # Of the last columns, which may be empty in a whole file, a workbook keeps nothing.
        if not titles or len(titles) < len(sheet.rows[0]) or _is_mapped(layout.titles[len(titles) :], layout):
            return None
        context.journal.warn("Шапки в файле нет: графы прочитаны по их порядку в titles формата.")
        return _Head(list(titles), [list(titles)], 0)
    lines = [list(sheet.rows[i]) for i in range(start, min(start + layout.header_rows, len(sheet.rows)))]
    context.journal.rows["note"] += start
    context.journal.rows["header"] += len(lines)
    return _Head(_titles(lines, start, sheet), lines, start + len(lines))


def _is_mapped(titles: tuple[str, ...], layout: Format) -> bool:
    """Whether the format reads any column of these titles."""
    return any(norm(title) in map(norm, layout.columns) for title in titles)


def _filled(sheet: Sheet, head: _Head, first: int, context: Context) -> Grid:
    _fill_merged(sheet, first, context)
    kept = _data_rows(sheet, first, head.lines, Skips.of(context.request.format, head.titles), context)
    width, offset = len(head.titles), timedelta(hours=context.request.agency.utc_offset_hours)
    data = [[_local(cell, offset) if cell != "" else None for cell in sheet.rows[i][:width]] for i in kept]
    frame = pd.DataFrame(data, columns=range(width), dtype=object)
    frame.insert(0, "row", [sheet.numbers[i] for i in kept])
    frame.insert(0, "sheet", sheet.name)
    return Grid(head.titles, frame)


def _local(cell: Cell, offset: timedelta) -> Cell:
    """A moment with a time zone of its own in the agency's time; any other cell as it is."""
    if isinstance(cell, datetime) and cell.tzinfo is not None:
        utc = cell.replace(tzinfo=None) - (cell.utcoffset() or timedelta())
        return utc + offset
    return cell


def _header_start(sheet: Sheet, layout: Format) -> int | None:
    anchor = norm(layout.header_anchor)
    for i, row in enumerate(sheet.rows[:HEADER_WITHIN_ROWS]):
        if any(norm(str(cell)) == anchor for cell in row) if anchor else any(cell != "" for cell in row):
            return i
    return None


def _titles(lines: list[list[Cell]], start: int, sheet: Sheet) -> list[str]:
    """Titles of the columns; an upper line is carried on under its merged cell, or, where a file
    keeps no merges, over the titled columns to its right.
    """
    width = max(len(line) for line in lines)
    texts = [[squeezed(str(cell)) for cell in line] + [""] * (width - len(line)) for line in lines]
    spans = [m for m in sheet.merges if m[0] < start + len(lines) and m[2] >= start and m[3] > m[1]]
    for i, line in enumerate(texts[:-1]):
        if spans:
            for _, left, _, right in (m for m in spans if m[0] <= start + i <= m[2]):
                line[left : right + 1] = [line[left]] * (min(right, width - 1) - left + 1)
            continue
        for j in range(1, width):
            if not line[j] and texts[i + 1][j]:
                line[j] = line[j - 1]
    return [" / ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*texts, strict=True)]


def _fill_merged(sheet: Sheet, first: int, context: Context) -> None:
    """Give every row of a vertically merged data cell its value."""
    filled = 0
    for top, left, bottom, right in sheet.merges:
        if top < first or left != right:
            continue
        for i in range(top + 1, min(bottom + 1, len(sheet.rows))):
            sheet.rows[i][left] = sheet.rows[top][left]
            filled += 1
    if filled:
        context.journal.warn("Объединённые ячейки: значение перенесено в {} строк(и).", filled)


def _data_rows(
    sheet: Sheet, first: int, header: list[list[Cell]], skips: Skips, context: Context
) -> list[int]:
    journal, is_register = context.journal, context.request.format.rows == "appeals"
    repeated = [[norm(str(cell)) for cell in line] for line in header]
    kept = []
    for i in range(first, len(sheet.rows)):
        row = sheet.rows[i]
        broken = sheet.broken.get(i)
        head = "data" if broken else skips.role(row) or head_of(row, repeated, is_register=is_register)
        journal.rows[head] += 1
        if head != "data":
            continue
        broken = broken or ragged(row, len(header[0]))
        if broken:
            fault = Fault("", "текст", *broken)
            context.reject_row(sheet.name, sheet.numbers[i], [fault])
        else:
            kept.append(i)
    return kept
