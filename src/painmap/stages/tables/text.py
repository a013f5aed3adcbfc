"""Text files: their encoding, and what is said where they do not keep to it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import IO

from painmap.errors import PainmapError
from painmap.intake.encodings import decode, is_text
from painmap.stages.tables.parts import broken


def encoding_of(path: Path) -> str:
    """Encoding of the file. Valid UTF-8 is told without holding the file in memory."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if not path.stat().st_size:
        raise PainmapError("Файл пуст", where=path.name, remedy="выгрузите файл заново")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if not _is_valid(path, "utf-16"):
            raise undecodable(path, "utf-16")
        return "utf-16"
    encoding = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    if _is_valid(path, encoding):
        return encoding
    decoded = decode(path.read_bytes(), None)
    if decoded.foreign:
        line = min(decoded.foreign) + 1
        raise broken(
            path, "Строка в другой кодировке, чем весь файл", line, "пересохраните файл целиком в UTF-8"
        )
    # A single-byte encoding lacks signs too: cp1251 has no 0x98.
    if not _is_valid(path, decoded.encoding):
        raise undecodable(path, decoded.encoding)
    return decoded.encoding


def _is_valid(path: Path, encoding: str) -> bool:
    with path.open("rb") as stream:
        return is_text(stream, encoding)


def opened(path: Path, encoding: str) -> IO[str]:
    """The file as text, line ends as they are."""
    return path.open(encoding=encoding, newline="")


def undecodable(path: Path, encoding: str) -> PainmapError:
    """The error for a file that turns out not to be in the encoding of its beginning."""
    return PainmapError(
        f"В файле есть знаки не из его кодировки ({encoding})",
        where=path.name,
        remedy="пересохраните файл целиком в UTF-8",
    )
