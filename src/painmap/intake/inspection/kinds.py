"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from painmap.intake.encodings import decode

_HEAD = 1 << 16


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    Attributes:
        title: What it is, in Russian.
        reader: Key of `READERS`; empty where none reads it.
        is_fixed: Whether the reader itself makes the columns: an existing format fits every such file.
        remedy: What to do with one that is not read.
    """

    title: str
    reader: str = ""
    is_fixed: bool = False
    remedy: str = ""


TELEGRAM = FileKind("выгрузка чата Telegram (JSON)", "telegram", is_fixed=True)
VK = FileKind("комментарии ВКонтакте (JSON)", "vk", is_fixed=True)
MBOX = FileKind("почтовый ящик (mbox)", "mbox", is_fixed=True)
EML = FileKind("письмо (eml)", "eml", is_fixed=True)
MKGU = FileKind("оценки «Вашего контроля» (МКГУ)", "mkgu", is_fixed=True)
PARQUET = FileKind("таблица Parquet", "parquet")
JSONL = FileKind("строки JSON (jsonl)", "jsonl")
TEXT = FileKind("таблица в текстовом файле (csv)", "csv")
XLS = FileKind("книга Excel 97–2003 (.xls)", "xlsx")
_JSON = FileKind(
    "документ JSON", remedy="выгрузите данные таблицей или построчно (jsonl): по одной записи в строке"
)
_HTML = FileKind(
    "веб-страница или XML",
    remedy="откройте файл в Excel или LibreOffice и сохраните как «Книга Excel (.xlsx)»",
)
_PDF = FileKind("документ PDF", remedy="запросите данные таблицей: из PDF они не читаются без потерь")
_ARCHIVE = FileKind("архив", remedy="распакуйте архив и укажите файл из него")
# A part of the zip that only this kind has.
_ZIPPED = (
    ("xl/workbook.bin", FileKind("двоичная книга Excel (.xlsb)", "xlsx")),
    ("xl/workbook.xml", FileKind("книга Excel (.xlsx)", "xlsx")),
    ("content.xml", FileKind("книга OpenDocument (.ods)", "xlsx")),
    (
        "word/document.xml",
        FileKind("документ Word", remedy="скопируйте таблицу в Excel и сохраните как .xlsx"),
    ),
)
_SIGNS: tuple[tuple[re.Pattern[bytes], FileKind], ...] = (
    (re.compile(rb"\xd0\xcf\x11\xe0"), XLS),
    (re.compile(rb"PAR1"), PARQUET),
    (re.compile(rb"%PDF"), _PDF),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b"), _ARCHIVE),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|table|meta|style|\?xml|body|div)", re.I),
        _HTML,
    ),
    (re.compile(rb"From [^\n]{1,200}\n"), MBOX),
    (
        re.compile(
            rb"(?:Received|Return-Path|Delivered-To|From|Date|Message-ID|MIME-Version|Subject): ", re.I
        ),
        EML,
    ),
)
_MKGU = re.compile(rb"mkgu-id|indicator-id")
_KEYS = re.compile(r'"(messages|from_id|response|items|type)"\s*:')


def file_kind(path: Path) -> FileKind:
    """The kind of a file.

    Raises:
        OSError: It cannot be opened.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if _MKGU.search(head) and head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"<", b"{", b"["):
        return MKGU
    for sign, kind in _SIGNS:
        if sign.match(head):
            return kind
    text = "".join(decode(head, None).lines).lstrip("\ufeff \r\n\t")
    return _json(text) if text[:1] in ("{", "[") else TEXT


def _zipped(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, ValueError):
        # A cut workbook: its reader says so.
        return FileKind("книга Excel", "xlsx")
    return next((kind for part, kind in _ZIPPED if part in names), _ARCHIVE)


def _json(text: str) -> FileKind:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and _is_object(lines[0]) and lines[1].lstrip().startswith("{"):
        return JSONL
    keys = set(_KEYS.findall(text))
    if "messages" in keys and "type" in keys:
        return TELEGRAM
    if "from_id" in keys and keys & {"response", "items"}:
        return VK
    # One line, whole or longer than what was looked at.
    return JSONL if len(lines) == 1 or text.startswith("[") else _JSON


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
