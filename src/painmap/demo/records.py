"""One appeal as the generator knows it: what a clerk would enter, and what it is really about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from painmap.demo.people import Person


@dataclass(frozen=True)
class Outcome:
    """What became of an appeal in the end; None where the register has a gap or nothing happened."""

    answered: date | None = None
    extended_until: date | None = None
    forwarded: date | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Record:
    """An appeal.

    Attributes:
        category: problem, request, offtopic, thanks, suggestion, misc, empty, corruption, mailing.
        problem: Id of the planted problem; empty where none is planted.
        secondary: Another planted problem of the same letter; empty for none.
        twin_of: Number of the appeal that the same person sent by another channel; empty for none.
        kind: Code of `codes.APPEAL_KINDS`; empty where the clerk left it empty.
        client_kind: external, internal, unknown.
        is_repeat: None where the clerk left it empty.
        body: Other body that the matter belongs to, in the accusative; empty for none.
        row: Number within its file, from 1; 0 before the files are made.
    """

    day: date
    person: Person
    category: str
    problem: str
    client_kind: str
    channel: str
    form: str
    kind: str
    topic: str
    reason: str
    text: str
    is_annotation: bool
    unit: str
    executor: str
    municipality: str
    is_repeat: bool | None
    is_collective: bool
    result: Outcome = Outcome()
    appeal_id: str = ""
    secondary: str = ""
    twin_of: str = ""
    body: str = ""
    row: int = 0

    def as_known(self, received: date) -> Record:
        """The record as a register received on that day shows it: later answers are not in it."""
        result = self.result
        answered, forwarded = _until(result.answered, received), _until(result.forwarded, received)
        is_open = (result.answered or result.forwarded) is not None and answered is None and forwarded is None
        outcome = "pending" if is_open else result.outcome
        return replace(self, result=replace(result, answered=answered, forwarded=forwarded, outcome=outcome))

    def is_open(self, received: date) -> bool:
        """Whether the answer comes after that day."""
        return self.result.answered is not None and self.result.answered > received


def _until(day: date | None, received: date) -> date | None:
    return day if day is not None and day <= received else None
