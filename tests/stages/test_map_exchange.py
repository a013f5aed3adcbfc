"""The map out to managers and their cells back: everything a person can do to the file on its way."""

from __future__ import annotations

import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from painmap.cli import main
from painmap.errors import PainmapError
from painmap.params.tables import read_table
from painmap.paths import Tree
from painmap.periods import Period
from painmap.problem_map.exchange.base import parsed
from painmap.problem_map.exchange.workfile import ABOUT_SHEET, FOLLOW_UP_SHEET, KEY_TITLE, RIVALS_TITLE
from painmap.problem_map.xlsx import PARTS, PROCESS_SHEET
from painmap.report_data import MapRow
from painmap.schema import DECISIONS
from painmap.stages.entries import Author
from painmap.stages.map_exchange import exporting, importing
from painmap.stages.map_exchange.importing import Imported
from painmap.stages.map_exchange.state import MapState
from painmap.stages.project import Project
from tests.problem_map.test_map_xlsx import rank, report

AGENCY = "minec-49"
PERIOD = Period.parse("2025")
ROLE = Author("Отдел развития предпринимательства", date(2026, 1, 14))
HEADER = ",".join(("schema_version", *DECISIONS.names)) + "\n"
FIRST = 6
EXTERNAL, INTERNAL = (part.sheet for part in PARTS)
# Columns of the sheets of the map.
TITLE, SPREAD, PRIORITY, MEASURE, RESPONSIBLE, DUE, REASON, COMMENT = range(2, 10)


def row(number: int, problem_id: str, title: str, kind: str = "external") -> MapRow:
    levels = {"prevalence": "high", "priority": "middle"}
    return MapRow(number=number, problem_id=problem_id, title=title, client_kind=kind, **levels)


ROWS = (
    row(1, "p01", "Длительное рассмотрение заявок"),
    row(2, "p02", "Избыточный пакет документов"),
    row(3, "p03", "Непонятные основания отказа"),
    row(1, "p15", "Срочные запросы отчётности", "internal"),
)


@pytest.fixture(scope="module")
def template(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return undecided(repository, tmp_path_factory.mktemp("template") / "project")


def undecided(repository: Path, root: Path) -> Path:
    """A project of one agency in whose map nobody has written yet."""
    others = ("dagpechat*", "dztszn-nao*", "minfin-chr*", "minyust-rd*", "exports")
    shutil.copytree(repository / "params", root / "params", ignore=shutil.ignore_patterns(*others))
    Tree(root).decisions(AGENCY).write_text(HEADER, encoding="utf-8")
    # What tells the command that it is a project.
    (root / "notebooks").mkdir()
    (root / "Snakefile").touch()
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "project")
    build(tmp_path / "project")
    return tmp_path / "project"


def build(root: Path, period: str = "2025", rows: Sequence[MapRow] = ROWS, **fields: Any) -> None:
    """What a build leaves of a map."""
    process = Project(root, AGENCY).params.processes.iloc[0]
    ranks = [rank(process["id"], client_kind=process["client_kind"], effort=2)]
    made = report(rows, ranks, agency_id=AGENCY, period=period, **fields)
    folder = Tree(root).interim_edition(AGENCY, Period.parse(period), "internal")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report_data.json").write_text(made.model_dump_json(), encoding="utf-8")


def export(root: Path, name: str = "map.xlsx", period: str = "2025") -> Path:
    path = root.parent / name
    exporting.run(MapState(Project(root, AGENCY), Period.parse(period)), path)
    return path


def bring(root: Path, path: Path, author: Author = ROLE) -> Imported:
    return importing.run(root, path, author)


def edited(path: Path, change: Callable[[Any], None], name: str = "filled.xlsx") -> Path:
    """A copy of a working map as a person saves it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path.with_name(name))
    return path.with_name(name)


def put(sheet: str, at: int, **cells: object) -> Callable[[Any], None]:
    """Write cells of a row by the name of the column."""

    def change(book: Any) -> None:
        for name, value in cells.items():
            book[sheet].cell(at, globals()[name]).value = value

    return change


def decisions(root: Path) -> list[dict[str, str]]:
    frame = read_table(Tree(root).decisions(AGENCY), DECISIONS, "decisions")
    return frame.astype("string").fillna("").to_dict("records")


def entered(root: Path) -> dict[tuple[str, str, str], str]:
    return {(d["problem_id"], d["measure_id"], d["column"]): d["value"] for d in decisions(root)}


# --- what comes back unchanged --------------------------------------------------------------------


def shuffled(book: Any) -> None:
    sheet = book[EXTERNAL]
    rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 2)]
    random.Random(3).shuffle(rows)
    for at, values in enumerate(reversed(rows), FIRST):
        for column, value in enumerate(values, 1):
            sheet.cell(at, column).value = value


def filtered(book: Any) -> None:
    book[EXTERNAL].auto_filter.ref = "A4:K8"
    book[EXTERNAL].row_dimensions[FIRST].hidden = True


def without_keys(book: Any) -> None:
    for name in (EXTERNAL, INTERNAL):
        book[name].delete_cols(11)


def moved(book: Any) -> None:
    book[EXTERNAL].insert_cols(3)
    book[EXTERNAL].insert_rows(1, 2)


@pytest.mark.parametrize("change", [lambda _: None, shuffled, filtered, without_keys, moved])
def test_a_file_that_nobody_filled_in_changes_nothing(root: Path, change: Callable[[Any], None]) -> None:
    done = bring(root, edited(export(root), change))
    assert (done.merged.taken, done.merged.conflicts, done.understood.issues) == ({}, [], [])
    assert Tree(root).decisions(AGENCY).read_text(encoding="utf-8") == HEADER


@pytest.mark.parametrize("change", [lambda _: None, shuffled, without_keys, moved])
def test_what_was_filled_in_comes_back_whatever_became_of_the_file(
    root: Path, change: Callable[[Any], None]
) -> None:
    def fill(book: Any) -> None:
        put(EXTERNAL, FIRST + 1, MEASURE="Запрашивать выписки самим\nс апреля", DUE=datetime(2026, 4, 1))(
            book
        )
        change(book)

    done = bring(root, edited(export(root), fill))
    assert done.is_whole
    own = {key: value for key, value in entered(root).items() if key[0] == "p02"}
    assert own == {
        ("p02", "m2025-p02", "measure"): "Запрашивать выписки самим\nс апреля",
        ("p02", "m2025-p02", "due_date"): "2026-04-01",
    }
    assert len(own) == len(decisions(root))


def test_an_entry_tells_who_when_and_from_what(root: Path) -> None:
    path = export(root)
    bring(root, edited(path, put(EXTERNAL, FIRST, PRIORITY="высокая", REASON="Поручение министра")))
    level = next(d for d in decisions(root) if d["column"] == "priority")
    assert level["author_role"] == ROLE.role
    assert level["entered_date"] == "2026-01-14"
    assert level["map_period"] == "2025"
    assert Tree(root).map_export(level["export_id"]).exists()
    assert level["base_hash"]


def test_the_same_file_twice_adds_nothing(root: Path) -> None:
    filled = edited(export(root), put(EXTERNAL, FIRST, MEASURE="Мера"))
    bring(root, filled)
    before = Tree(root).decisions(AGENCY).read_bytes()
    again = bring(root, filled)
    assert (again.merged.taken, again.merged.same) == ({}, 1)
    # Also after somebody has gone on from it.
    bring(root, edited(export(root, "next.xlsx"), put(EXTERNAL, FIRST, MEASURE="Мера точнее"), "next-f.xlsx"))
    assert bring(root, filled).merged.same == 1
    assert Tree(root).decisions(AGENCY).read_bytes().startswith(before)
    assert entered(root)["p01", "m2025-p01", "measure"] == "Мера точнее"


def test_what_was_entered_stands_in_the_next_export(root: Path) -> None:
    def fill(book: Any) -> None:
        put(EXTERNAL, FIRST, MEASURE="=HYPERLINK", RESPONSIBLE="", DUE="ежегодно", COMMENT="<script>")(book)
        book[EXTERNAL].cell(FIRST, MEASURE).data_type = "s"

    bring(root, edited(export(root), fill))
    sheet = openpyxl.load_workbook(export(root, "next.xlsx"))[EXTERNAL]
    shown = [sheet.cell(FIRST, column).value for column in (MEASURE, DUE, COMMENT)]
    assert shown == ["=HYPERLINK", "ежегодно", "<script>"]
    assert sheet.cell(FIRST, MEASURE).data_type == "s"


def test_a_cleared_cell_is_empty_again(root: Path) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, MEASURE="Мера", COMMENT="слово")))
    bring(root, edited(export(root, "next.xlsx"), put(EXTERNAL, FIRST, COMMENT=None)))
    assert entered(root)["p01", "m2025-p01", "comment"] == ""
    assert [d["value"] for d in decisions(root) if d["column"] == "comment"] == ["слово", ""]


def test_rows_known_by_their_titles_are_told(root: Path) -> None:
    done = bring(root, edited(export(root), without_keys))
    assert f"{INTERNAL}, строка 6: кода строки нет, она узнана по названию проблемы." in done.remarks
    assert len(done.remarks) == len(ROWS)


def test_a_row_that_people_deleted_stays_in_the_map(root: Path) -> None:
    done = bring(root, edited(export(root), lambda book: book[EXTERNAL].delete_rows(FIRST, 2)))
    assert done.remarks == ["Строк выгрузки, которых в файле нет: 2. В карте они остаются как были."]
    assert decisions(root) == []


@pytest.mark.full
@pytest.mark.skipif(shutil.which("soffice") is None, reason="нет LibreOffice")
def test_libreoffice_keeps_every_cell(root: Path) -> None:
    def fill(book: Any) -> None:
        put(EXTERNAL, FIRST, MEASURE="=а", DUE=datetime(2026, 4, 1), COMMENT="две\nстроки")(book)
        book[EXTERNAL].cell(FIRST, MEASURE).data_type = "s"

    filled = edited(export(root), fill)
    for kind, source in (("ods", filled), ("xlsx", filled.with_suffix(".ods"))):
        command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(root.parent / kind)]
        home = f"-env:UserInstallation=file://{root.parent}/office"
        subprocess.run([*command, home, str(source)], check=True, capture_output=True)
        shutil.copy(root.parent / kind / f"filled.{kind}", root.parent / f"filled.{kind}")
    assert bring(root, root.parent / "filled.xlsx").is_whole
    assert entered(root) == {
        ("p01", "m2025-p01", "measure"): "=а",
        ("p01", "m2025-p01", "due_date"): "2026-04-01",
        ("p01", "m2025-p01", "comment"): "две\nстроки",
    }


def test_states_and_efforts_come_back(root: Path) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, MEASURE="Мера")))

    def fill(book: Any) -> None:
        follow_up = book[FOLLOW_UP_SHEET]
        values = ("исполнено", datetime(2026, 2, 1), "снижение", 2)
        for column, value in enumerate(values, 6):
            follow_up.cell(FIRST, column, value)
        book[PROCESS_SHEET].cell(FIRST, 3, 3)

    assert bring(root, edited(export(root, "next.xlsx"), fill)).is_whole
    found = entered(root)
    codes = ("state", "effect_date", "direction", "lag_months")
    told = [found["p01", "m2025-p01", c] for c in codes]
    assert told == ["исполнено", "2026-02-01", "decline", "2"]
    assert [v for (_, _, column), v in found.items() if column == "effort"] == ["3"]
    # A finished measure leaves the map; the next one gets an id of its own.
    sheet = openpyxl.load_workbook(export(root, "after.xlsx"))[EXTERNAL]
    assert sheet.cell(FIRST, MEASURE).value is None
    assert sheet.cell(FIRST, 11).value == "external p01 m2025-p01-2 +"


# --- what people add ------------------------------------------------------------------------------


def test_rows_that_people_add(root: Path) -> None:
    def fill(book: Any) -> None:
        put(EXTERNAL, FIRST + 3, TITLE="Избыточный пакет документов", MEASURE="Ещё одна мера")(book)
        levels = {"SPREAD": "низкая", "PRIORITY": "Средняя "}
        put(EXTERNAL, FIRST + 4, TITLE="Нет парковки", MEASURE="Место", **levels)(book)
        put(EXTERNAL, FIRST + 5, TITLE="Без уровней", MEASURE="Мера")(book)
        put(EXTERNAL, FIRST + 6, MEASURE="Ничья мера")(book)
        put(INTERNAL, FIRST + 1, TITLE="Срочные запросы отчётности")(book)

    filled = edited(export(root), fill)
    done = bring(root, filled)
    found = entered(root)
    assert [v for (id_, _, c), v in found.items() if (id_, c) == ("p02", "measure")] == ["Ещё одна мера"]
    (new,) = {id_ for id_, _, column in found if column == "title"}
    own = {column: value for (id_, _, column), value in found.items() if id_ == new}
    assert own == {"title": "Нет парковки", "prevalence": "low", "priority": "middle", "measure": "Место"}
    assert sorted(issue.what for issue in done.understood.issues) == [
        "не названа проблема: впишите её в графу 2",
        "строка добавлена без мероприятия: впишите его в графу 5",
        "у новой проблемы нет уровней: выберите их в графах 3 и 4",
    ]
    assert bring(root, filled).merged.taken == {}


def test_a_copied_row_is_a_further_measure_or_nothing(root: Path) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, MEASURE="Первая")))

    def copied(book: Any) -> None:
        sheet = book[EXTERNAL]
        for at, measure in ((FIRST + 4, "Первая"), (FIRST + 5, "Вторая")):
            for column in range(1, 12):
                sheet.cell(at, column, sheet.cell(FIRST, column).value)
            sheet.cell(at, MEASURE, measure)

    assert bring(root, edited(export(root, "next.xlsx"), copied)).is_whole
    measures = [d["value"] for d in decisions(root) if d["column"] == "measure"]
    assert measures == ["Первая", "Вторая"]


def test_a_row_that_stands_twice_with_different_values_is_told(root: Path) -> None:
    def doubled(book: Any) -> None:
        sheet = book[EXTERNAL]
        for column in range(1, 12):
            sheet.cell(FIRST + 4, column, sheet.cell(FIRST, column).value)
        sheet.cell(FIRST, MEASURE, "Одна")
        sheet.cell(FIRST + 4, MEASURE, "Другая")

    done = bring(root, edited(export(root), doubled))
    assert [issue.place for issue in done.understood.issues] == [f"{EXTERNAL}, строка {n}" for n in (6, 10)]
    assert decisions(root) == []


def test_a_copied_row_with_another_date_alone_is_told(root: Path) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, MEASURE="Первая")))

    def copied(book: Any) -> None:
        sheet = book[EXTERNAL]
        for column in range(1, 12):
            sheet.cell(FIRST + 4, column, sheet.cell(FIRST, column).value)
        sheet.cell(FIRST + 4, DUE, datetime(2026, 5, 1))

    done = bring(root, edited(export(root, "next.xlsx"), copied))
    assert {issue.what for issue in done.understood.issues} == {
        "строка стоит в файле дважды с разными значениями: оставьте одну"
    }
    assert ("p01", "m2025-p01", "due_date") not in entered(root)


def test_what_became_of_a_problem_is_no_part_of_its_title(root: Path) -> None:
    def vanished(book: Any) -> None:
        without_keys(book)
        put(EXTERNAL, FIRST + 1, TITLE="Избыточный пакет документов\n(устранена)", MEASURE="Мера")(book)

    assert bring(root, edited(export(root), vanished)).is_whole
    assert entered(root) == {("p02", "m2025-p02", "measure"): "Мера"}


def test_the_form_is_numbered_and_ids_are_hidden(root: Path) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, MEASURE="Одна")))
    second = put(EXTERNAL, FIRST + 3, TITLE="Длительное рассмотрение заявок", MEASURE="Две")
    bring(root, edited(export(root, "next.xlsx"), second))
    book = openpyxl.load_workbook(export(root, "last.xlsx"))
    sheet = book[EXTERNAL]
    assert [cell.value for cell in sheet[5]] == [1, 2, 3, 4, 5, 6, 7, None, None, None, None]
    assert book[ABOUT_SHEET].sheet_state == "hidden"
    assert sheet.column_dimensions["K"].hidden
    # Of a problem's several rows the first alone bears its levels.
    locked = [sheet.cell(at, PRIORITY).protection.locked for at in (FIRST, FIRST + 1, FIRST + 2)]
    assert locked == [False, True, False]
    assert sheet.cell(FIRST + 1, TITLE).value == sheet.cell(FIRST, TITLE).value


def test_a_note_on_a_cell_is_a_comment(root: Path) -> None:
    def noted(book: Any) -> None:
        book[EXTERNAL].cell(FIRST, SPREAD).comment = openpyxl.comments.Comment("откуда данные?", "Отдел")

    bring(root, edited(export(root), noted))
    assert entered(root) == {("p01", "m2025-p01", "comment"): "откуда данные?"}


def test_a_column_of_their_own_is_told_and_left(root: Path) -> None:
    def widened(book: Any) -> None:
        book[EXTERNAL].cell(4, 12, "Стоимость")
        book[EXTERNAL].cell(FIRST, 12, "100")

    done = bring(root, edited(export(root), widened))
    assert [r for r in done.remarks if "«Стоимость»" in r]
    assert done.is_whole


# --- what is not taken ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"SPREAD": "очень высокая"}, "такого значения в списке нет: выберите низкая, средняя, высокая"),
        ({"SPREAD": "низкая"}, "уровень изменён без основания"),
        ({"MEASURE": "=1+1"}, "в ячейке формула, впишите значение"),
        ({"RESPONSIBLE": "Петров Иван Сергеевич"}, "похоже на фамилию"),
        ({"MEASURE": "Поручить Петрову Ивану Сергеевичу"}, "похоже на фамилию"),
        ({"RESPONSIBLE": "Отдел мечты"}, "«Отдел мечты»: нет такого значения"),
        ({"MEASURE": "а" * 5000}, "текст длиннее 4000 знаков"),
    ],
)
def test_a_cell_that_may_not_stand_is_told_and_the_rest_is_taken(
    root: Path, cells: dict[str, object], told: str
) -> None:
    def fill(book: Any) -> None:
        put(EXTERNAL, FIRST, **cells)(book)
        put(EXTERNAL, FIRST + 1, MEASURE="Мера")(book)

    done = bring(root, edited(export(root), fill))
    (issue,) = done.understood.issues
    assert told in issue.what
    assert issue.place == f"{EXTERNAL}, строка {FIRST}"
    assert entered(root) == {("p02", "m2025-p02", "measure"): "Мера"}


def test_a_unit_of_the_profile_may_be_responsible(root: Path) -> None:
    unit = Project(root, AGENCY).params.agency.units[0]
    assert bring(root, edited(export(root), put(EXTERNAL, FIRST, RESPONSIBLE=f" {unit.upper()};"))).is_whole


@pytest.mark.parametrize("text", ["05.03.2026", "2026-03-05"])
def test_a_date_as_text_is_a_date(root: Path, text: str) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, DUE=text)))
    assert entered(root)["p01", "m2025-p01", "due_date"] == "2026-03-05"


def test_a_date_of_effect_is_a_date(root: Path) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, MEASURE="Мера")))

    def soon(book: Any) -> None:
        book[FOLLOW_UP_SHEET].cell(FIRST, 7, "скоро")

    (issue,) = bring(root, edited(export(root, "next.xlsx"), soon)).understood.issues
    assert issue.what == "«Дата начала действия»: это не дата: запишите её как 05.03.2026"


def test_marks_of_direction_are_left_out(root: Path) -> None:
    bring(root, edited(export(root), put(EXTERNAL, FIRST, MEASURE="Мера \u202eарем")))
    assert entered(root)["p01", "m2025-p01", "measure"] == "Мера арем"


def test_a_problem_that_the_registry_lost_takes_nothing(root: Path) -> None:
    filled = edited(export(root), put(EXTERNAL, FIRST + 2, MEASURE="Мера"))
    registry = Tree(root).problems(AGENCY)
    lines = registry.read_text(encoding="utf-8").splitlines(keepends=True)
    registry.write_text("".join(line for line in lines if ",p03," not in line[:8]), encoding="utf-8")
    with pytest.raises(PainmapError, match="Проблема «p03»"):
        bring(root, filled)
    assert decisions(root) == []


def test_an_export_is_known_by_its_content(root: Path) -> None:
    made = exporting.working_map(MapState(Project(root, AGENCY), PERIOD)).export
    turned = replace(made, cells=dict(reversed(made.cells.items())))
    assert made.id == turned.id
    assert parsed(made.text(), "x") == made
    with pytest.raises(PainmapError, match="Файл выгрузки карты повреждён"):
        parsed(made.text()[:-9], "x")


def test_a_forged_key_is_no_row(root: Path) -> None:
    def forged(book: Any) -> None:
        book[EXTERNAL].cell(FIRST, 11, "external p99 m1 +")

    done = bring(root, edited(export(root), forged))
    assert "такой строки не было в выгрузке" in done.understood.issues[0].what


# --- two people -----------------------------------------------------------------------------------


def test_contradicting_files_are_told_and_nothing_is_overwritten(root: Path) -> None:
    path = export(root)
    one = edited(path, put(EXTERNAL, FIRST, MEASURE="Одна", DUE="I квартал"), "one.xlsx")
    two = edited(path, put(EXTERNAL, FIRST, MEASURE="Другая", COMMENT="слово"), "two.xlsx")
    assert bring(root, one).is_whole
    second = bring(root, two, Author("Отдел стратегии", date(2026, 1, 15)))
    assert [(c.base, c.ours, c.theirs) for c in second.merged.conflicts] == [("", "Одна", "Другая")]
    found = entered(root)
    assert found["p01", "m2025-p01", "measure"] == "Одна"
    assert found["p01", "m2025-p01", "measure_rival"] == "Другая"
    assert found["p01", "m2025-p01", "comment"] == "слово"
    before = decisions(root)
    bring(root, two)
    assert decisions(root) == before

    def rivals(name: str) -> str | None:
        sheet = openpyxl.load_workbook(export(root, name))[EXTERNAL]
        column = next(c.column for c in sheet[4] if c.value == RIVALS_TITLE)
        return sheet.cell(FIRST, column).value

    assert rivals("next.xlsx") == "Необходимые к реализации мероприятия: Другая (Отдел стратегии, 15.01.2026)"
    # Whoever decides on the cell after that has seen both.
    bring(root, edited(root.parent / "next.xlsx", put(EXTERNAL, FIRST, MEASURE="Обе"), "decided.xlsx"))
    assert rivals("after.xlsx") is None


def test_a_file_of_an_older_map_goes_to_that_map(root: Path) -> None:
    build(root, "2024")
    old = edited(export(root, "old.xlsx", "2024"), put(EXTERNAL, FIRST, MEASURE="Мера 2024"))
    assert str(bring(root, old).period) == "2024"
    assert [d["map_period"] for d in decisions(root)] == ["2024"]
    # What was not finished stands in the next map too.
    sheet = openpyxl.load_workbook(export(root))[EXTERNAL]
    assert sheet.cell(FIRST, MEASURE).value == "Мера 2024"


def test_a_level_computed_anew_since_the_export_is_told(root: Path) -> None:
    path = edited(export(root), put(EXTERNAL, FIRST, PRIORITY="высокая", REASON="поручение"))
    build(root, rows=(ROWS[0].model_copy(update={"priority": "low"}), *ROWS[1:]))
    done = bring(root, path)
    assert done.is_whole
    assert done.remarks == [
        "Длительное рассмотрение заявок: после выгрузки уровень пересчитан, был «средняя», стал «низкая»; "
        "принято решение из файла."
    ]
    # A level that a person had set is no computed one.
    again = edited(export(root, "again.xlsx"), put(EXTERNAL, FIRST, PRIORITY="низкая", REASON="иное"))
    assert bring(root, again).remarks == []


def test_a_problem_that_others_replaced_since_is_told_and_keeps_what_was_entered(root: Path) -> None:
    path = edited(export(root), put(EXTERNAL, FIRST, MEASURE="Мера", DUE=datetime(2026, 3, 5)))
    registry = Tree(root).problems(AGENCY)
    lines = registry.read_text(encoding="utf-8").splitlines()
    head, first = lines[0].split(","), next(line for line in lines if line.startswith("1,p01,"))
    closed = first.replace(",accepted,", ",closed,")
    heirs = []
    for id_ in ("p91", "p92"):
        fields = dict.fromkeys(head, "") | {
            "schema_version": "1", "id": id_, "client_kind": "external", "problem_kind": "problem",
            "title": f"Часть {id_}", "status": "accepted", "valid_from": "2026-Q1", "parent_ids": "p01",
            "found_on": "period",
        }  # fmt: skip
        heirs.append(",".join(fields[name] for name in head))
    text = "\n".join([closed if line == first else line for line in lines] + heirs) + "\n"
    registry.write_text(text, encoding="utf-8")
    done = bring(root, path)
    assert done.remarks == [
        "Проблему p01 с тех пор заменили p91 «Часть p91», p92 «Часть p92». Внесённое осталось в строке p01; "
        "мероприятия, которые ещё нужны, внесите в строки новых проблем."
    ]
    assert entered(root)["p01", "m2025-p01", "measure"] == "Мера"


# --- foreign and damaged files --------------------------------------------------------------------


def test_files_that_are_no_map_are_refused(root: Path, tmp_path: Path) -> None:
    path = export(root)
    content = path.read_bytes()
    (tmp_path / "half.xlsx").write_bytes(content[: len(content) // 2])
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "map.ods").write_bytes(content)
    (tmp_path / "~$map.xlsx").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "torn.xlsx", "w") as archive, zipfile.ZipFile(path) as whole:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name)[: 40 if name.endswith("sheet1.xml") else None])
    foreign = openpyxl.Workbook()
    foreign.save(tmp_path / "foreign.xlsx")
    told = {
        "half.xlsx": "Файл повреждён или обрезан",
        "empty.xlsx": "Файл пуст",
        "torn.xlsx": "Файл повреждён или обрезан",
        "map.ods": "принимается только как книга Excel",
        "~$map.xlsx": "временный файл",
        "foreign.xlsx": "Это не файл карты проблем",
        "none.xlsx": "Файл не найден",
    }
    for name, words in told.items():
        with pytest.raises(PainmapError, match=words):
            bring(root, tmp_path / name)
    assert decisions(root) == []


def test_a_file_of_an_unknown_export_is_refused(root: Path) -> None:
    path = export(root)
    without = edited(path, lambda book: book.remove(book[ABOUT_SHEET]), "without.xlsx")
    with pytest.raises(PainmapError, match="нет сведений о том, чья это карта"):
        bring(root, without)
    for stored in Tree(root).map_export("x").parent.glob("*.json"):
        stored.unlink()
    with pytest.raises(PainmapError, match="из которой этот файл, здесь не известна"):
        bring(root, path)


def test_a_filled_file_is_not_overwritten(root: Path) -> None:
    path = export(root)
    same = path.read_bytes()
    assert export(root).read_bytes() == same
    shutil.copy(edited(path, put(EXTERNAL, FIRST, MEASURE="Мера")), path)
    with pytest.raises(PainmapError, match="в нём могут быть правки"):
        export(root)


# --- the command ----------------------------------------------------------------------------------


def test_the_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = root.parent / "карта.xlsx"
    assert main(["--root", str(root), "map", "export", AGENCY, "--period", "2025", "--out", str(out)]) == 0
    filled = edited(out, put(EXTERNAL, FIRST, MEASURE="Мера", SPREAD="никакая"))
    back = ["--root", str(root), "map", "import", str(filled)]
    assert main(back) == 1
    assert "Не указано, кто это внёс" in capsys.readouterr().err
    back += ["--author-role", "Отдел", "--date", "14.01.2026"]
    assert main([*back, "--dry-run"]) == 1
    assert decisions(root) == []
    capsys.readouterr()
    assert main(back) == 1
    told = capsys.readouterr().out
    assert "изменено клеток: 1, внесены прежде: 0, расхождений: 0, не принято: 1" in told
    assert "Длительное рассмотрение заявок. Необходимые к реализации мероприятия: «Мера»" in told
    assert f"Записано: params/decisions/{AGENCY}.csv" in told
    assert KEY_TITLE not in told
