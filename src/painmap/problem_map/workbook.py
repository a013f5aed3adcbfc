"""Workbooks for people: every text is written as a string cell, so that `=HYPERLINK(…)` stays words.

Two writes of one report give the same bytes: the workbook is made in memory and bears the cut-off date, not
the clock.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

from painmap.problem_map.decisions import parsed_date
from painmap.report_data import ReportData

# Excel's limit of a cell; xlsxwriter leaves a longer string out without a word.
_CELL_LIMIT = 32_767
# Marks that turn the direction of the text around, and could show a value other than it is.
_DIRECTION = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
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
}


class Sheet:
    """A worksheet with the formats of the workbook; writes strings only as strings."""

    def __init__(self, book: Any, name: str, formats: dict[str, Any]) -> None:
        self.sheet = book.add_worksheet(name)
        self.formats = formats

    def text(self, row: int, column: int, value: str, style: str) -> None:
        """`value` as words, whatever it begins with."""
        words = value.translate(_DIRECTION)
        if len(words) > _CELL_LIMIT:
            words = words[: _CELL_LIMIT - 1] + "…"
        if words:
            self.sheet.write_string(row, column, words, self.formats[style])
        else:
            self.sheet.write_blank(row, column, None, self.formats[style])

    def number(self, row: int, column: int, value: float, style: str) -> None:
        """A figure."""
        self.sheet.write_number(row, column, value, self.formats[style])

    def due(self, row: int, column: int, value: str) -> None:
        """A date as a date; other words («ежегодно») as words."""
        day = parsed_date(value)
        if day is None:
            self.text(row, column, value, "date")
        else:
            self.sheet.write_datetime(row, column, datetime.combine(day, time()), self.formats["date"])

    def banner(self, row: int, last_column: int, value: str, style: str) -> None:
        """One line across the table."""
        self.sheet.merge_range(row, 0, row, last_column, "", self.formats[style])
        self.text(row, 0, value, style)


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
