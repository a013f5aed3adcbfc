"""What a table with figures does not cover: categories without a figure, cases without a category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from painmap.report_data import PARTLY, Number, Table, TableRow


def uncovered(table: Table, title: str, others: Iterable[Table] = ()) -> Iterator[str]:
    """Each gap in words, for «нет сведений: …».

    Args:
        title: What the table counts.
        others: Tables by whose categories its cases were chosen (complaints are told by their kind).
    """
    # Rows of a list are cases, not categories.
    if table.is_internal:
        return
    silent = [row.label for row in table.rows if row.code and _cell(row).mark == "…"]
    if silent:
        yield f"{_lower(title)} — {'; '.join(silent)}"
    for one in (*others, table):
        for row in one.rows:
            cases = _cell(row).value or 0
            if row.role == "item" and not row.code and one.base and cases > PARTLY * one.base:
                yield f"{_lower(row.label)} у {_whole(cases)} из {_whole(one.base)}"


def _cell(row: TableRow) -> Number:
    cell = row.cells.get("period")
    return cell if isinstance(cell, Number) else Number()


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _whole(cases: float) -> str:
    return f"{cases:,.0f}".replace(",", "\N{NO-BREAK SPACE}")
