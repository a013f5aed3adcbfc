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
        counts: Earlier counts, at least one; a single odd one does not move the band.
        width: Half width in standard deviations, which are at least those of chance alone.
    """
    roots = np.sqrt(np.asarray(counts, dtype=float) + _SHIFT)
    centre = float(np.median(roots))
    deviation = max(_LEAST_DEVIATION, _FROM_MAD * float(np.median(np.abs(roots - centre))))
    low, high = max(0.0, centre - width * deviation), centre + width * deviation
    return max(0.0, low**2 - _SHIFT), high**2 - _SHIFT


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
