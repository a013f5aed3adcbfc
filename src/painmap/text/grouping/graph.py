"""Units and those most like them: neighbours, groups grown from seeds, small groups joined."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

_SWEEPS = 5


def closest(likeness: Floats, neighbours: int) -> Any:
    """Unit × unit: likeness to those most like each, in its row."""
    from scipy.sparse import csr_matrix

    count = len(likeness)
    k = min(neighbours, count - 1)
    best = np.argpartition(-likeness, k - 1, axis=1)[:, :k]
    heads, tails = np.repeat(np.arange(count), k), best.ravel()
    graph = csr_matrix((likeness[heads, tails], (heads, tails)), shape=likeness.shape)
    graph.eliminate_zeros()
    return graph


def grown(graph: Any, labels: Labels, *, sweeps: int = _SWEEPS) -> Labels:
    """Every unit goes, all at once, where its neighbours are more often than chance puts them there.

    Source: modularity and its local moving (Blondel et al. 2008, J. Stat. Mech. P10008), from given groups,
    so that no group is told by the order of the units.

    Args:
        graph: Symmetric weights.
        labels: Group of each unit to start from, 0 and up.
    """
    degree = np.asarray(graph.sum(1)).ravel()
    total = max(float(degree.sum()), 1e-9)
    for _ in range(sweeps):
        member = onehot(labels)
        expected = np.bincount(labels, degree, member.shape[1])
        moved = (graph @ member - degree[:, None] * expected / total).argmax(1)
        if (moved == labels).all():
            break
        labels = moved
    return labels


def joined(graph: Any, labels: Labels, voices: Labels, least: int) -> Labels:
    """Units of groups of too few voices go where their neighbours are; to -1 where they have none."""
    labels = np.where(np.diff(graph.indptr) > 0, labels, -1)
    sizes = np.bincount(labels[labels >= 0], voices[labels >= 0], minlength=1)
    is_small = (sizes[labels] < least) & (labels >= 0)
    if is_small.any():
        ties = np.asarray(graph[np.flatnonzero(is_small)] @ onehot(labels))
        ties[:, sizes[: ties.shape[1]] < least] = 0
        labels[is_small] = np.where(ties.max(1) > 0, ties.argmax(1), -1)
    return labels


def onehot(labels: Labels) -> Floats:
    """Unit × group: 1 where the unit is of the group; a row of zeros for -1."""
    member = np.zeros((len(labels), int(labels.max()) + 1), dtype=np.float32)
    known = np.flatnonzero(labels >= 0)
    member[known, labels[known]] = 1
    return member
