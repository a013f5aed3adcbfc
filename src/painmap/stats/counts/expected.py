"""What follows from the level of an interrupted series: expected path, appeals avoided, slope, control."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from painmap.params.models import TrendRules
from painmap.report_data import ExpectedPath, IntervalEstimate
from painmap.stats.counts.engine import Fit, contrast
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.pooling import Pool
from painmap.stats.estimates import Estimate, InsufficientError

_LEAST_SIDE_OF_SLOPE = 18


def slope_change(panel: Panel, pool: Pool, rules: TrendRules) -> IntervalEstimate | None:
    """Change a year since the measure beyond the trend, beside the level.

    Described only, never a verdict: chosen by a look at the data it would not keep its size. None with
    fewer than 18 months on a side.
    """
    after = panel.design[:, 0] > 0
    if panel.test != "interrupted" or min(after.sum(), (~after).sum()) < _LEAST_SIDE_OF_SLOPE:
        return None
    bend = after * (panel.index - panel.index[after].min()) / 12
    try:
        found = contrast(replace(panel, design=np.column_stack([bend, panel.design])), pool, rules)
    except InsufficientError:
        return None
    return with_interval(found)


def with_interval(estimate: Estimate) -> IntervalEstimate | None:
    """The effect with its interval, where it has a value."""
    if estimate.effect is None:
        return None
    low, high = estimate.interval
    return IntervalEstimate(value=estimate.effect, ci_low=low, ci_high=high)


def relative_to(own: Estimate, control: Estimate) -> IntervalEstimate | None:
    """Ratio of two independent ratios; the squares of their distances to the ends of the intervals add up.

    With symmetric intervals this is the sum of the variances (MOVER, Zou & Donner 2008, Stat Med 27:1693).
    None where one of them has no value or an open end.
    """
    ends = [(e.effect, *e.interval) for e in (own, control)]
    if not all(value is not None and value > 0 for triple in ends for value in triple):
        return None
    (a, a_low, a_high), (b, b_low, b_high) = np.log(np.array(ends, dtype=float))
    low = a - b - np.hypot(a - a_low, b_high - b)
    high = a - b + np.hypot(a_high - a, b - b_low)
    value, least, most = (float(v) for v in np.exp([a - b, low, high]))
    return IntervalEstimate(value=value, ci_low=least, ci_high=most)


def expected_path(fit: Fit, estimate: Estimate) -> ExpectedPath:
    """Expected counts of the months since the measure had the level stayed: μ_t·exp(−β).

    The interval is that of the linear predictor without the level (delta method on the logarithm), with
    V = φ(X'WX)⁻¹X'W^½RW^½X(X'WX)⁻¹ scaled so that its first entry gives the interval of `estimate`.

    Args:
        fit: Column 0 of its design is the level.
        estimate: What the engine found of it.

    Raises:
        InsufficientError: The ratio has no value or an open end.
    """
    panel = fit.panel
    after = panel.design[:, 0] > 0
    ratio, (low, high) = estimate.effect, estimate.interval
    if ratio is None or low is None or high is None or not low > 0:
        raise InsufficientError("ожидаемый уровень не определён")
    stayed = panel.design[after] * (np.arange(panel.design.shape[1]) > 0)
    shape = _covariance(fit, estimate.rho or 0.0)
    errors = np.sqrt(np.einsum("ij,jk,ik->i", stayed, shape, stayed) / shape[0, 0])
    half = errors * np.log(high / low) / 2
    expected = fit.mu[after] / ratio
    return ExpectedPath(
        months=tuple(date(i // 12, i % 12 + 1, 1) for i in panel.index[after].tolist()),
        observed=tuple(panel.counts[after].tolist()),
        expected=tuple(expected.tolist()),
        low=tuple((expected * np.exp(-half)).tolist()),
        high=tuple((expected * np.exp(half)).tolist()),
    )


def avoided(estimate: Estimate) -> IntervalEstimate | None:
    """Appeals expected less appeals received since the measure: total·(1/ratio − 1).

    The expected total is total/ratio, because the level's score equation makes fitted and observed totals
    of its months equal; hence the interval, which leaves out 0 exactly where that of the ratio leaves out 1.
    """
    total, ratio, (low, high) = estimate.total, estimate.effect, estimate.interval
    if not total or not ratio:
        return None
    return IntervalEstimate(
        value=total / ratio - total,
        ci_low=total / high - total if high else None,
        ci_high=total / low - total if low else None,
    )


def _covariance(fit: Fit, rho: float) -> np.ndarray:
    """(X'WX)⁻¹X'W^½RW^½X(X'WX)⁻¹, R = ρ^|s−t|."""
    weighted = fit.panel.design * np.sqrt(fit.mu)[:, None]
    bread = np.linalg.inv(weighted.T @ weighted)
    r = fit.shape.correlation(np.array([rho]))[0]
    return np.asarray(bread @ (weighted.T @ r @ weighted) @ bread)
