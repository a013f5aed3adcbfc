"""Units of measurement: resumable, stamped with the code they measured, written whole."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from benchmarks.stats.results import ROOT, rules

RESULTS = Path(__file__).parent / "results"
TESTS = ROOT / "src" / "painmap" / "stats"
_SHARED = ("simulate", "results", "cells", "clusters", "baselines", "artefact_cases")
Measure = Callable[[Mapping[str, Any], int], dict[str, Any]]


def code_stamp(module: str, tests: Path = TESTS) -> str:
    """Of all code of `painmap.stats`, its constants and what the part measures with; not of words."""
    here = Path(__file__).parent
    digest = hashlib.sha256(rules().model_dump_json().encode())
    ours = [here / f"{name}.py" for name in (*_SHARED, module)]
    for path in (*sorted(tests.rglob("*.py")), *ours):
        digest.update(path.name.encode())
        digest.update(without_words(path.read_text(encoding="utf-8"), is_ours=path in ours).encode())
    return digest.hexdigest()[:16]


def without_words(source: str, *, is_ours: bool = False) -> str:
    """The code without comments and docstrings; ours: without the functions that make lines of the table."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                one for one in body if not (_is_docstring(one) or (is_ours and _makes_lines(one)))
            ]
    return ast.dump(tree)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _makes_lines(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.returns is None:
        return False
    return ast.unparse(node.returns) == "list[str]"


class Store:
    """Results of one part in one file: key of the unit → stamp and figures, sorted."""

    def __init__(self, part: str, folder: Path) -> None:
        self.path = folder / f"{part}.json"
        self.units: dict[str, Any] = {}
        if self.path.exists():
            self.units = json.loads(self.path.read_text(encoding="utf-8"))

    def has(self, key: str, stamp: Mapping[str, Any]) -> bool:
        return key in self.units and self.units[key]["stamp"] == stamp

    def put(self, key: str, stamp: Mapping[str, Any], figures: Mapping[str, Any]) -> None:
        """Keep a finished unit; the file is replaced at once, so that a stopped run leaves whole units."""
        self.units[key] = {"stamp": dict(stamp), "figures": dict(figures)}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".tmp")
        text = json.dumps(self.units, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(self.path)

    def keep_only(self, keys: set[str]) -> None:
        """Forget units that are no longer measured."""
        self.units = {key: unit for key, unit in self.units.items() if key in keys}


def run(
    store: Store,
    units: Mapping[str, Mapping[str, Any]],
    measure: Measure,
    stamp: Mapping[str, Any],
    processes: int,
) -> None:
    """Measure the units that are not in the store with this stamp, `processes` at a time."""
    missing = {key: unit for key, unit in units.items() if not store.has(key, stamp)}
    if not missing:
        return
    with ProcessPoolExecutor(processes) as pool:
        running: dict[Future[dict[str, Any]], str] = {
            pool.submit(measure, unit, int(stamp["portfolios"])): key for key, unit in missing.items()
        }
        for done in as_completed(running):
            store.put(running[done], stamp, done.result())
            print(f"{store.path.stem} {running[done]}", flush=True)
