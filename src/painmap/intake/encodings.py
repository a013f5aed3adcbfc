"""Encoding of a Russian text file: BOM, strict UTF-8, then the single-byte encodings by their letters.

Not charset-normalizer: it took short cp1251 and koi8-r texts for shift_jis.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SINGLE_BYTE = ("cp1251", "cp866", "koi8-r")
# The ten most frequent letters make two thirds of a Russian text; koi8-r read as cp1251 keeps
# Cyrillic letters but other ones, with the case turned over («оПХБЕР»).
_FREQUENT = frozenset("оеаинтсрвл")
_SAMPLE_BYTES = 200_000
_BLOCK = 1 << 20
_UNMARKED_BYTES = 4_096
# Two Cyrillic letters in cp1251 form valid UTF-8 by chance («Рђ»); four hardly do.
_FOREIGN_BYTES = 8


@dataclass(frozen=True)
class Encoding:
    """How a text file is written.

    Attributes:
        name: Python name of the encoding.
        is_mixed: Whether lines of it may be in another encoding.
        is_cut: Whether it may end within a letter.
    """

    name: str
    is_mixed: bool
    is_cut: bool = False


def encoding_of(stream: IO[bytes], declared: str | None) -> Encoding:
    """The encoding of a file; `declared` (from the format) decides between single-byte ones.

    A file that is valid UTF-8 is read so whatever was declared: cp1251 reads UTF-8 bytes as «Р”РѕРј»
    without an error.
    """
    head = stream.read(3)
    stream.seek(0)
    for bom, name in _BOMS:
        if head.startswith(bom):
            is_utf16 = name == "utf-16"
            return Encoding(name, is_mixed=not is_utf16 and not is_text(stream), is_cut=is_utf16)
    stream.seek(0)
    if name := _utf16_without_mark(stream.read(_UNMARKED_BYTES), declared or ""):
        return Encoding(name, is_mixed=False, is_cut=True)
    for is_cut in (False, True):
        stream.seek(0)
        if is_text(stream, may_be_cut=is_cut):
            return Encoding("utf-8", is_mixed=False, is_cut=is_cut)
    utf8, other, sample = 0, 0, bytearray()
    stream.seek(0)
    for line in stream:
        if _is_utf8(line):
            utf8 += not line.isascii()
        else:
            other += 1
            sample += line[: max(0, _SAMPLE_BYTES - len(sample))]
    if utf8 > other:
        return Encoding("utf-8", is_mixed=True)
    if declared and not _family(declared).startswith("utf"):
        return Encoding(declared, is_mixed=True)
    return Encoding(max(SINGLE_BYTE, key=lambda name: _plausibility(bytes(sample), name)), is_mixed=True)


def lines_of(stream: IO[bytes], encoding: Encoding) -> Iterator[tuple[str, bool]]:
    """Lines that end with «\\n», and whether each is in another encoding than the file, or cut in a letter.

    NUL bytes, with which programs pad their fields and files, are left out.
    """
    stream.seek(0)
    if encoding.is_mixed:
        for piece in stream:
            # A file of an old Mac has but \r.
            for line in piece.splitlines(keepends=True):
                text = line.decode(encoding.name, errors="replace").replace("\0", "")
                is_ended = text.endswith(("\r", "\n"))
                yield text.rstrip("\r\n") + "\n" * is_ended, _is_foreign(line, encoding.name)
        return
    # The bytes at the end that make no letter become U+FFFD.
    for text in io.TextIOWrapper(stream, encoding=encoding.name, errors="replace", newline=None):
        yield text.replace("\0", ""), encoding.is_cut and text.endswith("\ufffd")


@dataclass(frozen=True)
class Decoded:
    """A text that is at hand as a whole.

    Attributes:
        lines: Lines with their line ends.
        encoding: Python name of the encoding.
        foreign: Indices of lines which are written in another encoding.
    """

    lines: list[str]
    encoding: str
    foreign: frozenset[int]


def decode(data: bytes, declared: str | None) -> Decoded:
    """The lines of `data`, as `encoding_of` and `lines_of` read them."""
    encoding = encoding_of(io.BytesIO(data), declared)
    lines = list(lines_of(io.BytesIO(data), encoding))
    foreign = frozenset(i for i, (_, is_foreign) in enumerate(lines) if is_foreign)
    return Decoded([text for text, _ in lines], encoding.name, foreign)


def _is_foreign(line: bytes, encoding: str) -> bool:
    if line.isascii():
        return False
    if encoding.startswith("utf"):
        return not _is_utf8(line)
    return sum(byte > 127 for byte in line) >= _FOREIGN_BYTES and _is_utf8(line)


def _family(name: str) -> str:
    return name.lower().replace("_", "-")


def _utf16_without_mark(head: bytes, declared: str) -> str:
    """UTF-16 that lacks its mark: every second byte is 0 (Latin, digits, delimiters) or 4 (Cyrillic).

    Where it is declared, one byte 0 is enough: no other text has it, and other scripts have few.
    """
    if _family(declared).startswith("utf-16-") and 0 in head:
        return declared
    for name, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(high) > 1 and high.count(0) and high.count(0) + high.count(4) > 0.9 * len(high):
            return name
    return ""


def is_text(stream: IO[bytes], encoding: str = "utf-8", *, may_be_cut: bool = False) -> bool:
    """Whether the rest of the file is valid in the encoding; it is read in pieces.

    Args:
        may_be_cut: Whether it may end within a letter, if there are whole ones beyond ASCII before it.
    """
    decoder, is_told = codecs.getincrementaldecoder(encoding)(), False
    try:
        while block := stream.read(_BLOCK):
            is_told |= not decoder.decode(block).isascii()
        decoder.decode(b"", final=not (may_be_cut and is_told))
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plausibility(sample: bytes, encoding: str) -> float:
    """Share of frequent Russian letters among non-ASCII characters, less breaks of case within words."""
    text = "".join(c for c in sample.decode(encoding, errors="replace") if ord(c) > 127)
    if not text:
        return 0.0
    frequent = sum(c in _FREQUENT for c in text.casefold())
    breaks = sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return (frequent - breaks) / len(text)
