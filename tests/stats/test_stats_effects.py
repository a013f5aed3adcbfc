"""Effect of a measure: references, which model a series gets, what is expected without it, calibration."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from benchmarks.stats import measures

from painmap import stats
from painmap.params.models import TrendRules
from painmap.periods import Period, month_range
from painmap.report_data import ControlEffect, EffectEvidence, IntervalEstimate, TestResult
from painmap.stats import effects
from painmap.stats.counts.engine import Pool, contrast, contrast_many, fit
from painmap.stats.counts.expected import avoided, expected_path, relative_to, slope_change
from painmap.stats.counts.interrupted import Intervention, information, level_and_trend
from painmap.stats.counts.layout import Panel
from painmap.stats.effects import MeasuredCase
from painmap.stats.estimates import Estimate

DATA = Path(__file__).parent / "data"
POISSON = Pool(rho=0.0, phi=1.0)
MARCH = Intervention(date(2025, 3, 1))
LONG = month_range(date(2021, 1, 1), date(2025, 12, 1))
Make = Callable[..., stats.CountSeries]
Null = Callable[..., np.ndarray]


def one(
    series: stats.CountSeries, at: Intervention, rules: TrendRules, portfolio: object = (), **fields: object
) -> tuple[TestResult, EffectEvidence]:
    case = MeasuredCase(series=series, at=at, **fields)  # type: ignore[arg-type]
    return stats.measure_effects([case], tuple(portfolio), rules)[0]  # type: ignore[arg-type]


# --- references -----------------------------------------------------------------------------------


def columns(name: str) -> dict[str, np.ndarray]:
    with (DATA / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


def harmonic_panel(counts: np.ndarray, level: np.ndarray, exposure: np.ndarray) -> Panel:
    """Level, intercept, trend, two harmonics of a year."""
    t = np.arange(1, len(counts) + 1)
    waves = [wave(2 * np.pi * k * t / 12) for k in (1, 2) for wave in (np.sin, np.cos)]
    return Panel(
        test="interrupted",
        index=t,
        counts=counts,
        exposure=exposure,
        design=np.column_stack([level, np.ones(len(t)), t, *waves]).astype(float),
        total=float(counts[level == 1].sum()),
        total_before=float(counts[level == 0].sum()),
        base=1.0,
        base_before=1.0,
        pairs=int(level.sum()),
    )


def error(found: Estimate, df: float, quantile: float | None = None) -> float:
    from scipy.stats import t

    low, high = found.interval
    assert low
    assert high
    return float(np.log(high / low) / 2 / (quantile or t.ppf(0.975, df)))


@pytest.mark.parametrize(
    ("column", "beta", "se", "phi"),
    [
        ("DriversKilled", -0.13352637, 0.03906939, 2.2709152),
        ("rear", 0.11613848, 0.03533873, None),
        ("VanKilled", -0.25254314, 0.10197544, 0.8731704),
    ],
)
def test_its_seatbelts(rules: TrendRules, column: str, beta: float, se: float, phi: float | None) -> None:
    data = columns("seatbelts.csv")
    panel = harmonic_panel(data[column], data["law"], np.ones(192))
    found = contrast(panel, POISSON, rules)
    assert found.effect == pytest.approx(np.exp(beta), rel=1e-6)
    assert error(found, 185) == pytest.approx(se, rel=1e-4)
    assert phi is None or found.dispersion == pytest.approx(phi, rel=1e-4)
    if column == "DriversKilled":
        assert found.effect == pytest.approx(0.8750044, rel=1e-4)
        assert found.interval == pytest.approx((0.810094, 0.945116), rel=1e-4)
        assert found.p == pytest.approx(7.7667897e-4, rel=1e-4)


def test_its_sicily_smoking_ban_bernal_2017(rules: TrendRules) -> None:
    data = columns("sicily.csv")
    panel = harmonic_panel(data["aces"], data["smokban"], data["stdpop"])
    found = contrast(panel, POISSON, rules)
    assert found.effect == pytest.approx(0.8850716, rel=1e-4)
    assert np.log(found.effect or 0) == pytest.approx(-0.1220868, rel=1e-4)
    assert found.dispersion == pytest.approx(2.26218, rel=1e-4)
    se = error(found, 52)
    assert se == pytest.approx(0.0270311, rel=1e-4)
    # The paper's interval takes the normal quantile, ours Student's.
    paper = np.exp(np.log(found.effect or 0) + np.array([-1, 1]) * 1.959964 * se)
    assert paper == pytest.approx([0.839401, 0.933227], rel=1e-4)


def test_expected_path_statsmodels_prediction(rules: TrendRules) -> None:
    """The path without the law and its interval, as GLM predicts it with the law set to 0."""
    import statsmodels.api as sm
    from scipy.stats import t

    data = columns("seatbelts.csv")
    panel = harmonic_panel(data["DriversKilled"], data["law"], np.ones(192))
    model = sm.GLM(panel.counts, panel.design, family=sm.families.Poisson()).fit(scale="X2")
    since = panel.design[:, 0] == 1
    stayed = panel.design[since].copy()
    stayed[:, 0] = 0
    theirs = model.get_prediction(stayed, which="linear")
    half = t.ppf(0.975, 185) * theirs.se
    path = expected_path(fit(panel), contrast(panel, POISSON, rules))
    assert path.expected == pytest.approx(np.exp(theirs.predicted), rel=1e-6)
    assert path.low == pytest.approx(np.exp(theirs.predicted - half), rel=1e-4)
    assert path.high == pytest.approx(np.exp(theirs.predicted + half), rel=1e-4)
    assert path.observed == tuple(panel.counts[since])


def test_relative_to_control_sums_variances() -> None:
    """Symmetric intervals of half width a and b on the log scale: √(a² + b²) (Zou & Donner 2008)."""

    def around(beta: float, half: float) -> Estimate:
        low, high = np.exp([beta - half, beta + half])
        return Estimate(test="interrupted", effect=float(np.exp(beta)), interval=(float(low), float(high)))

    found = relative_to(around(-0.5, 0.3), around(-0.1, 0.4))
    assert found is not None
    assert np.log([found.value, found.ci_low or 0, found.ci_high or 0]) == pytest.approx([-0.4, -0.9, 0.1])
    open_ = Estimate(test="rare_counts", effect=2.0, interval=(1.0, None))
    assert relative_to(around(-0.5, 0.3), open_) is None
    assert relative_to(around(-0.5, 0.3), Estimate(test="rare_counts")) is None


# --- the level and what follows from it -----------------------------------------------------------


def test_measure_lowers_the_level(null_counts: Null, series: Make, rules: TrendRules) -> None:
    counts = null_counts(21, 30, 60, 1.2, 60)
    counts[0, 50:] = counts[0, 50:] * 0.5
    portfolio = [series(row, code=f"p{i:02d}", months=LONG) for i, row in enumerate(counts)]
    result, evidence = one(portfolio[0], Intervention(date(2024, 3, 1)), rules, portfolio)
    assert result.verdict == "insufficient"  # ten months later
    counts[0, 38:] = null_counts(21, 30, 60, 1.2, 60)[0, 38:] * 0.5
    portfolio[0] = series(counts[0], code="p00", months=LONG)
    result, evidence = one(portfolio[0], Intervention(date(2024, 3, 1)), rules, portfolio)
    assert (result.test, result.verdict, result.n) == ("interrupted", "decline", 60)
    assert result.effect == pytest.approx(0.5, abs=0.08)
    assert result.total == counts[0, 38:].sum()
    path = evidence.path
    assert path is not None
    assert path.months == tuple(LONG[38:])
    assert path.observed == tuple(counts[0, 38:])
    assert sum(path.expected) == pytest.approx(result.total_before, rel=1e-6)
    assert all(
        low < middle < high for low, middle, high in zip(path.low, path.expected, path.high, strict=True)
    )


def test_appeals_avoided_are_expected_less_received() -> None:
    found = avoided(Estimate(test="interrupted", effect=0.8, interval=(0.5, 1.25), total=100.0))
    assert found == IntervalEstimate(value=25.0, ci_low=-20.0, ci_high=100.0)
    none = avoided(Estimate(test="rare_counts", effect=0.0, interval=(0.0, 0.4), total=0.0))
    assert none is None


def test_appeals_avoided_leave_out_0_where_the_ratio_leaves_out_1(
    null_counts: Null, series: Make, rules: TrendRules
) -> None:
    rows = null_counts(5, 12, 40, 1.5)
    rows[:6, 20:] = rows[:6, 20:] * 0.6
    portfolio = [series(row, code=f"p{i}") for i, row in enumerate(rows)]
    cases = [MeasuredCase(series=s, at=Intervention(date(2024, 9, 1))) for s in portfolio]
    seen = set()
    for result, evidence in stats.measure_effects(cases, portfolio, rules):
        gain = evidence.avoided
        assert gain is not None
        is_told = not (result.ci_low or 0) <= 1 <= (result.ci_high or 9)
        assert is_told == (not (gain.ci_low or 0) <= 0 <= (gain.ci_high or 0))
        assert gain.value == pytest.approx((result.total_before or 0) - (result.total or 0))
        seen.add(is_told)
    assert seen == {True, False}


def test_a_trend_is_no_effect_of_the_measure(series: Make, rules: TrendRules) -> None:
    """A steady decline of 30 % a year: the level without a trend would call it the measure's."""
    rng = np.random.default_rng(3)
    falling = rng.poisson(200 * 0.7 ** (np.arange(60) / 12))
    at = Intervention(date(2024, 1, 1))
    result, _ = one(series(falling, months=LONG), at, rules)
    assert (result.test, result.verdict == "decline") == ("interrupted", False)
    assert result.effect == pytest.approx(1.0, abs=0.12)
    short = series(falling[-30:], months=LONG[-30:])
    assert one(short, Intervention(date(2024, 10, 1)), rules)[0].test == "step"


def test_slope_change_needs_18_months_on_each_side(series: Make, rules: TrendRules) -> None:
    """30 % more every year; since the measure a fifth less than that, beside a drop of a third."""
    t = np.arange(60)
    rng = np.random.default_rng(8)
    bend = np.log(1.3) * t / 12 + np.where(t >= 36, np.log(2 / 3) + np.log(0.8) * (t - 47.5) / 12, 0.0)
    counts = rng.poisson(400 * np.exp(bend))
    _, evidence = one(series(counts, months=LONG), Intervention(date(2024, 1, 1)), rules)
    assert evidence.slope_change is not None
    assert evidence.slope_change.value == pytest.approx(0.8, abs=0.06)
    for day in (date(2024, 8, 1), date(2022, 6, 1)):
        assert one(series(counts, months=LONG), Intervention(day), rules)[1].slope_change is None
    panel = replace(
        level_and_trend(series(counts, months=LONG), Intervention(date(2024, 1, 1)), rules), test="step"
    )
    assert slope_change(panel, POISSON, rules) is None


# --- transition -----------------------------------------------------------------------------------


def test_months_of_transition_count_for_neither_side(series: Make, rules: TrendRules) -> None:
    counts = [40] * 38 + [9999] * 3 + [20] * 19
    at = Intervention(date(2024, 3, 1), lag_months=3)
    result, evidence = one(series(counts, months=LONG), at, rules)
    assert (result.n, result.total, result.test) == (57, 380, "interrupted")
    assert evidence.path is not None
    assert evidence.path.months[0] == date(2024, 6, 1)
    assert result.effect == pytest.approx(0.5, abs=0.02)


def test_month_cut_by_the_measure_belongs_to_neither_side(series: Make, rules: TrendRules) -> None:
    counts = [20] * 26 + [9999] + [10] * 9
    result, _ = one(series(counts), Intervention(date(2025, 3, 15)), rules)
    assert (result.total, result.n) == (90, 35)
    with_lag, _ = one(
        series([20] * 25 + [9999] * 2 + [10] * 9), Intervention(date(2025, 2, 15), lag_months=1), rules
    )
    assert (with_lag.total, with_lag.n) == (90, 34)


# --- gates ----------------------------------------------------------------------------------------


def test_information_is_the_inverse_variance_of_the_level() -> None:
    """1 / (mean μ · (X'WX)⁻¹₀₀); 12 months against 24 before: 2, 12 against 12 before: nothing."""

    def told(n: int, tau: int, weights: np.ndarray) -> tuple[float, np.ndarray]:
        t = np.arange(n)
        rest = np.column_stack([t / 12, t[:, None] % 12 == np.arange(12)]).astype(float)
        level = (t >= tau).astype(float)
        return information(level, rest, weights), np.column_stack([level, rest])

    assert told(36, 24, np.ones(36))[0] == pytest.approx(2.0)
    assert told(24, 12, np.ones(24))[0] == pytest.approx(0.0, abs=1e-9)
    mu = np.random.default_rng(1).uniform(5, 50, 48)
    found, design = told(48, 29, mu)
    inverse = np.linalg.inv(design.T @ (design * mu[:, None]))
    assert found == pytest.approx(1 / (mu.mean() * inverse[0, 0]))


@pytest.mark.parametrize(
    ("months", "at", "mean", "test", "why"),
    [
        (36, date(2025, 1, 1), 30, "interrupted", ""),
        (36, date(2025, 2, 1), 30, "step", "после 11"),
        (36, date(2023, 12, 1), 30, "step", "до меры 11"),
        (35, date(2024, 9, 1), 30, "step", "не менее 36 всего"),
        (24, date(2025, 1, 1), 30, "step", "не менее 36 всего"),
        (36, date(2025, 1, 1), 4, "step", "в среднем менее 5"),
        (36, date(2025, 1, 1), 0.4, "rare_counts", ""),
    ],
)
def test_which_model_a_series_gets(
    series: Make, rules: TrendRules, months: int, at: date, mean: float, test: str, why: str
) -> None:
    counts = np.zeros(months) + (mean if mean >= 1 else 0)
    if mean < 1:
        counts[-24::2] = 1
    result, evidence = one(series(counts), Intervention(at), rules)
    assert result.test == test
    assert why in " ".join(evidence.notes)
    assert (effects.LEVEL_ONLY in " ".join(evidence.notes)) == (test == "step")
    assert (effects.DIRECTLY in " ".join(evidence.notes)) == (test == "rare_counts")
    assert (evidence.path is None) == (test == "rare_counts")
    assert why or test == "rare_counts" or not evidence.notes


def test_level_that_the_trend_explains_is_not_tested_beside_it(series: Make, rules: TrendRules) -> None:
    """18 months, a year without data, 18 months: 36 points, of which the level has 0.86 for itself."""
    counts = [30] * 18 + [None] * 12 + [30] * 18
    result, evidence = one(series(counts, months=LONG[:48]), Intervention(date(2023, 7, 1)), rules)
    assert result.test == "step"
    assert evidence.notes == ("уровень без учёта тренда: уровень после меры не отделим от тренда и сезона",)
    seen = series([30] * 48, months=LONG[:48])
    assert one(seen, Intervention(date(2023, 7, 1)), rules)[0].test == "interrupted"


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2025, 9, 1), "после 4"), (date(2023, 6, 1), "до даты 5"), (date(2030, 1, 1), "после 0")],
)
def test_measure_gates(series: Make, rules: TrendRules, day: date, reason: str) -> None:
    result, evidence = one(series([10] * 36), Intervention(day), rules)
    assert result.verdict == "insufficient"
    assert reason in result.reason
    assert evidence == EffectEvidence()


def test_rare_counts_are_compared_in_the_same_months_of_the_year(series: Make, rules: TrendRules) -> None:
    """13 months after: of 8 appeals of earlier Januaries the 6 of the one next to the measure count."""
    counts = [0] * 36
    counts[0], counts[12], counts[5] = 2, 6, 7
    result, evidence = one(series(counts), Intervention(date(2024, 12, 1)), rules)
    assert (result.test, result.total, result.n) == ("rare_counts", 0, 24)
    assert result.total_before == pytest.approx(6, rel=0.01)
    assert (result.verdict, evidence.avoided) == ("decline", None)


def test_no_appeals_since_the_measure(series: Make, rules: TrendRules) -> None:
    result, evidence = one(series([30] * 20 + [0] * 16), Intervention(date(2024, 9, 1)), rules)
    assert (result.test, result.verdict, result.effect) == ("rare_counts", "decline", 0.0)
    assert result.ci_high is not None
    assert evidence.path is None


@pytest.mark.parametrize(
    "counts",
    [[], [0] * 36, [0] * 35 + [1], [1, 2, 3], [None] * 36, [1e6] * 36, [0.5] * 36, [5] * 18 + [None] * 18],
)
@pytest.mark.filterwarnings("error")
def test_bad_series_get_a_stated_verdict(series: Make, rules: TrendRules, counts: list[float | None]) -> None:
    result, _ = one(series(counts, months=LONG[: len(counts)]), Intervention(date(2022, 9, 1)), rules)
    assert result.verdict in ("insufficient", "no_change")
    assert result.reason or result.verdict == "no_change"


# --- control, notes, artefacts --------------------------------------------------------------------


def test_control_series_takes_what_both_share(series: Make, rules: TrendRules) -> None:
    rng = np.random.default_rng(12)
    fallen = np.where(np.arange(60) >= 36, 0.6, 1.0)
    own, control = (series(rng.poisson(300 * fallen), c, label=c, months=LONG) for c in ("p01", "p02"))
    still = series(rng.poisson(300, 60), "p03", months=LONG)
    at = Intervention(date(2024, 1, 1))
    result, evidence = one(own, at, rules, control=control)
    assert result.verdict == "decline"
    assert evidence.control is not None
    assert (evidence.control.code, evidence.control.label) == ("p02", "p02")
    relative = evidence.control.relative
    assert relative is not None
    assert evidence.control.own is not None
    assert relative.value == pytest.approx((result.effect or 0) / evidence.control.own.value)
    assert relative.value == pytest.approx(1.0, abs=0.1)
    assert effects.NOT_BEYOND_CONTROL in evidence.notes
    _, beside = one(own, at, rules, control=still)
    assert effects.NOT_BEYOND_CONTROL not in beside.notes


def test_control_that_cannot_be_modelled_is_said(series: Make, rules: TrendRules) -> None:
    own = series([40] * 36)
    at = Intervention(date(2024, 9, 1))
    for counts, why in (([1] * 36, "менее 5"), ([30] * 20 + [0] * 16, "мало"), ([9] * 12, "месяцев до меры")):
        _, evidence = one(own, at, rules, control=series(counts, code="p02"))
        assert evidence.control is not None
        assert why in evidence.control.reason
        assert evidence.control.relative is None
    new = series([40] * 36, code="p02", reason="новая")
    assert one(own, at, rules, control=new)[1].control == ControlEffect(
        code="p02", label="Ряд", reason="новая"
    )
    _, by_level = one(series([40] * 35), at, rules, control=series([1, 0] * 17 + [1], code="p02"))
    assert by_level.control is not None
    assert (by_level.control.own, by_level.control.relative) == (None, None)
    assert by_level.control.reason == "в контрольном ряду слишком мало обращений"


def test_measure_entered_after_it_began_is_said(series: Make, rules: TrendRules) -> None:
    own = series([40] * 36)
    at = Intervention(date(2024, 10, 1))
    assert one(own, at, rules, is_late=True)[1].notes == (effects.REGISTERED_LATE,)
    assert one(own, at, rules)[1].notes == ()
    told = series([40] * 36, note="в мае 2024 года данных нет")
    assert one(told, at, rules)[1].notes == ("в мае 2024 года данных нет",)
    too_short = one(series([1] * 5), at, rules, is_late=True)
    assert too_short[1].notes == (effects.REGISTERED_LATE,)


def test_months_that_a_problem_was_found_by_are_left_out(series: Make, rules: TrendRules) -> None:
    """Found in 2024 because that year was large; without it nothing has changed."""
    counts = [30] * 36 + [60] * 12 + [30] * 12
    own = series(counts, months=LONG, reason="новая: сравнение со следующего периода")
    at = Intervention(date(2025, 1, 1))
    assert one(own, at, rules)[0].reason == own.reason
    result, evidence = one(own, at, rules, found=Period(2024))
    assert (result.test, result.n) == ("interrupted", 48)
    assert result.effect == pytest.approx(1.0, abs=0.01)
    assert evidence.notes == (effects.FOUND_LARGE,)


def test_a_move_of_the_register_is_no_effect(
    null_counts: Null, series: Make, rules: TrendRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[float] = []

    def told(fits: object, pool: object, rules: object, extra: list[float]) -> list[Estimate]:
        added.extend(extra)
        return contrast_many(fits, pool, rules, extra)  # type: ignore[arg-type]

    monkeypatch.setattr(effects, "contrast_many", told)
    counts = null_counts(31, 30, 60, 1.2)
    counts[:, 22:] = counts[:, 22:] * 1.5
    counts[0, 22:] = counts[0, 22:] * 0.5
    moved = [series(row, code=f"p{i:02d}", moves=(date(2024, 11, 1),)) for i, row in enumerate(counts)]
    cases = [MeasuredCase(series=s, at=Intervention(date(2024, 11, 1))) for s in moved]
    found = stats.measure_effects(cases, moved, rules)
    assert found[0][0].effect == pytest.approx(0.5, abs=0.15)
    assert np.median([r.effect for r, _ in found[1:]]) == pytest.approx(1.0, abs=0.05)
    assert "возможен эффект учёта" in " ".join(found[1][1].notes)
    assert len(added) == 30
    assert min(added) > 0, "the error of the move's ratio is part of that of the effect"


# --- the portfolio --------------------------------------------------------------------------------


def test_measures_of_a_report_are_adjusted_together(
    null_counts: Null, series: Make, rules: TrendRules
) -> None:
    rows = null_counts(9, 5, 50, 1.2)
    portfolio = [series(row, code=f"p{i}") for i, row in enumerate(rows)]
    cases = [MeasuredCase(series=s, at=Intervention(date(2024, 9, 1))) for s in portfolio]
    found = [r for r, _ in stats.measure_effects(cases, portfolio, rules)]
    assert [r.q for r in found] == pytest.approx(stats.adjust([r.p or 0 for r in found]))


def test_order_and_repetition_of_the_portfolio_change_nothing(
    null_counts: Null, series: Make, rules: TrendRules
) -> None:
    rows = null_counts(10, 20, 30, 2.0)
    portfolio = [series(row, code=f"p{i:02d}") for i, row in enumerate(rows)]
    shuffled = [*portfolio, portfolio[3]]
    random.Random(1).shuffle(shuffled)
    case = MeasuredCase(series=portfolio[0], at=MARCH)
    assert stats.measure_effects([case], portfolio, rules) == stats.measure_effects([case], shuffled, rules)


@pytest.mark.parametrize(("phi", "rho"), [(1.0, 0.0), (2.5, 0.3)])
def test_size_and_coverage_of_a_seeded_simulation(phi: float, rho: float) -> None:
    """240 null series of 6 portfolios; the goals on thousands are those of benchmarks/stats/measures.py."""
    unit = {"mean": 15.0, "n": 36, "since": 15, "phi": phi, "season": True, "rho": rho}
    found = measures.measure(unit, 6)
    assert found["with_trend"]["share"] == 1.0
    assert 0.01 <= found["size"]["share"] <= 0.09
    assert found["coverage_changed"]["share"] >= 0.91
    assert found["found"]["share"] > found["size"]["share"]
