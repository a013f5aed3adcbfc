"""On which days an office works: weekdays without the holidays of Russia and the days moved to them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from painmap.params.messages import validated
from painmap.params.models import WorkCalendar
from painmap.params.models.calendar import WHERE
from painmap.params.yaml_file import read_yaml

_DAY = timedelta(days=1)
# How far a day at the office may lie from the day on which somebody would have come.
_NEAR = 4
_REPOSITORY = Path(__file__).resolve().parents[3]


@lru_cache
def _calendar() -> WorkCalendar:
    return validated(WorkCalendar, read_yaml(_REPOSITORY / WHERE, WHERE), WHERE)


@lru_cache
def _days_off(year: int) -> frozenset[date]:
    return _calendar().days_off(year)


def is_working(day: date) -> bool:
    """Whether the office works on that day.

    Raises:
        PainmapError: The calendar does not know the year.
    """
    return day not in _days_off(day.year)


def working_day(day: date) -> date:
    """`day`, or the last working day before it."""
    while not is_working(day):
        day -= _DAY
    return day


def next_working_day(day: date) -> date:
    """`day`, or the first working day after it."""
    while not is_working(day):
        day += _DAY
    return day


def near_working_day(day: date, rng: random.Random) -> date:
    """`day`, or a working day of the same year next to it, so that no one day takes all of a weekend's."""
    if is_working(day):
        return day
    around = (day + _DAY * i for i in range(-_NEAR, _NEAR + 1))
    known = [near for near in around if near.year == day.year and is_working(near)]
    return rng.choice(known) if known else next_working_day(day)
