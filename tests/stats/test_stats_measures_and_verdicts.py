"""Shares, and the one place of the verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from painmap import stats
from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.stats.counts.engine import contrast
from painmap.stats.counts.layout import year_on_year
from painmap.stats.counts.series import month_number
from painmap.stats.estimates import Estimate
from painmap.stats.trends import CASE_TESTS

Make = Callable[..., stats.CountSeries]


def share(k: int, n: int, k_before: int, n_before: int, code: str = "upheld") -> stats.ShareCase:
    return stats.ShareCase(
        family="shares",
        code=code,
        label="Удовлетворено",
        client_kind="external",
        k=k,
        n=n,
        k_before=k_before,
        n_before=n_before,
    )


@pytest.mark.parametrize(
    ("counts", "verdict", "reason"),
    [
        ((300, 1000, 200, 1000), "growth", ""),
        ((200, 1000, 300, 1000), "decline", ""),
        ((2000, 10_000, 2010, 10_000), "no_change", ""),
        ((20, 60, 15, 60), "insufficient", "интервал слишком широк"),
        ((7, 19, 30, 60), "insufficient", "наблюдений 19 и 60, нужно не менее 20 в каждом периоде"),
        ((4, 50, 30, 60), "insufficient", "одного из исходов менее 5"),
    ],
)
def test_shares(rules: TrendRules, counts: tuple[int, int, int, int], verdict: str, reason: str) -> None:
    result = stats.compare_cases([share(*counts)], rules)[0].result
    assert (result.verdict, result.reason, result.effect_kind) == (verdict, reason, "difference")


def test_impossible_share_is_refused() -> None:
    with pytest.raises(PainmapError, match="больше знаменателя"):
        share(5, 4, 1, 10)


@pytest.mark.parametrize(
    ("q", "effect", "narrow", "expected"),
    [
        (0.05, 1.2, (1.01, 1.4), "growth"),
        (0.05, 0.9, (0.85, 0.97), "decline"),
        (0.051, 1.02, (0.8, 1.25), "no_change"),
        (0.9, 1.02, (0.79, 1.25), "insufficient"),
        (0.9, 1.02, (0.8, None), "insufficient"),
        (None, None, (None, None), "insufficient"),
    ],
)
def test_verdict_is_exclusive_and_exhaustive(
    rules: TrendRules,
    q: float | None,
    effect: float | None,
    narrow: tuple[float | None, float | None],
    expected: str,
) -> None:
    estimate = Estimate(test="year_on_year", effect=effect, narrow=narrow)
    assert stats.verdict(estimate, q, rules)[0] == expected


def test_alpha_is_applied_in_one_place(series: Make, rules: TrendRules) -> None:
    grown = series([20, 22, 19, 21] * 6 + [23, 26, 24, 27] * 3)
    strict = rules.model_copy(update={"alpha": 1e-9})
    results = [stats.conclude([_estimate(grown, r)], r)[0] for r in (rules, strict)]
    assert [r.verdict for r in results] == ["growth", "insufficient"]
    assert results[0].p == results[1].p
    assert (results[0].ci_low or 0) > (results[1].ci_low or 0)


def _estimate(series: stats.CountSeries, rules: TrendRules) -> Estimate:
    panel = year_on_year(series, month_number(date(2025, 12, 1)), 12, rules)
    return contrast(panel, stats.Pool(rho=0.0, phi=1.0), rules)


def test_every_test_has_a_title() -> None:
    of_counts = {"year_on_year", "trend", "step", "rare_counts", "interrupted", "change_date"}
    assert of_counts | {test.name for test in CASE_TESTS.values()} == set(stats.TITLES)
