"""The grid: size and coverage of the counts tests in 48 cells, the page's baselines on the same series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.stats import baselines
from benchmarks.stats.cells import CELLS, CONTRASTS, Cell, drawn, tested
from benchmarks.stats.clusters import Share
from benchmarks.stats.markdown import cell_rows, percent, section, table
from benchmarks.stats.results import Results
from benchmarks.stats.simulate import generator, slope_effect, step_effect

EFFECT = 1.5
# Coverage of a true change needs fewer portfolios: its goal is further from what is measured.
_CHANGED_EVERY = 4
LEAST_SIZE, MOST_SIZE, LEAST_COVERAGE = 0.03, 0.065, 0.93
_COLUMNS = [(n, name) for n, names in CONTRASTS.items() for name in names]
_KINDS = ("size", "coverage", "coverage_changed", "power", "refused", "rare")


def units() -> dict[str, dict[str, Any]]:
    """Key of each cell → the cell."""
    return {cell.key: asdict(cell) for cell in CELLS}


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Size, coverage and refusals of one cell by contrast; rejections by the baselines."""
    cell = Cell(**unit)
    tallies = {name: {kind: Share() for kind in _KINDS} for name in CONTRASTS[cell.n]}
    others = {name: Share() for name in baselines.METHODS}
    for number in range(portfolios):
        rng = generator("grid", cell.key, number)
        null = drawn(rng, cell, 1.0)
        for name, tally in tallies.items():
            _add(tally, tested(null, name))
            if number % _CHANGED_EVERY == 0:
                change = (slope_effect if name == "trend" else step_effect)(cell.n, EFFECT)
                _add_changed(tally, tested(drawn(rng, cell, change), name))
        for name, method in baselines.METHODS.items():
            others[name].add(method(null))
    return {
        "contrasts": {n: {k: s.figures() for k, s in tally.items()} for n, tally in tallies.items()},
        "baselines": {name: share.figures() for name, share in others.items()},
    }


def _add(tally: Mapping[str, Share], null: Results) -> None:
    tally["size"].add(null.rejected, null.tested)
    tally["coverage"].add(null.covers(1.0), null.tested)
    tally["refused"].add(~null.tested)
    tally["rare"].add(null.test == "rare_counts")


def _add_changed(tally: Mapping[str, Share], changed: Results) -> None:
    tally["coverage_changed"].add(changed.covers(EFFECT), changed.tested)
    tally["power"].add(changed.rejected, changed.tested)


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Cells beyond a goal by more than two standard errors."""
    return [
        f"{key} {name}: {what}"
        for key, figures in found.items()
        for name, tally in figures["contrasts"].items()
        for what in missed(tally)
    ]


def missed(tally: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Which goals the tally of one cell and contrast misses."""
    out = []
    size = tally["size"]
    if size["n"]:
        band = (LEAST_SIZE - 2 * size["se"], MOST_SIZE + 2 * size["se"])
        if not band[0] <= size["share"] <= band[1]:
            out.append(f"size {100 * size['share']:.2f} ± {100 * size['se']:.2f} %")
    for kind in ("coverage", "coverage_changed"):
        one = tally[kind]
        if one["n"] and one["share"] < LEAST_COVERAGE - 2 * one["se"]:
            out.append(f"{kind} {100 * one['share']:.2f} ± {100 * one['se']:.2f} %")
    return out


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Size and coverage by cell, their summary, and the baselines."""
    return [
        *section(
            "The grid",
            "Mean of the cells, the least and the greatest. Goals for every cell, within two standard",
            "errors: size 3–6.5 %, coverage 93 %.",
        ),
        *_summary(found),
        "",
        *section(
            "Its cells",
            "Size, % ± standard error; coverage, % without change, and at ×1.5 (of a trend: a year). `!`:",
            "beyond a goal by more than two standard errors.",
        ),
        *cell_rows(found, _COLUMNS, _cell),
        "",
        *section(
            "Baselines on the same series: false alarms, %",
            "Mean of the cells, the least and the greatest.",
        ),
        *_baselines(found),
    ]


def _cell(figures: Mapping[str, Any], name: str) -> str:
    tally = figures["contrasts"][name]
    mark = " !" if missed(tally) else ""
    covered = f"{percent(tally['coverage'])}, {percent(tally['coverage_changed'])}"
    return f"{percent(tally['size'])} ± {percent({'share': tally['size']['se']}, 2)}; {covered}{mark}"


def _summary(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    rows = []
    for n, name in _COLUMNS:
        for rho in (0.0, 0.3):
            tallies = [
                f["contrasts"][name]
                for key, f in found.items()
                if (Cell.of(key).n, Cell.of(key).rho) == (n, rho)
            ]
            if tallies:
                kinds = ("size", "coverage", "coverage_changed", "power", "refused", "rare")
                ranges = [spread([one[kind] for one in tallies]) for kind in kinds]
                rows.append([f"n {n}, {name.replace('_', ' ')}", f"{rho:g}", *ranges])
    kinds_titles = ("Size", "Coverage", "Coverage at ×1.5", "Power at ×1.5", "Refused", "Rare counts")
    return table(["Contrast", "ρ", *(f"{title}, %" for title in kinds_titles)], rows)


def spread(shares: list[Mapping[str, Any]]) -> str:
    """Mean of the cells, and the least and the greatest of them."""
    values = [100 * one["share"] for one in shares if one["share"] is not None]
    if not values:
        return "–"
    return f"{sum(values) / len(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def _baselines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    rows = []
    for name in baselines.METHODS:
        row = [name.replace("_", " ")]
        for season in (False, True):
            for rho in (0.0, 0.3):
                chosen = [
                    f["baselines"][name]
                    for key, f in found.items()
                    if (Cell.of(key).season, Cell.of(key).rho) == (season, rho)
                ]
                row.append(spread(chosen))
        rows.append(row)
    titles = ["Method", "no season, ρ 0", "no season, ρ 0.3", "season, ρ 0", "season, ρ 0.3"]
    return table(titles, rows)
