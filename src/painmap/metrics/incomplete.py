"""Tables that lack a source in a period: no zeros and no changes made of it, and a note that names it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from painmap.metrics.calendars import lacking, spans
from painmap.metrics.series import collapsed
from painmap.metrics.tables import Body, without_changes, without_figures
from painmap.metrics.views import AppealFrames, Setting, source_label
from painmap.report_data import Number, TableColumn, TableRow

_NOTE = "Без источника «{source}»: нет данных за {months}; изменения, на которые это влияет, не рассчитаны."


@dataclass(frozen=True)
class _Lost:
    """Source → months of either period that lack it, and the codes of the rows in which it is missed."""

    setting: Setting
    months: dict[str, frozenset[date]]
    codes: dict[str, frozenset[str]]

    def row(self, row: TableRow, code: str, columns: Collection[TableColumn]) -> TableRow:
        """The row with «…» for a count of nothing and for the changes; a count of something stays."""
        named = (months for source, months in self.months.items() if code in self.codes[source])
        lost = frozenset[date]().union(*named)
        if not lost:
            return row
        period = self.setting.period
        counts = [c.key for c in columns if c.kind == "count"]
        row = without_changes(row)
        for one, is_before in ((period, False), (period.previous, True)):
            own = [key for key in counts if key.startswith("previous") is is_before][:1]
            if not lost.isdisjoint(one.months) and any(_is_zero(row, key) for key in own):
                row = without_figures(row, is_before=is_before)
        return row

    def notes(self) -> Iterator[str]:
        for source, months in self.months.items():
            if self.codes[source]:
                yield _NOTE.format(source=source_label(self.setting, source), months=spans(months))


def of_clients(body: Body, frames: AppealFrames, by: str) -> Body:
    """The body of one kind of client as it may be told where a usual source is not covered.

    Args:
        by: Column whose values are the codes of the rows; empty: every row counts all appeals.
    """
    rows, setting = frames.history, frames.setting
    months = _months(setting)
    if not months:
        return body
    rows = collapsed(rows)
    whole = pd.Series("", index=rows.index, dtype="string")
    codes = rows[by].astype("string") if by else whole
    known = setting.missing or {}
    missed = {
        source: frozenset(c for of in (whole, codes) for c in lacking(rows, of, {source: known[source]}))
        for source in months
    }
    lost = _Lost(setting, months, missed)
    told = (lost.row(row, row.code if by else "", body.columns) for row in body.rows)
    return replace(body, rows=tuple(told), notes=(*body.notes, *lost.notes()))


def of_sources(body: Body, setting: Setting) -> Body:
    """The table of sources, whose rows are the sources themselves."""
    months = _months(setting)
    lost = _Lost(setting, months, {source: frozenset({source}) for source in months})
    told = (lost.row(row, row.code, body.columns) for row in body.rows)
    return replace(body, rows=tuple(told), notes=(*body.notes, *lost.notes()))


def _months(setting: Setting) -> dict[str, frozenset[date]]:
    """By source, months of either period that lack it."""
    asked = {*setting.period.months, *setting.period.previous.months}
    known = sorted((setting.missing or {}).items())
    return {source: months & asked for source, months in known if months & asked}


def _is_zero(row: TableRow, key: str) -> bool:
    cell = row.cells.get(key)
    return isinstance(cell, Number) and cell.value == 0
