"""Real papermill runs of small notebooks: wrong parameters, failing cell, killed kernel, full disk."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from painmap.errors import PainmapError
from painmap.paths import Tree
from painmap.report import sections
from painmap.stages.parameters import NOTEBOOKS, checked
from painmap.workflow.notebook import NotebookRun, edited_notebooks, execute, read_notebook
from tests.stages.test_store import on_small_disk

PARAMETERS = 'root = ".."\nagency = "minec-49"'


def small_tree(root: Path, *cells: str, parameters: str = PARAMETERS) -> Tree:
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}
    )
    notebook.cells = [
        new_markdown_cell("# Проверка"),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
    ]
    notebook.cells += [new_markdown_cell("## Что отклонено"), *(new_code_cell(cell) for cell in cells)]
    (root / "notebooks").mkdir()
    nbformat.write(notebook, root / "notebooks" / "10_clean.ipynb")
    return Tree(root)


def execute_small(tree: Tree, **values: str) -> Path:
    return execute(NotebookRun(tree, "10_clean", {"agency": "minyust-rd", **values}, tree.root / "out"))


def test_parameters_reach_the_notebook(tmp_path: Path) -> None:
    executed = nbformat.read(execute_small(small_tree(tmp_path, "print(agency, root)")), as_version=4)
    assert executed.cells[-1].outputs[0].text == f"minyust-rd {tmp_path}\n"


def test_a_failing_cell_names_cell_and_cause_and_is_kept(tmp_path: Path) -> None:
    tree = small_tree(
        tmp_path,
        "from painmap.errors import PainmapError\n"
        "raise PainmapError('Нет графы «Дата»', remedy='проверьте формат')",
    )
    with pytest.raises(PainmapError) as caught:
        execute_small(tree)
    message = str(caught.value)
    assert "Нет графы «Дата»" in message
    assert "10_clean.ipynb, ячейка" in message
    assert "Что отклонено" in message
    kept = nbformat.read(tmp_path / "out" / "10_clean.ipynb", as_version=4)
    assert any(o.output_type == "error" for c in kept.cells if c.cell_type == "code" for o in c.outputs)


def test_a_foreign_exception_does_not_carry_its_text_into_the_message(tmp_path: Path) -> None:
    with pytest.raises(PainmapError, match="ValueError") as caught:
        execute_small(small_tree(tmp_path, "raise ValueError('Канарейкин Иван')"))
    assert "Канарейкин" not in str(caught.value)


def test_a_killed_kernel_is_a_failure_whatever_the_metadata_say(tmp_path: Path) -> None:
    tree = small_tree(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "1 + 1")
    with pytest.raises(PainmapError, match="Ядро блокнота остановлено") as caught:
        execute_small(tree)
    assert "Что отклонено" in str(caught.value)
    assert (tmp_path / "out" / "10_clean.ipynb").exists(), "the partial notebook is kept"


def test_a_full_disk_is_a_failure(tmp_path: Path) -> None:
    small_tree(tmp_path, "print('x' * 3_000_000)")
    out = tmp_path / "small"
    out.mkdir()
    script = f"""
import sys
from pathlib import Path
from painmap.errors import PainmapError
from painmap.paths import Tree
from painmap.workflow.notebook import NotebookRun, execute
try:
    tree, values = Tree(Path({str(tmp_path)!r})), {{"agency": "minec-49"}}
    execute(NotebookRun(tree, "10_clean", values, Path(sys.argv[1])))
    print("no failure")
except PainmapError as error:
    print(error)
"""
    assert "На диске нет места" in on_small_disk(script, out, kilobytes=512)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"agencyy": "minec-49"}, "«agencyy»: нет такого значения.*agency"),
        ({"agency": "../x"}, "недопустимый идентификатор"),
        ({"agency": "con"}, "недопустимый идентификатор"),
    ],
)
def test_wrong_parameters_are_refused_before_anything_runs(
    tmp_path: Path, values: dict[str, str], what: str
) -> None:
    tree = small_tree(tmp_path, "open('ran', 'w')")
    with pytest.raises(PainmapError, match=what):
        execute_small(tree, **values)
    assert not (tmp_path / "notebooks" / "ran").exists()


@pytest.mark.parametrize("wrong", [123, None, ["minec-49"], 2025.0, True])
def test_a_parameter_of_the_wrong_type_is_named(wrong: object) -> None:
    with pytest.raises(PainmapError, match="Параметр «agency» имеет значение"):
        checked("10_clean", root=".", agency=wrong)
    with pytest.raises(PainmapError, match="Параметр «period»"):
        checked("30_trends", root=".", agency="minec-49", period=2025)


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(PainmapError, match="Параметр «edition» не задан"):
        checked("40_report", root=".", agency="minec-49", period="2025")


def test_the_parameters_cell_must_hold_just_the_parameters(tmp_path: Path) -> None:
    """papermill 2.7 only warns about an unknown parameter and runs the default: the wrong agency's report."""
    tree = small_tree(tmp_path, "1", parameters='root = ".."\norgan = "minec-49"')
    with pytest.raises(PainmapError, match="Параметры блокнота не те: organ, root"):
        execute_small(tree)


@pytest.mark.parametrize("content", [None, "", "{not json", '{"cells": 3}'])
def test_a_lost_or_broken_notebook_is_said(tmp_path: Path, content: str | None) -> None:
    tree = small_tree(tmp_path, "1")
    path = tmp_path / "notebooks" / "10_clean.ipynb"
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(PainmapError, match="git checkout"):
        execute_small(tree)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_committed_notebook_is_thin_clean_and_takes_its_parameters(repository: Path, name: str) -> None:
    notebook = nbformat.read(repository / "notebooks" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tagged = [cell for cell in code if "parameters" in cell.metadata.get("tags", ())]
    assert len(tagged) == 1
    assert {line.split(" = ")[0] for line in tagged[0].source.splitlines()} == set(
        NOTEBOOKS[name].model_fields
    )
    assert f'stages.checked("{name}"' in code[code.index(tagged[0]) + 1].source
    for cell in code:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert len(cell.source.splitlines()) <= 4
        for word in ("def ", "class ", "for ", "while ", "natasha"):
            assert word not in cell.source, f"{name}: {cell.source}"


def test_no_other_notebook_lies_there(repository: Path) -> None:
    assert {path.stem for path in (repository / "notebooks").glob("*.ipynb")} == set(NOTEBOOKS)


def test_the_committed_notebooks_are_the_pristine_ones(repository: Path) -> None:
    assert edited_notebooks(Tree(repository)) == (), "make docs"


def test_an_edited_notebook_is_noticed(project: Path) -> None:
    path = project / "notebooks" / "40_report.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source += "\n# правка аналитика"
    nbformat.write(notebook, path)
    assert edited_notebooks(Tree(project)) == ("40_report",)


def test_every_section_has_a_cell_that_the_page_takes(repository: Path) -> None:
    cells = read_notebook(repository / "notebooks/40_report.ipynb").cells
    taken = [c.source for c in cells if "section" in c.metadata.get("tags", ())]
    assert taken == [f"sections.{section.id}(report)" for section in sections.SECTIONS]
