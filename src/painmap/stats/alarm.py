"""Alarm on the latest month of a series: a signal to look, never a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import InsufficientError

_SHORTEST = 12
_TWO_YEARS = 24
_MIN_REFERENCE = 6
_MIN_OBSERVED = 5


@dataclass(frozen=True, kw_only=True)
class Signal:
    """The latest month against what its past makes expected.

    Attributes:
        bound: Largest count that is still usual; exceeded in at most `alpha`/2 of months without change.
        months: Earlier months that the expected count is of.
        is_signal: The count is above the bound, and not a handful.
    """

    month: date
    observed: float
    expected: float
    bound: float
    dispersion: float
    months: int
    is_signal: bool


def latest_signal(series: CountSeries, rules: TrendRules) -> Signal:
    """The upper Farrington bound for the latest observed month, one-sided at `alpha`/2.

    Quasi-Poisson with a level for each month of the year where two years and more precede, else one
    level: then a month of the season's height may signal. φ = max(1, X²/df), t with df. No trend: a series
    that grew steadily gives a signal, which is what it is for. Months before a move of registration count
    otherwise and are left out. Fewer than 5 appeals never give a signal.

    Source: Farrington et al. 1996, JRSS A 159:547; surveillance::farrington (its weights for past outbreaks
    are not used: with two or three reference months they would weigh chance).

    Raises:
        InsufficientError: Fewer than 12 earlier months, or 6 appeals in them.
    """
    from scipy.special import stdtrit

    index, counts, exposure = _since_move(series, rules)
    if len(index) <= _SHORTEST:
        raise InsufficientError(f"до последнего месяца менее {_SHORTEST} месяцев наблюдения")
    groups = _levels(index, counts)
    is_reference = groups[:-1] == groups[-1]
    total = float(counts[:-1][is_reference].sum())
    if total < _MIN_REFERENCE:
        raise InsufficientError(f"за прошлые месяцы менее {_MIN_REFERENCE} обращений")
    phi, df = _dispersion(counts[:-1], exposure[:-1], groups[:-1])
    expected = total * float(exposure[-1] / exposure[:-1][is_reference].sum())
    observed = float(counts[-1])
    bound = farrington_bound(expected, total, phi, float(stdtrit(df, 1 - rules.alpha / 2)))
    return Signal(
        month=date(int(index[-1]) // 12, int(index[-1]) % 12 + 1, 1),
        observed=observed,
        expected=expected,
        bound=bound,
        dispersion=phi,
        months=int(is_reference.sum()),
        is_signal=observed > bound and observed >= _MIN_OBSERVED,
    )


def farrington_bound(expected: float, total: float, phi: float, quantile: float) -> float:
    """μ(1 + (2/3)·z·√(φμ + V(μ))/μ)^(3/2): on the scale of the 2/3 power a count is nearly symmetric.

    Args:
        expected: μ; total: counts that it was estimated from, V(μ) = φμ²/total.
        quantile: z.

    Source: Farrington et al. 1996, 3.5.
    """
    error = math.sqrt(phi * expected * (1 + expected / total))
    return float(expected * (1 + 2 / 3 * quantile * error / expected) ** 1.5)


def _levels(index: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Which months share a level: those of one month of the year, if two years precede and hold enough."""
    months = index % 12
    is_same = months[:-1] == months[-1]
    if len(is_same) < _TWO_YEARS or counts[:-1][is_same].sum() < _MIN_REFERENCE:
        return np.zeros_like(months)
    return months


def _since_move(series: CountSeries, rules: TrendRules) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Observed months of the history that are counted as the latest one is."""
    index, counts, exposure = series.observed()
    if not len(index):
        return index, counts, exposure
    kept = index >= index[-1] - rules.history_months
    for day in series.moves:
        # The month of the move is counted in both ways, unless it begins with it.
        first = month_number(day) + (day.day > 1)
        if first <= index[-1]:
            kept &= index >= first
    return index[kept], counts[kept], exposure[kept]


def _dispersion(counts: np.ndarray, exposure: np.ndarray, groups: np.ndarray) -> tuple[float, int]:
    """φ = max(1, X²/df) around one rate for each group; groups without appeals are left out."""
    chi2, df = 0.0, 0
    for group in np.unique(groups):
        rows = groups == group
        total = counts[rows].sum()
        if total > 0:
            expected = total * exposure[rows] / exposure[rows].sum()
            chi2 += float(((counts[rows] - expected) ** 2 / expected).sum())
            df += int(rows.sum()) - 1
    return (max(1.0, chi2 / df), df) if df else (1.0, 1)
