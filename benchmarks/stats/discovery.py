"""False discoveries of verdicts over 2500 series of which a tenth have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from benchmarks.stats.cells import tested
from benchmarks.stats.clusters import mean_error
from benchmarks.stats.markdown import section, table
from benchmarks.stats.simulate import generator, portfolio, slope_effect, step_effect

SERIES, REAL, RATIO = 2500, 0.1, 1.5
MOST = 0.05
_MEANS, _PHIS = (3.0, 15.0, 80.0), (1.0, 2.5)
_CONTRASTS = ((24, "year_on_year"), (36, "year_on_year"), (36, "trend"), (36, "step"))


def units() -> dict[str, dict[str, Any]]:
    """A contrast and a ρ."""
    return {
        f"{name}-n{n}-rho{rho:g}": {"n": n, "contrast": name, "rho": rho}
        for n, name in _CONTRASTS
        for rho in (0.0, 0.3)
    }


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Mean over portfolios of the share of false verdicts among those of change, and of real ones found."""
    rows = []
    for number in range(portfolios):
        rng = generator("discovery", *sorted(unit.items()), number)
        counts, direction = drawn_with_changes(rng, unit)
        rows.append(scored(tested(counts, unit["contrast"]).verdict, direction))
    columns = zip(*rows, strict=True)
    names = ("false_share", "found", "calls")
    return {name: mean_error(list(column)) for name, column in zip(names, columns, strict=True)}


def scored(verdicts: np.ndarray, direction: np.ndarray) -> tuple[float, float, float]:
    """False share of the verdicts of change (0 of none), share of real changes found, number of verdicts."""
    called = (verdicts == "growth") * 1 - (verdicts == "decline") * 1
    is_called, is_real = called != 0, direction != 0
    false = (is_called & (called != direction)).sum() / max(is_called.sum(), 1)
    found = (is_real & (called == direction)).sum() / max(is_real.sum(), 1)
    return float(false), float(found), float(is_called.sum())


def drawn_with_changes(rng: np.random.Generator, unit: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Counts of series of all means and both φ, and the sign of each one's true change."""
    n = unit["n"]
    direction = np.zeros(SERIES, dtype=int)
    direction[rng.permutation(SERIES)[: int(REAL * SERIES)]] = np.tile((1, -1), int(REAL * SERIES) // 2)
    change = (slope_effect if unit["contrast"] == "trend" else step_effect)(n, RATIO)
    means = np.tile(_MEANS, SERIES // len(_MEANS) + 1)[:SERIES]
    half = SERIES // len(_PHIS)
    parts = [
        portfolio(rng, half, n, means[own], phi, unit["rho"], True, change ** direction[own][:, None])
        for phi, own in zip(_PHIS, (slice(0, half), slice(half, None)), strict=True)
    ]
    return np.vstack(parts), direction


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Units whose mean share of false verdicts lies beyond the goal by more than two standard errors."""
    return [
        f"{key}: {100 * one['false_share']['mean']:.2f} % false"
        for key, one in found.items()
        if one["false_share"]["mean"] > MOST + 2 * one["false_share"]["se"]
    ]


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per unit."""
    rows = [
        [
            key,
            f"{100 * one['false_share']['mean']:.2f} ± {100 * one['false_share']['se']:.2f}",
            f"{100 * one['found']['mean']:.1f}",
            f"{one['calls']['mean']:.0f}",
            str(one["calls"]["portfolios"]),
        ]
        for key, one in found.items()
    ]
    return [
        *section(
            "False discoveries",
            "2500 series of means 3, 15, 80 and φ 1, 2.5 with the season, one in ten ×1.5 or ÷1.5 (of a",
            "trend: a year). A verdict in the wrong direction is false too.",
        ),
        *table(
            ["Unit", "False among verdicts of change, % (goal 5)", "Real found, %", "Verdicts", "Portfolios"],
            rows,
        ),
    ]
