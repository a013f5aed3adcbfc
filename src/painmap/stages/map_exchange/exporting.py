"""The map of a period as a working file for managers."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError, printable
from painmap.problem_map.decisions import Cell, applicable
from painmap.problem_map.exchange.base import Export
from painmap.problem_map.exchange.fields import Field
from painmap.problem_map.exchange.lines import Line, lines
from painmap.problem_map.exchange.workfile import Working, write
from painmap.schema import RIVAL
from painmap.stages.map_exchange.state import MapState, store_export
from painmap.stages.store import write_bytes


@dataclass(frozen=True)
class Exported:
    """What was written: the file, the export's id, rows of the map, cells that people may write in."""

    path: Path
    export_id: str
    rows: int
    cells: int


def run(state: MapState, path: Path | None = None) -> Exported:
    """Write the working map and keep its content as the base of what comes back.

    Raises:
        PainmapError: The period's report was not built, or there is another file at `path`.
    """
    path = path or state.project.tree.working_map(state.project.id, state.period)
    working = working_map(state)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "map.xlsx"
        write(working, draft)
        content = draft.read_bytes()
    if path.exists() and path.read_bytes() != content:
        raise PainmapError(
            "Такой файл уже есть: в нём могут быть правки, он не изменён",
            where=printable(path),
            remedy="внесите его («painmap map import») и уберите или укажите другое имя: --out",
        )
    store_export(state.project, working.export)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, content)
    return Exported(path, working.export.id, len(state.report.map_rows), len(working.export.cells))


def working_map(state: MapState) -> Working:
    """What the working map of this state holds."""
    report, period = state.report, str(state.period)
    made = lines(period, report.map_rows, report.processes, state.standing)
    cells = {cell: line.values[one.code] for line in made for one, cell in line.cells()}
    titles = {(str(row.client_kind), row.problem_id): row.title for row in report.map_rows}
    export = Export(state.project.id, period, titles, cells)
    return Working(report, export, made, state.units, dict(_rivals(state, made)))


def _rivals(state: MapState, made: list[Line]) -> Iterator[tuple[str, str]]:
    """Key of a line → what others proposed for its cells, in words."""
    open_ = open_rivals(state)
    for line in made:
        told = [
            f"{_short(one)}: {one.told(value)} ({role}, {day:%d.%m.%Y})"
            for one, cell in line.cells()
            for value, role, day in open_.get(cell, ())
        ]
        if told:
            yield line.key, "\n".join(told)


def open_rivals(state: MapState) -> Mapping[Cell, list[tuple[str, str, pd.Timestamp]]]:
    """Proposals for a cell (value, role, day) that nobody has decided on: later than its last entry."""
    found: dict[Cell, list[tuple[str, str, pd.Timestamp]]] = defaultdict(list)
    entered = applicable(state.decisions, state.period, pd.Timestamp.max.date())
    # In the order of entry, whatever the day.
    for row in entered.sort_index().to_dict("records"):
        name = str(row["column"])
        cell = Cell(str(row["client_kind"]), str(row["problem_id"]), str(row["measure_id"]), name)
        if name.endswith(RIVAL):
            proposal = (str(row["value"]), str(row["author_role"]), pd.Timestamp(row["entered_date"]))
            found[cell._replace(column=name.removesuffix(RIVAL))].append(proposal)
        else:
            found.pop(cell, None)
    return found


def _short(one: Field) -> str:
    return one.title.split("(")[0].strip()
