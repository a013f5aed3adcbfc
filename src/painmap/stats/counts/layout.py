"""Series laid out for a contrast: which months are compared, which only serve dispersion, and the design."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import InsufficientError

_SHORTEST = 12
_LEAST_SIDE = 6
_LEAST_FILLED = 3


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Counts of the same months of the year on two sides, and their exposures.

    Attributes:
        months: Months of each side.
        years: How many years the sides are apart, where the ratio is one a year; else 1.
    """

    total: float
    total_before: float
    base: float
    base_before: float
    months: int
    years: float = 1.0

    @property
    def sum(self) -> float:
        """Both totals together."""
        return self.total + self.total_before


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Observed months of one series, laid out.

    Attributes:
        test: Key of `stats.TESTS` that the layout is made for.
        index: Month numbers of the n rows; counts: their counts; exposure: days observed, or a denominator.
        design: n × k; column 0 is the contrast, the others are levels and months of the year.
        now, before: Which rows are compared; months that are all zero have no rows.
        total, total_before: Counts of all months compared; base, base_before: their exposure.
        pairs: Months compared with each other.
        matched: What a direct comparison of two counts may use; None: the totals as they are.
    """

    test: str
    index: np.ndarray
    counts: np.ndarray
    exposure: np.ndarray
    design: np.ndarray
    total: float
    total_before: float
    base: float
    base_before: float
    pairs: int
    matched: Sides | None = None

    @property
    def sum(self) -> float:
        """Both totals together."""
        return self.total + self.total_before

    @property
    def sides(self) -> Sides:
        """The two counts of a direct comparison."""
        return self.matched or Sides(
            total=self.total,
            total_before=self.total_before,
            base=self.base,
            base_before=self.base_before,
            months=self.pairs,
        )


@dataclass(frozen=True)
class _Months:
    """The observed months of a series that a layout may use."""

    index: np.ndarray
    counts: np.ndarray
    exposure: np.ndarray

    def only(self, rows: np.ndarray) -> _Months:
        return _Months(self.index[rows], self.counts[rows], self.exposure[rows])


def year_on_year(series: CountSeries, last: int, months: int, rules: TrendRules) -> Panel:
    """The `months` months up to month number `last` against the same months of the year before.

    Other months back to `rules.history_months` have levels of their own: they serve dispersion and
    autocorrelation only. A month without its pair is left out.

    Raises:
        InsufficientError: Less than a year observed, no pair of months, or too few counts.
    """
    seen = _until(series, last)
    seen = seen.only(seen.index > last - rules.history_months)
    _long_enough(seen, _SHORTEST, rules, f"из последних {rules.history_months}")
    index = seen.index
    is_now, is_before = _pairs(index, last, months)
    if not is_now.any():
        raise InsufficientError("нет сопоставимых месяцев прошлого года")
    if 2 * is_now.sum() < months:
        raise InsufficientError(
            f"сопоставимых с прошлым годом месяцев {int(is_now.sum())} из {months}, нужно не менее половины"
        )
    in_season = (last - index) % 12 < months
    back = (last - index) // 12
    unpaired = in_season & (back < 2) & ~(is_now | is_before)
    groups = np.where(in_season, 0, 100) + back
    groups[is_now | is_before] = 0
    return _panel("year_on_year", seen, is_now, is_before, is_now, groups, ~unpaired, rules)


def slope(series: CountSeries, last: int, rules: TrendRules) -> Panel:
    """Change a year up to month number `last`; totals are those of the last and the first whole years.

    Raises:
        InsufficientError: Fewer than `rules.min_months` observed, or too few counts.
    """
    seen = _until(series, last)
    _long_enough(seen, rules.min_months, rules, "всего")
    x = (seen.index - seen.index.mean()) / 12
    groups = np.zeros(len(x), dtype=int)
    years = int(last - seen.index[0] + 1) // 12
    half = 12 * max(years // 2, 1)
    later, earlier = seen.index > last - half, _between(seen.index, last - 12 * years, half)
    panel = _panel("trend", seen, later, earlier, x, groups, np.ones(len(x), dtype=bool), rules)
    apart = max(12 * years - half, 12) / 12
    return replace(panel, matched=replace(panel.sides, years=apart))


def step(series: CountSeries, day: date, last: int, rules: TrendRules) -> Panel:
    """Months from `day` to month number `last` against all months before, with months of the year, no trend.

    The month in which `day` falls is left out unless it is the first: it belongs to neither side.

    Raises:
        InsufficientError: Fewer than 6 months on a side or `rules.min_months` in all; too few counts.
    """
    start = month_number(day)
    seen = _until(series, last)
    seen = seen.only((seen.index != start) | (day.day == 1))
    left_out = "" if day.day == 1 else "; месяц, в котором дата, не учтён"
    after = seen.index >= start
    if min((~after).sum(), after.sum()) < _LEAST_SIDE:
        raise InsufficientError(
            f"месяцев до даты {int((~after).sum())}, после {int(after.sum())}{left_out}; "
            f"нужно не менее {_LEAST_SIDE} с каждой стороны"
        )
    _long_enough(seen, rules.min_months, rules, f"всего{left_out}")
    groups = np.zeros(len(after), dtype=int)
    return _panel("step", seen, after, ~after, after, groups, np.ones(len(after), dtype=bool), rules)


def _between(index: np.ndarray, after: int, months: int) -> np.ndarray:
    return (index > after) & (index <= after + months)


def _until(series: CountSeries, last: int) -> _Months:
    seen = _Months(*series.observed())
    return seen.only(seen.index <= last)


def _long_enough(seen: _Months, least: int, rules: TrendRules, where: str) -> None:
    if len(seen.index) < least:
        raise InsufficientError(f"месяцев с данными {len(seen.index)} ({where}), нужно не менее {least}")
    filled = int((seen.counts > 0).sum())
    # A burst of one month, whatever its size, is one event: no test of levels tells it from chance.
    if 0 < filled < _LEAST_FILLED:
        raise InsufficientError(f"месяцев с обращениями {filled}, нужно не менее {_LEAST_FILLED}")


def matched(index: np.ndarray, later: np.ndarray, earlier: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows with as many of each month of the year on either side, those nearest to each other."""
    now, before = np.zeros(len(index), dtype=bool), np.zeros(len(index), dtype=bool)
    for month in range(12):
        rows = np.flatnonzero(index % 12 == month)
        after, ahead = rows[later[rows]], rows[earlier[rows]][::-1]
        pairs = min(len(after), len(ahead))
        now[after[:pairs]], before[ahead[:pairs]] = True, True
    return now, before


def sides_of(counts: np.ndarray, exposure: np.ndarray, now: np.ndarray, before: np.ndarray) -> Sides:
    """Totals of the rows of either side."""
    return Sides(
        total=float(counts[now].sum()),
        total_before=float(counts[before].sum()),
        base=float(exposure[now].sum()),
        base_before=float(exposure[before].sum()),
        months=int(now.sum()),
    )


def _panel(
    test: str,
    seen: _Months,
    is_now: np.ndarray,
    is_before: np.ndarray,
    contrast: np.ndarray,
    groups: np.ndarray,
    rows: np.ndarray,
    rules: TrendRules,
) -> Panel:
    now, before = seen.only(is_now), seen.only(is_before)
    total, total_before = float(now.counts.sum()), float(before.counts.sum())
    if total + total_before < rules.min_total_rare:
        raise InsufficientError(
            f"мало обращений: {total:.0f} и {total_before:.0f}, "
            f"нужно не менее {rules.min_total_rare} за два периода"
        )
    kept = _filled(rows, seen.index % 12, groups, seen.counts)
    used = seen.only(kept)
    return Panel(
        test=test,
        index=used.index,
        counts=used.counts,
        exposure=used.exposure,
        design=_design(contrast[kept].astype(float), used.index % 12, groups[kept]),
        total=total,
        total_before=total_before,
        base=float(now.exposure.sum()),
        base_before=float(before.exposure.sum()),
        pairs=int(is_now.sum()),
        matched=sides_of(seen.counts, seen.exposure, *matched(seen.index, is_now, is_before)),
    )


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
    columns += [groups == g for g in np.unique(groups) if g != 0]
    columns += [season == s for s in np.unique(season)]
    design = np.column_stack(columns).astype(float)
    if len(design) == 0:
        return design
    # Without pivoting a column that depends on earlier ones has a zero on the diagonal of R.
    diagonal = np.zeros(design.shape[1])
    upper = np.abs(np.diag(np.linalg.qr(design).R))
    diagonal[: len(upper)] = upper
    return design[:, diagonal > 1e-9]
