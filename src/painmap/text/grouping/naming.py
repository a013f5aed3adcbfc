"""What a group is told by: its signature, and an id that comes from it."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from painmap.text.grouping.features import Bag

_TELLING = 15
# The stem that a group grew from is chosen by all texts; its border moves when some are left out. Ids kept by
# seeds alone, by what stems tell alone, by both (five tables, eight draws): .858 .866 .868.
_SEED = 1.5


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
    the group») make the signature; the one that tells most of the group makes the id.

    Args:
        labels: Group of each unit; -1 of none.
        lemmas: The most frequent lemma of each stem.
        seeds: Stem that each group grew from, distinct.
    """
    count = int(labels.max()) + 1 if len(labels) else 0
    everywhere = Counter(stem for bag in units for stem in bag)
    inside = [Counter[str]() for _ in range(count)]
    for bag, label in zip(units, labels, strict=True):
        if label >= 0:
            inside[label].update(bag.keys())
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    signatures = [
        tuple(sorted(found, key=_by_f1(found, everywhere, size))[:_TELLING])
        for found, size in zip(inside, sizes.tolist(), strict=True)
    ]
    told = {
        (stem, label): _told(inside[label][stem] / size, everywhere[stem] / len(units))
        * (_SEED if stem == seeds[label] else 1.0)
        for label, size in enumerate(sizes.tolist())
        for stem in {*signatures[label], seeds[label]}
    }
    ids = _distinct(told)
    return [
        Named(_id(ids.get(label, " ".join(signature))), tuple(lemmas.get(s, s) for s in signature))
        for label, signature in enumerate(signatures)
    ]


def _by_f1(found: Counter[str], everywhere: Counter[str], size: int) -> Callable[[str], tuple[float, str]]:
    return lambda stem: (-2 * found[stem] / (everywhere[stem] + size), stem)


def _told(inside: float, everywhere: float) -> float:
    """Part of the Kullback–Leibler divergence of a group's stems from all, in nats."""
    return inside * math.log(inside / everywhere) if inside > 0 else 0.0


def _distinct(told: Mapping[tuple[str, int], float]) -> dict[int, str]:
    """The stem of each group: whom a stem tells most of has it."""
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    for stem, label in sorted(told, key=lambda pair: (-told[pair], pair)):
        if label not in chosen and stem not in taken:
            chosen[label] = stem
            taken.add(stem)
    return chosen


def _id(stem: str) -> str:
    return f"g{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
