"""Portfolios with an artefact and no change of life: another register, a problem found for its size.

Both give counts (k, n) of months that end in December of `simulate.LAST_YEAR`; `simulate.as_series` makes
the series that the public functions take.
"""

from __future__ import annotations

import numpy as np
from benchmarks.stats.simulate import as_series, months_of, portfolio

from painmap.stats import CountSeries

# A period of the page: 8 appeals a year, and a problem is found where there are 15.
USUAL, FOUND = 8.0, 15
# Established series beside those that were found: the pool of ρ and φ is theirs.
_ESTABLISHED = 40


def moved(
    rng: np.random.Generator, mean: float, at: int, *, factor: float = 1.5, doubled: int = 0, k: int = 40
) -> tuple[list[CountSeries], np.ndarray]:
    """A portfolio of 36 months, φ 2.5, ρ 0.3, without season, that another register counts × `factor`.

    Args:
        at: Month of the move, counted from 0.
        doubled: How many of the series double in the last 12 months beside it.

    Returns:
        The series, which know the day of the move; and which of them doubled (k,).
    """
    n = 36
    effect = np.where(np.arange(n) >= at, factor, 1.0) * np.ones((k, 1))
    effect[:doubled, n - 12 :] *= 2
    counts = portfolio(rng, k, n, mean, 2.5, 0.3, False, effect)
    return as_series(counts, moves=(months_of(n)[at],)), np.arange(k) < doubled


def discovered(
    rng: np.random.Generator, k: int, *, is_base: bool = False, year: int = -1, phi: float = 1.0
) -> tuple[list[CountSeries], list[CountSeries]]:
    """`k` series of 36 months at `USUAL` a year without change, each with `FOUND` or more in one year.

    Args:
        is_base: The year of discovery is the one before the last, compared with.
        year: Else it is this one of the three, counted from the end: -1 is the last.

    Returns:
        The series that were found, and established ones of 15 a month that share their pool.
    """
    found: list[np.ndarray] = []
    while len(found) < k:
        counts = portfolio(rng, 4000, 36, USUAL / 12, phi, 0.0, False)
        totals = counts.reshape(-1, 3, 12).sum(axis=2)
        found += list(counts[totals[:, -2 if is_base else year] >= FOUND])
    others = portfolio(rng, _ESTABLISHED, 36, 15.0, phi, 0.0, False)
    codes = [f"e{i:03d}" for i in range(_ESTABLISHED)]
    return as_series(np.array(found[:k])), as_series(others, codes)
