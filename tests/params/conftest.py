"""A copy of the real parameters that a test may break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from painmap.paths import Tree

ROOT = Path(__file__).parents[2]
Break = Callable[[str, str, str], None]


@pytest.fixture
def real() -> Tree:
    return Tree(ROOT)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    return Tree(tmp_path)


@pytest.fixture
def break_(tree: Tree) -> Break:
    """Replaces the first `old` by `new` in a file under `params/`; `old` must be there."""

    def replace(name: str, old: str, new: str) -> None:
        path = tree.params / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
