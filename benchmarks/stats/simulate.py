"""Seeded portfolios of monthly counts: a season, overdispersion, autocorrelation, a true change.

Poisson (φ = 1) or negative binomial counts with Var = φμ, joined over months by a Gaussian copula:
z is AR(1) with coefficient ρ, u = Φ(z), the count is the u-quantile of its month. ρ is that of z; the
correlation of the counts themselves is a little lower where they are small.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from painmap.periods import month_range
from painmap.stats import CountSeries

SEED = 20260722
# The last of three years without a leap day: exposure in days has no say in the size.
LAST_YEAR = 2023
# Factors of January … December; the season of the page is no sine.
SEASON = np.array([0.5, *[1.0] * 10, 2.0])
_TAIL = 1e-13


def generator(*key: object) -> np.random.Generator:
    """The random stream of a unit: the same key gives the same draws on any machine, in any order."""
    words = [zlib.crc32(str(part).encode()) for part in key]
    return np.random.default_rng([SEED, *words])


def portfolio(
    rng: np.random.Generator,
    k: int,
    n: int,
    mean: float | np.ndarray,
    phi: float,
    rho: float | np.ndarray,
    season: bool,
    effect: float | np.ndarray = 1.0,
) -> np.ndarray:
    """Counts of `k` series × `n` months that end in December.

    Args:
        mean: Level of a month without season and effect; one, or one per series (k,).
        phi: Var/μ.
        rho: Autocorrelation of neighbouring months; one, or one per series.
        season: December doubled and January halved, or none.
        effect: Factor of the expected count: a number, (n,) or (k, n).
    """
    shape = SEASON[np.arange(-n, 0) % 12] if season else np.ones(n)
    level = np.broadcast_to(np.asarray(mean, dtype=float), (k,))[:, None]
    expected = np.broadcast_to(level * shape * effect, (k, n))
    return quantiles(uniforms(rng, k, n, rho), expected, phi)


def uniforms(rng: np.random.Generator, k: int, n: int, rho: float | np.ndarray) -> np.ndarray:
    """Φ of k stationary AR(1) series of n points."""
    from scipy.special import ndtr

    z = rng.standard_normal((k, n))
    fresh = np.sqrt(1 - np.square(rho))
    for t in range(1, n):
        z[:, t] = rho * z[:, t - 1] + fresh * z[:, t]
    return np.asarray(ndtr(z))


def quantiles(u: np.ndarray, expected: np.ndarray, phi: float) -> np.ndarray:
    """The smallest counts whose distribution function reaches u, of the same shape."""
    counts = np.empty(u.shape)
    levels, place = np.unique(expected, return_inverse=True)
    place = place.reshape(u.shape)
    for i, level in enumerate(levels):
        here = place == i
        counts[here] = np.searchsorted(_distribution(float(level), phi), u[here])
    return counts


@lru_cache(maxsize=4096)
def _distribution(mean: float, phi: float) -> np.ndarray:
    """P(count ≤ 0, 1, 2, …) up to a tail of nothing."""
    from scipy.special import betainc, pdtr

    most = int(mean + 12 * np.sqrt(phi * mean) + 40 * phi)
    x = np.arange(most + 1)
    table = pdtr(x, mean) if phi <= 1 else betainc(mean / (phi - 1), x + 1, 1 / phi)
    if 1 - table[-1] > _TAIL:
        raise ValueError(f"the table of mean {mean} and φ {phi} is too short")
    return np.asarray(table)


def step_effect(n: int, ratio: float, months: int = 12) -> np.ndarray:
    """Factor of each month: `ratio` in the last `months`."""
    return np.where(np.arange(n) >= n - months, ratio, 1.0)


def slope_effect(n: int, ratio: float) -> np.ndarray:
    """Factor of each month: × `ratio` a year, 1 in the middle."""
    return np.power(ratio, (np.arange(n) - (n - 1) / 2) / 12)


def months_of(n: int) -> tuple[date, ...]:
    """The n months up to December of `LAST_YEAR`."""
    year, month = divmod(LAST_YEAR * 12 + 12 - n, 12)
    return tuple(month_range(date(year, month + 1, 1), date(LAST_YEAR, 12, 1)))


def as_series(counts: np.ndarray, codes: Sequence[str] = (), **fields: Any) -> list[CountSeries]:
    """Rows of counts as the series that the public functions take, of one family."""
    months = months_of(counts.shape[1])
    codes = codes or [f"p{i:04d}" for i in range(len(counts))]
    return [
        CountSeries(
            family="problems",
            code=code,
            label="ряд",
            client_kind="external",
            months=months,
            counts=tuple(row),
            **fields,
        )
        for code, row in zip(codes, counts.tolist(), strict=True)
    ]
