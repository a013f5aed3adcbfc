"""UTF-8 that an earlier program took for cp1251 («Р”РѕРј») or for Latin letters («Ð”Ð¾Ð¼»), put right.

Such a text is what its bytes say: encoded back it is valid UTF-8 with Cyrillic letters, which a text with
four letters beyond ASCII hardly is by chance. A column is put right where most of its texts are such; where
one was, shorter texts of the sheet («в„–» for «№») are too, if that makes letters of a Russian text of them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator

from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell

_SAMPLE = 400
_ENOUGH, _ENOUGH_WITHIN = 4, 4_000
# The first byte of a Russian letter in UTF-8 is D0 or D1: «Р», «С» in cp1251, «Ð», «Ñ» in Latin.
_SIGNS = {"cp1251": re.compile("[РС][^а-яёА-ЯЁ ]|[РС][ЁРС]"), "cp1252": re.compile("[ÐÑ]")}
_RUSSIAN = re.compile(r"[\x00-\x7f\xa0А-яЁё№«»–—…]+")
_WARNING = (
    "Текст был испорчен ещё до выгрузки (UTF-8, прочитанный в другой кодировке): исправлено ячеек {}. "
    "Сравните несколько строк с источником; если правка неверна, выгрузите файл заново в UTF-8."
)


def _bytes_of(codec: str) -> dict[int, int]:
    """Character → byte; a byte that the code page leaves empty is the character of its own number."""
    table: dict[int, int] = {}
    for byte in range(256):
        try:
            table[ord(codecs.decode(bytes([byte]), codec))] = byte
        except UnicodeDecodeError:
            table[byte] = byte
            # What programs write for the one empty byte of cp1251, the second one of «И».
            if codec == "cp1251":
                table[0xFFFD] = byte
    return table


_TABLES = {codec: _bytes_of(codec) for codec in _SIGNS}


def mended(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets or parts of them with their spoiled columns put right; if there were any, an empty part
    at the end brings the warning.
    """
    count, codecs_met = 0, set[str]()
    for sheet in sheets:
        codecs_met = codecs_met if sheet.is_continued else set()
        width = max((len(row) for row in sheet.rows), default=0)
        for place in range(width):
            if codec := _codec_of(sheet.rows, place):
                codecs_met.add(codec)
                count += _mend(sheet.rows, place, codec, original)
        for codec in sorted(codecs_met):
            count += sum(_mend(sheet.rows, place, codec, _short_original) for place in range(width))
        yield sheet
    if count:
        yield Sheet("", [], [], is_continued=True, warnings=[_WARNING.format(count)])


def original(text: str, codec: str) -> str | None:
    """What was written before a program read UTF-8 as `codec`; None for a text that was not spoiled so."""
    if not _is_long(text) or not _SIGNS[codec].search(text):
        return None
    # The end of a text may be cut within a letter.
    return _decoded(text, codec, is_whole=False)


def _short_original(text: str, codec: str) -> str | None:
    """As `original`, of a text of few letters in a sheet that was spoiled."""
    found = None if _is_long(text) else _decoded(text, codec, is_whole=True)
    return found if found and _RUSSIAN.fullmatch(found) else None


def _is_long(text: str) -> bool:
    return sum(ord(c) > 127 for c in text[:_ENOUGH_WITHIN]) >= _ENOUGH


def _decoded(text: str, codec: str, *, is_whole: bool) -> str | None:
    table = _TABLES[codec]
    try:
        data = bytes(table[ord(c)] for c in text)
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=is_whole)
    except (KeyError, UnicodeDecodeError):
        return None


def _codec_of(rows: list[list[Cell]], place: int) -> str:
    """The codec as which most texts of a column were read; empty for a column that was not spoiled."""
    step = max(1, len(rows) // _SAMPLE)
    sample = [text for row in rows[::step] if (text := _text(row, place))]
    for codec in _TABLES:
        if 2 * sum(original(text, codec) is not None for text in sample) > len(sample) > 0:
            return codec
    return ""


def _text(row: list[Cell], place: int) -> str:
    """The text in a cell if it holds letters that could be spoiled, else nothing."""
    cell = row[place] if place < len(row) else ""
    return cell if isinstance(cell, str) and not cell.isascii() else ""


def _mend(rows: list[list[Cell]], place: int, codec: str, written: Callable[[str, str], str | None]) -> int:
    count = 0
    for row in rows:
        if (text := _text(row, place)) and (found := written(text, codec)) is not None:
            row[place] = found
            count += 1
    return count
