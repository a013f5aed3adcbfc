"""What a design and its months say before any count is seen: projection, and moments of the residuals.

With residuals r = Mz, z of correlation R = ρ^|s−t|: their lag-one correlation Σr_t r_{t−1}/Σr_t² has the
mean and variance of a ratio of quadratic forms (Magnus 1986 for the forms; the ratio to second order), and
Σr²/tr(MR) has the degrees of freedom tr(MR)²/tr(MRMR) (Satterthwaite 1946).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

RHO_GRID = np.linspace(-0.4, 0.8, 25)


@dataclass(frozen=True)
class Moments:
    """At each ρ: mean and variance of the lag-one correlation, trace tr(MR), degrees of freedom."""

    lag_one: np.ndarray
    variance: np.ndarray
    trace: np.ndarray
    df: np.ndarray

    def at(self, rho: np.ndarray) -> Moments:
        """Interpolated from the moments on `RHO_GRID`."""
        parts = (self.lag_one, self.variance, self.trace, self.df)
        return Moments(*(np.interp(rho, RHO_GRID, values) for values in parts))


@dataclass(frozen=True, eq=False)
class Shape:
    """A design (n × k, of full column rank) over month numbers (n); shared by the series that have both."""

    design: np.ndarray
    index: np.ndarray

    @cached_property
    def distance(self) -> np.ndarray:
        """|s − t| in months, n × n: a gap counts as the months it lasts."""
        return np.asarray(np.abs(np.subtract.outer(self.index, self.index)))

    @cached_property
    def projection(self) -> np.ndarray:
        """M = I − X(X'X)⁻¹X'."""
        return np.asarray(np.eye(len(self.index)) - self.design @ np.linalg.pinv(self.design))

    @cached_property
    def spare(self) -> float:
        """Rows that the design leaves: n − k."""
        return float(np.trace(self.projection))

    def correlation(self, rho: np.ndarray) -> np.ndarray:
        """ρ^|s−t|, one n × n matrix for each ρ."""
        return np.asarray(np.power(np.asarray(rho, dtype=float)[:, None, None], self.distance))

    @cached_property
    def moments(self) -> Moments:
        """On `RHO_GRID`."""
        r = self.correlation(RHO_GRID)
        middle = self.projection @ np.where(self.distance == 1, 0.5, 0.0) @ self.projection
        mr, ar = self.projection @ r, middle @ r
        trace, lagged = np.trace(mr, axis1=1, axis2=2), np.trace(ar, axis1=1, axis2=2)
        square, product = _inner(mr, mr), _inner(ar, mr)
        # A design without rows to spare has no scatter; its moments are never looked at.
        safe = np.maximum(trace, 1e-9)
        ratio = lagged / safe
        mean = ratio - 2 * product / safe**2 + 2 * ratio * square / safe**2
        centred = ar - ratio[:, None, None] * mr
        variance = 2 * _inner(centred, centred) / (safe**2 + 2 * square + 1e-300)
        return Moments(
            np.maximum.accumulate(mean), np.maximum(variance, 1e-9), trace, safe**2 / (square + 1e-300)
        )


def _inner(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """tr(ab) of each pair of matrices."""
    return np.asarray(np.einsum("gij,gji->g", a, b))
