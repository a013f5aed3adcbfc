"""Tables .jsonl: a JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from painmap.stages.tables.parts import (
    Part,
    Piece,
    Row,
    TableFile,
    broken,
    cut,
    is_empty,
    json_text,
    kind_name,
)
from painmap.stages.tables.text import encoding_of, opened, undecodable


def open_table(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """JSON objects, one a line; the columns are all the keys in order of appearance."""
    encoding = encoding_of(path)
    kinds: dict[str, set[str]] = {}
    count = 0
    for row in _objects(path, encoding):
        count += 1
        for name, cell in row.items():
            seen = kinds.setdefault(name, set())
            if cell is not None:
                seen.add(kind_name(cell))
    return TableFile(
        path,
        tuple(kinds),
        count,
        lambda: cut(_objects(path, encoding)),
        kinds={name: frozenset(names) for name, names in kinds.items()},
        has_mark=encoding in ("utf-8-sig", "utf-16"),
    )


def _objects(path: Path, encoding: str) -> Iterator[Row]:
    with opened(path, encoding) as stream:
        try:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _object(path, number, line)
        except UnicodeDecodeError:
            error = undecodable(path, encoding)
        else:
            return
    raise error


def _object(path: Path, number: int, line: str) -> Row:
    row: Any = None
    remedy = "в .jsonl каждая строка — один целый объект; выгрузите файл заново"
    try:
        row = json.loads(line, object_pairs_hook=_once)
    except KeyError:
        what, remedy = "Ключ назван в объекте дважды", "оставьте один: иначе пропадёт значение другого"
    except (ValueError, RecursionError):
        what = "Строка — не JSON"
    else:
        what = "Строка — не объект JSON вида {…}"
    if not isinstance(row, dict):
        # Outside of `except`: the library's error holds the line.
        raise broken(path, what, number, remedy)
    return row


def _once(pairs: list[tuple[str, Any]]) -> Row:
    """An object of which no value is lost."""
    row = dict(pairs)
    if len(row) < len(pairs):
        raise KeyError
    return row


def write(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """One object a line; a key that a row lacks stays absent, an empty cell of a workbook is null."""
    if part.table.has_mark:
        stream.write(b"\xef\xbb\xbf")
    wanted = frozenset(part.columns)
    for piece in pieces:
        for row in piece:
            cells = {name: _cell(cell) for name, cell in row.items() if name in wanted}
            stream.write(json_text(cells).encode() + b"\n")


def _cell(cell: Any) -> Any:
    """NaN, which JSON lacks, is null."""
    return None if isinstance(cell, float) and is_empty(cell) else cell
