"""Files of an agency beside each other: numbers given anew each month, and one file under two names."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from painmap import metrics, stages
from painmap.errors import PainmapError
from painmap.periods import Period
from painmap.stages import _clean, _quality, _rejects
from painmap.stages.project import Project
from tests.stages.check_tree import AGENCY, HEAD, NAME, ROW

Write = Callable[[dict[str, list[str]]], Project]


def row(number: int, day: str, code: str, **parts: str) -> str:
    """A line of the register of the client `code`."""
    plain = {"code": code, "name": NAME, "address": "", "phone": "", "email": "", "officer": ""}
    cells = dict(zip(HEAD.split(";"), ROW.format(**plain).split(";"), strict=True))
    given = {"Номер": f"{number}", "Дата регистрации": day, "Дата завершения": "", "Итог": ""}
    return ";".join((cells | given | parts).values())


def month(number: int, rows: int, first: int = 1) -> list[str]:
    return [
        row(n, f"{n % 28 + 1:02d}.{number:02d}.2025", f"К-{number}{n:02d}") for n in range(first, rows + 1)
    ]


@pytest.fixture
def write(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    root = tmp_path / "project"
    shutil.copytree(template, root)
    (tmp_path / "key").write_text("5a" * 32, encoding="ascii")
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(tmp_path / "key"))

    def made(files: dict[str, list[str]]) -> Project:
        raw = root / "data" / "raw" / AGENCY / "2025"
        shutil.rmtree(raw)
        raw.mkdir()
        noted = [["file", "sha256", "received_date"]]
        for name, lines in files.items():
            (raw / name).write_bytes(("\n".join([HEAD, *lines]) + "\n").encode("cp1251"))
            digest = hashlib.sha256((raw / name).read_bytes()).hexdigest()
            noted.append([f"2025/{name}", digest, "2026-01-20"])
        with (raw.parent / "intake.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(noted)
        return Project(root, AGENCY)

    return made


def quality(project: Project) -> _quality.SourceQuality:
    cleaned = _clean.load(project)
    setting = metrics.Setting(
        agency=project.params.agency, defaults=project.params.report, period=Period(2025)
    )
    return next(s for s in _quality.told(project, cleaned, setting).sources if s.id == "register")


def test_monthly_files_numbered_anew_stop_the_agency(write: Write) -> None:
    project = write({f"register-{number:02d}.csv": month(number, 10) for number in (1, 2, 3)})
    with pytest.raises(PainmapError) as caught:
        _clean.run(project)
    message = str(caught.value)
    for part in (
        "Файлов, почти все обращения которых потеряны: 2",
        "2025/register-01.csv",
        "2025/register-02.csv",
        "под тем же номером в более позднем файле другое обращение (строк: 10)",
        "is_numbered_by_year",
        "unnumbered: row",
    ):
        assert part in message
    assert "register-03" not in message
    assert not list(project.tree.processed(AGENCY).glob("*/appeals.parquet"))


def test_a_file_numbered_anew_stops_the_agency(write: Write) -> None:
    project = write({"register.csv": month(1, 12) + month(2, 12)})
    with pytest.raises(PainmapError, match=r"Отклонено строк: 12 из 24.*другое обращение"):
        _clean.run(project)


def test_few_appeals_lost_to_a_later_file_are_told_and_counted(write: Write) -> None:
    files = {"register-01.csv": month(1, 20), "register-02.csv": month(2, 40, first=19)}
    project = write(files)
    cleaned = _clean.run(project)
    assert len(cleaned.appeals) == 40
    (warning,) = [text for text in cleaned.warnings if "более поздних файлах" in text]
    assert warning.startswith("2025/register-01.csv: Обращений: 2, ")
    assert "2025/register-02.csv" in warning
    (said,) = stages.rejected_rows(project)
    assert "Отклонено строк: 2 из 42" in said
    assert _rejects.by_source(project, 2025) == {"register": (2, 42)}
    found = quality(project)
    assert (found.data, found.kept, found.rejected, found.superseded, found.renewed) == (42, 40, 2, 0, 0)
    assert [(one.reason, one.rows) for one in found.reasons] == [
        ("под тем же номером в более позднем файле другое обращение", 2)
    ]


def test_one_file_under_two_names_is_read_once_and_told(write: Write) -> None:
    lines = [*month(1, 20), row(30, "31.02.2025", "К-1"), row(1, "02.01.2025", "К-101")]
    project = write({"register-01.csv": lines, "register-02.csv": lines})
    cleaned = _clean.run(project)
    told = "Файл 2025/register-02.csv по содержанию тот же, что 2025/register-01.csv"
    assert len([text for text in cleaned.warnings if text.startswith(told)]) == 1, cleaned.warnings
    copy, lost = stages.rejected_rows(project)
    assert copy.startswith(told)
    assert "Отклонено строк: 1 из 22" in lost
    assert _rejects.by_source(project, 2025) == {"register": (1, 22)}
    assert list(cleaned.files["Файл"]) == ["2025/register-01.csv"]
    assert list(cleaned.rejected_rows["Файл"]) == ["2025/register-01.csv"] * 2
    found = quality(project)
    assert (found.files, found.data, found.kept, found.rejected, found.superseded) == (1, 22, 20, 1, 1)
    assert found.renewed == 0
