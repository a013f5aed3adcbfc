"""File types: each reader turns a file into sheets of text cells, with row numbers as Excel shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError, unknown_name
from painmap.intake.books import read_book, unsaved_formulas
from painmap.intake.cells import cell_of
from painmap.intake.columnar import read_parquet
from painmap.intake.csv_files import read_csv
from painmap.intake.eml import read_eml
from painmap.intake.jsonl import read_jsonl
from painmap.intake.mbox import read_mbox
from painmap.intake.mended import mended
from painmap.intake.mkgu import read_mkgu
from painmap.intake.names import sheet_name
from painmap.intake.request import IntakeRequest
from painmap.intake.sheets import Sheet
from painmap.intake.tally import expanded
from painmap.intake.telegram import read_telegram
from painmap.intake.vk import read_vk
from painmap.intake.xlsform import decoded
from painmap.params.models import Format

# The first bytes of .xlsx and .xls.
_TABLES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_xlsx(path: Path, layout: Format) -> list[Sheet]:
    """Sheets of an .xlsx, .xlsm, .xls or .ods file: those of the format, else all.

    Raises:
        PainmapError: The file is empty, encrypted, truncated, HTML, a zip bomb, or lacks a sheet.
    """

    def read(book: Any, unsaved: int) -> list[Sheet]:
        told = {name: sheet_name(name, i, layout.sheets) for i, name in enumerate(book.sheet_names, start=1)}
        if missing := [name for name in layout.sheets if name not in told]:
            raise unknown_name("Лист", missing[0], told.values(), where=path.name)
        names = layout.sheets or book.sheet_names
        sheets = [_calamine_sheet(book.get_sheet_by_name(name), told[name]) for name in names]
        if sheets and unsaved:
            sheets[0].warnings.append(unsaved_formulas(unsaved))
        return sheets

    return read_book(path, read)


def _calamine_sheet(sheet: Any, name: str) -> Sheet:
    rows = [[cell_of(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
    return Sheet(name, rows, list(range(1, len(rows) + 1)), merges=merges)


def read_table(path: Path, layout: Format) -> Iterable[Sheet]:
    """A table that comes as a workbook or as delimited text, as its first bytes say.

    Raises:
        PainmapError: The file cannot be read.
    """
    with path.open("rb") as stream:
        is_book = stream.read(4) in _TABLES
    return read_xlsx(path, layout) if is_book else read_csv(path, layout)


def read_tally(path: Path, layout: Format) -> Iterable[Sheet]:
    """A table or text file of counts, question × option × number, as it is.

    Raises:
        PainmapError: The file cannot be read.
    """
    return read_table(path, layout)


def read_xlsform(path: Path, layout: Format) -> Iterable[Sheet]:
    """A table of names and codes, as it is.

    Raises:
        PainmapError: The file cannot be read.
    """
    return read_table(path, layout)


READERS: dict[str, Callable[[Path, Format], Iterable[Sheet]]] = {
    "csv": read_csv,
    "eml": read_eml,
    "jsonl": read_jsonl,
    "mbox": read_mbox,
    "mkgu": read_mkgu,
    "parquet": read_parquet,
    "table": read_table,
    "tally": read_tally,
    "telegram": read_telegram,
    "vk": read_vk,
    "xlsform": read_xlsform,
    "xlsx": read_xlsx,
}


def read_sheets(request: IntakeRequest) -> Iterator[Sheet]:
    """The sheets of a raw file, long ones in parts; those of a tally as questionnaires, names and
    codes of an XLSForm as its questions and answers.

    Raises:
        PainmapError: The format names no such reader, or the file cannot be read. It names the file by its
            place in the agency's folder: a reader knows its name alone, and two years may share it.
    """
    layout = request.format
    if layout.reader not in READERS:
        where = f"params/formats/{layout.id}.yaml"
        raise unknown_name("Вид файла (reader)", layout.reader, READERS, where=where)
    try:
        sheets = mended(READERS[layout.reader](request.path, layout))
        if layout.reader == "tally":
            sheets = iter([expanded(next(iter(sheets)), request)])
        if layout.reader == "xlsform" and request.questionnaire is not None:
            sheets = decoded(sheets, request.questionnaire, layout.time_column)
        yield from sheets
    except PainmapError as error:
        failure = PainmapError(error.what, where=request.relative_name, remedy=error.remedy)
    else:
        return
    raise failure
