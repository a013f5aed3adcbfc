"""What becomes of an appeal: days to the answer, extension, redirect, outcome, gaps of the register."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta

from painmap.demo.phrases import common, weighted
from painmap.demo.records import Outcome
from painmap.demo.workdays import next_working_day, working_day

_TERM_DAYS = 30
_SIGMA = 0.5
_LATE, _EXTENDED = 0.055, 0.05
# Channels without a term: share answered on the day, longest delay otherwise.
_QUICK = {
    "secretary": (0.85, 3), "vk": (0.4, 4), "telegram": (0.5, 3), "leader-reception": (0.7, 12),
    "leader": (0.45, 14), "event": (0.6, 10), "hotline": (0.0, 12), "reception": (0.62, 0),
}  # fmt: skip
_ORAL_THEN_WRITTEN = "reception"
_NO_DATES = "box"


@dataclass(frozen=True)
class Case:
    """What the answer depends on.

    Attributes:
        kind: The true one, whatever the register says.
        is_others: Whether the matter belongs to another body, to which it can be redirected.
    """

    day: date
    channel: str
    kind: str
    category: str
    median_days: float
    is_others: bool = False


def result(case: Case, rng: random.Random) -> Outcome:
    """The final result of an appeal, with the gaps that clerks leave."""
    if case.channel == _NO_DATES:
        return Outcome()
    outcome = _outcome(case, rng)
    days, extended = _days(case, rng)
    answered = _on_working_day(case.day, days, extended is not None)
    forwarded = None
    if outcome == "forwarded":
        forwarded = working_day(case.day + timedelta(days=rng.randint(1, 7)))
        if forwarded < case.day:
            forwarded = next_working_day(case.day)
        # The applicant is told of the redirect in the same letter.
        answered, extended = forwarded, None
    gaps = common()["missing"]
    in_year = answered.year == case.day.year
    has_date = not in_year or rng.random() >= gaps["answered"]
    return Outcome(
        answered=answered if has_date else None,
        extended_until=extended,
        forwarded=forwarded,
        outcome=outcome if rng.random() >= gaps["outcome"] else None,
    )


def _outcome(case: Case, rng: random.Random) -> str:
    tables = common()["outcomes"]
    name = case.category if case.category in ("offtopic", "empty") else case.kind
    weights = tables["hotline"] if case.channel == "hotline" else tables[name]
    outcome = weighted(rng, weights)
    return "explained" if outcome == "forwarded" and not case.is_others else outcome


def _days(case: Case, rng: random.Random) -> tuple[int, date | None]:
    """Days from registration to the answer, and the day to which the term was extended."""
    if case.channel in _QUICK:
        same_day, longest = _QUICK[case.channel]
        if rng.random() < same_day:
            return 0, None
        if case.channel != _ORAL_THEN_WRITTEN:
            return rng.randint(1, longest), None
    draw = rng.random()
    if draw < _LATE:
        return _TERM_DAYS + 1 + int(rng.expovariate(1 / 9)), None
    if draw < _LATE + _EXTENDED:
        return rng.randint(33, 59), case.day + timedelta(days=60)
    while True:
        days = round(rng.lognormvariate(math.log(case.median_days * 1.12), _SIGMA))
        if 1 <= days <= _TERM_DAYS:
            return days, None


def _on_working_day(day: date, days: int, is_extended: bool) -> date:
    answered = next_working_day(day + timedelta(days=days))
    in_term = (answered - day).days <= _TERM_DAYS or days > _TERM_DAYS or is_extended
    # Of a last day that is a holiday the answer comes before it, unless everything since is one.
    before = working_day(day + timedelta(days=days))
    return answered if in_term or before < day else before
