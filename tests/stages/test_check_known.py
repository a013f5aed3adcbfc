"""What the privacy gate learns from raw files: all that names people."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from painmap.stages import check
from painmap.stages.store import sha256
from tests.stages.check_tree import AGENCY, SENDER, overlooked, planted, register

LETTER = (
    "From x@example.ru Thu Jan  9 10:00:00 2025\nFrom: {name} <praskovya@example.ru>\nTo: box@example.ru\n"
    "Cc: =?utf-8?b?{copy}?= <second@example.ru>\nDate: Thu, 9 Jan 2025 10:00:00 +0300\n"
    "Message-ID: <1.2@example.ru>\nContent-Type: text/plain; charset=utf-8\n\nПрошу ответить.\n"
)


def test_headers_of_letters_are_known(tree: Path) -> None:
    copy = base64.b64encode("Гвоздиловский Пров Ильич".encode()).decode()
    path = tree / "data" / "raw" / AGENCY / "2025" / "mbox-2025.mbox"
    path.write_text(LETTER.format(name=SENDER, copy=copy), encoding="utf-8")
    assert "ФИО — 1" in planted(tree, "Ответить Вязьмикиной П.Л. сегодня")
    assert "ФИО — 1" in planted(tree, "Ответить Гвоздиловскому П.И. сегодня")
    assert "эл. почта — 2" in planted(tree, "praskovya@example.ru second@example.ru")
    assert planted(tree, "Пишите на box@example.ru") == ""


def test_authors_of_comments_are_known(tree: Path) -> None:
    entry = {
        "id": 7,
        "from_id": 699900222,
        "date": 1736400000,
        "text": "Спасибо",
        "post_id": 1,
        "owner_id": -5,
    }
    profile = {"id": 699900222, "first_name": "Прасковья", "last_name": "Вязьмикина"}
    content = {"response": {"count": 1, "items": [entry], "profiles": [profile], "groups": []}}
    path = tree / "data" / "raw" / AGENCY / "2025" / "vk-comments-2025.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "ФИО — 1" in planted(tree, "Ответить Вязьмикиной Прасковье")
    assert "код заявителя — 1" in planted(tree, "от id699900222 пришло")


def test_a_raw_file_without_a_format_is_known_by_the_form_of_its_values(tree: Path) -> None:
    path = tree / "data" / "raw" / AGENCY / "2025" / "notes.csv"
    path.write_text(f"Пришла {SENDER}, 8 912 765-43-21\n", encoding="utf-8")
    assert "ФИО — 1" in planted(tree, "Вязьмикина П.Л.", "params/decisions/x.csv")


def test_columns_that_no_one_maps_are_known_too(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    head, row = register().splitlines()
    more = f"{head};Принял;Ответ\n{row};Гвоздиловский П.И.;исх 5-12\n"
    raw.write_bytes(f"Список составил: {SENDER}\n{more}".encode("cp1251"))
    texts = ("Вязьмикиной П.Л. отвечено", "Гвоздиловскому П.И. отвечено")
    assert overlooked(tree, texts, "ФИО") == []
    for path in (tree / "data" / "interim").glob("*.log"):
        path.write_text("Наш исх. 5-12 от вторника", encoding="utf-8")
    assert check(tree) == []


def _locked(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    lock = tree / "params" / "synthetic.lock"
    lock.write_text(f"{sha256(raw)}  {raw.relative_to(tree).as_posix()}\n", encoding="utf-8")


def test_made_up_persons_stay_made_up_beside_a_file_of_one_s_own(tree: Path) -> None:
    _locked(tree)
    made_up = "Трепузов А.Ф. и Выдрицкая Ярослава, как в тестах"
    assert planted(tree, made_up, "params/note.md") == ""
    own = register(name=SENDER, officer="Гвоздиловский П.И.").encode("cp1251")
    (tree / "data" / "raw" / AGENCY / "2025" / "register-own.csv").write_bytes(own)
    assert check(tree) == []
    assert "ФИО — 1" in planted(tree, f"{made_up}; Гвоздиловский П.И.", "params/note.md")
    assert "ФИО — 2" in planted(tree, f"{made_up}; Вязьмикиной Прасковье", "data/interim/run.log")


def test_a_person_of_the_made_up_and_of_one_s_own_file_is_a_person(tree: Path) -> None:
    _locked(tree)
    own = register(name=SENDER).encode("cp1251")
    (tree / "data" / "raw" / AGENCY / "2025" / "register-own.csv").write_bytes(own)
    assert "ФИО — 1" in planted(tree, "Трепузов А.Ф. ответил", "params/note.md")


def test_a_file_that_no_source_reads_asks_for_no_key(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _locked(tree)
    (tree / "data" / "raw" / AGENCY / "notes.txt").write_text(f"{SENDER} звонила", encoding="utf-8")
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(tmp_path / "no key"))
    assert check(tree) == []
    assert "ФИО — 1" in planted(tree, "Вязьмикина П.Л.")


APART = (
    '{"surname": "Гвоздиловский", "name": "Пров", "patronymic": "Ильич"}',
    '[{"surname":"Гвоздиловский","name":"Пров","patronymic":"Ильич"}]',
    "Магадан;Гвоздиловский;Пров;Ильич;Портовая",
    '7,"Гвоздиловский","Пров","Ильич",1',
    "Гвоздиловский\tПров\tИльич",
)


@pytest.mark.parametrize("suffix", ["json", "txt"])
@pytest.mark.parametrize("row", APART)
def test_a_name_in_cells_of_its_own_is_known(tree: Path, row: str, suffix: str) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / f"list.{suffix}"
    raw.write_text(row, encoding="utf-8")
    assert "ФИО — 1" in planted(tree, "Ответить Гвоздиловскому Прову")
    assert planted(tree, "Магадан Пров") == ""


def test_a_folder_that_a_link_leads_to_is_no_raw_folder(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tree / "data" / "raw" / AGENCY / "2024").symlink_to(tmp_path / "elsewhere")
    said = "\n".join(check(tree))
    assert f"data/raw/{AGENCY}/2024: проверить нельзя. Это ссылка на папку" in said
