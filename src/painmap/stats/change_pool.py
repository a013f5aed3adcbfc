"""ρ and φ of a portfolio in which many series may have changed at dates that nobody knows.

A change that stays in the residuals looks like autocorrelation (a step of +50 % in series of mean 80 makes
ρ = 0.3 look like 0.77), so each series is pooled beside the step that fits it best. That step takes some of
the autocorrelation of a series without change along with it: the moments of what is left are simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from painmap.stats.counts.shapes import RHO_GRID, Moments, Shape
from painmap.stats.sup_score import Steps, ar_noise

_DRAWS = 499
_SIMULATED = RHO_GRID[::2]


@dataclass(frozen=True, eq=False)
class FreedShape(Shape):
    """A design without change whose residuals are those beside the step of the largest F."""

    steps: Steps

    @cached_property
    def moments(self) -> Moments:
        """On `RHO_GRID`, by simulation; the same draws for every ρ."""
        neighbours = np.diff(self.index) == 1
        found = []
        for rho in _SIMULATED:
            rest = self._freed(ar_noise(self.index, float(rho), _DRAWS, stream=0))
            scatter = (rest**2).sum(axis=1)
            lags = (rest[:, 1:] * rest[:, :-1])[:, neighbours].sum(axis=1) / scatter
            found.append((lags.mean(), lags.var(), scatter.mean(), 2 * scatter.mean() ** 2 / scatter.var()))
        lag_one, *others = (np.interp(RHO_GRID, _SIMULATED, values) for values in np.array(found).T)
        variance, trace, df = others
        return Moments(np.maximum.accumulate(lag_one), np.maximum(variance, 1e-9), trace, df)

    def _freed(self, noise: np.ndarray) -> np.ndarray:
        inside = noise @ self.steps.left
        scores = inside @ self.steps.directions
        best = (scores**2).argmax(axis=1)
        taken = scores[np.arange(len(best)), best][:, None] * self.steps.directions.T[best]
        return np.asarray((inside - taken) @ self.steps.left.T)
