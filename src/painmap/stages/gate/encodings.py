"""Bytes as text in every encoding that they may be of; what is no text in an encoding is left out of it.

With or without a mark of order: UTF-16, UTF-32; else UTF-8, and of bytes that are not: cp1251, cp866, koi8-r.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ONE_BYTE = ("cp1251", "cp866", "koi8-r")
# No text holds these, but of one byte per letter a NUL may: it pads the fields of a table.
_CONTROLS = bytes({*range(1, 32), 127} - set(b"\t\n\x0b\f\r\x1a\x1b"))
_MOST_CONTROLS = 0.02
# Low and high byte: ASCII, Cyrillic, accents, dashes and numero sign, full-width digits, mark of order.
_WIDE = (
    (rb"[\t\n\r\x20-\x7e\xa0-\xff]", rb"\x00"),
    (rb"[\x00-\x5f]", rb"\x04"),
    (rb"[\x00-\x6f]", rb"\x03"),
    (rb"[\x00-\xff]", rb"[\x20-\x22]"),
    (rb"[\x01-\x5e]", rb"\xff"),
    (rb"\xff", rb"\xfe"),
)
_LEAST = 4


def _runs(before: bytes, after: bytes, *, is_low_first: bool) -> re.Pattern[bytes]:
    pairs = (low + high if is_low_first else high + low for low, high in _WIDE)
    return re.compile(b"(?:%b){%d,}" % (b"|".join(before + pair + after for pair in pairs), _LEAST))


_RUNS = {
    "utf-16-le": _runs(b"", b"", is_low_first=True),
    "utf-16-be": _runs(b"", b"", is_low_first=False),
    "utf-32-le": _runs(b"", rb"\x00\x00", is_low_first=True),
    "utf-32-be": _runs(rb"\x00\x00", b"", is_low_first=False),
}


def decoded(data: bytes) -> Iterator[str]:
    """The readings of a file or a field, none of them empty."""
    yield from filter(None, _readings(data))


def _readings(data: bytes) -> Iterator[str]:
    has_controls = len(data.translate(None, _CONTROLS)) < len(data)
    if has_controls or b"\0" in data:
        # Also in the midst of a binary file, at any place.
        for encoding, runs in _RUNS.items():
            yield "\n".join(match[0].decode(encoding, errors="replace") for match in runs.finditer(data))
    try:
        yield data.decode()
    except UnicodeDecodeError:
        yield data.decode("utf-8", errors="ignore")
        if len(data) - len(data.translate(None, _CONTROLS)) <= _MOST_CONTROLS * len(data):
            yield from (data.decode(encoding, errors="replace") for encoding in _ONE_BYTE)
