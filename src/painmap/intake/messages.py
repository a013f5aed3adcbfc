"""Exports of messages and comments: JSON read with clear refusals, entries as the rows of one sheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from painmap.intake import container
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell

_NO_ENTRY = ("запись не похожа на сообщение", "выгрузите файл заново и не правьте его вручную")


@dataclass
class Answered:
    """When the owner of a page first answered an entry, by the entry's number."""

    days: dict[str, datetime] = field(default_factory=dict)

    def note(self, number: str, moment: Cell) -> None:
        """Note an answer to the entry `number`."""
        if number and isinstance(moment, datetime):
            known = self.days.get(number, moment)
            # Moments with and without a time zone cannot be compared otherwise.
            self.days[number] = min(known, moment, key=lambda m: m.replace(tzinfo=None))

    def cell(self, number: str) -> Cell:
        """The moment of the first answer, empty without one."""
        return self.days.get(number, "")


def read_json(path: Path, remedy: str) -> Any:
    """The content of a JSON file in UTF-8 (with or without a byte order mark) or UTF-16.

    Raises:
        PainmapError: The file is empty, cut or no JSON; names it and gives `remedy`.
    """
    data = path.read_bytes()
    start = data.lstrip(b"\0 \r\n\t\xef\xbb\xbf")[:1]
    if not start:
        raise container.refused(path, "Файл пуст", remedy)
    what = "Файл JSON повреждён или обрезан" if start in b"{[" or data[:2] in _UTF16 else "Это не файл JSON"
    if start == b"<":
        what = "Это веб-страница (HTML), а не JSON"
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        # Outside of `except`: the library's error holds the whole document.
        failure = container.refused(path, what, remedy)
    raise failure


_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def entries_sheet(titles: Sequence[str], entries: Iterable[Sequence[Cell] | None]) -> Sheet:
    """A header and one row per entry; None is an entry that cannot be read.

    The number of a row is the place of its entry in the file, from 1; the header has none of its own.
    """
    sheet = Sheet("", [list(titles)], [0])
    for number, cells in enumerate(entries, start=1):
        if cells is None:
            sheet.broken[len(sheet.rows)] = _NO_ENTRY
        sheet.rows.append(list(cells or ()))
        sheet.numbers.append(number)
    return sheet


def text_of(entry: Mapping[str, Any], *path: str) -> str:
    """The value at a path as text; empty where it is absent or neither text nor a whole number."""
    value: Any = entry
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def entries_of(value: Any) -> list[Any]:
    """The value if it is a list, else nothing."""
    return value if isinstance(value, list) else []


def moment_of(seconds: str) -> Cell:
    """Seconds since 1970 as a moment with its time zone; as they are where they are no such number."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return seconds
