"""Publication of tables, series and trends."""

from __future__ import annotations

from painmap.disclosure.cells import hidden_cells, is_small, names_small_count, suppress_table
from painmap.disclosure.context import Context, Outcome
from painmap.report_data import MonthlySeries, ReportData, Table, Trend

# A series with more hidden months than this says nothing and is left out.
MAX_HIDDEN_MONTHS = 0.5
NO_REASON = "данных недостаточно для вывода"


def tables(report: ReportData, context: Context) -> Outcome:
    """Tables of the published sections, suppressed, problems under their public titles."""
    kept, hidden = {}, {}
    for key, table in report.tables.items():
        # Beside the whole, the tables of scopes are two ways to one figure: they stay inside.
        if table.scope or not context.allows(table.section):
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
    """Monthly series without the months whose count is small (the journal counts months)."""
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
        if sum(small) <= MAX_HIDDEN_MONTHS * len(small):
            kept[key] = _without_months(one, small).model_copy(update={"title": title})
    return {"series": kept}, {"series": hidden}


def _without_months(one: MonthlySeries, small: list[bool]) -> MonthlySeries:
    def shown(values: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return tuple(None if is_hidden else v for v, is_hidden in zip(values, small, strict=True))

    expected = shown(one.expected) if one.expected else ()
    return one.model_copy(update={"values": shown(one.values), "expected": expected})


def trends(report: ReportData, context: Context) -> Outcome:
    """Trends whose counts may all be shown."""
    if not context.allows("trends"):
        return {"trends": ()}, {}
    public = [_trend(trend, context) for trend in report.trends]
    return {"trends": tuple(t for t in public if t is not None)}, {"trends": sum(t is None for t in public)}


def _trend(trend: Trend, context: Context) -> Trend | None:
    """The trend under its public label, or None if a count it rests on is small."""
    result, threshold = trend.result, context.rule.threshold
    # n of a ratio is months; of a difference, people.
    people = () if result.effect_kind == "ratio" else (result.n,)
    if any(is_small(v, threshold) for v in (result.total, result.total_before, *people)):
        return None
    if trend.family == "problems" or trend.code in context.problem_ids:
        if trend.code not in context.titles:
            return None
        trend = trend.model_copy(update={"label": context.titles[trend.code]})
    note = "" if names_small_count(trend.note, threshold) else trend.note
    if names_small_count(result.reason, threshold):
        result = result.model_copy(update={"reason": NO_REASON})
    return trend.model_copy(update={"note": note, "result": result})
