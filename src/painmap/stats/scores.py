"""Answers on a rating scale: Brunner–Munzel's test, Welch's interval of the mean, the two highest marks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.stats.cases import Case
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, InsufficientError, Interval, at_least
from painmap.stats.shares import newcombe
from painmap.stats.welch import Mean, welch_interval, welch_p

SCALE = (1, 2, 3, 4, 5)
_MIN_ANSWERS = 15
_DESCRIPTIVE_FROM = 8
_TOP = 2


@dataclass(frozen=True, kw_only=True)
class ScoreCase(Case):
    """Answers on a scale in the period and in the one compared with: how many gave each mark of `scale`."""

    counts: tuple[int, ...]
    counts_before: tuple[int, ...]
    scale: tuple[int, ...] = SCALE

    def __post_init__(self) -> None:
        if not len(self.counts) == len(self.counts_before) == len(self.scale):
            raise self.refused(
                "Оценки: число отметок шкалы и число значений различаются",
                "проверьте, что на каждую отметку шкалы приходится одно число ответов",
            )
        if min(*self.counts, *self.counts_before, 0) < 0:
            raise self.refused("Оценки: число ответов отрицательно", "проверьте подсчёт ответов")


def score_counts(answers: Iterable[float], scale: tuple[int, ...] = SCALE) -> tuple[int, ...]:
    """How many answers gave each mark of the scale.

    Raises:
        PainmapError: An answer is not on the scale.
    """
    counts = dict.fromkeys(scale, 0)
    for answer in answers:
        if answer not in counts:
            raise PainmapError(
                f"Оценка вне шкалы от {scale[0]} до {scale[-1]}",
                where="ответы на вопрос со шкалой",
                remedy="исправьте ответ или укажите другую шкалу",
            )
        counts[int(answer)] += 1
    return tuple(counts.values())


def score_difference(case: ScoreCase, rules: TrendRules) -> Estimate:
    """Difference of the mean scores with Welch's interval; p of Brunner and Munzel, or Welch's if larger.

    The test asks which period's answers tend to be higher, the mean by how much. Where the test is
    significant and the mean does not point the same way, no direction is stated.

    Source: Brunner & Munzel 2000, Biometrical Journal 42:17; Welch 1938, Biometrika 29:350.

    Raises:
        InsufficientError: Fewer than 15 answers in a period; no differences within the periods; a test and
            a mean that contradict each other.
    """
    _enough_answers(sum(case.counts), sum(case.counts_before))
    now, before = _mean(case.scale, case.counts), _mean(case.scale, case.counts_before)
    if not now.variance and not before.variance:
        raise InsufficientError("внутри периодов все ответы одинаковы, оценить разброс нельзя")
    difference = now.value - before.value
    tendency, p = brunner_munzel(case.counts, case.counts_before)
    if p <= rules.alpha and tendency * difference <= 0:
        raise InsufficientError("средний балл и распределение оценок изменились в разные стороны")
    # A direction that the interval of the mean does not hold is none that a reader could follow.
    p = max(p, welch_p(now, before))
    error = math.sqrt(now.variance + before.variance)
    return Estimate(
        test="score_difference",
        effect_kind="score",
        effect=difference,
        interval=welch_interval(now, before, 1 - rules.alpha),
        narrow=welch_interval(now, before, 1 - 2 * rules.alpha),
        p=p,
        n=now.n + before.n,
        total=now.n,
        total_before=before.n,
        detectable=POWER_AND_SIZE * error,
    )


def brunner_munzel(counts: tuple[int, ...], counts_before: tuple[int, ...]) -> tuple[float, float]:
    """Whether answers now tend to be higher (+) or lower (−) than before, −1 … 1 (Somers' D), and p.

    Of counts by increasing mark; at least two answers in each period. Where the two periods have no mark
    in common range the statistic is infinite: p is then that of the permutation test (Neubert & Brunner
    2007), 2 / C(n + n_before, n). The same single mark in both gives (0, 1).
    """
    from statsmodels.stats.nonparametric import rank_compare_2ordinal

    now, before = np.flatnonzero(counts), np.flatnonzero(counts_before)
    if now[0] == now[-1] == before[0] == before[-1]:
        return 0.0, 1.0
    if now[0] > before[-1] or now[-1] < before[0]:
        n, n_before = sum(counts), sum(counts_before)
        return (1.0 if now[0] > before[-1] else -1.0), _permutation_p(n, n_before)
    result = rank_compare_2ordinal(counts, counts_before)
    return float(result.somersd1), float(result.test_prob_superior().pvalue)


def top_box_difference(case: ScoreCase, level: float = 0.95) -> tuple[float, Interval]:
    """Difference of the shares of the two highest marks, with Newcombe's interval.

    Raises:
        InsufficientError: Fewer than 15 answers in a period.
    """
    n, n_before = sum(case.counts), sum(case.counts_before)
    _enough_answers(n, n_before)
    k, k_before = sum(case.counts[-_TOP:]), sum(case.counts_before[-_TOP:])
    return k / n - k_before / n_before, newcombe(k, n, k_before, n_before, level)


def _mean(scale: tuple[int, ...], counts: tuple[int, ...]) -> Mean:
    n = sum(counts)
    total = sum(mark * count for mark, count in zip(scale, counts, strict=True))
    squares = sum(mark**2 * count for mark, count in zip(scale, counts, strict=True))
    # In whole numbers: equal answers have the variance 0 exactly.
    return Mean(total / n, (n * squares - total**2) / (n**2 * (n - 1)), n)


def _permutation_p(n: int, n_before: int) -> float:
    log_choices = math.lgamma(n + n_before + 1) - math.lgamma(n + 1) - math.lgamma(n_before + 1)
    return min(math.exp(max(math.log(2) - log_choices, -700.0)), 1.0)


def _enough_answers(n: int, n_before: int) -> None:
    try:
        at_least(_MIN_ANSWERS, n, n_before)
    except InsufficientError as gate:
        if min(n, n_before) < _DESCRIPTIVE_FROM:
            raise
        raise InsufficientError(f"{gate.reason}; оценки приводятся описательно") from None
