"""Measures of the map: what was registered of each, and whether it was registered before it began to work."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import pandas as pd

from painmap.errors import PainmapError, unknown_name
from painmap.periods import Period
from painmap.problem_map.decisions import CELLS, added, applicable, iso, parsed_date
from painmap.problem_map.discovery import ON_HISTORY

Direction = Literal["decline", "growth"]
Registry = Mapping[str, Mapping[Hashable, Any]]  # rows of `schema.PROBLEMS` by id
DIRECTIONS: tuple[Direction, ...] = ("decline", "growth")
# What has to be fixed before the data are known (source: `statistics.md`, «effect of a measure»).
_REGISTERED = ("effect_date", "lag_months", "control_problem_id")
_COLUMNS = (*CELLS, "state", "direction", *_REGISTERED)
LAG_LATE = "срок, через который ожидается действие, указан уже после начала действия меры"
CONTROL_LATE = "контрольный ряд указан уже после начала действия меры"
_LATE_NOTES = {"lag_months": LAG_LATE, "control_problem_id": CONTROL_LATE}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure and its state on the report's cut-off; testing its effect is the caller's.

    Attributes:
        measure_id: As entered, or the problem's id where none was given.
        effect_date: From when it works; None if nobody entered it.
        lag_months: How many months later its effect is expected; till then months count for neither side.
        control_problem_id: A problem that the measure does not concern; empty: none.
        registered_date: When date, lag and control got their present values; None without a date.
        is_registered_late: The date itself was entered after the measure began: chosen knowing the data.
        late_notes: The same of the lag and of the control, in words (Russian).
        found: Period whose counts the problem was found by; None: on the whole history.
        responsible, due: Columns 6 and 7; `due` is an ISO date where it is a date.
        state: Words of the manager («исполнено», …).
        direction: What is expected of the number of mentions.
    """

    measure_id: str
    problem_id: str
    problem_title: str
    client_kind: str
    measure: str
    effect_date: date | None
    lag_months: int = 0
    control_problem_id: str = ""
    registered_date: date | None = None
    is_registered_late: bool = False
    late_notes: tuple[str, ...] = ()
    found: Period | None = None
    responsible: str = ""
    due: str = ""
    state: str
    direction: Direction


class _Entry(NamedTuple):
    """A standing value, the day it was entered, and the first day of the map it was entered in."""

    value: str
    day: date
    map_start: date


def measures_of(
    decisions: pd.DataFrame, registry: pd.DataFrame, period: Period, as_of: date
) -> list[Measure]:
    """Measures entered in maps up to `period`, ordered by problem and measure; their states on `as_of`.

    Raises:
        PainmapError: A problem that the registry lacks, an unreadable effect date or lag, an unknown
            direction, a control that is the measure's own problem or one of other clients.
    """
    entered = applicable(decisions, period, as_of)
    known = {str(row["id"]): row for row in registry.to_dict("records")}
    known |= {
        id_: {"id": id_, "title": title, "client_kind": kind, "found_on": ON_HISTORY}
        for (kind, id_), title in added(decisions, period).items()
    }
    # What people named and took back again is no row, its measures none.
    gone = set(entered.loc[entered["column"].eq("title"), "problem_id"]) - set(known)
    is_own = entered["column"].isin(_COLUMNS) & ~entered["problem_id"].isin(gone)
    groups = entered[is_own].groupby(["problem_id", "measure_id"], sort=True)
    measures = (_measure(str(k[0]), str(k[1]), rows, known) for k, rows in groups)
    return [m for m in measures if m.measure]


def _measure(problem_id: str, measure_id: str, rows: pd.DataFrame, registry: Registry) -> Measure:
    where = f"decisions, проблема {problem_id}, мера {measure_id or 'без номера'}"
    if problem_id not in registry:
        raise unknown_name("Проблема", problem_id, registry, where="решения по карте проблем (decisions)")
    problem = registry[problem_id]
    entries = {str(column): _standing(part) for column, part in rows.groupby("column", sort=True)}
    values = {column: entry.value for column, entry in entries.items()}
    direction = values.get("direction") or "decline"
    if direction not in DIRECTIONS:
        raise unknown_name("Ожидаемое направление", direction, DIRECTIONS, where=where)
    day = _effect_date(values.get("effect_date", ""), where)
    registered = {column: entries[column] for column in _REGISTERED if column in entries} if day else {}
    late = {column for column, e in registered.items() if day and day < max(e.day, e.map_start)}
    return Measure(
        measure_id=measure_id or problem_id,
        problem_id=problem_id,
        problem_title=str(problem["title"]),
        client_kind=str(rows["client_kind"].iloc[-1]),
        measure=values.get("measure", ""),
        effect_date=day,
        lag_months=_lag(values.get("lag_months", ""), where),
        control_problem_id=_control(values.get("control_problem_id", ""), problem, registry, where),
        registered_date=max((entry.day for entry in registered.values()), default=None),
        is_registered_late="effect_date" in late,
        late_notes=tuple(note for column, note in _LATE_NOTES.items() if column in late),
        found=_found(problem),
        responsible=values.get("responsible", ""),
        due=iso(values.get("due_date", "")),
        state=values.get("state", ""),
        direction=direction,
    )


def _standing(rows: pd.DataFrame) -> _Entry:
    """The last value, and when it was entered first without another one after that."""
    values = rows["value"].astype(str).tolist()
    first = len(values) - 1
    while first and values[first - 1] == values[-1]:
        first -= 1
    entered = rows.iloc[first]
    map_start = Period.parse(str(entered["map_period"])).start
    return _Entry(values[-1], pd.Timestamp(entered["entered_date"]).date(), map_start)


def _found(problem: Mapping[Hashable, Any]) -> Period | None:
    is_by_counts = pd.isna(problem["found_on"]) or problem["found_on"] != ON_HISTORY
    return Period.parse(str(problem["valid_from"])) if is_by_counts else None


def _effect_date(text: str, where: str) -> date | None:
    day = parsed_date(text) if text else None
    if text and day is None:
        raise PainmapError(
            "Дата начала действия меры не распознана", where=where, remedy="запишите её как 2025-03-01"
        )
    return day


def _lag(text: str, where: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise PainmapError(
            "Срок, через который ожидается действие меры, не распознан",
            where=where,
            remedy="укажите целое число месяцев: 0, 1, 2, …",
        )
    return int(text or 0)


def _control(control_id: str, problem: Mapping[Hashable, Any], known: Registry, where: str) -> str:
    if control_id and control_id not in known:
        raise unknown_name("Проблема контрольного ряда", control_id, known, where=where)
    if control_id == str(problem["id"]):
        raise PainmapError(
            "Контрольный ряд меры — ряд её же проблемы",
            where=where,
            remedy="укажите проблему, которой мера не касается, либо не указывайте контрольный ряд",
        )
    if control_id and known[control_id]["client_kind"] != problem["client_kind"]:
        raise PainmapError(
            "Контрольный ряд меры — ряд проблемы других клиентов",
            where=where,
            remedy="укажите проблему клиентов того же вида, либо не указывайте контрольный ряд",
        )
    return control_id
