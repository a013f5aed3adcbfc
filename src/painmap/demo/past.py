"""The appeals already made: which of them somebody writes about again."""

from __future__ import annotations

import random
from datetime import date, timedelta

from painmap.demo.records import Record

# A repeat comes when the answer has not helped; a twin while the first letter is still on its way.
_REPEAT_DAYS = (25, 340)
_TWINNED = ("problem", "request", "misc", "suggestion")


class Past:
    """The appeals of one agency so far."""

    def __init__(self, twin_days: tuple[int, int], twin_channels: tuple[str, ...]) -> None:
        self._records: list[Record] = []
        self._twinned: set[str] = set()
        self._twin_days = twin_days
        self.twin_channels = twin_channels

    def add(self, record: Record) -> None:
        """Remember an appeal and that it is a twin of an earlier one."""
        self._records.append(record)
        self._twinned.add(record.twin_of)

    def repeatable(self, day: date, is_staff: bool, rng: random.Random) -> Record | None:
        """A record of the last year on a problem, whose person can be recognised."""
        known = [
            r for r in self._within(day, _REPEAT_DAYS)
            if r.category == "problem" and (r.person.applicant == "staff") == is_staff
        ]  # fmt: skip
        return rng.choice(known) if known else None

    def twinnable(self, day: date, rng: random.Random) -> Record | None:
        """A letter of the last days that the same person may also send by another channel."""
        known = [
            r for r in self._within(day, self._twin_days)
            if r.category in _TWINNED and r.channel in self.twin_channels and r.topic
            and r.person.applicant != "staff" and r.appeal_id not in self._twinned
        ]  # fmt: skip
        return rng.choice(known) if known else None

    def _within(self, day: date, days: tuple[int, int]) -> list[Record]:
        first, last = day - timedelta(days=days[1]), day - timedelta(days=days[0])
        return [
            r for r in self._records
            if first <= r.day <= last and not r.is_repeat and not r.twin_of and not r.person.is_anonymous
        ]  # fmt: skip
