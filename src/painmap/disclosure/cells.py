"""Primary suppression of tables: which cells are hidden, and what could be computed from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from painmap.params.models import Disclosure
from painmap.report_data import Number, Table, TableColumn, TableRow

HIDDEN = Number(mark="X")
DERIVED_KINDS = frozenset({"share", "change", "change_share", "score", "days"})
SURVEY_SECTIONS = frozenset({"surveys_external", "surveys_internal"})

# A column «n» of a survey table (also `previous_n`): how many answers the row's other figures rest on.
_BASE_KEY = re.compile(r"(?:^|_)n(?:_|$)")
# «3 обращения» in a note is a count; «п. 4», «ст. 11», «пунктом 4.2», «№ 3», «2,5» are not.
_INTEGER_IN_TEXT = re.compile(r"(?<![\w.,–-])(\d+)(?![\w–-]|[.,]\d)")
_REFERENCE_BEFORE = re.compile(
    r"(?:пп?\.|ст\.|ч\.|№|пункт\w*|част\w*|приложени\w*|раздел\w*)\s*$", re.IGNORECASE
)


def is_small(value: float | None, threshold: int) -> bool:
    """Whether a count lies in 1 … threshold − 1 (anything between 0 and the threshold, to be safe)."""
    return value is not None and 0 < value < threshold


def suppressed(number: Number, threshold: int) -> Number:
    """The count itself, or «X» if it or its base is small."""
    return HIDDEN if is_small(number.value, threshold) or is_small(number.base, threshold) else number


def names_small_count(text: str, threshold: int) -> bool:
    """Whether a sentence names a whole number from 1 to threshold − 1 that is no reference to a paragraph."""
    return any(
        is_small(int(match[1]), threshold) and not _REFERENCE_BEFORE.search(text[: match.start()])
        for match in _INTEGER_IN_TEXT.finditer(text)
    )


def hidden_cells(table: Table) -> int:
    """How many figures of the table are «X»."""
    return sum(isinstance(c, Number) and c.mark == "X" for row in table.rows for c in row.cells.values())


def suppress_table(table: Table, rule: Disclosure) -> Table:
    """The table with its small counts and all that depends on them marked «X», in every row alike.

    In survey tables figures that rest on fewer than `survey_min` answers are marked besides, and so is
    a whole column whose total is smaller than that.
    """
    is_survey = table.section in SURVEY_SECTIONS or table.id.startswith("survey-")
    survey_min = rule.survey_min if is_survey else 0
    everything = table.base is not None and table.base < survey_min
    always = {c.key for c in table.columns} if everything else _thin_columns(table, survey_min)
    rows = tuple(_suppress_row(row, table, rule.threshold, survey_min, always) for row in table.rows)
    return table.model_copy(
        update={
            "rows": rows,
            # A caption with n would tell what the cells withhold.
            "base": None if everything or is_small(table.base, rule.threshold) else table.base,
            "notes": tuple(n for n in table.notes if not names_small_count(n, rule.threshold)),
        }
    )


def dependants(keys: Iterable[str], columns: tuple[TableColumn, ...]) -> frozenset[str]:
    """`keys` and every column that a reader could compute from one of them, through any number of steps."""
    sources = _sources(columns)
    hidden = set(keys)
    while more := {key for key, needs in sources.items() if needs & hidden} - hidden:
        hidden |= more
    return frozenset(hidden)


def _sources(columns: tuple[TableColumn, ...]) -> dict[str, frozenset[str]]:
    """What each column is computed from; a derived column that does not say depends on every count."""
    counts = frozenset(c.key for c in columns if c.kind == "count")
    shares = frozenset(c.key for c in columns if c.kind == "share" and not c.key.startswith("ci_"))
    sources = {}
    for column in columns:
        needs = frozenset(column.depends_on)
        if not needs and column.kind in DERIVED_KINDS:
            needs = counts
        sources[column.key] = needs | shares if column.key.startswith("ci_") else needs
    return sources


def _thin_columns(table: Table, survey_min: int) -> frozenset[str]:
    """Columns of a survey table whose total is below `survey_min`, with what depends on them."""
    totals = [row.cells for row in table.rows if row.role == "total"]
    thin = {
        column.key
        for column in table.columns
        if column.kind == "count" and any(0 < _value(cells, column.key) < survey_min for cells in totals)
    }
    return dependants(thin, table.columns)


def _suppress_row(
    row: TableRow, table: Table, threshold: int, survey_min: int, always: Iterable[str]
) -> TableRow:
    primary = {c.key for c in table.columns if _is_primary(c, row, table, threshold, survey_min)}
    hidden = dependants(primary, table.columns) | _thin_row(row, table.columns, survey_min) | set(always)
    cells = {
        key: HIDDEN if key in hidden and isinstance(cell, Number) else cell for key, cell in row.cells.items()
    }
    return row.model_copy(update={"cells": cells})


def _is_primary(column: TableColumn, row: TableRow, table: Table, threshold: int, survey_min: int) -> bool:
    """A small count, a figure on a small base, a share whose numerator is small, or a cell hidden before."""
    cell = row.cells.get(column.key)
    if not isinstance(cell, Number):
        return False
    limit = threshold if column.kind == "count" else max(threshold, survey_min)
    if cell.mark == "X" or is_small(cell.base, limit):
        return True
    if column.kind == "count":
        return is_small(cell.value, threshold)
    base = cell.base if cell.base is not None else table.base
    if column.kind != "share" or column.key.startswith("ci_") or cell.value is None or base is None:
        return False
    return is_small(round(cell.value * base), threshold)


def _thin_row(row: TableRow, columns: tuple[TableColumn, ...], survey_min: int) -> frozenset[str]:
    """Figures of a row that rest on an «n» below `survey_min`; that n itself may be shown."""
    thin = {
        c.key
        for c in columns
        if c.kind == "count" and _BASE_KEY.search(c.key) and _value(row.cells, c.key) < survey_min
    }
    return dependants(thin, columns) - thin


def _value(cells: Mapping[str, Number | str], key: str) -> float:
    """The figure of a cell; infinite where there is none, so that no lower bound catches it."""
    cell = cells.get(key)
    return cell.value if isinstance(cell, Number) and cell.value is not None else float("inf")
