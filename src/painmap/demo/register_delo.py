"""The list of cards of «Дело»: a real .xls (BIFF8), lines above the header, several executors in a cell."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from painmap.demo import office
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Rows, Sheet, rows_by_day
from painmap.demo.words import Words
from painmap.demo.workdays import working_day
from painmap.params.models import Format

_TERM = timedelta(days=30)
_TITLES = (
    "Рег. №", "Дата рег.", "Корреспондент", "Вид доставки", "Откуда направлено, исх. № и дата",
    "Вид обращения", "Содержание", "Рубрика", "Повторное/Коллективное", "Резолюция", "Исполнитель",
    "План. дата", "Факт. дата", "Контроль", "Результат",
)  # fmt: skip
_WIDTHS = {"Корреспондент": 40, "Содержание": 60, "Рубрика": 40, "Резолюция": 40, "Исполнитель": 40}
_ORDERS = ("Рассмотреть, подготовить ответ", "В работу", "Прошу рассмотреть", "К исполнению", "")
_SENDERS = ("Администрация Главы", "Правительство", "Аппарат полномочного представителя", "Прокуратура")


def write_delo(sheet: Sheet, layout: Format, path: Path) -> None:
    """An .xls: five lines, a header, open cards of the year before, those of the year, a closing line."""
    import xlwt

    words = Words(sheet, layout)
    rows: Rows = [(r, {}) for r in sheet.carried] + rows_by_day(sheet)
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Перечень РК")
    bold, wrapped = xlwt.easyxf("font: bold on"), xlwt.easyxf("align: wrap on, vert top")
    head = xlwt.easyxf("font: bold on; align: wrap on; borders: bottom thin, top thin")
    for i, line in enumerate(_lines(sheet)):
        page.write(i, 0, line, bold)
    first = len(_lines(sheet)) + 1
    for column, title in enumerate(_TITLES):
        page.write(first, column, title, head)
        page.col(column).width = 256 * _WIDTHS.get(title, 14)
    for i, (record, changes) in enumerate(rows, start=first + 1):
        for column, cell in enumerate(_cells(record, changes, sheet, words)):
            if cell:
                page.write(i, column, cell, wrapped)
    page.write(first + 1 + len(rows), 0, f"Всего РК: {len(rows)}", bold)
    book.save(str(path))


def _lines(sheet: Sheet) -> list[str]:
    # The list begins with the month of its oldest card: an open one of the year before, or the first of all.
    first = min(record.day for record in (*sheet.carried, *sheet.records)).replace(day=1)
    return [
        sheet.title,
        "Перечень регистрационных карточек",
        "Группы документов: обращения граждан; обращения организаций",
        f"Дата регистрации: с {first:%d.%m.%Y} по 31.12.{sheet.year}",
        f"Сформирован {sheet.received:%d.%m.%Y}. {DEMO}, сведения вымышлены",
    ]


def _cells(record: Record, changes: dict[str, str], sheet: Sheet, words: Words) -> list[str]:
    rng, shown = office.rng_of("delo", record), record.as_known(sheet.received)
    result = shown.result
    is_open = result.outcome == "pending"
    control = "На контроле" if is_open else "Снято с контроля" if result.answered else "Без контроля"
    return [
        shown.appeal_id,
        changes.get("registered_date", f"{shown.day:%d.%m.%Y}"),
        _correspondent(shown, rng),
        words.channel(shown, rng),
        _sender(shown, rng),
        changes.get("appeal_kind", words.of("appeal_kind", shown.kind, rng)),
        shown.text,
        words.of("topic_code", shown.topic, rng),
        _repeated(shown),
        _resolution(shown, rng),
        _executors(shown),
        f"{result.extended_until or shown.day + _TERM:%d.%m.%Y}",
        f"{result.answered:%d.%m.%Y}" if result.answered else "",
        control,
        "" if is_open else words.of("outcome_code", result.outcome, rng),
    ]


def _correspondent(record: Record, rng: random.Random) -> str:
    parts = [office.applicant(record, rng), office.postal_address(record)]
    return rng.choice(("\n", ", ")).join(part for part in parts if part)


def _sender(record: Record, rng: random.Random) -> str:
    if record.channel != "post" or rng.random() > 0.08:
        return ""
    day = working_day(record.day - timedelta(days=rng.randint(2, 9)))
    return f"{rng.choice(_SENDERS)}, исх. № {rng.randint(2, 30)}-{rng.randint(100, 3000)} от {day:%d.%m.%Y}"


def _repeated(record: Record) -> str:
    if record.is_repeat is None:
        return "коллективное" if record.is_collective else ""
    word = "повторное" if record.is_repeat else "первичное"
    return f"{word}, коллективное" if record.is_collective else word


def _resolution(record: Record, rng: random.Random) -> str:
    lines = [rng.choice(_ORDERS)]
    result = record.result
    if result.extended_until:
        lines.append(f"Продлить срок рассмотрения до {result.extended_until:%d.%m.%Y}")
    if result.forwarded:
        number = f"05-{rng.randint(100, 2900)}"
        lines.append(
            f"Направить по компетенции в {record.body}, исх. {number} от {result.forwarded:%d.%m.%Y}"
        )
    return "\n".join(line for line in lines if line)


def _executors(record: Record) -> str:
    first, *others = record.executor.split("\n")
    return "\n".join([f"{first} - {record.unit}", *others])
