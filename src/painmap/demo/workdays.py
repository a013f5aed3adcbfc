"""On which days an office works: weekdays without the holidays of Russia and the days moved to them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import lru_cache

from painmap.demo.phrases import BANK
from painmap.params.yaml_file import read_yaml

_DAY = timedelta(days=1)
_FRIDAY = 4
# How far a day at the office may lie from the day on which somebody would have come.
_NEAR = 4


@lru_cache
def _marked(key: str) -> frozenset[date]:
    """The days of a list of `bank/rules/calendar.yaml`: «01-09» or «01-01..01-08» of each year."""
    years = read_yaml(BANK / "rules" / "calendar.yaml", "demo/bank/rules/calendar.yaml")[key]
    found: set[date] = set()
    for year, spans in years.items():
        for span in spans:
            first, _, last = span.partition("..")
            day, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
            found |= {day + _DAY * i for i in range((end - day).days + 1)}
    return frozenset(found)


def is_working(day: date) -> bool:
    """Whether the office works on that day."""
    return day in _marked("worked") or (day.weekday() <= _FRIDAY and day not in _marked("holidays"))


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
