"""From counts by code to the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from painmap.metrics.views import AppealFrames
from painmap.params.models import ShareRules
from painmap.report_data import Number, TableColumn, TableRow
from painmap.stats import cells

Role = Literal["item", "subtotal", "total", "aside"]
WITHOUT_SHARE: dict[str, Number | str] = {"share": "", "previous_share": ""}
"""Cells of a row that is no part of the base: empty, since no sign fits."""
Counts = Mapping[str, int]
Measure = Callable[[pd.DataFrame], int]


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a metric makes of its frames: the part of a table that is its own."""

    rows: tuple[TableRow, ...]
    columns: tuple[TableColumn, ...] = cells.COMPARISON
    base: int | None = None
    is_additive: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Counts by code in the period and before it (None: not covered), with the bases of their shares."""

    rules: ShareRules
    now: Mapping[str, int]
    before: Mapping[str, int] | None
    base: int
    base_before: int = 0
    notes: tuple[str, ...] = field(default=())

    def row(self, code: str, label: str, role: Role = "item") -> TableRow:
        """The row of one code with its shares."""
        before = None if self.before is None else (self.before.get(code, 0), self.base_before)
        counted = cells.comparison((self.now.get(code, 0), self.base), before, self.rules)
        return TableRow(label=label, code=code, role=role, cells=dict(counted))

    def rows(self, labels: Mapping[str, str]) -> list[TableRow]:
        """One item per label, in their order."""
        return [self.row(code, label) for code, label in labels.items()]

    def sum_row(self, label: str, role: Role = "total") -> TableRow:
        """The row of the base."""
        before = None if self.before is None else (self.base_before, self.base_before)
        counted = cells.comparison((self.base, self.base), before, self.rules)
        return TableRow(label=label, role=role, cells=dict(counted))


def compared(frames: AppealFrames, now: Mapping[str, int], before: Mapping[str, int] | None) -> Compared:
    """Counts by code with shares of all rows of the frames."""
    return Compared(
        rules=frames.setting.defaults.shares,
        now=now,
        before=before,
        base=len(frames.now),
        base_before=0 if frames.before is None else len(frames.before),
    )


def outside(label: str, now: int, before: int | None, rules: ShareRules, role: Role = "aside") -> TableRow:
    """A row that is no part of the base: counts and change, without shares."""
    counted = cells.comparison((now, now), None if before is None else (before, before), rules)
    return TableRow(label=label, role=role, cells=counted | WITHOUT_SHARE)


def tally(frame: pd.DataFrame, column: str) -> dict[str, int]:
    """Rows by value of a column; `""` where it is empty."""
    counts = frame[column].fillna("").value_counts()
    return {str(code): int(n) for code, n in counts.items()}


def additive(frames: AppealFrames, column: str, labels: Mapping[str, str], total: str) -> Body:
    """A table whose items (label `""`: not stated) add up to all rows of the frames.

    Where no row states its category, the categories have «…» and not zeros: nobody wrote them down.
    """
    now = tally(frames.now, column)
    before = None if frames.before is None else tally(frames.before, column)
    return of_counts(frames, (now, before), labels, total)


def of_counts(
    frames: AppealFrames, counts: tuple[Counts, Counts | None], labels: Mapping[str, str], total: str
) -> Body:
    """The table of `additive` from counts of the frames by code, in the period and before it."""
    now, before = counts
    found = {*now, *(before or ())}
    unlisted = sorted(found - set(labels))
    table = compared(frames, now, before)
    shown = {**labels, **{code: f"Код {code} (нет в перечне)" for code in unlisted if code}}
    items = [_known(row, table) if row.code else row for row in table.rows(shown)]
    return Body(rows=(*items, table.sum_row(total)), base=table.base)


def _known(row: TableRow, table: Compared) -> TableRow:
    row = without_figures(row) if set(table.now) == {""} else row
    return without_figures(row, is_before=True) if set(table.before or ()) == {""} else row


def without_figures(row: TableRow, *, is_before: bool = False) -> TableRow:
    """The row where nothing is known of the period (or before it): «…» there and in every change."""
    of_period = {key for key in row.cells if key.startswith("previous") is is_before}
    return _unknown(row, of_period | _changes(row))


def without_changes(row: TableRow) -> TableRow:
    """The row where one of the periods is known in part: «…» in every change."""
    return _unknown(row, _changes(row))


def _changes(row: TableRow) -> set[str]:
    return {key for key in row.cells if key.startswith("change")}


def _unknown(row: TableRow, lost: Collection[str]) -> TableRow:
    told = {k: cells.UNKNOWN if k in lost and v != "" else v for k, v in row.cells.items()}
    return row.model_copy(update={"cells": told})


def counted(
    frames: AppealFrames, measure: Measure, keep: Sequence[str] | None = None
) -> tuple[int, int | None]:
    """A measure of both frames; `keep`: only channels of these codes."""

    def of(frame: pd.DataFrame) -> int:
        return measure(frame if keep is None else frame[frame["channel_code"].isin(keep)])

    return of(frames.now), None if frames.before is None else of(frames.before)
