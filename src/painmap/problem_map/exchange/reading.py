"""A working map that came back: its rows, however it was sorted, filtered, extended and saved."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError, printable
from painmap.intake.container import check_container, truncated
from painmap.problem_map.exchange.fields import words_of
from painmap.problem_map.exchange.lines import FIELDS, FOLLOW_UP, MAP, PROCESSES
from painmap.problem_map.exchange.workfile import (
    ABOUT_SHEET,
    FOLLOW_UP_SHEET,
    KEY_TITLE,
    MARK,
    RIVALS_TITLE,
    TITLE_TITLE,
)
from painmap.problem_map.xlsx import PARTS, PROCESS_SHEET
from painmap.report_data import MAP_COLUMNS

# openpyxl tells of a damaged part by whatever it stumbles over.
_DAMAGED = (
    zipfile.BadZipFile, SyntaxError, KeyError, ValueError, TypeError, OSError, EOFError, AttributeError,
)  # fmt: skip
_OWNER_FILE = "~$"
_FIRST_ROWS = 40
_SPACES = re.compile(r"\s+")
# Sheet → part, client kind of rows that people add.
SHEETS: Mapping[str, tuple[str, str]] = {
    **{part.sheet: (MAP, part.client_kind) for part in PARTS},
    FOLLOW_UP_SHEET: (FOLLOW_UP, ""),
    PROCESS_SHEET: (PROCESSES, ""),
}


@dataclass(frozen=True)
class Row:
    """A row of a sheet as it came back.

    Attributes:
        part, client_kind: Of the sheet; a sheet of both kinds has no `client_kind`.
        place: Sheet and number of the row as the user sees it.
        key: The hidden column; empty for an added row or where the column is gone.
        title: Column 2.
        cells: Field code → cell as read.
        formulas: Codes of the fields whose cell holds a formula.
        notes: Texts of notes on any cell of the row.
    """

    part: str
    client_kind: str
    place: str
    key: str
    title: str
    cells: Mapping[str, object]
    formulas: frozenset[str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returned:
    """A working map as it came back.

    Attributes:
        about: What it says of itself; empty where that sheet is gone.
        extra: Headings of columns that are none of ours and hold something, with their sheets.
    """

    about: Mapping[str, str]
    rows: tuple[Row, ...]
    extra: tuple[str, ...] = field(default=())


def read(path: Path) -> Returned:
    """What a working map holds.

    Raises:
        PainmapError: It is no file, damaged, locked by Excel, no workbook .xlsx, or none of our maps.
    """
    book = _opened(path)
    found = [name for name in SHEETS if name in book.sheetnames]
    sheets = [_Sheet(name, book[name]) for name in found]
    maps = [sheet for sheet in sheets if sheet.part == MAP and sheet.heads]
    if not maps:
        raise PainmapError(
            "Это не файл карты проблем: нет листа с её графами",
            where=printable(path.name),
            remedy="верните файл, который написала команда «painmap map export», с теми же листами и графами",
        )
    return Returned(
        _about(book),
        tuple(row for sheet in sheets for row in sheet.rows()),
        tuple(title for sheet in sheets for title in sheet.extra()),
    )


def _opened(path: Path) -> Any:
    if path.name.startswith(_OWNER_FILE):
        raise PainmapError(
            "Это временный файл, который Excel держит рядом с открытой книгой",
            where=printable(path.name),
            remedy="закройте книгу в Excel и укажите её саму",
        )
    if not path.is_file():
        raise PainmapError("Файл не найден", where=printable(path), remedy="проверьте путь")
    if path.suffix.lower() != ".xlsx":
        raise PainmapError(
            "Карта проблем принимается только как книга Excel",
            where=printable(path.name),
            remedy="откройте файл и сохраните его как «Книга Excel (.xlsx)»",
        )
    from openpyxl import load_workbook

    try:
        check_container(path)
        return load_workbook(path)
    except PainmapError:
        raise
    except PermissionError:
        raise PainmapError(
            "Файл занят другой программой",
            where=printable(path.name),
            remedy="закройте его в Excel и повторите",
        ) from None
    except _DAMAGED:
        error = truncated(path)
    raise error


def _about(book: Any) -> dict[str, str]:
    if ABOUT_SHEET not in book.sheetnames:
        return {}
    rows = book[ABOUT_SHEET].iter_rows(max_col=2, max_row=_FIRST_ROWS, values_only=True)
    found = {words_of(name): words_of(value) for name, value in rows}
    return found if found.get("mark") == MARK else {}


class _Sheet:
    """One sheet: where its headings are, and its rows below them."""

    def __init__(self, name: str, sheet: Any) -> None:
        self.name = name
        self.part, self._client_kind = SHEETS[name]
        self._sheet = sheet
        self._titles = {_norm(one.title): one.code for one in FIELDS[self.part]}
        self._known = {*self._titles, *map(_norm, _OTHER_TITLES)}
        self.header, self.heads = self._heads()

    def _heads(self) -> tuple[int, dict[int, str]]:
        """Row of the headings, and column → heading; empty where there is none."""
        for cells in self._sheet.iter_rows(max_row=_FIRST_ROWS):
            heads = {cell.column: _norm(words_of(cell.value)) for cell in cells if cell.value is not None}
            if len(self._titles.keys() & set(heads.values())) >= min(2, len(self._titles)):
                return cells[0].row, heads
        return 0, {}

    def rows(self) -> Iterator[Row]:
        if not self.heads:
            return
        for cells in self._sheet.iter_rows(min_row=self.header + 1):
            row = self._row(cells)
            if row is not None:
                yield row

    def _row(self, cells: Sequence[Any]) -> Row | None:
        by_title = {self.heads[c.column]: c for c in cells if c.column in self.heads}
        own = {code: by_title[title] for title, code in self._titles.items() if title in by_title}
        key = words_of(by_title[_KEY].value) if _KEY in by_title else ""
        title_cell = by_title.get(_norm(TITLE_TITLE)) or by_title.get(_norm("Процесс"))
        title = words_of(title_cell.value) if title_cell is not None else ""
        values = {code: cell.value for code, cell in own.items()}
        notes = tuple(words_of(c.comment.text) for c in cells if c.comment is not None)
        is_numbers = not key and all(str(words_of(c.value)).isdigit() for c in cells if c.value is not None)
        if is_numbers or not (key or title or notes or any(words_of(v) for v in values.values())):
            return None
        formulas = frozenset(code for code, cell in own.items() if cell.data_type == "f")
        place = f"{self.name}, строка {cells[0].row}"
        return Row(self.part, self._client_kind, place, key, title, values, formulas, notes)

    def extra(self) -> Iterator[str]:
        """Columns that hold something and are none of ours."""
        for column, title in self.heads.items():
            if title not in self._known:
                yield f"{self.name}: «{printable(words_of(self._sheet.cell(self.header, column).value))}»"


def _norm(text: str) -> str:
    return _SPACES.sub(" ", text.lower().replace("ё", "е")).strip()


_KEY = _norm(KEY_TITLE)
_OTHER_TITLES = (KEY_TITLE, RIVALS_TITLE, *MAP_COLUMNS, "Очередь", "Процесс")
