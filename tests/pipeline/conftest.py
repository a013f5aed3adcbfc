"""One real build of two agencies in a copy of the project: one of the repository's, one very small."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from painmap.params.load import agency_ids
from painmap.paths import Tree
from tests.conftest import copy_project

AGENCY, SMALL = "minec-49", "small-49"
_PER_AGENCY = ("agencies/{}.yaml", "obligations/{}.yaml", "corrections/{}.yaml", "processes/{}.csv",
               "problems/{}.csv", "decisions/{}.csv")  # fmt: skip
_SMALL_ROWS = 60


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    output: str
    errors: str


def painmap(root: Path, *arguments: str, **environment: str) -> Done:
    """Run the command line in `root`."""
    command = [sys.executable, "-m", "painmap", *arguments]
    done = subprocess.run(
        command, cwd=root, env=os.environ | environment, capture_output=True, encoding="utf-8", check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def leave_only(root: Path, agency: str) -> None:
    """Remove the own files of all other agencies."""
    for other in set(agency_ids(Tree(root))) - {agency}:
        for pattern in _PER_AGENCY:
            (root / "params" / pattern.format(other)).unlink()
        shutil.rmtree(root / "data" / "raw" / other)


def add_small_agency(root: Path) -> None:
    """A second agency with the profile of the first: a register of few rows, and a mailbox that is gone."""
    for pattern in _PER_AGENCY:
        text = (root / "params" / pattern.format(AGENCY)).read_text(encoding="utf-8")
        text = text.replace(f"id: {AGENCY}\n", f"id: {SMALL}\n").replace(
            f"agency: {AGENCY}\n", f"agency: {SMALL}\n"
        )
        (root / "params" / pattern.format(SMALL)).write_text(text, encoding="utf-8")
    source = root / "data" / "raw" / AGENCY / "2025" / "register-2025-demo.csv"
    target = root / "data" / "raw" / SMALL / "2025" / source.name
    target.parent.mkdir(parents=True)
    lines = source.read_bytes().split(b"\r\n")
    target.write_bytes(b"\r\n".join(lines[:_SMALL_ROWS]) + b"\r\n")
    register(root, SMALL, target)
    accepted = (
        f"schema_version: 1\nagency: {SMALL}\nsources:\n- id: mail\n  received_date: 2025-01-20\n"
        "  agency_received_date: 2025-01-20\n"
        '  months: {"2024": [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]}\n'
    )
    (root / "params" / "baselines" / f"{SMALL}.yaml").write_text(accepted, encoding="utf-8")


def register(root: Path, agency: str, path: Path, received: str = "2026-01-20") -> None:
    """Note a raw file in `intake.csv` and in the list of synthetic files."""
    folder = root / "data" / "raw" / agency
    intake = folder / "intake.csv"
    relative, digest = path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()
    rows = []
    if intake.exists():
        with intake.open(encoding="utf-8-sig", newline="") as stream:
            rows = [(r["file"], r["sha256"], r["received_date"]) for r in csv.DictReader(stream)]
    rows = [row for row in rows if row[0] != relative] + [(relative, digest, received)]
    with intake.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("file", "sha256", "received_date"), *rows])
    with (root / "params" / "synthetic.lock").open("a", encoding="utf-8") as stream:
        stream.write(f"{digest}  {path.relative_to(root).as_posix()}\n")


def published(root: Path) -> dict[str, bytes]:
    """Every published file but the manifests, which carry a clock."""
    files = (p for p in (root / "reports").rglob("*") if p.is_file() and p.name != "run.json")
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A project in which both agencies' year 2025 was built on two cores; and what the build printed.

    Its tests go on where others of their group ended: two workers may not have it.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        (tmp_path_factory.getbasetemp().parent / "built").touch(exist_ok=False)
    root = copy_project(tmp_path_factory.mktemp("pipeline") / "project")
    leave_only(root, AGENCY)
    add_small_agency(root)
    key = tmp_path_factory.mktemp("key") / "key"
    os.environ["PAINMAP_KEY_FILE"] = str(key)
    return root, painmap(root, "build", "--period", "2025", "--cores", "2")
