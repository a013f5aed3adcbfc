"""From texts to groups."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text.grouping import features, graph, naming, repeated, seeds
from painmap.text.grouping.features import Bag, Space
from painmap.text.grouping.graph import Labels
from painmap.text.grouping.result import Group, Grouping, Members, vote

Key = tuple[tuple[str, float], ...]
Scores = NDArray[np.float64]

# Groups are made of this many distinct texts at most, chosen by their words; the others join them.
_MOST_UNITS = 2_500
_ALIKE = 0.9
_NEIGHBOURS = 60
_NEAREST = 15
_DRAWS = 6
_FEWEST_UNITS = 4
# Stems of a signature that tell a group. Kept by 8, 93 of 100 texts of kursk_dev make AMI .509, all of them
# .508; by 5, 90 make .504.
_NAMED = 8
# Texts whose words are held at one time.
_BLOCK = 5_000


def group(texts: Sequence[str], *, least: int) -> Grouping:
    """Group masked texts; the outcome does not depend on their order or on the number of cores.

    Args:
        texts: Masked plain texts; near-duplicates count as one when the groups are made.
        least: Fewest voices of a group: distinct texts, and copies of short ones (`repeated.voices`); smaller
            groups join others or «иные». Short texts that fit no group make one by themselves where so many
            are the same.
    """
    digests = [_digest(bag) for bag in features.bags(texts)]
    return repeated.with_repeated(_grown(texts, digests, least), texts, digests, least)


def _grown(texts: Sequence[str], digests: Sequence[bytes], least: int) -> Grouping:
    first = {digest: i for i, digest in reversed(list(enumerate(digests))) if digest}
    sent = Counter(digests)
    chosen = _sample(first)
    units = [dict(key) for key in sorted(_key(bag) for bag in features.bags(texts[first[d]] for d in chosen))]
    if len(units) < max(least, _FEWEST_UNITS):
        return Grouping((), np.full(len(texts), -1, dtype=np.int64), np.zeros(len(texts)))
    space = Space.of(units)
    rows = features.unit_length(space.vectors(units))
    heads = _heads(rows)
    own = np.flatnonzero(heads == np.arange(len(heads)))
    stands = np.searchsorted(own, heads)
    voices = repeated.voices(units, [sent[_digest(unit)] for unit in units], stands)
    own_keys = [tuple(units[i].items()) for i in own]
    lemmas = features.lemmas(texts)
    may_seed = np.array([features.may_tell(lemmas.get(s, s)) for s in space.stems], dtype=bool)
    found, columns, stability = _found(rows[own], own_keys, voices, least, may_seed)
    members = Members(space, rows, found[stands])
    stems = [space.stems[column] for column in columns]
    named = naming.named(units, members.labels, lemmas, stems)
    groups = tuple(Group(n.id, n.signature, value) for n, value in zip(named, stability, strict=True))
    known = {_digest(unit): int(label) for unit, label in zip(units, members.labels, strict=True)}
    main, score = _all(members, [_telling(group) for group in groups], known, texts, digests)
    return Grouping(groups, main, score, members)


def _key(bag: Bag) -> Key:
    return tuple(sorted(bag.items()))


def _digest(bag: Bag) -> bytes:
    """Of a text's words; empty of none."""
    return hashlib.blake2b(repr(_key(bag)).encode(), digest_size=12).digest() if bag else b""


def _sample(digests: Iterable[bytes]) -> list[bytes]:
    """All of few; of many those whose words hash lowest, whatever other texts there are."""
    return heapq.nsmallest(_MOST_UNITS, digests)


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


def _found(
    rows: Any, keys: Sequence[object], voices: Labels, least: int, may_seed: NDArray[np.bool_]
) -> tuple[Labels, Labels, list[float]]:
    """Group of each unit (-1: none); of each group, the largest first, its seed's column and stability.

    Args:
        voices: Of each unit (`repeated.voices`).
    """
    likeness = (rows @ rows.T).toarray().astype(np.float32)
    np.fill_diagonal(likeness, 0)
    columns, near = seeds.closeness(rows, graph.closest(likeness, _NEAREST), voices, may_seed)
    drawn = seeds.draws(keys)
    chosen, parts = seeds.chosen(near, drawn)
    if not len(chosen):
        return np.full(len(keys), -1, dtype=np.int64), chosen, []
    ties = graph.closest(likeness, _NEIGHBOURS)
    ties = ties.maximum(ties.T).tocsr()
    grown = graph.joined(ties, graph.grown(ties, near[:, chosen].argmax(1)), voices, least)
    known, labels = _by_size(grown, voices)
    stability = np.zeros(len(known))
    for is_drawn, part in list(zip(drawn, parts, strict=True))[:_DRAWS]:
        kept = np.flatnonzero(is_drawn)
        again = graph.grown(ties[kept][:, kept], near[np.ix_(kept, part)].argmax(1))
        stability += _likest(labels[kept], again, len(known))
    return labels, columns[chosen[known]], [round(float(x), 3) for x in stability / _DRAWS]


def _likest(labels: Labels, again: Labels, count: int) -> Scores:
    """Of each group the Jaccard likeness to the likest group of a draw.

    Source: Hennig 2007, Computational Statistics & Data Analysis 52:258 (cluster-wise assessment).
    """
    both = np.zeros((count + 1, int(again.max(initial=0)) + 1))
    np.add.at(both, (labels, again), 1)
    either = both.sum(1, keepdims=True) + both.sum(0, keepdims=True) - both
    return np.asarray((both / np.maximum(either, 1)).max(1)[:count])


def _by_size(labels: Labels, voices: Labels) -> tuple[Labels, Labels]:
    """The groups that have units, the largest first, equal ones by their first unit; units by that order."""
    known, first = np.unique(labels[labels >= 0], return_index=True)
    sizes = np.bincount(labels[labels >= 0], voices[labels >= 0])[known]
    known = known[np.lexsort((first, -sizes))]
    place = np.full(int(labels.max(initial=-1)) + 2, -1, dtype=np.int64)
    place[known] = np.arange(len(known))
    return known, place[labels]


def _telling(group: Group) -> frozenset[str]:
    """Stems of which a text of the group has one, or it is like the group's texts by chance words alone."""
    return frozenset(map(features.stem_of, group.signature[:_NAMED]))


def _all(
    members: Members,
    telling: Sequence[frozenset[str]],
    known: Mapping[bytes, int],
    texts: Sequence[str],
    digests: Sequence[bytes],
) -> tuple[Labels, Scores]:
    """Group and score of every text: of units their own group, of others the likest units' vote.

    Args:
        telling: `_telling` of each group.
    """
    first = {digest: i for i, digest in reversed(list(enumerate(digests))) if digest}
    distinct = sorted(first)
    found: dict[bytes, tuple[int, float]] = {b"": (-1, 0.0)}
    for at in range(0, len(distinct), _BLOCK):
        own = distinct[at : at + _BLOCK]
        bags = list(features.bags(texts[first[digest]] for digest in own))
        labels, shares = vote(members, bags)
        for digest, bag, label, share in zip(own, bags, labels.tolist(), shares.tolist(), strict=True):
            label = known.get(digest, label)
            is_named = label >= 0 and not telling[label].isdisjoint(bag)
            found[digest] = (label, share) if is_named else (-1, 0.0)
    main = np.array([found[digest][0] for digest in digests], dtype=np.int64)
    return main, np.array([found[digest][1] for digest in digests])
