"""What a group is told by: its signature, and an id that comes from it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from painmap.text.grouping.features import Bag

_TELLING = 15


@dataclass(frozen=True)
class Named:
    """Id and signature of a group (`Group`)."""

    id: str
    signature: tuple[str, ...]


def named(
    units: Sequence[Bag], labels: NDArray[np.int64], lemmas: Mapping[str, str], seeds: Sequence[str]
) -> list[Named]:
    """Of each group, in the order of its labels.

    The stems by which a text of the group is best told from all others (F1 of «has the stem» for «is of
    the group») make the signature; the stem that it grew from makes the id: it is chosen
    by all texts, not by the group's border, which moves.

    Args:
        labels: Group of each unit; -1 of none.
        lemmas: The most frequent lemma of each stem.
        seeds: Stem of each group, distinct.
    """
    count = int(labels.max()) + 1 if len(labels) else 0
    everywhere = Counter(stem for bag in units for stem in bag)
    inside = [Counter[str]() for _ in range(count)]
    for bag, label in zip(units, labels, strict=True):
        if label >= 0:
            inside[label].update(bag.keys())
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    result = []
    for label, (seed, found) in enumerate(zip(seeds, inside, strict=True)):
        ranked = sorted(found, key=lambda s: (-2 * found[s] / (everywhere[s] + sizes[label]), s))
        digest = hashlib.sha256(seed.encode()).hexdigest()[:8]
        result.append(Named(f"g{digest}", tuple(lemmas.get(s, s) for s in ranked[:_TELLING])))
    return result
