"""Human cells of the map: append-only entries, of each cell the last one of the newest map wins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd

from painmap.errors import unknown_name
from painmap.periods import Period
from painmap.report_data import FINISHED_STATES
from painmap.schema import RIVAL

# Columns 5–7 of Прил. 3, in their order.
CELLS = ("measure", "responsible", "due_date")
# Columns 3 and 4.
LEVEL_CODES = ("prevalence", "priority")
_RUSSIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


class Cell(NamedTuple):
    """Where a person writes: a column of a measure, or of the row itself (then no `measure_id`)."""

    client_kind: str
    problem_id: str
    measure_id: str
    column: str


class HumanCells(NamedTuple):
    """Columns 5–7 of one row; `due` is an ISO date where the value is a date, else the words as entered."""

    measure: str = ""
    responsible: str = ""
    due: str = ""


def human_cells(decisions: pd.DataFrame, period: Period, as_of: date) -> dict[tuple[str, str], HumanCells]:
    """Columns 5–7 by (client kind, problem id), as entered in maps not later than `period`.

    Several measures of one problem stand in one cell, in the order of their ids. A measure stays from map to
    map until it is finished or withdrawn by `as_of`: then it is no longer «необходимое к реализации», and a
    row that had no other is empty again.
    """
    entered = applicable(decisions, period, as_of)
    latest = _latest(entered[entered["column"].isin(CELLS)])
    latest = latest.assign(value=latest["value"].mask(_is_finished(latest, entered), ""))
    keys = ["client_kind", "problem_id"]
    return {(str(k[0]), str(k[1])): _cells(rows) for k, rows in latest.groupby(keys, sort=True)}


def standing(decisions: pd.DataFrame, period: Period, as_of: date) -> dict[Cell, str]:
    """What stands in each cell of the map of `period` that people write in, finished measures among them.

    A level is set for one map; only that of a problem that people added stands until it is changed.
    """
    latest = _standing(decisions, period, as_of)
    cells = zip(*(latest[name].astype(str) for name in Cell._fields), strict=True)
    return dict(zip(map(Cell._make, cells), latest["value"].astype(str), strict=True))


def added(decisions: pd.DataFrame, period: Period) -> dict[tuple[str, str], str]:
    """Problems that people named on the map: (client kind, id) → title; one named anew is gone if empty."""
    titles = {
        cell[:2]: v for cell, v in standing(decisions, period, date.max).items() if cell.column == "title"
    }
    return {key: title for key, title in titles.items() if title}


class SetLevel(NamedTuple):
    """A level that a person set: its value, and who set it when."""

    value: str
    author_role: str
    day: date


def set_levels(decisions: pd.DataFrame, period: Period, as_of: date) -> dict[Cell, SetLevel]:
    """Levels that people set on the map of `period`."""
    latest = _standing(decisions, period, as_of)
    own = latest[latest["column"].isin(LEVEL_CODES) & latest["value"].ne("")]
    return {
        Cell(*(str(row[name]) for name in Cell._fields)): SetLevel(
            str(row["value"]), str(row["author_role"]), pd.Timestamp(row["entered_date"]).date()
        )
        for row in own.to_dict("records")
    }


def _standing(decisions: pd.DataFrame, period: Period, as_of: date) -> pd.DataFrame:
    entered = applicable(decisions, period, as_of)
    named = set(entered.loc[entered["column"].eq("title"), "problem_id"])
    is_other_map = entered["map_period"].ne(str(period)) & ~entered["problem_id"].isin(named)
    is_past = entered["column"].isin((*LEVEL_CODES, "level_reason")) & is_other_map
    # The state of a row is told by its content (`statuses`), not by the last entry alone.
    return _latest(entered[~is_past & entered["column"].ne("status")])


def _latest(entered: pd.DataFrame) -> pd.DataFrame:
    return entered.drop_duplicates([*Cell._fields], keep="last")


def _is_finished(cells: pd.DataFrame, entered: pd.DataFrame) -> pd.Series:
    """Whether the measure of each cell is finished; one entered anew after that is to be carried out."""
    told = entered[entered["column"].isin(("measure", "state"))]
    last = told.drop_duplicates(["problem_id", "measure_id"], keep="last")
    done = last[last["value"].str.lower().isin(FINISHED_STATES)]
    names = pd.MultiIndex.from_frame(done[["problem_id", "measure_id"]])
    is_done = pd.MultiIndex.from_frame(cells[["problem_id", "measure_id"]]).isin(names)
    return pd.Series(is_done, index=cells.index)


def check_problems(decisions: pd.DataFrame, known: Iterable[str]) -> None:
    """Raise unless every decision is about a problem of the registry, one that people added, or a process."""
    known = set(known)
    is_added = decisions["column"].eq("title")
    named = known.union(decisions.loc[is_added, "problem_id"].astype(str))
    of_problems = decisions[~decisions["column"].str.removesuffix(RIVAL).eq("effort")]
    for problem_id in sorted(set(of_problems["problem_id"].astype(str)) - named):
        raise unknown_name("Проблема", problem_id, known, where="решения по карте проблем (decisions)")


def applicable(decisions: pd.DataFrame, period: Period, as_of: date) -> pd.DataFrame:
    """Entries of maps up to `period`, oldest map first, within a map in the order of entry.

    A map is filled in after its cut-off `as_of`; a state entered then is not that of the cut-off.
    """
    ends = decisions["map_period"].astype(str).map(lambda text: Period.parse(text).end.isoformat())
    frame = decisions.assign(
        map_end=ends.astype("string"),
        measure_id=decisions["measure_id"].astype("string").fillna(""),
        value=decisions["value"].astype("string").fillna("").str.strip(),
    )
    is_later = (frame["column"] == "state") & (frame["entered_date"] > pd.Timestamp(as_of))
    return frame[(frame["map_end"] <= period.end.isoformat()) & ~is_later.fillna(False)].sort_values(
        ["map_end", "entered_date"], kind="stable"
    )


def _cells(rows: pd.DataFrame) -> HumanCells:
    values = {
        column: list(dict.fromkeys(v for v in part.sort_values("measure_id")["value"] if v))
        for column, part in rows.groupby("column")
    }
    measure, responsible = ("; ".join(values.get(column, [])) for column in CELLS[:2])
    return HumanCells(measure, responsible, "; ".join(iso(v) for v in values.get("due_date", [])))


def iso(text: str) -> str:
    """A date as 2026-03-05, other words as they are."""
    day = parsed_date(text)
    return day.isoformat() if day else text


def parsed_date(text: str) -> date | None:
    """The date written as 2026-03-05 or 05.03.2026; None if it is neither."""
    match = _RUSSIAN_DATE.fullmatch(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        return None
