"""Tables as texts, for the privacy gate: JSON, workbooks, parquet and SQLite, cells beside each other."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from painmap.errors import PainmapError
from painmap.stages.gate.encodings import decoded

_SHORT = 60
# The letters of a base, as byte 59 of its head says it.
_OF_BASE = {2: "utf-16-le", 3: "utf-16-be"}
_WORDED = re.compile(r"[А-ЯЁа-яё]{2}|[A-Z][a-z]")
# No telephone, no identifier is shorter: counts and shares are left out of JSON.
_SMALL = 10**6


def json_texts(data: bytes) -> Iterator[str]:
    """Keys, strings and large numbers in the order of the file, doubled keys, too; escapes undone."""
    try:
        value = json.loads(data, object_pairs_hook=lambda pairs: [part for pair in pairs for part in pair])
    except (ValueError, RecursionError):
        yield from decoded(data)
        return
    yield "\n".join(_leaves(value))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _SMALL:
        yield _cell(value)


def workbook_texts(data: bytes) -> Iterator[str]:
    """Rows of a workbook with its cells beside each other: in the file they need not be."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield name
            for row in book.get_sheet_by_name(name).to_python():
                yield " | ".join(_cell(value) for value in row if value != "")
    except PasswordError:
        raise PainmapError("Файл защищён паролем") from None
    except CalamineError:
        if not data.startswith(b"PK"):
            yield from decoded(data)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def parquet_texts(data: bytes) -> Iterator[str]:
    """Metadata, the cells of each column, and its short cells beside those of the same row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(data))
    for key, value in (file.schema_arrow.metadata or {}).items():
        yield f"{key.decode(errors='replace')} {value.decode(errors='replace')}"
    table = file.read()
    names = [
        field.name
        for field in table.schema
        if not pa.types.is_temporal(field.type) and not pa.types.is_boolean(field.type)
    ]
    columns = [table.column(name).to_pylist() for name in names]
    yield "\n".join(names)
    cells = [[_value(value) if value is not None else "" for value in column] for column in columns]
    for column in cells:
        yield from dict.fromkeys(column)
    # A name may stand in two columns; a text stands in one.
    worded = [
        [cell if len(cell) <= _SHORT and _WORDED.search(cell) else "" for cell in column] for column in cells
    ]
    rows = (" | ".join(filter(None, row)) for row in zip(*worded, strict=True))
    yield from dict.fromkeys(row for row in rows if " | " in row)


def _value(value: object) -> str:
    if isinstance(value, bytes):
        return "\n".join(decoded(value))
    # A column of telephones among which one is missing has become one of fractions.
    return _cell(value)


def sqlite_texts(path: Path) -> Iterator[str]:
    """All cells of all tables, with what still waits in the write-ahead log; and the bytes of freed pages."""
    data = path.read_bytes()
    yield data.decode(_OF_BASE.get(data[59], "utf-8"), errors="ignore")
    with tempfile.TemporaryDirectory(prefix="painmap-") as private:
        copy = Path(private) / "base"
        shutil.copyfile(path, copy)
        if (log := path.with_name(path.name + "-wal")).exists():
            shutil.copyfile(log, copy.with_name("base-wal"))
        connection = sqlite3.connect(copy)
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                quoted = table.replace('"', '""')
                for row in connection.execute(f'SELECT * FROM "{quoted}"'):
                    yield " | ".join(_value(cell) for cell in row if cell is not None)
        finally:
            connection.close()
