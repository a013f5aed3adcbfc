"""From the surest texts of each problem to all texts: a classifier that corrects what words alone say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from painmap.text.cross_fit import UNKNOWN, Labels, Task, cross_fitted
from painmap.text.evidence import Array
from painmap.text.likelihood import Units

_FLOOR = 0.01
# Part that a problem's own texts have in its split between likely and unlikely; least texts to have any.
_OWN_SPLIT, _FEWEST_TO_SPLIT = 0.3, 20
# Part of the split between likely and unlikely below which a text teaches «none»; least texts of a problem.
_REST, _FEWEST = 0.6, 5
_KEEP_FROM = 0.5
_ROUNDS = 2
_STRENGTH = 2.0
# How far words may overrule the classifier, and the other way about.
_LEAST, _MOST = 1e-3, 30.0
_UNSEEN = 1e-4


def shares(likely: Array, features: NDArray[np.float32], units: Units) -> Array:
    """Units × (problems, then «none of them», then «thanks»): probabilities.

    Args:
        likely: Units × problems, as `likelihood.likely` has it; a classifier's word is weighed by it.
        features: Of the units.
        units: Thanks are known, and texts like them are told by them.
    """
    count = likely.shape[1]
    against = likely / _splits(likely, units)
    weights = np.hstack([np.clip(against, _LEAST, _MOST), np.ones((len(likely), 2))])
    labels = _seeds(against, units)
    result = np.zeros_like(weights)
    for _ in range(_ROUNDS):
        found = cross_fitted(Task(labels, count + 2, _STRENGTH), features, units.marks)
        result = (found + _UNSEEN) * weights
        result /= result.sum(1, keepdims=True)
        result[units.is_thanks] = np.eye(count + 2)[-1]
        labels = np.where(result.max(1) > _KEEP_FROM, result.argmax(1), UNKNOWN)
    return result


def _splits(likely: Array, units: Units) -> Array:
    """For each problem the value between unlikely and likely."""
    best, most = likely.argmax(1), np.log(likely.max(1) + _FLOOR)
    overall = _split(most[~units.is_thanks])
    result = np.full(likely.shape[1], overall)
    for k in range(likely.shape[1]):
        own = most[(best == k) & ~units.is_thanks]
        if len(own) >= _FEWEST_TO_SPLIT:
            result[k] += _OWN_SPLIT * (_split(own) - overall)
    return np.asarray(np.exp(result))


def _seeds(against: Array, units: Units) -> Labels:
    """Labels of the texts to learn from: a problem, «none» for the least likely, «thanks»; else unknown.

    Args:
        against: Units × problems; 1 is the problem's split.
        units: Of the rows.
    """
    count = against.shape[1]
    best, most = against.argmax(1), against.max(1)
    labels = np.full(len(against), UNKNOWN, dtype=np.int64)
    labels[most > 1] = best[most > 1]
    labels[most < _REST] = count
    for k in range(count):
        own = np.flatnonzero((best == k) & (most > 0))
        labels[own[np.argsort(-most[own], kind="stable")[:_FEWEST]]] = k
    labels[units.is_thanks] = count + 1
    return labels


def _split(values: Array) -> float:
    """The value that parts the values into two groups with the greatest variance between (Otsu, 1979)."""
    ordered = np.sort(values)
    count = len(ordered)
    below = np.arange(max(1, count // 20), count - max(1, count // 20))
    sums = ordered.cumsum()
    low, high = sums[below - 1] / below, (sums[-1] - sums[below - 1]) / (count - below)
    between = below * (count - below) * (low - high) ** 2
    return float(ordered[below[between.argmax()]])
