"""From the surest texts of each problem to all texts: a classifier that corrects what words alone say."""

from __future__ import annotations

import numpy as np

from painmap.text.cross_fit import UNKNOWN, Labels, Task, cross_fitted
from painmap.text.evidence import Array
from painmap.text.likelihood import NONE, Likely, Units

_FLOOR = 0.01
# Part that a problem's own texts have in its split between likely and unlikely; least texts to have any.
_OWN_SPLIT, _FEWEST_TO_SPLIT = 0.3, 20
# Part of the split between likely and unlikely below which a text teaches «none»; least texts of a problem.
_REST, _FEWEST = 0.6, 5
_STRENGTH = 2.0
# A judged text teaches as much as so many guessed ones.
_JUDGED_WEIGHT = 20.0
# How far words may overrule the classifier, and the other way about.
_LEAST, _MOST = 1e-3, 30.0
_UNSEEN = 1e-4
_ROUNDING = 1e-9


def shares(likely: Likely, units: Units) -> Array:
    """Units × (problems, then «none of them», then «thanks»): probabilities.

    Args:
        likely: As `likelihood.likely` has it; a classifier's word is weighed by it.
        units: Thanks are known, and texts like them are told by them; so are those that a person judged.
    """
    count = likely.values.shape[1]
    against = np.where(units.denied, 0, likely.values) / _splits(likely.values, units)
    weights = np.hstack([np.clip(against, _LEAST, _MOST), np.ones((len(against), 2))])
    known = _known(units, count)
    labels = np.where(known != UNKNOWN, known, _seeds(against, units))
    trust = np.where(units.judged != UNKNOWN, _JUDGED_WEIGHT, 1.0)
    task = Task(labels, count + 2, _STRENGTH, trust)
    result = (cross_fitted(task, likely.features, units.marks) + _UNSEEN) * weights
    result = _corrected(result / result.sum(1, keepdims=True), likely.near)
    result[known != UNKNOWN] = np.eye(count + 2)[known[known != UNKNOWN]]
    return result


def _known(units: Units, count: int) -> Labels:
    """Labels that are not guessed, `UNKNOWN` of the others."""
    judged = np.where(units.judged == NONE, count, units.judged)
    return np.where(units.is_thanks, count + 1, judged)


def _corrected(shares: Array, near: Array) -> Array:
    """With the judged texts near each as further observations of its own share (Dirichlet's posterior)."""
    if not near.any():
        return shares
    known, prior = near.sum(1, keepdims=True), near.sum() / len(near)
    found = np.hstack([near, np.zeros((len(near), 1))])
    return np.asarray((prior * shares + found) / (prior + known))


def _splits(likely: Array, units: Units) -> Array:
    """For each problem the value between unlikely and likely."""
    best, most = likely.argmax(1), np.log(likely.max(1) + _FLOOR)
    overall = _split(most[~units.is_thanks])
    result = np.full(likely.shape[1], overall)
    for k in range(likely.shape[1]):
        own = most[(best == k) & ~units.is_thanks]
        if len(own) >= _FEWEST_TO_SPLIT:
            result[k] += _OWN_SPLIT * (_split(own) - overall)
    return np.asarray(np.maximum(np.exp(result) - _FLOOR, _ROUNDING))


def _seeds(against: Array, units: Units) -> Labels:
    """Labels of the texts to learn from: a problem, «none» for the least likely, «thanks»; else unknown.

    Args:
        against: Units × problems; 1 is the problem's split.
        units: Of the rows.
    """
    count = against.shape[1]
    best, most = against.argmax(1), against.max(1)
    labels = np.full(len(against), UNKNOWN, dtype=np.int64)
    # The split is the least of the likely ones.
    is_likely = most >= 1 - _ROUNDING
    labels[is_likely] = best[is_likely]
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
