"""A change at an unknown date: false alarms, how often and how near the date is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
from benchmarks.stats.cells import CELLS, SERIES, Cell, drawn
from benchmarks.stats.clusters import Share, mean_error
from benchmarks.stats.grid import spread
from benchmarks.stats.markdown import percent, section, table, with_error
from benchmarks.stats.results import arrays, rules
from benchmarks.stats.simulate import as_series, generator, months_of

from painmap.report_data import TestResult
from painmap.stats.change_date import change_dates
from painmap.stats.counts.series import month_number
from painmap.stats.verdicts import conclude

LEAST_SIZE, MOST_SIZE = 0.03, 0.065
RATIO, MOST_ERROR = 1.5, {80.0: 1.0, 15.0: 2.5}
# A change nearer to an end cannot be told by design (max(4, 15 %) months are trimmed).
_TRIM = 6
_CHANGED_EVERY = 2
# A quarter of a portfolio, each at a date of its own: more would leave nobody to learn ρ from.
_IS_CHANGED = np.arange(SERIES) < 10


def units() -> dict[str, dict[str, Any]]:
    """The cells of the grid."""
    return {cell.key: asdict(cell) for cell in CELLS}


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Size by p; of changed series: share with a date (q ≤ 0.05), its error in months, its coverage."""
    cell = Cell(**unit)
    tally = {kind: Share() for kind in ("size", "refused", "found", "covered")}
    errors: list[float] = []
    for number in range(portfolios):
        rng = generator("dates", cell.key, number)
        null = arrays(_tested(drawn(rng, cell, 1.0)))
        tally["size"].add(null.rejected, null.tested)
        tally["refused"].add(~null.tested)
        if number % _CHANGED_EVERY:
            continue
        starts = rng.integers(_TRIM, cell.n - _TRIM + 1, SERIES)
        effect = np.where(_IS_CHANGED[:, None] & (np.arange(cell.n) >= starts[:, None]), RATIO, 1.0)
        found = _tested(drawn(rng, cell, effect))
        dated = _IS_CHANGED & [r.verdict in ("growth", "decline") for r in found]
        tally["found"].add(dated, _IS_CHANGED)
        true = month_number(months_of(cell.n)[0]) + starts
        ends = np.array([[_number(d) for d in (r.change_date, r.change_from, r.change_to)] for r in found])
        tally["covered"].add((ends[:, 1] <= true) & (true <= ends[:, 2]), dated)
        if dated.any():
            errors.append(float(np.abs(ends[:, 0] - true)[dated].mean()))
    figures: dict[str, Any] = {kind: share.figures() for kind, share in tally.items()}
    return figures | {"error": mean_error(errors) if errors else None}


def _tested(counts: np.ndarray) -> list[TestResult]:
    return conclude(change_dates(as_series(counts), None, rules()), rules())


def _number(day: date | None) -> float:
    return np.nan if day is None else float(month_number(day))


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Cells whose size or error of the date lies beyond its goal by more than two standard errors."""
    out = []
    for key, one in found.items():
        size, error, most = one["size"], one["error"], MOST_ERROR.get(Cell.of(key).mean)
        band = (LEAST_SIZE - 2 * size["se"], MOST_SIZE + 2 * size["se"])
        if size["n"] and not band[0] <= size["share"] <= band[1]:
            out.append(f"{key}: size {with_error(size)} %")
        if most and error and Cell.of(key).n == 36 and error["mean"] > most + 2 * error["se"]:
            out.append(f"{key}: error of the date {error['mean']:.2f} months")
    return out


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per cell."""
    rows = [
        [
            key,
            with_error(one["size"]),
            percent(one["found"]),
            f"{one['error']['mean']:.2f} ± {one['error']['se']:.2f}" if one["error"] else "–",
            percent(one["covered"]),
            percent(one["refused"]),
        ]
        for key, one in found.items()
    ]
    titles = [
        "Cell",
        "Size, %",
        "×1.5 found, %",
        "Error of the date, months",
        "Date covered, %",
        "Refused, %",
    ]
    return [
        *section(
            "A change at an unknown date",
            "Goals: size 3–6.5 %; mean error of the date, where there is a verdict, 1 month at mean",
            "80, 2.5 at mean 15 (36 months). Covered: the true month lies in the printed interval.",
            f"Size over the cells: {spread([one['size'] for one in found.values()])} %.",
        ),
        *table(titles, rows),
    ]
