"""The production calendar: official numbers of working days, bad entries, years that it does not know."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.params.messages import validated
from painmap.params.models import WorkCalendar
from painmap.params.models.calendar import WHERE
from painmap.params.yaml_file import read_yaml


@pytest.fixture(scope="module")
def calendar(repository: Path) -> WorkCalendar:
    return validated(WorkCalendar, read_yaml(repository / WHERE, WHERE), WHERE)


# Working days of a five-day week by month, from the production calendars of the years.
@pytest.mark.parametrize(
    ("year", "months", "total"),
    [
        (2022, (16, 19, 22, 21, 18, 21, 21, 23, 22, 21, 21, 22), 247),
        (2023, (17, 18, 22, 20, 20, 21, 21, 23, 21, 22, 21, 21), 247),
        (2024, (17, 20, 20, 21, 20, 19, 23, 22, 21, 23, 21, 21), 248),
        (2025, (17, 20, 21, 22, 18, 19, 23, 21, 22, 23, 19, 22), 247),
        (2026, (15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22), 247),
    ],
)
def test_working_days_of_a_year_are_the_official_ones(
    calendar: WorkCalendar, year: int, months: tuple[int, ...], total: int
) -> None:
    off = calendar.days_off(year)
    ends = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    counted = [
        (last - first).days - sum(first <= day < last for day in off) for first, last in pairwise(ends)
    ]
    assert sum(months) == total
    assert counted == list(months)


@pytest.mark.parametrize(
    ("holidays", "worked", "says"),
    [
        ({2025: ["02-30"]}, {}, "такого дня нет"),
        ({2025: ["31.12"]}, {}, "нужен день"),
        ({2025: ["01-08..01-01"]}, {}, "конец промежутка раньше начала"),
        ({2025: []}, {2025: ["11-03"]}, "не суббота и не воскресенье"),
        ({2025: ["11-01"]}, {2025: ["11-01"]}, "и в holidays, и в worked"),
        ({2025: []}, {2024: ["04-27"]}, "год 2024 записан в worked, но не в holidays"),
        ({2023: [], 2025: []}, {}, "пропущен 2024 год"),
    ],
)
def test_a_bad_entry_is_named(holidays: dict[int, Any], worked: dict[int, Any], says: str) -> None:
    with pytest.raises(PainmapError, match=says):
        validated(WorkCalendar, {"schema_version": 1, "holidays": holidays, "worked": worked}, WHERE)


def test_a_year_without_an_entry_says_what_to_write(calendar: WorkCalendar) -> None:
    with pytest.raises(PainmapError) as caught:
        calendar.days_off(2031)
    assert "2031" in caught.value.what
    assert WHERE in caught.value.where
    assert "«2031: [01-01..01-08, …]»" in caught.value.remedy
