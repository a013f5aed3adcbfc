"""Power against an oracle that knows φ, ρ and the season: a step of +50 %, a slope of +50 % in two years."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from benchmarks.stats.cells import CELLS, Cell, drawn, tested
from benchmarks.stats.clusters import Share, cluster_error
from benchmarks.stats.markdown import cell_rows, percent, section
from benchmarks.stats.results import rules
from benchmarks.stats.simulate import SEASON, generator, slope_effect, step_effect

RATIO = 1.5
GOAL_MEAN, GOAL_LEAST = 0.90, {24: 0.70, 36: 0.80}
# At 24 months slope and step are one statement.
_CONTRASTS = {24: {"step": "year_on_year"}, 36: {"step": "step", "slope": "trend"}}


def units() -> dict[str, dict[str, Any]]:
    """The 48 cells of the grid."""
    return {cell.key: asdict(cell) for cell in CELLS}


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Power of the engine and of the oracle, their ratio, and the oracle's size."""
    cell = Cell(**unit)
    names = _CONTRASTS[cell.n]
    tallies = {name: {who: Share() for who in ("engine", "oracle", "oracle_size")} for name in names}
    for number in range(portfolios):
        rng = generator("power", cell.key, number)
        null = drawn(rng, cell, 1.0)
        for name, contrast in names.items():
            factor, x = _change(name, cell.n)
            changed = drawn(rng, cell, factor)
            tallies[name]["engine"].add(tested(changed, contrast).rejected)
            tallies[name]["oracle"].add(oracle(changed, cell, x))
            tallies[name]["oracle_size"].add(oracle(null, cell, x))
    return {name: _figures(tally) for name, tally in tallies.items()}


def _change(name: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Factor of each month, and the contrast as the oracle sees it."""
    if name == "step":
        return step_effect(n, RATIO), (np.arange(n) >= n - 12).astype(float)
    return slope_effect(n, math.sqrt(RATIO)), np.arange(n) / 12


def _figures(tally: Mapping[str, Share]) -> dict[str, Any]:
    engine, best = np.array(tally["engine"].hits), np.array(tally["oracle"].hits)
    figures: dict[str, Any] = {who: share.figures() for who, share in tally.items()}
    figures["ratio"] = round(float(engine.sum() / max(best.sum(), 1)), 6)
    figures["ratio_se"] = round(cluster_error(engine, best), 6) if best.sum() else 0.0
    return figures


def oracle(counts: np.ndarray, cell: Cell, x: np.ndarray) -> np.ndarray:
    """Rejections by the efficient score of β in log μ = level + log season + βx with known V.

    V = φ·√μ·ρ^|s−t|·√μ; the level is estimated under β = 0 (Liang & Zeger 1986, with the working
    correlation and the scale known).
    """
    from scipy.special import ndtr

    n = counts.shape[1]
    season = SEASON[np.arange(-n, 0) % 12] if cell.season else np.ones(n)
    root, t = np.sqrt(season), np.arange(n)
    inverse = np.linalg.inv(np.power(cell.rho, np.abs(np.subtract.outer(t, t))))
    of_level, of_change = inverse @ root, inverse @ (root * x)
    # Σ (R⁻¹√s)_t (y_t − level·s_t)/√s_t = 0 is linear in the level.
    level = np.maximum((counts / root) @ of_level / (root @ of_level), 1e-9)[:, None]
    rest = (counts - level * season) / np.sqrt(cell.phi * level * season)
    weights = of_change - of_level * (root @ of_change) / (root @ of_level)
    z = rest @ weights / math.sqrt(float(weights @ (root * x)))
    return np.asarray(2 * ndtr(-np.abs(z)) <= rules().alpha)


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Cells whose ratio of powers lies below its goal, and the mean of all."""
    missed, ratios = [], []
    for key, figures in found.items():
        for name, one in figures.items():
            ratios.append(one["ratio"])
            if one["ratio"] + 2 * one["ratio_se"] < GOAL_LEAST[Cell.of(key).n]:
                missed.append(f"{key} {name}: {one['ratio']:.3f} of the oracle's power")
    if ratios and sum(ratios) / len(ratios) < GOAL_MEAN:
        missed.append(f"mean: {sum(ratios) / len(ratios):.3f} of the oracle's power")
    return missed


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per kind of series, a column per length and change."""
    ratios = [one["ratio"] for figures in found.values() for one in figures.values()]
    return [
        *section(
            "Power",
            "Share of series found at 5 %, the oracle's in brackets, and the ratio of the two (goals:",
            "mean 0.90, least 0.80 at 36 months and 0.70 at 24). The oracle knows φ, ρ and the season and",
            "estimates the level. Step: +50 % in the last 12 months; slope: +50 % in two years.",
            f"Ratio: mean {sum(ratios) / len(ratios):.3f}, least {min(ratios):.3f}.",
        ),
        *cell_rows(found, [(24, "step"), (36, "step"), (36, "slope")], _cell),
    ]


def _cell(figures: Mapping[str, Any], name: str) -> str:
    one = figures[name]
    return f"{percent(one['engine'])} ({percent(one['oracle'])}) {one['ratio']:.2f}"
