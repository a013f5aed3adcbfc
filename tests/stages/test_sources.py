from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest

from painmap.stages.sources import SHARED, notebook_hash, reachable, share_with_children, source_hash


def test_a_changed_room_reruns_just_the_steps_that_can_reach_it() -> None:
    """A changed template or threshold re-runs no text work; a changed recogniser re-runs all."""
    reach = {
        name: reachable(f"painmap.stages.{name}") for name in ("_intake", "_texts", "_trends", "_report")
    }
    assert "painmap.text.deidentify" in reach["_intake"]
    assert "painmap.text.mentions" in reach["_texts"]
    for early in ("_intake", "_texts"):
        assert not any(
            name.startswith(("painmap.report.", "painmap.stats", "painmap.metrics")) for name in reach[early]
        )
    assert "painmap.stats.counts.engine" in reach["_trends"]
    assert "painmap.disclosure.publish" in reach["_trends"]
    assert not any(name.startswith("painmap.stats") for name in reach["_report"])


def test_imports_inside_functions_count() -> None:
    assert "painmap.text.problems" in reachable("painmap.stages._pain_points")


def test_running_a_notebook_is_no_edit_and_editing_is(repository: Path, tmp_path: Path) -> None:
    source = repository / "notebooks" / "40_report.ipynb"
    notebook = nbformat.read(source, as_version=4)
    before = notebook_hash(source)
    for cell in notebook.cells:
        cell.metadata["collapsed"] = True
        if cell.cell_type == "code":
            cell.execution_count = 7
    nbformat.write(notebook, tmp_path / "same.ipynb")
    assert notebook_hash(tmp_path / "same.ipynb") == before
    notebook.cells[-1].source += "\n# правка"
    nbformat.write(notebook, tmp_path / "edited.ipynb")
    assert notebook_hash(tmp_path / "edited.ipynb") != before


def test_hashes_are_handed_on_to_children_once_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SHARED, raising=False)
    own = source_hash.__wrapped__("painmap.periods")
    assert SHARED not in os.environ
    monkeypatch.setenv(SHARED, "")
    os.environ.pop(SHARED)
    share_with_children()
    assert source_hash.__wrapped__("painmap.periods") == own
    assert json.loads(os.environ[SHARED]) == {"painmap.periods": own}
    monkeypatch.setenv(SHARED, json.dumps({"painmap.periods": "as at the start"}))
    assert source_hash.__wrapped__("painmap.periods") == "as at the start"
    os.environ.pop(SHARED)
