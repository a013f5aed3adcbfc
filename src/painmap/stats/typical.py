"""What is usual: a robust band of counts, and how far two distributions of words lie apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

# Anscombe 1948: on the scale of sqrt(n + 3/8) a Poisson count has the standard deviation 1/2.
_SHIFT, _LEAST_DEVIATION = 3 / 8, 0.5
# Of a normal distribution: standard / median absolute deviation, mean absolute / standard deviation.
_FROM_MAD, _MEAN_DEVIATION = 1.4826, math.sqrt(2 / math.pi)


def typical_band(counts: Sequence[int], width: float) -> tuple[float, float]:
    """Lowest and highest usual count: median ± `width` robust standard deviations of the square roots.

    Args:
        counts: Earlier counts, at least one; a single odd one moves the band no more than a usual one.
        width: Half width in standard deviations, which are at least those of chance alone.
    """
    centre, deviation = _middle(counts)
    return _around(centre, width * deviation)


def typical_sum(counts: Sequence[int], several: int, width: float) -> tuple[float, float]:
    """Lowest and highest usual sum of `several` counts: many that are a little low make a low sum.

    Args:
        counts: As of `typical_band`; what lies beyond that band counts as its edge.
        several: How many counts the sum is of, at least one.
        width: Half width in standard deviations of the mean, and of what is known of the usual mean.
    """
    mean = float(np.mean(np.clip(counts, *typical_band(counts, width))))
    deviation = _middle(counts)[1] * math.sqrt(1 / several + 1 / len(counts))
    low, high = _around(math.sqrt(mean + _SHIFT), width * deviation)
    return several * low, several * high


def _middle(counts: Sequence[int]) -> tuple[float, float]:
    """Median and robust standard deviation of the square roots."""
    roots = np.sqrt(np.asarray(counts, dtype=float) + _SHIFT)
    centre = float(np.median(roots))
    return centre, max(_LEAST_DEVIATION, _FROM_MAD * float(np.median(np.abs(roots - centre))))


def _around(centre: float, half: float) -> tuple[float, float]:
    """The counts of two square roots."""
    return max(0.0, max(0.0, centre - half) ** 2 - _SHIFT), (centre + half) ** 2 - _SHIFT


def distance(expected: Mapping[str, float], counts: Mapping[str, int]) -> float:
    """Total variation: the share of rows that would have to change their word to be as expected.

    Args:
        expected: Word → share, in all 1.
        counts: Word → rows, at least one row in all.
    """
    rows = sum(counts.values())
    words = {*expected, *counts}
    return sum(abs(expected.get(word, 0.0) - counts.get(word, 0) / rows) for word in sorted(words)) / 2


def chance_distance(expected: Mapping[str, float], rows: int) -> float:
    """The `distance` that chance alone gives on average to `rows` rows drawn as expected."""
    deviations = (math.sqrt(max(0.0, share * (1 - share)) / rows) for share in expected.values())
    return _MEAN_DEVIATION * math.fsum(deviations) / 2
