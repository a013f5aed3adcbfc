"""Rows of a working map: one for each measure of a problem, with what stands in its cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from painmap.problem_map.decisions import LEVEL_CODES, Cell
from painmap.problem_map.exchange.fields import (
    FOLLOW_UP_FIELDS,
    MAP_FIELDS,
    PROCESS_FIELDS,
    Field,
)
from painmap.report_data import FINISHED_STATES, MapRow, ProcessRank

MAP, FOLLOW_UP, PROCESSES = "map", "follow_up", "processes"


@dataclass(frozen=True)
class Line:
    """A row of a working sheet.

    Attributes:
        part: `MAP`, `FOLLOW_UP` or `PROCESSES`.
        number: Of the problem in its part of the map; of a process its rank.
        is_first: Whether cells of the problem as such stand here: in its first row only.
        values: Field code → value, of fields too that people may not write in here.
    """

    part: str
    client_kind: str
    number: int
    problem_id: str
    title: str
    measure_id: str = ""
    is_first: bool = True
    values: Mapping[str, str] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[Field, Cell]]:
        """The fields that people write in here, each with its cell."""
        for one in FIELDS[self.part]:
            if one.scope != "row" or self.is_first:
                yield one, self.cell(one.code, is_of_measure=one.scope == "measure")

    def cell(self, code: str, *, is_of_measure: bool) -> Cell:
        """The cell of a column of this row's problem, or of its measure."""
        return Cell(self.client_kind, self.problem_id, self.measure_id if is_of_measure else "", code)

    @property
    def key(self) -> str:
        """What the hidden column says of the row."""
        return " ".join((self.client_kind, self.problem_id, self.measure_id or "-", "+-"[not self.is_first]))


FIELDS: Mapping[str, Sequence[Field]] = {
    MAP: MAP_FIELDS,
    FOLLOW_UP: FOLLOW_UP_FIELDS,
    PROCESSES: PROCESS_FIELDS,
}


_SHOWN = {
    MAP: (("prevalence", False), ("priority", False)),
    FOLLOW_UP: (("measure", True), ("responsible", True), ("due_date", True)),
    PROCESSES: (),
}


def lines(
    period: str, rows: Sequence[MapRow], processes: Sequence[ProcessRank], standing: Mapping[Cell, str]
) -> list[Line]:
    """All rows of a working map, part by part.

    Args:
        period: Of the map, for the ids of measures to come.
        rows: The map, with the levels that stand in it.
        processes: With the effort that stands.
        standing: What people entered (`decisions.standing`).
    """
    values: dict[Cell, str] = {}
    for row in rows:
        for code in LEVEL_CODES:
            values[Cell(row.client_kind, row.problem_id, "", code)] = getattr(row, code)
    for process in processes:
        effort = "" if process.effort is None else str(process.effort)
        values[Cell(process.client_kind, process.process_id, "", "effort")] = effort
    values |= standing
    measures = _measures(standing)
    made = [
        line
        for part in (MAP, FOLLOW_UP)
        for row in rows
        for line in _of_row(part, period, row, measures[row.client_kind, row.problem_id])
    ]
    made += [Line(PROCESSES, p.client_kind, p.rank, p.process_id, p.name) for p in processes]
    return [_filled(line, values) for line in made]


def _measures(standing: Mapping[Cell, str]) -> dict[tuple[str, str], dict[str, bool]]:
    """Of each problem its measures, whether each is to be carried out."""
    found: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for cell in sorted(standing):
        if cell.column == "measure" and standing[cell]:
            state = standing.get(cell._replace(column="state"), "")
            found[cell.client_kind, cell.problem_id][cell.measure_id] = state not in FINISHED_STATES
    return found


def _of_row(part: str, period: str, row: MapRow, measures: Mapping[str, bool]) -> Iterator[Line]:
    chosen = [id_ for id_, is_open in measures.items() if is_open or part == FOLLOW_UP]
    if part == MAP and not chosen:
        chosen = [_new_id(period, row.problem_id, measures)]
    for place, measure_id in enumerate(chosen):
        yield Line(
            part, row.client_kind, row.number, row.problem_id, row.title, measure_id, is_first=not place
        )


def _new_id(period: str, problem_id: str, taken: Mapping[str, bool]) -> str:
    """The id of the measure that is going to be entered: the same in each file until one is."""
    base = f"m{period}-{problem_id}"
    later = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(id_ for id_ in (base, *later) if id_ not in taken)


def _filled(line: Line, values: Mapping[Cell, str]) -> Line:
    own = {one.code: values.get(cell, "") for one, cell in line.cells()}
    shown = {
        code: values.get(line.cell(code, is_of_measure=is_of_measure), "")
        for code, is_of_measure in _SHOWN[line.part]
    }
    return replace(line, values=shown | own)
