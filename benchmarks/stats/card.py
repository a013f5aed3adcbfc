"""The figures that the reports' methodology cites: params/model_cards/trends.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.stats.cells import Cell
from benchmarks.stats.results import ROOT
from benchmarks.stats.units import RESULTS, Store
from ruamel.yaml import YAML

from painmap.params.models import Power, TrendCard

FIGURES = ROOT / "params" / "model_cards" / "trends.yaml"
_HEAD = (
    "# Измеренная надёжность проверки изменений на искусственных рядах. Файл пишет программа\n"
    "# (python -m benchmarks.stats), руками его не правят.\n"
)
# The comparison that the reports make.
_REPORTED = "year_on_year"


def write() -> None:
    """Write it anew from the results of the grid."""
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 160
    with FIGURES.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        yaml.dump(card(Store("grid", RESULTS).units).model_dump(mode="json"), file)


def card(units: Mapping[str, Mapping[str, Any]]) -> TrendCard:
    """The card of all cells of the grid."""
    tallies = [t for unit in units.values() for t in unit["figures"]["contrasts"].values()]
    sizes, covered = _shares(tallies, "size"), _shares(tallies, "coverage")
    ten = _shares([unit["figures"]["baselines"] for unit in units.values()], "ten_per_cent")
    return TrendCard(
        schema_version=1,
        id="trends",
        code="-".join(sorted({unit["stamp"]["code"] for unit in units.values()})),
        cells=len(units),
        portfolios=min(tally["size"]["portfolios"] for tally in tallies),
        series=min(tally["size"]["n"] for tally in tallies),
        size=_mean(sizes),
        size_low=_rounded(min(sizes)),
        size_high=_rounded(max(sizes)),
        coverage=_mean(covered),
        coverage_low=_rounded(min(covered)),
        ten_per_cent=(_rounded(min(ten)), _rounded(max(ten))),
        power=tuple(_power(units)),
    )


def _power(units: Mapping[str, Mapping[str, Any]]) -> list[Power]:
    cells = {key: Cell.of(key) for key in units}
    kinds = sorted({(cell.n, cell.mean) for cell in cells.values()})
    found = []
    for n, mean in kinds:
        own = [units[k]["figures"]["contrasts"] for k, c in cells.items() if (c.n, c.mean) == (n, mean)]
        shares = _shares([tally[_REPORTED] for tally in own], "power")
        found.append(Power(mean=mean, months=n, share=_mean(shares)))
    return found


def _shares(tallies: Sequence[Mapping[str, Any]], kind: str) -> list[float]:
    return [tally[kind]["share"] for tally in tallies if tally[kind]["share"] is not None]


def _mean(values: Sequence[float]) -> float:
    return _rounded(sum(values) / len(values))


def _rounded(value: float) -> float:
    return round(value, 4)
