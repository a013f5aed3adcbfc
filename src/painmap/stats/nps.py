"""Net promoter score of two periods: adjusted Wald."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

from painmap.params.models import TrendRules
from painmap.stats.cases import Case
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, Interval, at_least

MIN_ANSWERS = 20
_POINTS = 100.0
_ADDED = 0.75


class Loyalty(NamedTuple):
    """Answers to «порекомендуете ли» of one period: 9–10, 7–8, 0–6."""

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        """All answers."""
        return sum(self)

    @property
    def score(self) -> float:
        """NPS in points, −100 … 100; needs an answer."""
        return _POINTS * (self.promoters - self.detractors) / self.n


@dataclass(frozen=True, kw_only=True)
class NpsCase(Case):
    """Loyalty in the period and in the period compared with."""

    now: Loyalty
    before: Loyalty

    def __post_init__(self) -> None:
        if min(*self.now, *self.before) < 0:
            raise self.refused("Индекс лояльности: число ответов отрицательно", "проверьте подсчёт ответов")


def nps_difference(case: NpsCase, rules: TrendRules) -> Estimate:
    """Difference of two scores in points; interval and p by Wald with ¾ answer added to each class.

    The effect is that of the answers as they are; interval and p lean to 0 by the answers added.

    Source: Rocks 2016, The American Statistician 70:365.

    Raises:
        InsufficientError: Fewer than 20 answers in a period.
    """
    n, n_before = case.now.n, case.before.n
    at_least(MIN_ANSWERS, n, n_before)
    (now, variance), (before, variance_before) = _adjusted(case.now), _adjusted(case.before)
    difference, error = now - before, math.sqrt(variance + variance_before)
    return Estimate(
        test="nps_difference",
        effect_kind="nps",
        effect=case.now.score - case.before.score,
        interval=_wald(difference, error, 1 - rules.alpha),
        narrow=_wald(difference, error, 1 - 2 * rules.alpha),
        p=2 * NormalDist().cdf(-abs(difference) / error),
        n=n + n_before,
        total=n,
        total_before=n_before,
        detectable=POWER_AND_SIZE * error,
    )


def nps_interval(answers: Loyalty, level: float = 0.95) -> tuple[float, float]:
    """Interval of the score of one period: Wald with ¾ answer added to each class, within −100 … 100.

    Source: Rocks 2016, The American Statistician 70:365.
    """
    score, variance = _adjusted(answers)
    half = NormalDist().inv_cdf(0.5 + level / 2) * math.sqrt(variance)
    return max(score - half, -_POINTS), min(score + half, _POINTS)


def _adjusted(answers: Loyalty) -> tuple[float, float]:
    """Score and its variance with `_ADDED` answers more in each class."""
    n = answers.n + _ADDED * len(answers)
    up, down = (answers.promoters + _ADDED) / n, (answers.detractors + _ADDED) / n
    return _POINTS * (up - down), _POINTS**2 * (up + down - (up - down) ** 2) / n


def _wald(difference: float, error: float, level: float) -> Interval:
    half = NormalDist().inv_cdf(0.5 + level / 2) * error
    return max(difference - half, -2 * _POINTS), min(difference + half, 2 * _POINTS)
