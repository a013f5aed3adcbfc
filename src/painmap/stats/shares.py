"""Shares: Wilson's interval, Newcombe's interval of a difference, and the test of two shares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from painmap.params.models import TrendRules
from painmap.stats.cases import Case
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, InsufficientError, at_least

_MIN_BASE = 20
_MIN_OUTCOMES = 5


@dataclass(frozen=True, kw_only=True)
class ShareCase(Case):
    """A share in the period and in the period compared with: `k` of `n`, `k_before` of `n_before`."""

    k: int
    n: int
    k_before: int
    n_before: int

    def __post_init__(self) -> None:
        if not (0 <= self.k <= self.n and 0 <= self.k_before <= self.n_before):
            raise self.refused(
                "Доля: числитель больше знаменателя или отрицателен",
                "проверьте расчёт числителя и знаменателя",
            )


def wilson(k: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of the share k/n; (0, 1) where n is 0.

    Source: Newcombe 1998, Statistics in Medicine 17:857, method 3.
    """
    if n <= 0:
        return 0.0, 1.0
    z2 = NormalDist().inv_cdf(0.5 + level / 2) ** 2
    share = k / n
    centre = share + z2 / (2 * n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n)))
    low, high = (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)
    return (0.0 if k <= 0 else max(low, 0.0)), (1.0 if k >= n else min(high, 1.0))


def newcombe(
    k: float, n: float, k_before: float, n_before: float, level: float = 0.95
) -> tuple[float, float]:
    """Interval of the difference k/n − k_before/n_before; both n above 0.

    Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
    """
    now, before = k / n, k_before / n_before
    low, high = wilson(k, n, level)
    low_before, high_before = wilson(k_before, n_before, level)
    difference = now - before
    return (
        difference - math.hypot(now - low, high_before - before),
        difference + math.hypot(high - now, before - low_before),
    )


def enough_observed(k: int, n: int, k_before: int, n_before: int) -> None:
    """The gate of every comparison of two shares.

    Raises:
        InsufficientError: A base below 20, or fewer than 5 of either outcome in either period.
    """
    at_least(_MIN_BASE, n, n_before, "наблюдений")
    if min(k, n - k, k_before, n_before - k_before) < _MIN_OUTCOMES:
        raise InsufficientError(f"одного из исходов менее {_MIN_OUTCOMES}")


def null_variance(k: int, n: int, k_before: int, n_before: int) -> float:
    """Variance of the difference of two shares if they are equal: of Pearson's χ² without correction."""
    pooled = (k + k_before) / (n + n_before)
    return pooled * (1 - pooled) * (1 / n + 1 / n_before)


def share_difference(case: ShareCase, rules: TrendRules) -> Estimate:
    """Difference of two shares: Newcombe's interval, p of Pearson's χ² without correction.

    Respondents and complaints are taken as independent.

    Raises:
        InsufficientError: A base below 20, or fewer than 5 of either outcome.
    """
    counts = (case.k, case.n, case.k_before, case.n_before)
    enough_observed(*counts)
    variance = null_variance(*counts)
    difference = case.k / case.n - case.k_before / case.n_before
    return Estimate(
        test="share_difference",
        effect_kind="difference",
        effect=difference,
        interval=newcombe(*counts, level=1 - rules.alpha),
        narrow=newcombe(*counts, level=1 - 2 * rules.alpha),
        p=2 * NormalDist().cdf(-abs(difference) / math.sqrt(variance)),
        n=case.n + case.n_before,
        total=case.k,
        total_before=case.k_before,
        detectable=POWER_AND_SIZE * math.sqrt(variance),
    )
