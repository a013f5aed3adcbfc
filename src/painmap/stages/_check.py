"""The privacy gate, first form: nothing personal in git, in processed data, notebooks, caches or reports."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.fingerprints import count_known, fingerprints, normalised
from painmap.params.load import agency_ids
from painmap.paths import Tree
from painmap.stages import _intake
from painmap.stages.project import Project
from painmap.stages.store import sha256

_PLAIN = frozenset({".html", ".json", ".ipynb", ".csv", ".txt", ".log", ".jsonl", ".md"})


def run(root: str | Path) -> list[str]:
    """Russian sentences about what should not be where it is; no value in them."""
    tree = Tree(Path(root).resolve())
    findings = [*_tracked(tree), *_notebook_outputs(tree)]
    places = [
        p for p in (tree.root / "data/processed", tree.root / "data/interim", tree.reports) if p.is_dir()
    ]
    if any(next(p.rglob("*.*"), None) for p in places):
        findings += _leaks(tree, places)
    return findings


def _tracked(tree: Tree) -> Iterator[str]:
    """Raw files in git that are not those of the seeded generator."""
    synthetic = tree.synthetic_lock.read_text(encoding="utf-8") if tree.synthetic_lock.exists() else ""
    for name in _git_files(tree.root, "data/raw", "data/processed", "data/interim"):
        path = tree.root / name
        if path.is_file() and path.suffix and sha256(path) not in synthetic and path.name != "intake.csv":
            yield f"{name}: в git попал файл с данными, которого нет в params/synthetic.lock."


def _notebook_outputs(tree: Tree) -> Iterator[str]:
    for path in sorted(tree.notebooks.glob("*.ipynb")):
        cells = json.loads(path.read_bytes())["cells"]
        if any(cell.get("outputs") for cell in cells):
            yield f"notebooks/{path.name}: блокнот с результатами; очистите его: nbstripout {path.name}."


def _leaks(tree: Tree, places: list[Path]) -> Iterator[str]:
    """Files in which a telephone, an e-mail address or a full name of the raw data stands."""
    known: list[tuple[Project, frozenset[str]]] = []
    for agency in (agency for agency in agency_ids(tree) if tree.raw(agency).is_dir()):
        try:
            project = Project(tree.root, agency)
            marks = [fingerprints(_intake.request(project, file)) for file in project.raw.files]
            known.append((project, frozenset().union(*marks)))
        except PainmapError as error:
            yield f"{agency}: проверить нельзя. {error}"
        except Exception as error:  # its message may quote a raw cell: only the class may leave
            yield f"{agency}: исходные файлы не читаются ({type(error).__name__}), проверить нельзя."
    for path in sorted(p for place in places for p in place.rglob("*") if p.is_file()):
        values = frozenset(value for text in _texts(path) for value in normalised(text))
        for project, marks_of in known:
            if count := count_known(values, marks_of, project.key.secret):
                name = path.relative_to(tree.root)
                yield f"{name}: персональных данных из исходных файлов органа {project.id}: {count}."


def _texts(path: Path) -> Iterator[str]:
    reader = _READERS.get(path.suffix)
    if reader is not None:
        yield from reader(path)
    elif path.suffix in _PLAIN:
        yield path.read_text(encoding="utf-8", errors="replace")


def _parquet(path: Path) -> Iterator[str]:
    frame = pd.read_parquet(path)
    for name in frame.select_dtypes(include=["string", "object"]):
        yield "\n".join(frame[name].dropna().astype(str).unique())


def _sqlite(path: Path) -> Iterator[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        for (value,) in connection.execute("SELECT value FROM entries"):
            yield "\n".join(str(part) for part in _strings(json.loads(value)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _xlsx(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                yield archive.read(name).decode("utf-8", errors="replace")


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".parquet": _parquet,
    ".sqlite": _sqlite,
    ".xlsx": _xlsx,
}


def _git_files(root: Path, *folders: str) -> list[str]:
    try:
        command = ["git", "-C", str(root), "ls-files", "-z", "--", *folders]
        output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return [name for name in output.split("\0") if name]
