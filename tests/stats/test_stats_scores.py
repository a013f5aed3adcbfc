"""Answers on a scale: the test, the mean and their contradictions; gates and bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest

from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.stats.estimates import InsufficientError
from painmap.stats.scores import (
    ScoreCase,
    brunner_munzel,
    score_counts,
    score_difference,
    top_box_difference,
)
from painmap.stats.shares import newcombe

pytestmark = pytest.mark.filterwarnings("error")


def case(counts: tuple[int, ...], counts_before: tuple[int, ...], **fields: tuple[int, ...]) -> ScoreCase:
    return ScoreCase(
        family="scores",
        code="x",
        label="Оценка",
        client_kind="external",
        counts=counts,
        counts_before=counts_before,
        **fields,
    )


def answers(counts: tuple[int, ...]) -> np.ndarray:
    return np.repeat(np.arange(1, 6), counts)


def test_brunner_munzel_is_rank_compare_2indep_of_the_answers() -> None:
    from statsmodels.stats.nonparametric import rank_compare_2indep

    now, before = (3, 5, 10, 20, 12), (8, 12, 9, 11, 3)
    theirs = rank_compare_2indep(answers(now), answers(before))
    tendency, p = brunner_munzel(now, before)
    assert p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert tendency == pytest.approx(2 * theirs.prob1 - 1, rel=1e-9)
    assert tendency > 0


def test_score_interval_welch_scipy(rules: TrendRules) -> None:
    from scipy.stats import ttest_ind

    now, before = (3, 5, 10, 20, 12), (8, 12, 9, 11, 3)
    theirs = ttest_ind(answers(now), answers(before), equal_var=False)
    found = score_difference(case(now, before), rules)
    assert (found.effect_kind, found.n, found.total, found.total_before) == ("score", 93, 50, 43)
    assert found.effect == pytest.approx(answers(now).mean() - answers(before).mean())
    assert found.interval == pytest.approx(tuple(theirs.confidence_interval(0.95)), rel=1e-9)
    assert found.narrow == pytest.approx(tuple(theirs.confidence_interval(0.90)), rel=1e-9)


def test_mean_and_test_that_contradict_each_other_state_no_direction(rules: TrendRules) -> None:
    # Most answers rose from 3 to 4, a third fell to 1: the test says up, the mean down.
    rising, falling = (100, 0, 0, 200, 0), (0, 0, 290, 10, 0)
    tendency, p = brunner_munzel(rising, falling)
    assert tendency > 0
    assert p < 0.05
    with pytest.raises(InsufficientError, match="в разные стороны"):
        score_difference(case(rising, (0, 0, 270, 30, 0)), rules)
    # The mean stands still while the test says up.
    with pytest.raises(InsufficientError, match="в разные стороны"):
        score_difference(case((100, 0, 0, 200, 0), (0, 0, 300, 0, 0)), rules)


def test_contradiction_that_is_not_significant_is_kept(rules: TrendRules) -> None:
    found = score_difference(case((7, 0, 0, 13, 0), (0, 0, 19, 1, 0)), rules)
    assert found.effect == pytest.approx(-0.1)
    assert found.p is not None
    assert found.p > rules.alpha


def test_periods_without_a_common_mark_have_the_permutation_p(rules: TrendRules) -> None:
    found = score_difference(case((0, 0, 0, 8, 7), (8, 7, 0, 0, 0)), rules)
    assert found.p == pytest.approx(2 / math.comb(30, 15), rel=1e-9)
    assert found.effect == pytest.approx(3.0)
    worse = score_difference(case((8, 7, 0, 0, 0), (0, 0, 0, 8, 7)), rules)
    assert (worse.effect, worse.p) == (pytest.approx(-3.0), found.p)


def test_size_of_brunner_munzel_polarised_against_central(rules: TrendRules) -> None:
    rng, draws, hits = np.random.default_rng(20260722), 1000, 0
    for _ in range(draws):
        now, before = rng.multinomial(60, [0.4, 0.1, 0, 0.1, 0.4]), rng.multinomial(20, [0, 0.2, 0.6, 0.2, 0])
        hits += brunner_munzel(tuple(now.tolist()), tuple(before.tolist()))[1] <= rules.alpha
    # 5.4 % of 3000 draws; Mann–Whitney 16.5 % (statistics.md).
    assert 0.03 <= hits / draws <= 0.075


def test_top_box_is_newcombe_of_the_two_highest_marks() -> None:
    difference, ends = top_box_difference(case((10, 0, 4, 26, 30), (12, 10, 10, 28, 20)))
    assert difference == pytest.approx(56 / 70 - 48 / 80)
    assert ends == newcombe(56, 70, 48, 80)


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        ((0,) * 5, (0,) * 5, "ответов 0 и 0, нужно не менее 15 в каждом периоде$"),
        ((1, 1, 1, 1, 3), (9,) * 5, "ответов 7 и 45, нужно не менее 15 в каждом периоде$"),
        ((1, 1, 1, 1, 4), (9,) * 5, "ответов 8 и 45, .*приводятся описательно"),
        ((1, 1, 1, 1, 10), (9,) * 5, "ответов 14 и 45, .*приводятся описательно"),
        ((0, 0, 0, 0, 30), (0, 0, 0, 0, 30), "все ответы одинаковы"),
        ((0, 0, 0, 0, 30), (30, 0, 0, 0, 0), "все ответы одинаковы"),
    ],
)
def test_gates_of_scores(
    now: tuple[int, ...], before: tuple[int, ...], reason: str, rules: TrendRules
) -> None:
    with pytest.raises(InsufficientError, match=reason):
        score_difference(case(now, before), rules)


def test_equal_answers_of_one_period_are_tested(rules: TrendRules) -> None:
    found = score_difference(case((0, 0, 0, 0, 30), (0, 0, 5, 15, 10)), rules)
    assert found.p is not None
    assert found.p < 0.001
    assert all(math.isfinite(end) for end in (*found.interval, *found.narrow))  # type: ignore[arg-type]


def test_scores_of_millions_are_finite(rules: TrendRules) -> None:
    found = score_difference(case((10**6,) * 5, (10**6, 10**6, 10**6, 10**6, 10**6 + 10)), rules)
    assert found.p == pytest.approx(0.99, abs=0.02)
    apart = score_difference(case((0, 0, 0, 10**6, 10**6), (10**6, 10**6, 0, 0, 0)), rules)
    assert 0 < apart.p < 1e-300  # type: ignore[operator]


def test_score_counts_by_mark_and_refuses_what_is_off_the_scale() -> None:
    assert score_counts([5, 5, 1, 3.0]) == (1, 0, 1, 0, 2)
    assert score_counts([]) == (0, 0, 0, 0, 0)
    for odd in (77, 2.5, float("nan")):
        with pytest.raises(PainmapError, match="вне шкалы от 1 до 5") as caught:
            score_counts([1, odd])
        assert str(odd) not in str(caught.value).replace("от 1 до 5", "")


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(PainmapError, match="Оценки"):
        case((1, 2, 3), (1, 2, 3, 4, 5))
    with pytest.raises(PainmapError, match="отрицательно"):
        case((1, 2, 3, 4, -5), (1, 2, 3, 4, 5))


def test_a_direction_that_the_interval_does_not_hold_is_not_told(rules: TrendRules) -> None:
    # Brunner and Munzel alone: p = .007, while the mean differs by 0.26 [−0.0001, 0.52].
    counts, counts_before = (13, 0, 80, 3, 1), (10, 11, 39, 0, 1)
    found = score_difference(case(counts, counts_before), rules)
    assert brunner_munzel(counts, counts_before)[1] < 0.01
    assert found.interval[0] is not None
    assert found.interval[0] < 0
    assert found.p is not None
    assert found.p > 0.05
