"""Questions of appeals through the stages: from the files of two years to the table in the report."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
import yaml

from painmap.periods import Period
from painmap.report.blocks import TableBlock
from painmap.report.sections import data
from painmap.schema import APPEAL_ITEMS
from painmap.stages import _clean, _trends
from painmap.stages.project import Project
from painmap.stages.store import read_table
from tests.conftest import ROOT

MODEL, AGENCY = "minec-49", "asks-49"
HEADER = ["№ обращения", "Дата регистрации", "Форма обращения", "Вид обращения", "Источник поступления",
          "Код вопроса", "Наименование вопроса", "Результат рассмотрения вопроса", "Дата ответа",
          "Территория"]  # fmt: skip
_FOLDERS = {"obligations": "yaml", "corrections": "yaml", "processes": "csv", "problems": "csv",
            "decisions": "csv"}  # fmt: skip


def question(number: str, day: str, code: str, result: str, answer: str) -> list[str]:
    return [number, day, "Письменно", "Жалоба", "Депутат", code, "", result, answer, ""]


def write(path: Path, *rows: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    for i, cells in enumerate([HEADER, *rows]):
        for j, cell in enumerate(cells):
            page.write_string(i, j, cell)
    book.close()
    return path


def profile(root: Path) -> None:
    """The model's profile with a list of questions as its only source."""
    given: dict[str, Any] = yaml.safe_load((ROOT / f"params/agencies/{MODEL}.yaml").read_text("utf-8"))
    source = {"id": "sstu", "files": "sstu*.xlsx", "format": "sstu", "channel": "post",
              "topics": {"0003": "02", "0005.0005": "16"}}  # fmt: skip
    given |= {"id": AGENCY, "sources": [source], "studies": []}
    path = root / f"params/agencies/{AGENCY}.yaml"
    # JSON is YAML: no code like «09» loses its quotes.
    path.write_text(json.dumps(given, ensure_ascii=False, default=str), "utf-8")
    for folder, suffix in _FOLDERS.items():
        text = (ROOT / f"params/{folder}/{MODEL}.{suffix}").read_text("utf-8")
        text = text.replace(f"agency: {MODEL}\n", f"agency: {AGENCY}\n")
        (root / f"params/{folder}/{AGENCY}.{suffix}").write_text(text, "utf-8")


@pytest.fixture
def asked(project: Path) -> Project:
    profile(project)
    raw = project / "data/raw" / AGENCY
    roads, bills = "0003.0009.0099.0737", "0005.0005.0056.1149"
    done, told, open_ = "Рассмотрено. Меры приняты", "Рассмотрено. Разъяснено", "Находится на рассмотрении"
    files = {
        "2025-01-20": write(
            raw / "2024/sstu-2024.xlsx",
            question("1", "15.01.2024", roads, done, "30.01.2024"),
            question("2", "20.12.2024", roads, told, "28.12.2024"),
            question("2", "20.12.2024", bills, open_, ""),
        ),
        "2026-01-20": write(
            raw / "2025/sstu-2025.xlsx",
            question("2", "20.12.2024", roads, told, "28.12.2024"),
            question("2", "20.12.2024", bills, done, "25.01.2025"),
            question("3", "11.03.2025", bills, told, "20.03.2025"),
            question("3", "11.03.2025", bills, told, "20.03.2025"),
            question("3", "11.03.2025", roads, "Рассмотрено. Не поддержано", "01.04.2025"),
        ),
    }
    with (raw / "intake.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = [
            (path.relative_to(raw).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest(), day)
            for day, path in files.items()
        ]
        csv.writer(stream).writerows([("file", "sha256", "received_date"), *rows])
    return Project(project, AGENCY)


def test_questions_come_through_to_the_report(asked: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = _clean.run(asked)
    assert [j["rows"]["kept"] for j in cleaned.journals] == [3, 4]
    assert len(cleaned.rejected) == 1
    assert list(cleaned.items["record_id"]) == ["sstu:1", "sstu:2", "sstu:2", "sstu:3", "sstu:3"]
    folder = asked.tree.processed(AGENCY)
    by_year = {
        year: list(read_table(folder / year / "appeal_items.parquet", APPEAL_ITEMS)["record_id"])
        for year in ("2024", "2025")
    }
    assert by_year == {"2024": ["sstu:1", "sstu:2", "sstu:2"], "2025": ["sstu:3", "sstu:3"]}
    appeals = cleaned.appeals.set_index("appeal_id")
    assert list(appeals["outcome_code"]) == ["upheld", "upheld", "refused"]
    assert appeals.loc["2", "answered_date"] == pd.Timestamp("2025-01-25")
    pd.testing.assert_frame_equal(_clean.load(asked).items, cleaned.items)

    report = _trends.run(asked, Period.parse("2025")).report
    blocks = {b.key: b for b in data.appeals(report) if isinstance(b, TableBlock)}
    table = blocks["questions-external"].grid
    assert "Вопросы в обращениях" in table.caption
    lines = {line.cells[0]: line.cells[1:] for line in table.lines}
    # Period, АППГ, change, %, then upheld, explained, refused, elsewhere, pending, unstated.
    total = next(cells for label, cells in lines.items() if label == "Всего вопросов")
    assert (total[0], total[1]) == ("2", "3")
    assert list(total[4:]) == ["0", "1", "1", "0", "0", "0"]
    before = next(cells for label, cells in lines.items() if label.startswith("АППГ"))
    # At the cut-off of 2024 the second question of appeal 2 was open.
    assert list(before[4:]) == ["1", "1", "0", "0", "1", "0"]
    assert report.audit is not None
    assert not report.audit.is_judged
    noted = [t.model_copy(update={"note": "с оговоркой"}) for t in report.trends[:1]]
    monkeypatch.setattr(_trends._audits, "told", lambda *_: (report.audit, noted))
    assert list(_trends._assemble(asked, Period.parse("2025")).trends) == noted
