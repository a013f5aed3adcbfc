"""The journal of personal reception: cards by number, an oral answer or a written appeal taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from painmap.demo import office
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet
from painmap.demo.words import Words
from painmap.params.models import Format

_TITLES = ("№ карточки", "Дата приёма", "Кто вёл приём", "ФИО", "Адрес", "Содержание", "Результат")
_WIDTHS = {"Кто вёл приём": 24, "ФИО": 30, "Адрес": 36, "Содержание": 60, "Результат": 26}
_HOSTS = ("руководитель", "первый заместитель", "заместитель руководителя", "начальник отдела")
_TAKEN = "принято письм. заявление"


def write_reception(sheet: Sheet, layout: Format, path: Path) -> None:
    """An xlsx of the year's receptions; what is answered in writing later does not return to it."""
    words = Words(sheet, layout)
    book = office.open_book(path, sheet.title)
    styles = office.styles_of(book)
    page = book.add_worksheet(str(sheet.year))
    page.write_string(0, 0, f"Журнал личного приёма граждан, {sheet.year} год. {DEMO}", styles["title"])
    for column, title in enumerate(_TITLES):
        page.write_string(2, column, title, styles["head"])
        page.set_column(column, column, _WIDTHS.get(title, 12))
    for i, record in enumerate(sheet.records, start=3):
        office.write_cells(page, i, _cells(record, sheet, words), styles)
    page.write_string(3 + len(sheet.records), 0, f"Итого: {len(sheet.records)}", styles["title"])
    book.close()


def reception_number(record: Record) -> str:
    """Number under which the reader knows a card: its number and the year."""
    return f"ЛП-{record.row} ({record.day.year})"


def _cells(record: Record, sheet: Sheet, words: Words) -> list[Any]:
    rng, shown = office.rng_of("reception", record), record.as_known(sheet.received)
    result = shown.result
    is_oral = result.answered == shown.day or (result.answered is None and result.outcome != "pending")
    return [
        f"ЛП-{shown.row}",
        shown.day if rng.random() < 0.8 else f"{shown.day:%d.%m.%Y}г.",
        rng.choices(_HOSTS, (25, 15, 35, 25))[0],
        shown.person.name or "без подписи",
        office.postal_address(shown),
        shown.text,
        ""
        if shown.category == "empty"
        else words.of("outcome_code", result.outcome, rng)
        if is_oral
        else _TAKEN,
    ]
