"""Tables of the results in markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.stats.cells import Cell


def percent(share: Mapping[str, Any], digits: int = 1) -> str:
    """The share in per cent."""
    return "–" if share["share"] is None else f"{100 * share['share']:.{digits}f}"


def with_error(share: Mapping[str, Any]) -> str:
    """The share in per cent with its standard error."""
    return "–" if share["share"] is None else f"{percent(share)} ± {100 * share['se']:.2f}"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table."""
    return [_row(titles), "|" + "---|" * len(titles), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell_rows(
    found: Mapping[str, Mapping[str, Any]],
    columns: Sequence[tuple[int, str]],
    written: Callable[[Mapping[str, Any], str], str],
) -> list[str]:
    """A row per mean, φ, season and ρ; a column per number of months and contrast."""
    kinds: dict[tuple[str, ...], dict[int, Mapping[str, Any]]] = {}
    for key, figures in found.items():
        cell = Cell.of(key)
        kinds.setdefault(cell.kind, {})[cell.n] = figures
    titles = ["Mean", "φ", "Season", "ρ", *(f"n {n}, {name.replace('_', ' ')}" for n, name in columns)]
    rows = [
        [*kind, *(written(by_n[n], name) if n in by_n else "–" for n, name in columns)]
        for kind, by_n in kinds.items()
    ]
    return table(titles, rows)


def section(title: str, *sentences: str) -> list[str]:
    """Heading and a paragraph, broken into lines."""
    return [f"## {title}", "", *textwrap.wrap(" ".join(sentences), 110), ""]
