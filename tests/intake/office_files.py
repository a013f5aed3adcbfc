"""Spreadsheet files that no library here writes: .xlsb, .ods, broken .xls; made by hand, record by record."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Лист">'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{}'
    "</manifest:file-entry></manifest:manifest>"
)


def ods_cell(text: str, columns: int = 1) -> str:
    """A cell of text that stands for so many; an empty one without text."""
    repeated = f' table:number-columns-repeated="{columns}"' if columns > 1 else ""
    if not text:
        return f"<table:table-cell{repeated}/>"
    inner = f"<text:p>{text}</text:p>"
    return f'<table:table-cell office:value-type="string"{repeated}>{inner}</table:table-cell>'


def ods_row(*cells: str, rows: int = 1) -> str:
    """A row of cells that stands for so many."""
    repeated = f' table:number-rows-repeated="{rows}"' if rows > 1 else ""
    return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"


def write_ods(path: Path, *rows: str, is_encrypted: bool = False) -> Path:
    """An .ods with one sheet of these rows."""
    mark = "<manifest:encryption-data/>" if is_encrypted else ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(mark))
        archive.writestr("content.xml", _ODS_HEAD + "".join(rows) + _ODS_TAIL)
    return path


def _record(kind: int, content: bytes = b"") -> bytes:
    """A record of [MS-XLSB]: number and length in groups of seven bits, then the content."""
    head = bytes([kind & 0xFF]) if kind < 0x80 else bytes([kind & 0xFF, kind >> 8])
    length = len(content)
    while True:
        more = length >> 7
        head += bytes([length & 0x7F | (0x80 if more else 0)])
        if not more:
            return head + content
        length = more


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def xlsb_rows(rows: Sequence[tuple[int, Sequence[tuple[int, str]]]]) -> bytes:
    """The records of rows: number of the row from 0, then (column from 0, text) of its cells."""
    data = []
    for row, cells in rows:
        data.append(_record(0x00, struct.pack("<I", row) + b"\0" * 13))
        data += [_record(0x06, struct.pack("<II", column, 0) + _wide(text)) for column, text in cells]
    return b"".join(data)


def write_xlsb(path: Path, rows: bytes) -> Path:
    """An .xlsb with one sheet of these records."""
    size = struct.pack("<IIII", 0, 0xFFFFF, 0, 0x3FFF)
    sheet = (
        _record(0x0181) + _record(0x0194, size) + _record(0x0191) + rows + _record(0x0192) + _record(0x0182)
    )
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Лист")
    book = _record(0x0183) + _record(0x018F) + _record(0x019C, bundle) + _record(0x0190) + _record(0x0184)
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/_rels/workbook.bin.rels", relation)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def write_xls(path: Path, rows: Sequence[Sequence[object]], *, is_encrypted: bool = False) -> Path:
    """An .xls (BIFF8); an encrypted one has a record FILEPASS after its beginning."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Лист")
    for i, cells in enumerate(rows):
        for j, cell in enumerate(cells):
            if cell != "":
                sheet.write(i, j, cell)
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue()
    if is_encrypted:
        # The record after BOF (length 16) becomes FILEPASS: RC4 encryption, version 1.1.
        at = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
        length = struct.unpack("<H", data[at + 2 : at + 4])[0]
        content = b"\x01\x00\x01\x00\x01\x00"[:length].ljust(length, b"\0")
        data = data[:at] + b"\x2f\x00" + data[at + 2 : at + 4] + content + data[at + 4 + length :]
    path.write_bytes(data)
    return path
