"""The xlsx journal: titles, a merged two-line header, month and total rows, the year before on top."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from painmap.demo.phrases import MONTHS
from painmap.demo.registers import DEMO, Rows, Sheet, field_of, fields, rows_by_day, words_of
from painmap.params.models import Format

# xlsxwriter writes it into docProps; the clock would change the bytes.
_CREATED = datetime(2024, 1, 1)
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
        "head": book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        ),
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


def _write_rows(
    page: Any, sheet: Sheet, layout: Format, titles: list[str], styles: Mapping[str, Any]
) -> None:
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


def _blocks(sheet: Sheet) -> list[tuple[str, Rows, str]]:
    """Head, rows and foot: the year before, then each month; bad rows stand among those of their month."""
    rows = rows_by_day(sheet)
    blocks: list[tuple[str, Rows, str]] = []
    if sheet.carried:
        head = f"Переходящий остаток {sheet.year - 1} года"
        blocks.append((head, [(r, {}) for r in sheet.carried], "Итого за переходящий остаток"))
    # A register that is given up in the year ends with its last month.
    for month in range(1, max(r.day.month for r in sheet.records) + 1):
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
    return [extra[t] if t in extra else cells[field_of(layout, t)] for t in titles]


def _write_row(page: Any, row: int, cells: list[Any], date_style: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), date_style)
        elif isinstance(cell, int):
            page.write_number(row, column, cell)
        elif cell:
            page.write_string(row, column, cell)
