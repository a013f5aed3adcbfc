"""Two counts compared directly: E-test, score interval of the ratio, smallest detectable ratio."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from painmap.params.models import TrendRules
from painmap.stats.counts.layout import Panel, Sides
from painmap.stats.counts.pooling import Pool
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, InsufficientError, Interval, quiet

# The E-test enumerates all pairs of counts; above this sum the score test has the same p to 3 digits.
_ENUMERABLE = 400


def rare_counts(panel: Panel, pool: Pool, rules: TrendRules) -> Estimate:
    """Ratio of two rates with the E-test and the score interval.

    Where the portfolio scatters more than chance, the variance of the score is inflated by its φ and ρ.
    The effect is None where the period compared with has no count.

    Raises:
        InsufficientError: Too few counts in the same months of the year.
    """
    sides = panel.sides
    if sides.sum < rules.min_total_rare:
        raise InsufficientError(
            f"мало обращений в одноимённые месяцы: {sides.total:.0f} и {sides.total_before:.0f}, "
            f"нужно не менее {rules.min_total_rare}"
        )
    ratio = None
    if sides.total_before > 0:
        ratio = sides.total * sides.base_before / (sides.total_before * sides.base)
    return Estimate(
        test="rare_counts",
        effect=_a_year(ratio, sides),
        interval=_ends(panel, 1 - rules.alpha, pool, rules),
        narrow=_ends(panel, 1 - 2 * rules.alpha, pool, rules),
        p=direct_p(panel, pool, rules),
        dispersion=pool.phi_at(_mean(panel)),
        rho=pool.rho,
        n=2 * sides.months,
        total=sides.total,
        total_before=sides.total_before,
        detectable=_a_year(_detectable(panel, pool, rules), sides),
    )


def direct(panel: Panel, pool: Pool, rules: TrendRules) -> Estimate:
    """As `rare_counts`; where the counts do not suffice, an estimate that says so."""
    try:
        return rare_counts(panel, pool, rules)
    except InsufficientError as gate:
        return Estimate(test="rare_counts", reason=gate.reason)


def _ends(panel: Panel, level: float, pool: Pool, rules: TrendRules) -> Interval:
    low, high = score_interval(panel, level, pool, rules)
    return _a_year(low, panel.sides), _a_year(high, panel.sides)


def _a_year(ratio: float | None, sides: Sides) -> float | None:
    """The ratio of sides that are years apart, a year."""
    return None if ratio is None else float(ratio ** (1 / sides.years))


def is_rare(panel: Panel, pool: Pool, rules: TrendRules) -> bool:
    """Whether the panel is too small for the engine, and its portfolio scatters little more than chance."""
    return panel.sum < rules.rare_total and pool.phi_at(_mean(panel)) <= rules.rare_phi


def direct_p(panel: Panel, pool: Pool, rules: TrendRules) -> float:
    """p of equal rates: E-test for small whole counts without overdispersion, else the score test.

    Source of the E-test: Krishnamoorthy & Thomson 2004, J. Statist. Plann. Inference 119:23.
    """
    inflation, sides = _inflation(panel, pool, rules), panel.sides
    is_whole = sides.total % 1 == 0 and sides.total_before % 1 == 0
    if inflation > 1 or sides.sum > _ENUMERABLE or not is_whole:
        share = sides.base / (sides.base + sides.base_before)
        z = (sides.total - sides.sum * share) / math.sqrt(sides.sum * share * (1 - share) * inflation)
        return 2 * NormalDist().cdf(-abs(z))
    return _e_test(sides.total, sides.base, sides.total_before, sides.base_before)


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
    sides = panel.sides
    now, before = sides.total, sides.total_before
    scale = sides.base_before / sides.base
    inflation = _inflation(panel, pool, rules)
    spread = NormalDist().inv_cdf(0.5 + level / 2) ** 2 * inflation * (now + before)
    if before <= 0:
        return now**2 / spread * scale, None
    middle = 2 * now * before + spread
    root = math.sqrt(max(middle**2 - 4 * now**2 * before**2, 0.0))
    high = (middle + root) / (2 * before**2)
    return now**2 / (before**2 * high) * scale, high * scale


def _detectable(panel: Panel, pool: Pool, rules: TrendRules) -> float:
    """Smallest ratio that would have been told apart in four cases of five, by both counts together."""
    sides = panel.sides
    share = sides.base / (sides.base + sides.base_before)
    inverse = _inflation(panel, pool, rules) / (sides.sum * share * (1 - share))
    return math.exp(min(POWER_AND_SIZE * math.sqrt(inverse), 50.0))


def _inflation(panel: Panel, pool: Pool, rules: TrendRules) -> float:
    """Factor of the variance by the portfolio's φ and ρ; 1 where it scatters little more than chance does."""
    factor = pool.inflation(_mean(panel), panel.sides.months)
    return factor if factor > rules.rare_phi else 1.0


def _mean(panel: Panel) -> float:
    """Counts a month over the rows of the panel."""
    return float(panel.counts.mean()) if len(panel.counts) else 0.0
