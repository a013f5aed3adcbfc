"""Rules of the tests and seeded series without change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from tests.defaults import report_defaults

from painmap.params.models import TrendRules
from painmap.periods import month_range
from painmap.stats import CountSeries

MONTHS = month_range(date(2023, 1, 1), date(2025, 12, 1))
Make = Callable[..., CountSeries]


@pytest.fixture(scope="session")
def rules() -> TrendRules:
    """Without what a small portfolio would lean on: the series of a test speak for themselves."""
    return report_defaults().trend.model_copy(update={"rho_prior": 0.0, "phi_prior": 1.0})


@pytest.fixture(scope="session")
def series() -> Make:
    def make(counts: object, code: str = "p01", **fields: object) -> CountSeries:
        values = tuple(None if c is None else float(c) for c in counts)  # type: ignore[attr-defined]
        start = {"months": MONTHS[-len(values) :], "family": "problems", "label": "Ряд"}
        return CountSeries(**{"client_kind": "external", **start, **fields}, code=code, counts=values)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def null_counts() -> Callable[..., np.ndarray]:
    """Seasonal counts without change: n series × months, negative binomial with variance φμ."""

    def make(seed: int, n: int, mean: float, phi: float, months: int = 36) -> np.ndarray:
        rng = np.random.default_rng(seed)
        season = mean * np.exp(0.4 * np.sin(2 * np.pi * np.arange(months) / 12))
        rate = np.tile(season, (n, 1))
        if phi > 1:
            rate = rng.gamma(rate / (phi - 1), phi - 1)
        return rng.poisson(rate)

    return make
