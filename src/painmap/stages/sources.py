"""Hash of the source code that a module can reach: its own file and all of painmap that it imports."""

from __future__ import annotations

import ast
import hashlib
import json
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOT_NAME = _PACKAGE.name


def source_hash(*modules: str) -> str:
    """16 hex digits over the files of `modules` and of every painmap module that they import.

    Imports inside functions count; files beside the code (templates, fonts) count with their package.

    Args:
        modules: Dotted names, `painmap.stages._clean`.
    """
    return _hash_of(tuple(sorted(reachable(*modules))))


def reachable(*modules: str) -> frozenset[str]:
    """Dotted names of all painmap modules that `modules` can import, themselves included."""
    seen: set[str] = set()
    todo = list(modules)
    while todo:
        name = todo.pop()
        if name in seen or _file(name) is None:
            continue
        seen.add(name)
        todo.extend(_imports(name))
    return frozenset(seen)


@cache
def _hash_of(modules: tuple[str, ...]) -> str:
    state = hashlib.sha256()
    for path in sorted({p for name in modules for p in _files(name)}):
        state.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()[:16]


def _file(name: str) -> Path | None:
    parts = name.split(".")
    if parts[0] != _ROOT_NAME:
        return None
    base = _PACKAGE.joinpath(*parts[1:])
    candidates = (base / "__init__.py", base.with_suffix(".py")) if parts[1:] else (base / "__init__.py",)
    return next((path for path in candidates if path.is_file()), None)


def _files(name: str) -> list[Path]:
    path = _file(name)
    assert path is not None
    if path.name != "__init__.py" or path.parent == _PACKAGE:
        return [path]
    beside = (p for p in path.parent.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc", ".typed"))
    return [path, *beside]


@cache
def _imports(name: str) -> tuple[str, ...]:
    path = _file(name)
    assert path is not None
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package if node.level else (node.module or "")
            if node.level and node.module:
                base = f"{package}.{node.module}"
            found += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    # `import painmap.text.language` runs painmap/text/__init__.py as well.
    parents = (item.rpartition(".")[0] for item in found)
    return tuple(sorted({item for item in (*found, *parents) if item.startswith(_ROOT_NAME)}))


def notebook_hash(path: Path) -> str:
    """Hash of a notebook's cells: opening, running or saving it changes nothing, editing does."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError):
        return ""
    sources = [(c["cell_type"], "".join(c["source"]), c["metadata"].get("tags", [])) for c in cells]
    return hashlib.sha256(json.dumps(sources, ensure_ascii=False).encode()).hexdigest()[:16]
