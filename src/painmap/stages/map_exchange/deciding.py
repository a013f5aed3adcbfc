"""One cell of the map as a person decides it, a conflict settled with it: `painmap map set`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from painmap.errors import PainmapError, unknown_name
from painmap.problem_map.decisions import LEVEL_CODES, Cell
from painmap.problem_map.exchange.base import digest
from painmap.problem_map.exchange.fields import Field, NotUnderstoodError
from painmap.problem_map.exchange.lines import FIELDS, Line
from painmap.problem_map.exchange.understanding import Known, Understood, check
from painmap.schema import DECISIONS
from painmap.stages.entries import Author, append
from painmap.stages.map_exchange.exporting import open_rivals, working_map
from painmap.stages.map_exchange.importing import named
from painmap.stages.map_exchange.state import MapState


@dataclass(frozen=True)
class Asked:
    """The cell that a person names.

    Attributes:
        row: Id of the problem, or of the process.
        column: Code of a field, or the beginning of its title.
        value: As written in the working map; empty: the cell is cleared.
        measure: Needed where the row has several.
        reason: Of a level; empty: the one that stands.
    """

    row: str
    column: str
    value: str
    measure: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Decided:
    """What became of it: the title of the row, the field, value before and now, proposals that it settles."""

    title: str
    field: Field
    before: str
    now: str
    settled: int
    is_written: bool = False


def run(state: MapState, asked: Asked, author: Author) -> Decided:
    """Write one cell; the proposals for it are settled.

    Raises:
        PainmapError: There is no such cell, or the value may not stand in it.
    """
    working = working_map(state)
    field = _field(asked.column)
    line = _line(working.lines, asked, field)
    cell = line.cell(field.code, is_of_measure=field.scope == "measure")
    try:
        value = field.read(asked.value)
    except NotUnderstoodError as error:
        raise PainmapError(f"«{field.title}»: {error}", where=line.title) from None
    new = {cell: value}
    if asked.reason and field.code in LEVEL_CODES:
        new[cell._replace(column="level_reason")] = " ".join(asked.reason.split())
    reason = cell._replace(column="level_reason")
    if field.code in LEVEL_CODES and value and not new.get(reason, working.export.cells.get(reason)):
        raise PainmapError(
            "Уровень меняется только с основанием", where=line.title, remedy="добавьте --reason с ним"
        )
    understood = Understood(cells=dict(new))
    check(Known(working.export, state.units, named), understood, dict.fromkeys(new, line.title))
    if understood.issues:
        raise PainmapError("; ".join(issue.what for issue in understood.issues), where=line.title)
    old = working.export.cells
    done = Decided(line.title, field, old.get(cell, ""), value, len(open_rivals(state).get(cell, ())))
    if done.settled or any(text != old.get(one, "") for one, text in new.items()):
        entries = [_entry(state, one, (old.get(one, ""), text), author) for one, text in new.items()]
        append(state.project.tree.decisions(state.project.id), DECISIONS, state.where, entries, state.sound)
        return replace(done, is_written=True)
    return done


def _line(lines: Sequence[Line], asked: Asked, field: Field) -> Line:
    """The line of the row and measure that holds the field."""
    own = [line for line in lines if line.problem_id == asked.row and field in FIELDS[line.part]]
    if not own:
        ids = {line.problem_id for line in lines if field in FIELDS[line.part]}
        raise unknown_name("Строка", asked.row, ids)
    if field.scope != "measure":
        return own[0]
    measures = [line.measure_id for line in own]
    if asked.measure:
        if asked.measure not in measures:
            raise unknown_name("Мероприятие", asked.measure, measures, where=own[0].title)
        return own[measures.index(asked.measure)]
    if len(own) > 1:
        raise PainmapError(
            f"В строке несколько мероприятий: {', '.join(measures)}",
            where=own[0].title,
            remedy="укажите, какое: --measure КОД",
        )
    return own[0]


def _field(name: str) -> Field:
    """The field of that code, or the only one whose title begins so."""
    every = {one.code: one for fields in FIELDS.values() for one in fields}
    if name in every:
        return every[name]
    asked = _norm(name)
    found = [one for one in every.values() if asked and _norm(one.title).startswith(asked)]
    if len(found) == 1:
        return found[0]
    raise unknown_name("Графа", name, [*every])


def _norm(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def _entry(state: MapState, cell: Cell, values: tuple[str, str], author: Author) -> dict[str, str]:
    before, value = values
    return {
        "map_period": str(state.period),
        **cell._asdict(),
        "value": value,
        "author_role": author.role,
        "entered_date": author.day.isoformat(),
        "base_hash": digest(before),
    }
