"""Which contrast of a series is tested, by which test, over a whole portfolio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from painmap.errors import PainmapError, unknown_name
from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.stats.counts.engine import contrast_many
from painmap.stats.counts.layout import Panel, slope, step, year_on_year
from painmap.stats.counts.poisson import Fit, fit_many
from painmap.stats.counts.pooling import Pool, pool
from painmap.stats.counts.rare import is_rare, rare_counts
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import Estimate, InsufficientError

CONTRASTS = ("auto", "year_on_year", "trend", "step")
# From so many months on `auto` is a trend, below it the last 12 months against the 12 before.
_LONG = 36
Layout = Callable[[CountSeries], Panel]


def compared(portfolio: Sequence[CountSeries], period: Period, rules: TrendRules) -> list[Estimate]:
    """Each series: `period` against the same months of the year before, in the order of the portfolio."""
    last, months = month_number(period.end), len(period.months)
    return tested(portfolio, lambda s: year_on_year(s, last, months, rules), "year_on_year", rules)


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
        index = series.observed()[0]
        last = int(index.max(initial=0))
        if at is not None and name == "step":
            return step(series, at, last, rules)
        if name == "trend" or (name == "auto" and len(index) >= _LONG):
            return slope(series, last, rules)
        return year_on_year(series, last, 12, rules)

    return tested(portfolio, layout, name, rules)


def tested(portfolio: Sequence[CountSeries], layout: Layout, name: str, rules: TrendRules) -> list[Estimate]:
    """Each series by the layout, ρ and φ pooled over all of them; `name`: of a series without a layout."""
    panels = [_laid_out(layout, s) for s in portfolio]
    laid = [i for i, p in enumerate(panels) if isinstance(p, Panel)]
    # In one order, whatever that of the portfolio: sums of floating point depend on it.
    laid.sort(key=lambda i: (portfolio[i].counts, portfolio[i].family, portfolio[i].code))
    chosen = [p for p in (panels[i] for i in laid) if isinstance(p, Panel)]
    fits = fit_many(chosen)
    common = pool([f for f in fits if isinstance(f, Fit)], rules)
    done = dict(zip(laid, _estimates(chosen, fits, common, rules), strict=True))
    return [_given(s, p, done.get(i), name) for i, (s, p) in enumerate(zip(portfolio, panels, strict=True))]


def _laid_out(layout: Layout, series: CountSeries) -> Panel | str:
    try:
        return layout(series)
    except InsufficientError as gate:
        return gate.reason


def _given(series: CountSeries, panel: Panel | str, found: Estimate | None, name: str) -> Estimate:
    if isinstance(panel, str) or found is None:
        return Estimate(test=name, reason=series.reason or str(panel))
    known = replace(found, n=len(panel.index), total=panel.total, total_before=panel.total_before)
    if not series.reason:
        return known
    return Estimate(
        test=panel.test, reason=series.reason, n=known.n, total=known.total, total_before=known.total_before
    )


def _estimates(
    panels: Sequence[Panel], fits: Sequence[Fit | str], pool: Pool, rules: TrendRules
) -> list[Estimate]:
    """Direct comparison of rare or absent counts, else the engine."""
    by_engine = [
        i
        for i, (panel, one) in enumerate(zip(panels, fits, strict=True))
        if isinstance(one, Fit) and not is_rare(panel, pool, rules)
    ]
    found = contrast_many([f for f in (fits[i] for i in by_engine) if isinstance(f, Fit)], pool, rules)
    estimates = dict(zip(by_engine, found, strict=True))
    return [
        estimates[i] if i in estimates else _direct(panel, fits[i], pool, rules)
        for i, panel in enumerate(panels)
    ]


def _direct(panel: Panel, found: Fit | str, pool: Pool, rules: TrendRules) -> Estimate:
    if isinstance(found, str) and min(panel.total, panel.total_before) > 0:
        return Estimate(test=panel.test, reason=found)
    return rare_counts(panel, pool, rules)
