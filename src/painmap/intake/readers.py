"""File types: each reader turns a file into sheets of text cells, with row numbers as Excel shows them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError, unknown_name
from painmap.intake import container
from painmap.intake.encodings import decode
from painmap.intake.mbox import read_mbox
from painmap.intake.request import IntakeRequest
from painmap.intake.sheets import Sheet
from painmap.intake.tally import expanded
from painmap.intake.telegram import read_telegram
from painmap.intake.vk import read_vk
from painmap.intake.words import Cell, norm
from painmap.params.models import Format

DELIMITERS = (";", ",", "\t")
_SNIFF_LINES = 60
# csv's own limit of 131072 refuses a long letter; a cell beyond this one is a lost quotation mark.
_MAX_CELL = 16 << 20
_FOREIGN = ("строка в другой кодировке, чем весь файл", "пересохраните файл целиком в UTF-8")
# The first bytes of .xlsx and .xls.
_TABLES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UNBALANCED = ("кавычки не закрыты, строка оборвана", "проверьте кавычки в строке или выгрузите файл заново")


def read_xlsx(path: Path, layout: Format) -> list[Sheet]:
    """Sheets of an .xlsx, .xlsm, .xls or .ods file: those of the format, else all.

    Raises:
        PainmapError: The file is empty, encrypted, truncated, HTML, a zip bomb, or lacks a sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    container.check_container(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        if missing := [name for name in layout.sheets if name not in book.sheet_names]:
            raise unknown_name("Лист", missing[0], book.sheet_names, where=path.name)
        names = layout.sheets or book.sheet_names
        return [_calamine_sheet(book.get_sheet_by_name(name), name) for name in names]
    except PasswordError:
        error = container.encrypted(path)
    except (CalamineError, OSError):
        error = container.truncated(path)
    except BaseException as failure:
        # A panic of the Rust library is no Exception.
        if type(failure).__name__ != "PanicException":
            raise
        error = container.truncated(path)
    # Outside of `except`: the library's message may quote a cell.
    raise error


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
    delimiter = layout.delimiter or _sniff(text.lines, layout)
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
    csv.field_size_limit(_MAX_CELL)
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


def _sniff(lines: list[str], layout: Format) -> str:
    """The delimiter that brings out most titles of the format, then most cells."""
    known = {norm(title) for title in (*layout.columns, *layout.ignore, layout.respondent_column)}

    def score(delimiter: str) -> tuple[int, int]:
        rows = list(csv.reader(StringIO("".join(lines[:_SNIFF_LINES])), delimiter=delimiter))
        titles = max((sum(norm(cell) in known for cell in row) for row in rows), default=0)
        return titles, max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=score)


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
