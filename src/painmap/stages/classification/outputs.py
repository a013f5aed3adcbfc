"""What is written: the table with its topics, the table of topics, the queue for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.stages.classification.reading import texts_of
from painmap.stages.deidentification.masker import Masker
from painmap.stages.requests import ClassifyRequest
from painmap.stages.tables.kinds import kind_of
from painmap.stages.tables.parts import Part, Piece, TableFile, cut
from painmap.text import topics

_KINDS = {"confidence": "float", "is_review": "bool"}
_TOPICS = {
    "topic": "str",
    "n": "int",
    "guessed": "int",
    "right": "int",
    "precision": "float",
    "recall": "float",
}
_QUEUE = {"confidence": "float", "texts": "int", "topic": "str", "topic_2": "str", "topic_3": "str"}


@dataclass
class Classified:
    """What was done; no value of the table.

    Attributes:
        rows, review: Rows in and out, those for a person to judge.
        blank: Rows of which nothing was recognised.
        observed: Guesses of all rows that have a text.
        learnt: Texts that were learnt from, topics.
        accuracy: Share of right guesses over labelled texts that were left out; None without labels.
        drift: How the texts differ from the labelled ones; None without labels or texts.
        asked: Length of the queue, if one was wanted.
        note: How the file was read, if the user should know.
    """

    rows: int = 0
    review: int = 0
    blank: int = 0
    observed: topics.Observed = field(default_factory=topics.Observed)
    learnt: tuple[int, int] = (0, 0)
    accuracy: float | None = None
    drift: topics.Drift | None = None
    asked: int | None = None
    note: str = ""


def new_columns(request: ClassifyRequest, table: TableFile) -> dict[str, str]:
    """Column of the guesses → its name in the result.

    Raises:
        PainmapError: The table has a column of that name.
    """
    names = {name: request.prefix + name for name in topics.COLUMNS}
    taken = [name for name in names.values() if name in table.columns]
    if taken:
        raise PainmapError(
            f"В таблице уже есть столбец «{taken[0]}»",
            where=table.path.name,
            remedy="дайте новым столбцам приставку (--prefix model_) или переименуйте прежний",
        )
    return names


def classified_rows(
    table: TableFile,
    column: str,
    names: dict[str, str],
    masker: Masker,
    judge: Callable[[list[str]], pd.DataFrame],
) -> Iterator[Piece]:
    """The table, piece after piece, with the guesses of `judge` for its texts."""
    for piece in table.pieces():
        guesses = judge(texts_of(piece, column, masker))
        columns = {name: _cells(guesses[old]) for old, name in names.items()}
        for number, row in enumerate(piece):
            row.update({name: cells[number] for name, cells in columns.items()})
        yield piece


def _cells(column: pd.Series) -> list[Any]:
    return [None if pd.isna(cell) else cell for cell in column.tolist()]


def write_rows(
    out: IO[bytes], place: Path, table: TableFile, names: dict[str, str], rows: Iterator[Piece]
) -> None:
    """Write all columns of the table and the new ones."""
    kinds = {name: frozenset({_KINDS.get(old, "str")}) for old, name in names.items()}
    typed = replace(table, kinds={**table.kinds, **kinds}, schema=_schema(table.schema, names))
    columns = (*table.columns, *names.values())
    kind_of(place).write(out, Part(typed, columns, (), ()), rows)


def _schema(schema: Any, names: dict[str, str]) -> Any:
    """The schema of a .parquet file with the new columns; None for another kind."""
    if schema is None:
        return None
    import pyarrow as pa

    types = {"float": pa.float64(), "bool": pa.bool_(), "str": pa.string()}
    for old, name in names.items():
        schema = schema.append(pa.field(name, types[_KINDS.get(old, "str")]))
    return schema


def write_topics(out: IO[bytes], place: Path, like: TableFile, table: pd.DataFrame) -> None:
    """Write the table of topics: n, guesses and right ones when left out, precision, recall."""
    shown = table.round({"precision": 4, "recall": 4})
    rows = [{str(name): _cell(value) for name, value in row.items()} for row in shown.to_dict("records")]
    _write(out, place, like, rows, _TOPICS)


def write_queue(
    out: IO[bytes], place: Path, like: TableFile, columns: tuple[str, str], asked: Sequence[topics.Asked]
) -> None:
    """Write what a person is asked: the masked text and an empty label; filled in, it can be learnt from."""
    text, label = columns
    rows = [
        dict(zip((text, label, *_QUEUE), (a.text, None, a.confidence, a.texts, *a.topics), strict=True))
        for a in asked
    ]
    _write(out, place, like, rows, {text: "str", label: "str"} | _QUEUE)


def _cell(value: Any) -> Any:
    return None if pd.isna(value) else value


def _write(
    out: IO[bytes], place: Path, like: TableFile, rows: list[dict[str, Any]], kinds: dict[str, str]
) -> None:
    """A small table in the manner of the source: delimiter, line ends, byte order mark."""
    result = TableFile(
        like.path,
        tuple(kinds),
        len(rows),
        lambda: cut(rows),
        kinds={name: frozenset({kind}) for name, kind in kinds.items()},
        delimiter=like.delimiter,
        newline=like.newline,
        has_mark=like.has_mark,
    )
    kind_of(place).write(out, Part(result, result.columns, (), ()), result.pieces())
