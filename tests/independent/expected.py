"""Cells as the orders and `reports.md` have them, from counts that SQL found; nothing of painmap.

A share of nothing is «–», of fewer than 20 «*»; what nobody knows is «…».
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Cell = float | str
"""A figure, or the sign in its place."""
Counted = tuple[float, float]
"""A count and the base of its share."""
Cells = dict[str, Cell]
Rows = dict[str, Cells]
"""Code of a row (`key_of`) → its cells by column."""

WHOLE_FROM, COUNTS_FROM = 20, 10
CHANGES = ("change", "change_share")


def share(value: float, base: float, least: int = WHOLE_FROM) -> Cell:
    """A figure computed from `base` observations."""
    if base <= 0:
        return "–"
    return "*" if base < least else value


def compared(now: Counted, before: Counted | None) -> Cells:
    """Period, same period last year, change."""
    cells: Cells = {"period": now[0], "share": share(now[0] / now[1] if now[1] else 0, now[1])}
    if before is None:
        return cells | dict.fromkeys(("previous", "previous_share", *CHANGES), "…")
    return cells | {
        "previous": before[0],
        "previous_share": share(before[0] / before[1] if before[1] else 0, before[1]),
        "change": now[0] - before[0],
        "change_share": share(now[0] / before[0] - 1 if before[0] else 0, before[0]),
    }


def unknown(cells: Cells, *, is_before: bool = False) -> Cells:
    """«…» for the period, or the one before, and for every change."""
    return {
        key: "…" if key in CHANGES or key.startswith("previous") is is_before else cell
        for key, cell in cells.items()
    }


def counts_only(now: float, before: float | None) -> Cells:
    """Counts without shares: the row is no part of the base."""
    cells = compared((now, now), None if before is None else (before, before))
    return {key: cell for key, cell in cells.items() if not key.endswith("share") or key in CHANGES}


# Nothing to count, whatever is computed from it.
_NONE = (0, "–", "*", "…")


def key_of(row: Mapping[str, Any]) -> str:
    """What a row of a report is called here: its code, else its role; asides by their first words."""
    if row["code"]:
        return str(row["code"])
    return str(row["role"]) if row["role"] in ("subtotal", "total") else aside(row["label"], row["role"])


def aside(label: str, role: str = "aside") -> str:
    """A row without a code: an item counts what nobody wrote down, an aside is told by its first words."""
    return "" if role == "item" else f"aside: {label[:24]}"


def differences(table: Mapping[str, Any], expected: Rows) -> list[str]:
    """Where a table of a report is not what SQL found; each difference in words.

    «…» may stand for a change, or for a count of none, where a note names the source that is missing, and for
    a change of answers that a note says were not asked alike.
    """
    lacks_source = any("Без источника" in note for note in table["notes"])
    is_barred = any(note.startswith("Изменение") and "не рассчитано" in note for note in table["notes"])
    found = {key_of(row): row for row in table["rows"]}
    said = [f"{table['id']}: нет строки {key!r}" for key in expected.keys() - found.keys()]
    said += [f"{table['id']}: лишняя строка {key!r}" for key in found.keys() - expected.keys()]
    for key in found.keys() & expected.keys():
        for column, want in expected[key].items():
            if column not in found[key]["cells"]:
                said.append(f"{table['id']}, {key!r}: нет графы {column}")
                continue
            got = _value(found[key]["cells"][column])
            is_change = column.startswith("change")
            is_none = (
                expected[key].get("previous" if column.startswith("previous") else "period", want) in _NONE
            )
            is_told = (is_change and is_barred) or (lacks_source and (is_change or is_none))
            if not _is_same(got, want) and not (got == "…" and is_told):
                said.append(f"{table['id']}, {key!r}, {column}: в отчёте {got!r}, в SQL {want!r}")
    return said


def untold(table: Mapping[str, Any], expected: Rows) -> set[str]:
    """Columns of figures that SQL did not recompute in any row."""
    kinds = {c["key"]: c["kind"] for c in table["columns"]}
    told = {column for cells in expected.values() for column in cells}
    # A column may be blank in every row: a mean within the term where no term is set.
    told |= {key for key in kinds if all(row["cells"].get(key) == "" for row in table["rows"])}
    return {key for key, kind in kinds.items() if kind not in ("text", "date")} - told


def _value(cell: Any) -> Cell:
    if isinstance(cell, str):
        return cell
    return str(cell["mark"]) if cell["value"] is None else float(cell["value"])


def _is_same(got: Cell, want: Cell) -> bool:
    if isinstance(got, str) or isinstance(want, str):
        return got == want
    return abs(got - want) <= 1e-9 * max(1.0, abs(want))
