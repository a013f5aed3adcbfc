"""Shares with the standard error of clusters: series of one portfolio share ρ̂ and are not independent."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_DIGITS = 6


@dataclass
class Share:
    """Hits of trials, by portfolio."""

    hits: list[float] = field(default_factory=list)
    trials: list[float] = field(default_factory=list)

    def add(self, hits: np.ndarray | list[bool], among: np.ndarray | None = None) -> None:
        """The trials of one more portfolio; `among` says which of them count."""
        found = np.asarray(hits, dtype=bool)
        counted = np.ones(len(found), dtype=bool) if among is None else np.asarray(among, dtype=bool)
        self.hits.append(float(found[counted].sum()))
        self.trials.append(float(counted.sum()))

    def figures(self) -> dict[str, Any]:
        """Share, its standard error, trials, portfolios; no share of no trials."""
        hits, trials = np.array(self.hits), np.array(self.trials)
        if not trials.sum():
            return {"share": None, "se": None, "n": 0, "portfolios": len(hits)}
        share = hits.sum() / trials.sum()
        return {
            "share": round(float(share), _DIGITS),
            "se": round(cluster_error(hits, trials), _DIGITS),
            "n": int(trials.sum()),
            "portfolios": len(hits),
        }


def cluster_error(values: np.ndarray, sizes: np.ndarray) -> float:
    """Standard error of the ratio of sums Σvalues/Σsizes over independent clusters.

    Linearised, with the factor J/(J − 1) (Cochran 1977, Sampling Techniques, ch. 6).
    """
    clusters = len(values)
    if clusters < 2:
        return 0.0
    rest = values - values.sum() / sizes.sum() * sizes
    return math.sqrt(clusters / (clusters - 1) * float((rest**2).sum())) / float(sizes.sum())


def mean_error(values: list[float]) -> dict[str, Any]:
    """Mean of independent values with its standard error."""
    array = np.array(values)
    error = float(array.std(ddof=1) / math.sqrt(len(array))) if len(array) > 1 else 0.0
    return {
        "mean": round(float(array.mean()), _DIGITS),
        "se": round(error, _DIGITS),
        "portfolios": len(array),
    }
