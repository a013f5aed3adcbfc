"""Lists of single cases: the report prints the first of them, the workbook beside it holds all."""

from __future__ import annotations

from painmap.report import cases_book, strings
from painmap.report.formats import decimal
from painmap.report_data import Table

MOST = 30


def first(table: Table) -> Table:
    """The table with its first `MOST` rows and a note where it is a longer list of cases; else as it is."""
    if table.metric not in cases_book.METRICS or len(table.rows) <= MOST:
        return table
    # The base counts cases that even the workbook has no rows for.
    every = decimal(table.base or len(table.rows))
    note = strings.CASES_FIRST.format(shown=MOST, every=every, file=cases_book.FILE)
    return table.model_copy(update={"rows": table.rows[:MOST], "notes": (*table.notes, note)})
