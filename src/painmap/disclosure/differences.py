"""Which trends of shares, waiting times and survey answers may be published.

A trend tells sums, and sums stand beside the published tables: what a reader could subtract from them must
not be small either.
"""

from __future__ import annotations

from painmap.disclosure.cells import is_small, suppress_table
from painmap.disclosure.context import Context
from painmap.report_data import Number, ReportData, Table, TestResult, Trend

_SURVEYS = ("scores", "nps")
# Tables whose rows a trend adds up, by its family or by the first word of its code.
_SUMMED = {"complaints": "complaints", "terms": "terms", "mix": "channels-appeals"}
_PARTS = {"mix_classes": "channels-appeals"}
_PERIODS = ("period", "previous")
_WITHOUT_COUNTS = {"n": 0, "total": None, "total_before": None}


def shown(trend: Trend, report: ReportData, context: Context) -> TestResult | None:
    """The result as it may be published; None if it may not.

    A ratio tells its two totals. A difference of shares tells both numerators, and with their sum both bases.
    Of waiting times, whose numbers count the open appeals of a channel, only the change is told. Staff's
    answers stay inside, and so do answers of fewer than `survey_min` people.

    Args:
        report: With the tables that will be published, suppressed or not yet.
    """
    result, rule = trend.result, context.rule
    if trend.family in _SURVEYS and not _may_show_survey(trend, context):
        return None
    # n of a ratio is months; of a difference, people.
    people = () if result.effect_kind == "ratio" else (result.n,)
    if any(is_small(v, rule.threshold) for v in (result.total, result.total_before, *people)):
        return None
    if result.effect is None or result.effect_kind == "ratio":
        return result
    if result.effect_kind == "days":
        return result.model_copy(update=_WITHOUT_COUNTS)
    if result.effect_kind == "difference" and not _may_show_share(trend, report, context):
        return None
    return result


def _may_show_survey(trend: Trend, context: Context) -> bool:
    answers = (trend.result.total, trend.result.total_before)
    is_external = trend.client_kind == "external" and context.allows("surveys_external")
    return is_external and not any(is_small(n, context.rule.survey_min) for n in answers)


def _may_show_share(trend: Trend, report: ReportData, context: Context) -> bool:
    """Whether the others of both bases are no small number, and nothing small follows beside a table."""
    threshold = context.rule.threshold
    counted, bases = (trend.result.total or 0, trend.result.total_before or 0), _bases(trend.result)
    if bases is None or any(is_small(n - k, threshold) for k, n in zip(counted, bases, strict=True)):
        return False
    name = _SUMMED.get(trend.family) or _SUMMED.get(trend.code.partition("-")[0])
    if name is not None:
        table = _published(report, f"{name}-{trend.client_kind}", context)
        return table is None or not (_has_hidden(table) or _is_beside(table, "", bases, threshold))
    if trend.family in _PARTS:
        table = _published(report, f"{_PARTS[trend.family]}-{trend.client_kind}", context)
        beside = ((trend.code, counted), ("", bases))
        return table is None or not any(_is_beside(table, code, n, threshold) for code, n in beside)
    return True


def _bases(result: TestResult) -> tuple[int, int] | None:
    """The bases of two shares from the numerators, the sum n and the difference, as a reader finds them.

    k/x − k'/(n − x) falls with x: halving finds where it is the difference. None: they do not follow.
    """
    k, k_before, effect = result.total, result.total_before, result.effect
    if k is None or k_before is None or effect is None or not k + k_before:
        return None
    low, high = max(k, 1e-9), result.n - max(k_before, 1e-9)
    for _ in range(100):
        middle = (low + high) / 2
        if k / middle - k_before / (result.n - middle) > effect:
            low = middle
        else:
            high = middle
    return round(low), result.n - round(low)


def _published(report: ReportData, name: str, context: Context) -> Table | None:
    table = report.tables.get(name)
    if table is None or not context.allows(table.section):
        return None
    return suppress_table(table, context.rule)


def _has_hidden(table: Table) -> bool:
    cells = [row.cells.get(key) for row in table.rows for key in _PERIODS]
    return any(isinstance(cell, Number) and cell.mark == "X" for cell in cells)


def _is_beside(table: Table, code: str, counts: tuple[float, float], threshold: int) -> bool:
    """Whether a row (code "": its sums) differs from the counts by a small number, in either period."""
    rows = [row for row in table.rows if row.code == code and (code or row.role != "item")]
    return any(
        isinstance(cell, Number) and cell.value is not None and is_small(abs(cell.value - n), threshold)
        for row in rows
        for key, n in zip(_PERIODS, counts, strict=True)
        for cell in [row.cells.get(key)]
    )
