"""Consensus of many groupings, each made of a part of the words (Monti et al. 2003)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text.grouping import features

Labels = NDArray[np.int64]
Floats = NDArray[np.float32]

_RUNS = 30
_SHARE = 0.8
_NEIGHBOURS = (40, 80, 120)
_RESOLUTIONS = (2.0, 3.0, 4.0, 6.0)
_CLOSEST = 100


def memberships(rows: Any, stems: Sequence[str]) -> list[Labels]:
    """Groups of the units in each run.

    Args:
        rows: Sparse vectors of the units (`features.Space.vectors`), their stems as columns.
    """
    result = []
    for run in range(_RUNS):
        part = features.unit_length(rows[:, drawn(stems, run, _SHARE)])
        likeness = (part @ part.T).toarray().astype(np.float32)
        np.fill_diagonal(likeness, 0)
        graph = closest(likeness, _NEIGHBOURS[run % len(_NEIGHBOURS)])
        result.append(communities(graph, _RESOLUTIONS[run % len(_RESOLUTIONS)]))
    return result


def together(runs: Sequence[Labels]) -> Floats:
    """Units × units: share of the runs in which the two are in one group; the diagonal is 0."""
    offsets = np.cumsum([0, *(int(labels.max()) + 1 for labels in runs)])
    count = len(runs[0])
    member = np.zeros((count, int(offsets[-1])), dtype=np.float32)
    for offset, labels in zip(offsets, runs, strict=False):
        member[np.arange(count), offset + labels] = 1
    # Sums of ones: exact, whatever the number of threads.
    shares = member @ member.T / np.float32(len(runs))
    np.fill_diagonal(shares, 0)
    return np.asarray(shares)


def split(shares: Floats, resolution: float) -> Labels:
    """Groups of units that are often together."""
    return communities(closest(shares, _CLOSEST), resolution)


def closest(likeness: Floats, neighbours: int) -> Any:
    """The graph of each unit with those most like it."""
    from scipy.sparse import csr_matrix

    count = len(likeness)
    k = min(neighbours, count - 1)
    best = np.argpartition(-likeness, k - 1, axis=1)[:, :k]
    heads, tails = np.repeat(np.arange(count), k), best.ravel()
    graph = csr_matrix((likeness[heads, tails], (heads, tails)), shape=likeness.shape)
    graph.eliminate_zeros()
    return graph.maximum(graph.T)


def communities(graph: Any, resolution: float) -> Labels:
    """Communities of a weighted graph; the same for the same graph."""
    # Not its Leiden: that asks the C library for random numbers, whatever `random_state` says (0.33.5).
    from sknetwork.clustering import Louvain

    if not graph.nnz:
        return np.arange(graph.shape[0])
    return np.asarray(Louvain(resolution=resolution, shuffle_nodes=False).fit_predict(graph), dtype=np.int64)


def drawn(stems: Sequence[str], draw: int, share: float) -> NDArray[np.bool_]:
    """A share of the stems, chosen by their letters: a stem is drawn whatever other stems there are."""
    chosen = [hashlib.blake2b(f"{draw} {s}".encode(), digest_size=4).digest() for s in stems]
    return np.array([int.from_bytes(c) < share * 2**32 for c in chosen], dtype=bool)
