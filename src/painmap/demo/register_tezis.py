"""The xlsx export of «Тезис»: a header on the first line, moments, states instead of outcomes."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from painmap.demo import office
from painmap.demo.records import Record
from painmap.demo.registers import Rows, Sheet, rows_by_day
from painmap.demo.words import Words
from painmap.params.models import Format

_TERM = timedelta(days=30)
_TITLES = (
    "Номер", "Дата регистрации", "Вид документа", "Тема", "Заявитель", "Категория", "Способ доставки",
    "Содержание", "Исполнители", "Срок", "Состояние", "Дата завершения",
)  # fmt: skip
_WIDTHS = {"Тема": 40, "Заявитель": 40, "Содержание": 60, "Исполнители": 30, "Дата регистрации": 17}


def write_tezis(sheet: Sheet, layout: Format, path: Path) -> None:
    """An xlsx without any line but the header and the cards, the open ones of the year before first."""
    words = Words(sheet, layout)
    rows: Rows = [(r, {}) for r in sheet.carried] + rows_by_day(sheet)
    book = office.open_book(path, sheet.title)
    styles = office.styles_of(book)
    page = book.add_worksheet("Обращения")
    for column, title in enumerate(_TITLES):
        page.write_string(0, column, title, styles["head"])
        page.set_column(column, column, _WIDTHS.get(title, 14))
    for i, (record, changes) in enumerate(rows, start=1):
        office.write_cells(page, i, _cells(record, changes, sheet, words), styles)
    book.close()


def _cells(record: Record, changes: dict[str, str], sheet: Sheet, words: Words) -> list[Any]:
    rng, shown = office.rng_of("tezis", record), record.as_known(sheet.received)
    result = shown.result
    category = "" if shown.client_kind == "unknown" else shown.person.applicant
    return [
        shown.appeal_id,
        changes.get("registered_date", _moment(shown.day, rng)),
        changes.get("appeal_kind", words.of("appeal_kind", shown.kind, rng) or "Обращение"),
        words.of("topic_code", shown.topic, rng),
        _applicant(shown, rng),
        words.of("applicant_code", category, rng),
        words.channel(shown, rng),
        shown.text,
        shown.executor.replace("\n", "; "),
        result.extended_until or shown.day + _TERM,
        _state(shown, rng),
        _moment(result.answered, rng) if result.answered else "",
    ]


def _moment(day: date, rng: random.Random) -> datetime:
    return datetime.combine(day, time(rng.randint(9, 17), rng.randint(0, 59)))


def _applicant(record: Record, rng: random.Random) -> str:
    address = office.postal_address(record)
    name = office.applicant(record, rng).removesuffix(" (сотрудник)")
    return f"{name} ({address})" if address else name


def _state(record: Record, rng: random.Random) -> str:
    outcome = record.result.outcome
    if outcome == "pending":
        return rng.choice(("На исполнении", "На исполнении", "Зарегистрирован"))
    return {"forwarded": "Перенаправлен", "withdrawn": "Отозван заявителем"}.get(outcome or "", "Завершен")
