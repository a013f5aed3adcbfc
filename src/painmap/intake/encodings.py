"""Encoding of a Russian text file: BOM, strict UTF-8, then the single-byte encodings by their letters.

Not charset-normalizer: it took short cp1251 and koi8-r texts for shift_jis.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import pairwise

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
# Two Cyrillic letters in cp1251 form valid UTF-8 by chance («Рђ»); four hardly do.
_FOREIGN_BYTES = 8


@dataclass(frozen=True)
class Decoded:
    """A text file as lines.

    Attributes:
        lines: Lines with their line ends.
        encoding: Python name of the encoding.
        foreign: Indices of lines which are written in another encoding.
    """

    lines: list[str]
    encoding: str
    foreign: frozenset[int]


def decode(data: bytes, declared: str | None) -> Decoded:
    """The lines of `data`; `declared` (from the format) decides between single-byte encodings.

    A file that is valid UTF-8 is read so whatever was declared: cp1251 reads UTF-8 bytes as «Р”РѕРј»
    without an error.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _by_line(data, encoding) if encoding == "utf-8-sig" else _whole(data, encoding)
    if _is_utf8(data):
        return _whole(data, "utf-8")
    lines = [line for line in data.splitlines(keepends=True) if not line.isascii()]
    if 2 * sum(_is_utf8(line) for line in lines) > len(lines):
        return _by_line(data, "utf-8")
    if declared and not declared.lower().replace("_", "-").startswith("utf"):
        return _by_line(data, declared)
    sample = b"".join(line for line in lines if not _is_utf8(line))[:_SAMPLE_BYTES]
    return _by_line(data, max(SINGLE_BYTE, key=lambda encoding: _plausibility(sample, encoding)))


def _whole(data: bytes, encoding: str) -> Decoded:
    # An odd byte at the end of a cut UTF-16 file becomes U+FFFD in the last line: a foreign line.
    lines = _lines(data.decode(encoding, errors="replace"))
    cut = {i for i in (len(lines) - 1,) if encoding == "utf-16" and lines and lines[i].endswith("\ufffd")}
    return Decoded(lines, encoding, frozenset(cut))


def _by_line(data: bytes, encoding: str) -> Decoded:
    lines: list[str] = []
    foreign: set[int] = set()
    for raw in data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True):
        if _is_foreign(raw, encoding):
            foreign.add(len(lines))
        lines.append(raw.decode(encoding, errors="replace"))
    return Decoded(lines, encoding, frozenset(foreign))


def _is_foreign(line: bytes, encoding: str) -> bool:
    if line.isascii():
        return False
    if encoding.startswith("utf"):
        return not _is_utf8(line)
    return sum(byte > 127 for byte in line) >= _FOREIGN_BYTES and _is_utf8(line)


def _lines(text: str) -> list[str]:
    # Not str.splitlines: U+2028, \x0b or \x85 inside a cell is no line end of a CSV.
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = unified.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


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
