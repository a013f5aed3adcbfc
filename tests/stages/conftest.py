"""The project that the privacy gate is tested on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.stages.check_tree import AGENCY, register

# Parameters of two agencies are read and searched in half the time that those of all five take.
_LEFT_OUT = ("dagpechat*", "dztszn-nao*", "minfin-chr*")


@pytest.fixture(scope="module")
def template(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "project"
    ignored = shutil.ignore_patterns(".ipynb_checkpoints", *_LEFT_OUT)
    for name in ("params", "notebooks"):
        shutil.copytree(repository / name, root / name, ignore=ignored)
    raw = root / "data" / "raw" / AGENCY / "2025"
    raw.mkdir(parents=True)
    (raw / "register-2025.csv").write_bytes(register().encode("cp1251"))
    for name in ("data/processed", "data/interim", "reports"):
        (root / name).mkdir(parents=True)
    return root


@pytest.fixture
def tree(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one real register, a key and no leak."""
    root = tmp_path / "project"
    shutil.copytree(template, root)
    key = tmp_path / "key"
    key.write_text("5a" * 32, encoding="ascii")
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(key))
    return root
