"""How far a sheet reaches, told from its bytes piece by piece: what a reader would have to allocate."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

# Columns counted for a sheet of Excel whose cells are all in columns A–Z.
_NARROW = 20


class Extent(Protocol):
    """Area from the first cell of a sheet to its last filled one, in rows and columns.

    Attributes:
        unsaved: Cells with a formula whose value the program that wrote the file did not keep.
    """

    rows: int
    columns: int
    unsaved: int

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the sheet."""


class XmlExtent:
    """A sheet of .xlsx: places of rows and cells as their attributes say."""

    _ROW = re.compile(rb'<row [^>]{0,200}?r="(\d{1,7})"')
    _CELL = re.compile(rb'<c [^>]{0,40}?r="([A-Z]{2,3})\d')
    # t="str" is the text that a formula gives, which may be empty.
    _UNSAVED = re.compile(
        rb'<c (?:(?!t="str")[^>]){0,100}>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
    )

    def __init__(self) -> None:
        self.rows, self.columns, self.unsaved = 0, _NARROW, 0
        self._tail = self._cell = b""

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the sheet."""
        window = self._tail + piece
        self.rows = max(self.rows, *map(int, self._ROW.findall(window)), 0)
        for letters in set(self._CELL.findall(window)):
            number = 0
            for letter in letters:
                number = 26 * number + letter - 64
            self.columns = max(self.columns, number)
        self._tail = window[-256:]
        self._feed_formulas(piece)

    def _feed_formulas(self, piece: bytes) -> None:
        window = self._cell + piece
        # A cell that is not all there waits for the next piece.
        end = window.rfind(b"</c>") + 4 if b"</c>" in window else 0
        if window.find(b"<f", 0, end) >= 0:
            self.unsaved += len(self._UNSAVED.findall(window, 0, end))
        self._cell = window[end:][-65_536:]


class BinaryExtent:
    """A sheet of .xlsb: records «number, length, content» ([MS-XLSB] 2.1.4), rows and cells among them."""

    # BrtRowHdr begins with the row, BrtCellBlank … BrtFmlaError and BrtCellRString with the column.
    _ROW = 0
    _CELLS = frozenset((*range(1, 12), 62))

    def __init__(self) -> None:
        self.rows, self.columns, self.unsaved, self._left, self._skip = 0, 1, 0, b"", 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the sheet."""
        data = self._left + piece
        at = self._skip
        while (content := self._head(data, at)) is not None:
            start, kind, length = content
            if kind == self._ROW or kind in self._CELLS:
                if start + 4 > len(data):
                    break
                number = int.from_bytes(data[start : start + 4], "little") + 1
                if kind == self._ROW:
                    self.rows = max(self.rows, number)
                else:
                    self.columns = max(self.columns, number)
            at = start + length
        self._left, self._skip = data[at:], max(0, at - len(data))

    @staticmethod
    def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
        """Where the content of a record begins, its number and length; None where its head is cut."""
        if at + 6 > len(data):
            # The last records of a sheet hold nothing and count for nothing.
            return None
        kind = data[at]
        if kind & 0x80:
            at += 1
            kind |= data[at] << 8
        length = 0
        for place, byte in enumerate(data[at + 1 : at + 5], start=1):
            length |= (byte & 0x7F) << 7 * (place - 1)
            if not byte & 0x80:
                break
        return at + place + 1, kind, length


class OdsExtent:
    """`content.xml` of .ods, where rows and cells stand for many (`number-rows-repeated`).

    Empty ones at an end count for nothing: LibreOffice fills its sheets with them.
    """

    _TAG = re.compile(
        rb"<table:table[ >]|</table:table-row>|<table:table-row\b([^>]*)>"
        rb"|<table:(?:covered-)?table-cell\b([^>]*?)(/?)>"
    )
    _ROWS = re.compile(rb'table:number-rows-repeated="(\d{1,10})"')
    _COLUMNS = re.compile(rb'table:number-columns-repeated="(\d{1,10})"')
    _VALUE = re.compile(rb"office:(?:value|date-value|time-value|boolean-value|string-value)=|table:formula=")

    def __init__(self) -> None:
        self.rows, self.columns, self.unsaved, self._tail = 0, 1, 0, b""
        self._row = self._repeat = self._width = self._filled = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the sheet."""
        window = self._tail + piece
        # A tag that is not all there waits for the next piece.
        opened = window.rfind(b"<")
        end = opened if opened >= 0 and window.find(b">", opened) < 0 else len(window)
        for tag in self._TAG.finditer(window, 0, end):
            self._take(tag)
        self._tail = window[end:][:65_536]

    def _take(self, tag: re.Match[bytes]) -> None:
        if tag[1] is not None:
            self._repeat, self._width, self._filled = _number(self._ROWS, tag[1]), 0, 0
            if tag[1].endswith(b"/"):
                self._row += self._repeat
        elif tag[2] is not None:
            self._width += _number(self._COLUMNS, tag[2])
            if not tag[3] or self._VALUE.search(tag[2]):
                self._filled = self._width
        elif tag[0].startswith(b"</"):
            self._row += self._repeat
            if self._filled:
                self.rows = max(self.rows, self._row)
                self.columns = max(self.columns, self._filled)
        else:
            self._row = 0


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def extent_of(name: str) -> Callable[[], Extent] | None:
    """How the extent of an entry of a workbook's archive is told; None for one that is no sheet."""
    if name == "content.xml":
        return OdsExtent
    if "worksheets/" in name:
        return BinaryExtent if name.endswith(".bin") else XmlExtent
    return None
