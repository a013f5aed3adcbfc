"""States of the map's rows as people set them: `painmap map status`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from painmap.errors import PainmapError, unknown_name
from painmap.problem_map.decisions import LEVEL_CODES, Cell, HumanCells, added, human_cells, set_levels
from painmap.problem_map.statuses import STATUSES, content, marks, next_steps, with_status
from painmap.report_data import STATUS_WORDS, Level, MapRow, RowStatus
from painmap.schema import DECISIONS
from painmap.stages.entries import Author, append
from painmap.stages.map_exchange.state import MapState

# Rows that a message names.
_NAMED = 5


@dataclass(frozen=True)
class Step:
    """A row that was brought from the state in which `row` shows it to `status`."""

    row: MapRow
    status: RowStatus


def rows(state: MapState) -> list[MapRow]:
    """The rows as last built, each in the state that people have brought it to by now.

    Raises:
        PainmapError: The map was not built, or not since people last wrote in it: what they see in the
            report is not what would be approved.
    """
    told = marks(state.decisions, state.period)
    found = [with_status(_plain(row), told.get(_key(row), ())) for row in state.report.map_rows]
    if _is_changed(state, found):
        raise PainmapError(
            "После сборки в карту внесены правки: в отчёте их ещё нет",
            where=f"{state.project.id}, {state.period.label}",
            remedy=f"соберите отчёт: painmap build --agency {state.project.id} --period {state.period}",
        )
    return found


def run(state: MapState, ids: Collection[str], target: RowStatus, author: Author) -> list[Step]:
    """Bring rows to a state; those that are in it already stay as they are.

    Args:
        ids: Of the problems; none: all rows.

    Raises:
        PainmapError: An unknown row, or one that is not in the state before `target`; nothing is written.
    """
    every = rows(state)
    known = [row.problem_id for row in every]
    for id_ in ids:
        if id_ not in known:
            raise unknown_name("Строка карты", id_, known, where=f"{state.project.id}, {state.period.label}")
    chosen = [row for row in every if not ids or row.problem_id in ids]
    steps = [Step(row, target) for row in chosen if row.status != target]
    _refuse_leaps(steps, target)
    entries = [_entry(state, step, author) for step in steps]
    if entries:
        append(state.project.tree.decisions(state.project.id), DECISIONS, state.where, entries, state.sound)
    return steps


def _refuse_leaps(steps: Sequence[Step], target: RowStatus) -> None:
    early = [step.row for step in steps if target not in next_steps(step.row)]
    if early:
        before = STATUSES[STATUSES.index(target) - 1]
        names = "; ".join(f"{row.problem_id} — {STATUS_WORDS[row.status]}" for row in early[:_NAMED])
        names += f" и ещё {len(early) - _NAMED}" if len(early) > _NAMED else ""
        raise PainmapError(
            f"Состояние «{STATUS_WORDS[target]}» следует за «{STATUS_WORDS[before]}»; ещё не так: {names}",
            remedy=f"сначала переведите их: --to {STATUS_WORDS[before].split()[0]}",
        )


def _entry(state: MapState, step: Step, author: Author) -> dict[str, str]:
    row = step.row
    return {
        "map_period": str(state.period),
        **Cell(row.client_kind, row.problem_id, "", "status")._asdict(),
        "value": step.status,
        "author_role": author.role,
        "entered_date": author.day.isoformat(),
        "base_hash": content(row, step.status),
    }


def _plain(row: MapRow) -> MapRow:
    return row.model_copy(update={"status": "proposed", "status_step": None})


def _key(row: MapRow) -> tuple[str, str]:
    return row.client_kind, row.problem_id


def _is_changed(state: MapState, built: Iterable[MapRow]) -> bool:
    """Whether what people entered by the cut-off is not what the built rows show."""
    told = state.decisions, state.period, state.report.as_of
    cells, levels = human_cells(*told), set_levels(*told)
    shown = set()
    for row in built:
        shown.add(_key(row))
        if cells.get(_key(row), HumanCells()) != HumanCells(row.measure, row.responsible, row.due):
            return True
        computed: dict[str, Level] = {change.column: change.computed for change in row.changes}
        for code in LEVEL_CODES:
            own = levels.get(Cell(*_key(row), "", code))
            default = getattr(row, code) if row.is_added else computed.get(code, getattr(row, code))
            if (own.value if own else default) != getattr(row, code):
                return True
    return bool(set(added(state.decisions, state.period)) - shown)
