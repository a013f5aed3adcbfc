"""What every kind of table file is read into and written from; cells as text and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError

# A row: column → cell as read. A row of a .jsonl file has the columns that its line has, in their order.
Row = dict[str, Any]
# Some rows of a table, in order.
Piece = list[Row]
PIECE_ROWS = 4_000
# Letters of up to a megabyte occur.
_PIECE_CHARS = 8_000_000


@dataclass(frozen=True)
class TableFile:
    """A table that can be read as often as wanted.

    Attributes:
        columns: Names of all columns in order, each once («Имя», «Имя (2)»).
        rows: How many rows there are.
        pieces: Reads the table from its start.
        titles: Column → title in the file, where that is another one.
        kinds: Column → Python types of its cells but None, by name; empty where all is text.
        delimiter, newline, has_mark: How a text file is written; `has_mark`: it began with a byte order mark.
        schema: Schema of a .parquet file.
        note: What the user should know of how the file was read, in Russian.
    """

    path: Path
    columns: tuple[str, ...]
    rows: int
    pieces: Callable[[], Iterator[Piece]]
    titles: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)
    delimiter: str = ""
    newline: str = "\n"
    has_mark: bool = False
    schema: Any = None
    note: str = ""


@dataclass(frozen=True)
class Part:
    """What of a table, with which changes, is written.

    Attributes:
        table: Where the rows come from.
        columns: Columns to write, in order, new ones too.
        text: Those whose cells were changed; they are written as text.
        lists: New ones that hold lists.
    """

    table: TableFile
    columns: tuple[str, ...]
    text: Collection[str]
    lists: Collection[str]


def cut(rows: Iterable[Row]) -> Iterator[Piece]:
    """The rows in pieces of bounded memory."""
    piece: Piece = []
    chars = 0
    for row in rows:
        piece.append(row)
        chars += sum(len(cell) for cell in row.values() if isinstance(cell, str))
        if len(piece) >= PIECE_ROWS or chars >= _PIECE_CHARS:
            yield piece
            piece, chars = [], 0
    if piece:
        yield piece


def unique_names(titles: Iterable[str]) -> list[str]:
    """A name for each title: «Имя» twice is «Имя» and «Имя (2)», an empty one is «столбец 3»."""
    names: list[str] = []
    for number, title in enumerate(titles, 1):
        name = base = title if title.strip() else f"столбец {number}"
        again = 1
        while name in names:
            again += 1
            name = f"{base} ({again})"
        names.append(name)
    return names


def is_empty(cell: Any) -> bool:
    """Whether a cell is null, not a number, or an empty string."""
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def as_text(cell: Any) -> str:
    """A cell as a text file holds it; empty for null."""
    if isinstance(cell, str):
        return cell
    if is_empty(cell):
        return ""
    if isinstance(cell, datetime):
        midnight = cell.time() == time() and cell.tzinfo is None
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, bool | list | tuple | dict):
        return json_text(cell)
    return str(cell)


def json_text(value: Any) -> str:
    """The value as JSON on one line; what JSON lacks (dates, decimals) as text."""
    text = json.dumps(value, ensure_ascii=False, default=as_text)
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, "\ud83d": valid in JSON only as an escape.
        return json.dumps(value, default=as_text)
    return text


def encodable(text: str) -> str:
    """The text with «?» for half of a surrogate pair, which no UTF-8 file can hold."""
    return text.encode(errors="replace").decode()


def kind_name(cell: Any) -> str:
    """Name of the cell's type; an integer that 64 bits do not hold is a kind of its own."""
    if isinstance(cell, int) and not isinstance(cell, bool) and not -(2**63) <= cell < 2**63:
        return "bigint"
    return type(cell).__name__


def broken(path: Path, what: str, line: int, remedy: str, *, unit: str = "строка") -> PainmapError:
    """The error for a line that cannot be read: its number and nothing of what stands in it."""
    return PainmapError(what, where=f"{path.name}, {unit} {line}", remedy=remedy)
