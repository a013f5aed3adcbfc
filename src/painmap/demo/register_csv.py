"""The csv export of a document system: cp1251, `;`, quoted line breaks, decimal commas."""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Rows, Sheet, field_of, fields, rows_by_day, words_of
from painmap.params.models import Format

_TERM = timedelta(days=30)
_SEMICOLON = (
    "Номер", "Дата регистрации", "Вид документа", "Способ поступления", "Форма", "Тип клиента", "Категория",
    "Код заявителя", "Заявитель", "Почтовый адрес", "Телефон", "E-mail", "Муниципальный округ", "Тема (код)",
    "Причина (код)", "Содержание", "Отдел", "Исполнители", "Срок", "Состояние", "Срок продлён до",
    "Перенаправлено", "Дата завершения", "Итог", "Повторное", "Коллективное", "Трудозатраты, ч",
)  # fmt: skip


def write_semicolon(sheet: Sheet, layout: Format, path: Path) -> None:
    """A cp1251 csv with `;`: one title line, a header, rows by date, one closing line."""
    words, rng = words_of(layout), random.Random(f"{sheet.seed}/hours")
    rows: Rows = [(r, {}) for r in sheet.carried] + rows_by_day(sheet)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([f"{sheet.title}. {DEMO}"])
    writer.writerow(_SEMICOLON)
    for record, changes in rows:
        cells = {**fields(record, words, sheet.received), **changes}
        writer.writerow(_semicolon_cells(record, layout, cells, rng))
    writer.writerow([f"Всего записей: {len(rows)}"])
    path.write_bytes(stream.getvalue().encode("cp1251"))


def _semicolon_cells(record: Record, layout: Format, cells: dict[str, Any], rng: random.Random) -> list[str]:
    hours = rng.randint(2, 60) / 4
    extra = {
        "Срок": f"{record.day + _TERM:%d.%m.%Y}",
        "Состояние": "Завершен" if cells["answered_date"] else "На исполнении",
        # A decimal comma and no trailing zeros, as the exporter writes it.
        "Трудозатраты, ч": f"{hours:g}".replace(".", ","),
    }
    for name in ("extended_until_date", "forwarded_date", "answered_date"):
        cells[name] = f"{cells[name]:%d.%m.%Y}" if cells[name] else ""
    return [extra[t] if t in extra else cells[field_of(layout, t)] for t in _SEMICOLON]
