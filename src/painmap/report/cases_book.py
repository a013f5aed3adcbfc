"""`reconciliation.xlsx`: every row of the lists of single cases, for those who look into them.

Only the internal edition has such lists; the report itself prints the first of their rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from painmap.periods import Period
from painmap.report import strings
from painmap.report.formats import short_date
from painmap.report_data import ReportData, Table

if TYPE_CHECKING:
    from painmap.problem_map.workbook import Sheet

FILE = "reconciliation.xlsx"
METRICS = ("reconciliation", "due-soon")
_HEADER_ROW = 3
_A4 = 9
_WIDTHS = {"text": 36, "date": 16}
_NUMBER_WIDTH = 26


def lists(report: ReportData) -> tuple[Table, ...]:
    """The lists of single cases of an edition, in their order."""
    return tuple(t for t in report.tables.values() if t.is_internal and t.metric in METRICS and t.rows)


def write(report: ReportData, path: Path) -> None:
    """Write a sheet for each list: caption, as of when, what was counted, then a row per case."""
    # Sections import this module for the names alone, in every notebook.
    from painmap.problem_map.workbook import opened

    title = strings.CASES_TITLE.format(
        agency=report.agency_title_genitive, period=Period.parse(report.period).label
    )
    with opened(path, report, title, _stamps(report)) as sheet:
        for table in lists(report):
            kind = strings.CASES_KINDS.get(table.client_kind, "")
            _write(sheet(f"{strings.CASES_SHEETS[table.metric]} ({kind})"), report, table)


def _write(sheet: Sheet, report: ReportData, table: Table) -> None:
    head = strings.LABEL_COLUMNS.get(table.id.split("-")[0], strings.LABEL_COLUMN)
    last = len(table.columns)
    sheet.banner(0, last, table.title, "title")
    sheet.banner(1, last, _stamps(report), "stamp")
    sheet.banner(2, last, " ".join(table.notes), "stamp")
    for place, words in enumerate((head, *(c.title for c in table.columns))):
        sheet.text(_HEADER_ROW, place, words, "header")
    for at, row in enumerate(table.rows, start=_HEADER_ROW + 1):
        sheet.text(at, 0, row.label, "locked")
        for place, column in enumerate(table.columns, start=1):
            words = str(row.cells.get(column.key, ""))
            if column.kind == "date":
                sheet.due(at, place, words)
            else:
                sheet.text(at, place, words, "locked")
    _set_up(sheet, table)


def _stamps(report: ReportData) -> str:
    as_of = strings.AS_OF.format(day=short_date(report.as_of))
    return " · ".join([strings.STAMP, as_of, *([strings.DEMO] if report.is_demo else [])])


def _set_up(sheet: Sheet, table: Table) -> None:
    """Landscape A4, one page wide, header frozen, repeated and with filters."""
    page, last = sheet.sheet, len(table.columns)
    page.set_column(0, 0, _NUMBER_WIDTH)
    for place, column in enumerate(table.columns, start=1):
        page.set_column(place, place, _WIDTHS.get(column.kind, _WIDTHS["date"]))
    page.set_row(0, 24)
    page.set_row(2, 48)
    page.freeze_panes(_HEADER_ROW + 1, 0)
    page.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(table.rows), last)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER_ROW)
    page.set_footer("&CСтр. &P из &N")
