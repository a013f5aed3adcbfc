"""Which contrast of a series is tested, by which test, over a whole portfolio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from painmap.errors import PainmapError, unknown_name
from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.stats.counts.engine import Fit, contrast, fit, pool
from painmap.stats.counts.layout import Panel, slope, step, year_on_year
from painmap.stats.counts.rare import rare_counts
from painmap.stats.counts.series import CountSeries, Pool, month_number
from painmap.stats.estimates import Estimate, InsufficientError

CONTRASTS = ("auto", "year_on_year", "trend", "step")
# From so many months on `auto` is a trend, below it the last 12 months against the 12 before.
_LONG = 36
Layout = Callable[[CountSeries], Panel]


def compared(portfolio: Sequence[CountSeries], period: Period, rules: TrendRules) -> list[Estimate]:
    """Each series: `period` against the same months of the year before, in the order of the portfolio."""
    return _tested(
        portfolio,
        lambda s: year_on_year(s, month_number(period.end), len(period.months), rules),
        "year_on_year",
        rules,
    )


def contrasts(
    portfolio: Sequence[CountSeries], name: str, rules: TrendRules, *, at: date | None = None
) -> list[Estimate]:
    """One contrast of each series up to its last month, in the order of the portfolio.

    Raises:
        PainmapError: An unknown contrast; a step without its date.
    """
    if name not in CONTRASTS:
        raise unknown_name("Сравнение", name, CONTRASTS)
    if name == "step" and at is None:
        raise PainmapError("Для сравнения «step» нужна дата", remedy="укажите первый день нового уровня")

    def layout(series: CountSeries) -> Panel:
        last = _last(series)
        if at is not None and name == "step":
            return step(series, at, last, rules)
        months = len(series.observed()[0])
        if name == "trend" or (name == "auto" and months >= _LONG):
            return slope(series, last, rules)
        return year_on_year(series, last, 12, rules)

    return _tested(portfolio, layout, name, rules)


def _last(series: CountSeries) -> int:
    """Number of the last observed month; 0 of an empty series."""
    return int(series.observed()[0].max(initial=0))


def _tested(portfolio: Sequence[CountSeries], layout: Layout, name: str, rules: TrendRules) -> list[Estimate]:
    panels = [_laid_out(partial(layout, s)) for s in portfolio]
    common = pool(_fits(panels), rules)
    return [_estimate(s, p, common, rules, name) for s, p in zip(portfolio, panels, strict=True)]


def _laid_out(layout: Callable[[], Panel]) -> Panel | str:
    try:
        return layout()
    except InsufficientError as gate:
        return gate.reason


def _fits(panels: Sequence[Panel | str]) -> list[Fit]:
    fits = []
    for panel in panels:
        if isinstance(panel, Panel):
            try:
                fits.append(fit(panel))
            except InsufficientError:
                continue  # no scatter to learn from; the series itself gets its reason in `_estimate`
    return fits


def _estimate(series: CountSeries, panel: Panel | str, pool: Pool, rules: TrendRules, name: str) -> Estimate:
    if isinstance(panel, str):
        return Estimate(test=name, reason=panel)
    known = {"n": len(panel.index), "total": panel.total, "total_before": panel.total_before}
    if series.reason:
        return Estimate(test=name, reason=series.reason, **known)
    test = choose(panel, pool, rules)
    try:
        return replace(COUNT_TESTS[test](panel, pool, rules), **known)
    except InsufficientError as gate:
        return Estimate(test=test, reason=gate.reason, **known)


def choose(panel: Panel, pool: Pool, rules: TrendRules) -> str:
    """Key of `COUNT_TESTS` for the panel: direct comparison of rare or absent counts, else the engine."""
    is_rare = panel.sum < rules.rare_total and pool.phi <= rules.rare_phi
    is_empty = min(panel.total, panel.total_before) <= 0
    return "rare_counts" if is_rare or is_empty else panel.test


COUNT_TESTS: dict[str, Callable[[Panel, Pool, TrendRules], Estimate]] = {
    "year_on_year": contrast,
    "trend": contrast,
    "step": contrast,
    "rare_counts": rare_counts,
}
