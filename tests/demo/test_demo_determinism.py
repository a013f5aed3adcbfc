"""The same bytes on every machine; the committed files are these bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_BYTES = 10_000_000
MAX_TRUTH_BYTES = 3_000_000


def _lock() -> dict[str, str]:
    lines = (ROOT / "params" / "synthetic.lock").read_text(encoding="utf-8").splitlines()
    return {line.split()[1]: line.split()[0] for line in lines if not line.startswith("#")}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo")
    for folder in ("agencies", "formats", "questionnaires", "studies"):
        shutil.copytree(ROOT / "params" / folder, root / "params" / folder)
    # Another time zone, locale, hash seed and working folder than those of the committed run.
    environment = {
        **os.environ,
        "TZ": "Asia/Magadan",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4321",
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "painmap.demo", "--root", str(root), "--truth", str(root / "truth.json")]
    done = subprocess.run(
        command, env=environment, cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"Создано файлов: {len(_lock())}" in done.stdout
    return root


def test_regenerated_files_have_the_check_sums_of_the_lock(regenerated: Path) -> None:
    lock = _lock()
    written = {
        p.relative_to(regenerated).as_posix() for p in (regenerated / "data").rglob("*") if p.is_file()
    }
    assert written == set(lock)
    assert {name: _sha256(regenerated / name) for name in lock} == lock


def test_lock_and_truth_are_regenerated_to_the_byte(regenerated: Path) -> None:
    lock = Path("params/synthetic.lock")
    assert (regenerated / lock).read_bytes() == (ROOT / lock).read_bytes()
    assert (regenerated / "truth.json").read_bytes() == Path(__file__).with_name("truth.json").read_bytes()


def test_committed_files_are_those_of_the_lock_and_small() -> None:
    lock = _lock()
    assert {name: _sha256(ROOT / name) for name in lock} == lock
    assert sum((ROOT / name).stat().st_size for name in lock) <= MAX_BYTES
    assert Path(__file__).with_name("truth.json").stat().st_size <= MAX_TRUTH_BYTES
    # Nothing of an earlier generator is left.
    assert {p.relative_to(ROOT).as_posix() for p in (ROOT / "data" / "raw").rglob("*") if p.is_file()} == set(
        lock
    )


def test_intake_register_lists_every_file_with_its_check_sum() -> None:
    import csv

    for register in (ROOT / "data" / "raw").glob("*/intake.csv"):
        rows = list(csv.DictReader(register.open(encoding="utf-8")))
        files = {p.relative_to(register.parent).as_posix() for p in register.parent.glob("*/*")}
        assert {row["file"] for row in rows} == files
        assert all(row["sha256"] == _sha256(register.parent / row["file"]) for row in rows)
        # What holds a year's appeals is handed in after the year's end.
        late = {row["file"]: row["received_date"] for row in rows if "/survey-" not in row["file"]}
        assert all(int(day[:4]) == int(name[:4]) + 1 for name, day in late.items())


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "painmap.demo", *arguments]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_help_is_russian() -> None:
    done = _run("--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Использование: ")
    assert "демонстрационные исходные данные" in done.stdout
    assert not {"usage", "options", "show"} & set(done.stdout.lower().replace(":", " ").split())


def test_missing_params_are_named_in_russian(tmp_path: Path) -> None:
    done = _run("--root", str(tmp_path))
    assert done.returncode == 1
    assert "Файл параметров не найден" in done.stderr
    assert "Traceback" not in done.stderr
