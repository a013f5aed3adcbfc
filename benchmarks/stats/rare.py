"""Rare counts beside established series: 5 or 10 appeals a year, year on year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from benchmarks.stats.cells import SERIES, tested
from benchmarks.stats.clusters import Share
from benchmarks.stats.markdown import percent, section, table, with_error
from benchmarks.stats.simulate import generator, portfolio, step_effect

RATIO, MOST_SIZE = 2.0, 0.065
_MONTHS, _ESTABLISHED = 24, 15.0
_KINDS = ("size", "direct", "refused", "found")


def units() -> dict[str, dict[str, Any]]:
    """Appeals a year, φ, ρ."""
    return {
        f"{year:g}-a-year-phi{phi:g}-rho{rho:g}": {"year": year, "phi": phi, "rho": rho}
        for year in (5.0, 10.0)
        for phi in (1.0, 2.5)
        for rho in (0.0, 0.3)
    }


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Half of a portfolio's series are rare, they are counted; the others have 15 appeals a month."""
    tally = {kind: Share() for kind in _KINDS}
    is_rare = np.arange(SERIES) < SERIES // 2
    means = np.where(is_rare, unit["year"] / 12, _ESTABLISHED)
    for number in range(portfolios):
        rng = generator("rare", *sorted(unit.items()), number)
        null = tested(_drawn(rng, means, unit, 1.0), "year_on_year")
        tally["size"].add(null.rejected, is_rare & null.tested)
        tally["direct"].add(null.test == "rare_counts", is_rare & null.tested)
        tally["refused"].add(~null.tested, is_rare)
        changed = tested(_drawn(rng, means, unit, step_effect(_MONTHS, RATIO)), "year_on_year")
        tally["found"].add(changed.rejected, is_rare)
    return {kind: share.figures() for kind, share in tally.items()}


def _drawn(
    rng: np.random.Generator, means: np.ndarray, unit: Mapping[str, Any], effect: float | np.ndarray
) -> np.ndarray:
    return portfolio(rng, SERIES, _MONTHS, means, unit["phi"], unit["rho"], False, effect)


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Units with too many false alarms; an exact test of small counts has fewer than its nominal size."""
    return [
        f"{key}: size {with_error(one['size'])} %"
        for key, one in found.items()
        if one["size"]["share"] > MOST_SIZE + 2 * one["size"]["se"]
    ]


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per unit."""
    rows = [
        [key, with_error(one["size"]), *(percent(one[kind]) for kind in ("found", "direct", "refused"))]
        for key, one in found.items()
    ]
    return [
        *section(
            "Rare counts",
            "Series of 5 and 10 appeals a year beside as many established ones, the last year against the",
            "one before. Goal: size at most 6.5 % (an exact test of small counts has less).",
        ),
        *table(["Unit", "Size, %", "×2 found, %", "Compared directly, %", "Refused, %"], rows),
    ]
