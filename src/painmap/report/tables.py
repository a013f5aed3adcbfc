"""Tables: from `ReportData.Table` or from text cells to an accessible HTML table with its signs explained."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from painmap.report import strings
from painmap.report.formats import DASH, NBSP, ShareRules, clean, decimal, number
from painmap.report.html import template
from painmap.report_data import CellKind, ReportData, Table, TableColumn, TableRow

# Tables up to this many rows are not divided between pages.
SHORT = 12
_NUMERIC: tuple[CellKind, ...] = ("count", "share", "change", "change_share", "score", "days")


@dataclass(frozen=True)
class Head:
    """A column: title, alignment (`text`, `num`, `mid`), width in % (0: as it comes)."""

    title: str
    align: str = "text"
    width: int = 0


@dataclass(frozen=True)
class Line:
    """A row of text cells; `role` as in `TableRow`."""

    cells: tuple[str, ...]
    role: str = "item"


@dataclass(frozen=True)
class Grid:
    """A table ready for setting.

    Attributes:
        facts: What stands under the caption: unit, n, paragraph of the order.
        has_number_row: Whether a row of column numbers follows the header (Прил. 3).
        row_head: Index of the column that names the row.
        class_: CSS class of the table.
    """

    caption: str
    head: tuple[Head, ...]
    lines: tuple[Line, ...]
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    has_number_row: bool = False
    row_head: int = 0
    class_: str = ""


def share_rules(report: ReportData) -> ShareRules:
    """Rules of percentages as `parameters["shares"]` gives them, by default those of reports.md."""
    given = report.parameters.get("shares")
    if not isinstance(given, dict):
        return ShareRules()
    default = ShareRules()
    return ShareRules(
        one_decimal_from=int(given.get("one_decimal_from", default.one_decimal_from)),
        whole_from=int(given.get("whole_from", default.whole_from)),
    )


def from_table(table: Table, rules: ShareRules | None = None) -> Grid:
    """The grid of a table of figures: a label column, then its columns."""
    label = Head(strings.LABEL_COLUMNS.get(table.id.split("-")[0], strings.LABEL_COLUMN))
    head = (label, *(Head(_title(c), "num" if c.kind in _NUMERIC else "text") for c in table.columns))
    return Grid(
        caption=clean(table.title),
        head=head,
        lines=tuple(_line(row, table.columns, rules) for row in table.rows),
        facts=_facts(table),
        notes=tuple(clean(note) for note in table.notes),
        class_=f"cols-{len(head)}",
    )


def _title(column: TableColumn) -> str:
    return clean(strings.COLUMN_TITLES.get(column.title, column.title))


def _line(row: TableRow, columns: tuple[TableColumn, ...], rules: ShareRules | None) -> Line:
    cells = (_cell(row, column, rules) for column in columns)
    return Line((clean(row.label), *cells), row.role)


def _cell(row: TableRow, column: TableColumn, rules: ShareRules | None) -> str:
    if column.key not in row.cells:
        return "" if column.kind == "text" else DASH
    text = number(row.cells[column.key], column.kind, rules)
    if column.key.startswith("change") and column.kind in ("score", "days") and text[:1].isdigit():
        text = f"+{text}" if text.strip("0,") else text
    # The title says the unit: «Доля, %».
    return text.removesuffix(f"{NBSP}%") if "%" in column.title else text


def _facts(table: Table) -> tuple[str, ...]:
    facts = [strings.FACT_UNIT.format(unit=clean(table.unit))] if table.unit else []
    if table.base is not None:
        facts.append(strings.FACT_BASE.format(n=decimal(table.base)))
    if table.paragraph:
        facts.append(strings.FACT_PARAGRAPH.format(paragraph=clean(table.paragraph)))
    return tuple(facts)


def signs(grid: Grid) -> str:
    """The explanation of the signs that stand in the table; empty where none does."""
    used = {cell for line in grid.lines for cell in line.cells}
    found = [meaning for sign, meaning in strings.SIGNS.items() if sign in used]
    return strings.SIGNS_LINE.format(signs="; ".join(found)) if found else ""


def render(grid: Grid, caption: str, anchor: str = "") -> Markup:
    """The table with its caption above it, facts, rows, notes and signs."""
    size = "short" if len(grid.lines) <= SHORT else "long"
    return template("table.html.j2", grid=grid, caption=caption, anchor=anchor, signs=signs(grid), size=size)
