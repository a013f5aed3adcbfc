"""Series laid out for a test: which months are compared, which only serve dispersion, and the design."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.stats.series import CountSeries, InsufficientError

_SHORTEST = 12
_MONTHS_BEFORE = 12
_MONTHS_AFTER = 6


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Observed months of one series, laid out.

    Attributes:
        test: Key of `stats.TESTS` that the layout is made for.
        index: Month numbers of the n rows; counts: their counts; days: days observed.
        design: n × k; column 0 is the contrast, the others are levels and months of the year.
        total, total_before: Counts of the months compared; exposure, exposure_before: their days.
        pairs: Months compared with each other.
    """

    test: str
    index: np.ndarray
    counts: np.ndarray
    days: np.ndarray
    design: np.ndarray
    total: float
    total_before: float
    exposure: float
    exposure_before: float
    pairs: int

    @property
    def sum(self) -> float:
        """Both totals together."""
        return self.total + self.total_before


def year_on_year(series: CountSeries, period: Period, rules: TrendRules) -> Panel:
    """The months of `period` against the same months of the year before.

    Other months back to `rules.history_months` have levels of their own: they serve dispersion and
    autocorrelation only. A month without its pair is left out.

    Raises:
        InsufficientError: Less than a year observed, no pair of months, or too few counts.
    """
    index, counts, days = series.observed()
    last = _number(period.end)
    window = (index <= last) & (index > last - rules.history_months)
    index, counts, days = index[window], counts[window], days[window]
    if len(index) < _SHORTEST:
        raise InsufficientError(f"наблюдение короче {_SHORTEST} месяцев")
    is_now, is_before = _pairs(index, last, len(period.months))
    if not is_now.any():
        raise InsufficientError("нет сопоставимых месяцев прошлого года")
    in_season = (last - index) % 12 < len(period.months)
    back = (last - index) // 12
    unpaired = in_season & (back < 2) & ~(is_now | is_before)
    groups = np.where(in_season, 0, 100) + back
    kept = _filled(~unpaired, index % 12, groups, counts)
    panel = Panel(
        test="year_on_year",
        index=index[kept],
        counts=counts[kept],
        days=days[kept],
        design=_design(is_now[kept], index[kept] % 12, groups[kept]),
        total=float(counts[is_now].sum()),
        total_before=float(counts[is_before].sum()),
        exposure=float(days[is_now].sum()),
        exposure_before=float(days[is_before].sum()),
        pairs=int(is_now.sum()),
    )
    return _enough(panel, rules)


def level_at(series: CountSeries, day: date, rules: TrendRules) -> Panel:
    """Months from `day` on against all months before it, with months of the year, without a trend.

    The month in which `day` falls is left out unless it is the first: it belongs to neither side.

    Raises:
        InsufficientError: Fewer than 12 months before, 6 after or `rules.min_months` in all; too few counts.
    """
    index, counts, days = series.observed()
    start = _number(day)
    window = (index > index.max(initial=0) - rules.history_months) & ((index != start) | (day.day == 1))
    index, counts, days = index[window], counts[window], days[window]
    after = index >= start
    if (~after).sum() < _MONTHS_BEFORE or after.sum() < _MONTHS_AFTER:
        raise InsufficientError(
            f"месяцев до меры {int((~after).sum())}, после {int(after.sum())}; "
            f"нужно не менее {_MONTHS_BEFORE} и {_MONTHS_AFTER}"
        )
    if len(index) < rules.min_months:
        raise InsufficientError(f"наблюдение короче {rules.min_months} месяцев")
    kept = _filled(np.ones(len(index), dtype=bool), index % 12, after.astype(int), counts)
    panel = Panel(
        test="measure_level",
        index=index[kept],
        counts=counts[kept],
        days=days[kept],
        design=_design(after[kept], index[kept] % 12, np.zeros(int(kept.sum()), dtype=int)),
        total=float(counts[after].sum()),
        total_before=float(counts[~after].sum()),
        exposure=float(days[after].sum()),
        exposure_before=float(days[~after].sum()),
        pairs=int(after.sum()),
    )
    return _enough(panel, rules)


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _enough(panel: Panel, rules: TrendRules) -> Panel:
    if panel.sum < rules.min_total_rare:
        raise InsufficientError(
            f"мало обращений: {panel.total:.0f} и {panel.total_before:.0f}, "
            f"нужно не менее {rules.min_total_rare} за два периода"
        )
    return panel


def _pairs(index: np.ndarray, last: int, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the period, and of the same months a year earlier, where both are observed."""
    now = index[(index > last - months) & (index <= last)]
    common = now[np.isin(now - 12, index)]
    return np.isin(index, common), np.isin(index, common - 12)


def _filled(rows: np.ndarray, season: np.ndarray, groups: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """`rows` without months of the year and levels that are all zero: their parameter is −∞."""
    while True:
        kept = rows.copy()
        for labels in (season, groups):
            for label in np.unique(labels[kept]):
                members = kept & (labels == label)
                if counts[members].sum() == 0:
                    kept &= ~members
        if (kept == rows).all():
            return kept
        rows = kept


def _design(contrast: np.ndarray, season: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Contrast, levels of the other groups, months of the year; dependent columns left out."""
    columns = [contrast]
    columns += [groups == g for g in np.unique(groups[~contrast]) if g not in (0, 1)]
    columns += [season == s for s in np.unique(season)]
    design = np.column_stack(columns).astype(float)
    if len(design) == 0:
        return design
    # Without pivoting a column that depends on earlier ones has a zero on the diagonal of R.
    diagonal = np.zeros(design.shape[1])
    upper = np.abs(np.diag(np.linalg.qr(design).R))
    diagonal[: len(upper)] = upper
    return design[:, diagonal > 1e-9]
