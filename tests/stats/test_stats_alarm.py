"""The alarm on the latest month: its bound, what it is compared with, its size; gates and bad input."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from painmap.params.models import TrendRules
from painmap.stats import CountSeries
from painmap.stats.alarm import farrington_bound, latest_signal
from painmap.stats.estimates import InsufficientError

pytestmark = pytest.mark.filterwarnings("error")
Make = Callable[..., CountSeries]


def test_alarm_bound_farrington_1996(series: Make, rules: TrendRules) -> None:
    """The formula of the threshold with μ, V(μ) and φ of statsmodels' quasi-Poisson fit."""
    import statsmodels.api as sm
    from scipy.stats import t

    counts = np.array([12, 25, 9, 30, 14, 22, 18, 8, 27, 16, 21, 11, 19, 40], dtype=float)
    days = np.full(14, 30.0)
    signal = latest_signal(series(counts, exposure=tuple(days)), rules)
    fit = sm.GLM(counts[:-1], np.ones(13), family=sm.families.Poisson()).fit(scale="X2")
    expected = float(np.exp(fit.params[0]))
    variance = float(fit.cov_params()[0, 0]) * expected**2
    half = 2 / 3 * t.ppf(0.975, 12) * math.sqrt((fit.scale * expected + variance) / expected**2)
    assert signal.expected == pytest.approx(expected, rel=1e-6)
    assert signal.dispersion == pytest.approx(fit.scale, rel=1e-6)
    assert signal.bound == pytest.approx(expected * (1 + half) ** 1.5, rel=1e-6)
    assert (signal.observed, signal.is_signal, signal.months) == (40, True, 13)


def test_two_years_compare_with_the_same_month(series: Make, rules: TrendRules) -> None:
    year = [10] * 11 + [40]
    usual = latest_signal(series(year * 3), rules)
    assert (usual.expected, usual.months, usual.is_signal) == (40.0, 2, False)
    assert usual.month == date(2025, 12, 1)
    unusual = latest_signal(series([*(year * 2), *[10] * 9, 40], months=_until("2025-10")), rules)
    assert (unusual.expected, unusual.is_signal) == (10.0, True)
    # One year before: the season is not known.
    assert latest_signal(series(year * 2), rules).months == 23


def _until(last: str) -> tuple[date, ...]:
    from painmap.periods import month_range

    return month_range(date(2023, 1, 1), date.fromisoformat(f"{last}-01"))


def test_a_month_of_few_days_is_expected_to_hold_less(series: Make, rules: TrendRules) -> None:
    exposure = (*[30.0] * 19, 10.0)
    signal = latest_signal(series([30] * 19 + [25], exposure=exposure), rules)
    assert signal.expected == pytest.approx(10)
    assert signal.is_signal


def test_months_before_a_move_are_left_out(series: Make, rules: TrendRules) -> None:
    counts = [10] * 20 + [30] * 16
    exposure = (30.0,) * 36
    moved = latest_signal(series(counts, exposure=exposure, moves=(date(2024, 9, 1),)), rules)
    assert (moved.expected, moved.months) == (30.0, 15)
    middle = latest_signal(series(counts, moves=(date(2024, 9, 15),)), rules)
    assert middle.months == 14
    later = latest_signal(series(counts, moves=(date(2030, 1, 1),)), rules)
    assert later.expected != 30


def test_missing_months_are_not_zeros(series: Make, rules: TrendRules) -> None:
    counts = [20, None] * 12 + [20] * 10 + [20, None]
    signal = latest_signal(series(counts), rules)
    assert signal.expected == pytest.approx(20, rel=0.05)
    assert signal.month == date(2025, 11, 1)


def test_a_handful_never_signals(series: Make, rules: TrendRules) -> None:
    sparse = [1, 0, 0, 1, 0, 0] * 4
    assert not latest_signal(series([*sparse, 4]), rules).is_signal
    assert latest_signal(series([*sparse, 5]), rules).is_signal


@pytest.mark.parametrize(("mean", "phi"), [(15, 1.0), (80, 2.5)])
def test_size_of_the_alarm(
    mean: float, phi: float, null_counts: Callable[..., np.ndarray], series: Make, rules: TrendRules
) -> None:
    rows = null_counts(20260722, 800, mean, phi, 36)
    hits = sum(latest_signal(series(row), rules).is_signal for row in rows)
    # Nominal 2.5 %, one-sided; two standard errors of 800.
    assert hits / 800 <= 0.036


def test_doubling_signals(null_counts: Callable[..., np.ndarray], series: Make, rules: TrendRules) -> None:
    rows = null_counts(20260722, 200, 80, 1.5, 36)
    rows[:, -1] *= 2
    assert sum(latest_signal(series(row), rules).is_signal for row in rows) / 200 >= 0.9


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([], "менее 12 месяцев"),
        ([5], "менее 12 месяцев"),
        ([5] * 12, "менее 12 месяцев"),
        ([None] * 30, "менее 12 месяцев"),
        ([0] * 36, "менее 6 обращений"),
        ([0] * 35 + [9], "менее 6 обращений"),
    ],
)
def test_gates_of_the_alarm(counts: list[float | None], reason: str, series: Make, rules: TrendRules) -> None:
    with pytest.raises(InsufficientError, match=reason):
        latest_signal(series(counts, months=_until("2025-12")[36 - len(counts) :]), rules)


@pytest.mark.parametrize("counts", [[7] * 36, [10**6] * 36, [0] * 34 + [9, 0], [10**6] + [0] * 35])
def test_alarm_is_finite(counts: list[float], series: Make, rules: TrendRules) -> None:
    signal = latest_signal(series(counts), rules)
    assert math.isfinite(signal.bound)
    assert 1 <= signal.dispersion < math.inf
    assert not signal.is_signal


def test_bound_grows_with_what_is_unknown() -> None:
    known, unknown = (farrington_bound(20, total, 1.5, 2.0) for total in (1000, 40))
    scattered = farrington_bound(20, 1000, 3.0, 2.0)
    assert 20 < known < unknown
    assert known < scattered
