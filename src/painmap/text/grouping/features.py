"""Texts as weighted stems: what two texts have to share to tell of one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text import language
from painmap.text.phrases import EMOTIVE, POINTING, SPEECH, VAGUE
from painmap.text.quoting import PLACEHOLDER

Bag = Mapping[str, float]

# A thing says more of the subject than what is done to it (.49 for equal weights .47, kursk_dev).
_WEIGHTS = {
    "NOUN": 1.0, "ADJF": 0.7, "ADJS": 0.7, "PRTF": 0.7, "PRTS": 0.6, "": 0.7,
    "VERB": 0.5, "INFN": 0.5, "GRND": 0.4, "PRED": 0.3, "ADVB": 0.2, "COMP": 0.2,
}  # fmt: skip
_MATTERS = frozenset({"NOUN", "ADJF", "ADJS", "PRTF", "PRTS", ""})
_NO_MATTER = EMOTIVE | POINTING | SPEECH | VAGUE
# «освещение», «освещать»: six letters join what the dictionary keeps apart.
_STEM = 6
_SHORTEST = 3
# Texts. Samples of 90 texts on four subjects of kursk_dev: AMI .61 with these thirty, .51 without.
_COMMON, _FEW = 0.2, 30
_RARE_FROM = 1_500
_IDF_POWER = 1.5
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def bags(texts: Iterable[str]) -> Iterator[Bag]:
    """Stems of each text with their weights; names, places and placeholders of masked data are left out.

    One after the other: those of 200,000 texts would take a gigabyte.
    """
    return map(_bag, texts)


@lru_cache(5_000)
def _bag(text: str) -> Bag:
    found: dict[str, float] = {}
    for _, stem, weight in _told(text):
        found[stem] = found.get(stem, 0.0) + weight
    return found


def lemmas(texts: Iterable[str]) -> dict[str, str]:
    """The most frequent lemma of each stem in the texts."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        for lemma, stem, _ in _told(text):
            counts.setdefault(stem, Counter())[lemma] += 1
    return {stem: min(found, key=lambda w: (-found[w], w)) for stem, found in counts.items()}


def may_tell(lemma: str) -> bool:
    """Whether a subject may be told by the word: no time, place, measure or «такой», no adverb."""
    return language.word(lemma).pos in _MATTERS and lemma not in _NO_MATTER


def stem_of(lemma: str) -> str:
    """What a lemma has in common with its kin."""
    return lemma[:_STEM]


def forms(text: str) -> frozenset[str]:
    """Word forms of a masked text, in small letters."""
    return frozenset(_WORD.findall(PLACEHOLDER.sub(" ", text).lower()))


def _told(text: str) -> Iterator[tuple[str, str, float]]:
    """Lemma, stem and weight of each word that tells something."""
    for match in _WORD.finditer(PLACEHOLDER.sub(" ", text).lower()):
        lemma, weight = _weighed(match[0])
        if weight:
            yield lemma, stem_of(lemma), weight


@lru_cache(200_000)
def _weighed(form: str) -> tuple[str, float]:
    if len(form) < _SHORTEST:
        return "", 0.0
    seen = language.word(form)
    is_proper = (seen.name or seen.surname or seen.patronymic or seen.place) and not seen.common
    is_proper = is_proper or seen.usually_name
    if is_proper or len(seen.lemma) < _SHORTEST:
        return "", 0.0
    return seen.lemma, _WEIGHTS.get(seen.pos, 0.0)


@dataclass(frozen=True)
class Space:
    """Stems of a collection and how much each tells.

    Attributes:
        stems: Columns, in alphabetical order.
        weight: Of each stem: the rarer, the more.
    """

    stems: tuple[str, ...]
    weight: NDArray[np.float64]

    @classmethod
    def of(cls, units: Sequence[Bag]) -> Space:
        """Of distinct texts; stems of one text, or of every fifth one and more than a few, tell nothing."""
        count = len(units)
        least = 3 if count >= _RARE_FROM else 2
        frequency = Counter(stem for bag in units for stem in bag)
        most = max(_COMMON * count, _FEW)
        stems = tuple(sorted(stem for stem, n in frequency.items() if least <= n <= most))
        idf = np.array([np.log(count / frequency[stem]) + 1 for stem in stems])
        return cls(stems, idf**_IDF_POWER)

    def vectors(self, units: Sequence[Bag]) -> Any:
        """Sparse rows, one per unit, of no particular length."""
        from scipy.sparse import csr_matrix, diags

        column = {stem: i for i, stem in enumerate(self.stems)}
        entries = [
            (i, column[stem], 1 + np.log(value) if value >= 1 else value)
            for i, bag in enumerate(units)
            for stem, value in bag.items()
            if stem in column
        ]
        rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(units), len(self.stems))
        return csr_matrix((values, (rows, columns)), shape=shape, dtype=float) @ diags(self.weight)


def unit_length(rows: Any) -> Any:
    """Sparse rows divided by their Euclidean length; empty ones stay empty."""
    from scipy.sparse import diags

    length = np.sqrt(np.asarray(rows.multiply(rows).sum(1)).ravel())
    return diags(1 / np.maximum(length, 1e-9)) @ rows
