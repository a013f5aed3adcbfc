"""Nothing but a sentence leaves the program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from painmap.cli.main import main
from painmap.errors import unforeseen
from painmap.params.load import agency_ids, odd_profiles
from painmap.paths import Tree
from painmap.workflow.engine import events_in
from painmap.workflow.jobs import EVENT

CANARY = "Канарейкин"


def test_an_unforeseen_error_is_class_and_place_without_its_text() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        message = str(unforeseen(error))
    assert "ValueError" in message
    assert "test_boundaries.py" in message
    assert CANARY not in message


def test_no_traceback_reaches_the_user(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError(CANARY)

    command_line = sys.modules["painmap.cli.main"]
    verbs = tuple(
        type(verb)(verb.name, verb.does, verb.example, verb.options, broken) for verb in command_line.VERBS
    )
    monkeypatch.setattr(command_line, "VERBS", verbs)
    assert main(["--root", str(project), "doctor"]) == 1
    shown = capsys.readouterr()
    assert "Внутренняя ошибка RuntimeError" in shown.err
    assert CANARY not in shown.err + shown.out


def test_a_terminal_without_cyrillic_gets_question_marks(repository: Path) -> None:
    command = [sys.executable, "-m", "painmap", "build", "--agency", "net"]
    environment = {
        "PYTHONIOENCODING": "ascii",
        "PATH": "/usr/bin:/bin",
        "PAINMAP_KEY_FILE": "/nonexistent/key",
    }
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"?" in done.stderr


def test_an_oddly_named_profile_does_not_block_the_others(project: Path) -> None:
    folder = project / "params" / "agencies"
    before = agency_ids(Tree(project))
    for name in ("minec-49 (копия).yaml", "other.yml"):
        (folder / name).write_text("schema_version: 1\n", encoding="utf-8")
    assert agency_ids(Tree(project)) == before
    said = odd_profiles(Tree(project))
    assert len(said) == 2
    assert "other.yml" in said[1]


def test_events_are_read_from_lines_that_others_wrote_into() -> None:
    """Seen in a build on two cores: one job's event right behind another's, on one line."""
    one, two = (
        EVENT + json.dumps({"event": e, "rule": r, "target": {"agency": "a"}, "name": "a", "message": ""})
        for e, r in (("started", "clean"), ("finished", "texts"))
    )
    found = list(events_in(f"[Sun Nov 22] {one}{two} localrule texts:\n"))
    assert [(event.kind, event.rule) for event in found] == [("started", "clean"), ("finished", "texts")]
    assert list(events_in(one[:-9])) == []
    assert [event.total for event in events_in("3 of 17 steps (18%) done\n")] == [17]


def test_planning_writes_nothing(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "folder" / "key"
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(key))
    (project / "params" / "synthetic.lock").write_text("", encoding="utf-8")
    before = sorted(project.rglob("*"))
    assert main(["--root", str(project), "plan"]) == 0
    assert sorted(project.rglob("*")) == before
    assert not key.parent.exists()


def test_a_plan_for_an_agency_that_cannot_be_built_fails(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data" / "raw" / "minec-49").rename(project / "away")
    assert main(["--root", str(project), "plan", "--agency", "minec-49"]) == 1
    assert "Нет папки с исходными данными" in capsys.readouterr().out.replace("\n", " ")
