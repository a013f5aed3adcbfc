"""Short texts that many sent in the same words: «О выдаче справки», forty times.

A clerk's annotations repeat themselves; a long letter that does is a mailing, and one voice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np

from painmap.text.grouping import features
from painmap.text.grouping.graph import Labels
from painmap.text.grouping.result import Group, Grouping

# Telling words of an annotation, which has five to fifteen words in all.
_MOST_WORDS = 10


def voices(units: Sequence[features.Bag], sent: Sequence[int], stands: Labels) -> Labels:
    """Of each unit that stands for itself and its near-duplicates how many sent it; of long letters one.

    Args:
        sent: Texts of each unit.
        stands: Place of the unit that each is a near-duplicate of, among those that stand for themselves.
    """
    short = [n if len(unit) <= _MOST_WORDS else 0 for unit, n in zip(units, sent, strict=True)]
    return np.maximum(np.bincount(stands, short), 1).astype(np.int64)


def with_repeated(made: Grouping, texts: Sequence[str], digests: Sequence[bytes], least: int) -> Grouping:
    """The grouping with a further group of each such text that fits none; the most frequent first.

    Args:
        made: Of the texts.
        digests: Of the telling words of each text; empty of none.
        least: Fewest texts of a group.
    """
    left = Counter(digest for digest, k in zip(digests, made.main.tolist(), strict=True) if digest and k < 0)
    often = sorted((digest for digest, n in left.items() if n >= least), key=lambda d: (-left[d], d))
    first = {digest: i for i, digest in reversed(list(enumerate(digests)))}
    groups, main, score = list(made.groups), made.main.copy(), made.score.copy()
    for digest in often:
        text = texts[first[digest]]
        (bag,) = features.bags([text])
        if len(bag) > _MOST_WORDS:
            continue
        own = np.array([other == digest for other in digests])
        main[own], score[own] = len(groups), 1.0
        groups.append(Group(_id(digest), _signature(text, bag), 1.0))
    return Grouping(tuple(groups), main, score, made.members)


def _signature(text: str, bag: features.Bag) -> tuple[str, ...]:
    lemmas = features.lemmas([text])
    return tuple(lemmas[stem] for stem in sorted(bag, key=lambda stem: (-bag[stem], stem)))


def _id(digest: bytes) -> str:
    return f"g{hashlib.sha256(digest).hexdigest()[:8]}"
