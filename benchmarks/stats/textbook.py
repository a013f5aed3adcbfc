"""Textbook repairs on a part of the grid's series without change: quasi-Poisson, Poisson, HAC errors."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from benchmarks.stats.cells import CELLS, Cell, drawn
from benchmarks.stats.clusters import Share
from benchmarks.stats.grid import spread
from benchmarks.stats.markdown import section, table
from benchmarks.stats.results import rules
from benchmarks.stats.simulate import generator

_PER_PORTFOLIO = 10
METHODS = ("quasi_poisson", "poisson", "hac")


def units() -> dict[str, dict[str, Any]]:
    """The cells of the grid."""
    return {cell.key: asdict(cell) for cell in CELLS}


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Share of 10 series a portfolio in which each method finds a step of the last 12 months."""
    cell = Cell(**unit)
    tallies = {name: Share() for name in METHODS}
    for number in range(portfolios):
        counts = drawn(generator("grid", cell.key, number), cell, 1.0)[:_PER_PORTFOLIO]
        found = np.array([p_values(row) for row in counts])
        for name, column in zip(METHODS, found.T, strict=True):
            tallies[name].add(column <= rules().alpha, ~np.isnan(column))
    return {name: share.figures() for name, share in tallies.items()}


def p_values(counts: np.ndarray) -> list[float]:
    """p of a step of the last 12 months with months of the year, in the order of `METHODS`; NaN: no fit."""
    import statsmodels.api as sm

    n = len(counts)
    t = np.arange(n)
    design = np.column_stack([t >= n - 12, *(t % 12 == month for month in range(12))]).astype(float)
    kept = np.isin(t % 12, [m for m in range(12) if counts[t % 12 == m].sum() > 0])
    design = design[kept][:, design[kept].any(axis=0)]
    # Newey & West 1994: the lag of Bartlett's kernel without a search.
    lags = {"maxlags": int(4 * (n / 100) ** (2 / 9))}
    ways: list[dict[str, Any]] = [{"scale": "X2"}, {}, {"cov_type": "HAC", "cov_kwds": lags}]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        model = sm.GLM(counts[kept], design, family=sm.families.Poisson())
        try:
            fits = [model.fit(**way, use_t=way != {}) for way in ways]
        except (np.linalg.LinAlgError, sm.tools.sm_exceptions.PerfectSeparationError):
            return [np.nan] * len(ways)
    return [float(fit.pvalues[0]) for fit in fits]


def failures(_found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Baselines have no goals."""
    return []


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per method, a column per ρ and φ."""
    rows = []
    for name in METHODS:
        row = [name.replace("_", " ")]
        for rho in (0.0, 0.3):
            for phi in (1.0, 2.5):
                chosen = [
                    f[name] for key, f in found.items() if (Cell.of(key).rho, Cell.of(key).phi) == (rho, phi)
                ]
                row.append(spread(chosen))
        rows.append(row)
    titles = ["Method", "ρ 0, φ 1", "ρ 0, φ 2.5", "ρ 0.3, φ 1", "ρ 0.3, φ 2.5"]
    return [
        *section(
            "Textbook repairs: false alarms, %",
            "A step of the last 12 months with month dummies, on 10 series of each of the grid's first",
            "portfolios: quasi-Poisson without autocorrelation, Poisson without dispersion, Poisson with",
            "HAC errors.",
        ),
        *table(titles, rows),
    ]
