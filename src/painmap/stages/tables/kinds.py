"""Tables of any origin, file in and file out: cells as read, rows in pieces, by suffix of the name.

`FILES`, suffix → how to open and how to write, is the whole of it. Used by the verbs that work on any file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from painmap.errors import PainmapError, listed
from painmap.intake.words import norm
from painmap.stages.store import disk_error
from painmap.stages.tables import delimited, jsonl, parquet, xlsx
from painmap.stages.tables.parts import Part, Piece, TableFile

__all__ = ["FILES", "Part", "Piece", "TableFile", "kind_of", "open_table", "source_kind"]


@dataclass(frozen=True)
class FileKind:
    """A kind of table file: opens it, given titles that the caller is going to ask for; writes pieces."""

    open: Callable[[Path, Sequence[str], str], TableFile]
    write: Callable[[IO[bytes], Part, Iterable[Piece]], None]


_XLSX = FileKind(xlsx.open_table, xlsx.write)
_JSONL = FileKind(jsonl.open_table, jsonl.write)
FILES: dict[str, FileKind] = {
    ".csv": FileKind(delimited.open_table, delimited.write_csv),
    ".jsonl": _JSONL,
    ".ndjson": _JSONL,
    ".parquet": FileKind(parquet.open_table, parquet.write),
    ".tsv": FileKind(delimited.open_table, delimited.write_tsv),
    ".xlsx": _XLSX,
}


def kind_of(path: Path) -> FileKind:
    """The kind of a file by its suffix.

    Raises:
        PainmapError: It is none of `FILES`.
    """
    if path.suffix.lower() not in FILES:
        raise PainmapError(
            "Вид таблицы не определить по окончанию имени файла",
            where=str(path),
            remedy=f"годятся окончания {listed(FILES)}; таблицу другого вида сохраните как .xlsx или .csv",
        )
    return FILES[path.suffix.lower()]


def source_kind(path: Path) -> FileKind:
    """The kind of a table that is there.

    Raises:
        PainmapError: There is no such file, or its kind is unknown.
    """
    if not path.is_file():
        raise PainmapError(
            "Файла нет" if not path.exists() else "Это не файл",
            where=str(path),
            remedy="проверьте имя и папку",
        )
    return kind_of(path)


def open_table(path: Path, titles: Sequence[str] = (), sheet: str = "") -> TableFile:
    """The table of a file, looked through once: every row can be read and has the cells of the header.

    Args:
        path: The file.
        titles: Columns that the caller will ask for: they tell the delimiter and the sheet.
        sheet: The sheet of a workbook; empty for the only one that has the titles.

    Raises:
        PainmapError: There is no such file, or it cannot be read; a broken line is named by its number.
    """
    kind = source_kind(path)
    if sheet and kind is not _XLSX:
        raise PainmapError(
            "Листы есть только в книгах .xlsx", where=path.name, remedy="уберите параметр --sheet"
        )
    try:
        table = kind.open(path, [norm(title) for title in titles], sheet)
    except OSError as error:
        raise disk_error(error, path) from error
    if not table.columns:
        raise PainmapError(
            "В файле нет таблицы", where=path.name, remedy="первой строкой должны идти названия"
        )
    return table
