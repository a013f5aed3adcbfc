"""Size where each series has its own autocorrelation, ρ ~ U(0, 0.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.stats.cells import CONTRASTS, MIXED, Cell, drawn, rhos, tested
from benchmarks.stats.clusters import Share
from benchmarks.stats.grid import spread
from benchmarks.stats.markdown import cell_rows, percent, section
from benchmarks.stats.simulate import generator

HIGH = 0.4
MOST = {"all": 0.06, "high": 0.08}
_COLUMNS = [(n, name) for n, names in CONTRASTS.items() for name in names]


def units() -> dict[str, dict[str, Any]]:
    """The cells of the grid, ρ drawn for each series."""
    return {cell.key: asdict(cell) for cell in MIXED}


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Size over all series, and over those with ρ above 0.4."""
    cell = Cell(**unit)
    tallies = {name: {"all": Share(), "high": Share()} for name in CONTRASTS[cell.n]}
    for number in range(portfolios):
        rng = generator("mixed", cell.key, number)
        rho = rhos(rng, cell)
        counts = drawn(rng, cell, 1.0, rho)
        for name, tally in tallies.items():
            found = tested(counts, name)
            tally["all"].add(found.rejected, found.tested)
            tally["high"].add(found.rejected, found.tested & (rho > HIGH))
    return {name: {k: s.figures() for k, s in tally.items()} for name, tally in tallies.items()}


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Contrasts whose mean over the cells lies beyond the goal by more than two standard errors."""
    out = []
    for n, name in _COLUMNS:
        for kind, most in MOST.items():
            shares = [one for one in _shares(found, n, name, kind) if one["share"] is not None]
            if not shares:
                continue
            mean = sum(one["share"] for one in shares) / len(shares)
            error = math.sqrt(sum(one["se"] ** 2 for one in shares)) / len(shares)
            if mean > most + 2 * error:
                out.append(f"n {n}, {name}, {kind}: mean {100 * mean:.2f} ± {100 * error:.2f} %")
    return out


def _shares(found: Mapping[str, Mapping[str, Any]], n: int, name: str, kind: str) -> list[Mapping[str, Any]]:
    return [figures[name][kind] for key, figures in found.items() if Cell.of(key).n == n]


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Size by cell, and of series with ρ > 0.4."""
    summary = [
        f"- n {n}, {name.replace('_', ' ')}: all {spread(_shares(found, n, name, 'all'))}, "
        f"ρ > 0.4 {spread(_shares(found, n, name, 'high'))}"
        for n, name in _COLUMNS
    ]
    return [
        *section(
            "Each series with its own ρ ~ U(0, 0.6)",
            "Size, %, of all series (goal 6 on average) and of those with ρ > 0.4 (goal 8).",
        ),
        *summary,
        "",
        *cell_rows(found, _COLUMNS, lambda f, name: f"{percent(f[name]['all'])}; {percent(f[name]['high'])}"),
    ]
