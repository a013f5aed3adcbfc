"""Probabilities of classes, each told by a model that has not seen the row's own label.

A label that was guessed would only be confirmed by a model that learnt it; a model of the other rows can
contradict it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

UNKNOWN = -1
_FOLDS = 5
# Further texts of one class teach next to nothing but take their time.
_MOST = 1500


@dataclass(frozen=True)
class Task:
    """What is to be learnt.

    Attributes:
        labels: Class of each row, `UNKNOWN` where it is not known.
        count: Number of classes.
        strength: Inverse of the regularisation (`C` of scikit-learn).
        weights: Of each row, times the weight of its class; without them all rows weigh the same.
    """

    labels: Labels
    count: int
    strength: float
    weights: Array | None = None


def marks(keys: Sequence[str]) -> Labels:
    """A number of each row that depends on nothing but its key: other rows may come and go."""
    return np.array([crc32(key.encode()) for key in keys], dtype=np.int64)


def cross_fitted(task: Task, features: NDArray[np.float32], numbers: Labels) -> Array:
    """Rows × classes; zeros where the other rows have fewer than two classes.

    A rare class weighs between its share and as much as any other.

    Args:
        task: See there.
        features: A row is a text.
        numbers: `marks` of the rows: they share out the rows among the models.
    """
    from sklearn.linear_model import LogisticRegression

    result = np.zeros((len(features), task.count))
    kept, folds = _kept(task, numbers), numbers % _FOLDS
    for fold in range(_FOLDS):
        taught, asked = kept[folds[kept] != fold], np.flatnonzero(folds == fold)
        known, own, sizes = np.unique(task.labels[taught], return_inverse=True, return_counts=True)
        if len(known) < 2 or not len(asked):
            continue
        weights = (sizes.sum() / np.sqrt(sizes).sum() / np.sqrt(sizes))[own]
        if task.weights is not None:
            weights = weights * task.weights[taught]
        model = LogisticRegression(C=task.strength, max_iter=200)
        model.fit(features[taught], task.labels[taught], sample_weight=weights)
        result[np.ix_(asked, known)] = model.predict_proba(features[asked])
    return result


def _kept(task: Task, numbers: Labels) -> Labels:
    """Rows to learn from: of a frequent class those of the greatest weight, then with the least numbers."""
    order = np.argsort(numbers, kind="stable")
    if task.weights is not None:
        order = order[np.argsort(-task.weights[order], kind="stable")]
    own = [order[task.labels[order] == k][:_MOST] for k in range(task.count)]
    return np.sort(np.concatenate(own))
