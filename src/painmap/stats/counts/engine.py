"""Counts engine: quasi-Poisson regression with months of the year; autocorrelation pooled over the portfolio.

log μ_t = log E_t + γ_month(t) + β·x_t, Var = φμ. β by statsmodels' GLM; V and degrees of freedom by the
sandwich with R = ρ^|s−t| (source: `statistics.md`, «Counts engine»).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.rare import detectable_ratio, exact_p
from painmap.stats.counts.series import Pool
from painmap.stats.estimates import Estimate, InsufficientError, Interval, quiet

_RHO_GRID = np.linspace(0.0, 0.8, 17)
# χ² with 11 degrees of freedom falls below a quarter of its mean in 0.6 % of null series: the floor
# only catches series without any scatter, whose standard error would be 0.
_PHI_FLOOR = 0.25
_MODERATED_BELOW = 8.0
_PRIOR_DF = 10.0
_SHORT_CONTRAST = 3
_NO_LIMIT_DF = 1e6


@dataclass(frozen=True)
class Fit:
    """A fitted panel: coefficient of the contrast, means, Pearson residuals, residual projection."""

    panel: Panel
    beta: float
    mu: np.ndarray
    residuals: np.ndarray
    projection: np.ndarray

    def correlation(self, rho: float) -> np.ndarray:
        """ρ^|s−t| by calendar distance, so that a gap counts as the months it lasts."""
        distance = np.abs(np.subtract.outer(self.panel.index, self.panel.index))
        return np.asarray(np.power(rho, distance), dtype=float)

    @property
    def is_informative(self) -> bool:
        """Whether scatter is left from which ρ and φ can be read."""
        return bool(np.trace(self.projection) > 3.5 and (self.residuals**2).sum() > 1e-9)


def fit(panel: Panel) -> Fit:
    """The panel's quasi-Poisson regression.

    Raises:
        InsufficientError: One of the totals is zero, or the iteration did not converge.
    """
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    if min(panel.total, panel.total_before) <= 0:
        raise InsufficientError("в одном из периодов нет ни одного обращения")
    design = panel.design
    with quiet():
        model = GLM(panel.counts, design, family=Poisson(), offset=np.log(panel.exposure))
        try:
            result = model.fit(maxiter=100, scale=1.0)
        except (np.linalg.LinAlgError, PerfectSeparationError, ValueError) as error:
            raise InsufficientError("модель не сошлась") from error
        mu = np.asarray(result.fittedvalues, dtype=float)
        beta = float(result.params[0])
        residuals = (panel.counts - mu) / np.sqrt(mu)
    if not (np.isfinite(beta) and np.isfinite(residuals).all()):
        raise InsufficientError("модель не сошлась")
    hat = design @ np.linalg.pinv(design)
    return Fit(panel, beta, mu, residuals, np.eye(len(mu)) - hat)


def pool(fits: Iterable[Fit], rules: TrendRules) -> Pool:
    """ρ and φ of the portfolio; with fewer than `prior_series` series shrunk to the constants of the rules.

    ρ solves mean Σr_t r_{t−1}/Σr_t² = mean tr(MLMR(ρ))/tr(MR(ρ)), clipped to [0, 0.8].
    """
    used = [f for f in fits if f.is_informative and f.panel.counts.sum() >= rules.min_total]
    if not used:
        return Pool(rho=rules.rho_prior, phi=rules.phi_prior)
    found = float(np.mean([_lag_one(f) for f in used]))
    memo: dict[bytes, np.ndarray] = {}
    expected = np.mean([_expected(f, memo) for f in used], axis=0)
    rho = float(np.interp(found, np.maximum.accumulate(expected), _RHO_GRID))
    phi = float(np.mean([_dispersion(f, rho) for f in used]))
    count, prior = len(used), rules.prior_series
    if count < prior:
        rho = (count * rho + prior * rules.rho_prior) / (count + prior)
        phi = (count * phi + prior * rules.phi_prior) / (count + prior)
    return Pool(rho=rho, phi=max(phi, _PHI_FLOOR))


def _lag_one(fit: Fit) -> float:
    neighbours = np.diff(fit.panel.index) == 1
    products = (fit.residuals[1:] * fit.residuals[:-1])[neighbours]
    return float(products.sum() / (fit.residuals**2).sum())


def _expected(fit: Fit, memo: dict[bytes, np.ndarray]) -> np.ndarray:
    key = fit.panel.design.tobytes() + fit.panel.index.tobytes()
    if key not in memo:
        distance = np.abs(np.subtract.outer(fit.panel.index, fit.panel.index))
        middle = fit.projection @ np.where(distance == 1, 0.5, 0.0) @ fit.projection
        memo[key] = np.array(
            [(middle * (r := fit.correlation(rho))).sum() / (fit.projection * r).sum() for rho in _RHO_GRID]
        )
    return memo[key]


def _dispersion(fit: Fit, rho: float) -> float:
    return float((fit.residuals**2).sum() / (fit.projection * fit.correlation(rho)).sum())


def contrast(panel: Panel, pool: Pool, rules: TrendRules) -> Estimate:
    """Ratio of the contrast of a panel with its interval and p.

    A contrast of 3 months or fewer is as significant as the exact test says, not more.

    Raises:
        InsufficientError: The regression cannot be fitted.
    """
    from scipy.special import stdtr

    found = fit(panel)
    error, df, phi = _standard_error(found, pool, rules)
    p = float(2 * stdtr(df, -abs(found.beta) / error))
    if panel.pairs <= _SHORT_CONTRAST:
        p = max(p, exact_p(panel, pool, rules))
    return Estimate(
        test=panel.test,
        effect=_exp(found.beta),
        interval=_interval(found.beta, error, df, rules.alpha),
        narrow=_interval(found.beta, error, df, 2 * rules.alpha),
        p=p,
        dispersion=phi,
        rho=pool.rho,
        n=len(panel.index),
        total=panel.total,
        total_before=panel.total_before,
        detectable=detectable_ratio(panel, Pool(rho=pool.rho, phi=phi)),
    )


def _standard_error(fit: Fit, pool: Pool, rules: TrendRules) -> tuple[float, float, float]:
    """Standard error of β, its degrees of freedom, and φ."""
    r = fit.correlation(pool.rho)
    mr = fit.projection @ r
    trace = float(np.trace(mr))
    if fit.panel.sum < rules.min_total or trace < 1:
        phi, df = pool.phi, _NO_LIMIT_DF
    else:
        phi = float((fit.residuals**2).sum()) / trace
        df = trace**2 / float((mr * mr.T).sum())
        if trace < _MODERATED_BELOW:
            phi, df = (df * phi + _PRIOR_DF * pool.phi) / (df + _PRIOR_DF), df + _PRIOR_DF
    phi = max(phi, _PHI_FLOOR)
    weighted = fit.panel.design * np.sqrt(fit.mu)[:, None]
    bread = np.linalg.inv(weighted.T @ weighted)
    variance = phi * (bread @ (weighted.T @ r @ weighted) @ bread)[0, 0]
    return float(np.sqrt(variance)), df, phi


def _interval(beta: float, error: float, df: float, alpha: float) -> Interval:
    from scipy.special import stdtrit

    half = float(stdtrit(df, 1 - alpha / 2)) * error
    return _exp(beta - half), _exp(beta + half)


def _exp(value: float) -> float:
    return float(np.exp(np.clip(value, -50, 50)))
