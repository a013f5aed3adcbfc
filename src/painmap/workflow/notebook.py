"""papermill runs: checked parameters in, one executed notebook out, a clear failure otherwise."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from painmap.errors import PainmapError, printable
from painmap.paths import Tree
from painmap.stages.parameters import NOTEBOOKS, checked
from painmap.stages.sources import notebook_hash
from painmap.stages.store import disk_error, read_json

_PRISTINE = Path(__file__).with_name("notebooks.json")
_KERNELS = "painmap.workflow.kernels.Kernels"
_BEHIND_REPORT = tuple(name for name in NOTEBOOKS if name != "50_overview")
# Kernels share two cores with each other: BLAS threads of their own would only get in the way.
# A fixed hash seed and UTF-8 keep the bytes of a rebuild the same on every machine.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


@dataclass(frozen=True)
class NotebookRun:
    """A notebook to run.

    Attributes:
        name: Key of `stages.parameters.NOTEBOOKS`.
        values: Its parameters without `root`.
        folder: Where the executed notebook goes, as `<name>.ipynb`.
    """

    tree: Tree
    name: str
    values: dict[str, str]
    folder: Path

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.folder / f"{self.name}.ipynb"


def read_notebook(path: Path) -> Any:
    """The notebook at `path` as a node."""
    return nbformat_module().read(path, as_version=4)


def nbformat_module() -> Any:
    """nbformat whose validator starts without the grammar of URLs."""
    # jsonschema builds that grammar at import (1.0 s of 1.1 s); notebooks hold no such formats.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import nbformat

    return nbformat


def execute(run: NotebookRun) -> Path:
    """Run a notebook; what was executed is kept in `run.folder`, also when it failed half-way.

    Raises:
        PainmapError: Wrong parameters, a failing cell, a killed kernel, a full disk.
    """
    parameters = checked(run.name, root=str(run.tree.root), **run.values).model_dump()
    source = run.tree.notebooks / f"{run.name}.ipynb"
    _check_parameters_cell(source, set(parameters))
    run.folder.mkdir(parents=True, exist_ok=True)
    partial = run.folder / f".{run.name}.{os.getpid()}.ipynb"
    try:
        with tempfile.TemporaryDirectory(prefix="painmap-") as private:
            _papermill(source, partial, parameters, private)
    finally:
        if partial.exists():
            partial.replace(run.executed)
    return run.executed


def _papermill(source: Path, target: Path, parameters: dict[str, str], private: str) -> None:
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillException, PapermillExecutionError

    # A kernel of its own settings: no start-up files, history or connection files of the user.
    os.environ.update(_ENVIRONMENT, IPYTHONDIR=private, JUPYTER_RUNTIME_DIR=private)
    try:
        _execute_quietly(source, target, parameters)
    except PapermillExecutionError as error:
        raise PainmapError(
            f"Ячейка блокнота не выполнена: {_cause(error.ename, error.evalue)}",
            where=f"{source.name}, {_cell_name(target, error.cell_index)}",
            remedy=f"откройте {_final_name(target)} и посмотрите на ячейку с ошибкой",
        ) from error
    except DeadKernelError as error:
        raise PainmapError(
            "Ядро блокнота остановлено до окончания работы (например, не хватило памяти)",
            where=f"{source.name}, {_cell_name(target, None)}",
            remedy="закройте лишние программы и повторите команду",
        ) from error
    except OSError as error:
        raise disk_error(error, target) from error
    except PapermillException as error:
        raise PainmapError(
            "Блокнот не удалось запустить", where=source.name, remedy="выполните «painmap doctor»"
        ) from error


def _execute_quietly(source: Path, target: Path, parameters: dict[str, str]) -> None:
    import logging

    import papermill

    # papermill logs parameters and paths; its messages about success mislead after a killed kernel.
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    papermill.execute_notebook(
        str(source),
        str(target),
        parameters=parameters,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        cwd=str(source.parent),
        kernel_manager_class=_KERNELS,
    )


def _cause(name: str, value: str) -> str:
    # Our own errors are sentences without raw values; of others only the class is safe to repeat.
    return printable(value, 600) if name == PainmapError.__name__ else name


def _final_name(partial: Path) -> Path:
    return partial.with_name(f"{partial.name.split('.')[1]}.ipynb")


def _cell_name(executed: Path, index: int | None) -> str:
    """«ячейка 4 (Что отклонено)»: number among all cells and the heading above it."""
    try:
        cells = read_notebook(executed).cells
    except (OSError, ValueError):
        return "ячейка не определена"
    if index is None:
        # The metadata of a killed run say «completed»; only a start time tells how far it came.
        started = [i for i, cell in enumerate(cells) if _start_time(cell)]
        index = started[-1] if started else 0
    headings = [cell.source for cell in cells[: index + 1] if cell.cell_type == "markdown"]
    lines = [line.lstrip("# ") for source in headings for line in source.splitlines() if line.startswith("#")]
    return f"ячейка {index + 1}" + (f" ({printable(lines[-1])})" if lines else "")


def _start_time(cell: Any) -> Any:
    return cell.cell_type == "code" and cell.metadata.get("papermill", {}).get("start_time")


def _check_parameters_cell(source: Path, names: set[str]) -> None:
    """papermill runs an unknown parameter's default in silence: the cell must hold just these names."""
    try:
        cells = read_notebook(source).cells
    except FileNotFoundError:
        raise PainmapError(
            "Нет блокнота", where=str(source), remedy="верните файл из репозитория: git checkout notebooks"
        ) from None
    except Exception:  # a file that is no notebook fails in as many ways as there are files
        raise PainmapError(
            "Блокнот не читается", where=str(source), remedy="верните файл: git checkout notebooks"
        ) from None
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", ())]
    found = {
        line.split("=")[0].strip() for cell in tagged for line in cell.source.splitlines() if "=" in line
    }
    if len(tagged) != 1 or found != names:
        raise PainmapError(
            f"Параметры блокнота не те: {', '.join(sorted(found)) or 'нет ни одного'}",
            where=source.name,
            remedy=f"в одной ячейке с меткой parameters должны быть: {', '.join(sorted(names))}",
        )


def edited_notebooks(tree: Tree) -> tuple[str, ...]:
    """Names of the notebooks behind a report whose cells are not those that painmap was released with."""
    pristine = read_json(_PRISTINE)
    return tuple(name for name in _BEHIND_REPORT if _digest(tree, name) != pristine.get(name))


def record_pristine(tree: Tree) -> None:
    """Write the digests of the notebooks as they are now (done by a maintainer after a change)."""
    digests = {name: _digest(tree, name) for name in _BEHIND_REPORT}
    _PRISTINE.write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")


def _digest(tree: Tree, name: str) -> str:
    return notebook_hash(tree.notebooks / f"{name}.ipynb")


if __name__ == "__main__":
    record_pristine(Tree(Path.cwd()))
