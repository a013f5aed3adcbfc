"""How often «без изменений» is said when the truth is ×1.5 or ÷1.5, and when nothing has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from benchmarks.stats.cells import CELLS, CONTRASTS, SERIES, Cell, drawn, tested
from benchmarks.stats.clusters import Share
from benchmarks.stats.grid import spread
from benchmarks.stats.markdown import cell_rows, percent, section
from benchmarks.stats.simulate import generator, slope_effect, step_effect

RATIO, MOST = 1.5, 0.05
# Of the 40 series of a portfolio 4 grew and 4 fell: with few real changes q is higher than p.
_DIRECTION = np.repeat((1, -1, 0), (4, 4, SERIES - 8))
_COLUMNS = [(n, name) for n, names in CONTRASTS.items() for name in names]


def units() -> dict[str, dict[str, Any]]:
    """The cells of the grid."""
    return {cell.key: asdict(cell) for cell in CELLS}


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Share of `no_change` among changed and among unchanged series, by contrast."""
    cell = Cell(**unit)
    tallies = {name: {"changed": Share(), "unchanged": Share()} for name in CONTRASTS[cell.n]}
    for number in range(portfolios):
        rng = generator("no_change", cell.key, number)
        for name, tally in tallies.items():
            change = (slope_effect if name == "trend" else step_effect)(cell.n, RATIO)
            found = tested(drawn(rng, cell, change ** _DIRECTION[:, None]), name)
            said = found.verdict == "no_change"
            tally["changed"].add(said, _DIRECTION != 0)
            tally["unchanged"].add(said, _DIRECTION == 0)
    return {name: {k: s.figures() for k, s in tally.items()} for name, tally in tallies.items()}


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Cells beyond the goal by more than two standard errors."""
    return [
        f"{key} {name}: {percent(one['changed'])} %"
        for key, figures in found.items()
        for name, one in figures.items()
        if one["changed"]["share"] > MOST + 2 * one["changed"]["se"]
    ]


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per kind of series."""
    changed = [one["changed"] for figures in found.values() for one in figures.values()]
    return [
        *section(
            "«Без изменений»",
            "Said of series that changed ×1.5 or ÷1.5, % (goal 5); of unchanged ones, %.",
            f"All cells, changed: {spread(changed)}.",
        ),
        *cell_rows(
            found, _COLUMNS, lambda f, name: f"{percent(f[name]['changed'])}; {percent(f[name]['unchanged'])}"
        ),
    ]
