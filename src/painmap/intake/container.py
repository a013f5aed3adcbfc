"""What a spreadsheet file really is, before anything unpacks it: encrypted, HTML, truncated, a zip bomb."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from painmap.errors import PainmapError
from painmap.intake.extents import Extent, extent_of

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*<(?:!doctype|html|head|table|meta|style|\?xml|body|div)", re.IGNORECASE)
# What Excel writes as «Таблица XML 2003», and programs under the name .xls.
_SPREADSHEET_ML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet")
_MHTML = re.compile(rb"\s*(?:MIME-Version:|From: <Saved by)", re.IGNORECASE)

# A 300 KB file took calamine to 927 MB. Real registers unpack to 5-30 times their size.
MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 100
RATIO_COUNTS_FROM_BYTES = 64 << 20
# calamine keeps the rectangle from the first to the last cell, 32 bytes for each, full or empty.
MAX_CELLS = 20_000_000

_CHUNK = 1 << 20


def check_container(path: Path) -> int:
    """Refuse a file that is no spreadsheet or would not fit into memory.

    Returns:
        How many of its cells hold a formula without a value: they will be read as empty.

    Raises:
        PainmapError: Names the file, what is wrong with it and what to do.
    """
    head = check_page(path)
    if not head.strip(b"\0 \r\n\t"):
        raise PainmapError("Файл пуст", where=path.name, remedy="выгрузите файл заново")
    if head.startswith(_OLE):
        _check_ole(path)
        return 0
    if head.startswith(b"PK"):
        return _check_zip(path)
    raise refused(path, "Это не таблица Excel", "сохраните файл как «Книга Excel (.xlsx)» или как CSV")


def check_page(path: Path) -> bytes:
    """The beginning of a file that is no page in a mark-up language under the name of a table.

    Raises:
        PainmapError: It is HTML, XML or MHTML.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    # UTF-16 begins with two bytes of its own; its Latin letters are every second byte.
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    if what := _page(text.removeprefix(b"\xfe\xff")):
        raise refused(
            path, what, "откройте файл в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)»"
        )
    return head


def _page(head: bytes) -> str:
    """What a file is that begins as a page in a mark-up language; empty for any other one."""
    if _MHTML.match(head):
        return "Это веб-архив (MHTML), сохранённый под именем таблицы"
    if not _HTML.match(head):
        return ""
    if _SPREADSHEET_ML.search(head):
        return "Это «Таблица XML 2003», а не книга Excel"
    is_html = head.lstrip()[:5].lower() != b"<?xml" or b"<html" in head.lower()
    return (
        "Это "
        + ("веб-страница (HTML), сохранённая" if is_html else "файл XML, сохранённый")
        + " под именем таблицы"
    )


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


def _check_zip(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError):
        raise truncated(path) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted(path)
    packed = path.stat().st_size
    _check_size(path, sum(entry.file_size for entry in entries), packed)
    unpacked = unsaved = 0
    for entry in entries:
        known = extent_of(entry.filename)
        extent = known() if known else None
        unpacked = _scan(path, entry, extent, (unpacked, packed))
        unsaved += extent.unsaved if extent else 0
    return unsaved


def _check_size(path: Path, unpacked: int, packed: int) -> None:
    is_ratio_absurd = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > MAX_RATIO * packed
    if unpacked > MAX_UNPACKED_BYTES or is_ratio_absurd:
        raise refused(
            path,
            f"Файл размером {packed // 1024} КБ распаковывается более чем в {unpacked >> 20} МБ",
            "удалите лишние листы, рисунки и пустые отформатированные строки или сохраните лист как CSV",
        )


def _scan(path: Path, entry: zipfile.ZipInfo, extent: Extent | None, sizes: tuple[int, int]) -> int:
    """Unpack one entry piece by piece: the directory may lie about sizes.

    Args:
        sizes: Bytes unpacked before, and those of the file.

    Returns:
        Bytes unpacked so far.
    """
    unpacked, packed = sizes
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
            if extent is not None:
                extent.feed(piece)
    if left > 0:
        raise truncated(path)
    if extent is not None and extent.rows * extent.columns > MAX_CELLS:
        raise refused(
            path,
            f"На листе занята область до строки {extent.rows} и графы № {extent.columns}: "
            "слишком велика для обработки",
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
