"""File types: each reader turns a file into sheets of text cells, with row numbers as Excel shows them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError, unknown_name
from painmap.intake import container
from painmap.intake.books import read_book
from painmap.intake.delimited import MAX_CELL, sniffed
from painmap.intake.encodings import decode
from painmap.intake.mbox import read_mbox
from painmap.intake.names import sheet_name
from painmap.intake.request import IntakeRequest
from painmap.intake.sheets import Sheet
from painmap.intake.tally import expanded
from painmap.intake.telegram import read_telegram
from painmap.intake.vk import read_vk
from painmap.intake.words import Cell, norm
from painmap.params.models import Format

_FOREIGN = ("строка в другой кодировке, чем весь файл", "пересохраните файл целиком в UTF-8")
# The first bytes of .xlsx and .xls.
_TABLES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UNBALANCED = ("кавычки не закрыты, строка оборвана", "проверьте кавычки в строке или выгрузите файл заново")


def read_xlsx(path: Path, layout: Format) -> list[Sheet]:
    """Sheets of an .xlsx, .xlsm, .xls or .ods file: those of the format, else all.

    Raises:
        PainmapError: The file is empty, encrypted, truncated, HTML, a zip bomb, or lacks a sheet.
    """

    def read(book: Any) -> list[Sheet]:
        told = {name: sheet_name(name, i, layout.sheets) for i, name in enumerate(book.sheet_names, start=1)}
        if missing := [name for name in layout.sheets if name not in told]:
            raise unknown_name("Лист", missing[0], told.values(), where=path.name)
        names = layout.sheets or book.sheet_names
        return [_calamine_sheet(book.get_sheet_by_name(name), told[name]) for name in names]

    return read_book(path, read)


def _calamine_sheet(sheet: Any, name: str) -> Sheet:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    return Sheet(name, rows, list(range(1, len(rows) + 1)), merges=merges)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        # Excel keeps 15 significant digits; a case number 17.0 is «17», a phone 79001234567.0 its digits.
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return "" if value is None else str(value) if isinstance(value, int | time | timedelta) else ""


def read_csv(path: Path, layout: Format) -> list[Sheet]:
    """The one sheet of a delimited text file; encoding and delimiter from the format or by what is in it.

    A row that is cut, has unbalanced quotation marks or another encoding is marked as broken;
    reading goes on with the next line of the file.

    Raises:
        PainmapError: The file is empty.
    """
    data = path.read_bytes()
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise container.refused(path, "Файл пуст", "выгрузите файл заново")
    text = decode(data, layout.encoding)
    delimiter = layout.delimiter or _delimiter(text.lines, layout)
    sheet = Sheet("", [], [], encoding=text.encoding, delimiter=delimiter)
    for first, last, cells in _records(text.lines, delimiter):
        if not text.foreign.isdisjoint(range(first, last)):
            sheet.broken[len(sheet.rows)] = _FOREIGN
        elif cells is None:
            sheet.broken[len(sheet.rows)] = _UNBALANCED
        sheet.rows.append(list(cells or ()))
        sheet.numbers.append(len(sheet.rows))
    return [sheet]


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, int, list[str] | None]]:
    """Records as (first line, line after the last, cells); cells None where quotation marks are wrong."""
    csv.field_size_limit(MAX_CELL)
    start = 0
    while start < len(lines):
        reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
        first = start
        try:
            for cells in reader:
                yield first, start + reader.line_num, cells
                first = start + reader.line_num
            return
        except csv.Error:
            yield first, first + 1, None
            start = first + 1


def _delimiter(lines: list[str], layout: Format) -> str:
    titles = (*layout.columns, *layout.ignore, layout.respondent_column)
    return sniffed(lines, {norm(title) for title in titles})


def read_tally(path: Path, layout: Format) -> list[Sheet]:
    """A table or text file of counts, question × option × number, as it is.

    Raises:
        PainmapError: The file cannot be read.
    """
    with path.open("rb") as stream:
        is_table = stream.read(4) in _TABLES
    return read_xlsx(path, layout) if is_table else read_csv(path, layout)


READERS: dict[str, Callable[[Path, Format], list[Sheet]]] = {
    "csv": read_csv,
    "mbox": read_mbox,
    "tally": read_tally,
    "telegram": read_telegram,
    "vk": read_vk,
    "xlsx": read_xlsx,
}


def read_sheets(request: IntakeRequest) -> list[Sheet]:
    """The sheets of a raw file; those of a tally as questionnaires.

    Raises:
        PainmapError: The format names no such reader, or the file cannot be read. It names the file by its
            place in the agency's folder: a reader knows its name alone, and two years may share it.
    """
    layout = request.format
    if layout.reader not in READERS:
        where = f"params/formats/{layout.id}.yaml"
        raise unknown_name("Вид файла (reader)", layout.reader, READERS, where=where)
    try:
        sheets = READERS[layout.reader](request.path, layout)
    except PainmapError as error:
        raise PainmapError(error.what, where=request.relative_name, remedy=error.remedy) from None
    return [expanded(sheets[0], request)] if layout.reader == "tally" else sheets
