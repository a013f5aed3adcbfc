"""Monthly series of counts, checked once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from painmap.errors import PainmapError
from painmap.periods import month_end
from painmap.stats.cases import Case


@dataclass(frozen=True, kw_only=True)
class CountSeries(Case):
    """A monthly series of counts.

    Attributes:
        months: First days of months, increasing; gaps are allowed.
        counts: Count of each month; None where the month is not covered by data (missing, not zero).
        exposure: Days observed in each month, or a denominator; empty: the days of the whole months.
        moves: Days from which the same life is counted otherwise (another registration system).

    Raises:
        PainmapError: Lengths differ, months repeat or go back, a count is negative or not finite, an
            exposure of a month with a count is not a positive number.
    """

    months: tuple[date, ...]
    counts: tuple[float | None, ...]
    exposure: tuple[float, ...] = ()
    moves: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if len(self.months) != len(self.counts) or len(self.exposure) not in (0, len(self.months)):
            raise self._error("число месяцев и число значений различаются")
        if any(m.day != 1 for m in self.months) or any(
            later <= earlier for earlier, later in zip(self.months, self.months[1:], strict=False)
        ):
            raise self._error("месяцы должны идти по порядку без повторов и обозначаться первым числом")
        if any(c is not None and (not math.isfinite(c) or c < 0) for c in self.counts):
            raise self._error("значение отрицательно или не является числом")
        if any(not math.isfinite(e) or e < 0 for e in self.exposure):
            raise self._error("база (дни или знаменатель) отрицательна или не является числом")
        if any(c and not e for c, e in zip(self.counts, self.exposure, strict=False)):
            raise self._error("при нулевой базе есть обращения")

    def _error(self, what: str) -> PainmapError:
        return PainmapError(
            f"Ряд по месяцам: {what}",
            where=f"ряд {self.family}/{self.code}",
            remedy="проверьте, что в ряду по одному неотрицательному значению на месяц",
        )

    @property
    def place(self) -> tuple[object, ...]:
        """Where the series stands in a portfolio, whatever the order in which it was given."""
        counts = tuple(-1.0 if c is None else c for c in self.counts)
        return counts, self.family, self.client_kind, self.code

    def observed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Month numbers (year·12 + month − 1), counts and exposure of the months that are covered."""
        exposure = self.exposure or tuple(month_end(m).day for m in self.months)
        rows = [
            (month_number(m), c, d)
            for m, c, d in zip(self.months, self.counts, exposure, strict=True)
            if c is not None and d > 0
        ]
        index, counts, lengths = zip(*rows, strict=True) if rows else ((), (), ())
        return np.array(index, dtype=int), np.array(counts, dtype=float), np.array(lengths, dtype=float)


def month_number(day: date) -> int:
    """Number of the day's month: year·12 + month − 1."""
    return day.year * 12 + day.month - 1
