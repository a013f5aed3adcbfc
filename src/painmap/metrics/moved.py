"""Limits moved by the same part: the factors, and the tables that show what changes with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from painmap.params.models import ReportDefaults
from painmap.report_data import TableColumn, TableRow

KEYS = ("softer", "applied", "stricter")


def factors(defaults: ReportDefaults) -> tuple[float, float, float]:
    """By what the limits are multiplied in the sensitivity check: softer, as applied, stricter."""
    share = defaults.sensitivity_share
    return (round(1 - share, 9), 1.0, round(1 + share, 9))


def columns(shares: Sequence[float], kind: Any) -> tuple[TableColumn, ...]:
    """«× 0,75 (мягче)», «× 1 (применено)», «× 1,25 (строже)»."""
    words = ("мягче", "применено", "строже")
    return tuple(
        TableColumn(key=key, title=f"× {decimal(factor)} ({word})", kind=kind)
        for key, factor, word in zip(KEYS, shares, words, strict=True)
    )


def row(label: str, cells: Sequence[str], role: Any = "item") -> TableRow:
    """A row with a cell of words per factor."""
    return TableRow(label=label, role=role, cells=dict(zip(KEYS, cells, strict=True)))


def decimal(value: float) -> str:
    """«3,5», «2,625»: as many digits as it has, four significant ones at most."""
    return f"{value:.4g}".replace(".", ",")
