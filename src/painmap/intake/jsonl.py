"""JSON Lines: an object a line, its keys the columns; also one JSON list of such objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError
from painmap.intake import container
from painmap.intake.cells import cell_of
from painmap.intake.encodings import Encoding, encoding_of, lines_of
from painmap.intake.messages import read_json
from painmap.intake.pieces import Fault, in_parts, unreadable
from painmap.intake.sheets import Sheet
from painmap.params.models import Format

_REMEDY = "выгрузите файл в виде JSON Lines: в каждой строке один объект {…}"
_CUT = ("строка не читается как JSON: оборвана или испорчена", "выгрузите файл заново")
_NO_OBJECT = ("в строке не объект JSON {…}", _REMEDY)
_TWICE = ("ключ стоит в объекте дважды, какое значение верно, неизвестно", "исправьте выгрузку")
# More keys than this are no columns: values stand where keys should, as in {"<номер>": {…}}.
MAX_KEYS = 2_000
_BLANK = "\0 \r\n\t\ufeff"

# An object, why it cannot be read, or None for a blank line.
_Record = dict[str, Any] | Fault | None


def read_jsonl(path: Path, layout: Format) -> Iterator[Sheet]:
    """The one sheet of a file of JSON objects: a header of all keys as they appear, then a row an object.

    The number of a row is that of its line, or of the object in a list. A line that cannot be read is
    marked as broken, a blank one is a blank row. A value that is itself a list or an object is its JSON text.

    Raises:
        PainmapError: The file is empty, holds no object, is a cut list, or has too many keys.
    """
    with path.open("rb") as stream:
        encoding = encoding_of(stream, layout.encoding)
        stream.seek(0)
        starts = (text.strip(_BLANK)[:1] for text, _ in lines_of(stream, encoding))
        start = next((start for start in starts if start), "")
    if not start:
        raise container.refused(path, "Файл пуст", "выгрузите файл заново")
    listed = _listed(path) if start == "[" else None
    titles: dict[str, None] = {}
    # Keys may appear in the last line: the file is read twice.
    for record in _lines(path, encoding) if listed is None else listed:
        if isinstance(record, dict):
            titles.update(dict.fromkeys(record))
            if len(titles) > MAX_KEYS:
                raise _refused(path, f"более {MAX_KEYS} разных ключей: похоже, ключами записаны значения")
    if not titles:
        raise _refused(path, "нет ни одного объекта JSON с данными")
    first = Sheet("", [list(titles)], [0], encoding=encoding.name)
    yield from in_parts(first, _rows(_lines(path, encoding) if listed is None else listed, titles), layout)


def _refused(path: Path, what: str) -> PainmapError:
    return container.refused(path, f"В файле {what}", _REMEDY)


def _listed(path: Path) -> list[_Record]:
    return [item if isinstance(item, dict) else _NO_OBJECT for item in read_json(path, _REMEDY)]


def _lines(path: Path, encoding: Encoding) -> Iterator[_Record]:
    with path.open("rb") as stream:
        for line, is_foreign in lines_of(stream, encoding):
            text = line.strip(_BLANK)
            yield None if not text else unreadable(line) if is_foreign else _record(text)


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


def _rows(records: Iterable[_Record], titles: Iterable[str]) -> Iterator[tuple[list[Any], Fault | None]]:
    for record in records:
        values = record if isinstance(record, dict) else {}
        yield [cell_of(values.get(title)) for title in titles], record if isinstance(record, tuple) else None
