"""`painmap map set`: one cell as a person decides it, a conflict settled with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from painmap.cli import main
from painmap.errors import PainmapError
from painmap.paths import Tree
from painmap.stages.entries import Author
from painmap.stages.map_exchange import deciding
from painmap.stages.map_exchange.deciding import Asked, Decided
from painmap.stages.map_exchange.exporting import open_rivals
from painmap.stages.map_exchange.state import MapState
from painmap.stages.project import Project
from tests.stages.test_map_exchange import (
    AGENCY,
    EXTERNAL,
    FIRST,
    PERIOD,
    bring,
    build,
    decisions,
    edited,
    entered,
    export,
    put,
    undecided,
)

GROUP = Author("Рабочая группа", date(2026, 1, 20))
UNIT = "Отдел развития предпринимательства"


@pytest.fixture
def root(repository: Path, tmp_path: Path) -> Path:
    undecided(repository, tmp_path / "project")
    build(tmp_path / "project")
    return tmp_path / "project"


def state(root: Path) -> MapState:
    return MapState(Project(root, AGENCY), PERIOD)


def decide(root: Path, column: str, value: str, row: str = "p01", **more: str) -> Decided:
    return deciding.run(state(root), Asked(row, column, value, **more), GROUP)


@pytest.mark.parametrize("column", ["due_date", "Срок", "срок реализации"])
def test_a_cell_is_named_by_its_code_or_the_beginning_of_its_title(root: Path, column: str) -> None:
    done = decide(root, column, "01.03.2026")
    assert done.is_written
    assert entered(root)["p01", "m2025-p01", "due_date"] == "2026-03-01"
    (entry,) = decisions(root)
    assert (entry["author_role"], entry["entered_date"], entry["export_id"]) == (
        "Рабочая группа",
        "2026-01-20",
        "",
    )


def test_what_stands_is_not_written_again(root: Path) -> None:
    decide(root, "measure", "Памятка")
    assert not decide(root, "measure", "Памятка").is_written
    assert len(decisions(root)) == 1


def conflict(root: Path) -> None:
    """Two people write different terms into one cell."""
    path = export(root)
    bring(root, edited(path, put(EXTERNAL, FIRST, MEASURE="Одно"), "one.xlsx"))
    bring(root, edited(path, put(EXTERNAL, FIRST, MEASURE="Другое"), "two.xlsx"))
    assert sum(map(len, open_rivals(state(root)).values())) == 1


@pytest.mark.parametrize(("value", "stands"), [("Одно", "Одно"), ("Другое", "Другое"), ("Третье", "Третье")])
def test_a_conflict_is_settled_by_either_value_or_a_third(root: Path, value: str, stands: str) -> None:
    conflict(root)
    done = decide(root, "measure", value)
    assert (done.before, done.now, done.settled) == ("Одно", stands, 1)
    assert not open_rivals(state(root))
    assert state(root).standing[done_cell(root)] == stands


def done_cell(root: Path):
    (cell,) = [cell for cell in state(root).standing if cell.column == "measure"]
    return cell


def test_a_cell_can_be_cleared(root: Path) -> None:
    decide(root, "measure", "Памятка")
    decide(root, "measure", "")
    assert entered(root)["p01", "m2025-p01", "measure"] == ""


def test_a_level_needs_a_reason(root: Path) -> None:
    with pytest.raises(PainmapError, match="только с основанием"):
        decide(root, "priority", "высокая")
    decide(root, "priority", "высокая", reason="поручение руководства")
    assert entered(root)["p01", "", "priority"] == "high"
    assert entered(root)["p01", "", "level_reason"] == "поручение руководства"
    # The reason that stands will do for the other level.
    decide(root, "распространённость", "низкая")
    assert entered(root)["p01", "", "prevalence"] == "low"


def test_an_effort_is_a_cell_of_a_process(root: Path) -> None:
    process = state(root).report.processes[0].process_id
    decide(root, "effort", "3", row=process)
    assert entered(root)[process, "", "effort"] == "3"


def test_of_several_measures_one_is_named(root: Path) -> None:
    decide(root, "measure", "Памятка")
    lines = Tree(root).decisions(AGENCY)
    lines.write_text(
        lines.read_text(encoding="utf-8") + "1,2025,external,p01,m2,measure,Стенд,Отдел,2026-01-12,,\n",
        encoding="utf-8",
    )
    with pytest.raises(PainmapError, match="несколько мероприятий: m2, m2025-p01"):
        decide(root, "state", "исполняется")
    with pytest.raises(PainmapError, match="Мероприятие «m9»"):
        decide(root, "state", "исполняется", measure="m9")
    decide(root, "state", "исполняется", measure="m2")
    assert entered(root)["p01", "m2", "state"] == "исполняется"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("p01", "responsible", "Гаджиев М. А."), "похоже на фамилию"),
        (("p01", "responsible", "Отдел космоса"), "Ответственный «Отдел космоса»"),
        (("p01", "priority", "огромная"), "такого значения в списке нет"),
        (("p01", "effect_date", "весной"), "это не дата"),
        (("p77", "measure", "Памятка"), "Строка «p77»"),
        (("p01", "цвет", "синий"), "Графа «цвет»"),
        (("p01", "", "синий"), "Графа «»"),
    ],
)
def test_what_may_not_stand_is_refused_and_nothing_written(
    root: Path, asked: tuple[str, str, str], told: str
) -> None:
    decide(root, "measure", "Памятка")
    with pytest.raises(PainmapError) as refused:
        deciding.run(state(root), Asked(*asked), GROUP)
    assert told in str(refused.value)
    assert len(decisions(root)) == 1


def test_the_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conflict(root)
    asked = ["--row", "p01", "--column", "Необходимые", "--value", "Одно"]
    by = ["--author-role", "Рабочая группа", "--date", "20.01.2026"]
    command = ["--root", str(root), "map", "set", AGENCY, "--period", "2025", *asked, *by]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "Необходимые к реализации мероприятия: было «Одно», стоит «Одно»" in said
    assert "Иных предложений по этой клетке решено: 1." in said
    assert main(command) == 0
    assert "Так и стоит; ничего не записано." in capsys.readouterr().out


def test_a_date_is_told_as_people_write_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by = ["--author-role", "Рабочая группа", "--date", "20.01.2026"]
    asked = ["--row", "p01", "--column", "Срок", "--value", "2026-03-01"]
    main(["--root", str(root), "map", "set", AGENCY, "--period", "2025", *asked, *by])
    assert "было пусто, стоит «01.03.2026»" in capsys.readouterr().out
