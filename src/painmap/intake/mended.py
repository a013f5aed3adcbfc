"""UTF-8 that an earlier program took for cp1251 («Р”РѕРј») or for Latin letters («Ð”Ð¾Ð¼»), put right.

Such a text is what its bytes say: encoded back it is valid UTF-8 with Cyrillic letters, which a text with
four letters beyond ASCII hardly is by chance. A column is put right where most of its texts are such.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell

_SAMPLE = 400
_ENOUGH, _ENOUGH_WITHIN = 4, 4_000
# The first byte of a Russian letter in UTF-8 is D0 or D1: «Р», «С» in cp1251, «Ð», «Ñ» in Latin.
_SIGNS = {"cp1251": re.compile("[РС][^а-яёА-ЯЁ ]|[РС][ЁРС]"), "cp1252": re.compile("[ÐÑ]")}
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
    count = 0
    for sheet in sheets:
        width = max((len(row) for row in sheet.rows), default=0)
        count += sum(_mend_column(sheet.rows, place) for place in range(width))
        yield sheet
    if count:
        yield Sheet("", [], [], is_continued=True, warnings=[_WARNING.format(count)])


def original(text: str, codec: str) -> str | None:
    """What was written before a program read UTF-8 as `codec`; None for a text that was not spoiled so."""
    table = _TABLES[codec]
    if sum(ord(c) > 127 for c in text[:_ENOUGH_WITHIN]) < _ENOUGH or not _SIGNS[codec].search(text):
        return None
    try:
        # The end of a text may be cut within a letter.
        return codecs.getincrementaldecoder("utf-8")().decode(bytes(table[ord(c)] for c in text))
    except (KeyError, UnicodeDecodeError):
        return None


def _mend_column(rows: list[list[Cell]], place: int) -> int:
    step = max(1, len(rows) // _SAMPLE)
    sample = [text for row in rows[::step] if (text := _text(row, place))]
    for codec in _TABLES:
        if 2 * sum(original(text, codec) is not None for text in sample) > len(sample) > 0:
            return _mend(rows, place, codec)
    return 0


def _text(row: list[Cell], place: int) -> str:
    """The text in a cell if it holds letters that could be spoiled, else nothing."""
    cell = row[place] if place < len(row) else ""
    return cell if isinstance(cell, str) and not cell.isascii() else ""


def _mend(rows: list[list[Cell]], place: int, codec: str) -> int:
    count = 0
    for row in rows:
        if (text := _text(row, place)) and (found := original(text, codec)) is not None:
            row[place] = found
            count += 1
    return count
