"""The two layouts of a register: an xlsx journal with a two-line header, and a cp1251 csv export."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from painmap.demo.phrases import MONTHS
from painmap.demo.records import Record
from painmap.params.models import Format
from painmap.params.yaml_file import read_yaml

DEMO = "Демонстрационные данные"
# xlsxwriter writes it into docProps; the clock would change the bytes.
_CREATED = datetime(2024, 1, 1)
_TERM = timedelta(days=30)


@dataclass(frozen=True)
class Sheet:
    """One register to be written.

    Attributes:
        carried: Appeals of the year before that were open when its register was handed in.
        bad: Deliberately bad rows, by what is wrong with them.
    """

    year: int
    title: str
    received: date
    records: Sequence[Record]
    carried: Sequence[Record]
    rng: random.Random


def bad_rows(sheet: Sheet) -> list[tuple[str, Record, dict[str, str]]]:
    """(fault, record, cells to overwrite): rows that a reader must set aside, beside the year's volume."""
    rng, records = sheet.rng, sheet.records
    picked = [records[i] for i in sorted(rng.sample(range(len(records)), 5))]
    number = len(records)
    renamed = [
        replace(r, appeal_id=_next_number(r.appeal_id, number + i), category="bad", problem="")
        for i, r in enumerate(picked[:3], start=1)
    ]
    return [
        ("31_february", renamed[0], {"registered_date": f"31.02.{sheet.year}"}),
        ("empty_date", renamed[1], {"registered_date": ""}),
        ("unknown_kind", renamed[2], {"appeal_kind": "Петиция"}),
        ("duplicate_id", picked[3], {}),
        ("duplicate_id", picked[4], {}),
    ]


def _next_number(appeal_id: str, number: int) -> str:
    head, tail = appeal_id.rsplit("/", 1)
    digits = head.rsplit("-", 1)
    width = len(digits[1]) if digits[1].startswith("0") else 0
    return f"{digits[0]}-{number:0{width}d}/{tail}"


def read_format(root: Path, name: str) -> Format:
    """The layout that the reader will use; its words are the words that are written."""
    return Format.model_validate(read_yaml(root / "params" / "formats" / f"{name}.yaml", f"params/formats/{name}.yaml"))


def fields(record: Record, words: Mapping[str, Mapping[str, str]], received: date) -> dict[str, Any]:
    """The cells of a record by field of `schema.RAW_APPEALS`, coded ones in the words of the format."""
    shown = record.as_known(received)
    person, result = shown.person, shown.result

    def word(field: str, code: str | None) -> str:
        return words[field][code] if code else ""

    return {
        "appeal_id": shown.appeal_id, "registered_date": f"{shown.day:%d.%m.%Y}",
        "client_source_id": person.source_id, "person_name": person.name, "phone": person.phone,
        "email": person.email, "address": person.address, "executor": shown.executor, "text": shown.text,
        "client_kind": word("client_kind", shown.client_kind),
        "applicant_code": word("applicant_code", person.applicant),
        "channel_code": word("channel_code", shown.channel), "form_code": word("form_code", shown.form),
        "appeal_kind": word("appeal_kind", shown.kind), "topic_code": shown.topic, "reason_code": shown.reason,
        "unit": shown.unit, "municipality": shown.municipality,
        "is_repeat": "" if shown.is_repeat is None else word("is_repeat", str(shown.is_repeat).lower()),
        "is_collective": word("is_collective", str(shown.is_collective).lower()),
        "answered_date": result.answered, "extended_until_date": result.extended_until,
        "forwarded_date": result.forwarded, "outcome_code": word("outcome_code", result.outcome),
    }  # fmt: skip


def words_of(layout: Format) -> dict[str, dict[str, str]]:
    """Field → canonical code → word of the source; the first word of a code counts."""
    result: dict[str, dict[str, str]] = {}
    for mapping in layout.columns.values():
        codes = result.setdefault(mapping.field, {})
        for word, code in mapping.values.items():
            codes.setdefault(code, word)
    return result


# --- xlsx -----------------------------------------------------------------------------------------

# Titles of the two header lines in the order of the columns; a group is merged over its columns.
_TWO_LINE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("№ п/п", ()),
    ("Рег. №", ()),
    ("Дата регистрации", ()),
    ("Заявитель", ("ФИО", "Адрес", "Телефон", "Категория", "Вид клиента")),
    ("Поступление", ("Канал", "Форма", "Район, город")),
    ("Вид обращения", ()),
    ("Содержание", ()),
    ("Рубрика", ()),
    ("Причина", ()),
    ("Повт.", ()),
    ("Колл.", ()),
    ("Исполнение", ("Подразделение", "Исполнитель", "Продление", "Перенаправлено")),
    ("Ответ", ("Дата", "Исх. №", "Результат", "Примечание")),
)
_WIDTHS = {"Содержание": 60, "Заявитель / ФИО": 28, "Заявитель / Адрес": 30, "Исполнение / Подразделение": 26}


def write_two_line(sheet: Sheet, layout: Format, path: Path) -> None:
    """An xlsx journal: titles, a merged two-line header, month and total rows, the year before on top."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheet.title, "comments": DEMO, "created": _CREATED})
    page = book.add_worksheet(f"Реестр {sheet.year}")
    styles = {
        "title": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}),
        "month": book.add_format({"bold": True, "align": "center", "bg_color": "#DDDDDD"}),
        "date": book.add_format({"num_format": "dd.mm.yyyy"}),
    }
    for i, line in enumerate((sheet.title, f"{DEMO} (сведения вымышлены, создано генератором)", "")):
        page.write_string(i, 0, line, styles["title"])
    titles = _write_head(page, 3, styles["head"])
    for column, title in enumerate(titles):
        page.set_column(column, column, _WIDTHS.get(title, 14))
    page.freeze_panes(5, 3)
    _write_rows(page, sheet, layout, titles, styles)
    book.close()


def _write_head(page: Any, row: int, style: Any) -> list[str]:
    titles, column = [], 0
    for upper, lower in _TWO_LINE:
        if not lower:
            page.merge_range(row, column, row + 1, column, upper, style)
            titles.append(upper)
            column += 1
            continue
        page.merge_range(row, column, row, column + len(lower) - 1, upper, style)
        for i, title in enumerate(lower):
            page.write_string(row + 1, column + i, title, style)
        titles += [f"{upper} / {title}" for title in lower]
        column += len(lower)
    return titles


def _write_rows(page: Any, sheet: Sheet, layout: Format, titles: list[str], styles: Mapping[str, Any]) -> None:
    words, row, number = words_of(layout), 5, 0
    last = len(titles) - 1
    for head, records, foot in _blocks(sheet):
        page.merge_range(row, 0, row, last, head, styles["month"])
        row += 1
        for record, changes in records:
            number += 1
            cells = {**fields(record, words, sheet.received), **changes}
            _write_row(page, row, _two_line_cells(titles, layout, cells, number), styles["date"])
            row += 1
        page.write_string(row, 0, f"{foot}: {len(records)}", styles["title"])
        row += 1
    page.write_string(row, 0, f"Примечание: {DEMO.lower()}; все лица, адреса и события вымышлены.")


Rows = list[tuple[Record, dict[str, str]]]


def _blocks(sheet: Sheet) -> list[tuple[str, Rows, str]]:
    """Head, rows and foot: the year before, then each month; bad rows stand among those of their month."""
    rows: Rows = [(r, {}) for r in sheet.records] + [(r, changes) for _, r, changes in bad_rows(sheet)]
    rows.sort(key=lambda item: item[0].day)
    blocks = []
    if sheet.carried:
        head = f"Переходящий остаток {sheet.year - 1} года"
        blocks.append((head, [(r, {}) for r in sheet.carried], "Итого за переходящий остаток"))
    for month in range(1, 13):
        of_month: Rows = [item for item in rows if item[0].day.month == month]
        blocks.append((MONTHS[month - 1][0].upper(), of_month, f"Итого за {MONTHS[month - 1][0]}"))
    return blocks


def _two_line_cells(titles: list[str], layout: Format, cells: dict[str, Any], number: int) -> list[Any]:
    answered, registered = cells["answered_date"], cells["appeal_id"]
    extra = {
        "№ п/п": number,
        "Ответ / Исх. №": f"исх. {registered}" if answered else "",
        "Ответ / Примечание": "дата ответа не внесена" if cells["outcome_code"] and not answered else "",
    }
    if cells["extended_until_date"]:
        prefix = "продлено до" if number % 3 else "продл. до"
        cells["extended_until_date"] = f"{prefix} {cells['extended_until_date']:%d.%m.%Y}"
    if cells["forwarded_date"]:
        cells["forwarded_date"] = f"{cells['forwarded_date']:%d.%m.%Y}"
    return [extra[t] if t in extra else cells[layout.columns[t].field] for t in titles]


def _write_row(page: Any, row: int, cells: list[Any], date_style: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), date_style)
        elif isinstance(cell, int):
            page.write_number(row, column, cell)
        elif cell:
            page.write_string(row, column, cell)


# --- csv ------------------------------------------------------------------------------------------

_SEMICOLON = (
    "Номер", "Дата регистрации", "Вид документа", "Способ поступления", "Форма", "Тип клиента", "Категория",
    "Код заявителя", "Заявитель", "Почтовый адрес", "Телефон", "E-mail", "Муниципальный округ", "Тема (код)",
    "Причина (код)", "Содержание", "Отдел", "Исполнители", "Срок", "Состояние", "Срок продлён до",
    "Перенаправлено", "Дата завершения", "Итог", "Повторное", "Коллективное", "Трудозатраты, ч",
)  # fmt: skip


def write_semicolon(sheet: Sheet, layout: Format, path: Path) -> None:
    """A cp1251 csv with `;`: one title line, a header, rows by date, one closing line."""
    words = words_of(layout)
    rows: Rows = [(r, {}) for r in (*sheet.carried, *sheet.records)]
    rows += [(r, changes) for _, r, changes in bad_rows(sheet)]
    rows.sort(key=lambda item: item[0].day)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([f"{sheet.title}. {DEMO}"])
    writer.writerow(_SEMICOLON)
    for record, changes in rows:
        cells = {**fields(record, words, sheet.received), **changes}
        writer.writerow(_semicolon_cells(record, layout, cells, sheet.rng))
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
    return [extra[t] if t in extra else cells[layout.columns[t].field] for t in _SEMICOLON]


# Layout of the bank's `setup.register` → format, file suffix, writer.
LAYOUTS: dict[str, tuple[str, str, Callable[[Sheet, Format, Path], None]]] = {
    "two-line": ("register-two-line", "xlsx", write_two_line),
    "semicolon": ("register-semicolon", "csv", write_semicolon),
}
