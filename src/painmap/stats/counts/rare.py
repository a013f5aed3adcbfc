"""Two counts compared directly: E-test, score interval of the ratio, smallest detectable ratio."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from painmap.params.models import TrendRules
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.pooling import Pool
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, Interval, quiet

# The E-test enumerates all pairs of counts; above this sum the score test has the same p to 3 digits.
_ENUMERABLE = 400


def rare_counts(panel: Panel, pool: Pool, rules: TrendRules) -> Estimate:
    """Ratio of two rates with the E-test and the score interval.

    Where the portfolio is overdispersed, the variance of the score is inflated by its φ and ρ.
    The effect is None where the period compared with has no count.
    """
    ratio = None
    if panel.total_before > 0:
        ratio = panel.total * panel.base_before / (panel.total_before * panel.base)
    return Estimate(
        test="rare_counts",
        effect=ratio,
        interval=score_interval(panel, 1 - rules.alpha, pool, rules),
        narrow=score_interval(panel, 1 - 2 * rules.alpha, pool, rules),
        p=direct_p(panel, pool, rules),
        dispersion=pool.phi_at(_mean(panel)),
        rho=pool.rho,
        n=len(panel.index),
        total=panel.total,
        total_before=panel.total_before,
        detectable=_detectable(panel, pool, rules),
    )


def is_rare(panel: Panel, pool: Pool, rules: TrendRules) -> bool:
    """Whether the panel is too small for the engine, and its portfolio scatters little more than chance."""
    return panel.sum < rules.rare_total and pool.phi_at(_mean(panel)) <= rules.rare_phi


def direct_p(panel: Panel, pool: Pool, rules: TrendRules) -> float:
    """p of equal rates: E-test for small whole counts without overdispersion, else the score test.

    Source of the E-test: Krishnamoorthy & Thomson 2004, J. Statist. Plann. Inference 119:23.
    """
    inflation = _inflation(panel, pool, rules)
    is_whole = panel.total % 1 == 0 and panel.total_before % 1 == 0
    if inflation > 1 or panel.sum > _ENUMERABLE or not is_whole:
        share = panel.base / (panel.base + panel.base_before)
        z = (panel.total - panel.sum * share) / math.sqrt(panel.sum * share * (1 - share) * inflation)
        return 2 * NormalDist().cdf(-abs(z))
    return _e_test(panel.total, panel.base, panel.total_before, panel.base_before)


@lru_cache(maxsize=4096)
def _e_test(total: float, base: float, total_before: float, base_before: float) -> float:
    from statsmodels.stats.rates import test_poisson_2indep

    with quiet():
        result = test_poisson_2indep(total, base, total_before, base_before, method="etest-score")
    return min(float(result.pvalue), 1.0)


def score_interval(panel: Panel, level: float, pool: Pool, rules: TrendRules) -> Interval:
    """Score interval of the ratio of rates: the roots u of (S1 − u·S2)² = z²·inflation·(S1 + S2)·u.

    Closed form of statsmodels' `confint_poisson_2indep(method="score")`, which gives two equal ends
    where a count is 0 (0.15.0). The upper end is None (open) where the earlier count is 0.
    """
    now, before = panel.total, panel.total_before
    scale = panel.base_before / panel.base
    inflation = _inflation(panel, pool, rules)
    spread = NormalDist().inv_cdf(0.5 + level / 2) ** 2 * inflation * (now + before)
    if before <= 0:
        return now**2 / spread * scale, None
    middle = 2 * now * before + spread
    root = math.sqrt(max(middle**2 - 4 * now**2 * before**2, 0.0))
    high = (middle + root) / (2 * before**2)
    return now**2 / (before**2 * high) * scale, high * scale


def _detectable(panel: Panel, pool: Pool, rules: TrendRules) -> float:
    """Smallest ratio that would have been told apart in four cases of five."""
    inverse = 1 / max(panel.total, 0.5) + 1 / max(panel.total_before, 0.5)
    return math.exp(min(POWER_AND_SIZE * math.sqrt(_inflation(panel, pool, rules) * inverse), 50.0))


def _inflation(panel: Panel, pool: Pool, rules: TrendRules) -> float:
    """1 where the portfolio scatters as chance does, else its φ and ρ."""
    mean = _mean(panel)
    return pool.inflation(mean, panel.pairs) if pool.phi_at(mean) > rules.rare_phi else 1.0


def _mean(panel: Panel) -> float:
    """Counts a month over the rows of the panel."""
    return float(panel.counts.mean()) if len(panel.counts) else 0.0
