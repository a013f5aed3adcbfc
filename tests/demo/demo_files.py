"""The committed demo files as they are, read without the project's own reader."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
YEARS = ("2023", "2024", "2025")


@dataclass(frozen=True)
class Register:
    """A register's data rows under short names, read here and not by `intake`."""

    agency: str
    year: str
    rows: list[dict[str, Any]]


_XLSX = {
    "id": 1,
    "day": 2,
    "name": 3,
    "phone": 5,
    "kind_of_client": 7,
    "channel": 8,
    "kind": 11,
    "text": 12,
    "topic": 13,
}
_CSV = {
    "id": "Номер", "day": "Дата регистрации", "name": "Заявитель", "phone": "Телефон",
    "kind_of_client": "Тип клиента",
    "channel": "Способ поступления", "kind": "Вид документа", "text": "Содержание", "topic": "Тема (код)",
}  # fmt: skip


def _xlsx(path: Path) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))
    data = [row for row in rows[5:] if isinstance(row[0], int)]
    return [{name: row[i] if row[i] is not None else "" for name, i in _XLSX.items()} for row in data]


def _csv(path: Path) -> list[dict[str, Any]]:
    lines = list(csv.reader(io.StringIO(path.read_bytes().decode("cp1251"), newline=""), delimiter=";"))
    head = lines[1]
    return [{name: line[head.index(title)] for name, title in _CSV.items()} for line in lines[2:-1]]


def registers() -> list[Register]:
    """All registers, by agency and year."""
    found = []
    for agency in sorted(path.name for path in RAW.iterdir()):
        for year in YEARS:
            path = next((RAW / agency / year).glob("register-*"))
            found.append(Register(agency, year, (_xlsx if path.suffix == ".xlsx" else _csv)(path)))
    return found
