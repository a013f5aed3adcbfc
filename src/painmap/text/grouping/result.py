"""What `group` returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text.grouping import features
from painmap.text.grouping.features import Space

_VOTERS = 15
# Below this cosine nothing but chance words is shared.
_LEAST_LIKE = 0.08
_BLOCK = 2_000
# Of a group's signature, whose later stems are said of many things.
_TELLING = 3


_NO_PLACES, _NO_SHARES = np.zeros(0, dtype=np.int64), np.zeros(0)


@dataclass(frozen=True)
class Group:
    """Texts with one meaning.

    Attributes:
        id: From the group's meaning (the stem that it grew from), never from its number or order.
        signature: Its most telling stems (beginnings of lemmas), the most telling first.
        stability: Mean Jaccard likeness to the likest group of draws of the texts; 0 to 1.
    """

    id: str
    signature: tuple[str, ...]
    stability: float


@dataclass(frozen=True)
class Members:
    """The units that the groups were made of: vectors of unit length, and the place of their groups."""

    space: Space
    rows: Any
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """What became of the texts.

    Attributes:
        groups: That of the most distinct texts first.
        main: Of each text the place of its group in `groups`; -1 for «иные».
        score: Of each text how surely it belongs there, 0 to 1.
    """

    groups: tuple[Group, ...]
    main: NDArray[np.int64]
    score: NDArray[np.float64]
    members: Members | None = field(default=None, repr=False)

    def nearest(self, fragments: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The group of fragments of texts, and how surely; -1 where none fits.

        A fragment is a few words: likeness alone would put «никто не отвечает» wherever that was said most.
        So it has to name one of the group's most telling stems.
        """
        if self.members is None or not self.groups:
            return np.full(len(fragments), -1, dtype=np.int64), np.zeros(len(fragments))
        blocks = [self._named(fragments[at : at + _BLOCK]) for at in range(0, len(fragments), _BLOCK)]
        places, shares = zip(*blocks, strict=True) if blocks else ((), ())
        return np.concatenate([*places, _NO_PLACES]), np.concatenate([*shares, _NO_SHARES])

    def _named(self, fragments: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        assert self.members is not None
        bags = list(features.bags(fragments))
        places, shares = vote(self.members, bags)
        telling = [frozenset(map(features.stem_of, group.signature[:_TELLING])) for group in self.groups]
        is_named = [k >= 0 and not telling[k].isdisjoint(bag) for k, bag in zip(places, bags, strict=True)]
        return np.where(is_named, places, -1), np.where(is_named, shares, 0.0)


def vote(members: Members, units: Sequence[features.Bag]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The group that each unit's likest members vote for, weighed by likeness, and its share of votes."""
    rows = features.unit_length(members.space.vectors(units))
    places = np.full(len(units), -1, dtype=np.int64)
    shares = np.zeros(len(units))
    voters = members.rows[members.labels >= 0]
    labels = members.labels[members.labels >= 0]
    if not len(labels):
        return places, shares
    count = int(labels.max()) + 1
    k = min(_VOTERS, len(labels))
    for first in range(0, len(units), _BLOCK):
        like = (rows[first : first + _BLOCK] @ voters.T).toarray()
        best = np.argpartition(-like, k - 1, axis=1)[:, :k]
        weights = np.take_along_axis(like, best, 1)
        votes = np.zeros((len(like), count))
        np.add.at(votes, (np.arange(len(like))[:, None], labels[best]), weights)
        winner = votes.argmax(1)
        is_like = weights.max(1) >= _LEAST_LIKE
        total = np.maximum(votes.sum(1), 1e-9)
        places[first : first + _BLOCK] = np.where(is_like, winner, -1)
        shares[first : first + _BLOCK] = np.where(is_like, votes.max(1) / total, 0.0)
    return places, shares
