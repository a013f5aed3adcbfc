"""What was accepted of the demo data, and what a build says before it makes a report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from painmap.stages.baselines import compared, writing
from painmap.stages.project import Project
from painmap.workflow.engine import environment
from tests.pipeline.conftest import AGENCY, SMALL, Done, painmap

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("pipeline")]


def test_the_demo_is_as_it_was_accepted(built: tuple[Path, Done], repository: Path) -> None:
    """The other agencies: tests/pipeline/test_all_agencies.py."""
    written = writing.text(compared.measured(Project(built[0], AGENCY)))
    assert (repository / "params" / "baselines" / f"{AGENCY}.yaml").read_text(encoding="utf-8") == written
    done = painmap(built[0], "baseline", "--agency", AGENCY)
    assert (done.code, done.output) == (0, f"{AGENCY}: показатели те же, что приняты.\n"), done.errors
    assert f"{AGENCY}: " not in "".join(line for line in built[1].output.splitlines() if "принят" in line)


def test_what_is_unexpected_is_said_before_any_report_is_made(built: tuple[Path, Done]) -> None:
    output = built[1].output
    first_report = output.index("показатели и динамика")
    warning = f"Внимание. {SMALL}: Почтовый ящик: пропали принятые строки: 108 из 108 — январь 2024: было 9"
    assert 0 <= output.find(warning) < first_report
    assert output.count(warning) == 1
    quiet = f"{SMALL}: Показатели ещё не приняты, сравнивать не с чем: Реестр обращений"
    assert 0 <= output.find(f"\n{quiet}") < first_report


def test_plan_says_it_too_and_the_quiet_sentence_only_a_build_that_read_something(
    built: tuple[Path, Done],
) -> None:
    done = painmap(built[0], "plan", "--agency", SMALL, "--period", "2025")
    assert "Внимание. small-49: Почтовый ящик: пропали принятые строки: 108 из 108" in done.output
    assert "ещё не приняты" not in done.output
    again = painmap(built[0], "build", "--agency", SMALL, "--period", "2025")
    assert again.code == 0, again.output + again.errors
    assert "пропали принятые строки: 108 из 108" in again.output
    assert "ещё не приняты" not in again.output


def test_texts_do_not_wait_for_the_notebook_that_shows_it(built: tuple[Path, Done]) -> None:
    """It runs again when other figures are accepted: a newer mark with another stamp, and the same tables."""
    root, end = built[0], f"data/interim/{SMALL}/pain-points/done.json"
    mark = root / "data" / "interim" / SMALL / "clean" / "done.json"
    before = mark.read_bytes()
    mark.write_bytes(before + b"\n")
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--snakefile", str(root / "Snakefile")]
    command += ["--directory", str(root), "--config", f"root={root}", "--cores", "1"]
    command += ["--rerun-triggers", "params", "input", "code", "--", end]
    told = subprocess.run(command, env=environment(root), capture_output=True, text=True, check=True)
    mark.write_bytes(before)
    assert "Nothing to be done" in told.stdout + told.stderr


def test_the_executed_notebook_shows_it(built: tuple[Path, Done]) -> None:
    for agency, said in ((AGENCY, "Неожиданного нет."), (SMALL, "пропали принятые строки: 108 из 108")):
        path = built[0] / "data" / "interim" / agency / "clean" / "10_clean.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
        assert any(said in output.get("text", "") for output in outputs), agency
        assert any("Принято по" in output.get("data", {}).get("text/html", "") for output in outputs)
