"""Columns of days: counted and moved by the production calendar, as days counted one by one."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from painmap.errors import PainmapError
from painmap.metrics.workdays import OnDayOff, Workdays
from painmap.params.messages import validated
from painmap.params.models import WorkCalendar
from painmap.params.models.calendar import WHERE
from painmap.params.yaml_file import read_yaml


@pytest.fixture(scope="module")
def calendar(repository: Path) -> WorkCalendar:
    return validated(WorkCalendar, read_yaml(repository / WHERE, WHERE), WHERE)


def _days(*days: str) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


def test_working_days_are_as_counted_one_by_one(calendar: WorkCalendar) -> None:
    off = {day for year in calendar.years for day in calendar.days_off(year)}
    starts = [date(2022, 1, 1) + timedelta(days=i) for i in range(0, 1750, 3)]
    expected = []
    for start in starts:
        day, left = start, 15
        while left:
            day += timedelta(days=1)
            left -= day not in off
        expected.append(day)
    first = np.array(starts, dtype="datetime64[D]")
    found = Workdays(calendar).after(first, np.full(len(starts), 15))
    assert list(found.astype(object)) == expected
    assert set(Workdays(calendar).between(first, found)) == {15}


def test_a_saturday_that_is_worked_counts(calendar: WorkCalendar) -> None:
    # Saturday 1 November 2025 was worked, Monday 3 and Tuesday 4 were not.
    assert list(Workdays(calendar).after(_days("2025-10-31", "2025-10-31"), np.array([1, 2]))) == list(
        _days("2025-11-01", "2025-11-05")
    )


@pytest.mark.parametrize(
    ("rule", "start", "last", "end"),
    [
        ("previous", "2025-03-03", "2025-05-02", "2025-04-30"),  # 1 and 2 May: days off
        ("next", "2025-03-03", "2025-05-02", "2025-05-05"),
        ("same", "2025-03-03", "2025-05-02", "2025-05-02"),
        ("previous", "2025-10-02", "2025-11-01", "2025-11-01"),  # a Saturday that was worked
        ("previous", "2024-12-10", "2025-01-08", "2024-12-28"),  # back into the other year
        ("next", "2025-12-01", "2025-12-31", "2026-01-12"),
        ("previous", "2026-01-01", "2026-01-08", "2026-01-12"),  # no working day in the term
        ("previous", "2025-12-30", "2026-01-06", "2025-12-30"),  # one: the first
        ("previous", "2025-03-01", "2025-03-01", "2025-03-01"),  # 0 days: that Saturday
        ("next", "2025-03-01", "2025-03-01", "2025-03-01"),
    ],
)
def test_a_term_that_ends_on_a_day_off(
    calendar: WorkCalendar, rule: OnDayOff, start: str, last: str, end: str
) -> None:
    assert list(Workdays(calendar).ended(_days(last), _days(start), rule)) == list(_days(end))


def test_only_a_year_that_a_term_depends_on_has_to_be_known() -> None:
    known = Workdays(WorkCalendar(schema_version=1, holidays={2025: ("12-31",)}))
    december = _days("2025-12-01")
    assert known.after(december, np.array([15])) == _days("2025-12-22")
    assert known.ended(_days("2025-12-31"), december, "previous") == _days("2025-12-30")
    assert known.ended(_days("2026-01-05"), december, "same") == _days("2026-01-05")
    for depends in (
        lambda: known.after(december, np.array([30])),
        lambda: known.ended(_days("2026-01-05"), december, "previous"),
        lambda: known.ended(_days("2025-12-31"), december, "next"),
        lambda: known.between(december, _days("2026-01-05")),
    ):
        with pytest.raises(PainmapError, match="нет 2026 года"):
            depends()


def test_a_million_days_take_less_than_a_second(calendar: WorkCalendar) -> None:
    rng = np.random.default_rng(0)
    start = np.datetime64("2022-01-01") + rng.integers(0, 1600, 1_000_000)
    days = Workdays(calendar)
    began = time.process_time()
    days.after(start, np.full(len(start), 15))
    days.ended(start + 30, start, "previous")
    assert time.process_time() - began < 1
