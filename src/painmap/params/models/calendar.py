"""`params/calendar.yaml`: the production calendar, on which days offices work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from pydantic import Field, model_validator

from painmap.errors import PainmapError, printable
from painmap.params.models.base import File, Text

_SPAN = re.compile(r"(\d\d-\d\d)(?:\.\.(\d\d-\d\d))?", re.ASCII)
_DAY = timedelta(days=1)
_SATURDAY = 5
WHERE = "params/calendar.yaml"


class WorkCalendar(File):
    """Days off beside Saturdays and Sundays, and Saturdays or Sundays that are worked, by year.

    Source: Article 112 of the Labour Code and the Government's yearly decree that moves days off.

    Attributes:
        holidays, worked: Year → days «01-09» or spans «01-01..01-08». A year without an entry under
            `holidays` is not known.
    """

    holidays: dict[int, tuple[Text, ...]]
    worked: dict[int, tuple[Text, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _sound(self) -> WorkCalendar:
        for year, spans in self.holidays.items():
            off, worked = _days(year, spans), _days(year, self.worked.get(year, ()))
            for day in sorted(worked):
                if day.weekday() < _SATURDAY:
                    raise ValueError(f"{day:%d.%m.%Y} в worked — не суббота и не воскресенье")
                if day in off:
                    raise ValueError(f"{day:%d.%m.%Y} записан и в holidays, и в worked")
        for year in sorted(self.worked.keys() - self.holidays.keys()):
            raise ValueError(f"год {year} записан в worked, но не в holidays")
        for year in self.years[1:]:
            if year - 1 not in self.holidays:
                raise ValueError(f"в holidays пропущен {year - 1} год")
        return self

    @property
    def years(self) -> tuple[int, ...]:
        """The years that it knows, in order."""
        return tuple(sorted(self.holidays))

    def days_off(self, year: int) -> frozenset[date]:
        """All days of a year on which offices do not work, Saturdays and Sundays among them.

        Raises:
            PainmapError: The calendar does not know the year.
        """
        self.require((year,))
        every = (date(year, 1, 1) + _DAY * i for i in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
        weekends = {day for day in every if day.weekday() >= _SATURDAY}
        return frozenset(
            (weekends | _days(year, self.holidays[year])) - _days(year, self.worked.get(year, ()))
        )

    def require(self, years: Iterable[int]) -> None:
        """Raise PainmapError for the first of these years that the calendar does not know."""
        for year in sorted(set(years) - self.holidays.keys()):
            raise PainmapError(
                f"В производственном календаре нет {year} года: сроки ответа, которые на него приходятся, "
                "рассчитать нельзя",
                where=f"{WHERE}, поле holidays",
                remedy=f"впишите строку «{year}: [01-01..01-08, …]» с праздничными и перенесёнными выходными "
                "днями по постановлению Правительства РФ, а рабочие субботы — такой же строкой в поле worked",
            )


def _days(year: int, spans: Iterable[str]) -> set[date]:
    found: set[date] = set()
    for span in spans:
        match = _SPAN.fullmatch(span)
        where = f"год {year}, «{printable(span)}»"
        if match is None:
            raise ValueError(f"{where}: нужен день «02-23» или промежуток «01-01..01-08» (месяц-день)")
        try:
            first, last = (
                date.fromisoformat(f"{year:04d}-{part}") for part in (match[1], match[2] or match[1])
            )
        except ValueError:
            raise ValueError(f"{where}: такого дня нет") from None
        if last < first:
            raise ValueError(f"{where}: конец промежутка раньше начала")
        found |= {first + _DAY * i for i in range((last - first).days + 1)}
    return found
