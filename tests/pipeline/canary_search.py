"""Search of every byte below some folders for planted details: independent of the product, and simple.

A file is looked at as it is and unpacked (zip members, gzip, zlib streams, parquet, SQLite, PDF), in all
encodings in which Russian is written, and after undoing escapes (JSON, HTML, URL, base64).
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import html
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
from pypdf import PdfReader

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s()\u00a0\u2010-\u2015.-]{1,3}(?=\d)")


def found(canaries: Mapping[str, str], *places: Path) -> list[str]:
    """«canary: file» for each canary (name → a stem in lower case, or digits) below the places, sorted."""
    hits: set[str] = set()
    # The same report lies in two folders.
    known: dict[bytes, set[str]] = {}
    for place in places:
        for path in sorted(place.rglob("*")):
            name = path.relative_to(place).as_posix()
            hits.update(f"{canary}: the name {name}" for canary in _in_text(name, canaries))
            if path.is_symlink():
                hits.update(f"{canary}: {name}" for canary in _in_text(str(path.readlink()), canaries))
            elif path.is_file():
                data = path.read_bytes()
                if data not in known:
                    known[data] = in_bytes(data, canaries)
                hits.update(f"{canary}: {name}" for canary in known[data])
    return sorted(hits)


def in_bytes(data: bytes, canaries: Mapping[str, str]) -> set[str]:
    """Names of the canaries in some bytes, packed or not."""
    return {name for blob in _blobs(data) for text in _texts(blob) for name in _in_text(text, canaries)}


def _in_text(text: str, canaries: Mapping[str, str]) -> Iterator[str]:
    lower = text.lower().replace("ё", "е")
    digits = _BETWEEN_DIGITS.sub("", lower)
    for name, stem in canaries.items():
        if stem in (digits if stem.isdecimal() else lower):
            yield name


def _texts(blob: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        text = blob.decode(encoding, errors="ignore")
        yield text
        if encoding == "utf-16-le":
            yield blob[1:].decode(encoding, errors="ignore")
        if encoding == "utf-8":
            yield _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
            yield html.unescape(text)
            yield unquote(text)
            # A name cut by mark-up or by a line break.
            yield re.sub(r"<[^<>]{1,200}>|-?\n", "", html.unescape(text))


def _blobs(data: bytes, depth: int = 0) -> Iterator[bytes]:
    yield data
    if depth > 2:
        return
    for unpack in (_zip, _gzip, _parquet, _sqlite, _pdf, _base64):
        for inner in unpack(data):
            yield from _blobs(inner, depth + 1)


def _zip(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield entry.filename.encode()
                yield archive.read(entry)


def _gzip(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)


def _parquet(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PAR1") and data.endswith(b"PAR1"):
        yield pd.read_parquet(io.BytesIO(data)).to_csv().encode()


def _sqlite(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"SQLite format 3"):
        connection = sqlite3.connect(":memory:")
        # A copy with a write-ahead log of its own cannot be read from memory; the log is searched as a file.
        connection.deserialize(data[:18] + b"\x01\x01" + data[20:])
        with contextlib.suppress(sqlite3.DatabaseError):
            yield "\n".join(connection.iterdump()).encode()
        connection.close()


def _pdf(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"%PDF-"):
        reader = PdfReader(io.BytesIO(data))
        yield "\n".join(page.extract_text() for page in reader.pages).encode()
        yield repr(dict(reader.metadata or {})).encode()


def _base64(data: bytes) -> Iterable[bytes]:
    parts = (match[0] for match in _BASE64.finditer(data) if len(match[0]) < 100_000)
    return [b"\n".join(base64.b64decode(part[: len(part) // 4 * 4], validate=False) for part in parts)]
