"""Welch's comparison of two means."""

from __future__ import annotations

import math
from typing import NamedTuple

from painmap.stats.estimates import Interval


class Mean(NamedTuple):
    """A mean, its squared standard error, and how many observations that is of."""

    value: float
    variance: float
    n: int


def welch_p(now: Mean, before: Mean) -> float:
    """p of equal means; needs a variance above 0.

    Source: Welch 1938, Biometrika 29:350.
    """
    from scipy.special import stdtr

    error = math.sqrt(now.variance + before.variance)
    return min(2 * float(stdtr(_df(now, before), -abs(now.value - before.value) / error)), 1.0)


def welch_interval(now: Mean, before: Mean, level: float) -> Interval:
    """Interval of the difference of the means; needs a variance above 0."""
    from scipy.special import stdtrit

    error = math.sqrt(now.variance + before.variance)
    half = float(stdtrit(_df(now, before), 0.5 + level / 2)) * error
    return now.value - before.value - half, now.value - before.value + half


def _df(now: Mean, before: Mean) -> float:
    # Of shares of the variance: squares of very small variances would underflow.
    total = now.variance + before.variance
    parts = ((mean.variance / total) ** 2 / (mean.n - 1) for mean in (now, before))
    return 1 / sum(parts)
