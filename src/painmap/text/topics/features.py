"""Texts as vectors for the topic classifier: lemmas, parts of words, stems, meanings; unit length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text import evidence, language

Array = NDArray[np.float64]

_PLACEHOLDER = re.compile(r"\[[^\[\]]{1,40}\]")
# What an appeal is about is said in its first pages; a letter may be a megabyte.
_MAX_CHARS = 20_000
_STEM = 5
_MOST_WORDS, _MOST_PARTS = 50_000, 80_000


@dataclass(frozen=True)
class Vectors:
    """Rows are texts, of unit length, or zeros where nothing was recognised.

    Attributes:
        sparse: Words, parts of words and stems, float32.
        dense: Mean vectors of the words' meanings, float32.
        known: Of each text: share of its content words that were seen in the texts learnt from.
    """

    sparse: Any
    dense: NDArray[np.float32]
    known: Array

    def __getitem__(self, rows: slice) -> Vectors:
        return Vectors(self.sparse[rows], self.dense[rows], self.known[rows])

    def likeness(self, other: Vectors) -> Array:
        """Cosine of each row with each row of the other."""
        words = (self.sparse @ other.sparse.T).toarray()
        return np.asarray(words + self.dense @ other.dense.T, dtype=float)

    @property
    def is_blank(self) -> NDArray[np.bool_]:
        """Rows of which nothing was recognised."""
        return np.asarray((self.sparse.getnnz(axis=1) == 0) & ~self.dense.any(axis=1))


class Features:
    """What was seen in the texts that it was made from; turns any text into a vector.

    Args:
        texts: Masked texts in any order.
        titles: Titles of topics, whose words count as well.
    """

    def __init__(self, texts: Sequence[str], titles: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        read = _Read([*texts, *titles])
        self._words = TfidfVectorizer(analyzer=_with_pairs, max_features=_MOST_WORDS, sublinear_tf=True)
        self._stems = TfidfVectorizer(analyzer=_with_pairs, max_features=_MOST_WORDS, sublinear_tf=True)
        self._parts = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), max_features=_MOST_PARTS, sublinear_tf=True
        )
        self._meanings = TfidfVectorizer(analyzer=list)
        # A word that every document lacks keeps the vocabularies from being empty.
        self._words.fit([*read.words, ["\0"]])
        self._stems.fit([*read.stems, ["\0"]])
        self._parts.fit([*read.joined, "\0\0\0"])
        self._meanings.fit([*read.content, ["\0"]])
        self._frequency = _frequencies(read.content[: len(texts)])
        rows = language.word_vectors(list(self._meanings.get_feature_names_out()))
        is_known = np.asarray(rows.any(axis=1), dtype=bool)
        middle = rows[is_known].mean(axis=0) if is_known.any() else np.zeros(rows.shape[1])
        self._embedding = np.where(is_known[:, None], rows - middle, 0).astype(np.float32)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        from scipy.sparse import diags, hstack

        if not texts:
            return self.vectors([""])[:0]
        read = _Read(texts)
        blocks = [
            self._parts.transform(read.joined),
            self._stems.transform(read.stems),
            self._words.transform(read.words),
        ]
        dense = _unit(self._meanings.transform(read.content) @ self._embedding)
        sparse = hstack(blocks).tocsr()
        squares = np.asarray(sparse.multiply(sparse).sum(axis=1)).ravel() + (dense**2).sum(axis=1)
        scale = 1 / np.sqrt(np.where(squares > 0, squares, 1))
        scaled = (diags(scale) @ sparse).tocsr().astype(np.float32)
        return Vectors(scaled, dense * scale[:, None].astype(np.float32), self._known_shares(read.content))

    def _known_shares(self, documents: Sequence[Sequence[str]]) -> Array:
        known = self._meanings.vocabulary_
        distinct = [set(words) for words in documents]
        return np.array([sum(w in known for w in words) / len(words) if words else 1.0 for words in distinct])

    def titles_said(self, texts: Sequence[str], titles: Sequence[str]) -> Array:
        """Texts × titles: likeness of parts of words and of stems, each against its mean, summed."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        left, right = _Read(texts), _Read(titles)
        stems = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit([*left.stems, *right.stems, ["\0"]])
        by_stems = stems.transform(left.stems) @ stems.transform(right.stems).T
        by_parts = self._parts.transform(left.joined) @ self._parts.transform(right.joined).T
        return to_mean(by_stems.toarray()) + to_mean(by_parts.toarray())

    def unseen_words(self, texts: Sequence[str]) -> tuple[int, int]:
        """Distinct content words of each text: those in no text that this was made from, and all of them."""
        return self._words_of(texts, 0)

    def rare_words(self, texts: Sequence[str]) -> tuple[int, int]:
        """The same for texts that this was made from: words that no other of them has, and all."""
        return self._words_of(texts, 1)

    def _words_of(self, texts: Sequence[str], most: int) -> tuple[int, int]:
        documents = [set(words) for words in evidence.content(_readable(texts))]
        rare = sum(self._frequency.get(w, 0) <= most for words in documents for w in words)
        return rare, sum(map(len, documents))


class _Read:
    """Words of some texts: all lemmas, content lemmas, stems of these."""

    def __init__(self, texts: Sequence[str]) -> None:
        readable = _readable(texts)
        self.words = language.lemmas(readable)
        self.joined = [" ".join(words) for words in self.words]
        self.content = evidence.content(readable)
        self.stems = [[word[:_STEM] for word in words] for words in self.content]


def _readable(texts: Sequence[str]) -> list[str]:
    return [_PLACEHOLDER.sub(" ", text[:_MAX_CHARS]) for text in texts]


def _frequencies(documents: Sequence[Sequence[str]]) -> dict[str, int]:
    result: dict[str, int] = {}
    for words in documents:
        for word in set(words):
            result[word] = result.get(word, 0) + 1
    return result


def _with_pairs(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 0, length, 1), dtype=np.float32)


def to_mean(values: Array) -> Array:
    """The values against their mean."""
    mean = float(values.mean()) if values.size else 0.0
    return values / mean if mean > 0 else values
