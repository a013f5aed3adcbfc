"""Managers who fill in the map of one agency: the command line and Excel, nothing else of the product."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import copy_project
from tests.pipeline.conftest import leave_only, painmap

EXTERNAL, INTERNAL = "Часть I. Внешние клиенты", "Часть II. Внутренние клиенты"
FOLLOW_UP = "Исполнение мероприятий"
# Beginnings of the headings of the columns that managers fill in → column of the decisions.
HEADINGS = {
    "Распространенность": "prevalence",
    "Приоритетность": "priority",
    "Необходимые": "measure",
    "Ответственный": "responsible",
    "Срок реализации": "due_date",
    "Основание": "level_reason",
    "Комментарий": "comment",
    "Состояние": "state",
    "Дата начала": "effect_date",
    "Ожидаемое": "direction",
}
_CODES = {"снижение": "decline", "рост": "growth", "низкая": "low", "средняя": "middle", "высокая": "high"}
_HEADER = 4


@dataclass(frozen=True)
class Row:
    """What a manager writes into the row of a problem: column of the decisions → what is typed."""

    title: str
    cells: Mapping[str, str | datetime]
    sheet: str = EXTERNAL


@dataclass(frozen=True)
class Human:
    """A cell that a person filled in: where, in the map of which period, and what the decisions keep."""

    period: str
    problem_id: str
    column: str
    value: str


@dataclass
class Office:
    """A project of one agency in a folder of its own; `entered` holds all that its managers wrote."""

    root: Path
    agency: str
    entered: list[Human] = field(default_factory=list)

    def run(self, *arguments: str) -> str:
        """What a command says; a command that fails is an error of the test."""
        done = painmap(self.root, *arguments)
        assert done.code == 0, (arguments, done.output, done.errors)
        return done.output

    def build(self, period: str) -> dict[str, Any]:
        """The internal report of a period, made anew."""
        self.run("build", "--agency", self.agency, "--period", period, "--edition", "internal")
        path = self.root / "data" / "interim" / self.agency / period / "internal" / "report_data.json"
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return report

    def page(self, period: str) -> str:
        """The published report."""
        path = self.root / "reports" / self.agency / period / "internal" / "report.html"
        return path.read_text(encoding="utf-8")

    def fill(self, period: str, day: str, rows: Iterable[Row]) -> dict[str, str]:
        """Export the map, fill it in, bring it back; the titles of its rows as shown, by problem."""
        path = self.root.parent / f"{period}-{day}.xlsx"
        self.run("map", "export", self.agency, "--period", period, "--out", str(path))
        book = openpyxl.load_workbook(path)
        shown = {id_: title for sheet in (EXTERNAL, INTERNAL) for id_, title in _titles(book[sheet]).items()}
        for row in rows:
            self.entered += _write(book[row.sheet], row, period)
        book.save(path)
        self.run("map", "import", str(path), "--author-role", "Рабочая группа", "--date", day)
        return shown

    def registry(self) -> dict[str, dict[str, str]]:
        """Rows of the registry of problems by id."""
        return {row["id"]: row for row in self._table("problems")}

    def decisions(self) -> list[dict[str, str]]:
        """Rows of the decisions in the order of entry."""
        return self._table("decisions")

    def id_of(self, title: str) -> str:
        """The problem that bears a title."""
        (id_,) = (id_ for id_, row in self.registry().items() if row["title"] == title)
        return id_

    def _table(self, name: str) -> list[dict[str, str]]:
        path = self.root / "params" / name / f"{self.agency}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


def open_office(root: Path, agency: str, built: Path | None) -> Office:
    """The agency before its first map: no decision, and a registry in which nothing was merged or split.

    Args:
        built: A project in which texts are read and masked already.
    """
    copy_project(root)
    leave_only(root, agency)
    for name in ("interim", "processed") if built else ():
        assert built is not None
        shutil.copytree(built / "data" / name / agency, root / "data" / name / agency)
    decisions = root / "params" / "decisions"
    shutil.rmtree(decisions / "exports", ignore_errors=True)
    path = decisions / f"{agency}.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    office = Office(root, agency)
    _write_registry(office)
    return office


def _write_registry(office: Office) -> None:
    """The problems that came from others are not there yet, and those that they replaced are open."""
    rows = list(office.registry().values())
    replaced = {old for row in rows for old in row["parent_ids"].split()}
    path = office.root / "params" / "problems" / f"{office.agency}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            if not row["parent_ids"]:
                writer.writerow({**row, "status": "accepted"} if row["id"] in replaced else row)


def _write(sheet: Worksheet, row: Row, period: str) -> list[Human]:
    """Type the cells of a row; known by the title that the manager sees."""
    at, key = _row_of(sheet, row.title)
    columns = _columns(sheet)
    kept = []
    for column, typed in row.cells.items():
        sheet.cell(at, columns[column]).value = typed
        words = f"{typed:%Y-%m-%d}" if isinstance(typed, datetime) else typed
        is_text = column in ("measure", "comment", "level_reason", "responsible")
        kept.append(Human(period, key.split()[1], column, words if is_text else _CODES.get(words, words)))
    return kept


def _row_of(sheet: Worksheet, title: str) -> tuple[int, str]:
    key = _key_column(sheet)
    for at in range(_HEADER + 1, sheet.max_row + 1):
        if str(sheet.cell(at, 2).value or "").split("\n")[0] == title:
            return at, str(sheet.cell(at, key).value)
    raise AssertionError(f"{sheet.title}: no row «{title}»")


def _titles(sheet: Worksheet) -> dict[str, str]:
    key = _key_column(sheet)
    rows = range(_HEADER + 1, sheet.max_row + 1)
    keyed = [at for at in rows if str(sheet.cell(at, key).value or "").count(" ") == 3]
    return {str(sheet.cell(at, key).value).split()[1]: str(sheet.cell(at, 2).value) for at in keyed}


def _columns(sheet: Worksheet) -> dict[str, int]:
    """Column of the decisions → number of the column, the last of that heading."""
    headings = {cell.column: str(cell.value or "") for cell in sheet[_HEADER]}
    return {
        code: n for n, text in headings.items() for start, code in HEADINGS.items() if text.startswith(start)
    }


def _key_column(sheet: Worksheet) -> int:
    return next(cell.column for cell in sheet[_HEADER] if str(cell.value or "").startswith("Строка"))
