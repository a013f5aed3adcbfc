"""Stems that stand for subjects: chosen so that together they come close to every text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text.grouping.features import unit_length

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

# Chosen on real texts by how many ids hold when rows are dropped: benchmarks/text/README.md.
SEEDS = 60
_NEIGHBOURS = 15
_FEWEST_VOICES = 6
_POWER = 3
_DRAWS = 20
_DRAWN_TEXTS = 0.7


def draws(keys: Sequence[object]) -> NDArray[np.bool_]:
    """Draw × unit: parts of the units, chosen by their words: a unit is drawn whatever others there are."""
    bytes_ = [hashlib.blake2b(repr(key).encode(), digest_size=_DRAWS).digest() for key in keys]
    return np.frombuffer(b"".join(bytes_), np.uint8).reshape(-1, _DRAWS).T < _DRAWN_TEXTS * 256


def closeness(rows: Any, graph: Any, voices: Places, may_seed: NDArray[np.bool_]) -> tuple[Places, Floats]:
    """Columns of the stems that may be seeds, and units × seeds: how much nearer than the usual stem.

    A unit is seen with those most like it, so that it is near to stems that it does not have itself.

    Args:
        rows: Sparse vectors of unit length.
        graph: Unit × unit: likeness to the few most like it, in rows.
        voices: Of each unit (`repeated.voices`).
        may_seed: Of each column whether its stem may be a seed.
    """
    frequency = np.bincount(rows.indices, np.repeat(voices, np.diff(rows.indptr)), rows.shape[1])
    columns = np.flatnonzero(may_seed & (frequency >= min(_FEWEST_VOICES, frequency.max(initial=0))))
    if not len(columns):
        return columns, np.zeros((rows.shape[0], 0), dtype=np.float32)
    seen = unit_length(rows + _averaging(graph) @ rows)
    near = (seen @ unit_length((rows[:, columns].T @ seen).tocsr()).T).toarray().astype(np.float32)
    near **= _POWER
    return columns, np.maximum(near - np.median(near, axis=1, keepdims=True), 0)


def _averaging(graph: Any) -> Any:
    from scipy.sparse import diags

    return diags(1 / np.maximum(np.asarray(graph.sum(1)).ravel(), 1e-9)) @ graph


def chosen(near: Floats, drawn: NDArray[np.bool_]) -> tuple[Places, list[Places]]:
    """Places of the seeds that parts of the units choose too, the most telling first; those of each part.

    Source of the greedy choice: Nemhauser, Wolsey and Fisher 1978, Mathematical Programming 14:265 (facility
    location); of the vote of draws: Meinshausen and Bühlmann 2010, JRSS B 72:417 (stability selection).
    """
    pool = _greedy(near, np.ones(near.shape[1]), 3 * SEEDS)
    inside = near[:, pool]
    votes = np.zeros(len(pool))
    parts = [_greedy(inside[is_drawn], np.ones(len(pool)), SEEDS) for is_drawn in drawn]
    for own in parts:
        # An early choice says more: its gain is larger.
        votes[own] += 1 - np.arange(len(own)) / (1.5 * SEEDS)
    return pool[_greedy(inside, votes / len(drawn), SEEDS)], [pool[own] for own in parts]


def _greedy(near: Floats, weight: NDArray[np.float64], most: int) -> Places:
    """Stem after stem the one that brings the units nearest to their nearest."""
    columns = np.ascontiguousarray(near.T)
    best = np.zeros(columns.shape[1], dtype=np.float32)
    found: list[int] = []
    for _ in range(min(most, len(columns))):
        gain = np.maximum(columns - best, 0).sum(1) * weight
        place = int(gain.argmax())
        if gain[place] <= 0:
            break
        found.append(place)
        best = np.maximum(best, columns[place])
    return np.array(found, dtype=np.int64)
