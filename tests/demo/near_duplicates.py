"""Which texts say the same in nearly the same words: Jaccard of their sets of lemmas, exactly."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

THRESHOLD = 0.8


def near_duplicates(texts: Sequence[frozenset[str]]) -> set[int]:
    """Indices of the sets that have another one at least `THRESHOLD` alike.

    Two such sets share one of the rarest elements of either (prefix filter), so only these are compared.
    """
    frequency = Counter(lemma for text in texts for lemma in text)
    by_rarity = [sorted(text, key=lambda lemma: (frequency[lemma], lemma)) for text in texts]
    index: defaultdict[str, list[int]] = defaultdict(list)
    found: set[int] = set()
    for i, lemmas in enumerate(by_rarity):
        prefix = lemmas[: len(lemmas) - math.ceil(THRESHOLD * len(lemmas) - 1e-9) + 1]
        candidates = {j for lemma in prefix for j in index[lemma]}
        alike = [j for j in candidates if jaccard(texts[i], texts[j]) >= THRESHOLD - 1e-9]
        if alike:
            found |= {i, *alike}
        for lemma in prefix:
            index[lemma].append(i)
    return found


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Share of the elements of either that both have."""
    return len(a & b) / len(a | b)
