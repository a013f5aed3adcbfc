from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from painmap.errors import PainmapError
from painmap.params.models import Source
from painmap.paths import Tree
from painmap.stages.raw import raw_folder
from painmap.stages.store import sha256

SOURCES = (Source(id="register", files="register*.csv", format="any"),)


def _tree(root: Path, register: str | None = None) -> Tree:
    folder = root / "data" / "raw" / "minec-49" / "2025"
    folder.mkdir(parents=True)
    (folder / "register.csv").write_text("a;b\n", encoding="utf-8")
    if register is not None:
        (folder.parent / "intake.csv").write_text(register, encoding="utf-8")
    return Tree(root)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(PainmapError, match="Нет папки с исходными данными") as caught:
        raw_folder(Tree(tmp_path), "minec-49", SOURCES)
    assert "intake.csv" in str(caught.value)


def test_a_folder_without_a_known_file_is_said(tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    (tree.raw("minec-49") / "2025" / "register.csv").rename(tree.raw("minec-49") / "2025" / "other.csv")
    with pytest.raises(PainmapError, match=r"register\*\.csv"):
        raw_folder(tree, "minec-49", SOURCES)


def test_received_date_comes_from_the_register(tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    known = sha256(tree.raw("minec-49") / "2025" / "register.csv")
    tree.intake_csv("minec-49").write_text(
        f"file,sha256,received_date\n2025/register.csv,{known},2026-01-20\n", encoding="utf-8"
    )
    folder = raw_folder(tree, "minec-49", SOURCES)
    assert [file.received_date for file in folder.files] == [date(2026, 1, 20)]
    assert folder.warnings == ()


def test_what_is_odd_is_said_and_nothing_is_lost_in_silence(tmp_path: Path) -> None:
    tree = _tree(tmp_path, "file,sha256,received_date\n2025/register.csv,0000,2026-01-20\n")
    raw = tree.raw("minec-49") / "2025"
    (raw / "register2.csv").write_text("c\n", encoding="utf-8")
    (raw / "notes.docx").write_bytes(b"")
    (raw / "~$register.csv").write_bytes(b"")
    (raw / ".register.csv.swp").write_bytes(b"")
    folder = raw_folder(tree, "minec-49", SOURCES)
    assert [file.relative for file in folder.files] == ["2025/register2.csv", "2025/register.csv"]
    said = "\n".join(folder.warnings)
    assert "2025/notes.docx не подходит ни к одному источнику" in said
    assert "2025/register.csv изменён" in said
    assert f"2025/register2.csv,{sha256(raw / 'register2.csv')}" in said, "the line to add is given"
    assert "~$" not in said


@pytest.mark.parametrize("place", ["register-2.csv", "2025 год/register-2.csv", "архив/2025/register-2.csv"])
@pytest.mark.parametrize("is_listed", [False, True])
def test_a_file_outside_the_folders_of_years_is_told(tmp_path: Path, place: str, is_listed: bool) -> None:
    tree = _tree(tmp_path)
    raw = tree.raw("minec-49")
    lines = ["file,sha256,received_date", f"2025/register.csv,{sha256(raw / '2025/register.csv')},2026-01-20"]
    lines += [f"{place},0000,2026-01-20"] * is_listed
    tree.intake_csv("minec-49").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (raw / place).parent.mkdir(parents=True, exist_ok=True)
    (raw / place).write_text("c\n", encoding="utf-8")
    folder = raw_folder(tree, "minec-49", SOURCES)
    assert [file.relative for file in folder.files] == ["2025/register.csv"]
    (said,) = folder.warnings
    assert f"Файл {place} лежит не в папке года и не прочитан" in said
    assert "перенесите его в data/raw/minec-49/ГГГГ/" in said


def test_what_no_person_put_there_is_not_told_and_a_name_is_hidden(tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    raw = tree.raw("minec-49")
    (raw / ".cache").mkdir()
    for name in (".gitkeep", "~$register.xlsx", ".cache/register.csv", "Обращение Кузнецовой.xlsx"):
        (raw / name).write_bytes(b"")
    (said,) = [w for w in raw_folder(tree, "minec-49", SOURCES).warnings if "не в папке года" in w]
    assert said.startswith("Файл Обращение ….xlsx (№ ")


@pytest.mark.parametrize(
    ("register", "what"),
    [("file,sha256\nx,y\n", "received_date"), ("file,sha256,received_date\nx,y,20.01.2026\n", "строка 2")],
)
def test_a_wrong_register_is_refused(tmp_path: Path, register: str, what: str) -> None:
    with pytest.raises(PainmapError, match=what):
        raw_folder(_tree(tmp_path, register), "minec-49", SOURCES)


def test_a_file_that_is_only_in_the_register_is_missed(tmp_path: Path) -> None:
    tree = _tree(tmp_path, "file,sha256,received_date\n2025/lost.csv,abc,2026-01-20\n")
    assert (
        "Файл 2025/lost.csv внесён в intake.csv, но его нет."
        in raw_folder(tree, "minec-49", SOURCES).warnings
    )


def test_a_register_saved_by_russian_excel_is_refused(tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    tree.intake_csv("minec-49").write_bytes("файл,sha256,received_date\n".encode("cp1251"))
    with pytest.raises(PainmapError, match="CSV UTF-8"):
        raw_folder(tree, "minec-49", SOURCES)


def test_demo_data_are_told_by_their_check_sums(tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    file = tree.raw("minec-49") / "2025" / "register.csv"
    tree.params.mkdir()
    tree.synthetic_lock.write_text(f"{sha256(file)}  data/raw/minec-49/2025/register.csv\n", encoding="utf-8")
    assert raw_folder(tree, "minec-49", SOURCES).is_wholly_demo
    (file.parent / "register2.csv").write_text("настоящее\n", encoding="utf-8")
    mixed = raw_folder(tree, "minec-49", SOURCES)
    assert mixed.is_demo, "reports still say so"
    assert not mixed.is_wholly_demo, "the published key is not used for real data"
