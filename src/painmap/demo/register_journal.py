"""«Журнал учёта обращений» kept by hand: a sheet for each year, month rows, «—//—», «б/н», mixed dates."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from painmap.demo import office
from painmap.demo.phrases import MONTHS
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Rows, Sheet, rows_by_day
from painmap.demo.words import Words
from painmap.params.models import Format

_TERM = timedelta(days=30)
_DITTO = "—//—"
_TITLES = (
    "№ п/п", "Дата", "ФИО, адрес, тел.", "Как поступило", "Краткое содержание", "Кому поручено", "Срок",
    "Дата и № ответа", "Результат", "Примечание",
)  # fmt: skip
_WIDTHS = {"ФИО, адрес, тел.": 44, "Краткое содержание": 60, "Кому поручено": 20, "Дата и № ответа": 30}
_REMARKS = ("", "", "", "прил. на 2 л.", "доп. материалы", "ответ на эл. почту", "дубль из приёмной")
_GROUPED = 0.6
_KINDS = {
    "complaint": "жалоба", "statement": "заявление", "suggestion": "предложение", "request": "запрос",
    "thanks": "благодарность",
}  # fmt: skip


def write_journal(sheet: Sheet, layout: Format, path: Path) -> None:
    """An xlsx: a sheet with the open appeals of the year before, if any, and a sheet of the year."""
    hand = _Hand(sheet, Words(sheet, layout))
    book = office.open_book(path, sheet.title)
    styles = office.styles_of(book)
    if sheet.carried:
        hand.page(book, sheet.year - 1, [(r, {}) for r in sheet.carried], styles)
    hand.page(book, sheet.year, rows_by_day(sheet), styles)
    book.close()


@dataclass
class _Hand:
    """Writes the journal row by row, as somebody who looks at the row above."""

    sheet: Sheet
    words: Words

    def page(self, book: Any, year: int, rows: Rows, styles: dict[str, Any]) -> None:
        """One year's sheet."""
        page = book.add_worksheet(str(year))
        page.write_string(0, 0, f"Журнал учёта обращений, {year} год", styles["title"])
        page.write_string(1, 0, f"{DEMO} (сведения вымышлены)", styles["title"])
        for column, title in enumerate(_TITLES):
            page.write_string(3, column, title, styles["head"])
            page.write_number(4, column, column + 1)
            page.set_column(column, column, _WIDTHS.get(title, 11))
        at, repeated = 5, Counter(record.appeal_id for record, _ in rows)
        for month, items in groupby(rows, key=lambda item: item[0].day.month):
            page.write_string(at, 0, MONTHS[month - 1][0].upper(), styles["title"])
            above: Record | None = None
            count = at
            for record, changes in items:
                at += 1
                is_sure = repeated[record.appeal_id] > 1 or bool(changes)
                cells = self.cells(record, changes, None if is_sure else above, is_sure)
                office.write_cells(page, at, cells, styles)
                above = None if changes else record
            page.write_string(at + 1, 0, "Итого:", styles["title"])
            page.write_number(at + 1, 1, at - count)
            at += 2

    def cells(
        self, record: Record, changes: dict[str, str], above: Record | None, is_sure: bool
    ) -> list[Any]:
        """Cells of a row; `is_sure`: its number must stand as it is."""
        rng, shown = office.rng_of("journal", record), record.as_known(self.sheet.received)
        # A number by which a later file must find the row again.
        is_needed = is_sure or record.is_open(self.sheet.received) or record in self.sheet.carried
        term = shown.result.extended_until or shown.day + _TERM
        return [
            _number(shown, rng, is_sure, may_be_lost=not is_needed),
            changes.get("registered_date", _day(shown, above, rng)),
            _who(shown, above, rng),
            self.words.channel(shown, rng),
            shown.text,
            _executor(shown, above, rng),
            f"{term:%d.%m.}",
            _answer(shown, rng),
            self.words.of("outcome_code", shown.result.outcome, rng),
            _remark(shown, rng),
        ]


def _number(record: Record, rng: random.Random, is_sure: bool, *, may_be_lost: bool) -> str:
    number, draw = record.row, rng.random()
    if draw < 0.02 and number > 1 and not is_sure:
        # Squeezed in after the one before.
        return f"{number - 1}/1"
    return "б/н" if draw > 0.99 and may_be_lost else str(number)


def journal_number(record: Record) -> str:
    """Number under which the reader knows a row that has one: its number in the journal and the year."""
    written = _number(record, office.rng_of("journal", record), is_sure=False, may_be_lost=False)
    return f"{written} ({record.day.year})"


def _day(record: Record, above: Record | None, rng: random.Random) -> Any:
    draw, day = rng.random(), record.day
    if above is not None and above.day == day and draw < 0.4:
        return _DITTO
    forms = (day, f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}г.", f"{day.day}.{day:%m}.", f"{day:%d.%m.%Y} г.")
    return rng.choices(forms, (40, 20, 20, 15, 5))[0]


def _who(record: Record, above: Record | None, rng: random.Random) -> str:
    person = record.person
    if above is not None and above.person.key == person.key and person.name:
        return _DITTO
    number = f"{rng.choice(('тел. ', 'т. ', ''))}{office.phone(person.phone, rng)}" if person.phone else ""
    parts = [office.applicant(record, rng), office.postal_address(record), number, person.email]
    return rng.choice((", ", ", ", "\n")).join(part for part in parts if part)


def _executor(record: Record, above: Record | None, rng: random.Random) -> str:
    if above is not None and above.executor == record.executor and rng.random() < 0.7:
        return _DITTO
    return record.executor.replace("\n", ", ")


def _answer(record: Record, rng: random.Random) -> str:
    result, facts = record.result, []
    if result.extended_until:
        facts.append(f"продл. до {_short(result.extended_until, rng)}")
    if result.forwarded:
        facts.append(f"перенапр. в {record.body} {result.forwarded:%d.%m}")
    elif result.answered == record.day and rng.random() < 0.7:
        facts.append("отв. устно")
    elif result.answered:
        number = f"05-{rng.randint(10, 19)}/{rng.randint(100, 999)}"
        facts.append(f"исх. {number} от {_short(result.answered, rng)}")
    return "; ".join(facts)


def _short(day: date, rng: random.Random) -> str:
    return rng.choice((f"{day:%d.%m.%Y}", f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", f"{day.day}.{day:%m}."))


def _remark(record: Record, rng: random.Random) -> str:
    parts = [_KINDS.get(record.kind, ""), "повт." if record.is_repeat else ""]
    parts += ["колл." if record.is_collective else "", rng.choice(_REMARKS)]
    # The group of the classifier, where the clerk does not forget it.
    parts.append(f"гр. {record.topic}" if record.topic and rng.random() < _GROUPED else "")
    return ", ".join(part for part in parts if part)
