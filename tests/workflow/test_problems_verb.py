"""`painmap problems` as a command: the registry changes as asked, stays readable, and nothing else moves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from painmap.cli.main import main
from painmap.errors import PainmapError
from painmap.params.load import load_agency
from painmap.paths import Tree

AGENCY = "minec-49"
GROUPS = {
    "id": ["c0000001", "c0000002", "c0000003"],
    "client_kind": ["external", "internal", "external"],
    "title": ["Долгая проверка документов", "Шум в кабинетах", "Нет парковки у здания"],
    "texts": [12, 6, 5],
    "signs": [["проверка документов", "долго проверяют"], ["шумно"], ["негде припарковаться"]],
}


@pytest.fixture
def root(tmp_path: Path, repository: Path) -> Path:
    """A project with parameters, and what a build left: periods that data cover, proposed groups."""
    folder = tmp_path / "project"
    shutil.copytree(repository / "params", folder / "params")
    (folder / "notebooks").mkdir()
    (folder / "Snakefile").touch()
    interim = Tree(folder).interim(AGENCY)
    for path, value in (
        ("clean/coverage.json", {"first": "2023-01-01", "until": "2026-01-20", "key_fingerprint": "0"}),
        ("pain-points/candidates.json", GROUPS),
    ):
        (interim / path).parent.mkdir(parents=True)
        (interim / path).write_text(json.dumps(value), encoding="utf-8")
    return folder


def run(root: Path, action: str, *options: str) -> int:
    return main(["--root", str(root), "problems", action, AGENCY, *options])


def text(root: Path) -> str:
    return (root / "params" / "problems" / f"{AGENCY}.csv").read_bytes().decode()


def problems(root: Path) -> pd.DataFrame:
    """The registry as a build reads it."""
    return load_agency(Tree(root), AGENCY).problems.set_index("id")


def changed_lines(before: str, after: str) -> list[str]:
    old = before.splitlines()
    return [line for line in after.splitlines() if line not in old]


def test_the_registry_is_listed_with_its_groups(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = text(root)
    assert run(root, "list") == 0
    shown = capsys.readouterr().out
    assert "Проблем в реестре: 18" in shown
    assert "p18" in shown
    assert "c0000002  Шум в кабинетах (внутренние)  [6]" in shown
    assert run(root, "list", "--new") == 0
    assert "p18" not in capsys.readouterr().out
    assert run(root, "list", "--status", "closed") == 0
    assert "Проблем в реестре: 0" in capsys.readouterr().out
    assert text(root) == before


def test_a_group_becomes_a_problem(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = text(root)
    assert run(root, "accept", "c0000001", "--title", " Затянутая  проверка ", "--severity", "10") == 0
    assert "Записано" in capsys.readouterr().out
    assert text(root).startswith(before), "other rows stay to the byte"
    new = problems(root).loc["p19"]
    assert new["title"] == "Затянутая проверка"
    assert new["status"] == "accepted"
    assert new["client_kind"] == "external"
    assert new["problem_kind"] == "problem"
    assert new["signs"] == "проверка документов; долго проверяют"
    assert new["severity"] == 10
    assert new["found_on"] == "history"
    assert new["valid_from"] == "2025-Q4"


def test_a_group_found_in_the_first_year_of_data_is_of_its_period(root: Path) -> None:
    place = Tree(root).interim(AGENCY) / "clean" / "coverage.json"
    place.write_text('{"first": "2025-01-01", "until": "2026-01-20"}', encoding="utf-8")
    assert run(root, "accept", "c0000002", "--period", "2025") == 0
    new = problems(root).loc["p19"]
    assert (new["found_on"], new["valid_from"], new["client_kind"]) == ("period", "2025", "internal")


def test_an_id_never_comes_back(root: Path) -> None:
    reviews = Tree(root).reviews(AGENCY)
    reviews.parent.mkdir(exist_ok=True)
    reviews.write_text(
        "schema_version,record_id,problem_id,verdict,right_problem_id,author_role,entered_date\n"
        "1,r1,p41,right,,аналитик,2025-10-01\n",
        encoding="utf-8",
    )
    assert run(root, "accept", "c0000001") == 0
    assert "p42" in problems(root).index


def test_a_group_is_accepted_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "accept", "c0000001") == 0
    after = text(root)
    assert run(root, "accept", "c0000001", "--title", "То же иначе") == 1
    assert "уже принята" in capsys.readouterr().err
    assert run(root, "accept", "c0000003", "--title", "ДОЛГАЯ проверка документов") == 1
    assert "с таким названием уже есть: p19" in capsys.readouterr().err
    assert text(root) == after


def test_a_sign_of_another_problem_is_not_taken(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(root, "split", "p01", "--into", "Первое: негде припарковаться", "--into", "Второе: иное дело")
        == 0
    )
    place = Tree(root).interim_pain_points(AGENCY) / "candidates.json"
    groups = GROUPS | {"signs": [["а"], ["б"], ["Негде  припарковаться", "мест для машин нет"]]}
    place.write_text(json.dumps(groups), encoding="utf-8")
    assert run(root, "accept", "c0000003") == 0
    assert "не взяты: Негде припарковаться (p19)" in capsys.readouterr().out
    assert problems(root).loc["p21", "signs"] == "мест для машин нет"


def test_a_proposed_row_is_accepted_under_its_id(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "params" / "problems" / f"{AGENCY}.csv"
    path.write_text(text(root).replace("accepted", "proposed", 1), encoding="utf-8")
    assert run(root, "accept", "p01", "--public-title", "Сроки рассмотрения заявок") == 0
    row = problems(root).loc["p01"]
    assert (row["status"], row["public_title"]) == ("accepted", "Сроки рассмотрения заявок")
    assert run(root, "accept", "p01") == 1
    assert "уже не предложена" in capsys.readouterr().err


def test_a_new_title_leaves_the_id_and_the_other_rows(root: Path) -> None:
    before = text(root)
    assert run(root, "rename", "p03", "--title", 'Отказы, "непонятные" людям') == 0
    assert len(changed_lines(before, text(root))) == 1
    assert problems(root).loc["p03", "title"] == 'Отказы, "непонятные" людям'
    assert list(problems(root).index) == [f"p{n:02d}" for n in range(1, 19)]


def test_merged_problems_hand_on_what_they_had(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = problems(root)
    process = ["--process", old.loc["p01", "process_id"]]
    assert run(root, "merge", "p01", "p02", "--title", "Долгие и сложные заявки", *process) == 0
    assert "params/decisions" in capsys.readouterr().out
    now = problems(root)
    assert list(now.loc[["p01", "p02"], "status"]) == ["closed", "closed"]
    new = now.loc["p19"]
    assert new["parent_ids"] == "p01 p02"
    assert new["signs"].split("; ") == [
        *old.loc["p01", "signs"].split("; "),
        *old.loc["p02", "signs"].split("; "),
    ]
    assert new["severity"] == old.loc[["p01", "p02"], "severity"].max()
    assert new["status"] == "accepted"
    for action, ids in (("merge", ("p01", "p04")), ("close", ("p01",)), ("reopen", ("p02",))):
        title = ("--title", "Ещё раз") if action == "merge" else ()
        assert run(root, action, *ids, *title) == 1
        assert "уже заменили p19" in capsys.readouterr().err


def test_a_split_problem_is_closed_for_its_children(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = problems(root).loc["p04"]
    sign, *lost = old["signs"].split("; ")
    assert run(root, "split", "p04", "--into", f"Поздние объявления: {sign}", "--into", "Короткий приём") == 0
    assert f"не перешли ни к одной: {'; '.join(lost)}" in capsys.readouterr().out
    now = problems(root)
    assert now.loc["p04", "status"] == "closed"
    assert list(now.loc[["p19", "p20"], "title"]) == ["Поздние объявления", "Короткий приём"]
    assert set(now.loc[["p19", "p20"], "parent_ids"]) == {"p04"}
    assert now.loc["p19", "signs"] == sign
    assert pd.isna(now.loc["p20", "signs"])
    assert set(now.loc[["p19", "p20"], "process_id"]) == {old["process_id"]}
    assert set(now.loc[["p19", "p20"], "severity"]) == {old["severity"]}


def test_close_and_reopen(root: Path) -> None:
    before = text(root)
    assert run(root, "close", "p05") == 0
    assert problems(root).loc["p05", "status"] == "closed"
    assert run(root, "close", "p05") == 1
    assert run(root, "reopen", "p05") == 0
    assert text(root) == before
    assert run(root, "reopen", "p05") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rename", "p033", "--title", "Иное"), "«p03»"),
        (("rename", "p03"), "Не указано новое название"),
        (("rename", "p03", "--title", "я" * 201), "длиннее 200"),
        (("accept", "c00000011"), "имелось в виду «c0000001»"),
        (("accept", "c0000001", "--process", "net"), "Процесс «net»"),
        (("accept", "c0000001", "--period", "весна"), "Период «весна» не распознан"),
        (("merge", "p01", "--title", "Одна"), "две разные"),
        (("merge", "p01", "p01", "--title", "Одна"), "две разные"),
        (("merge", "p01", "p18", "--title", "Обе"), "внешних и внутренних"),
        (("split", "p01", "--into", "Одна"), "на две"),
        (("split", "p01", "--into", "Одна", "--into", "одна"), "указано дважды"),
        (("split", "p01", "--into", "Одна: слово", "--into", "Две: слово"), "стоит у двух проблем"),
        (("split", "p01", "--into", ": слово", "--into", "Две"), "нет названия"),
        (("accept", "c0000001", "--severity", "5"), "--severity"),
        (("review",), "Не указано, что сделать"),
        (("review", "--period", "2025", "--sample", "0"), "Выборка пуста"),
        (("review", "--period", "2025", "--out", "a.csv"), "суффиксом .xlsx"),
        (("review", "--period", "2025"), "сначала выполните «painmap build"),
        (("review", "--import", "a.xlsx", "--date", "2025-10-01"), "кто это внёс"),
        (("review", "--import", "a.xlsx", "--author-role", "аналитик", "--date", "вчера"), "Не указан день"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    root: Path, arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = text(root)
    assert run(root, *arguments) != 0
    assert says in capsys.readouterr().err
    assert text(root) == before


def test_without_a_build_the_period_is_asked_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(Tree(root).interim(AGENCY) / "clean")
    split = ("split", "p01", "--into", "Первое", "--into", "Второе")
    assert run(root, *split) == 1
    assert "--period" in capsys.readouterr().err
    assert run(root, *split, "--period", "2025-Q2") == 0
    assert problems(root).loc["p19", "valid_from"] == "2025-Q2"


def test_a_dry_run_tells_and_writes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = text(root)
    assert run(root, "accept", "c0000001", "--dry-run") == 0
    shown = capsys.readouterr().out
    assert "p19: новая" in shown
    assert "Ничего не записано" in shown
    assert text(root) == before


def test_line_ends_marks_and_blank_lines_of_the_file(root: Path) -> None:
    path = root / "params" / "problems" / f"{AGENCY}.csv"
    lines = text(root).splitlines()
    quoted = "\r\n".join([*lines[:3], "", *lines[3:]]) + "\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + quoted.encode())
    assert run(root, "close", "p02") == 0
    after = path.read_bytes()
    assert not after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\r\n") == after.count(b"\n") == len(lines) + 1
    assert changed_lines(quoted, after.decode()) == [
        line.replace("accepted", "closed") for line in lines if line.startswith("1,p02,")
    ]


def test_columns_stay_in_their_order_and_an_optional_one_is_not_added(root: Path) -> None:
    path = root / "params" / "problems" / f"{AGENCY}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns="found_on")
    names = ["id", "schema_version", *reversed(frame.columns[2:])]
    frame[names].to_csv(path, index=False)
    assert run(root, "accept", "c0000001") == 0
    assert text(root).splitlines()[0] == ",".join(names)
    assert problems(root).loc["p19", "title"] == "Долгая проверка документов"


def test_any_sequence_of_verbs_leaves_a_registry_that_loads(root: Path) -> None:
    sequence = (
        ("accept", "c0000001"),
        ("accept", "c0000002", "--kind", "need"),
        ("merge", "p01", "p02", "p19", "--title", "Долго; сложно", "--process", "subsidies"),
        ("split", "p03", "--into", "Отказы: отказ без причины", "--into", 'Баллы, "оценки": балл'),
        ("rename", "p21", "--title", "Долгий путь, с запятой", "--public-title", "Сроки"),
        ("close", "p22"),
        ("reopen", "p22"),
        ("merge", "p22", "p23", "--title", "Снова вместе"),
        ("close", "p24"),
        ("split", "p24", "--into", "Отказы", "--into", "Баллы"),
        ("accept", "c0000003", "--public-title", "Парковка"),
    )
    process = load_agency(Tree(root), AGENCY).problems.set_index("id").loc["p01", "process_id"]
    for step in sequence:
        options = [process if word == "subsidies" else word for word in step]
        assert run(root, *options) == 0, step
        frame = problems(root)
    assert len(frame) == 18 + 2 + 1 + 2 + 1 + 2 + 1
    assert list(frame.index) == [f"p{n:02d}" for n in range(1, 28)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (",closed,", ",accepted,", "не закрыт"),
        ("-Q4,p01,", "-Q4,p19,", "предшественник самой себя"),
        ("-Q4,p01,", "-Q4,p18,", "других клиентов"),
    ],
)
def test_a_registry_whose_lineage_is_broken_does_not_load(root: Path, old: str, new: str, says: str) -> None:
    path = root / "params" / "problems" / f"{AGENCY}.csv"
    assert run(root, "split", "p01", "--into", "Первое", "--into", "Второе") == 0
    lines = text(root).splitlines(keepends=True)
    broken = [line.replace(old, new) if not line.startswith("1,p20,") else line for line in lines]
    path.write_text("".join(broken), encoding="utf-8")
    with pytest.raises(PainmapError, match=says):
        load_agency(Tree(root), AGENCY)
