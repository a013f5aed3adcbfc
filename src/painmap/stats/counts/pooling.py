"""What a portfolio of series says of each of them: autocorrelation and dispersion.

Both are partially pooled. ρ of a series lies around that of the portfolio with a spread that the portfolio
shows; φ likewise, on the log scale and around a line in the logarithm of the mean (Smyth 2004, Stat. Appl.
Genet. Mol. Biol. 3:3, «moderated» variances; the line as in limma's trend: a negative binomial series has
φ = 1 + μ/k, so large series scatter more). Fewer than `prior_series` series lean on the constants of the
rules with the weight of so many, so that no agency's result depends on another's data.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.counts.poisson import Fit
from painmap.stats.counts.shapes import RHO_GRID

_PHI_FLOOR = 0.25
# Rows that scatter must have left to tell something of ρ and φ.
_LEAST_DF = 3.5
_LEAST_SERIES_FOR_LINE = 10
# Means that differ by a tenth and less say nothing of how φ goes with the mean.
_RIDGE = 0.02
_MOST_DF = 1e3
# Spread of log φ and of ρ between series, expected beforehand: φ of a series within a factor of 2 of its
# neighbours'; a uniform spread of ρ over (0, 0.6) has the standard deviation 0.17.
_LOG_PHI_VARIANCE = 0.5
_RHO_SPREAD = 0.2


@dataclass(frozen=True, kw_only=True)
class Pool:
    """What the portfolio says of each series.

    Attributes:
        rho: Autocorrelation of neighbouring months; rho_spread: its standard deviation between series.
        phi: Dispersion at the mean `level` (log of counts a month); slope: of log φ by that.
        prior_df: Degrees of freedom that φ of the portfolio weighs against the series' own.
    """

    rho: float
    phi: float
    rho_spread: float = 0.0
    prior_df: float = 0.0
    level: float = 0.0
    slope: float = 0.0
    lowest: float = -math.inf
    highest: float = math.inf

    def phi_at(self, mean: float) -> float:
        """φ of series with so many counts a month, as the portfolio has it."""
        level = math.log(max(mean, 1e-9))
        within = min(max(level, self.lowest), self.highest)
        return max(self.phi * math.exp(self.slope * (within - self.level)), _PHI_FLOOR)

    def inflation(self, mean: float, months: int) -> float:
        """Factor of the variance of a sum of so many neighbouring months against a Poisson count."""
        lags = np.arange(1, months)
        return self.phi_at(mean) * (1 + 2 * float(((1 - lags / months) * self.rho**lags).sum()))


def pool(fits: Sequence[Fit], rules: TrendRules) -> Pool:
    """ρ and φ of the portfolio, in whatever order its series come.

    ρ solves mean Σr_t r_{t−1}/Σr_t² = mean of its expectation at ρ, clipped to [0, 0.8].
    """
    used = [f for f in fits if _tells(f) and f.panel.counts.sum() >= rules.min_total]
    prior = rules.prior_series if len(used) < rules.prior_series else 0
    rho, spread = _dependence(used, prior, rules)
    return _dispersion(used, prior, rho, spread, rules)


def _tells(fit: Fit) -> bool:
    return bool(fit.shape.spare > _LEAST_DF and fit.scatter > 1e-9)


def lag_one(fit: Fit) -> float:
    """Σ r_t r_{t−1} / Σ r_t² over neighbouring months."""
    neighbours = np.diff(fit.panel.index) == 1
    products = (fit.residuals[1:] * fit.residuals[:-1])[neighbours]
    return float(products.sum() / fit.scatter)


def _dependence(used: Sequence[Fit], prior: int, rules: TrendRules) -> tuple[float, float]:
    count = len(used)
    if not count:
        return rules.rho_prior, _RHO_SPREAD
    lags = np.array([lag_one(f) for f in used])
    expected = np.sort(np.array([f.shape.moments.lag_one for f in used]), axis=0).mean(axis=0)
    rho = max(float(np.interp(np.sort(lags).mean(), expected, RHO_GRID)), 0.0)
    rho = (count * rho + prior * rules.rho_prior) / (count + prior)
    near = np.array([rho - 0.05, rho, min(rho + 0.05, RHO_GRID[-1])])
    at = [f.shape.moments.at(near) for f in used]
    rises = np.array([(m.lag_one[2] - m.lag_one[0]) / (near[2] - near[0]) for m in at])
    excess = np.array([(lag - m.lag_one[1]) ** 2 - m.variance[1] for lag, m in zip(lags, at, strict=True)])
    variance = max(0.0, float(np.sort(excess).mean())) / float(np.sort(rises**2).mean())
    weight = rules.prior_series
    return rho, math.sqrt((count * variance + weight * _RHO_SPREAD**2) / (count + weight))


def _dispersion(used: Sequence[Fit], prior: int, rho: float, spread: float, rules: TrendRules) -> Pool:
    from scipy.special import digamma, polygamma

    count = len(used)
    if not count:
        prior_df = _prior_df(_LOG_PHI_VARIANCE)
        return Pool(rho=rho, phi=rules.phi_prior, rho_spread=spread, prior_df=prior_df)
    at = [f.shape.moments.at(np.array([rho])) for f in used]
    half = np.array([m.df[0] for m in at]) / 2
    scatter = np.array([f.scatter / m.trace[0] for f, m in zip(used, at, strict=True)])
    logs = np.log(scatter) - digamma(half) + np.log(half)
    levels = np.log([f.panel.counts.mean() for f in used])
    order = np.lexsort((logs, levels))  # sums in one order, whatever that of the series
    logs, levels, half = logs[order], levels[order], half[order]
    middle, slope = _line(levels, logs)
    rest = logs - middle - slope * (levels - levels.mean())
    spare = max(count - 1 - (slope != 0), 1)
    variance = max(0.0, float((rest**2).sum() / spare - polygamma(1, half).mean()))
    middle = (count * middle + prior * math.log(rules.phi_prior)) / (count + prior)
    variance = (count * variance + prior * _LOG_PHI_VARIANCE) / (count + prior)
    prior_df = _prior_df(variance)
    bias = float(digamma(prior_df / 2)) - math.log(prior_df / 2)
    return Pool(
        rho=rho,
        rho_spread=spread,
        phi=max(math.exp(middle + bias), _PHI_FLOOR),
        prior_df=prior_df,
        level=float(levels.mean()),
        slope=slope,
        lowest=float(levels[0]),
        highest=float(levels[-1]),
    )


def _line(levels: np.ndarray, logs: np.ndarray) -> tuple[float, float]:
    """Mean of the logs, and their slope by level; no slope in a small portfolio or one of equal means."""
    centred = levels - levels.mean()
    square = float((centred**2).sum())
    if len(levels) < _LEAST_SERIES_FOR_LINE or square < 1e-6:
        return float(logs.mean()), 0.0
    return float(logs.mean()), float((centred * logs).sum() / (square + _RIDGE * len(levels)))


def _prior_df(variance: float) -> float:
    """d with ψ′(d/2) = `variance` of log φ between series: many for none (Smyth 2004, appendix)."""
    from scipy.special import polygamma

    if variance <= float(polygamma(1, _MOST_DF / 2)):
        return _MOST_DF
    x = 0.5 + 1 / variance
    for _ in range(50):
        found = float(polygamma(1, x))
        step = found * (1 - found / variance) / float(polygamma(2, x))
        x += step
        if abs(step) < 1e-10 * x:
            break
    return 2 * x
