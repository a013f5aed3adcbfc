"""Waiting times: restricted means against R and Welch, size and bias, gates and bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest

from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.stats.estimates import InsufficientError
from painmap.stats.shares import newcombe
from painmap.stats.survival import (
    WaitingTimes,
    answered_within,
    kaplan_meier,
    log_rank,
    quartiles,
    restricted_mean,
)
from painmap.stats.waiting import WaitingCase, in_time_difference, waiting_difference

pytestmark = pytest.mark.filterwarnings("error")
LONGEST, QUARTER = 60, 91


def times(days: object, answered: object = True, followup: float | None = None) -> WaitingTimes:
    values = tuple(float(d) for d in days)  # type: ignore[attr-defined]
    flags = np.broadcast_to(np.asarray(answered, dtype=bool), len(values)).tolist()
    return WaitingTimes(days=values, is_answered=tuple(flags), followup_days=followup)


def case(now: WaitingTimes, before: WaitingTimes, **fields: int) -> WaitingCase:
    return WaitingCase(
        family="waiting", code="x", label="Срок", client_kind="external", now=now, before=before, **fields
    )


def drawn(rng: np.random.Generator, n: int) -> WaitingTimes:
    """Whole days 0–60 with a heap at the legal term, a quarter cut off at its end: a fifth is open."""
    days = np.minimum(np.floor(rng.gamma(2.2, 9.5, n)), LONGEST)
    is_heaped = rng.random(n) < 0.25
    days[is_heaped] = rng.integers(26, 31, int(is_heaped.sum()))
    limit = rng.integers(0, QUARTER + 1, n)
    return times(np.minimum(days, limit), days <= limit, QUARTER)


def true_mean(horizon: int) -> float:
    """Mean of min(days, horizon) of `drawn`, uncensored."""
    from scipy.stats import gamma

    free = float(gamma.sf(np.arange(1, horizon + 1), 2.2, scale=9.5).sum())
    return 0.75 * free + 0.25 * float(np.minimum(np.arange(26, 31), horizon).mean())


def test_rmst_size_and_bias_without_change(rules: TrendRules) -> None:
    rng, draws = np.random.default_rng(20260722), 1200
    hits, means, opened = 0, [], []
    for _ in range(draws):
        now, before = drawn(rng, 60), drawn(rng, 60)
        hits += (waiting_difference(case(now, before), rules).p or 0.0) <= rules.alpha
        means += [restricted_mean(kaplan_meier(side), 30)[0] for side in (now, before)]
        opened.append(1 - now.answered / 60)
    assert np.mean(opened) == pytest.approx(0.2, abs=0.05)
    # Goal 3–6 %, with two standard errors of 1200 draws; bias at most 0.1 day.
    assert 0.02 <= hits / draws <= 0.072
    assert abs(np.mean(means) - true_mean(30)) <= 0.1


def test_rmst_is_welch_t_test_without_open_cases(rules: TrendRules) -> None:
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(5)
    now, before = rng.integers(0, 29, 25), rng.integers(2, 30, 40)
    theirs = ttest_ind(now, before, equal_var=False)
    found = waiting_difference(case(times(now, True, 90), times(before, True, 90)), rules)
    assert found.effect_kind == "days"
    assert found.effect == pytest.approx(now.mean() - before.mean())
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert found.interval == pytest.approx(tuple(theirs.confidence_interval(0.95)), rel=1e-9)
    assert found.narrow == pytest.approx(tuple(theirs.confidence_interval(0.90)), rel=1e-9)


def test_days_beyond_the_horizon_count_as_the_horizon() -> None:
    mean, _ = restricted_mean(kaplan_meier(times([0, 10, 30, 31, 400])), 30)
    assert mean == pytest.approx((0 + 10 + 30 + 30 + 30) / 5)


def test_case_cut_off_on_a_day_with_an_answer_was_at_risk() -> None:
    curve = kaplan_meier(times([5, 5, 20], [True, False, True]))
    assert curve.waiting.tolist() == pytest.approx([2 / 3, 0])


def test_rmst_ignores_the_order_of_cases(rules: TrendRules) -> None:
    rng = np.random.default_rng(6)
    now, before = drawn(rng, 50), drawn(rng, 50)
    order = rng.permutation(50)
    moved = times(np.array(now.days)[order], np.array(now.is_answered)[order], QUARTER)
    assert waiting_difference(case(now, before), rules) == waiting_difference(case(moved, before), rules)


def test_quartiles_are_the_middle_of_a_level_as_in_r() -> None:
    assert quartiles(kaplan_meier(times([1, 2, 3, 4]))) == (1.5, 2.5, 3.5)
    assert quartiles(kaplan_meier(times([1, 2, 3]))) == (1, 2, 3)
    assert quartiles(kaplan_meier(times([4, 5, 6, 7], [True, False, False, False]))) == (4, None, None)
    assert quartiles(kaplan_meier(times([4, 5], False))) == (None, None, None)


def test_in_time_share_without_open_cases_is_newcombe() -> None:
    now, before = times([5] * 15 + [40] * 5, True, 90), times([5] * 25 + [40] * 23, True, 90)
    difference, ends = in_time_difference(case(now, before))
    assert difference == pytest.approx(15 / 20 - 25 / 48)
    assert ends == pytest.approx(newcombe(15, 20, 25, 48), rel=1e-9)


def test_in_time_share_counts_open_cases_and_stays_open_at_its_bounds() -> None:
    share, n = answered_within(times([10] * 10 + [20] * 10, [True] * 10 + [False] * 10), 30)
    assert share == 0.5
    assert n == pytest.approx(20)
    assert answered_within(times([10] * 5 + [30] * 5 + [31] * 5), 30)[0] == pytest.approx(2 / 3)
    assert answered_within(times([10] * 12 + [3] * 8, [True] * 12 + [False] * 8), 30) == (1.0, 12.0)
    assert answered_within(times([40] * 12 + [3] * 8, [True] * 12 + [False] * 8), 30) == (0.0, 12.0)
    low, high = in_time_difference(case(times([10] * 12, True, 60), times([10] * 12, True, 60)))[1]
    assert low < -0.1 < 0.1 < high  # type: ignore[operator]


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        (times([]), times([]), "ответов 0 и 0, нужно не менее 10"),
        (times([5, 40] * 4 + [9]), times([5, 40] * 10), "ответов 9 и 20"),
        (times([5, 9] * 10), times([5, 40] * 10), "обращения прослежены на 9 дн., нужно не менее 30"),
        (times([5, 9] * 10, True, 29), times([5, 9] * 10, True, 90), "прослежены на 29"),
        (times([5] * 12, True, 90), times([9] * 12, True, 90), "сроки ответа не различаются"),
        (times([31] * 12), times([45, 31] * 12), "сроки ответа не различаются"),
        (times([5] * 40, False), times([5, 40] * 10), "ответов 0 и 20"),
    ],
)
def test_gates_of_waiting(now: WaitingTimes, before: WaitingTimes, reason: str, rules: TrendRules) -> None:
    with pytest.raises(InsufficientError, match=reason):
        waiting_difference(case(now, before), rules)


def test_one_period_without_differences_is_tested(rules: TrendRules) -> None:
    found = waiting_difference(case(times([5] * 12, True, 90), times([9, 12] * 6, True, 90)), rules)
    assert found.effect == -5.5
    assert found.p is not None
    assert 0 < found.p < 0.001


@pytest.mark.parametrize("days", [[-1, 5], [float("nan"), 5], [float("inf"), 5]])
def test_impossible_days_are_refused_without_the_value(days: list[float]) -> None:
    with pytest.raises(PainmapError, match="Сроки ответа") as caught:
        case(times(days), times([5]))
    assert str(days[0]) not in str(caught.value)


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(PainmapError, match="различаются"):
        case(WaitingTimes((1.0, 2.0), (True,)), times([5]))


def test_long_waiting_and_many_cases_are_finite(rules: TrendRules) -> None:
    days = np.arange(200_000) % 1000
    found = waiting_difference(case(times(days), times(days + 10**6, True)), rules)
    assert found.p == 0.0
    assert all(math.isfinite(end) for end in (*found.interval, found.detectable))  # type: ignore[arg-type]


def test_log_rank_of_no_answers_is_none() -> None:
    assert log_rank(times([5, 6], False), times([7, 8], False)) is None
    assert log_rank(times([]), times([7, 8])) is None
