"""A working map that came back, merged cell by cell into what stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from painmap.errors import PainmapError, printable
from painmap.paths import Tree, is_safe_id
from painmap.periods import Period
from painmap.problem_map.decisions import Cell
from painmap.problem_map.exchange.base import Export, digest
from painmap.problem_map.exchange.merge import Merged, merge
from painmap.problem_map.exchange.reading import Returned, read
from painmap.problem_map.exchange.understanding import Known, Understood, understand
from painmap.schema import DECISIONS, RIVAL
from painmap.stages.entries import Author, append
from painmap.stages.map_exchange import remarks
from painmap.stages.map_exchange.state import MapState, stored_exports
from painmap.stages.project import Project


@dataclass
class Imported:
    """What became of a file.

    Attributes:
        agency, period: Whose map of which period it is.
        understood: Rows, and what was not understood of them.
        merged: What was taken, what stands already, and the conflicts.
        remarks: What else the person should know, in Russian.
        titles: (client kind, id) → title, to name cells by.
    """

    agency: str
    period: Period
    understood: Understood
    merged: Merged
    remarks: list[str] = field(default_factory=list)
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether all of the file was taken."""
        return not (self.understood.issues or self.merged.conflicts)


def run(root: Path, path: Path, author: Author, *, is_dry: bool = False) -> Imported:
    """Merge a file into `params/decisions/<agency>.csv`.

    A value for a cell that others changed meanwhile is kept beside it as a proposal; the cell stays.

    Raises:
        PainmapError: The file is foreign or damaged, or the export that it comes from is not known.
    """
    returned = read(path)
    project, export = _origin(Tree(root.resolve()), returned, path)
    state = MapState(project, Period.parse(export.period))
    understood = understand(returned, Known(export, state.units, named))
    merged = merge(export.cells, _ours(state, export), understood.cells, _seen(state, export))
    said = [*understood.remarks, *remarks.told(state, export, merged)]
    done = Imported(project.id, state.period, understood, merged, said, export.titles)
    if not is_dry and (merged.taken or merged.conflicts):
        rows = [_row(cell, value, export, author) for cell, value in _entries(merged)]
        append(project.tree.decisions(project.id), DECISIONS, state.where, rows, state.sound)
    return done


def _origin(tree: Tree, returned: Returned, path: Path) -> tuple[Project, Export]:
    """The agency and the export that the file comes from."""
    about = returned.about
    agency = about.get("agency", "")
    if not about or not is_safe_id(agency):
        raise PainmapError(
            "В файле нет сведений о том, чья это карта: лист «Сведения (не изменять)» удалён или изменён",
            where=printable(path.name),
            remedy="скопируйте свои графы в файл, который написала «painmap map export», и внесите его",
        )
    project = Project(tree.root, agency)
    for export in stored_exports(project):
        if export.id == about.get("export") and export.agency == agency:
            return project, export
    raise PainmapError(
        f"Выгрузка {printable(about.get('export', ''))}, из которой этот файл, здесь не известна",
        where=printable(path.name),
        remedy="получите из git файл params/decisions/exports с этим именем или выгрузите карту заново",
    )


def named(texts: Sequence[str]) -> list[bool]:
    """Of each text whether a person is named in it."""
    from painmap.text.deidentify import mask_many

    return [any(kind == "PERSON" for _, _, kind in masked.spans) for masked in mask_many(texts)]


def _ours(state: MapState, export: Export) -> dict[Cell, str]:
    """What stands; a level that no person entered is the computed one that the file showed."""
    computed = {cell: value for cell, value in export.cells.items() if cell.column in _COMPUTED}
    return computed | state.standing


def _seen(state: MapState, export: Export) -> set[tuple[Cell, str]]:
    own = state.decisions[state.decisions["export_id"].eq(export.id).fillna(False).to_numpy(dtype=bool)]
    columns = own[[*Cell._fields]].astype("string").fillna("")
    cells = (Cell(*map(str, row)) for row in columns.itertuples(index=False))
    values = own["value"].astype("string").fillna("")
    return {
        (cell._replace(column=cell.column.removesuffix(RIVAL)), str(value))
        for cell, value in zip(cells, values, strict=True)
    }


def _entries(merged: Merged) -> Iterator[tuple[Cell, str]]:
    yield from merged.taken.items()
    for conflict in merged.conflicts:
        yield conflict.cell._replace(column=f"{conflict.cell.column}{RIVAL}"), conflict.theirs


def _row(cell: Cell, value: str, export: Export, author: Author) -> dict[str, str]:
    base = export.cells.get(cell._replace(column=cell.column.removesuffix(RIVAL)), "")
    return {
        "map_period": export.period,
        **cell._asdict(),
        "value": value,
        "author_role": author.role,
        "entered_date": author.day.isoformat(),
        "base_hash": digest(base),
        "export_id": export.id,
    }


_COMPUTED = ("prevalence", "priority", "effort")
