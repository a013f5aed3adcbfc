"""The counts engine: what it finds, how often it errs, and what it refuses."""

from __future__ import annotations

import itertools
import json
import math
import warnings
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from scipy.special import digamma

from painmap import stats
from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.report_data import Trend
from painmap.stats import NOT_TESTABLE
from painmap.stats.counts.engine import fit, pool
from painmap.stats.counts.layout import Panel, year_on_year

Make = Callable[..., stats.CountSeries]
Nulls = Callable[..., np.ndarray]
YEAR = Period.parse("2025")
QUARTER = Period.parse("2025-Q3")


def yearly(series: stats.CountSeries, rules: TrendRules) -> Panel:
    return year_on_year(series, 2025 * 12 + 11, 12, rules)


def one(trends: list[Trend]) -> Trend:
    assert len(trends) == 1
    return trends[0]


def test_full_years_give_the_ratio_of_the_totals(series: Make, rules: TrendRules) -> None:
    counts = [20] * 12 + [10, 14, 12, 16] * 3 + [15, 21, 18, 24] * 3
    result = one(stats.compare_counts([series(counts)], YEAR, rules)).result
    assert (result.total, result.total_before, result.n) == (234, 156, 36)
    # 2024 is a leap year: days observed differ by one.
    assert result.effect == pytest.approx(1.5, rel=4e-3)
    assert result.ci_low is not None
    assert result.ci_high is not None
    assert result.ci_low < result.effect < result.ci_high
    assert (result.verdict, result.test) == ("growth", "year_on_year")


def test_earlier_years_serve_the_scatter_only(series: Make, rules: TrendRules) -> None:
    tail = [10, 14, 12, 16] * 3 + [15, 21, 18, 24] * 3
    effects = [
        one(stats.compare_counts([series([level] * 12 + tail)], YEAR, rules)).result.effect
        for level in (5, 50)
    ]
    assert effects[0] == pytest.approx(effects[1], rel=1e-3)


def test_a_quarter_is_compared_with_its_own_months(series: Make, rules: TrendRules) -> None:
    counts = [10] * 24 + [40] * 6 + [30, 30, 30] + [10] * 3
    result = one(stats.compare_counts([series(counts)], QUARTER, rules)).result
    assert (result.total, result.total_before) == (90, 30)
    assert result.effect == pytest.approx(3.0, rel=1e-2)


def test_three_months_against_three_need_the_exact_test(series: Make, rules: TrendRules) -> None:
    # Without any scatter the engine alone would call 45 against 27 a growth with p < 0.01.
    counts = [9] * 30 + [15, 15, 15] + [9] * 3
    result = one(stats.compare_counts([series(counts)], QUARTER, rules)).result
    assert result.p == pytest.approx(exact_p_of_rates(45, 27, 92), rel=1e-6)


def exact_p_of_rates(now: float, before: float, days: float) -> float:
    from statsmodels.stats.rates import test_poisson_2indep as rates

    return float(rates(now, days, before, days, method="etest-score").pvalue)


@pytest.mark.parametrize(("period", "months", "phi"), [(YEAR, 36, 1.0), (YEAR, 24, 2.5), (QUARTER, 36, 2.5)])
def test_calibration_400_series_without_change(
    null_counts: Nulls, series: Make, rules: TrendRules, period: Period, months: int, phi: float
) -> None:
    counts = null_counts(7, 400, 20, phi, months)
    portfolio = [series(row, code=f"p{i:03d}") for i, row in enumerate(counts)]
    results = [t.result for t in stats.compare_counts(portfolio, period, rules)]
    tested = [r.p for r in results if r.p is not None]
    assert len(tested) == 400
    assert 0.02 <= np.mean(np.array(tested) <= 0.05) <= 0.09
    assert sum(r.verdict in ("growth", "decline") for r in results) <= 8


def test_a_doubling_is_found_and_named(null_counts: Nulls, series: Make, rules: TrendRules) -> None:
    counts = null_counts(11, 40, 40, 1.5)
    counts[3, 24:] *= 2
    counts[5, 24:] //= 2
    portfolio = [series(row, code=f"p{i:02d}") for i, row in enumerate(counts)]
    verdicts = {t.code: t.result.verdict for t in stats.compare_counts(portfolio, YEAR, rules)}
    assert (verdicts["p03"], verdicts["p05"]) == ("growth", "decline")
    assert sum(v in ("growth", "decline") for v in verdicts.values()) <= 4


def test_large_stable_series_are_proved_unchanged(
    null_counts: Nulls, series: Make, rules: TrendRules
) -> None:
    portfolio = [series(row, code=f"p{i:02d}") for i, row in enumerate(null_counts(3, 20, 400, 1.0))]
    verdicts = [t.result.verdict for t in stats.compare_counts(portfolio, YEAR, rules)]
    assert verdicts.count("no_change") >= 18


def test_pooled_autocorrelation_is_found(series: Make, rules: TrendRules) -> None:
    rng = np.random.default_rng(5)
    rows = []
    for _ in range(80):
        noise = rng.normal(size=36)
        for month in range(1, 36):
            noise[month] = 0.5 * noise[month - 1] + np.sqrt(0.75) * noise[month]
        rows.append(rng.poisson(200 * np.exp(0.2 * noise)))
    fits = [fit(yearly(series(row), rules)) for row in rows]
    common = pool(fits, rules)
    # φ = 1 + 0.2²·200 = 9; the Poisson part of the scatter is independent, so ρ is a little below 0.5.
    assert common.rho == pytest.approx(0.45, abs=0.1)
    assert common.phi == pytest.approx(9.0, rel=0.25)


def test_few_series_lean_on_the_constants(null_counts: Nulls, series: Make, rules: TrendRules) -> None:
    strict = rules.model_copy(update={"phi_prior": 5.0, "rho_prior": 0.4})
    fits = [fit(yearly(series(row), strict)) for row in null_counts(2, 10, 50, 1.0)]
    shrunk, own = pool(fits, strict), pool(fits * 4, strict)
    assert shrunk.rho == pytest.approx((10 * own.rho + 40 * 0.4) / 50)
    # Pooled on the log scale with the weight of 40 series; `scale` takes the bias of that scale away.
    middle = (10 * math.log(scale(own)) + 40 * math.log(5.0)) / 50
    assert math.log(scale(shrunk)) == pytest.approx(middle, abs=0.03)
    alone = pool([], strict)
    assert (alone.rho, alone.phi) == (0.4, 5.0)


def scale(found: stats.Pool) -> float:
    """φ of the middle of the portfolio on the log scale."""
    half = found.prior_df / 2
    return found.phi * math.exp(math.log(half) - float(digamma(half)))


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([0] * 36, "мало обращений"),
        ([0] * 35 + [1], "месяцев с обращениями 1"),
        ([0] * 35 + [500], "месяцев с обращениями 1"),
        ([0] * 24 + [9, 9] + [0] * 10, "месяцев с обращениями 2"),
        ([5, 6, 7], "с данными"),
        ([None] * 36, "с данными"),
        ([5] * 12 + [None] * 12 + [7] * 12, "нет сопоставимых месяцев"),
    ],
)
def test_gates_say_why(series: Make, rules: TrendRules, counts: list[object], reason: str) -> None:
    result = one(stats.compare_counts([series(counts)], YEAR, rules)).result
    assert result.verdict == "insufficient"
    assert reason in result.reason
    assert (result.p, result.q, result.effect) == (None, None, None)


def test_rare_counts_go_to_the_exact_test(series: Make, rules: TrendRules) -> None:
    counts = [0] * 12 + [1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0] + [2, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1, 0]
    result = one(stats.compare_counts([series(counts)], YEAR, rules)).result
    assert (result.test, result.total, result.total_before) == ("rare_counts", 14, 5)
    assert result.p == pytest.approx(0.0395, rel=0.1)


def test_months_without_data_are_missing_not_zero(series: Make, rules: TrendRules) -> None:
    counts: list[object] = [10] * 36
    counts[30:33] = [None, None, None]
    result = one(stats.compare_counts([series(counts)], YEAR, rules)).result
    assert (result.total, result.total_before) == (90, 90)
    assert result.effect == pytest.approx(1.0, rel=1e-2)


def test_a_partial_month_enters_by_its_days(series: Make, rules: TrendRules) -> None:
    counts = [31] * 35 + [10]
    days = tuple([31.0] * 35 + [10.0])
    result = one(stats.compare_counts([series(counts, exposure=days)], YEAR, rules)).result
    assert result.effect == pytest.approx(1.0, rel=1e-6)


def test_a_problem_found_because_it_is_large_now_gets_no_verdict(series: Make, rules: TrendRules) -> None:
    trend = one(stats.compare_counts([series([5] * 24 + [50] * 12, reason=NOT_TESTABLE)], YEAR, rules))
    assert (trend.result.verdict, trend.result.reason, trend.note) == (
        "insufficient",
        NOT_TESTABLE,
        NOT_TESTABLE,
    )
    assert trend.result.total == 600


def test_hostile_series_give_finite_figures_and_no_warning(series: Make, rules: TrendRules) -> None:
    hostile = {
        "million": [1_000_000] * 24 + [2_000_000] * 12,
        "constant": [10] * 36,
        "gone": [30] * 24 + [0] * 12,
        "new": [0] * 24 + [30] * 12,
        "one_month": [0] * 35 + [500],
        "split": [0, 9] * 6 + [9, 0] * 6 + [0, 9] * 6,
        "fraction": [0.5] * 24 + [0.7] * 12,
    }
    portfolio = [series(counts, code=code) for code, counts in hostile.items()]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trends = stats.compare_counts(portfolio, YEAR, rules)
    # JSON refuses NaN and infinity.
    json.dumps([t.result.model_dump() for t in trends], allow_nan=False)
    verdicts = {t.code: t.result.verdict for t in trends}
    assert verdicts["million"] == verdicts["new"] == "growth"
    assert verdicts["gone"] == "decline"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"counts": [-1.0, 2.0]}, "отрицательно"),
        ({"counts": [float("nan"), 2.0]}, "отрицательно или не является числом"),
        ({"counts": [1.0]}, "различаются"),
        ({"counts": [1.0, 2.0], "months": (date(2025, 2, 1), date(2025, 1, 1))}, "по порядку"),
        ({"counts": [1.0, 2.0], "months": (date(2025, 1, 1), date(2025, 1, 1))}, "без повторов"),
    ],
)
def test_impossible_series_are_refused(fields: dict[str, object], message: str) -> None:
    months = fields.get("months", (date(2025, 1, 1), date(2025, 2, 1)))
    with pytest.raises(PainmapError, match=message):
        stats.CountSeries(
            family="totals",
            code="",
            label="",
            client_kind="all",
            months=months,  # type: ignore[arg-type]
            counts=tuple(fields["counts"]),  # type: ignore[arg-type]
        )


def test_order_of_series_does_not_matter(null_counts: Nulls, series: Make, rules: TrendRules) -> None:
    portfolio = [series(row, code=f"p{i}") for i, row in enumerate(null_counts(1, 4, 10, 1.5))]
    found = [stats.compare_counts(list(order), YEAR, rules) for order in itertools.permutations(portfolio)]
    dumps = {json.dumps([t.model_dump() for t in trends], default=str) for trends in found}
    codes = [t.code for t in found[0]]
    assert codes == sorted(codes)
    assert len({round(t[0].result.p or 0, 12) for t in found}) == 1
    assert len(dumps) == 1


def test_families_are_adjusted_apart(series: Make, rules: TrendRules) -> None:
    grown = [10] * 24 + [16] * 12
    lone = [series(grown, family="totals", code="")]
    crowd = [series([20 + i % 3 for i in range(36)], code=f"p{n:02d}") for n in range(30)]
    alone = one(stats.compare_counts(lone, YEAR, rules)).result
    both = next(t for t in stats.compare_counts(lone + crowd, YEAR, rules) if t.family == "totals").result
    assert alone.q == alone.p
    assert both.q == both.p


@pytest.mark.parametrize("period", ["2025", "2025-Q3", "2025-07"])
def test_a_series_that_may_not_be_compared_has_no_expected_path(
    null_counts: Nulls, series: Make, rules: TrendRules, period: str
) -> None:
    rows = null_counts(4, 5, 30, 1.2)
    portfolio = [
        series(row, code=f"p{i}", reason=NOT_TESTABLE if i == 2 else "") for i, row in enumerate(rows)
    ]
    paths = stats.expected_paths(portfolio, Period.parse(period), rules)
    assert [path is None for path in paths] == [False, False, True, False, False]
    months = Period.parse(period).months
    assert paths[0] is not None
    assert paths[0].months == months
    assert paths[0].observed == tuple(float(rows[0][24 + m.month - 1]) for m in months)


def test_a_level_of_half_a_year_is_not_compared_with_another_season(series: Make, rules: TrendRules) -> None:
    # All appeals come in autumn, as many each year; the six months after the date are that half of the year.
    autumn = ([0] * 9 + [20, 20, 20]) * 2
    step = stats.compare_series([series(autumn)], "step", rules, at=date(2025, 7, 1))[0]
    assert (step.total, step.total_before) == (60, 60)
    assert step.verdict != "growth"
    few = ([0] * 7 + [1, 0, 2, 1, 1]) * 2
    rare = stats.compare_series([series(few)], "step", rules, at=date(2025, 7, 1))[0]
    assert (rare.test, rare.total, rare.total_before, rare.n) == ("rare_counts", 5, 5, 12)


def test_a_trend_of_rare_counts_is_a_year_and_of_the_same_months(series: Make, rules: TrendRules) -> None:
    counts: list[object] = [0, 0, 1, 0, 0, 0] * 2 + [0] * 12 + [0, 0, 4, 0, 0, 4] * 2
    counts[33:] = [None, None, None]
    result = stats.compare_series([series(counts), series([5] * 36)], "trend", rules)[0]
    # The last months of the last year are not known: those of the first year are not looked at either.
    assert (result.test, result.total, result.total_before) == ("rare_counts", 12, 2)
    assert result.effect == pytest.approx(math.sqrt(6), rel=0.01)


def test_levels_and_trends_use_all_months(rules: TrendRules) -> None:
    months = tuple(date(2016 + i // 12, i % 12 + 1, 1) for i in range(120))
    counts = tuple([200.0, 190.0, 210.0] * 20 + [50.0, 45.0, 55.0] * 20)
    long = stats.CountSeries(family="x", code="x", label="", client_kind="all", months=months, counts=counts)
    step = stats.compare_series([long], "step", rules, at=date(2021, 1, 1))[0]
    assert (step.verdict, step.n) == ("decline", 120)
    assert step.effect == pytest.approx(0.25, rel=0.01)
    assert stats.compare_series([long], "trend", rules)[0].n == 120


def test_a_series_that_ended_has_no_verdict_of_today(series: Make, rules: TrendRules) -> None:
    alive = series([10, 12] * 18, code="alive")
    ended = series([5] * 12 + [10] * 12 + [None] * 12, code="ended")
    short = series([10] * 35 + [None], code="short")
    for name in ("year_on_year", "trend", "auto"):
        found = stats.compare_series([alive, ended, short], name, rules)
        assert found[1].reason == "данные ряда кончаются в 12.2024, последний месяц всех рядов — 12.2025"
    assert found[2].reason == ""
    matched = stats.compare_series([alive, short], "year_on_year", rules)[1]
    assert (matched.total, matched.total_before) == (110, 110)


def test_a_year_is_not_judged_by_a_few_of_its_months(series: Make, rules: TrendRules) -> None:
    told = [
        stats.compare_series([series([30] * months)], "year_on_year", rules)[0].reason for months in (17, 18)
    ]
    assert told == ["сопоставимых с прошлым годом месяцев 5 из 12, нужно не менее половины", ""]


def test_what_can_be_told_apart_does_not_depend_on_a_side_that_is_empty(
    series: Make, rules: TrendRules
) -> None:
    gone = stats.compare_series([series([30] * 24 + [0] * 12)], "year_on_year", rules)[0]
    assert gone.detectable is not None
    assert gone.detectable < 1.5
    assert gone.p is not None
    assert gone.p >= 1e-12
