"""What analysts do instead, on counts (k, n) that end in December: True where a change is called."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_ALPHA = 0.05
_XMR_WIDTH = 2.66
_RUN, _OF_THREE, _TREND = 8, 3, 6


def t_test_of_halves(counts: np.ndarray) -> np.ndarray:
    """Student's t-test of the later half of the months against the earlier one."""
    from scipy.stats import ttest_ind

    half = counts.shape[1] // 2
    p = ttest_ind(counts[:, half:], counts[:, :half], axis=1).pvalue
    return np.asarray(np.nan_to_num(p, nan=1.0) <= _ALPHA)


def ols_slope(counts: np.ndarray) -> np.ndarray:
    """t-test of the slope of a straight line through the months."""
    from scipy.special import stdtr

    n = counts.shape[1]
    x = np.arange(n) - (n - 1) / 2
    slope = counts @ x / (x @ x)
    rest = counts - counts.mean(axis=1, keepdims=True) - slope[:, None] * x
    error = np.sqrt((rest**2).sum(axis=1) / (n - 2) / (x @ x))
    p = 2 * stdtr(n - 2, -np.abs(slope) / np.maximum(error, 1e-12))
    return np.asarray(p <= _ALPHA)


def mann_kendall(counts: np.ndarray) -> np.ndarray:
    """Mann–Kendall's test of a monotone trend."""
    return np.asarray(kendall(counts)[2] <= _ALPHA)


def kendall(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """S, z with the correction for continuity and ties, two-sided p of each row (Mann 1945, Kendall 1975)."""
    from scipy.special import ndtr

    n = counts.shape[1]
    earlier, later = np.triu_indices(n, 1)
    s = np.sign(counts[:, later] - counts[:, earlier]).sum(axis=1)
    ties = np.array([_ties(row) for row in counts])
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    z = (s - np.sign(s)) / np.sqrt(np.maximum(variance, 1e-12))
    return s, z, 2 * ndtr(-np.abs(z))


def _ties(row: np.ndarray) -> float:
    sizes = np.unique(row, return_counts=True)[1]
    return float((sizes * (sizes - 1) * (2 * sizes + 5)).sum())


def sen_slope(values: np.ndarray) -> float:
    """Median of the slopes between all pairs of one series (Sen 1968)."""
    earlier, later = np.triu_indices(len(values), 1)
    return float(np.median((values[later] - values[earlier]) / (later - earlier)))


def ten_per_cent(counts: np.ndarray) -> np.ndarray:
    """The last 12 months are more than 10 % above or below the 12 before."""
    now, before = counts[:, -12:].sum(axis=1), counts[:, -24:-12].sum(axis=1)
    return np.asarray(np.abs(now - before) > 0.1 * before)


def xmr_any_cause(counts: np.ndarray) -> np.ndarray:
    """Any special cause of an XmR chart: NHS «Making Data Count» rules on all points.

    A point beyond mean ± 2.66 of the mean moving range; 8 points in a row on one side of the mean; 6 in a
    row rising or falling; 2 of 3 in a row beyond two thirds of the way to one limit.
    """
    centre = counts.mean(axis=1, keepdims=True)
    limit = _XMR_WIDTH * np.abs(np.diff(counts, axis=1)).mean(axis=1, keepdims=True)
    away = counts - centre
    found = (np.abs(away) > limit).any(axis=1)
    for side in (1, -1):
        found |= _windows(side * away > 0, _RUN, _RUN)
        found |= _windows(side * np.diff(counts, axis=1) > 0, _TREND - 1, _TREND - 1)
        found |= _windows(side * away > 2 / 3 * limit, _OF_THREE, _OF_THREE - 1)
    return np.asarray(found)


def _windows(flags: np.ndarray, width: int, least: int) -> np.ndarray:
    """Whether some `width` neighbours of a row hold `least` flags."""
    windows = np.lib.stride_tricks.sliding_window_view(flags, width, axis=1)
    return np.asarray((windows.sum(axis=2) >= least).any(axis=1))


METHODS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "t_test_of_halves": t_test_of_halves,
    "ols_slope": ols_slope,
    "mann_kendall": mann_kendall,
    "ten_per_cent": ten_per_cent,
    "xmr_any_cause": xmr_any_cause,
}
