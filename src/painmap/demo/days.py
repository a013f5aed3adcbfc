"""On which day people write: months, seasons, measures, weekdays, long holidays, dated events."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from painmap.demo.phrases import common

# People write at weekends too; what comes by way of an office is moved to its days (`workdays`).
_WEEKDAYS = (1.15, 1.1, 1.05, 1.0, 0.95, 0.58, 0.52)
# First and last day, factor: the dips of 1–8 January and 1–10 May and the surge after each.
_SPANS = (
    ((1, 1), (1, 8), 0.04),
    ((1, 9), (1, 19), 1.6),
    ((5, 1), (5, 10), 0.22),
    ((5, 12), (5, 20), 1.35),
)
_IN_SEASON, _OFF_SEASON = 2.0, 0.75


@dataclass(frozen=True)
class Profile:
    """How appeals of one kind are spread over a year.

    Attributes:
        season: Months with more of them; empty for an even spread.
        effect: Day and ratio of a measure or an event; None for neither.
    """

    season: tuple[int, ...] = ()
    effect: tuple[date, float] | None = None

    @classmethod
    def of(cls, problem: dict[str, Any]) -> Profile:
        """The profile of a problem of the bank."""
        effect = problem.get("effect")
        return cls(tuple(problem.get("season", ())), (effect["day"], effect["ratio"]) if effect else None)


@lru_cache
def days_of(year: int) -> tuple[date, ...]:
    """All days of a year."""
    first = date(year, 1, 1)
    return tuple(first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days))


@lru_cache
def cumulative_weights(year: int, profile: Profile, change: tuple[date, float] | None) -> tuple[float, ...]:
    """Cumulative weights of the days of `year`; `change`: a change in registration that lifts everything."""
    effects = [e for e in (profile.effect, change) if e is not None]
    return tuple(itertools.accumulate(_weight(day, profile, effects) for day in days_of(year)))


def _weight(day: date, profile: Profile, effects: Iterable[tuple[date, float]]) -> float:
    weight: float = common()["months"][day.month] * _WEEKDAYS[day.weekday()]
    if profile.season:
        weight *= _IN_SEASON if day.month in profile.season else _OFF_SEASON
    for first, last, factor in _SPANS:
        if first <= (day.month, day.day) <= last:
            weight *= factor
    for start, ratio in effects:
        # Years before and after the event are set by the yearly counts.
        if day >= start and start.year == day.year:
            weight *= ratio
    return weight
