"""Monthly series as the report draws them: with what had been expected, breaks and measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import starmap
from typing import Any

from painmap import metrics
from painmap.report_data import ExpectedPath, MeasureEffect, MonthlySeries, Trend
from painmap.stats import CountSeries


def drawn(
    portfolio: Sequence[CountSeries],
    paths: Iterable[ExpectedPath | None],
    breaks: Iterable[Trend],
    measures: Iterable[MeasureEffect],
) -> dict[str, MonthlySeries]:
    """By id, those that were observed at all.

    Args:
        paths: What was expected of each series of the portfolio in the period.
        breaks: Series tested for a change of level; measures: of problems, by their ids.
    """
    found = {(t.family, t.client_kind, t.code): t.result for t in breaks}
    days: dict[str, list[date]] = defaultdict(list)
    for measure in measures:
        if measure.effect_date is not None:
            days[measure.problem_id].append(measure.effect_date)

    def one(series: CountSeries, path: ExpectedPath | None) -> MonthlySeries:
        own = days[series.code] if series.family == "problems" else []
        known: dict[str, Any] = {"measures": tuple(sorted(set(own)))}
        if level := found.get((series.family, series.client_kind, series.code)):
            known["break_month"] = level.change_date
            known |= {"break_from": level.change_from, "break_to": level.change_to}
        return metrics.charted(series).model_copy(update={**known, **_expected(series, path)})

    every = starmap(one, zip(portfolio, paths, strict=True))
    return {series.id: series for series in every if any(v is not None for v in series.values)}


def _expected(series: CountSeries, path: ExpectedPath | None) -> dict[str, tuple[float | None, ...]]:
    """The path and its interval over all months of the series; None where nothing is expected."""
    if path is None:
        return {}
    parts = {"expected": path.expected, "expected_low": path.low, "expected_high": path.high}
    by_month = {name: dict(zip(path.months, values, strict=True)) for name, values in parts.items()}
    return {name: tuple(map(values.get, series.months)) for name, values in by_month.items()}
