"""Counts engine: the contrast of many series at once, its standard error honest about what is not known.

log μ_t = log E_t + γ_month(t) + β·x_t, Var = φμ, residuals correlated ρ^|s−t| (source: `statistics.md`,
«Counts engine»): V(β) = φ·a'Ra with a = row of (X'WX)⁻¹X'W^½, t with Satterthwaite's degrees of freedom.
ρ of one series of 24–36 months is hardly known: p is averaged over what the portfolio and the series' own
lag-one correlation say of it (posterior predictive p, Meng 1994, Ann. Statist. 22:1142), at the nodes of
Gauss–Hermite quadrature; intervals are the values of β with p above alpha.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.poisson import Fit, fit, fit_many
from painmap.stats.counts.pooling import Pool, lag_one, pool
from painmap.stats.counts.rare import direct_p, score_interval
from painmap.stats.counts.shapes import RHO_GRID, Moments
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, Interval

__all__ = ["Fit", "Pool", "Uncertain", "contrast", "contrast_many", "fit", "fit_many", "pool", "uncertain"]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
_SHORT_CONTRAST = 3
_PHI_FLOOR = 0.25
_MANY_DF = 1e6
_HIGH_RHO = 0.45
HIGH_RHO = "соседние месяцы этого ряда сильно связаны"


@dataclass(frozen=True, eq=False)
class Uncertain:
    """Standard errors of β at each node of ρ, with the node's weight: arrays of length 7, weights sum to 1.

    Attributes:
        errors: Standard errors; df: degrees of freedom of t; phi: dispersion; rho: the nodes.
    """

    errors: np.ndarray
    df: np.ndarray
    phi: np.ndarray
    rho: np.ndarray
    weights: np.ndarray

    def p(self, distance: float) -> float:
        """p of a β so far from its hypothetical value."""
        from scipy.special import stdtr

        return float((self.weights * 2 * stdtr(self.df, -abs(distance) / self.errors)).sum())

    def half_width(self, alpha: float) -> float:
        """Half width of the interval at the level 1 − alpha: the distance with p = alpha."""
        from scipy.optimize import brentq
        from scipy.special import stdtrit

        quantiles = stdtrit(self.df, 1 - alpha / 2) * self.errors
        low, high = 0.999 * float(quantiles.min()), 1.001 * float(quantiles.max())
        return float(brentq(lambda half: self.p(half) - alpha, low, high, xtol=1e-12 * high))

    def mean(self, values: np.ndarray) -> float:
        """Weighted mean of one of the attributes."""
        return float((self.weights * values).sum())

    @property
    def error(self) -> float:
        """Root of the mean squared standard error."""
        return float(np.sqrt(self.mean(self.errors**2)))


def contrast(panel: Panel, pool: Pool, rules: TrendRules) -> Estimate:
    """Ratio of the contrast of one panel.

    Raises:
        InsufficientError: The regression cannot be fitted.
    """
    return contrast_many([fit(panel)], pool, rules)[0]


def contrast_many(
    fits: Sequence[Fit], pool: Pool, rules: TrendRules, extra: Sequence[float] = ()
) -> list[Estimate]:
    """Ratio of the contrast of each fit with its interval and p, in the order given.

    A contrast of 3 months or fewer is as significant as the exact test says, not more.

    Args:
        extra: Variance of log ratio to add to each (of an offset that was itself estimated).
    """
    known = uncertain(fits, pool, rules, extra)
    return [_estimate(f, u, pool, rules) for f, u in zip(fits, known, strict=True)]


def uncertain(
    fits: Sequence[Fit], pool: Pool, rules: TrendRules, extra: Sequence[float] = ()
) -> list[Uncertain]:
    """How well β of each fit is known."""
    groups: dict[int, list[int]] = defaultdict(list)
    for i, one in enumerate(fits):
        groups[id(one.shape)].append(i)
    nodes = np.clip(pool.rho + pool.rho_spread * _NODES, RHO_GRID[0], RHO_GRID[-1])
    found: dict[int, Uncertain] = {}
    for members in groups.values():
        chosen = [fits[i] for i in members]
        added = np.array([extra[i] if extra else 0.0 for i in members])
        known = _of_shape(chosen, pool, nodes, rules, added)
        found.update(zip(members, known, strict=True))
    return [found[i] for i in range(len(fits))]


def _of_shape(
    fits: Sequence[Fit], pool: Pool, nodes: np.ndarray, rules: TrendRules, extra: np.ndarray
) -> list[Uncertain]:
    shape = fits[0].shape
    moments = shape.moments.at(nodes)
    a = np.stack([f.weights for f in fits])
    form = np.einsum("sn,gnm,sm->sg", a, shape.correlation(nodes), a, optimize=True)
    found = []
    for i, one in enumerate(fits):
        # Rare series tell nothing of their scatter: that of the portfolio stands.
        is_silent = one.panel.sum < rules.min_total or moments.trace.min() < 1
        phi, df = _moderated(one, moments, pool, is_silent=is_silent)
        weights = _node_weights(one, moments, pool)
        found.append(Uncertain(np.sqrt(phi * form[i] + extra[i]), df, phi, nodes, weights))
    return found


def _moderated(fit: Fit, moments: Moments, pool: Pool, *, is_silent: bool) -> tuple[np.ndarray, np.ndarray]:
    """φ and its degrees of freedom at each node: the series' own and the portfolio's, by what each weighs."""
    prior_df = pool.prior_df or (_MANY_DF if is_silent else 0.0)
    own = moments.df * (not is_silent)
    scatter = fit.scatter / np.maximum(moments.trace, 1e-9)
    prior = pool.phi_at(float(fit.panel.counts.mean()))
    df = prior_df + own
    return np.maximum((prior_df * prior + own * scatter) / df, _PHI_FLOOR), df


def _node_weights(fit: Fit, moments: Moments, pool: Pool) -> np.ndarray:
    """Prior weights of the nodes times the likelihood of the series' own lag-one correlation."""
    if not pool.rho_spread or fit.scatter < 1e-9 or fit.shape.spare < 1:
        return np.asarray(_WEIGHTS / _WEIGHTS.sum())
    far = (lag_one(fit) - moments.lag_one) ** 2 / moments.variance
    logs = -0.5 * (far + np.log(moments.variance))
    weights = _WEIGHTS * np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _estimate(fit: Fit, known: Uncertain, pool: Pool, rules: TrendRules) -> Estimate:
    panel, beta = fit.panel, fit.beta
    p = known.p(beta)
    interval, narrow = (_around(beta, known.half_width(alpha)) for alpha in (rules.alpha, 2 * rules.alpha))
    if panel.test == "year_on_year" and panel.pairs <= _SHORT_CONTRAST:
        p = max(p, direct_p(panel, pool, rules))
        interval = _wider(interval, score_interval(panel, 1 - rules.alpha, pool, rules))
        narrow = _wider(narrow, score_interval(panel, 1 - 2 * rules.alpha, pool, rules))
    rho = known.mean(known.rho)
    return Estimate(
        test=panel.test,
        effect=_exp(beta),
        interval=interval,
        narrow=narrow,
        p=min(p, 1.0),
        dispersion=known.mean(known.phi),
        rho=rho,
        n=len(panel.index),
        total=panel.total,
        total_before=panel.total_before,
        detectable=_exp(POWER_AND_SIZE * known.error),
        note=HIGH_RHO if rho > max(_HIGH_RHO, pool.rho + pool.rho_spread / 2) else "",
    )


def _around(beta: float, half: float) -> Interval:
    return _exp(beta - half), _exp(beta + half)


def _wider(one: Interval, other: Interval) -> Interval:
    lows, highs = zip(one, other, strict=True)
    return (
        None if None in lows else min(v for v in lows if v is not None),
        None if None in highs else max(v for v in highs if v is not None),
    )


def _exp(value: float) -> float:
    return float(np.exp(np.clip(value, -50, 50)))
