"""Publication of tables, series and trends."""

from __future__ import annotations

import re
from typing import Any

from painmap.disclosure.cells import hidden_cells, is_small, names_small_count, suppress_table
from painmap.disclosure.context import Context, Outcome
from painmap.disclosure.differences import shown
from painmap.report_data import MonthlySeries, ReportData, Table, Trend

# Counts with the letters of a mailing; bounds of a change by the precision of one problem.
_INSIDE = re.compile(r" \(с (?:ними|их учётом)[^)]*\)")
NO_REASON = "данных недостаточно для вывода"


def tables(report: ReportData, context: Context) -> Outcome:
    """Tables of the published sections, suppressed, problems under their public titles."""
    kept, hidden = {}, {}
    for key, table in report.tables.items():
        # Beside the whole, the tables of scopes are two ways to one figure: they stay inside.
        if table.scope or table.is_internal or not context.allows(table.section):
            continue
        public = suppress_table(_with_public_labels(table, context), context.rule)
        kept[key] = public
        hidden[key] = hidden_cells(public) - hidden_cells(table) + len(table.rows) - len(public.rows)
    return {"tables": kept}, hidden


def _with_public_labels(table: Table, context: Context) -> Table:
    """Rows about problems under their public titles; those without one are left out."""
    rows = []
    for row in table.rows:
        if not row.code or row.code not in context.problem_ids:
            rows.append(row)
        elif row.code in context.titles:
            rows.append(row.model_copy(update={"label": context.titles[row.code]}))
    return table.model_copy(update={"rows": tuple(rows)})


def series(report: ReportData, context: Context) -> Outcome:
    """Monthly series none of whose months has a small count (the journal counts those months).

    Beside the year's total of a table eleven months tell the twelfth: a series with a small month stays
    inside as a whole. Days of measures stay inside.
    """
    if not context.allows("trends", "appeals"):
        return {"series": {}}, {}
    kept: dict[str, MonthlySeries] = {}
    hidden = 0
    for key, one in report.series.items():
        problem = context.problem_in(one.id)
        if problem is not None and problem not in context.titles:
            hidden += len(one.values)
            continue
        title = context.titles[problem] if problem is not None else one.title
        small = [is_small(v, context.rule.threshold) for v in one.values]
        hidden += sum(small)
        if not any(small):
            kept[key] = one.model_copy(update={"title": title, "measures": ()})
    return {"series": kept}, {"series": hidden}


def trends(report: ReportData, context: Context) -> Outcome:
    """Trends whose counts may all be shown; changes at unknown dates and signals stay inside.

    Those are sums over any months and single months: beside the published series hidden ones would show.
    """
    inside: dict[str, Any] = {"breaks": (), "signals": ()}
    if not context.allows("trends"):
        return {"trends": (), **inside}, {}
    public = [_trend(trend, report, context) for trend in report.trends]
    kept = tuple(t for t in public if t is not None)
    return {"trends": kept, **inside}, {"trends": len(public) - len(kept)}


def _trend(trend: Trend, report: ReportData, context: Context) -> Trend | None:
    """The trend under its public label, or None if a count that it tells is small."""
    result, threshold = shown(trend, report, context), context.rule.threshold
    if result is None:
        return None
    if trend.family == "problems" or trend.code in context.problem_ids:
        if trend.code not in context.titles:
            return None
        trend = trend.model_copy(update={"label": context.titles[trend.code]})
    # Counts with the letters of a mailing are those of the tables, where a cell may be hidden.
    told = _INSIDE.sub("", trend.note)
    note = "" if names_small_count(told, threshold) else told
    if names_small_count(result.reason, threshold):
        result = result.model_copy(update={"reason": NO_REASON})
    return trend.model_copy(update={"note": note, "result": result})
