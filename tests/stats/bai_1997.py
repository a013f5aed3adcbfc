"""Interval of the date of a change of mean in a plain series, for comparison with other programs.

The product tells the set of `sup_score.Dates.possible`: this interval knows neither months of the year nor
counts. Source: Bai 1997, Rev. Econ. Stat. 79:551 (distribution of the argmax of two Wiener processes with
drift); the interval of strucchange's `confint.breakpoints`.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

_FAR = 1e4


def bai_interval(before: np.ndarray, after: np.ndarray, level: float) -> tuple[int, int]:
    """First and last number, from 1, that the last observation of the old mean may have.

    Args:
        before, after: Observations of the old and of the new mean; each with a variance of its own.
    """
    jump = (float(after.mean()) - float(before.mean())) ** 2
    old, new = float(before.var()), float(after.var())
    left, right = (_quantile((1 - level) / 2, ratio) for ratio in (new / old, old / new))
    # The estimate less the date is spread as the argmax: its right tail bounds the date from the left.
    return math.floor(len(before) - right * new / jump), math.ceil(len(before) + left * old / jump)


def _quantile(p: float, ratio: float) -> float:
    """y with P(argmax < −y) = p."""
    from scipy.optimize import brentq

    return float(brentq(lambda y: _tail(y, ratio) - p, 0.0, _FAR))


def _tail(y: float, ratio: float) -> float:
    """P(argmax < −y) of W(s) − |s|/2, the variance of W being 1 on the left and `ratio` on the right."""
    from scipy.special import log_ndtr

    rate, root = 1 / ratio, math.sqrt(y)
    cdf = NormalDist().cdf
    first = math.sqrt(y / (2 * math.pi)) * math.exp(-y / 8)
    second = math.exp(rate * (1 + rate) * y / 2 + float(log_ndtr(-(0.5 + rate) * root)))
    third = ((ratio + 2) ** 2 / (ratio + 1) - 2 + y / 2) * cdf(-root / 2)
    return third - first - ratio * (ratio + 2) / (ratio + 1) * second
