"""Tables: from `ReportData.Table` or from text cells to an accessible HTML table with its signs explained."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from painmap.report import points, strings
from painmap.report.formats import DASH, NBSP, SOFT_HYPHEN, ShareRules, clean, counted, decimal, number
from painmap.report.html import template
from painmap.report_data import CellKind, Number, ReportData, Table, TableColumn, TableRow

# Tables up to this many rows are not divided between pages.
SHORT = 5
# Characters that fit in the width of a page at the size of the table's class; `landscape` pages are wider.
_ROOMS = {"stat": 180.0, "landscape": 180.0, "dense": 115.0, "wide-table": 115.0, "compact": 125.0}
_ROOM = 104.0
_LONGEST_TEXT = 14
# Mean width of a letter of the text font, with some air.
_EM = 0.6
_PADDING = 2.2
# So many empty categories are noise; one or two are told by their zeros.
_FEW_EMPTY = 3
# More columns than this ask for a smaller size.
_MANY = 7
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
        dash: What «–» stands for, where that is not «явление отсутствует».
    """

    caption: str
    head: tuple[Head, ...]
    lines: tuple[Line, ...]
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    has_number_row: bool = False
    row_head: int = 0
    class_: str = ""
    dash: str = ""


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
    """The grid of a table of figures: a label column, then its columns; ends of an interval share one."""
    label = Head(strings.LABEL_COLUMNS.get(table.id.split("-")[0], strings.LABEL_COLUMN))
    columns = [(c, _upper_end(table, c)) for c in table.columns if not c.key.endswith("_high")]
    titles = [_title(c, high) for c, high in columns]
    is_wide = len(titles) >= _MANY
    if is_wide:
        titles = [strings.NARROW_TITLES.get(title, title) for title in titles]
    head = (label, *(Head(t, _align(c)) for t, (c, _) in zip(titles, columns, strict=True)))
    rows, empty = _with_cases(table)
    notes = tuple(sentence(note) for note in table.notes)
    if empty:
        notes += (strings.ROWS_WITHOUT_CASES.format(count=counted(empty, strings.FORMS["rows"])),)
    return Grid(
        caption=clean(table.title),
        head=head,
        lines=tuple(_line(row, columns, rules) for row in rows),
        facts=_facts(table),
        notes=notes,
        class_="wide-table" if is_wide else "",
    )


def _upper_end(table: Table, column: TableColumn) -> TableColumn | None:
    if not column.key.endswith("_low"):
        return None
    return next((c for c in table.columns if c.key == column.key[:-4] + "_high"), None)


def _with_cases(table: Table) -> tuple[list[TableRow], int]:
    """The rows without the categories of appeals that were empty in both periods; how many those are."""
    every = list(table.rows)
    if table.section != "appeals":
        return every, 0
    empty = [row for row in every if row.role == "item" and _is_empty(row)]
    items = [row for row in every if row.role == "item"]
    if len(empty) < _FEW_EMPTY or len(empty) == len(items):
        return every, 0
    return [row for row in every if row not in empty], len(empty)


def _is_empty(row: TableRow) -> bool:
    counts = [row.cells.get(key) for key in ("period", "previous")]
    return all(isinstance(cell, Number) and not cell.mark and cell.value == 0 for cell in counts)


def sentence(note: str) -> str:
    """The note with the full stop that it may lack."""
    text = clean(note)
    return text if text.endswith((".", "!", "?", ":", "…")) else f"{text}."


def _align(column: TableColumn) -> str:
    return "num" if column.kind in _NUMERIC else "mid" if column.kind == "date" else "text"


def _title(column: TableColumn, high: TableColumn | None) -> str:
    if high is not None and column.key in strings.INTERVAL_TITLES:
        return strings.INTERVAL_TITLES[column.key]
    return clean(strings.COLUMN_TITLES.get(column.title, column.title))


def _line(
    row: TableRow, columns: Sequence[tuple[TableColumn, TableColumn | None]], rules: ShareRules | None
) -> Line:
    cells = (_cell(row, c, rules) if high is None else _ends(row, c, high, rules) for c, high in columns)
    return Line((clean(row.label), *cells), row.role)


def _ends(row: TableRow, low: TableColumn, high: TableColumn, rules: ShareRules | None) -> str:
    texts = [_cell(row, column, rules).removesuffix(f"{NBSP}%") for column in (low, high)]
    signs = [text for text in texts if not text[:1].isdigit()]
    return signs[0] if signs else strings.INTERVAL.format(low=texts[0], high=texts[1])


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
        facts.append(strings.FACT_PARAGRAPH.format(paragraph=points.named(table.paragraph)))
    return tuple(facts)


def widths(grid: Grid) -> tuple[int, ...]:
    """Widths of the columns in %, so that no word of a narrow column is broken.

    Widths given in the heads are kept. Otherwise a column of figures is as wide as its longest word and
    the columns of text share the rest by what they hold.
    """
    given = tuple(h.width for h in grid.head)
    if any(given):
        return given
    longest = [_longest(grid, i) + _PADDING for i in range(len(grid.head))]
    total = [_amount(grid, i) for i in range(len(grid.head))]
    is_text = [h.align == "text" for h in grid.head]
    fixed = sum(w for w, text in zip(longest, is_text, strict=True) if not text)
    room = next((r for name, r in _ROOMS.items() if name in grid.class_.split()), _ROOM)
    rest = max(room - fixed, sum(w for w, text in zip(longest, is_text, strict=True) if text))
    amounts = sum(a for a, text in zip(total, is_text, strict=True) if text) or 1
    shares = [
        max(word, rest * amount / amounts) if text else word
        for word, amount, text in zip(longest, total, is_text, strict=True)
    ]
    return tuple(round(100 * share / sum(shares)) for share in shares)


def min_width(grid: Grid) -> int:
    """The width in em below which words of neighbouring columns would meet; a narrower screen scrolls."""
    return round(_EM * sum(_longest(grid, i) + _PADDING for i in range(len(grid.head))))


def _longest(grid: Grid, column: int) -> float:
    """The longest word of a column, in characters; bold ones of the head are wider."""
    words = [len(word) * 1.08 for word in re.split(f"[ {SOFT_HYPHEN}]", grid.head[column].title)]
    if grid.head[column].align == "num":
        return max([*words, *(len(line.cells[column]) for line in grid.lines)])
    words += [len(word) for line in grid.lines for word in line.cells[column].split(" ")]
    # Text may be hyphenated.
    return min(_LONGEST_TEXT, max(words)) if grid.head[column].align == "text" else max(words)


def _amount(grid: Grid, column: int) -> float:
    """How much text a column holds: the square root of its longest cells, which evens out the heights."""
    lengths = sorted((len(line.cells[column]) for line in grid.lines), reverse=True)[:8]
    mean = sum(lengths) / max(1, len(lengths))
    return math.pow(max(mean, len(grid.head[column].title) / 2, 4.0), 0.7)


def signs(grid: Grid) -> str:
    """The explanation of the signs that stand in the table; empty where none does."""
    used = {cell for line in grid.lines for cell in line.cells}
    own = {DASH: grid.dash} if grid.dash else {}
    found = [own.get(sign, meaning) for sign, meaning in strings.SIGNS.items() if sign in used]
    return strings.SIGNS_LINE.format(signs="; ".join(found)) if found else ""


def render(grid: Grid, caption: str, anchor: str = "") -> Markup:
    """The table with its caption above it, facts, rows, notes and signs."""
    size = "short" if len(grid.lines) <= SHORT else "long"
    return template(
        "table.html.j2", grid=grid, caption=caption, anchor=anchor, signs=signs(grid), size=size,
        widths=widths(grid),
        min_width=min_width(grid),
    )  # fmt: skip
