"""Rows of a table as values of series in months; what is no name, date or number refuses the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from painmap.errors import PainmapError, printable
from painmap.stages.tables.parts import TableFile, as_text
from painmap.stages.trend_table.cells import days, number

_SHOWN = 3
# Above this share of rows whose month the series already has it is no slip: the file lists events.
_EVENTS = 0.1
_AS_DATES = "годятся даты и месяцы: 2025-03-31, 2025-03, 31.03.2025, 03.2025; строки итогов удалите"
_AS_NUMBERS = "если за месяц нет данных, оставьте ячейку пустой; проверьте, тот ли это столбец"


@dataclass(frozen=True)
class Columns:
    """Columns of the table; `exposure` is empty where there is none."""

    series: str
    date: str
    value: str
    exposure: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Those that there are."""
        return tuple(filter(None, (self.series, self.date, self.value, self.exposure)))


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A row: what a series has in a month.

    Attributes:
        row: Number in the file as its users see it.
        series: Cell with the name; `name`: the name as text.
        month: First day of the month.
        count, exposure: None where the cell is empty.
    """

    row: int
    series: Any
    name: str
    month: date
    count: float | None
    exposure: float | None


def month_rows(table: TableFile, columns: Columns) -> list[MonthRow]:
    """The rows of the table; wholly empty ones are none.

    Raises:
        PainmapError: A name is empty, a date or a number cannot be read, a series has a month twice: the
            message has the numbers of the rows and nothing of what stands in them.
    """
    filled = list(_filled(table, columns))
    if not filled:
        raise PainmapError(
            "В таблице нет ни одной строки с данными",
            where=table.path.name,
            remedy="нужны строки: ряд, месяц, значение",
        )
    found = _Reading(table, [row for row, _ in filled])
    cells = {c: [of.get(c) for _, of in filled] for c in columns.named}
    names = [as_text(cell).strip() for cell in cells[columns.series]]
    dates = found.checked(columns.date, days(cells[columns.date]), "не дата", _AS_DATES)
    found.checked(columns.series, [name or None for name in names], "нет имени ряда", "впишите имя ряда")
    numbers = [found.numbers(c, cells[c]) for c in (columns.value, columns.exposure) if c]
    nothing: list[float | None] = [None] * len(filled)
    rows = [
        MonthRow(row, of[columns.series], name, day.replace(day=1), count, exposure)
        for (row, of), name, day, count, exposure in zip(
            filled, names, dates, *(numbers if columns.exposure else (*numbers, nothing)), strict=True
        )
    ]
    _once_a_month(rows, table)
    return rows


def _filled(table: TableFile, columns: Columns) -> Iterator[tuple[int, dict[str, Any]]]:
    # The first line of a text file and the first row of a sheet are the header.
    row = 0 if table.path.suffix.lower() in (".jsonl", ".ndjson", ".parquet") else 1
    for piece in table.pieces():
        for cells in piece:
            row += 1
            own = {c: cells.get(c) for c in columns.named}
            if any(as_text(cell).strip() for cell in own.values()):
                yield row, own


@dataclass(frozen=True)
class _Reading:
    """A table that is read column after column, and the numbers of its rows."""

    table: TableFile
    rows: Sequence[int]

    def checked(self, column: str, cells: Sequence[Any], what: str, remedy: str) -> list[Any]:
        """The cells, none of which may be None."""
        bad = [row for row, cell in zip(self.rows, cells, strict=True) if cell is None]
        if bad:
            raise PainmapError(
                f"В столбце «{printable(column)}» {what}: {rows_named(bad)}",
                where=self.table.path.name,
                remedy=remedy,
            )
        return list(cells)

    def numbers(self, column: str, cells: Sequence[Any]) -> list[float | None]:
        """The cells as numbers, None where empty."""
        found = [_tried(number, cell) for cell in cells]
        self.checked(column, [None if is_bad else True for is_bad, _ in found], "не число", _AS_NUMBERS)
        return [value for _, value in found]


def _tried(read: Callable[[Any], float | None], cell: Any) -> tuple[bool, float | None]:
    try:
        return False, read(cell)
    except ValueError:
        return True, None


def _once_a_month(rows: Sequence[MonthRow], table: TableFile) -> None:
    first: dict[tuple[str, date], int] = {}
    again = []
    for found in rows:
        before = first.setdefault((found.name, found.month), found.row)
        if before != found.row:
            again.append((before, found.row))
    if not again:
        return
    is_events = len(again) > _EVENTS * len(rows) and len(again) > _SHOWN
    pairs = "; ".join(f"строки {a} и {b}" for a, b in again[:_SHOWN])
    more = f" и ещё {len(again) - _SHOWN}" if len(again) > _SHOWN else ""
    raise PainmapError(
        f"Один месяц одного ряда дважды: {pairs}{more}",
        where=table.path.name,
        remedy="похоже, в файле отдельные события, недели или дни: сначала посчитайте, сколько их у каждого "
        "ряда за каждый месяц (сводная таблица), и подайте эту таблицу"
        if is_events
        else "сложите эти строки или удалите лишние",
    )


def rows_named(rows: Sequence[int]) -> str:
    """«строка 5», «строки 5, 17 и ещё 3»."""
    if len(rows) == 1:
        return f"строка {rows[0]}"
    shown = ", ".join(map(str, rows[:_SHOWN]))
    return f"строки {shown}" + (f" и ещё {len(rows) - _SHOWN}" if len(rows) > _SHOWN else "")
