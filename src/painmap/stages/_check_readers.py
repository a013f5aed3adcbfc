"""What stands in a file of any kind, as texts: the privacy gate looks at all of it.

A file is known by its first bytes, not by its name. Archives and compressed files are opened, three deep.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import shutil
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from painmap.errors import PainmapError
from painmap.stages._check_pdf import texts_of_pdf

_DEPTH = 3
_MAX_UNPACKED = 1 << 30
_SHORT = 60
_WORDED = re.compile(r"[А-ЯЁа-яё]{2}|[A-Z][a-z]")
_FONTS = (b"wOF2", b"wOFF", b"\0\1\0\0", b"OTTO")
# No telephone, no identifier is shorter: counts and shares are left out of JSON.
_SMALL = 10**6
_PARTS_OF_SQLITE = ("-wal", "-shm", "-journal")


def texts(path: Path) -> Iterator[str]:
    """The texts of a file.

    Raises:
        PainmapError: It cannot be read to the end: encrypted, cut, corrupt, or too large when unpacked.
    """
    try:
        if path.name.endswith(_PARTS_OF_SQLITE):
            # What was deleted may still stand in it, whole pages of the base do so.
            yield path.read_bytes().decode("utf-8", errors="ignore")
            return
        with path.open("rb") as stream:
            is_base = stream.read(16) == b"SQLite format 3\0"
        yield from _sqlite(path) if is_base else texts_in(path.read_bytes(), path.name)
    except PainmapError:
        raise
    except MemoryError:
        raise PainmapError("Файл слишком велик") from None
    except (
        Exception
    ) as error:  # a library's message may quote what stands in the file: the class alone may leave
        raise PainmapError(f"Файл не читается ({type(error).__name__})") from None


def texts_in(data: bytes, name: str, depth: int = 0) -> Iterator[str]:
    """The texts of a file's bytes; `name` stands among the texts: a member's name may name a person."""
    if depth:
        yield name
    reader = next((read for start, read in _READERS if data.startswith(start)), None)
    if reader is not None and depth <= _DEPTH:
        yield from reader(data, depth)
    elif reader is not None:
        raise PainmapError("Архивы вложены друг в друга слишком глубоко")
    elif data[257:262] == b"ustar":
        yield from _tar(data, depth)
    elif data.startswith(_FONTS):
        return
    elif data[:1] in (b"{", b"[") and name.endswith((".json", ".ipynb")):
        yield from _json(data)
    else:
        # A picture's own words (author, title, comment) stand in it as they are.
        yield _decoded(data)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0\0" not in data and data[1:2] == b"\0"):
        encoding = "utf-16" if data[:1] in b"\xff\xfe" else "utf-16-le"
        return data.decode(encoding, errors="ignore")
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        # A binary file: what is text in it, in either encoding.
        return data.decode("utf-8", errors="ignore") + "\n" + data.decode("utf-16-le", errors="ignore")
    return data.decode("utf-8", errors="ignore") + "\n" + data.decode("cp1251", errors="replace")


def _json(data: bytes) -> Iterator[str]:
    """Keys, strings and large numbers in the order of the file, doubled keys, too; escapes undone."""
    try:
        value = json.loads(data, object_pairs_hook=lambda pairs: [part for pair in pairs for part in pair])
    except (ValueError, RecursionError):
        yield _decoded(data)
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


def _zip(data: bytes, depth: int) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise PainmapError("Файл защищён паролем")
        if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
            raise PainmapError("Файл слишком велик в распакованном виде")
        yield archive.comment.decode("utf-8", errors="replace")
        for entry in entries:
            if not entry.is_dir():
                yield from texts_in(archive.read(entry), entry.filename, depth + 1)
        if any(entry.filename.startswith("xl/") for entry in entries):
            yield from _cells(data, depth)


def _cells(data: bytes, _depth: int) -> Iterator[str]:
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
            yield _decoded(data)


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _ole(data: bytes, depth: int) -> Iterator[str]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PainmapError("Файл защищён паролем")
    yield from _cells(data, depth)
    yield _decoded(data)


def _parquet(data: bytes, _depth: int) -> Iterator[str]:
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
        return value.decode("utf-8", errors="ignore")
    # A column of telephones among which one is missing has become one of fractions.
    return _cell(value)


def _sqlite(path: Path) -> Iterator[str]:
    """All cells of all tables, with what still waits in the write-ahead log; and the bytes of freed pages."""
    yield path.read_bytes().decode("utf-8", errors="ignore")
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


def _compressed(unpack: Callable[[bytes], bytes]) -> Callable[[bytes, int], Iterator[str]]:
    def read(data: bytes, depth: int) -> Iterator[str]:
        inner = unpack(data)
        if len(inner) > _MAX_UNPACKED:
            raise PainmapError("Файл слишком велик в распакованном виде")
        yield from _tar(inner, depth) if inner[257:262] == b"ustar" else texts_in(inner, "", depth + 1)

    return read


def _tar(data: bytes, depth: int) -> Iterator[str]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            inner = archive.extractfile(member)
            yield from texts_in(inner.read() if inner else b"", member.name, depth + 1)


_READERS: tuple[tuple[bytes, Callable[[bytes, int], Iterator[str]]], ...] = (
    (b"PK\x03\x04", _zip),
    (b"PAR1", _parquet),
    (b"%PDF", lambda data, _: texts_of_pdf(data)),
    (b"\xd0\xcf\x11\xe0", _ole),
    (b"\x1f\x8b", _compressed(gzip.decompress)),
    (b"BZh", _compressed(bz2.decompress)),
    (b"\xfd7zXZ", _compressed(lzma.decompress)),
)
