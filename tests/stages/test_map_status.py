"""`painmap map status`: rows on their way from «предложена» to «утверждена», each for what people saw."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from painmap.cli import main
from painmap.errors import PainmapError
from painmap.paths import Tree
from painmap.periods import Period
from painmap.problem_map.rows import Entered, entered_of
from painmap.report_data import MapRow
from painmap.stages.entries import Author, author
from painmap.stages.map_exchange import approving
from painmap.stages.map_exchange.state import MapState
from painmap.stages.project import Project
from tests.stages.test_map_exchange import AGENCY, PERIOD, ROWS, build, decisions, undecided

ANALYST = Author("Отдел анализа", date(2026, 1, 12))
GROUP = Author("Рабочая группа", date(2026, 1, 20))
MINISTER = Author("Министр", date(2026, 1, 25))


@pytest.fixture
def root(repository: Path, tmp_path: Path) -> Path:
    undecided(repository, tmp_path / "project")
    build(tmp_path / "project")
    return tmp_path / "project"


def state(root: Path) -> MapState:
    return MapState(Project(root, AGENCY), PERIOD)


def reached(root: Path) -> dict[str, str]:
    return {row.problem_id: row.status for row in approving.rows(state(root))}


def write(root: Path, *entries: str) -> None:
    """Entries as a person would write them, `column,value` of p01."""
    with Tree(root).decisions(AGENCY).open("a", encoding="utf-8") as file:
        for entry in entries:
            file.write(f"1,2025,external,p01,,{entry},Отдел,2025-06-01,,\n")


def test_the_way_to_approval_one_step_after_another(root: Path) -> None:
    assert set(reached(root).values()) == {"proposed"}
    assert len(approving.run(state(root), (), "confirmed", ANALYST)) == len(ROWS)
    approving.run(state(root), ("p01", "p15"), "reviewed", GROUP)
    approving.run(state(root), ("p01",), "approved", MINISTER)
    assert reached(root) == {"p01": "approved", "p02": "confirmed", "p03": "confirmed", "p15": "reviewed"}
    row = next(row for row in approving.rows(state(root)) if row.problem_id == "p01")
    assert row.status_step is not None
    assert (row.status_step.author_role, row.status_step.day) == ("Министр", date(2026, 1, 25))
    assert {d["column"] for d in decisions(root)} == {"status"}


@pytest.mark.parametrize("target", ["reviewed", "approved"])
def test_no_step_is_left_out_and_nothing_is_written_then(root: Path, target: str) -> None:
    approving.run(state(root), ("p01",), "confirmed", ANALYST)
    with pytest.raises(PainmapError) as refused:
        approving.run(state(root), (), target, GROUP)
    assert "p02 — предложена системой" in str(refused.value)
    assert len(decisions(root)) == 1


def test_the_same_state_twice_writes_nothing(root: Path) -> None:
    approving.run(state(root), ("p01",), "confirmed", ANALYST)
    assert approving.run(state(root), ("p01",), "confirmed", ANALYST) == []
    assert len(decisions(root)) == 1


def test_a_state_can_be_taken_back(root: Path) -> None:
    approving.run(state(root), ("p01",), "confirmed", ANALYST)
    approving.run(state(root), ("p01",), "reviewed", GROUP)
    approving.run(state(root), ("p01",), "confirmed", GROUP)
    assert reached(root)["p01"] == "confirmed"
    approving.run(state(root), ("p01",), "proposed", GROUP)
    assert reached(root)["p01"] == "proposed"


def test_what_changed_after_the_build_cannot_be_approved_unseen(root: Path) -> None:
    write(root, "measure,Памятка")
    with pytest.raises(PainmapError, match="После сборки в карту внесены правки") as refused:
        approving.run(state(root), ("p02",), "confirmed", ANALYST)
    assert "painmap build --agency minec-49 --period 2025" in str(refused.value)
    build(root, rows=with_cells(measure="Памятка"))
    assert approving.run(state(root), ("p01",), "confirmed", ANALYST)


@pytest.mark.parametrize("entry", ["prevalence,low", "title,Новая"])
def test_levels_and_problems_that_people_entered_ask_for_a_build_too(root: Path, entry: str) -> None:
    if entry.startswith("title"):
        with Tree(root).decisions(AGENCY).open("a", encoding="utf-8") as file:
            file.write(f"1,2025,external,n1,,{entry},Отдел,2025-06-01,,\n")
    else:
        write(root, entry, "level_reason,поручение")
    with pytest.raises(PainmapError, match="После сборки"):
        approving.rows(state(root))


def with_cells(**cells: str) -> tuple[MapRow, ...]:
    return (ROWS[0].model_copy(update=cells), *ROWS[1:])


def test_an_unknown_row_is_told_with_the_known_ones(root: Path) -> None:
    with pytest.raises(PainmapError, match="Строка карты «p33»"):
        approving.run(state(root), ("p33",), "confirmed", ANALYST)


def test_no_names_of_persons(root: Path) -> None:
    with pytest.raises(PainmapError, match="Похоже на фамилию"):
        author("начальник отдела Гаджиев М. А.", "12.01.2026")
    assert author("Начальник отдела анализа", "12.01.2026").role == "Начальник отдела анализа"


def test_no_unit_and_no_post_of_the_profiles_is_taken_for_a_person(repository: Path) -> None:
    for path in sorted((repository / "params/agencies").glob("*.yaml")):
        agency = Project(repository, path.stem).params.agency
        for role in (*agency.units, *(signature.post for signature in agency.signatures)):
            assert author(role, "12.01.2026").role == role


def entered(root: Path) -> Entered:
    project = Project(root, AGENCY)
    from types import SimpleNamespace

    return entered_of(
        SimpleNamespace(decisions=project.params.decisions, period=PERIOD, agency=project.params.agency)
    )


def test_a_state_is_no_cell_of_the_working_map(root: Path) -> None:
    approving.run(state(root), (), "confirmed", ANALYST)
    assert {cell.column for cell in entered(root).standing} == set()
    assert {mark.status for told in entered(root).marks.values() for mark in told} == {"confirmed"}


def test_a_state_of_another_period_does_not_count(root: Path) -> None:
    approving.run(state(root), (), "confirmed", ANALYST)
    build(root, "2024")
    other = MapState(Project(root, AGENCY), Period.parse("2024"))
    assert {row.status for row in approving.rows(other)} == {"proposed"}


def test_the_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whose = ["--root", str(root), "map", "status", AGENCY, "--period", "2025"]
    assert main(whose) == 0
    assert "I-1  p01   Длительное рассмотрение заявок — предложена системой" in capsys.readouterr().out
    by = ["--author-role", "Отдел анализа", "--date", "12.01.2026"]
    assert main([*whose, "--to", "подтверждена", "--row", "p01", "p15", *by]) == 0
    said = capsys.readouterr().out
    assert "предложена системой → подтверждена аналитиком" in said
    assert "params/decisions/minec-49.csv" in said
    assert main(whose) == 0
    assert "подтверждена аналитиком (Отдел анализа, 12.01.2026)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (["--to", "готова", "--all"], "Состояние «готова»"),
        (["--to", "подтверждена"], "Не сказано, какие строки"),
        (["--to", "подтверждена", "--all", "--row", "p01"], "Не сказано, какие строки"),
        (["--row", "p01"], "Не сказано, в какое состояние"),
        (["--to", "подтверждена", "--all"], "Не указано, кто это внёс"),
        (["--to", "подтверждена", "--all", "--author-role", "Отдел"], "Не указан день"),
        (["--to", "утверждена", "--all", "--author-role", "Отдел", "--date", "12.01.2026"], "следует за"),
    ],
)
def test_a_command_that_says_too_little_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], extra: list[str], told: str
) -> None:
    assert main(["--root", str(root), "map", "status", AGENCY, "--period", "2025", *extra]) == 1
    assert told in capsys.readouterr().err
    assert decisions(root) == []
