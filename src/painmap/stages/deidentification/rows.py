"""The rows of a table with the texts and the named columns masked; the rest as read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from painmap.codes import PERSONAL_DATA
from painmap.stages.deidentification.columns import shown
from painmap.stages.deidentification.masker import Asked, Masker
from painmap.stages.deidentification.names import names_in
from painmap.stages.deidentification.titles import (
    UNDECLARED,
    Declared,
    asked,
    declared,
    has_rest,
    without_context,
)
from painmap.stages.tables.parts import Piece, Row, TableFile, is_empty
from painmap.text.deidentify import RECOGNISERS, Known, Masked
from painmap.text.personal.base import PLACEHOLDERS

_JOIN = {"name": " ", "phone": "; ", "email": "; ", "address": "; "}


@dataclass
class Deidentified:
    """What was done; no value of the table.

    Attributes:
        rows: Rows in and out.
        found: Masked column → rule → number of findings.
        cells: Masked column → number of cells in which anything was masked.
        whole: Masked column → number of cells that were replaced whole, since the masker left part of them.
        known: Field of `Known` → columns whose cells were looked for in the texts of their row.
        doubtful: Column that passed → TYPE → cells that look like it.
        note: How the file was read, if the user should know.
    """

    rows: int
    found: dict[str, Counter[str]]
    cells: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    known: dict[str, list[str]] = field(default_factory=dict)
    doubtful: dict[str, dict[str, int]] = field(default_factory=dict)
    note: str = ""

    def by_rule(self) -> list[dict[str, Any]]:
        """A row is a rule that found anything: its TYPE, score and reason, and how often."""
        return _by_rule(sum(self.found.values(), Counter()))

    def journal(self) -> dict[str, Any]:
        """The same as JSON."""
        columns = {
            name: {
                "masked_cells": self.cells[name],
                "whole_cells": self.whole[name],
                "found": _by_rule(rules),
            }
            for name, rules in self.found.items()
        }
        return {
            "rows": self.rows,
            "masked_cells": self.cells.total(),
            "columns": columns,
            "known_columns": self.known,
            "doubtful_columns": self.doubtful,
        }


def _by_rule(found: Counter[str]) -> list[dict[str, Any]]:
    return [
        {"type": r.type, "rule": r.rule, "score": r.score, "reason": r.reason, "count": found[r.rule]}
        for r in sorted(RECOGNISERS, key=lambda r: (list(PERSONAL_DATA).index(r.type), -found[r.rule]))
        if found[r.rule]
    ]


@dataclass(frozen=True)
class Wanted:
    """What of a table is masked.

    Attributes:
        masks: Column of text → its new column of masks.
        kinds: Other column to be masked → TYPE of its cells, of which nothing may be left; empty: a text.
        fields: Field of `Known` → columns that hold it.
    """

    masks: dict[str, str]
    kinds: dict[str, str]
    fields: dict[str, list[str]]


def masked_rows(
    table: TableFile, wanted: Wanted, done: Deidentified, masker: Masker, progress: Callable[[int], None]
) -> Iterator[Piece]:
    """The table, piece after piece; counts go into `done`, the number of rows to `progress`."""
    titles = dict.fromkeys(wanted.masks, UNDECLARED) | {c: declared(c) for c in wanted.kinds}
    rows = 0
    for piece in table.pieces():
        known = [_known(row, wanted.fields) for row in piece]
        todo = [(row, own, c) for row, own in zip(piece, known, strict=True) for c in titles if c in row]
        texts = [_asked(row[c], titles[c], own) for row, own, c in todo]
        results = iter(masker.masked([text for text in texts if text is not None]))
        for (row, _, c), text in zip(todo, texts, strict=True):
            result = None if text is None else without_context(shown(row[c]), next(results), titles[c])
            _put(wanted, done, row, c, result)
        for row in piece:
            for name in wanted.masks.values():
                row.setdefault(name, [])
        rows += len(piece)
        yield piece
        progress(rows)


def _known(row: Row, columns: dict[str, list[str]]) -> Known:
    """What the row's own fields say of a person; of a cell of names, what may be one."""
    told = {
        name: [(c, shown(row[c])) for c in those if not is_empty(row.get(c))]
        for name, those in columns.items()
    }
    if "name" in told:
        told["name"] = [(c, names_in(cell, is_certain=declared(c).is_certain)) for c, cell in told["name"]]
    return Known(**{name: _JOIN[name].join(cell for _, cell in cells) for name, cells in told.items()})


def _asked(cell: Any, title: Declared, known: Known) -> Asked | None:
    return None if is_empty(cell) or isinstance(cell, bool) else asked(shown(cell), title, known)


def _put(wanted: Wanted, done: Deidentified, row: Row, column: str, result: Masked | None) -> None:
    spans = result.spans if result is not None else ()
    is_whole = result is not None and bool(wanted.kinds.get(column)) and has_rest(result.text)
    if result is not None and (spans or is_whole):
        # Of a column of names there is one person in a row.
        row[column] = PLACEHOLDERS[wanted.kinds[column]].format(1) if is_whole else result.text
        done.cells[column] += 1
        done.whole[column] += is_whole
        done.found[column].update(result.rules)
    if column in wanted.masks:
        row[wanted.masks[column]] = [list(span) for span in spans]
