"""Shared by all tests: the repository, and a copy of it in which a pipeline may run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout that is tested; nothing may write to it."""
    return ROOT


def copy_project(target: Path) -> Path:
    """Params, notebooks, raw data and Snakefile of the checkout in an empty folder."""
    target.mkdir(parents=True, exist_ok=True)
    for name in ("params", "notebooks"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "data" / "raw", target / "data" / "raw")
    for name in ("Snakefile", "uv.lock"):
        shutil.copy(ROOT / name, target / name)
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh copy of the project."""
    return copy_project(tmp_path / "project")


@pytest.fixture(autouse=True)
def own_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or makes the key of whoever runs the tests."""
    if "PAINMAP_KEY_FILE" not in os.environ:
        monkeypatch.setenv("PAINMAP_KEY_FILE", str(tmp_path_factory.mktemp("key") / "key"))
