"""The journal of telephone calls: no number, no term, a few words of what was done."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

from painmap.demo import office
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet
from painmap.params.models import Format

_TITLES = ("Дата", "Время", "Тел.", "Суть обращения", "Кто принял", "Меры")
_WIDTHS = {"Тел.": 18, "Суть обращения": 60, "Кто принял": 18, "Меры": 34}
# Outcome → what the one at the telephone writes; without an entry nothing.
_MEASURES = {
    "explained": ("разъяснено", "разъяснено устно", "дана консультация"),
    "upheld": ("решено на месте", "вопрос решён"),
    "upheld_partly": ("решено частично",),
    "upheld_pending": ("взято на контроль",),
    "refused": ("отказ, причины разъяснены",),
    "forwarded": ("дан тел. другого ведомства",),
    "left_unanswered": ("принято к сведению",),
    "withdrawn": ("снято по просьбе",),
    "pending": ("передано в отдел",),
}
_GIST_WORDS = 12


def write_calls(sheet: Sheet, layout: Format, path: Path) -> None:
    """An xlsx of the year's calls by day and hour; calls of the year before are not written again."""
    book = office.open_book(path, sheet.title)
    styles = office.styles_of(book)
    page = book.add_worksheet(f"Звонки {sheet.year}")
    page.write_string(0, 0, f"Журнал телефонных звонков, {sheet.year} год. {DEMO}", styles["title"])
    for column, title in enumerate(_TITLES):
        page.write_string(2, column, title, styles["head"])
        page.set_column(column, column, _WIDTHS.get(title, 11))
    rows = [_cells(record, sheet) for record in sheet.records]
    for i, cells in enumerate(sorted(rows, key=lambda row: (row[0], row[1], row[3])), start=3):
        office.write_cells(page, i, cells, styles)
    page.write_string(3 + len(rows), 0, f"Итого: {len(rows)}", styles["title"])
    book.close()


def _cells(record: Record, sheet: Sheet) -> list[Any]:
    rng, shown = office.rng_of("calls", record), record.as_known(sheet.received)
    hour, minute = rng.choice((9, 10, 10, 11, 11, 12, 14, 15, 16, 17)), rng.randint(0, 59)
    number = office.phone(shown.person.phone, rng) if shown.person.phone else rng.choice(("скрыт", "-"))
    executor = shown.executor.split("\n")[0]
    return [shown.day, f"{hour:02d}:{minute:02d}", number, gist(shown), executor, _measures(shown, rng)]


def gist(record: Record) -> str:
    """What is noted of a call: an annotation as it is, of spoken words the first ones."""
    words = record.text.split()
    if record.is_annotation or len(words) <= _GIST_WORDS:
        return record.text
    return " ".join(words[:_GIST_WORDS]).rstrip(",;:—-")


def _measures(record: Record, rng: random.Random) -> str:
    result = record.result
    words = _MEASURES.get(result.outcome or "")
    # Nobody is called back about nothing.
    if words is None or record.category == "empty":
        return ""
    note, day = rng.choice(words), result.answered
    return f"перезвонили {_short(day)}, {note}" if day and day != record.day else note


def _short(day: date) -> str:
    return f"{day.day}.{day:%m}."
