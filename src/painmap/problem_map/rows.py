"""Rows of the map: each problem with what people entered, ordered and numbered."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from painmap.problem_map.decisions import (
    LEVEL_CODES,
    Cell,
    HumanCells,
    SetLevel,
    added,
    human_cells,
    set_levels,
    standing,
)
from painmap.problem_map.evidence import Evidence
from painmap.problem_map.problems import CLIENT_KINDS
from painmap.problem_map.processes import LEVELS
from painmap.problem_map.statuses import Mark, marks, with_status
from painmap.report_data import LevelChange, MapRow, Problem


@dataclass(frozen=True)
class Entered:
    """What people entered: columns 5–7, levels, problems of their own, reasons, efforts, states of rows."""

    cells: dict[tuple[str, str], HumanCells]
    levels: dict[Cell, SetLevel]
    added: dict[tuple[str, str], str]
    standing: dict[Cell, str]
    marks: dict[tuple[str, str], list[Mark]]


def row_title(title: str, kind: str) -> str:
    """Column 2: the registry's title; a need is told from a problem by its first word or by a mark.

    A title that does not begin with «Потребность» keeps its case («Выездной приём …»): the mark follows it.
    """
    return title if kind != "need" or title.lower().startswith("потребност") else f"{title} (потребность)"


def entered_of(evidence: Evidence) -> Entered:
    """What people entered in maps up to the period, as it stands on the cut-off."""
    told = (evidence.decisions, evidence.period, evidence.agency.cut_off(evidence.period))
    return Entered(
        human_cells(*told),
        set_levels(*told),
        added(evidence.decisions, evidence.period),
        standing(*told),
        marks(evidence.decisions, evidence.period),
    )


def rows_of(problems: tuple[Problem, ...], entered: Entered) -> tuple[MapRow, ...]:
    """Each part by the priority that stands, then by points; what people added follows its equals."""
    points = {p.id: p.score for p in problems}
    rows = [_row(problem, entered) for problem in problems] + [
        _added_row(kind, id_, title, entered) for (kind, id_), title in entered.added.items()
    ]
    rows = [with_status(row, entered.marks.get((row.client_kind, row.problem_id), ())) for row in rows]

    def key(row: MapRow) -> tuple[int, float, str]:
        return -LEVELS.index(row.priority), -points.get(row.problem_id, -1.0), row.problem_id

    parts = (sorted((r for r in rows if r.client_kind == kind), key=key) for kind in CLIENT_KINDS)
    return tuple(
        row.model_copy(update={"number": number})
        for part in parts
        for number, row in enumerate(part, start=1)
    )


def _row(problem: Problem, entered: Entered) -> MapRow:
    computed = {code: getattr(problem, code) for code in LEVEL_CODES}
    set_ = {code: entered.levels.get(Cell(problem.client_kind, problem.id, "", code)) for code in LEVEL_CODES}
    reason = entered.standing.get(Cell(problem.client_kind, problem.id, "", "level_reason"), "")
    return MapRow(
        number=0,
        problem_id=problem.id,
        title=row_title(problem.title, problem.kind),
        client_kind=problem.client_kind,
        **(computed | {code: level.value for code, level in set_.items() if level}),
        **_cells_of(problem.client_kind, problem.id, entered),
        changes=tuple(
            LevelChange(
                column=code,
                computed=computed[code],
                author_role=level.author_role,
                day=level.day,
                reason=reason,
            )
            for code, level in set_.items()
            if level
        ),
    )


def _added_row(kind: str, id_: str, title: str, entered: Entered) -> MapRow:
    levels = {code: entered.levels.get(Cell(kind, id_, "", code)) for code in LEVEL_CODES}
    return MapRow(
        number=0,
        problem_id=id_,
        title=title,
        client_kind=kind,
        **{code: level.value if level else "low" for code, level in levels.items()},
        **_cells_of(kind, id_, entered),
        is_added=True,
    )


def _cells_of(kind: str, id_: str, entered: Entered) -> dict[str, str]:
    return entered.cells.get((kind, id_), HumanCells())._asdict()


def with_efforts(processes: pd.DataFrame, entered: Entered) -> pd.DataFrame:
    """The processes with the efforts that managers estimated."""
    efforts = {
        (c.client_kind, c.problem_id): v for c, v in entered.standing.items() if c.column == "effort" and v
    }
    told = [
        float(efforts.get((str(kind), str(id_)), effort))
        for kind, id_, effort in zip(
            processes["client_kind"], processes["id"], processes["effort"].astype("Float64"), strict=True
        )
    ]
    return processes.assign(effort=pd.array(told, dtype="Float64"))
