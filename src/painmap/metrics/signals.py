"""What stands out in the last month of a period: signals to look, never verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from painmap.params.models import TrendRules
from painmap.periods import Period, month_end
from painmap.report_data import Signal
from painmap.stats import CountSeries
from painmap.stats.alarm import latest_signal
from painmap.stats.estimates import InsufficientError

_MOST = 5


def signals(
    portfolio: Sequence[CountSeries], period: Period, until: date, rules: TrendRules
) -> tuple[Signal, ...]:
    """The series whose count of the period's last month lies beyond its bound, the farthest first, at most 5.

    Series that may not be tested have none, and a month that is not over or not covered gives none.

    Args:
        until: Last day that the series count.
    """
    if month_end(period.months[-1]) > until:
        return ()
    found = list(_found(portfolio, period.months[-1], rules))
    return tuple(sorted(found, key=lambda s: (-s.value / s.bound, s.family, s.client_kind, s.code))[:_MOST])


def _found(portfolio: Sequence[CountSeries], month: date, rules: TrendRules) -> Iterator[Signal]:
    for series in portfolio:
        own = _until(series, month)
        if series.reason or not own.counts or own.months[-1] != month or own.counts[-1] is None:
            continue
        try:
            signal = latest_signal(own, rules)
        except InsufficientError:
            continue
        if signal.is_signal:
            yield Signal(
                family=series.family,
                code=series.code,
                label=series.label,
                client_kind=series.client_kind,
                month=month,
                value=signal.observed,
                expected=signal.expected,
                bound=signal.bound,
                note=series.note,
            )


def _until(series: CountSeries, month: date) -> CountSeries:
    """The series without what came after the month."""
    kept = sum(m <= month for m in series.months)
    return replace(
        series,
        months=series.months[:kept],
        counts=series.counts[:kept],
        exposure=series.exposure[:kept],
    )
