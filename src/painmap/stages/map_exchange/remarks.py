"""What the person should know of a file that was taken: what has moved since it went out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from painmap.problem_map.decisions import LEVEL_CODES, Cell
from painmap.problem_map.exchange.base import Export
from painmap.problem_map.exchange.fields import LEVELS
from painmap.problem_map.exchange.merge import Merged
from painmap.problem_map.lineage import heirs_of
from painmap.stages.map_exchange.state import MapState


def told(state: MapState, export: Export, merged: Merged) -> Iterator[str]:
    """Sentences in Russian about what was taken.

    Args:
        state: As it stood before the file was merged.
    """
    yield from _replaced(state, merged)
    yield from _recomputed(state, export, merged)


def _replaced(state: MapState, merged: Merged) -> Iterator[str]:
    """Of problems that others stand in place of by now: what was entered stays in their own rows."""
    into = heirs_of(state.project.params.problems)
    for id_ in sorted({cell.problem_id for cell in merged.taken} & set(into)):
        titles = ", ".join(f"{new} «{title}»" for new, title in into[id_].items())
        yield (
            f"Проблему {id_} с тех пор заменили {titles}. Внесённое осталось в строке {id_}; мероприятия, "
            "которые ещё нужны, внесите в строки новых проблем."
        )


def _recomputed(state: MapState, export: Export, merged: Merged) -> Iterator[str]:
    """Of levels that people set against one that was computed anew meanwhile."""
    words: Mapping[str, str] = LEVELS
    now = {
        Cell(row.client_kind, row.problem_id, "", code): getattr(row, code)
        for row in state.report.map_rows
        for code in LEVEL_CODES
    }
    for cell in sorted(merged.taken):
        was, level = export.cells.get(cell, ""), now.get(cell, "")
        if cell not in state.standing and was and level and was != level:
            yield (
                f"{export.titles[cell.client_kind, cell.problem_id]}: после выгрузки уровень пересчитан, был "
                f"«{words[was]}», стал «{words[level]}»; принято решение из файла."
            )
