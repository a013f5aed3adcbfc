"""What stands in a file of any kind, as texts: the privacy gate looks at all of it.

A file is known by its first bytes, not by its name. Archives and compressed files are opened, three deep.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from painmap.errors import PainmapError
from painmap.stages.gate.encodings import decoded
from painmap.stages.gate.pdf import texts_of_pdf
from painmap.stages.gate.tables import json_texts, parquet_texts, sqlite_texts, workbook_texts

_DEPTH = 3
_MAX_UNPACKED = 1 << 30
_FONTS = (b"wOF2", b"wOFF", b"\0\1\0\0", b"OTTO")
_NAME_IS_UTF8 = 0x800
_SAMPLE = 4096
_PARTS_OF_SQLITE = ("-wal", "-shm", "-journal")


def texts(path: Path) -> Iterator[str]:
    """The texts of a file.

    Raises:
        PainmapError: It cannot be read to the end: encrypted, cut, corrupt, or too large when unpacked.
    """
    try:
        if path.name.endswith(_PARTS_OF_SQLITE):
            # What was deleted may still stand in it, whole pages of the base do so.
            yield from decoded(path.read_bytes())
            return
        with path.open("rb") as stream:
            is_base = stream.read(16) == b"SQLite format 3\0"
        yield from sqlite_texts(path) if is_base else texts_in(path.read_bytes(), path.name)
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
    reader = _zlib if reader is None and _is_zlib(data) else reader
    if reader is not None and depth <= _DEPTH:
        yield from reader(data, depth)
    elif reader is not None:
        raise PainmapError("Архивы вложены друг в друга слишком глубоко")
    elif data[257:262] == b"ustar":
        yield from _tar(data, depth)
    elif data.startswith(_FONTS):
        return
    elif data[:1] in (b"{", b"[") and name.endswith((".json", ".ipynb")):
        yield from json_texts(data)
    else:
        # A picture's own words (author, title, comment) stand in it as they are.
        yield from decoded(data)


def _zip(data: bytes, depth: int) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise PainmapError("Файл защищён паролем")
        if sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
            raise _too_large()
        yield from decoded(archive.comment)
        for entry in entries:
            yield from _names(entry)
            if not entry.is_dir():
                yield from texts_in(archive.read(entry), entry.filename, depth + 1)
        if any(entry.filename.startswith("xl/") for entry in entries):
            yield from workbook_texts(data)


def _names(entry: zipfile.ZipInfo) -> Iterator[str]:
    """A member's name that is not in UTF-8 is taken for one of cp437, whatever the packer's letters were."""
    if not entry.flag_bits & _NAME_IS_UTF8:
        yield from decoded(entry.orig_filename.encode("cp437", errors="ignore"))
    yield from decoded(entry.comment)


def _ole(data: bytes, _depth: int) -> Iterator[str]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PainmapError("Файл защищён паролем")
    yield from workbook_texts(data)
    yield from decoded(data)


_Stream = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile


def _compressed(opened: Callable[[io.BytesIO], _Stream]) -> Callable[[bytes, int], Iterator[str]]:
    def read(data: bytes, depth: int) -> Iterator[str]:
        # The name of what was packed stands before, and anything at all may stand behind.
        yield from decoded(data)
        with opened(io.BytesIO(data)) as stream:
            yield from _of_unpacked(stream.read(_MAX_UNPACKED + 1), depth)

    return read


def _of_unpacked(inner: bytes, depth: int) -> Iterator[str]:
    if len(inner) > _MAX_UNPACKED:
        raise _too_large()
    yield from _tar(inner, depth) if inner[257:262] == b"ustar" else texts_in(inner, "", depth + 1)


def _too_large() -> PainmapError:
    return PainmapError("Файл слишком велик в распакованном виде")


def _is_zlib(data: bytes) -> bool:
    """Whether it is a bare zlib stream: two bytes say it, but «x^2 + y» begins with such two as well."""
    if data[:1] != b"\x78" or int.from_bytes(data[:2]) % 31:
        return False
    try:
        data[:_SAMPLE].decode()
    except UnicodeDecodeError as error:
        # A letter may be cut at the end of the sample.
        return error.start < len(data[:_SAMPLE]) - 3
    return False


def _zlib(data: bytes, depth: int) -> Iterator[str]:
    unpacker = zlib.decompressobj()
    inner = unpacker.decompress(data, _MAX_UNPACKED + 1)
    if len(inner) <= _MAX_UNPACKED and not unpacker.eof:
        raise PainmapError("Сжатый файл обрывается")
    yield from _of_unpacked(inner, depth)
    yield from decoded(unpacker.unused_data)


def _tar(data: bytes, depth: int) -> Iterator[str]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            if member.size > _MAX_UNPACKED:
                raise _too_large()
            yield from decoded(member.name.encode(errors="surrogateescape"))
            inner = archive.extractfile(member) if member.isreg() else None
            yield from texts_in(inner.read() if inner else b"", member.name, depth + 1)


def _closed(kind: str) -> Callable[[bytes, int], Iterator[str]]:
    def read(_data: bytes, _depth: int) -> Iterator[str]:
        raise PainmapError(f"Файл сжат в {kind}, этого вида проверка не открывает")

    return read


_READERS: tuple[tuple[bytes, Callable[[bytes, int], Iterator[str]]], ...] = (
    (b"PK\x03\x04", _zip),
    (b"PAR1", lambda data, _: parquet_texts(data)),
    (b"%PDF", lambda data, _: texts_of_pdf(data)),
    (b"\xd0\xcf\x11\xe0", _ole),
    (b"\x1f\x8b", _compressed(lambda data: gzip.GzipFile(fileobj=data))),
    (b"BZh", _compressed(bz2.BZ2File)),
    (b"\xfd7zXZ", _compressed(lzma.LZMAFile)),
    (b"\x5d\0\0", _compressed(lzma.LZMAFile)),
    (b"7z\xbc\xaf\x27\x1c", _closed("7z")),
    (b"Rar!\x1a\x07", _closed("rar")),
    (b"\x28\xb5\x2f\xfd", _closed("zstd")),
    (b"\x04\x22\x4d\x18", _closed("lz4")),
    (b"LZIP\x01", _closed("lzip")),
    (b"\x1f\x9d", _closed("compress")),
    (b"MSCF\0\0\0\0", _closed("cab")),
)
