"""Working days of whole columns, by the production calendar."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from painmap.params.models import WorkCalendar

Days = np.ndarray[Any, np.dtype[np.datetime64]]
OnDayOff = Literal["previous", "same", "next"]


class Workdays:
    """Arithmetic with columns of days (`datetime64[D]`, none empty).

    A day is looked at only where a result depends on it: a year that the calendar does not know is an error
    there, and no hindrance elsewhere.
    """

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        off = sorted(day for year in calendar.years for day in calendar.days_off(year))
        # Every weekday works but for the days named: a Saturday that is worked fits in no other way.
        self._days = np.busdaycalendar(weekmask="1111111", holidays=np.array(off, dtype="datetime64[D]"))

    def after(self, start: Days, count: np.ndarray) -> Days:
        """The `count`-th working day after `start`; `start` itself where the count is 0.

        Raises:
            PainmapError: A year between the two is not in the calendar.
        """
        is_off = ~np.is_busday(start, busdaycal=self._days)
        ends: Days = np.busday_offset(start, count - is_off, roll="forward", busdaycal=self._days)
        ends = np.where(count == 0, start, ends)
        self._require(start[count > 0], ends[count > 0])
        return ends

    def ended(self, last: Days, start: Days, rule: OnDayOff) -> Days:
        """The ends of terms of calendar days whose last days are `last`.

        Where that is no working day, the term ends on the working day before it, or after it, by the rule.
        No term ends before it began: with no working day in it, it ends on the next one. A term of 0 days
        (`last` is `start`) is that day, whatever it is.

        Raises:
            PainmapError: The year of a last day, or of the working day before it, is not in the calendar.
        """
        if rule == "same":
            return last
        after: Days = np.busday_offset(last, 0, roll="forward", busdaycal=self._days)
        before: Days = np.busday_offset(last, 0, roll="backward", busdaycal=self._days)
        ends: Days = after if rule == "next" else np.where(before < start, after, before)
        ends = np.where(last == start, last, ends)
        self._require(last[last > start], ends[last > start])
        return ends

    def between(self, start: Days, end: Days) -> np.ndarray:
        """Working days after `start` up to `end`, inclusive.

        Raises:
            PainmapError: A year between the two is not in the calendar.
        """
        self._require(start, end)
        return np.busday_count(start + 1, end + 1, busdaycal=self._days)

    def _require(self, *days: Days) -> None:
        years = np.concatenate(days).astype("datetime64[Y]").astype(int)
        if len(years):
            first = int(years.min())
            self._calendar.require(first + 1970 + int(i) for i in np.flatnonzero(np.bincount(years - first)))
