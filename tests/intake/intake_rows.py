"""Rows of the register that the tests of intake use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from painmap.intake import IntakeResult
from painmap.intake.readers import READERS
from painmap.params.models import Format

KEY = b"a key for tests, not a secret ..."
# What a row of a file is; those of data are kept or rejected.
HEADS = ("data", "header", "month", "total", "note", "blank")

HEADER = ["Номер", "Дата", "ФИО", "Телефон", "Канал", "Вид", "Текст", "Ответ", "Итог"]


def row(number: str, day: object = "10.01.2025", **cells: object) -> list[Any]:
    """A row of the register `HEADER` with plain values but for those given."""
    values = {
        "name": "",
        "phone": "",
        "channel": "почта",
        "kind": "жалоба",
        "text": "",
        "answer": "",
        "outcome": "",
    }
    values |= cells  # type: ignore[arg-type]
    assert len(values) == 7
    return [number, day, *values.values()]


def accounted(result: IntakeResult, path: Path, layout: Format) -> IntakeResult:
    """The result of a file, every row of which is kept, rejected, or counted under a head of no data."""
    rows = result.journal["rows"]
    assert rows["data"] == rows["kept"] + rows["rejected"]
    assert rows["rejected"] == len(result.rejects)
    # A tally becomes as many questionnaires as it counts.
    if layout.tally is None:
        read = sum(len(sheet.rows) for sheet in READERS[layout.reader](path, layout))
        assert sum(rows[head] for head in HEADS) == read
    return result
