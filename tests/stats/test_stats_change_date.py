"""A change at a date that nobody named: reference values, how often it errs, and what it refuses."""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.stats.bai_1997 import bai_interval

from painmap import stats
from painmap.params.models import TrendRules
from painmap.periods import month_range
from painmap.stats import CountSeries
from painmap.stats.change_date import change_dates
from painmap.stats.change_layout import null_panel
from painmap.stats.change_pool import FreedShape
from painmap.stats.counts.poisson import fit
from painmap.stats.counts.series import month_number
from painmap.stats.estimates import Estimate
from painmap.stats.sup_score import Dates, Steps, SupScore, _calendar_noise, ar_noise, dates

Make = Callable[..., CountSeries]
ALONE, RHO_0 = np.ones(1), np.zeros(1)
FIRST = month_number(date(2023, 1, 1))


def nile() -> np.ndarray:
    from statsmodels.datasets import nile

    return np.asarray(nile.load_pandas().data["volume"], dtype=float)


def sup_of_nile() -> SupScore:
    return SupScore(Steps.of(np.ones((100, 1)), np.arange(15, 86)), np.arange(100), RHO_0, 999)


def seatbelts() -> np.ndarray:
    """Front seats, 1980 to 1984."""
    with (Path(__file__).parent / "data" / "seatbelts.csv").open(encoding="utf-8") as lines:
        return np.array([float(row["front"]) for row in csv.DictReader(lines)])[132:]


def portfolio(
    series: Make, seed: int, k: int, mean: float, phi: float, rho: float, step: float = 1.0
) -> tuple[list[CountSeries], np.ndarray]:
    """Seasonal series of 36 months by a Gaussian copula, each with `step` from a month of its own (row)."""
    from scipy.special import ndtr
    from scipy.stats import nbinom, poisson

    rng = np.random.default_rng(seed)
    starts = rng.integers(8, 29, k)
    z = rng.standard_normal((k, 36))
    for t in range(1, 36):
        z[:, t] = rho * z[:, t - 1] + np.sqrt(1 - rho**2) * z[:, t]
    mu = mean * np.exp(0.4 * np.sin(2 * np.pi * np.arange(36) / 12))
    mu = mu * np.where(np.arange(36) >= starts[:, None], step, 1.0)
    u = ndtr(z)
    counts = poisson.ppf(u, mu) if phi == 1 else nbinom.ppf(u, mu / (phi - 1), 1 / phi)
    return [series(row, code=f"p{i:03d}") for i, row in enumerate(counts)], starts


def one(found: list[Estimate]) -> Estimate:
    assert len(found) == 1
    return found[0]


def test_sup_f_nile_strucchange() -> None:
    y, test = nile(), sup_of_nile()
    residuals = y - y.mean()
    f = test.f(residuals)
    last_of_old = int(test.steps.starts[f.argmax()])
    assert f.max() == pytest.approx(75.9298, rel=1e-4)
    assert 1870 + last_of_old == 1898
    assert (y[:last_of_old].mean(), y[last_of_old:].mean()) == pytest.approx((1097.75, 849.9722), rel=1e-4)
    gains, total = test.steps.gains(residuals)
    assert (total, total - gains.max()) == pytest.approx((2835156.8, 1597457.2), rel=1e-4)
    # p far below what 999 draws can tell: q-values of many series need it.
    assert test.p(residuals, ALONE) < 1e-9


def test_interval_of_the_date_nile_bai_1997() -> None:
    y = nile()
    first, last = bai_interval(y[:28], y[28:], 0.95)
    assert (1870 + first, 1870 + last) == (1895, 1902)


def test_set_of_dates_nile_hansen_2000() -> None:
    test, y = sup_of_nile(), nile()
    found = dates(test.steps, y - y.mean(), test.index, 0.0, 0.0)
    first, last = found.possible(0.95)
    assert test.steps.starts[found.middle()] == 28
    assert 1895 <= 1870 + first <= 1898 <= 1870 + last <= 1902


def test_set_of_dates_has_the_cut_of_hansen_2000() -> None:
    # Twice the log likelihood ratio of row i is i/100; table I: 5.94, 7.35 and 10.59.
    rows = np.arange(2_000)
    known = Dates(starts=rows, logs=-rows / 200, df=1e9, effects=rows * 0.0, errors=rows * 0.0)
    assert [known.possible(level) for level in (0.9, 0.95, 0.99)] == [(0, 593), (0, 735), (0, 1059)]
    # As an F has a longer tail than χ².
    assert replace(known, df=20.0).possible(0.95)[1] > 850


def test_sup_score_seatbelts_front_1980_1984(rules: TrendRules) -> None:
    months = month_range(date(1980, 1, 1), date(1984, 12, 1))
    fields = {"family": "totals", "code": "front", "label": "front", "client_kind": "all"}
    counts = tuple(seatbelts().tolist())
    drivers = CountSeries(**fields, months=months, counts=counts, exposure=(1.0,) * 60)  # type: ignore[arg-type]
    panel = null_panel(drivers, None, rules)
    test = SupScore(Steps.of(panel.design, np.arange(9, 52)), panel.index, np.array([0.3]), 999)
    row = test.steps.starts[test.f(fit(panel).residuals).argmax()]
    assert months[row - 1] == date(1983, 1, 1)
    strict = rules.model_copy(update={"rho_prior": 0.3, "prior_series": 10**6})
    found = one(change_dates([drivers], None, strict))
    assert found.change_date == date(1983, 2, 1)
    assert found.p is not None
    assert found.p < 0.001
    # Belts became compulsory on 31 January 1983.
    assert (found.change_from, found.change_to) == (date(1983, 1, 1), date(1983, 2, 1))


def test_noise_lasts_through_gaps() -> None:
    noise = ar_noise(np.array([5, 6, 8]), 0.6, 20_000, 0)
    assert np.corrcoef(noise.T)[0, 1:] == pytest.approx([0.6, 0.216], abs=0.02)
    assert noise.std(axis=0) == pytest.approx([1, 1, 1], abs=0.02)
    assert (noise == ar_noise(np.array([0, 1, 3]), 0.6, 20_000, 0)).all()


def test_p_has_the_size_it_says() -> None:
    design = np.eye(12)[np.arange(36) % 12]
    test = SupScore(Steps.of(design, np.arange(6, 31)), np.arange(36), np.array([0.3]), 1_999)
    noise = ar_noise(np.arange(36), 0.3, 2_000, 77)
    projected = noise @ test.steps.left @ test.steps.left.T
    p = np.array([test.p(row, ALONE) for row in projected])
    assert [(p <= a).mean() for a in (0.05, 0.2)] == pytest.approx([0.05, 0.2], abs=0.025)
    # What no draw reaches stays a p of the right size: the bound of Bonferroni is not below it.
    assert (p <= 1e-4).sum() <= 2


@pytest.mark.parametrize(("mean", "phi", "rho"), [(15, 2.5, 0.0), (15, 2.5, 0.3)])
def test_calibration_400_series_without_change(
    series: Make, rules: TrendRules, mean: float, phi: float, rho: float
) -> None:
    found = change_dates(portfolio(series, 1, 400, mean, phi, rho)[0], None, rules)
    p = np.array([e.p for e in found], dtype=float)
    assert 0.02 <= (p <= 0.05).mean() <= 0.075


def test_dates_of_changes_in_large_series(series: Make, rules: TrendRules) -> None:
    changed, starts = portfolio(series, 2, 100, 80, 2.5, 0.3, 1.5)
    found = change_dates(changed, None, rules)
    detected = [(e, FIRST + s) for e, s in zip(found, starts, strict=True) if e.p is not None and e.p <= 0.05]
    assert len(detected) >= 85
    far = [abs(month_number(e.change_date) - s) for e, s in detected if e.change_date]
    assert np.mean(far) <= 1.0
    within = [
        month_number(e.change_from) <= s <= month_number(e.change_to)
        for e, s in detected
        if e.change_from and e.change_to
    ]
    assert np.mean(within) >= 0.9
    effects = [e.effect for e, _ in detected if e.effect]
    assert np.exp(np.mean(np.log(effects))) == pytest.approx(1.5, rel=0.05)


def test_changes_are_not_taken_for_autocorrelation(series: Make, rules: TrendRules) -> None:
    # Pooled with the changes in the residuals ρ would be above 0.7, and few of them would be found.
    changed = portfolio(series, 3, 100, 80, 2.5, 0.3, 1.5)[0]
    assert np.median([e.rho or 0 for e in change_dates(changed, None, rules)]) == pytest.approx(0.3, abs=0.12)


def test_moments_beside_the_best_step_are_lower(series: Make, rules: TrendRules) -> None:
    panel = null_panel(series([20 + i % 5 for i in range(36)]), None, rules)
    steps = Steps.of(panel.design, np.arange(6, 31))
    rho = np.array([0.0, 0.3, 0.6])
    freed = FreedShape(panel.design, panel.index, steps).moments.at(rho)
    plain = fit(panel).shape.moments.at(rho)
    assert (freed.lag_one < plain.lag_one - 0.05).all()
    assert (np.diff(freed.lag_one) > 0).all()
    assert (freed.trace < plain.trace - 2).all()


def test_each_series_has_its_result_in_any_order(series: Make, rules: TrendRules) -> None:
    changed = portfolio(series, 4, 12, 15, 1, 0.0, 1.5)[0]
    changed.append(series([None, *[9] * 35], code="gap"))
    changed.append(series([9, None, *[9] * 34], code="gap2"))
    changed.append(series([3] * 30 + [0] * 6, code="gone"))
    once = [asdict(e) for e in change_dates(changed, None, rules)]
    _calendar_noise.cache_clear()
    assert [asdict(e) for e in change_dates(changed, None, rules)] == once
    assert [asdict(e) for e in change_dates(changed[::-1], None, rules)][::-1] == once


def test_without_the_change_there_would_have_been_so_many(series: Make, rules: TrendRules) -> None:
    found = one(change_dates([series([30] * 24 + [60] * 12, exposure=(30.0,) * 36)], None, rules))
    assert (found.change_date, found.total) == (date(2025, 1, 1), 720)
    assert found.effect == pytest.approx(2.0, rel=1e-6)
    assert found.total_before == pytest.approx(360, rel=1e-6)


def test_a_month_without_data_may_be_the_first_of_the_new_level(series: Make, rules: TrendRules) -> None:
    found = one(change_dates([series([300] * 21 + [None] * 3 + [600] * 12)], None, rules))
    assert (found.change_date, found.change_from, found.change_to) == (
        date(2025, 1, 1), date(2024, 10, 1), date(2025, 1, 1),
    )  # fmt: skip


def test_months_after_the_last_asked_for_are_not_seen(series: Make, rules: TrendRules) -> None:
    rng = np.random.default_rng(8)
    counts = [*rng.poisson(50, 28), *rng.poisson(200, 8)]
    until = date(2025, 4, 30)
    seen = one(change_dates([series(counts)], until, rules))
    assert seen == one(change_dates([series(counts[:28], months=series(counts).months[:28])], None, rules))
    assert seen.n == 28
    assert seen.p is not None
    assert seen.p > 0.05


def test_no_more_than_60_months_are_used(series: Make, rules: TrendRules) -> None:
    months = month_range(date(2018, 1, 1), date(2025, 12, 1))
    found = one(change_dates([series([9] * 30 + [30, 31, 32] * 22, months=months)], None, rules))
    assert found.n == 60
    assert found.p is not None
    assert found.p > 0.5


def test_a_stable_series_is_unchanged_at_every_date(series: Make, rules: TrendRules) -> None:
    rng = np.random.default_rng(9)
    stable = one(change_dates([series(rng.poisson(500, 36))], None, rules))
    assert stable.narrow[0] is not None
    assert stable.narrow[1] is not None
    assert 0.8 <= stable.narrow[0] < stable.narrow[1] <= 1.25
    # The interval of one date alone is narrow enough here; that of another one is not.
    small = one(change_dates([series(rng.poisson(25, 36))], None, rules))
    alone = stats.compare_series([series(small_counts(9))], "step", rules, at=small.change_date)[0]
    assert alone.ci_high is not None
    assert small.narrow[1] is not None
    assert small.narrow[1] > 1.25 > alone.ci_high or small.narrow[1] > alone.ci_high


def small_counts(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rng.poisson(500, 36)
    return rng.poisson(25, 36)


@pytest.mark.parametrize("truth", [1.0, 1.5])
def test_the_interval_holds_the_ratio_though_the_date_was_chosen(
    series: Make, rules: TrendRules, truth: float
) -> None:
    rng = np.random.default_rng(3)
    means = np.where(np.arange(36) >= 22, 15 * truth, 15)
    portfolio = [series(rng.poisson(means), code=f"p{i:03d}") for i in range(200)]
    found = change_dates(portfolio, None, rules)
    held = [(e.interval[0] or 0) <= truth <= (e.interval[1] or np.inf) for e in found]
    # The interval of the step at the date found holds 1 in 82 of 100 series without any change.
    assert np.mean(held) >= 0.93
    assert all(
        e.p is not None and (e.p <= 0.06 or (e.interval[0] or 0) <= 1 <= (e.interval[1] or 9)) for e in found
    )


@pytest.mark.parametrize("day", [date(2024, 7, 1), date(2024, 7, 15)])
def test_a_move_of_the_register_is_no_change(series: Make, rules: TrendRules, day: date) -> None:
    rng = np.random.default_rng(11)
    counts = [*rng.poisson(80, 18), *rng.poisson(120, 18)]
    plain = one(change_dates([series(counts)], None, rules))
    known = one(change_dates([series(counts, moves=(day,))], None, rules))
    assert plain.p is not None
    assert known.p is not None
    assert plain.p < 0.01 < 0.05 < known.p
    assert known.note.startswith(f"переход на другую систему регистрации {day:%d.%m.%Y}")
    assert known.n == (36 if day.day == 1 else 35)


def test_a_series_without_scatter_has_no_change(series: Make, rules: TrendRules) -> None:
    # Days of the month alone scatter: 29 February among 28s.
    found = one(change_dates([series([31] * 36)], None, rules))
    step = one(change_dates([series([10_000] * 24 + [10_001] * 12, exposure=(30.0,) * 36)], None, rules))
    assert found.p is not None
    assert step.p is not None
    assert min(found.p, step.p) > 0.5


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([5, 6, 7], "месяцев с данными 3, нужно не менее 24"),
        ([5] * 23 + [None] * 13, "месяцев с данными 23, нужно не менее 24"),
        ([None] * 36, "месяцев с данными 0, нужно не менее 24"),
        ([], "месяцев с данными 0, нужно не менее 24"),
        ([0] * 36, "обращений 0, нужно не менее 20"),
        ([0] * 35 + [1], "обращений 1, нужно не менее 20"),
        ([0.55] * 36, "обращений 19, нужно не менее 20"),
        ([0] * 35 + [500], "календарных месяцев с обращениями 1 из 12, этого мало"),
        (([0] * 7 + [9] * 5) * 3, "календарных месяцев с обращениями 5 из 12, этого мало"),
    ],
)
def test_gates_say_why(series: Make, rules: TrendRules, counts: list[object], reason: str) -> None:
    months = {"months": ()} if not counts else {}
    found = one(change_dates([series(counts, **months)], None, rules))
    assert found == Estimate(test="change_date", reason=reason)


def test_a_reason_known_beforehand_stands(series: Make, rules: TrendRules) -> None:
    found = one(change_dates([series([9] * 24 + [99] * 12, reason="новая")], None, rules))
    assert found == Estimate(test="change_date", reason="новая")


def test_hostile_series_give_finite_figures_and_no_warning(series: Make, rules: TrendRules) -> None:
    hostile = {
        "million": [1_000_000] * 24 + [2_000_000] * 12,
        "gone": [30] * 24 + [0] * 12,
        "new": [0] * 24 + [30] * 12,
        "peak": [1] * 35 + [10_000],
        "split": [0, 9] * 18,
        "fraction": [0.5] * 24 + [0.9] * 12,
        "gaps": [9, None, 8, 7, None, 9, 11, 12, 8] * 4,
        "year": [None] * 6 + [4] * 12 + [None] * 6 + [9] * 12,
        "rare": [1, 0, 0, 2, 1, 0] * 6,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        estimates = change_dates([series(c, code=k) for k, c in hostile.items()], None, rules)
    found = dict(zip(hostile, estimates, strict=True))
    json.dumps([asdict(e) for e in found.values()], allow_nan=False, default=str)
    assert [k for k, e in found.items() if e.reason] == []
    assert found["million"].change_date == found["gone"].change_date == date(2025, 1, 1)
    assert (found["gone"].effect, found["new"].effect) == (0.0, None)
    assert all(e.p is not None and e.p < 0.001 for k, e in found.items() if k in ("million", "gone", "new"))
