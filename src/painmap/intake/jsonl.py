"""JSON Lines: an object a line, its keys the columns; also one JSON list of such objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from painmap.intake import container
from painmap.intake.cells import cell_of
from painmap.intake.encodings import decode
from painmap.intake.messages import read_json
from painmap.intake.sheets import Sheet
from painmap.params.models import Format

_REMEDY = "выгрузите файл в виде JSON Lines: в каждой строке один объект {…}"
_FOREIGN = ("строка в другой кодировке, чем весь файл", "пересохраните файл целиком в UTF-8")
_CUT = ("строка не читается как JSON: оборвана или испорчена", "выгрузите файл заново")
_NO_OBJECT = ("в строке не объект JSON {…}", _REMEDY)
_TWICE = ("ключ стоит в объекте дважды, какое значение верно, неизвестно", "исправьте выгрузку")
# More keys than this are no columns: values stand where keys should, as in {"<номер>": {…}}.
MAX_KEYS = 2_000

_Record = dict[str, Any] | tuple[str, str] | None


def read_jsonl(path: Path, layout: Format) -> list[Sheet]:
    """The one sheet of a file of JSON objects: a header of all keys as they appear, then a row an object.

    The number of a row is that of its line, or of the object in a list. A line that cannot be read is
    marked as broken, a blank one is a blank row. A value that is itself a list or an object is its JSON text.

    Raises:
        PainmapError: The file is empty, holds no object, is a cut list, or has too many keys.
    """
    data = path.read_bytes()
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise container.refused(path, "Файл пуст", "выгрузите файл заново")
    text = decode(data, layout.encoding)
    first = next((line.lstrip() for line in text.lines if line.strip()), "")
    if first.startswith("["):
        items = read_json(path, _REMEDY)
        records = [item if isinstance(item, dict) else _NO_OBJECT for item in items]
    else:
        records = list(_records(text.lines, text.foreign))
    titles = _titles(path, records)
    sheet = Sheet("", [list(titles)], [0], encoding=text.encoding)
    for number, record in enumerate(records, start=1):
        if isinstance(record, tuple):
            sheet.broken[len(sheet.rows)] = record
        values = record if isinstance(record, dict) else {}
        sheet.rows.append([cell_of(values.get(title)) for title in titles])
        sheet.numbers.append(number)
    return [sheet]


def _records(lines: list[str], foreign: frozenset[int]) -> Iterator[_Record]:
    """What each line holds: an object, why it cannot be read, None for a blank line."""
    for i, line in enumerate(lines):
        if not line.strip("\0 \r\n\t\ufeff"):
            yield None
        elif i in foreign:
            yield _FOREIGN
        else:
            yield _record(line.strip("\0 \r\n\t\ufeff"))


def _record(line: str) -> _Record:
    try:
        found = json.loads(line, object_pairs_hook=_object)
    except _TwiceError:
        return _TWICE
    except (ValueError, RecursionError):
        return _CUT
    return found if isinstance(found, dict) else _NO_OBJECT


class _TwiceError(Exception):
    """A key stands twice in an object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _titles(path: Path, records: list[_Record]) -> list[str]:
    """All keys in the order in which they appear."""
    titles: dict[str, None] = {}
    for record in records:
        if isinstance(record, dict):
            titles.update(dict.fromkeys(record))
            if len(titles) > MAX_KEYS:
                what = f"В объектах более {MAX_KEYS} разных ключей: похоже, ключами записаны значения"
                raise container.refused(path, what, _REMEDY)
    if not titles:
        raise container.refused(path, "В файле нет ни одного объекта JSON", _REMEDY)
    return list(titles)
