"""Exports, edits and imports of several people in any order: nothing entered is lost, nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from painmap.paths import Tree
from painmap.problem_map.decisions import Cell
from painmap.schema import RIVAL
from painmap.stages.map_exchange.state import MapState
from painmap.stages.project import Project
from tests.stages.test_map_exchange import (
    AGENCY,
    COMMENT,
    EXTERNAL,
    FIRST,
    MEASURE,
    PERIOD,
    bring,
    build,
    decisions,
    export,
    undecided,
)

COLUMNS = {"measure": MEASURE, "comment": COMMENT}
CELLS = [(row, name) for row in range(2) for name in COLUMNS]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("export")),
        st.tuples(
            st.just("edit"), st.integers(0, 2), st.sampled_from(CELLS), st.sampled_from(["а", "б", ""])
        ),
        st.tuples(st.just("import"), st.integers(0, 2)),
    ),
    min_size=4,
    max_size=9,
)


def standing(root: Path) -> dict[Cell, str]:
    return {cell: v for cell, v in MapState(Project(root, AGENCY), PERIOD).standing.items() if v}


def shown(path: Path) -> dict[Cell, str]:
    """What the cells of a working file hold, those of the two rows."""
    sheet = openpyxl.load_workbook(path)[EXTERNAL]
    return {
        Cell("external", f"p0{row + 1}", f"m2025-p0{row + 1}", name): str(
            sheet.cell(FIRST + row, column).value or ""
        )
        for row, name in CELLS
        for column in [COLUMNS[name]]
    }


@given(STEPS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order(repository: Path, tmp_path_factory, steps) -> None:
    root = undecided(repository, tmp_path_factory.mktemp("interleaved") / "project")
    build(root)
    files = [export(root, "0.xlsx")]
    bases = [shown(files[0])]
    for step in steps:
        if step[0] == "export":
            files.append(export(root, f"{len(files)}.xlsx"))
            bases.append(shown(files[-1]))
        elif step[0] == "edit":
            path = files[step[1] % len(files)]
            row, name = step[2]
            book = openpyxl.load_workbook(path)
            book[EXTERNAL].cell(FIRST + row, COLUMNS[name]).value = step[3] or None
            book.save(path)
        else:
            check_import(root, files[step[1] % len(files)], bases[step[1] % len(files)])


def check_import(root: Path, path: Path, base: dict[Cell, str]) -> None:
    table = Tree(root).decisions(AGENCY)
    old, before = table.read_bytes(), standing(root)
    done = bring(root, path)
    after, theirs = standing(root), shown(path)
    assert table.read_bytes().startswith(old.rstrip(b"\n"))
    for cell, was in base.items():
        mine, ours = theirs[cell], before.get(cell, "")
        if mine != was:
            # What the person wrote stands, or is kept beside what others wrote.
            assert mine in {after.get(cell, ""), *told(root, cell)}
        if after.get(cell, "") != ours:
            assert (ours, after.get(cell, "")) == (was, mine)
    assert {c.cell for c in done.merged.conflicts} <= set(base)
    # Once more changes nothing.
    content = table.read_bytes()
    bring(root, path)
    assert table.read_bytes() == content


def told(root: Path, cell: Cell) -> set[str]:
    """Every value that was ever entered or proposed for a cell."""
    return {
        d["value"]
        for d in decisions(root)
        if (d["client_kind"], d["problem_id"], d["measure_id"], d["column"].removesuffix(RIVAL)) == cell
    }
