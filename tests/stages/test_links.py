"""One appeal by two channels, from the register to the processed tables; the profile alone turns it on."""

from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from painmap.stages import _clean
from painmap.stages.project import Project
from tests.stages.check_tree import AGENCY, HEAD

PURPOSE = "client_linking: подсчёт обратившихся без повторов\n"
TEXT = "Прошу сообщить, когда откроют приём заявок на ярмарку, на сайте срок прошёл, а формы всё нет"
# Number, day, channel, phone: the third is another person's letter of the same words.
APPEALS = (
    ("1", "13.01.2025", "Эл. почта", "+7 999 111-22-37"),
    ("2", "20.01.2025", "Почтовая связь", "8 (999) 111-22-37"),
    ("3", "22.01.2025", "Обратная связь (сайт)", "+7 999 111-22-38"),
)


@pytest.fixture
def linked(project: Path) -> Path:
    raw = project / "data" / "raw" / AGENCY
    shutil.rmtree(raw)
    path = raw / "2025" / "register-2025.csv"
    path.parent.mkdir(parents=True)
    blank = dict.fromkeys(HEAD.split(";"), "")
    with path.open("w", encoding="cp1251", newline="") as stream:
        rows = csv.DictWriter(stream, list(blank), delimiter=";")
        rows.writeheader()
        for number, day, channel, phone in APPEALS:
            rows.writerow(
                blank | {"Номер": number, "Дата регистрации": day, "Способ поступления": channel,
                         "Телефон": phone, "Содержание": TEXT, "Тип клиента": "Внешний"}
            )  # fmt: skip
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    (raw / "intake.csv").write_text(
        f"file,sha256,received_date\n2025/register-2025.csv,{sha256},2026-01-20\n", encoding="utf-8"
    )
    return project


def cleaned(root: Path, *, is_linked: bool) -> _clean.Cleaned:
    """What comes of the register when the profile states a purpose, or none."""
    path = root / "params" / "agencies" / f"{AGENCY}.yaml"
    text = path.read_text("utf-8").replace(PURPOSE, "")
    linking = text.replace("internal_clients:", PURPOSE + "internal_clients:", 1)
    path.write_text(linking if is_linked else text, "utf-8")
    return _clean.run(Project(root, AGENCY))


def test_the_second_arrival_refers_to_the_first_only_for_a_stated_purpose(linked: Path) -> None:
    """Each change of the profile reads the files anew: ids of linked clients must not outlive the purpose."""
    for is_linked in (False, True, False):
        done = cleaned(linked, is_linked=is_linked)
        records, clients = list(done.appeals["record_id"]), list(done.appeals["client_id"])
        assert list(done.appeals["same_as"].fillna("")) == ["", records[0] if is_linked else "", ""]
        assert (clients[0] == clients[1], clients[2] in clients[:2]) == (is_linked, False)
        assert done.links.to_numpy().tolist() == ([["email", "post", 1]] if is_linked else [])


def test_another_term_is_another_table(linked: Path) -> None:
    """The second letter comes seven days after the first."""
    defaults = linked / "params" / "report.yaml"
    text = defaults.read_text("utf-8")
    for days, found in (("7", 1), ("6", 0)):
        defaults.write_text(text.replace("link_days: 30", f"link_days: {days}"), "utf-8")
        assert cleaned(linked, is_linked=True).appeals["same_as"].notna().sum() == found


def test_without_a_purpose_nothing_ties_two_appeals_of_a_person(linked: Path) -> None:
    """What both have is what the letter of another person has, too."""
    appeals = cleaned(linked, is_linked=False).appeals.astype("string").fillna("")
    first, second, other = (row for _, row in appeals.iterrows())
    assert [name for name in appeals if first[name] == second[name] != other[name]] == []
