"""Series laid out for a change at an unknown date: without it, and with it from one of the months."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import InsufficientError

TEST = "change_date"
_LONGEST = 60
# Rows of months of the year that have counts at all: 12 levels and 4 months on each side can be told.
_LEAST_ROWS = 18


def null_panel(series: CountSeries, until: date | None, rules: TrendRules) -> Panel:
    """A series without change: months of the year, and a level of its own after each move of the register.

    Totals are those of the whole series: nothing is compared yet.

    Raises:
        InsufficientError: Fewer than `rules.min_months` observed, too few counts, too few months with any.
    """
    index, counts, exposure = series.observed()
    seen = _seen(series, index, until)
    kept = _filled(index, counts, seen, rules)
    season = index[kept] % 12
    moves = sorted(month_number(d) + (d.day > 1) for d in series.moves)
    levels = np.searchsorted(moves, index[kept], side="right")
    design = [season == s for s in np.unique(season)]
    design += [levels == level for level in np.unique(levels)[1:]]
    total, base = float(counts[seen].sum()), float(exposure[seen].sum())
    return Panel(
        test=TEST,
        index=index[kept],
        counts=counts[kept],
        exposure=exposure[kept],
        design=np.column_stack(design).astype(float),
        total=total,
        total_before=total,
        base=base,
        base_before=base,
        pairs=int(kept.sum()),
    )


def _seen(series: CountSeries, index: np.ndarray, until: date | None) -> np.ndarray:
    """Months of the window, without those that a move of the register falls into: they are counted twice."""
    last = month_number(until) if until else int(index.max(initial=0))
    split = [month_number(d) for d in series.moves if d.day > 1]
    return (index <= last) & (index > last - _LONGEST) & ~np.isin(index, split)


def _filled(index: np.ndarray, counts: np.ndarray, seen: np.ndarray, rules: TrendRules) -> np.ndarray:
    """The months seen, without months of the year that have no count at all: their level is −∞."""
    if seen.sum() < rules.min_months:
        raise InsufficientError(f"месяцев с данными {seen.sum()}, нужно не менее {rules.min_months}")
    if (total := float(counts[seen].sum())) < rules.min_total:
        raise InsufficientError(f"обращений {math.floor(total)}, нужно не менее {rules.min_total}")
    filled = np.bincount(index[seen] % 12, counts[seen], minlength=12) > 0
    kept = np.asarray(seen & filled[index % 12])
    if kept.sum() < _LEAST_ROWS:
        raise InsufficientError(f"календарных месяцев с обращениями {filled.sum()} из 12, этого мало")
    return kept


def stepped(panel: Panel, row: int) -> Panel:
    """The panel with the step of a known date as its contrast."""
    after = np.arange(len(panel.index)) >= row
    return replace(
        panel,
        design=np.column_stack([after, panel.design]),
        total=float(panel.counts[after].sum()),
        total_before=float(panel.counts[~after].sum()),
        base=float(panel.exposure[after].sum()),
        base_before=float(panel.exposure[~after].sum()),
        pairs=int(after.sum()),
    )
