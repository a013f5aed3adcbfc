"""Hash of the source code that a module can reach: its own file and all of painmap that it imports."""

from __future__ import annotations

import ast
import hashlib
import json
import os
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOT_NAME = _PACKAGE.name
SHARED = "PAINMAP_SOURCE_HASHES"


@cache
def source_hash(*modules: str) -> str:
    """16 hex digits over the files of `modules` and of every painmap module that they import.

    Imports inside functions count; files beside the code (templates, fonts) count with their package.

    Args:
        modules: Dotted names, `painmap.stages._clean`.
    """
    key = " ".join(sorted(modules))
    shared = os.environ.get(SHARED)
    known = json.loads(shared) if shared else {}
    if key not in known:
        known[key] = _hash_of(tuple(sorted(reachable(*modules))))
        if shared:
            os.environ[SHARED] = json.dumps(known)
    return str(known[key])


def share_with_children() -> None:
    """Hand the hashes of this process on to the processes it starts: one build, one state of the code.

    Parsing all modules takes 0.45 s; a build starts some 140 processes that would each do it.
    """
    os.environ.setdefault(SHARED, "{}")


def reachable(*modules: str) -> frozenset[str]:
    """Dotted names of all painmap modules that `modules` can import, themselves included.

    Of a package that is only passed through on the way to a module of it, the imports at the top count;
    those inside its functions do not run.
    """
    seen: dict[str, bool] = {}
    todo = [(name, True) for name in modules]
    while todo:
        name, is_whole = todo.pop()
        if _file(name) is None or seen.get(name, False) or (name in seen and not is_whole):
            continue
        seen[name] = is_whole
        todo += [(parent, False) for parent in _parents(name)]
        for target in _imports(name, is_whole):
            todo.append((target, True))
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


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:i]) for i in range(1, len(parts))]


@cache
def _imports(name: str, is_whole: bool) -> tuple[str, ...]:
    path = _file(name)
    assert path is not None
    tree = ast.parse(path.read_bytes())
    nodes = ast.walk(tree) if is_whole else iter(tree.body)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                found.add(submodule if _file(submodule) else node.module)
    return tuple(sorted(item for item in found if item.split(".")[0] == _ROOT_NAME))


def notebook_hash(path: Path) -> str:
    """Hash of a notebook's cells: opening, running or saving it changes nothing, editing does."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError):
        return ""
    sources = [(c["cell_type"], "".join(c["source"]), c["metadata"].get("tags", [])) for c in cells]
    return hashlib.sha256(json.dumps(sources, ensure_ascii=False).encode()).hexdigest()[:16]
