"""Artefacts without a change of life: a move to another register, a problem found because it is large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from benchmarks.stats.artefact_cases import discovered, moved
from benchmarks.stats.cells import SERIES
from benchmarks.stats.clusters import Share
from benchmarks.stats.markdown import percent, section, table, with_error
from benchmarks.stats.results import arrays, rules
from benchmarks.stats.simulate import LAST_YEAR, generator

from painmap import stats
from painmap.periods import Period
from painmap.problem_map import found_in

MOST_FALSE, LEAST_FOUND = 0.06, 0.85
_DOUBLED = 4
_PERIOD = Period(LAST_YEAR)
# Which year the problem was found in, counted back from the last.
_FOUND = {"found_last_year": 0, "found_year_before": 1, "found_two_years_before": 2}


def units() -> dict[str, dict[str, Any]]:
    """Moves by mean and month; discoveries by year and φ."""
    moves = {
        f"move-mean{mean:g}-at{at}": {"what": "move", "mean": mean, "at": at}
        for mean in (15.0, 80.0)
        for at in (18, 24, 30)
    }
    curses = {
        f"{name}-phi{phi:g}": {"what": "curse", "back": back, "phi": phi}
        for name, back in _FOUND.items()
        for phi in (1.0, 2.5)
    }
    return moves | curses


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Of a move: false alarms and doublings found. Of a discovery: false alarms with and without the rule."""
    return (_moves if unit["what"] == "move" else _curse)(unit, portfolios)


def _moves(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    tally = {kind: Share() for kind in ("false", "false_unknown", "found", "growth", "refused")}
    for number in range(portfolios):
        rng = generator("moves", *sorted(unit.items()), number)
        series, is_doubled = moved(rng, unit["mean"], unit["at"], doubled=_DOUBLED, k=SERIES)
        found = arrays(stats.compare_series(series, "year_on_year", rules()))
        tally["false"].add(found.rejected, ~is_doubled & found.tested)
        tally["found"].add(found.rejected & (found.low > 1), is_doubled)
        tally["growth"].add(found.verdict == "growth", is_doubled)
        tally["refused"].add(~found.tested)
        rng = generator("moves", *sorted(unit.items()), number)
        unknown = [_forgotten(s) for s in moved(rng, unit["mean"], unit["at"], doubled=_DOUBLED, k=SERIES)[0]]
        found = arrays(stats.compare_series(unknown, "year_on_year", rules()))
        tally["false_unknown"].add(found.rejected, ~is_doubled & found.tested)
    return {kind: share.figures() for kind, share in tally.items()}


def _forgotten(series: stats.CountSeries) -> stats.CountSeries:
    return replace(series, moves=())


def _curse(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    tally = {kind: Share() for kind in ("false_without_rule", "growth_without_rule", "false", "verdicts")}
    year = Period(LAST_YEAR - unit["back"])
    for number in range(portfolios):
        rng = generator("curse", *sorted(unit.items()), number)
        series, others = discovered(rng, SERIES, year=-1 - unit["back"], phi=unit["phi"])
        new = found_in(_registry([s.code for s in series], year), _PERIOD)
        ruled = [replace(s, reason=stats.NOT_TESTABLE if s.code in new else "") for s in series]
        for name, chosen in (("without_rule", series), ("", ruled)):
            trends = stats.compare_counts([*chosen, *others], _PERIOD, rules())
            by_code = {t.code: t.result for t in trends}
            found = arrays([by_code[s.code] for s in series])
            if name:
                rose = [(by_code[s.code].effect or 2.0) > 1 for s in series]
                tally["false_without_rule"].add(found.rejected, found.tested)
                tally["growth_without_rule"].add(found.rejected & rose, found.tested)
            else:
                tally["false"].add(found.rejected & found.tested)
                tally["verdicts"].add(found.tested)
    return {kind: share.figures() for kind, share in tally.items()}


def _registry(codes: list[str], year: Period) -> pd.DataFrame:
    return pd.DataFrame({"id": codes, "valid_from": str(year), "found_on": "period"}, dtype="string")


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Units beyond a goal by more than two standard errors."""
    out = []
    for key, one in found.items():
        if one["false"]["share"] > MOST_FALSE + 2 * one["false"]["se"]:
            out.append(f"{key}: {with_error(one['false'])} % false")
        if "found" in one and one["found"]["share"] < LEAST_FOUND - 2 * one["found"]["se"]:
            out.append(f"{key}: {with_error(one['found'])} % of doublings found")
    return out


_OF_MOVES = ("Unit", "False, %", "False, move unknown, %")


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Two tables."""
    moves = [
        [
            key,
            *(with_error(one[kind]) for kind in ("false", "false_unknown", "found")),
            *(percent(one[kind]) for kind in ("growth", "refused")),
        ]
        for key, one in found.items()
        if "found" in one
    ]
    curses = [
        [
            key,
            with_error(one["false_without_rule"]),
            percent(one["growth_without_rule"]),
            with_error(one["false"]),
            percent(one["verdicts"]),
        ]
        for key, one in found.items()
        if "found" not in one
    ]
    return [
        *section(
            "Artefacts",
            "A move to another register (everything ×1.5 from month `at` of 36, φ 2.5, ρ 0.3), year on",
            "year: false alarms of the 36 series that did not change (goal 6 %), with the move known and",
            "unknown; of the 4 that doubled in the last year those found (goal 85 %), and called a growth",
            "after the correction for all 40.",
        ),
        *table([*_OF_MOVES, "Doublings found, %", "«Рост», %", "Refused, %"], moves),
        "",
        *section(
            "The winner's curse",
            "A problem of 8 appeals a year without change, found where it had 15 or more: p ≤ 0.05 year",
            "on year if it were compared all the same, and of which growths; with the rule of the",
            "registry; share that is tested at all.",
        ),
        *table(["Unit", "False without the rule, %", "growth, %", "False with it, %", "Tested, %"], curses),
    ]
