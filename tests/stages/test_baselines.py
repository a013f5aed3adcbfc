"""What is counted of the sources, what is written when an analyst accepts it, and what depends on that."""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from painmap import stages
from painmap.cli.main import main
from painmap.errors import PainmapError
from painmap.params.models import Baselines
from painmap.params.yaml_file import parsed_yaml
from painmap.paths import Tree
from painmap.periods import Period
from painmap.schema import APPEALS, RESPONSES
from painmap.stages.baselines import compared, counts, writing
from painmap.stages.baselines.counts import Part
from painmap.stages.project import Project, note_done
from painmap.stages.store import write_json
from painmap.workflow import due
from painmap.workflow.steps import Target, step, why
from tests.stages.baseline_cases import AGENCY, YEAR, case, months, part
from tests.stages.check_tree import HEAD, ROW

ROOT = Path(__file__).resolve().parents[2]
Write = Callable[[int], Project]


# --- counts ---------------------------------------------------------------------------------------


def appeals() -> pd.DataFrame:
    rows = [
        ("1", "2025-01-03", "site", "explained", "2025-01-20"),
        ("2", "2025-01-31", "epgu", "pending", None),
        ("3", "2025-03-01", "post", None, None),
    ]
    columns = ["record_id", "registered_date", "channel_code", "outcome_code", "answered_date"]
    same = {
        "source_id": "register", "source_file_id": "f", "client_kind": "external", "regime_code": "59-fz"
    }  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).assign(**same, appeal_id=lambda f: f["record_id"])
    return APPEALS.conform(frame)


def responses() -> pd.DataFrame:
    rows = [
        ("a", "2025", "overall"),
        ("a", "2025", "speed"),
        ("b", "2025", "overall"),
        ("b", "2024", "overall"),
    ]
    frame = pd.DataFrame(rows, columns=["respondent_id", "wave_id", "question_id"])
    same = {
        "source_id": "survey-external", "source_file_id": "f", "study_id": "s", "client_kind": "external",
        "responded_date": "2025-11-10",
    }  # fmt: skip
    return RESPONSES.conform(frame.assign(**same, record_id=[f"r{i}" for i in range(len(frame))]))


@pytest.fixture
def bare(tmp_path: Path) -> Project:
    """A project without raw files; nothing of its sources was accepted."""
    shutil.copytree(ROOT / "params", tmp_path / "params", ignore=shutil.ignore_patterns("baselines"))
    return Project(tmp_path, AGENCY)


def test_appeals_are_counted_by_month_and_an_open_outcome_is_no_word(bare: Project) -> None:
    counts.write_counts(bare, appeals(), RESPONSES.empty())
    found = counts.read_counts(bare)["register"]
    assert str(found.newest) == "2025-03-01"
    assert list(found.parts) == ["2025-01", "2025-03"]
    january = found.parts["2025-01"]
    assert january.rows == 2
    assert january.words == {
        "channel_code": {"epgu": 1, "site": 1},
        "client_kind": {"external": 2},
        "outcome_code": {"explained": 1},
    }
    assert january.filled == {"answered_date": 1, "outcome_code": 2}


def test_questionnaires_are_counted_by_wave_whatever_number_of_answers_they_hold(bare: Project) -> None:
    counts.write_counts(bare, APPEALS.empty(), responses())
    found = counts.read_counts(bare)["survey-external"]
    assert found.parts["2025"] == Part(2, {}, {"overall": 2, "speed": 1})
    assert found.parts["2024"] == Part(1, {}, {"overall": 1})


def test_counts_do_not_depend_on_the_order_of_rows(bare: Project) -> None:
    path = bare.tree.interim_clean(AGENCY) / counts.COUNTS
    counts.write_counts(bare, appeals(), responses())
    first = path.read_bytes()
    counts.write_counts(bare, appeals().iloc[::-1], responses().iloc[::-1])
    assert path.read_bytes() == first


# --- the file -------------------------------------------------------------------------------------


def measured() -> Baselines:
    words = {"channel_code": {"site": 1 / 3, "no": 1 / 3, "Иное: «да»": 1 / 3}, "filled": {"text": 0.98765}}
    register = case(months("2024-11", *YEAR, **words), "2025-01-20", "2026-01-20")
    survey = case({"2024": part(10), "2025": part(12)}, "2025-11-20", source="survey-external")
    return writing.measured([register, survey])


def test_what_is_written_is_read_back() -> None:
    text = writing.text(measured())
    assert Baselines.model_validate(parsed_yaml(text, "x")) == measured()
    assert '    "2024": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 24]\n' in text
    assert (
        '    channel_code: {no: 0.350, site: 0.350, "Иное: «да»": 0.350}\n'.replace("0.350", "0.333") in text
    )
    assert '  waves: {"2024": 10, "2025": 12}\n' in text
    assert text.startswith("# ")
    assert "painmap baseline --agency minec-49" in text


def test_shares_of_facts_that_come_with_time_are_those_of_the_older_months() -> None:
    """Received on 20 January: what was registered since 22 November may still be open."""
    parts = months("2025-01", *YEAR[:10], filled={"outcome_code": 1.0}) | months("2025-11", 20, 20, filled={})
    (source,) = writing.measured([case(parts, "2026-01-20")]).sources
    assert source.filled == {"outcome_code": 1.0}


# --- acceptance -----------------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A project of one register of so many rows, 10 a month, that was taken in."""
    root = tmp_path / "project"
    for name in ("params", "notebooks"):
        shutil.copytree(
            ROOT / name, root / name, ignore=shutil.ignore_patterns("baselines", ".ipynb_checkpoints")
        )
    shutil.copy(ROOT / "Snakefile", root)

    def made(rows: int) -> Project:
        folder = root / "data" / "raw" / AGENCY
        path = folder / "2025" / "register-2025.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        empty = dict.fromkeys(("code", "name", "address", "phone", "email", "officer"), "")
        lines = [ROW.format(**empty).replace("05-0003", f"05-{i:04d}") for i in range(rows)]
        lines = [line.replace("09.01.2025", f"09.{1 + i // 10:02d}.2025").replace("03.02.2025", "25.12.2025")
                 for i, line in enumerate(lines)]  # fmt: skip
        path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="cp1251")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        with (folder / "intake.csv").open("w", encoding="utf-8", newline="") as stream:
            rows_ = [("file", "sha256", "received_date"), (f"2025/{path.name}", digest, "2026-01-20")]
            csv.writer(stream).writerows(rows_)
        lock = f"{digest}  {path.relative_to(root).as_posix()}\n"
        (root / "params" / "synthetic.lock").write_text(lock, encoding="utf-8")
        stages.clean(AGENCY, root)
        return Project(root, AGENCY)

    return made


def test_acceptance_is_written_told_and_compared_with(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    project = write(120)
    root = str(project.tree.root)
    (quiet,) = stages.not_accepted(project)
    assert "Реестр обращений" in quiet
    assert "painmap baseline --agency minec-49" in quiet
    assert "Почтовый ящик" not in quiet, "a source without files cannot be accepted"
    assert stages.unexpected(project) == []

    assert main(["--root", root, "baseline", "--agency", AGENCY]) == 0
    assert "строк 120, прежде не принимался" in capsys.readouterr().out
    kept = project.tree.baselines(AGENCY).read_bytes()
    assert main(["--root", root, "baseline", "--agency", AGENCY]) == 0
    assert "показатели те же, что приняты" in capsys.readouterr().out
    assert project.tree.baselines(AGENCY).read_bytes() == kept
    assert stages.not_accepted(Project(root, AGENCY)) == []

    project = write(60)
    compared = stages.compared(AGENCY, root)
    assert compared.changes[0].rows_then == 120
    assert (compared.changes[0].rows_now, compared.changes[0].rows_gone, compared.changes[0].rows_new) == (
        60,
        60,
        0,
    )
    assert compared.table["Пропало"].iloc[0] == 60
    assert any("пропали принятые строки: 60 из 120" in warning for warning in stages.unexpected(project))

    assert main(["--root", root, "baseline", "--agency", AGENCY]) == 0
    told = capsys.readouterr().out
    assert "строк 60 вместо 120 (принято по 20.01.2026): прибыло 0, пропало 60" in told
    assert "Принимается: Реестр обращений" in told
    assert stages.unexpected(Project(root, AGENCY)) == []


def test_nothing_is_accepted_of_data_that_build_has_not_seen(
    write: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests of the pipeline, where they ran before in this process, have left theirs.
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(tmp_path / "no-key"))
    project = write(20)
    shutil.rmtree(project.tree.interim_clean(AGENCY))
    project.tree.synthetic_lock.write_text("", encoding="utf-8")
    project = Project(project.tree.root, AGENCY)
    with pytest.raises(PainmapError, match="painmap build --agency minec-49"):
        stages.accept_baseline(project)
    assert main(["--root", str(project.tree.root), "baseline"]) == 1
    shown = capsys.readouterr().out
    assert "Не принято: minec-49. Обработанных данных нет или они устарели" in shown
    assert "Не принято: minyust-rd." in shown, "a failure of one agency does not hinder the others"
    assert not project.tree.baselines(AGENCY).exists()
    warnings: list[str] = []
    assert list(due.plan(due.Request(project.tree.root, (AGENCY,)), [], warnings))
    assert not Path(os.environ["PAINMAP_KEY_FILE"]).exists(), "only a build makes the key"
    assert main(["--root", str(project.tree.root), "baseline", "--agency", "net"]) == 1


# --- what depends on it ---------------------------------------------------------------------------


def test_other_accepted_figures_concern_reports_and_the_notebook_and_no_text(write: Write) -> None:
    project = write(20)
    year = Period.parse("2025")
    before = (project.review_stamp(), project.trends_stamp(year))
    same = (project.clean_stamp(), project.texts_stamp(0), project.pain_points_stamp())
    marks = [("clean", Target(AGENCY)), ("texts", Target(AGENCY, shard="0"))]
    for name, target in marks:
        stamp = step(name).stamp(project, target)
        mark = step(name).done(project, target)
        write_json(mark, {"stamp": stamp.value, "parts": stamp.parts})
        if name == "texts":
            note_done(mark.parent, stamp, [])
    assert due.forget_stale(project, marks) == []
    stages.accept_baseline(project)
    project = Project(project.tree.root, AGENCY)
    after = (project.review_stamp(), project.trends_stamp(year))
    assert all(new != old for new, old in zip(after, before, strict=True))
    assert (project.clean_stamp(), project.texts_stamp(0), project.pain_points_stamp()) == same
    assert why(project, step("clean"), Target(AGENCY)) == "изменено: параметры"
    assert due.forget_stale(project, marks) == ["clean"]


def test_the_rules_that_compare_are_no_part_of_what_texts_depend_on() -> None:
    from painmap.stages.sources import reachable

    assert "painmap.stages.baselines.rules" in reachable("painmap.stages.baselines.compared")
    assert "painmap.stages.baselines.rules" not in reachable("painmap.stages._clean", "painmap.stages._texts")


def test_one_source_of_the_profile_is_one_change(bare: Project) -> None:
    """Before anything was taken in as well: the data-quality page asks for them."""
    raw = bare.tree.raw(AGENCY) / "2025"
    raw.mkdir(parents=True)
    (raw / "register-2025.csv").write_text("x", encoding="utf-8")
    changes = compared.changes(bare)
    assert [change.source_id for change in changes] == [s.id for s in bare.params.agency.sources]
    assert {change.accepted_date for change in changes} == {None}
    assert Tree(bare.tree.root).baselines(AGENCY).name == "minec-49.yaml"
