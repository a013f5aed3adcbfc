"""Three versions of each cell: as exported, as it stands now, as a person's file has it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from painmap.problem_map.decisions import Cell

Cells = Mapping[Cell, str]


@dataclass(frozen=True)
class Conflict:
    """A cell that the file and somebody else changed, each in another way."""

    cell: Cell
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """What a file does to the map; its cells = `taken` + `conflicts` + `same` + unchanged ones.

    Attributes:
        taken: Cells with the values that they get.
        conflicts: Cells that keep the value they have, in the order of the cells.
        same: How many changes of the file stand in the map already.
    """

    taken: dict[Cell, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    same: int = 0


def merge(base: Cells, ours: Cells, theirs: Cells, seen: Collection[tuple[Cell, str]]) -> Merged:
    """Take what the file alone changed; never overwrite what others changed meanwhile.

    A missing cell is an empty one. Independent of the order of the cells.

    Args:
        base: As exported.
        ours: As it stands.
        theirs: As the file has it; a cell that it lacks is unchanged.
        seen: Cells with values that earlier imports of the same export brought: they are no news, even
            where somebody has changed them since.
    """
    done = Merged()
    same = 0
    for cell in sorted(theirs):
        was, now, new = base.get(cell, ""), ours.get(cell, ""), theirs[cell]
        if new == was:
            continue
        if new == now or (cell, new) in seen:
            same += 1
        elif now == was:
            done.taken[cell] = new
        else:
            done.conflicts.append(Conflict(cell, was, now, new))
    return Merged(done.taken, done.conflicts, same)
