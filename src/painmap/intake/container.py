"""What a spreadsheet file really is, before anything unpacks it: encrypted, HTML, truncated, a zip bomb."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from painmap.errors import PainmapError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*<(?:!doctype|html|head|table|meta|style|\?xml|body|div)", re.IGNORECASE)

# A 300 KB file took calamine to 927 MB. Real registers unpack to 5-30 times their size.
MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 100
RATIO_COUNTS_FROM_BYTES = 64 << 20
# calamine keeps the rectangle from the first to the last cell, 32 bytes for each, full or empty.
MAX_CELLS = 20_000_000

_ROW = re.compile(rb'<row [^>]{0,200}?r="(\d{1,7})"')
_WIDE_CELL = re.compile(rb'<c [^>]{0,40}?r="[A-Z]{3}\d')
_WIDE_SHEET_COLUMNS = 16_384
_CHUNK = 1 << 20


def check_container(path: Path) -> None:
    """Refuse a file that is no spreadsheet or would not fit into memory.

    Raises:
        PainmapError: Names the file, what is wrong with it and what to do.
    """
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head.strip(b"\0 \r\n\t"):
        raise PainmapError("Файл пуст", where=path.name, remedy="выгрузите файл заново")
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise refused(
            path,
            "Это веб-страница (HTML), сохранённая под именем таблицы",
            "откройте файл в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)»",
        )
    if head.startswith(_OLE):
        _check_ole(path)
    elif head.startswith(b"PK"):
        _check_zip(path)
    else:
        raise refused(path, "Это не таблица Excel", "сохраните файл как «Книга Excel (.xlsx)» или как CSV")


def refused(path: Path, what: str, remedy: str) -> PainmapError:
    """The error for a file that cannot be read; `readers.read_sheets` puts its folder before the name."""
    return PainmapError(f"{what}, файл не прочитан", where=path.name, remedy=remedy)


def encrypted(path: Path) -> PainmapError:
    """The error for a file with a password."""
    return refused(
        path, "Файл защищён паролем", "снимите пароль (Файл → Сведения → Защита) и сохраните заново"
    )


def truncated(path: Path) -> PainmapError:
    """The error for a file whose end is missing."""
    return refused(path, "Файл повреждён или обрезан", "скопируйте или выгрузите файл заново")


def _check_ole(path: Path) -> None:
    if _ENCRYPTED in path.read_bytes():
        raise encrypted(path)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError):
        raise truncated(path) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted(path)
    packed = path.stat().st_size
    _check_size(path, sum(entry.file_size for entry in entries), packed)
    unpacked = 0
    for entry in entries:
        unpacked = _scan(path, entry, unpacked, packed)


def _check_size(path: Path, unpacked: int, packed: int) -> None:
    is_ratio_absurd = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > MAX_RATIO * packed
    if unpacked > MAX_UNPACKED_BYTES or is_ratio_absurd:
        raise refused(
            path,
            f"Файл размером {packed // 1024} КБ распаковывается более чем в {unpacked >> 20} МБ",
            "удалите лишние листы, рисунки и пустые отформатированные строки или сохраните лист как CSV",
        )


def _scan(path: Path, entry: zipfile.ZipInfo, unpacked: int, packed: int) -> int:
    """Unpack one entry piece by piece: the directory may lie about sizes. Returns the running total."""
    is_sheet = "worksheets/" in entry.filename
    last_row, is_wide, tail = 0, False, b""
    decoder = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    with path.open("rb") as stream:
        stream.seek(entry.header_offset)
        header = stream.read(30)
        stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        left = entry.compress_size
        while left > 0 and (raw := stream.read(min(left, _CHUNK // 16))):
            left -= len(raw)
            piece = _inflated(path, decoder, raw)
            unpacked += len(piece)
            _check_size(path, unpacked, packed)
            if is_sheet:
                window = tail + piece
                is_wide = is_wide or _WIDE_CELL.search(window) is not None
                last_row = max(last_row, *(int(row) for row in _ROW.findall(window)), 0)
                tail = window[-256:]
    if left > 0:
        raise truncated(path)
    if last_row * (_WIDE_SHEET_COLUMNS if is_wide else 20) > MAX_CELLS:
        raise refused(
            path,
            f"На листе занята область до строки {last_row}: слишком велика для обработки",
            "удалите случайные значения в далёких строках и графах (Ctrl+End показывает последнюю ячейку)",
        )
    return unpacked


def _inflated(path: Path, decoder: zlib._Decompress | None, raw: bytes) -> bytes:
    if decoder is None:
        return raw
    try:
        return decoder.decompress(raw)
    except zlib.error:
        raise truncated(path) from None
