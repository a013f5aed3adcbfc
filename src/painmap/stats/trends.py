"""Portfolios of cases to tested trends: pool, choose the test, adjust within families, conclude."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.report_data import EffectKind, ExpectedPath, TestResult, Trend
from painmap.stats.cases import Case
from painmap.stats.change_date import change_dates
from painmap.stats.counts.contrasts import compared, contrasts
from painmap.stats.counts.expected import expected_path
from painmap.stats.counts.series import CountSeries
from painmap.stats.estimates import Estimate, InsufficientError
from painmap.stats.mix import MixCase, mix_change
from painmap.stats.nps import NpsCase, nps_difference
from painmap.stats.scores import ScoreCase, score_difference
from painmap.stats.share_series import ShareSeriesCase, share_series_difference
from painmap.stats.shares import ShareCase, share_difference
from painmap.stats.verdicts import conclude
from painmap.stats.waiting import WaitingCase, waiting_difference


@dataclass(frozen=True)
class CaseTest:
    """Key of `stats.TITLES`, unit of the effect, and the function of case and rules."""

    name: str
    effect_kind: EffectKind
    function: Callable[..., Estimate]


# What each kind of case that stands for itself is tested by; series of counts share a pool.
CASE_TESTS: dict[type[Case], CaseTest] = {
    ShareCase: CaseTest("share_difference", "difference", share_difference),
    ShareSeriesCase: CaseTest("share_series", "difference", share_series_difference),
    WaitingCase: CaseTest("waiting_difference", "days", waiting_difference),
    ScoreCase: CaseTest("score_difference", "score", score_difference),
    NpsCase: CaseTest("nps_difference", "nps", nps_difference),
    MixCase: CaseTest("mix_change", "difference", mix_change),
}


def compare_counts(portfolio: Sequence[CountSeries], period: Period, rules: TrendRules) -> list[Trend]:
    """Each series: `period` against the same months of the year before.

    The portfolio is all series of one agency and one measure of volume: ρ and φ are pooled over it.
    q-values are adjusted within each family. The result is sorted by family, client kind and code.
    """
    found = compared(portfolio, period, rules)
    return _trends(portfolio, [one.estimate for one in found], rules)


def compare_levels(portfolio: Sequence[CountSeries], until: date, rules: TrendRules) -> list[Trend]:
    """Each series: a change of level at a date that nobody named; told with its date where q ≤ alpha."""
    return _trends(portfolio, change_dates(portfolio, until, rules), rules)


def expected_paths(
    portfolio: Sequence[CountSeries], period: Period, rules: TrendRules
) -> list[ExpectedPath | None]:
    """What each series would have been in `period` at the level of the year before, where a model says so."""
    return [
        None if one.fit is None else expected_path(one.fit, one.estimate)
        for one in compared(portfolio, period, rules)
    ]


def compare_series(
    portfolio: Sequence[CountSeries], contrast: str, rules: TrendRules, *, at: date | None = None
) -> list[TestResult]:
    """One contrast of all series, as one family, in the order of the portfolio.

    Args:
        contrast: auto, year_on_year, trend or step (`counts.contrasts.CONTRASTS`).
        at: First day of the later level of a step.
    """
    return conclude([one.estimate for one in contrasts(portfolio, contrast, rules, at=at)], rules)


def compare_cases(cases: Sequence[Case], rules: TrendRules) -> list[Trend]:
    """Each case by the test of its kind; sorted and adjusted as in `compare_counts`."""
    return _trends(cases, [_of_case(case, rules) for case in cases], rules)


def _of_case(case: Case, rules: TrendRules) -> Estimate:
    test = CASE_TESTS[type(case)]
    reason = case.reason
    if not reason:
        try:
            return test.function(case, rules)
        except InsufficientError as gate:
            reason = gate.reason
    return Estimate(test=test.name, effect_kind=test.effect_kind, reason=reason)


def _trends(cases: Sequence[Case], estimates: Sequence[Estimate], rules: TrendRules) -> list[Trend]:
    families = defaultdict(list)
    for case, estimate in zip(cases, estimates, strict=True):
        families[case.family].append((case, estimate))
    trends = [
        _trend(case, estimate, result)
        for pairs in families.values()
        for (case, estimate), result in zip(pairs, conclude([e for _, e in pairs], rules), strict=True)
    ]
    return sorted(trends, key=lambda t: (t.family, t.client_kind, t.code))


def _trend(case: Case, estimate: Estimate, result: TestResult) -> Trend:
    return Trend(
        family=case.family,
        code=case.code,
        label=case.label,
        client_kind=case.client_kind,
        result=result,
        note="; ".join(filter(None, (case.reason, case.note, estimate.note))),
    )
