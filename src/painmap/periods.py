"""Reporting periods: `2025`, `2025-Q3`, `2025-H1`, `2025-9M`, `2025-07`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from painmap.errors import PainmapError, printable

PeriodKind = Literal["year", "nine_months", "half", "quarter", "month"]

MONTHS_RU = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")
_PATTERN = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?:-(?P<part>Q[1-4]|H[12]|9M|0[1-9]|1[0-2]))?", re.ASCII)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_COUNT = re.compile(r"[0-9]+|iv|i{1,3}")
# What part of a year words mean, the first that are found; the letters are Latin, the words Russian.
_MEANT = (("q|кв", "Q{}"), ("h|пол", "H{}"), ("m|м", "{}M"), ("", "{:0>2}"))
_FIRST_AND_COUNT: dict[str, tuple[PeriodKind, int, int]] = {
    "": ("year", 1, 12),
    "9M": ("nine_months", 1, 9),
    **{f"H{i + 1}": ("half", 6 * i + 1, 6) for i in range(2)},
    **{f"Q{i + 1}": ("quarter", 3 * i + 1, 3) for i in range(4)},
    **{f"{m:02d}": ("month", m, 1) for m in range(1, 13)},
}


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period of whole months within one calendar year.

    Attributes:
        year: Calendar year.
        part: `""`, `"9M"`, `"H1"`, `"Q3"`, `"07"`.
    """

    year: int
    part: str = ""

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as `text`, Latin letters in any case.

        Raises:
            PainmapError: Another form; says the known ones and the period that was probably meant.
        """
        match = _PATTERN.fullmatch(text.upper())
        if match is None:
            meant = _meant(text)
            raise PainmapError(
                f"Период «{printable(text)}» не распознан",
                remedy="укажите период в одной из форм: 2025, 2025-Q3, 2025-H1, 2025-9M, 2025-07"
                + (f"; возможно, имелось в виду «{meant}»" if meant else ""),
            )
        return cls(int(match["year"]), match["part"] or "")

    def __str__(self) -> str:
        return f"{self.year}-{self.part}" if self.part else str(self.year)

    @property
    def kind(self) -> PeriodKind:
        """Kind of the period: `year`, `quarter`, …"""
        return _FIRST_AND_COUNT[self.part][0]

    @property
    def months(self) -> tuple[date, ...]:
        """First days of the months of the period, in order."""
        _, first, count = _FIRST_AND_COUNT[self.part]
        return tuple(date(self.year, month, 1) for month in range(first, first + count))

    @property
    def start(self) -> date:
        """First day."""
        return self.months[0]

    @property
    def end(self) -> date:
        """Last day."""
        return month_end(self.months[-1])

    @property
    def previous(self) -> Period:
        """The same period of the year before (АППГ)."""
        return Period(self.year - 1, self.part)

    @property
    def label(self) -> str:
        """The period in Russian, nominative: «2025 год», «III квартал 2025 года»."""
        year = f"{self.year} года"
        match self.kind:
            case "year":
                return f"{self.year} год"
            case "quarter":
                return f"{_ROMAN[int(self.part[1]) - 1]} квартал {year}"
            case "half":
                return f"{_ROMAN[int(self.part[1]) - 1]} полугодие {year}"
            case "nine_months":
                return f"9 месяцев {year}"
            case "month":
                return f"{MONTHS_RU[int(self.part) - 1]} {year}"

    @property
    def short(self) -> str:
        """The period for the head of a narrow column: «III кв. 2025» for a quarter, others as `label`."""
        if self.kind != "quarter":
            return self.label
        return f"{_ROMAN[int(self.part[1]) - 1]}\N{NO-BREAK SPACE}кв. {self.year}"

    def contains(self, day: date) -> bool:
        """Whether `day` lies in the period, both ends included."""
        return self.start <= day <= self.end

    def overlaps(self, other: Period) -> bool:
        """Whether some day lies in both."""
        return self.start <= other.end and other.start <= self.end


def _meant(text: str) -> str:
    """The period that other words mean («2025Q3», «III кв. 2025 г.»); empty if they do not tell."""
    low = text.casefold()
    year = _YEAR.search(low)
    if year is None:
        return ""
    rest = (low[: year.start()] + " " + low[year.end() :]).strip(" -./года")
    if not rest:
        return year[0]
    number = _COUNT.search(rest)
    count = number[0].upper() if number else ""
    count = str(_ROMAN.index(count) + 1) if count in _ROMAN else count
    part = next(part for words, part in _MEANT if re.search(words, rest))
    meant = f"{year[0]}-{part.format(count)}"
    return meant if _PATTERN.fullmatch(meant) else ""


@lru_cache(maxsize=4096)
def month_end(first: date) -> date:
    """The last day of the month of `first`."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_range(start: date, end: date) -> tuple[date, ...]:
    """First days of all months from that of `start` to that of `end`, both included."""
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return tuple(date(i // 12, i % 12 + 1, 1) for i in range(first, last + 1))


def covering(years: Iterable[int], kinds: Iterable[PeriodKind]) -> tuple[Period, ...]:
    """All periods of the given kinds in the given years, in the order year, then kind, then part."""
    wanted = set(kinds)
    parts = [part for part, (kind, _, _) in _FIRST_AND_COUNT.items() if kind in wanted]
    return tuple(Period(year, part) for year in sorted(set(years)) for part in parts)
