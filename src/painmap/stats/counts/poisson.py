"""Quasi-Poisson regressions of many series at once: those of one shape are solved together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painmap.stats.counts.layout import Panel
from painmap.stats.counts.shapes import Shape
from painmap.stats.estimates import InsufficientError, quiet

_ITERATIONS = 100
_TOLERANCE = 1e-10
_LIMIT = 30.0  # log of a mean: e^30 counts a day are none of ours
_BATCH = 4096


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted panel.

    Attributes:
        beta: Coefficient of the contrast (column 0); coefficients: of all columns.
        mu: Means; residuals: Pearson's, (y − μ)/√μ; both of length n.
        weights: Row 0 of (X'WX)⁻¹X'W^½: β − E β ≈ Σ weights·r, W = diag(μ).
    """

    panel: Panel
    shape: Shape
    coefficients: np.ndarray
    mu: np.ndarray
    residuals: np.ndarray
    weights: np.ndarray

    @property
    def beta(self) -> float:
        """Coefficient of the contrast."""
        return float(self.coefficients[0])

    @property
    def projection(self) -> np.ndarray:
        """M of the design."""
        return self.shape.projection

    @property
    def scatter(self) -> float:
        """Pearson's X²."""
        return float((self.residuals**2).sum())


def fit_many(panels: Sequence[Panel]) -> list[Fit | str]:
    """Each panel's regression in the order given, or why it has none (Russian)."""
    groups: dict[tuple[bytes, bytes], list[int]] = defaultdict(list)
    found: list[Fit | str] = ["в одном из периодов нет ни одного обращения"] * len(panels)
    for i, panel in enumerate(panels):
        if min(panel.total, panel.total_before) > 0 and len(panel.index):
            since = panel.index - panel.index[0]
            groups[since.tobytes(), panel.design.tobytes()].append(i)
    for members in groups.values():
        shape = Shape(panels[members[0]].design, panels[members[0]].index)
        for start in range(0, len(members), _BATCH):
            part = members[start : start + _BATCH]
            for i, fit_ in zip(part, _together([panels[i] for i in part], shape), strict=True):
                found[i] = fit_
    return found


def fit(panel: Panel) -> Fit:
    """One panel's regression.

    Raises:
        InsufficientError: One of the totals is zero, or the iteration did not converge.
    """
    found = fit_many([panel])[0]
    if isinstance(found, str):
        raise InsufficientError(found)
    return found


def _together(panels: Sequence[Panel], shape: Shape) -> list[Fit | str]:
    """Iteratively reweighted least squares (McCullagh & Nelder 1989, 2.5), all series in step."""
    counts = np.stack([p.counts for p in panels])
    offset = np.log(np.stack([p.exposure for p in panels]))
    x = shape.design
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return ["модель не сошлась"] * len(panels)
    mu = counts + 0.5
    eta = np.log(mu)
    is_settled = np.zeros(len(panels), dtype=bool)
    with quiet():
        for _ in range(_ITERATIONS):
            information = np.einsum("sn,nk,nl->skl", mu, x, x, optimize=True)
            score = (mu * (eta - offset) + counts - mu) @ x
            coefficients = _solved(information, score)
            former, eta = eta, np.clip(coefficients @ x.T + offset, -_LIMIT, _LIMIT)
            mu = np.exp(eta)
            is_settled = np.abs(eta - former).max(axis=1) < _TOLERANCE * (1 + np.abs(eta).max(axis=1))
            if is_settled.all():
                break
        information = np.einsum("sn,nk,nl->skl", mu, x, x, optimize=True)
        first = _solved(information, np.tile(np.eye(x.shape[1])[0], (len(panels), 1)))
        residuals = (counts - mu) / np.sqrt(mu)
        weights = (first @ x.T) * np.sqrt(mu)
    is_fit = is_settled & np.isfinite(residuals).all(axis=1) & np.isfinite(weights).all(axis=1)
    return [
        Fit(p, shape, coefficients[i], mu[i], residuals[i], weights[i]) if is_fit[i] else "модель не сошлась"
        for i, p in enumerate(panels)
    ]


def _solved(matrices: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solutions of many systems; NaN where the matrix is singular."""
    try:
        return np.asarray(np.linalg.solve(matrices, right[..., None])[..., 0])
    except np.linalg.LinAlgError:
        rows = [_one(m, r) for m, r in zip(matrices, right, strict=True)]
        return np.stack(rows)


def _one(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    try:
        return np.asarray(np.linalg.solve(matrix, right))
    except np.linalg.LinAlgError:
        return np.full(len(right), np.nan)
