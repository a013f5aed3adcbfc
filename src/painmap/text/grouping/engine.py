"""From texts to groups."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text.grouping import consensus, features, naming
from painmap.text.grouping.consensus import Floats, Labels
from painmap.text.grouping.features import Bag, Space
from painmap.text.grouping.result import Group, Grouping, Members, vote

Key = tuple[tuple[str, float], ...]
Scores = NDArray[np.float64]

# Groups are made of this many distinct texts at most, chosen by their words; the others join them.
_MOST_UNITS = 2_500
# Modularity's scale is relative to the whole: four subjects of 27 texts each are crumbs at 8 and whole at 3.
_RESOLUTIONS = (8.0, 6.0, 4.0, 3.0, 2.0, 1.0)
# The finest groups of real appeals are at least 0.63 as well apart as the best (kursk_dev); crumbs 0.25.
_LEAST_APART = 0.5
_ALIKE = 0.9
_DRAWS = 10
_DRAWN_TEXTS = 0.8
_FEWEST_UNITS = 4


def group(texts: Sequence[str], *, least: int) -> Grouping:
    """Group masked texts; the outcome does not depend on their order or on the number of cores.

    Args:
        texts: Masked plain texts; near-duplicates count as one when the groups are made.
        least: Fewest distinct texts of a group; smaller ones join others or «иные».
    """
    bags = features.bags(texts)
    keys = [tuple(sorted(bag.items())) for bag in bags]
    distinct = sorted({key for key in keys if key})
    units = [dict(key) for key in _sample(distinct)]
    if len(units) < max(least, _FEWEST_UNITS):
        return Grouping((), np.full(len(texts), -1, dtype=np.int64), np.zeros(len(texts)))
    space = Space.of(units)
    vectors = space.vectors(units)
    heads = _heads(features.unit_length(vectors))
    own = np.flatnonzero(heads == np.arange(len(heads)))
    runs = consensus.memberships(vectors[own], space.stems)
    shares = consensus.together(runs)
    resolution = _finest(shares)
    labels = _by_size(_joined(shares, own, heads, least, resolution))
    members = Members(space, features.unit_length(vectors), labels)
    named = naming.named(units, labels, features.lemmas(texts))
    groups = tuple(
        Group(n.id, n.signature, stability)
        for n, stability in zip(named, _stability(runs, labels[own], resolution), strict=True)
    )
    main, score = _all(members, units, keys)
    return Grouping(groups, main, score, members)


def _sample(distinct: list[Key]) -> list[Key]:
    """All of few; of many those whose words hash lowest, whatever other texts there are."""
    if len(distinct) <= _MOST_UNITS:
        return distinct
    digest = {key: hashlib.blake2b(repr(key).encode(), digest_size=8).digest() for key in distinct}
    return sorted(sorted(distinct, key=lambda key: (digest[key], key))[:_MOST_UNITS])


def _heads(rows: Any) -> Labels:
    """Of each unit the first one that it nearly repeats: itself, unless it is a near-duplicate."""
    likeness = (rows @ rows.T).tocoo()
    is_alike = likeness.data >= _ALIKE
    heads = np.arange(rows.shape[0])
    pairs = sorted(zip(likeness.row[is_alike].tolist(), likeness.col[is_alike].tolist(), strict=True))
    for later, earlier in pairs:
        if earlier < later:
            heads[later] = min(heads[later], heads[earlier])
    return heads


def _finest(shares: Floats) -> float:
    """The highest resolution whose groups are at least half as well apart as those of the best one."""
    apart = [_apart(shares, consensus.split(shares, resolution)) for resolution in _RESOLUTIONS]
    least = min(max(apart), _LEAST_APART * max(apart))
    return next(r for r, value in zip(_RESOLUTIONS, apart, strict=True) if value >= least)


def _apart(shares: Floats, labels: Labels) -> float:
    """Mean silhouette of the units, -1 to 1 (Rousseeuw 1987), of likeness in place of distance."""
    count = np.arange(len(labels))
    member = np.eye(int(labels.max()) + 1, dtype=np.float32)[labels]
    ties = (shares @ member) / np.maximum(member.sum(0)[None] - member, 1)
    own = ties[count, labels].copy()
    ties[count, labels] = 0
    other = ties.max(1)
    # Rounded: sums of several threads differ in their last digits.
    return round(float(((own - other) / np.maximum(np.maximum(own, other), 1e-6)).mean()), 4)


def _joined(shares: Floats, own: Labels, heads: Labels, least: int, resolution: float) -> Labels:
    """Group of every unit: small groups go where their units are most often; near-duplicates follow."""
    labels = consensus.split(shares, resolution)
    sizes = np.bincount(labels)
    is_small = sizes[labels] < least
    if is_small.all():
        return np.full(len(heads), -1, dtype=np.int64)
    if is_small.any():
        onehot = np.eye(len(sizes), dtype=np.float32)[labels]
        onehot[:, sizes < least] = 0
        ties = shares[is_small] @ onehot
        labels[is_small] = np.where(ties.max(1) > 0, ties.argmax(1), -1)
    every = np.full(len(heads), -1, dtype=np.int64)
    every[own] = labels
    return every[heads]


def _by_size(labels: Labels) -> Labels:
    """The groups numbered anew, the largest first; equal ones by their first unit."""
    known, first, sizes = np.unique(labels[labels >= 0], return_index=True, return_counts=True)
    place = {int(known[i]): rank for rank, i in enumerate(np.lexsort((first, -sizes)))}
    return np.array([place.get(int(label), -1) for label in labels], dtype=np.int64)


def _stability(runs: Sequence[Labels], labels: Labels, resolution: float) -> list[float]:
    """Mean over draws of four fifths of the texts and half of the runs of the best Jaccard likeness.

    Source: Hennig 2007, Computational Statistics & Data Analysis 52:258 (cluster-wise assessment).
    """
    random = np.random.default_rng(0)
    count = int(labels.max()) + 1
    total = np.zeros(count)
    for _ in range(_DRAWS):
        kept = np.flatnonzero(random.random(len(labels)) < _DRAWN_TEXTS)
        half = [runs[i][kept] for i in sorted(random.choice(len(runs), len(runs) // 2, replace=False))]
        drawn = consensus.split(consensus.together(half), resolution)
        inside = labels[kept]
        both = np.zeros((count + 1, int(drawn.max()) + 1))
        np.add.at(both, (inside, drawn), 1)
        either = both.sum(1, keepdims=True) + both.sum(0, keepdims=True) - both
        total += (both / np.maximum(either, 1)).max(1)[:count]
    return [round(float(value), 3) for value in total / _DRAWS]


def _all(members: Members, units: Sequence[Bag], keys: Sequence[Key]) -> tuple[Labels, Scores]:
    """Group and score of every text: of units their own group, of others the likest units' vote."""
    known = {tuple(sorted(unit.items())): label for unit, label in zip(units, members.labels, strict=True)}
    distinct = sorted({key for key in keys if key})
    voted, share = vote(members, [dict(key) for key in distinct])
    place = {key: int(known.get(key, label)) for key, label in zip(distinct, voted, strict=True)}
    surety = dict(zip(distinct, share.tolist(), strict=True))
    main = np.array([place.get(key, -1) for key in keys], dtype=np.int64)
    score = np.array(
        [surety.get(key, 0.0) if label >= 0 else 0.0 for key, label in zip(keys, main, strict=True)]
    )
    return main, score
