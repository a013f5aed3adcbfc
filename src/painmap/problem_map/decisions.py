"""Human cells of the map: append-only entries, the last of the newest applicable map wins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd

from painmap.errors import unknown_name
from painmap.periods import Period
from painmap.report_data import FINISHED_STATES

# Columns 5–7 of Прил. 3, in their order.
CELLS = ("measure", "responsible", "due_date")
_RUSSIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


class HumanCells(NamedTuple):
    """Columns 5–7 of one row; `due` is an ISO date where the value is a date, else the words as entered."""

    measure: str = ""
    responsible: str = ""
    due: str = ""


def human_cells(decisions: pd.DataFrame, period: Period, as_of: date) -> dict[tuple[str, str], HumanCells]:
    """Columns 5–7 by (client kind, problem id), from the newest map not later than `period`.

    Several measures of one problem stand in one cell, in the order of their ids. A measure finished or
    withdrawn by `as_of` is not «необходимое к реализации»: a row that had no other is empty again.
    """
    entered = applicable(decisions, period, as_of)
    cells = entered[entered["column"].isin(CELLS)]
    keys = ["client_kind", "problem_id"]
    newest = cells.groupby(keys)["map_end"].transform("max")
    latest = cells[cells["map_end"] == newest].drop_duplicates([*keys, "measure_id", "column"], keep="last")
    latest = latest.assign(value=latest["value"].mask(_is_finished(latest, entered), ""))
    return {(str(k[0]), str(k[1])): _cells(rows) for k, rows in latest.groupby(keys, sort=True)}


def _is_finished(cells: pd.DataFrame, entered: pd.DataFrame) -> pd.Series:
    """Whether the measure of each cell is finished; one entered anew after that is to be carried out."""
    told = entered[entered["column"].isin(("measure", "state"))]
    last = told.drop_duplicates(["problem_id", "measure_id"], keep="last")
    done = last[last["value"].str.lower().isin(FINISHED_STATES)]
    names = pd.MultiIndex.from_frame(done[["problem_id", "measure_id"]])
    is_done = pd.MultiIndex.from_frame(cells[["problem_id", "measure_id"]]).isin(names)
    return pd.Series(is_done, index=cells.index)


def check_problems(decisions: pd.DataFrame, known: Iterable[str]) -> None:
    """Raise unless every decision is about a problem of the registry."""
    known = set(known)
    for problem_id in sorted(set(decisions["problem_id"].astype(str)) - known):
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
    return HumanCells(measure, responsible, "; ".join(_iso(v) for v in values.get("due_date", [])))


def _iso(text: str) -> str:
    day = parsed_date(text)
    return day.isoformat() if day else text


def parsed_date(text: str) -> date | None:
    """The date written as 2026-03-05 or 05.03.2026; None if it is neither."""
    match = _RUSSIAN_DATE.fullmatch(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        return None
