"""Texts for a person to label: the least sure first, near-duplicates once; answers teach the classifier."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from painmap.text.topics.features import Features
from painmap.text.topics.threads import one_thread

# Cosine of two texts that need one answer: a template with other places and names.
_SAME = 0.75
# So many candidates are kept for each place in the queue: most texts have no double.
_SPARE = 5


@dataclass(frozen=True)
class Asked:
    """A text to be labelled.

    Attributes:
        texts: How many texts say the same, word for word; near-duplicates are added by `Queue.asked`.
        topics: The guesses, the best first; None where there is none.
    """

    text: str
    confidence: float
    topics: tuple[str | None, ...]
    texts: int = 1


@dataclass
class Queue:
    """The least sure of many texts, in bounded memory.

    Attributes:
        most: How many are asked at most.
    """

    most: int
    # The surest first: (-confidence, text in reverse order of the alphabet).
    _heap: list[tuple[float, _Reversed]] = field(default_factory=list)
    _kept: dict[str, Asked] = field(default_factory=dict)

    def add(self, texts: Sequence[str], guesses: pd.DataFrame) -> None:
        """Look at some more texts: those for review that are not empty, whatever their order."""
        rows = guesses[["confidence", "topic", "topic_2", "topic_3", "is_review"]].itertuples(index=False)
        for text, (sure, *topics, is_review) in zip(texts, rows, strict=True):
            if not is_review or not text.strip():
                continue
            if text in self._kept:
                old = self._kept[text]
                self._kept[text] = Asked(text, old.confidence, old.topics, old.texts + 1)
                continue
            named = tuple(None if pd.isna(topic) else str(topic) for topic in topics)
            self._kept[text] = Asked(text, float(sure), named)
            heapq.heappush(self._heap, (-float(sure), _Reversed(text)))
            if len(self._heap) > _SPARE * self.most:
                del self._kept[heapq.heappop(self._heap)[1].text]

    def asked(self) -> list[Asked]:
        """The queue: the least sure first; of near-duplicates the least sure, with the number of them all."""
        rows = sorted(self._kept.values(), key=lambda a: (a.confidence, a.text))
        if not rows:
            return []
        texts = [row.text for row in rows]
        with one_thread():
            vectors = Features(texts, ()).vectors(texts)
            alike = vectors.likeness(vectors) > _SAME
        result, is_told = [], np.zeros(len(rows), dtype=bool)
        for i, row in enumerate(rows):
            if is_told[i]:
                continue
            own = np.flatnonzero((alike[i] | (np.arange(len(rows)) == i)) & ~is_told)
            is_told[own] = True
            count = sum(rows[j].texts for j in own)
            result.append(Asked(row.text, row.confidence, row.topics, count))
        return result[: self.most]


@dataclass(frozen=True)
class _Reversed:
    """A text that sorts in reverse: of equally sure texts the last of the alphabet leaves the queue first."""

    text: str

    def __lt__(self, other: _Reversed) -> bool:
        return self.text > other.text


def corrected(
    labelled: Sequence[tuple[str, str]], answers: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Training pairs in which the answers replace whatever was known of the same text."""
    told = {text for text, _ in answers}
    return [*(pair for pair in labelled if pair[0] not in told), *answers]
