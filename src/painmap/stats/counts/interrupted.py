"""Series interrupted by a measure: which months stand on which side, and the designs of three models.

log μ_t = log E_t + γ_month(t) + δ·t + β·1[t ≥ τ] (Bernal, Cummins & Gasparrini 2017, IJE 46:348, with months
of the year instead of harmonics; gates: `statistics.md`, «effect of a measure»).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.counts.layout import Panel, matched, step
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import InsufficientError

_LEAST = 36
_LEAST_SIDE = 12
_LEAST_PAIRS = 6
_LEAST_INFORMATION = 1.5
_LEAST_MEAN = 5
_LONGEST = 60


@dataclass(frozen=True)
class Intervention:
    """When a measure began, and after how many months its effect is expected."""

    day: date
    lag_months: int = 0

    @property
    def begins(self) -> int:
        """Number of the month from which on nothing is as it was before."""
        return month_number(self.day)

    @property
    def works(self) -> int:
        """Number of the first whole month of the later level."""
        return self.begins + self.lag_months + (self.day.day > 1)


def without_transition(series: CountSeries, at: Intervention) -> CountSeries:
    """The series with the months between the beginning and the effect not observed."""
    counts = tuple(
        None if at.begins <= month_number(m) < at.works else c
        for m, c in zip(series.months, series.counts, strict=True)
    )
    return replace(series, counts=counts)


def level_and_trend(series: CountSeries, at: Intervention, rules: TrendRules) -> Panel:
    """Level since the measure beside months of the year and a trend; at most 60 months up to the last.

    Raises:
        InsufficientError: Too few months in all or on a side, or the level is not told apart from trend
            and months of the year: information below 1.5.
    """
    index, counts, exposure = without_transition(series, at).observed()
    near = index > index.max(initial=0) - _LONGEST
    _enough_months(index[near] >= at.works)
    kept = near & ~np.isin(index % 12, _silent(index[near], counts[near]))
    if not kept.any():
        raise InsufficientError("обращений нет ни в одном месяце")
    index, counts, exposure = index[kept], counts[kept], exposure[kept]
    after = index >= at.works
    trend = (index - index.mean()) / 12
    season = index[:, None] % 12 == np.unique(index % 12)
    rest = np.column_stack([trend, season]).astype(float)
    if information(after, rest, _weights(season, counts, exposure)) < _LEAST_INFORMATION:
        raise InsufficientError("уровень после меры не отделим от тренда и сезона")
    return Panel(
        test="interrupted",
        index=index,
        counts=counts,
        exposure=exposure,
        design=np.column_stack([after, rest]).astype(float),
        total=float(counts[after].sum()),
        total_before=float(counts[~after].sum()),
        base=float(exposure[after].sum()),
        base_before=float(exposure[~after].sum()),
        pairs=int(after.sum()),
    )


def level_only(series: CountSeries, at: Intervention, rules: TrendRules) -> Panel:
    """«Уровень без учёта тренда»: the same months on both sides as in `level_and_trend`, `layout.step`.

    Raises:
        InsufficientError: As `layout.step`.
    """
    seen = without_transition(series, at)
    last = int(seen.observed()[0].max(initial=0))
    recent = (
        c if month_number(m) > last - _LONGEST else None
        for m, c in zip(seen.months, seen.counts, strict=True)
    )
    seen = replace(seen, counts=tuple(recent))
    return step(seen, date(at.works // 12, at.works % 12 + 1, 1), last, rules)


def before_and_after(series: CountSeries, at: Intervention, rules: TrendRules) -> Panel:
    """Totals of the same months of the year on both sides, as many of each, those nearest to the measure.

    Raises:
        InsufficientError: Fewer than 6 pairs of months, too few counts.
    """
    index, counts, exposure = without_transition(series, at).observed()
    now, before = matched(index, index >= at.works, index < at.begins)
    if now.sum() < _LEAST_PAIRS:
        raise InsufficientError(
            f"одноимённых месяцев до и после меры по {int(now.sum())}, нужно не менее {_LEAST_PAIRS}"
        )
    total, total_before = float(counts[now].sum()), float(counts[before].sum())
    if total + total_before < rules.min_total_rare:
        raise InsufficientError(
            f"мало обращений: {total:.0f} и {total_before:.0f}, нужно не менее {rules.min_total_rare} "
            "в одноимённые месяцы до и после меры"
        )
    used = now | before
    return Panel(
        test="rare_counts",
        index=index[used],
        counts=counts[used],
        exposure=exposure[used],
        design=np.column_stack([now[used], np.ones(used.sum())]),
        total=total,
        total_before=total_before,
        base=float(exposure[now].sum()),
        base_before=float(exposure[before].sum()),
        pairs=int(now.sum()),
    )


def information(contrast: np.ndarray, rest: np.ndarray, weights: np.ndarray) -> float:
    """What the contrast tells beside the other columns, in months of mean variance.

    Σ w·x̃², x̃ the contrast less its weighted projection on `rest`, w = weights / their mean. At ρ = 0 the
    variance of β is φ / (mean count × information). 12 months against the 24 before: 2; at 24 months: 0.
    """
    root = np.sqrt(weights / weights.mean())
    x, z = contrast * root, rest * root[:, None]
    left = x - z @ np.linalg.lstsq(z, x, rcond=None)[0]
    return float(left @ left)


def gate_mean(panel: Panel) -> None:
    """Raise `InsufficientError` where a month has fewer than 5 appeals on average."""
    mean = panel.counts.mean()
    if mean < _LEAST_MEAN:
        raise InsufficientError(f"в среднем менее {_LEAST_MEAN} обращений в месяц")


def _enough_months(after: np.ndarray) -> None:
    before, since = int((~after).sum()), int(after.sum())
    if len(after) < _LEAST or min(before, since) < _LEAST_SIDE:
        raise InsufficientError(
            f"месяцев до меры {before}, после {since}; "
            f"нужно не менее {_LEAST} всего и {_LEAST_SIDE} с каждой стороны"
        )


def _silent(index: np.ndarray, counts: np.ndarray) -> list[int]:
    """Months of the year that are all zero: their parameter is −∞."""
    return [m for m in range(12) if counts[index % 12 == m].sum() == 0]


def _weights(season: np.ndarray, counts: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Variance of each month by the rate of its month of the year: what is known without the contrast."""
    return np.asarray(exposure * (season @ ((counts @ season) / (exposure @ season))))
