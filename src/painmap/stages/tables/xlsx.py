"""Workbooks (.xlsx): read by calamine, written by xlsxwriter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from painmap.errors import PainmapError, listed, unknown_name
from painmap.intake import container
from painmap.intake.books import read_book, unsaved_formulas
from painmap.intake.words import norm
from painmap.stages.tables.parts import (
    Part,
    Piece,
    TableFile,
    as_text,
    cut,
    encodable,
    is_empty,
    kind_name,
    unique_names,
)

# Excel's limits; xlsxwriter leaves out what is beyond them without a word.
_MAX_ROWS = 1_048_576
_MAX_COLUMNS = 16_384
_MAX_CELL = 32_767
_SHEET = "Данные"
# A workbook bears a fixed day of creation: two runs give the same bytes.
_CREATED = datetime(2000, 1, 1)
_AS_CSV = "укажите в --out файл .csv, .jsonl или .parquet"
_DATE_FORMAT = {date: "dd.mm.yyyy", datetime: "dd.mm.yyyy hh:mm:ss", time: "hh:mm:ss"}


def open_table(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """A sheet of a workbook; its first row is the header. Formulas are read as their values."""

    def read(book: Any, unsaved: int) -> tuple[list[list[Any]], str]:
        names = list(book.sheet_names)
        if sheet and sheet not in names:
            raise unknown_name("Лист", sheet, names, where=path.name)
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in ([sheet] if sheet else names)
        }
        found = _only(path, sheets, titles)
        note = f"взят лист «{found}»; других листов в результате нет" if len(names) > 1 else ""
        return sheets[found], "; ".join(filter(None, (note, unsaved_formulas(unsaved))))

    cells, note = read_book(path, read)
    while cells and all(is_empty(cell) for cell in cells[-1]):
        cells.pop()
    header = [as_text(cell) for cell in cells[0]] if cells else []
    columns = unique_names(header)
    rows = [{c: _native(cell) for c, cell in zip(columns, row, strict=True)} for row in cells[1:]]
    return TableFile(
        path,
        tuple(columns),
        len(rows),
        lambda: cut(dict(row) for row in rows),
        titles={c: title for c, title in zip(columns, header, strict=True) if c != title},
        kinds={c: frozenset(kind_name(row[c]) for row in rows if row[c] is not None) for c in columns},
        note=note,
    )


def _only(path: Path, sheets: dict[str, list[list[Any]]], titles: Sequence[str]) -> str:
    """The only sheet that has the titles, or the only sheet that has anything."""
    filled = [name for name, rows in sheets.items() if rows]
    fitting = [name for name in filled if set(titles) <= {norm(as_text(cell)) for cell in sheets[name][0]}]
    for names in (filled, fitting):
        if len(names) == 1:
            return names[0]
    if not filled:
        raise container.refused(path, "В книге нет ни одной заполненной ячейки", "выгрузите файл заново")
    raise PainmapError(
        "Названные столбцы есть на нескольких листах"
        if fitting
        else "Ни на одном листе нет названных столбцов",
        where=path.name,
        remedy=f"укажите лист: --sheet ЛИСТ; есть {listed(f'«{name}»' for name in fitting or filled)}",
    )


def _native(cell: Any) -> Any:
    """A cell of calamine: empty as None; Excel has no integers, so 17.0 is 17."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if is_empty(cell) else cell


def write(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """A workbook with one sheet. Text is written as text: `=HYPERLINK(…)` stays words."""
    import xlsxwriter

    table = part.table
    if table.rows >= _MAX_ROWS or len(part.columns) > _MAX_COLUMNS:
        raise PainmapError("В лист Excel не вмещается столько строк или столбцов", remedy=_AS_CSV)
    # In memory: temporary files of xlsxwriter would outlive a kill.
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _DATE_FORMAT.items()}
    sheet = book.add_worksheet(_SHEET)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(part.columns):
        sheet.write_string(0, column, encodable(table.titles.get(name, name)))
    number = 0
    for piece in pieces:
        for row in piece:
            number += 1
            for column, name in enumerate(part.columns):
                _write_cell(sheet, (number, column), row.get(name), formats)
    book.close()


def _write_cell(sheet: Any, place: tuple[int, int], cell: Any, formats: dict[type, Any]) -> None:
    if is_empty(cell):
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, int | float) and abs(cell) < 1e15:
        sheet.write_number(*place, cell)
    elif type(cell) in formats and not getattr(cell, "tzinfo", None):
        sheet.write_datetime(*place, cell, formats[type(cell)])
    else:
        text = encodable(as_text(cell))
        if len(text) > _MAX_CELL:
            raise PainmapError(
                f"В ячейку Excel не вмещается текст длиннее {_MAX_CELL} знаков",
                where=f"строка {place[0] + 1}, столбец {place[1] + 1}",
                remedy=_AS_CSV,
            )
        sheet.write_string(*place, text)
