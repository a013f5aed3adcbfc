"""The committed demo files as they are, read without the project's own readers."""

from __future__ import annotations

import csv
import io
import json
import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
YEARS = ("2023", "2024", "2025")


@dataclass(frozen=True)
class Register:
    """The rows of a register with a column for everything, under short names."""

    agency: str
    year: str
    name: str
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


def files() -> list[Path]:
    """All raw files, in order."""
    return sorted(path for path in RAW.glob("*/*/*") if path.is_file())


def registers() -> list[Register]:
    """The registers in two formats that leave nothing out, by agency and year."""
    found = []
    for path in files():
        if path.name.startswith("register-"):
            rows = (_xlsx if path.suffix == ".xlsx" else _csv)(path)
            found.append(Register(path.parts[-3], path.parts[-2], path.name, rows))
    return found


def strings(path: Path) -> list[str]:
    """Every text of a file: cells, fields, decoded letters."""
    return list(_STRINGS[path.suffix](path))


def _of_sheets(path: Path) -> Iterator[str]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        yield from (
            str(cell) for row in book.get_sheet_by_name(name).to_python() for cell in row if cell != ""
        )


def _of_csv(path: Path) -> Iterator[str]:
    try:
        text, delimiter = path.read_text(encoding="utf-8-sig"), ","
    except UnicodeDecodeError:
        text, delimiter = path.read_bytes().decode("cp1251"), ";"
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    yield from (cell for row in rows for cell in row if cell)


def _of_json(path: Path) -> Iterator[str]:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, child in value.items():
                yield from (key, *texts(child))
        elif isinstance(value, list):
            for child in value:
                yield from texts(child)
        elif isinstance(value, str):
            yield value

    yield from texts(json.loads(path.read_text(encoding="utf-8")))


def _of_mbox(path: Path) -> Iterator[str]:
    for letter in mailbox.mbox(path):
        for value in letter.values():
            yield str(make_header(decode_header(str(value))))
        for part in letter.walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload.decode(part.get_content_charset() or "ascii", errors="replace")


_STRINGS = {
    ".csv": _of_csv,
    ".json": _of_json,
    ".mbox": _of_mbox,
    ".xls": _of_sheets,
    ".xlsx": _of_sheets,
}
