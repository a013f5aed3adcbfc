"""What the tests take: monthly series and shares, checked once; and what they give before a verdict."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from painmap.errors import PainmapError
from painmap.periods import month_end

SeriesKind = Literal["external", "internal", "all"]
Interval = tuple[float | None, float | None]
NOT_TESTABLE = "новая: сравнение со следующего периода"


class InsufficientError(Exception):
    """A gate that the data did not pass; `reason` is printed, in Russian."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class CountSeries:
    """A monthly series of counts.

    Attributes:
        family: Group within which q-values are adjusted: totals, channels, topics, problems.
        months: First days of months, increasing; gaps are allowed.
        counts: Count of each month; None where the month is not covered by data (missing, not zero).
        days: Days observed in each month; empty: whole months.
        is_testable: False for a problem that was found because it is large now (winner's curse).

    Raises:
        PainmapError: Lengths differ, months repeat or go back, a count is negative or not finite.
    """

    family: str
    code: str
    label: str
    client_kind: SeriesKind
    months: tuple[date, ...]
    counts: tuple[float | None, ...]
    days: tuple[int, ...] = ()
    is_testable: bool = True

    def __post_init__(self) -> None:
        if len(self.months) != len(self.counts) or (self.days and len(self.days) != len(self.months)):
            raise self._error("число месяцев и число значений различаются")
        if any(m.day != 1 for m in self.months) or any(
            later <= earlier for earlier, later in zip(self.months, self.months[1:], strict=False)
        ):
            raise self._error("месяцы должны идти по порядку без повторов и обозначаться первым числом")
        if any(c is not None and (not math.isfinite(c) or c < 0) for c in self.counts):
            raise self._error("значение отрицательно или не является числом")

    def _error(self, what: str) -> PainmapError:
        return PainmapError(
            f"Ряд по месяцам: {what}",
            where=f"ряд {self.family}/{self.code}",
            remedy="проверьте, что в ряду по одному неотрицательному значению на месяц",
        )

    def observed(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Month numbers (year·12 + month − 1), counts and days of the months that are covered."""
        days = self.days or tuple(month_end(m).day for m in self.months)
        rows = [
            (m.year * 12 + m.month - 1, c, d)
            for m, c, d in zip(self.months, self.counts, days, strict=True)
            if c is not None and d > 0
        ]
        index, counts, lengths = zip(*rows, strict=True) if rows else ((), (), ())
        return np.array(index, dtype=int), np.array(counts, dtype=float), np.array(lengths, dtype=float)


@dataclass(frozen=True, kw_only=True)
class ShareCase:
    """A share in the period and in the period compared with: `k` of `n`, `k_before` of `n_before`."""

    family: str
    code: str
    label: str
    client_kind: SeriesKind
    k: int
    n: int
    k_before: int
    n_before: int

    def __post_init__(self) -> None:
        if not (0 <= self.k <= self.n and 0 <= self.k_before <= self.n_before):
            raise PainmapError(
                "Доля: числитель больше знаменателя или отрицателен",
                where=f"показатель {self.family}/{self.code}",
                remedy="проверьте расчёт числителя и знаменателя",
            )


@dataclass(frozen=True, kw_only=True)
class Pool:
    """What the portfolio of series says of each: autocorrelation of neighbouring months and dispersion."""

    rho: float
    phi: float

    @property
    def inflation(self) -> float:
        """Factor of the variance of a sum of months against a Poisson count."""
        return self.phi * (1 + self.rho) / (1 - self.rho)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a test found, before q-values and verdicts.

    Attributes:
        effect: Ratio or difference; None where the period compared with is empty (the ratio has no value).
        interval: Ends at the level 1 − alpha; None is an open end.
        narrow: Ends at the level 1 − 2·alpha, for equivalence.
        reason: Why a gate failed; then nothing but totals is filled.
    """

    test: str
    effect_kind: Literal["ratio", "difference"] = "ratio"
    effect: float | None = None
    interval: Interval = (None, None)
    narrow: Interval = (None, None)
    p: float | None = None
    dispersion: float | None = None
    rho: float | None = None
    n: int = 0
    total: float | None = None
    total_before: float | None = None
    detectable: float | None = None
    reason: str = ""


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the libraries' warnings off the screen: the gates speak instead."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
