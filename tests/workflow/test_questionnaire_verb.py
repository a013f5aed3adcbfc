"""`painmap questionnaire` as a command: three files, none of somebody else's, and what it says otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from painmap.cli.main import main

ID = "minec-49-service"


@pytest.fixture
def root(tmp_path: Path, repository: Path) -> Path:
    """A project with parameters alone."""
    folder = tmp_path / "project"
    shutil.copytree(repository / "params" / "questionnaires", folder / "params" / "questionnaires")
    (folder / "notebooks").mkdir()
    (folder / "Snakefile").touch()
    return folder


def run(root: Path, out: Path, *options: str) -> int:
    return main(["--root", str(root), "questionnaire", *options, "--out", str(out)])


def test_three_files_are_written_and_told(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    assert run(root, out, ID) == 0
    files = sorted(out.iterdir())
    assert [path.name for path in files] == [f"{ID}.html", f"{ID}.pdf", f"{ID}.xlsx"]
    assert [path.read_bytes()[:4] for path in files] == [b"<!DO", b"%PDF", b"PK\x03\x04"]
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [f"Записано: {path}" for path in files]
    assert shown.err == ""
    before = [path.read_bytes() for path in files]
    assert run(root, out, ID) == 0, "the same files may be written again"
    assert [path.read_bytes() for path in files] == before


def test_a_file_of_another_kind_stays(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edited = tmp_path / f"{ID}.xlsx"
    edited.write_bytes("правка".encode())
    assert run(root, tmp_path, ID) == 1
    assert edited.read_bytes() == "правка".encode()
    assert sorted(tmp_path.glob(f"{ID}.*")) == [edited]
    error = capsys.readouterr().err
    assert "Такой файл уже есть, и он другой; он не изменён" in error
    assert "--force" in error
    assert run(root, tmp_path, ID, "--force") == 0
    assert edited.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["minec-49-servise"], ["Анкета «minec-49-servise»", "mkgu", "в виду «minec-49-service»"]),
        (["../../etc/passwd"], ["нет такого значения"]),
        ([ID, "--version", "2024"], ["нет прежних версий", f"params/questionnaires/{ID}.yaml"]),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_with_what_is(
    root: Path, tmp_path: Path, options: list[str], says: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, tmp_path / "out", *options) == 1
    error = capsys.readouterr().err
    assert all(part in error for part in says), error
    assert not (tmp_path / "out").exists()


def test_a_former_version_has_a_name_of_its_own(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "params" / "questionnaires" / f"{ID}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + 'versions:\n- {id: "2024", absent: [frequency]}\n', encoding="utf-8")
    assert run(root, tmp_path / "out", ID, "--version", "2024") == 0
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == [f"{ID}-2024.html", f"{ID}-2024.pdf", f"{ID}-2024.xlsx"]
    page = (tmp_path / "out" / f"{ID}-2024.html").read_text(encoding="utf-8")
    assert 'data-question="usage"' in page
    assert 'data-question="frequency"' not in page
    assert run(root, tmp_path / "out", ID, "--version", "2023") == 1
    assert "«2023»: нет такого значения" in capsys.readouterr().err


def test_a_file_in_place_of_the_folder(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    assert run(root, tmp_path / "out", ID) == 1
    assert "нужна папка" in capsys.readouterr().err


def test_a_faulty_questionnaire_is_named(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "params" / "questionnaires" / f"{ID}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: speed,", "id: clarity,"), encoding="utf-8")
    assert run(root, tmp_path / "out", ID) == 1
    error = capsys.readouterr().err
    assert f"Вопрос «clarity» встречается дважды. Где: params/questionnaires/{ID}.yaml" in error
