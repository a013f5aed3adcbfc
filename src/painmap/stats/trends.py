"""Portfolios of series to tested trends: pool, choose the test, adjust, conclude."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.report_data import TestResult, Trend
from painmap.stats.engine import Fit, contrast, fit, pool
from painmap.stats.layout import Panel, level_at, year_on_year
from painmap.stats.proportions import share_difference
from painmap.stats.rare import rare_counts
from painmap.stats.series import NOT_TESTABLE, CountSeries, Estimate, InsufficientError, Pool, ShareCase
from painmap.stats.verdicts import conclude

Case = CountSeries | ShareCase


def compare_counts(portfolio: Sequence[CountSeries], period: Period, rules: TrendRules) -> list[Trend]:
    """Each series: `period` against the same months of the year before.

    The portfolio is all series of one agency and one measure of volume: ρ and φ are pooled over it.
    q-values are adjusted within each family. The result is sorted by family, client kind and code.
    """
    panels = [_laid_out(partial(year_on_year, s, period, rules)) for s in portfolio]
    common = pool(_fits(panels), rules)
    estimates = [_estimate(s, p, common, rules) for s, p in zip(portfolio, panels, strict=True)]
    return _trends(portfolio, estimates, rules)


def compare_shares(cases: Sequence[ShareCase], rules: TrendRules) -> list[Trend]:
    """Each share against that of the period before; sorted and adjusted as in `compare_counts`."""
    none = Pool(rho=0.0, phi=1.0)
    estimates = [
        replace(
            _guarded(partial(share_difference, c, none, rules), "share_difference"),
            effect_kind="difference",
            n=c.n + c.n_before,
            total=c.k,
            total_before=c.k_before,
        )
        for c in cases
    ]
    return _trends(cases, estimates, rules)


def measure_effects(
    targets: Sequence[tuple[CountSeries, date]], portfolio: Sequence[CountSeries], rules: TrendRules
) -> list[TestResult]:
    """Level since the day of a measure against the level before it, «уровень без учёта тренда».

    `total` is the count since the measure, `total_before` what the level before it would have given in
    the same months. ρ and φ come from `portfolio`, laid out at each measure's date; results keep the
    order of `targets` and are adjusted together.
    """
    estimates = []
    for series, day in targets:
        others = [_laid_out(partial(level_at, s, day, rules)) for s in portfolio]
        panel = _laid_out(partial(level_at, series, day, rules))
        found = _estimate(series, panel, pool(_fits(others), rules), rules, name="measure_level")
        estimates.append(_against_expected(found))
    return conclude(estimates, rules)


def choose(panel: Panel, pool: Pool, rules: TrendRules) -> str:
    """Key of `COUNT_TESTS` for the panel: direct comparison of rare or absent counts, else the engine."""
    is_rare = panel.sum < rules.rare_total and pool.phi <= rules.rare_phi
    is_empty = min(panel.total, panel.total_before) <= 0
    return "rare_counts" if is_rare or is_empty else panel.test


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


def _estimate(
    series: CountSeries, panel: Panel | str, pool: Pool, rules: TrendRules, *, name: str = "year_on_year"
) -> Estimate:
    if isinstance(panel, str):
        return Estimate(test=name, reason=panel)
    if series.is_testable:
        test = choose(panel, pool, rules)
        found = _guarded(partial(COUNT_TESTS[test], panel, pool, rules), test)
    else:
        found = Estimate(test=name, reason=NOT_TESTABLE)
    return replace(found, n=len(panel.index), total=panel.total, total_before=panel.total_before)


def _guarded(test: Callable[[], Estimate], name: str) -> Estimate:
    try:
        return test()
    except InsufficientError as gate:
        return Estimate(test=name, reason=gate.reason)


def _against_expected(estimate: Estimate) -> Estimate:
    if not estimate.effect or estimate.total is None:
        return estimate
    return replace(estimate, total_before=estimate.total / estimate.effect)


def _trends(cases: Sequence[Case], estimates: Sequence[Estimate], rules: TrendRules) -> list[Trend]:
    families = defaultdict(list)
    for case, estimate in zip(cases, estimates, strict=True):
        families[case.family].append((case, estimate))
    trends = [
        _trend(case, result)
        for pairs in families.values()
        for (case, _), result in zip(pairs, conclude([e for _, e in pairs], rules), strict=True)
    ]
    return sorted(trends, key=lambda t: (t.family, t.client_kind, t.code))


def _trend(case: Case, result: TestResult) -> Trend:
    return Trend(
        family=case.family,
        code=case.code,
        label=case.label,
        client_kind=case.client_kind,
        result=result,
        note=NOT_TESTABLE if result.reason == NOT_TESTABLE else "",
    )


COUNT_TESTS: dict[str, Callable[[Panel, Pool, TrendRules], Estimate]] = {
    "year_on_year": contrast,
    "measure_level": contrast,
    "rare_counts": rare_counts,
}
