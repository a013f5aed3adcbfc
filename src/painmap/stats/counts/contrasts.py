"""Which contrast of a series is tested, by which test, over a whole portfolio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from painmap.errors import PainmapError, unknown_name
from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.stats.counts.engine import contrast_many
from painmap.stats.counts.layout import Panel, slope, step, year_on_year
from painmap.stats.counts.moves import Levelled, levelled
from painmap.stats.counts.poisson import Fit, fit_many
from painmap.stats.counts.pooling import Pool, pool
from painmap.stats.counts.rare import direct, is_rare
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import Estimate, InsufficientError

CONTRASTS = ("auto", "year_on_year", "trend", "step")
# From so many months on `auto` is a trend, below it the last 12 months against the 12 before.
_LONG = 36
Layout = Callable[[CountSeries], Panel]


@dataclass(frozen=True)
class Tested:
    """What a series was found to do, and the model where there is one."""

    estimate: Estimate
    fit: Fit | None = None


def compared(portfolio: Sequence[CountSeries], period: Period, rules: TrendRules) -> list[Tested]:
    """Each series: `period` against the same months of the year before, in the order of the portfolio."""
    last, months = month_number(period.end), len(period.months)
    return tested(portfolio, lambda s: year_on_year(s, last, months, rules), lambda _: "year_on_year", rules)


def contrasts(
    portfolio: Sequence[CountSeries], name: str, rules: TrendRules, *, at: date | None = None
) -> list[Tested]:
    """One contrast of each series up to the last month of all of them, in the order of the portfolio.

    Raises:
        PainmapError: An unknown contrast; a step without its date.
    """
    if name not in CONTRASTS:
        raise unknown_name("Сравнение", name, CONTRASTS)
    if name == "step" and at is None:
        raise PainmapError("Для сравнения «step» нужна дата", remedy="укажите первый день нового уровня")

    last = max((int(s.observed()[0].max(initial=0)) for s in portfolio), default=0)

    def layout(series: CountSeries) -> Panel:
        _goes_on(series, last)
        match chosen(series):
            case "trend":
                return slope(series, last, rules)
            case "step" if at is not None:
                return step(series, at, last, rules)
            case _:
                return year_on_year(series, last, 12, rules)

    def chosen(series: CountSeries) -> str:
        if name == "auto":
            return "trend" if len(series.observed()[0]) >= _LONG else "year_on_year"
        return name

    return tested(portfolio, layout, chosen, rules)


def _goes_on(series: CountSeries, last: int) -> None:
    """Raise `InsufficientError` where a series ended a year and more before the last month of all of them."""
    end = int(series.observed()[0].max(initial=0))
    if 0 < end <= last - 12:
        told = f"{end % 12 + 1:02d}.{end // 12}", f"{last % 12 + 1:02d}.{last // 12}"
        raise InsufficientError(f"данные ряда кончаются в {told[0]}, последний месяц всех рядов — {told[1]}")


def tested(
    portfolio: Sequence[CountSeries], layout: Layout, name: Callable[[CountSeries], str], rules: TrendRules
) -> list[Tested]:
    """Each series by the layout, ρ and φ pooled over all; `name`: the test of one without a layout."""
    panels = [_laid_out(layout, s) for s in portfolio]
    # In one order, whatever that of the portfolio: sums of floating point depend on it.
    laid = [(i, p) for i, p in enumerate(panels) if isinstance(p, Panel)]
    laid.sort(key=lambda pair: portfolio[pair[0]].place)
    freed = levelled([portfolio[i] for i, _ in laid], [panel for _, panel in laid], rules)
    found = dict(zip((i for i, _ in laid), _estimates(freed, rules), strict=True))
    return [
        _given(series, panel, found.get(i), name(series))
        for i, (series, panel) in enumerate(zip(portfolio, panels, strict=True))
    ]


def _laid_out(layout: Layout, series: CountSeries) -> Panel | str:
    try:
        return layout(series)
    except InsufficientError as gate:
        return gate.reason


def _given(series: CountSeries, panel: Panel | str, found: Tested | None, name: str) -> Tested:
    if isinstance(panel, str) or found is None:
        return Tested(Estimate(test=name, reason=series.reason or str(panel)))
    estimate = found.estimate
    if series.reason:
        estimate, found = Estimate(test=panel.test, reason=series.reason), Tested(estimate)
    if estimate.n:
        return found
    counted = replace(estimate, n=len(panel.index), total=panel.total, total_before=panel.total_before)
    return replace(found, estimate=counted)


def _estimates(freed: Sequence[Levelled], rules: TrendRules) -> list[Tested]:
    """Direct comparison of rare or absent counts, else the engine."""
    fits = fit_many([one.panel for one in freed])
    common = pool([f for f in fits if isinstance(f, Fit)], rules)
    by_engine = [
        (i, f)
        for i, (one, f) in enumerate(zip(freed, fits, strict=True))
        if isinstance(f, Fit) and not is_rare(one.panel, common, rules)
    ]
    known = contrast_many([f for _, f in by_engine], common, rules, [freed[i].variance for i, _ in by_engine])
    modelled = {i: Tested(e, f) for (i, f), e in zip(by_engine, known, strict=True)}
    return [
        _told(one, modelled.get(i) or Tested(_direct(one.panel, fits[i], common, rules)))
        for i, one in enumerate(freed)
    ]


def _direct(panel: Panel, found: Fit | str, pool: Pool, rules: TrendRules) -> Estimate:
    if isinstance(found, str) and min(panel.total, panel.total_before) > 0:
        return Estimate(test=panel.test, reason=found)
    return direct(panel, pool, rules)


def _told(one: Levelled, found: Tested) -> Tested:
    """With what a move of the register did to the series."""
    if one.reason:
        return Tested(Estimate(test=one.panel.test, reason=one.reason))
    notes = (one.note, found.estimate.note)
    return replace(found, estimate=replace(found.estimate, note="; ".join(filter(None, notes))))
