"""Cells of the grid: kinds of series, and portfolios of them through the public call."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

import numpy as np
from benchmarks.stats.results import Results, arrays, rules
from benchmarks.stats.simulate import LAST_YEAR, as_series, portfolio

from painmap import stats

SERIES = 40
# At 24 months the last year against the one before is step and trend at once: one statement, tested once.
CONTRASTS = {24: ("year_on_year",), 36: ("step", "trend", "year_on_year")}


@dataclass(frozen=True)
class Cell:
    """One kind of series; ρ is a number, or «mixed»: drawn from U(0, 0.6) for each series."""

    mean: float
    n: int
    phi: float
    season: bool
    rho: float | str

    @property
    def key(self) -> str:
        season = "season" if self.season else "flat"
        return f"mean{self.mean:g}-n{self.n}-phi{self.phi:g}-{season}-rho{self._rho}"

    @property
    def kind(self) -> tuple[str, ...]:
        """All but the number of months, as it is printed."""
        return f"{self.mean:g}", f"{self.phi:g}", "yes" if self.season else "no", self._rho

    @property
    def _rho(self) -> str:
        return self.rho if isinstance(self.rho, str) else f"{self.rho:g}"

    @classmethod
    def of(cls, key: str) -> Cell:
        """The cell of a key."""
        return _BY_KEY[key]


def crossed(rhos: tuple[float | str, ...]) -> list[Cell]:
    """All means, lengths, φ and seasons with these ρ."""
    kinds = itertools.product((3.0, 15.0, 80.0), (24, 36), (1.0, 2.5), (False, True), rhos)
    return [Cell(*one) for one in kinds]


CELLS = crossed((0.0, 0.3))
MIXED = crossed(("mixed",))
_BY_KEY = {cell.key: cell for cell in (*CELLS, *MIXED)}


def rhos(rng: np.random.Generator, cell: Cell, k: int = SERIES) -> np.ndarray:
    """ρ of each of k series of the cell."""
    if isinstance(cell.rho, str):
        return rng.uniform(0.0, 0.6, (k, 1))[:, 0]
    return np.full(k, cell.rho)


def drawn(
    rng: np.random.Generator, cell: Cell, effect: float | np.ndarray, rho: np.ndarray | None = None
) -> np.ndarray:
    """A portfolio of the cell; `rho` by series where the caller has drawn it."""
    of_series = rhos(rng, cell) if rho is None else rho
    return portfolio(rng, SERIES, cell.n, cell.mean, cell.phi, of_series, cell.season, effect)


def tested(counts: np.ndarray, contrast: str) -> Results:
    """The public call for a portfolio; a step is that of the last 12 months."""
    at = date(LAST_YEAR, 1, 1) if contrast == "step" else None
    return arrays(stats.compare_series(as_series(counts), contrast, rules(), at=at))
