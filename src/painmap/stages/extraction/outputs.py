"""The three files of `painmap extract`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.stages.tables.delimited import write_csv
from painmap.stages.tables.parts import Part, Row, TableFile, cut
from painmap.stats import wilson
from painmap.text.pain_points import Found

FILES = ("appeals.csv", "mentions.csv", "problems.csv")
_APPEALS = ("row", "problem_id", "problem_title", "score", "praise")
_MENTIONS = ("row", "start", "end", "fragment", "kind", "problem_id")
_PROBLEMS = (
    "problem_id", "title", "appeals", "share", "ci_low", "ci_high",
    "mentions", "status", "stability", "signature",
)  # fmt: skip
# Excel takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(
    streams: Sequence[IO[bytes]], source: TableFile, filled: int, places: NDArray[np.int64], found: Found
) -> None:
    """Write appeals, mentions and problems, in this order.

    Args:
        streams: Of `FILES`.
        source: The table that was read: a byte order mark and line ends are as in it.
        filled: Rows with a text.
        places: Start and end of each mention in the cell as given.
        found: `record_id` is the number of the row.
    """
    kinds = (_APPEALS, _MENTIONS, _PROBLEMS)
    rows = (_appeals(found), _mentions(places, found), _problems(found, filled))
    for stream, columns, own in zip(streams, kinds, rows, strict=True):
        table = TableFile(
            source.path, columns, 0, lambda: iter(()), newline=source.newline, has_mark=source.has_mark
        )
        write_csv(stream, Part(table, columns, (), ()), cut(own))


def _appeals(found: Found) -> Iterator[Row]:
    titles = dict(zip(found.problems["id"], found.problems["title"], strict=True))
    told = found.assignments.fillna({"problem_id": ""})[["record_id", "problem_id", "score"]]
    for row, (record, id_, score) in enumerate(told.itertuples(index=False)):
        praise = 1 if record in found.praise else ""
        yield _row(_APPEALS, row, id_, titles.get(id_, ""), score, praise)


def _mentions(places: NDArray[np.int64], found: Found) -> Iterator[Row]:
    said = found.mentions
    columns = (said["record_id"], said["fragment"], said["mention_kind"], said["problem_id"].fillna(""))
    for (start, end), id_, *told in zip(places.tolist(), *columns, strict=True):
        yield _row(_MENTIONS, int(id_), start, end, *told)


def _problems(found: Found, filled: int) -> Iterator[Row]:
    for p in found.problems.to_dict("records"):
        share = p["appeals"] / filled if filled else 0.0
        interval = (round(end, 6) for end in wilson(p["appeals"], filled))
        stability = "" if pd.isna(p["stability"]) else round(p["stability"], 4)
        yield _row(
            _PROBLEMS, p["id"], p["title"], p["appeals"], round(share, 6), *interval,
            p["mentions"], p["status"], stability, p["signature"],
        )  # fmt: skip


def _row(columns: Sequence[str], *cells: Any) -> Row:
    return {
        name: f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
        for name, cell in zip(columns, cells, strict=True)
    }
