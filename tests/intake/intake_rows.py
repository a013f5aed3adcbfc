"""Rows of the register that the tests of intake use."""

from __future__ import annotations

from typing import Any

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
