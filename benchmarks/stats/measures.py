"""Size, coverage, power of the effect of a measure: interrupted series whose level stays, or falls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from benchmarks.stats.cells import SERIES
from benchmarks.stats.clusters import Share
from benchmarks.stats.markdown import percent, section, table, with_error
from benchmarks.stats.results import Results, arrays, rules
from benchmarks.stats.simulate import as_series, generator, months_of, portfolio, slope_effect, step_effect

from painmap import stats
from painmap.stats.counts.interrupted import Intervention
from painmap.stats.effects import MeasuredCase

LEAST_SIZE, MOST_SIZE, LEAST_COVERAGE = 0.03, 0.065, 0.935
RATIO, SLOPE = 0.7, 1.1
# Months in all, and since the measure.
_LENGTHS = ((36, 12), (36, 18), (48, 18))
_CHANGED_EVERY = 2
_KINDS = ("size", "coverage", "coverage_changed", "found", "refused", "with_trend")


def units() -> dict[str, dict[str, Any]]:
    """With the season; mean 3 has no model with a trend: it is measured at one length."""
    kinds = [(mean, n, since) for mean in (15.0, 80.0) for n, since in _LENGTHS] + [(3.0, 36, 12)]
    return {
        f"mean{mean:g}-n{n}-since{since}-phi{phi:g}-rho{rho:g}": {
            "mean": mean,
            "n": n,
            "since": since,
            "phi": phi,
            "rho": rho,
        }
        for mean, n, since in kinds
        for phi in (1.0, 2.5)
        for rho in (0.0, 0.3)
    }


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Every series of a portfolio is the target of a measure of its own, at the same date."""
    tally = {kind: Share() for kind in _KINDS}
    # Without a trend in the model a trend beside the measure is taken for its effect: it says so.
    slope = SLOPE if unit["mean"] >= 5 else 1.0
    changed = step_effect(unit["n"], RATIO, unit["since"]) * slope_effect(unit["n"], slope)
    for number in range(portfolios):
        rng = generator("measures", *sorted(unit.items()), number)
        found = _tested(_drawn(rng, unit, 1.0), unit)
        tally["size"].add(found.rejected, found.tested)
        tally["coverage"].add(found.covers(1.0), found.tested)
        tally["refused"].add(~found.tested)
        tally["with_trend"].add(found.test == "interrupted")
        if number % _CHANGED_EVERY == 0:
            found = _tested(_drawn(rng, unit, changed), unit)
            tally["coverage_changed"].add(found.covers(RATIO), found.tested)
            tally["found"].add(found.rejected, found.tested)
    return {kind: share.figures() for kind, share in tally.items()}


def _drawn(rng: np.random.Generator, unit: Mapping[str, Any], effect: float | np.ndarray) -> np.ndarray:
    return portfolio(rng, SERIES, unit["n"], unit["mean"], unit["phi"], unit["rho"], True, effect)


def _tested(counts: np.ndarray, unit: Mapping[str, Any]) -> Results:
    portfolio, at = as_series(counts), Intervention(months_of(unit["n"])[-unit["since"]])
    found = stats.measure_effects([MeasuredCase(series=s, at=at) for s in portfolio], portfolio, rules())
    return arrays([result for result, _ in found])


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Units beyond a goal by more than two standard errors."""
    out = []
    for key, one in found.items():
        size = one["size"]
        if not LEAST_SIZE - 2 * size["se"] <= size["share"] <= MOST_SIZE + 2 * size["se"]:
            out.append(f"{key}: size {with_error(size)} %")
        for kind in ("coverage", "coverage_changed"):
            if one[kind]["share"] < LEAST_COVERAGE - 2 * one[kind]["se"]:
                out.append(f"{key}: {kind} {with_error(one[kind])} %")
    return out


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per unit."""
    kinds = ("coverage", "coverage_changed", "found", "with_trend", "refused")
    rows = [
        [key, with_error(one["size"]), *(percent(one[kind]) for kind in kinds)] for key, one in found.items()
    ]
    titles = [
        "Unit",
        "Size, %",
        "Coverage, %",
        "Coverage at ×0.7, %",
        "×0.7 found, %",
        "With trend, %",
        "Refused, %",
    ]
    return [
        *section(
            "Effect of a measure",
            "Every series of a portfolio is tested for a level since the same date. Goals: size 3–6.5 %,",
            "coverage 93.5 %. At ×0.7 a trend of +10 % a year goes on beside the measure (not at mean 3,",
            "where the model has no trend).",
        ),
        *table(titles, rows),
    ]
