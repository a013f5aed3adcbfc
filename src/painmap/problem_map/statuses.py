"""States of a row, «предложена системой» to «утверждена»: each holds for the content that people saw."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from painmap.periods import Period
from painmap.report_data import STATUS_WORDS, MapRow, RowStatus, StatusStep

STATUSES: tuple[RowStatus, ...] = tuple(STATUS_WORDS)
_DIGITS = 12
_LEVELS = ("title", "prevalence", "priority")
# An analyst answers for columns 2–4, the working group and who approves for columns 2–7.
COVERED: Mapping[RowStatus, tuple[str, ...]] = {
    "proposed": (),
    "confirmed": _LEVELS,
    "reviewed": (*_LEVELS, "measure", "responsible", "due"),
    "approved": (*_LEVELS, "measure", "responsible", "due"),
}


@dataclass(frozen=True)
class Mark:
    """An entry that brought a row to a state, with the digest of the columns that the state covers."""

    status: RowStatus
    content: str
    author_role: str
    day: date


def content(row: MapRow, status: RowStatus) -> str:
    """Digest of what a person answers for who brings `row` to `status`."""
    told = json.dumps([getattr(row, name) for name in COVERED[status]], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:_DIGITS]


def marks(decisions: pd.DataFrame, period: Period) -> dict[tuple[str, str], list[Mark]]:
    """(client kind, problem id) → entries of its state on the map of `period`, in the order of entry.

    They count whenever they were entered: a map is approved after its cut-off.
    """
    own = decisions[decisions["column"].eq("status") & decisions["map_period"].eq(str(period))]
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for entry in own.to_dict("records"):
        day = pd.Timestamp(entry["entered_date"]).date()
        mark = Mark(entry["value"], str(entry["base_hash"]), str(entry["author_role"]), day)
        found[str(entry["client_kind"]), str(entry["problem_id"])].append(mark)
    return dict(found)


def with_status(row: MapRow, entries: Iterable[Mark]) -> MapRow:
    """The row in the state that people brought it to, as far as what they saw still stands in it.

    A change of a level or of the title takes a row back to «предложена», one of columns 5–7 to
    «подтверждена»; what comes back to the letter has its state again.
    """
    reached: list[Mark] = []
    for mark in entries:
        place = STATUSES.index(mark.status)
        reached = [m for m in reached if STATUSES.index(m.status) < place] + [mark]
    valid = [m for m in reached if m.status != "proposed" and m.content == content(row, m.status)]
    if not valid:
        return row
    step = StatusStep(author_role=valid[-1].author_role, day=valid[-1].day)
    return row.model_copy(update={"status": valid[-1].status, "status_step": step})


def next_steps(row: MapRow) -> Sequence[RowStatus]:
    """The states that `row` may be brought to: the next one, or any former one."""
    place = STATUSES.index(row.status)
    return STATUSES[: place + 2]
