"""Workbooks for people: every text is written as a string cell, so that `=HYPERLINK(…)` stays words.

Two writes of one report give the same bytes: the workbook is made in memory and bears the cut-off date, not
the clock.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from math import ceil
from pathlib import Path
from typing import Any

from painmap.periods import Period
from painmap.problem_map.decisions import parsed_date
from painmap.report_data import ReportData

EDITION_WORDS = {
    "internal": "Для внутриведомственного использования",
    "public": "проект, не для публикации: редакция для опубликования ещё не утверждена",
}
# Rows of the sheet, from 0: title, part, stamps, header, numbers of columns, data.
HEADER_ROW = 3
FIRST_ROW = 5

_A4 = 9
# How much of a line words fill before they wrap; points of a line of 11-point type; Excel's tallest row.
_FILLED = 0.85
_LINE, _TALLEST = 15, 409
# Excel's limit of a cell; xlsxwriter leaves a longer string out without a word.
_CELL_LIMIT = 32_767
# Marks that turn the direction of the text around, and could show a value other than it is.
DIRECTION_MARKS = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_FONT = {"font_name": "Times New Roman", "font_size": 11}
_CELL = {**_FONT, "border": 1, "text_wrap": True, "valign": "top"}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {
        **_FONT,
        "bold": True,
        "font_size": 14,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "part": {**_FONT, "bold": True, "align": "center"},
    "stamp": {**_FONT, "italic": True, "align": "center", "valign": "vcenter", "text_wrap": True},
    "header": {**_CELL, "bold": True, "align": "center", "valign": "vcenter"},
    "number": {**_CELL, "align": "center"},
    "locked": {**_CELL, "quote_prefix": True},
    "score": {**_CELL, "align": "center", "num_format": "0.0"},
    "level": {**_CELL, "align": "center", "locked": False},
    "human": {**_CELL, "quote_prefix": True, "locked": False},
    "date": {**_CELL, "align": "center", "num_format": "dd.mm.yyyy", "locked": False},
    "locked_date": {**_CELL, "align": "center", "num_format": "dd.mm.yyyy"},
}


class Sheet:
    """A worksheet with the formats of the workbook; writes strings only as strings."""

    def __init__(self, book: Any, name: str, formats: dict[str, Any]) -> None:
        self.sheet = book.add_worksheet(name)
        self.formats = formats
        self._words: dict[int, dict[int, str]] = defaultdict(dict)

    def text(self, row: int, column: int, value: str, style: str) -> None:
        """`value` as words, whatever it begins with."""
        words = value.translate(DIRECTION_MARKS)
        if len(words) > _CELL_LIMIT:
            words = words[: _CELL_LIMIT - 1] + "…"
        self._words[row][column] = words
        if words:
            self.sheet.write_string(row, column, words, self.formats[style])
        else:
            self.sheet.write_blank(row, column, None, self.formats[style])

    def number(self, row: int, column: int, value: float, style: str) -> None:
        """A figure."""
        self.sheet.write_number(row, column, value, self.formats[style])

    def due(self, row: int, column: int, value: str, style: str = "date") -> None:
        """A date as a date; other words («ежегодно») as words."""
        day = parsed_date(value)
        if day is None:
            self.text(row, column, value, style)
        else:
            self.sheet.write_datetime(row, column, datetime.combine(day, time()), self.formats[style])

    def banner(self, row: int, last_column: int, value: str, style: str) -> None:
        """One line across the table."""
        self.sheet.merge_range(row, 0, row, last_column, "", self.formats[style])
        self.text(row, 0, value, style)
        del self._words[row]

    def fit(self, widths: Sequence[int]) -> None:
        """Give each row the height of its longest cell: LibreOffice shows and prints one line else.

        Args:
            widths: Of the columns, in characters.
        """
        for row, cells in self._words.items():
            lines = [
                sum(ceil(len(part or " ") / (_FILLED * widths[column])) for part in words.split("\n"))
                for column, words in cells.items()
                if column < len(widths)
            ]
            if max(lines, default=1) > 1:
                self.sheet.set_row(row, min(_LINE * max(lines), _TALLEST))


@contextmanager
def opened(path: Path, report: ReportData, title: str, subject: str) -> Iterator[Callable[[str], Sheet]]:
    """A workbook that is written to `path` at the end; called with a name (up to 31 letters), a new sheet."""
    import xlsxwriter  # reports without a workbook never need it

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": title,
                "subject": subject,
                "author": report.agency_title,
                "created": datetime.combine(report.as_of, time()),
            }
        )
        formats = {name: book.add_format(options) for name, options in _FORMATS.items()}
        yield lambda name: Sheet(book, name, formats)
    path.write_bytes(buffer.getvalue())


def set_up(sheet: Sheet, widths: Sequence[int], last_row: int, last_column: int) -> None:
    """Landscape A4, one page wide, header frozen and repeated, locked cells guarded without a password."""
    page = sheet.sheet
    sheet.fit(widths)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.set_row(0, 24)
    page.set_row(2, 32)
    page.freeze_panes(FIRST_ROW, 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW, HEADER_ROW + 1)
    page.print_area(0, 0, last_row, last_column)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_footer("&CСтр. &P из &N")
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def stamps(report: ReportData) -> str:
    """Period, cut-off, edition, state and ground of the map on one line."""
    is_approved = bool(report.map_rows) and all(row.status == "approved" for row in report.map_rows)
    state = "" if is_approved or report.edition == "public" else "проект"
    parts = (
        Period.parse(report.period).label,
        f"по состоянию на {report.as_of:%d.%m.%Y}",
        EDITION_WORDS[report.edition],
        state,
        report.map_ground,
        "Демонстрационные данные" if report.is_demo else "",
    )
    return " · ".join(part for part in parts if part)
