"""Rules of the tests and seeded series without change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from painmap.params.models import TrendRules
from painmap.periods import month_range
from painmap.stats import CountSeries

MONTHS = month_range(date(2023, 1, 1), date(2025, 12, 1))
Make = Callable[..., CountSeries]


@pytest.fixture(scope="session")
def rules() -> TrendRules:
    return TrendRules(
        alpha=0.05,
        equivalence_ratio=(0.80, 1.25),
        equivalence_share=0.05,
        equivalence_days=2,
        equivalence_score=0.2,
        equivalence_nps=10,
        min_total=20,
        min_total_rare=6,
        rare_total=20,
        rare_phi=1.3,
        min_months=24,
        history_months=36,
        rho_prior=0.0,
        phi_prior=1.0,
        prior_series=40,
    )


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
