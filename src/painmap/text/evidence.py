"""How much of a problem's title a text says, be it in other words; features of texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.text import language

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Vectors = NDArray[np.float32]

# Parts of speech that carry meaning, in the dictionary's notation.
_CONTENT = frozenset(
    {"NOUN", "VERB", "INFN", "ADJF", "ADJS", "PRTF", "PRTS", "GRND", "ADVB", "COMP", "PRED", ""}
)
# Below this cosine two words of the news vectors share a style, not a meaning.
_MIN_COSINE = 0.4
_SAME_ROOT, _NEAR = 0.85, 0.9
_ROOT = 5
# A sign is sure from this sum of its words' weights on: two words that one text in sixty says each.
_SURE_WEIGHT = 8.0
# Words that say nothing of a sign's subject.
_EMPTY = frozenset({"нет", "весь", "быть"})
_COMPONENTS, _PARTS, _ITERATIONS = 200, 15_000, 2
_BLOCK = 1000
_NEIGHBOURS = 12
# Of more texts than this, so many stand for all where each would be compared with each.
_SOME = 10_000


def content(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Content lemmas of each text in order; placeholders of masked data are left out."""
    cleaned = [_without_brackets(text) for text in texts]
    return [
        tuple(w for w in words if len(w) > 2 and language.word(w).pos in _CONTENT)
        for words in language.lemmas(cleaned)
    ]


def coverage(documents: Sequence[Sequence[str]], titles: Sequence[Sequence[str]]) -> Array:
    """Share of each title's meaning that each document says.

    A title's word counts fully where the document has it, less where a word of one root or a near
    word by vector stands in for it; words are weighed by how few documents say them.

    Returns:
        Documents × titles, from 0 to 1.
    """
    words = _Words(documents, titles)
    result = np.zeros((len(documents), len(titles)))
    for k, title in enumerate(titles):
        columns = words.columns(title)
        if columns:
            weight = words.weight[columns]
            result[:, k] = words.said[:, columns] @ weight / weight.sum()
    return result


def signs(documents: Sequence[Sequence[str]], phrases: Sequence[Sequence[Sequence[str]]]) -> Array:
    """How surely each document says one of the phrases of each group.

    All words of a phrase have to be there, be it in other words; a phrase of common words is no sure sign.

    Args:
        documents: Content lemmas of each text.
        phrases: For each group (a problem) its phrases as content lemmas.

    Returns:
        Documents × groups, from 0 to 1.
    """
    groups = [[_distinct(phrase) for phrase in group] for group in phrases]
    words = _Words(documents, [phrase for group in groups for phrase in group])
    result = np.zeros((len(documents), len(groups)))
    for k, group in enumerate(groups):
        for columns in filter(None, map(words.columns, group)):
            is_sure = min(1.0, words.weight[columns].sum() / _SURE_WEIGHT)
            result[:, k] = np.maximum(result[:, k], words.said[:, columns].min(1) * is_sure)
    return result


def said(documents: Sequence[Sequence[str]], registry: pd.DataFrame) -> Array:
    """How much of a problem's title, or how surely one of its signs, each document says.

    Args:
        documents: Content lemmas of each text.
        registry: A row is a problem: title and signs (`schema.PROBLEMS`).

    Returns:
        Documents × problems, from 0 to 1.
    """
    by_title = coverage(documents, content(registry["title"].tolist()))
    listed = registry["signs"].fillna("").str.split(";")
    return np.maximum(by_title, signs(documents, [content(phrases) for phrases in listed]))


class _Words:
    """What documents say of the words of some phrases.

    Attributes:
        said: Documents × words, from 0 to 1: the document's likest word.
        weight: Of each word: how few documents say it (logarithm of the inverse share).
    """

    def __init__(self, documents: Sequence[Sequence[str]], phrases: Sequence[Sequence[str]]) -> None:
        vocabulary = sorted({w for d in documents for w in d})
        words = sorted({w for p in phrases for w in p})
        index = {w: i for i, w in enumerate(vocabulary)}
        self._column = {w: j for j, w in enumerate(words)}
        likeness = _likeness(vocabulary, words)
        self.said = np.zeros((len(documents), len(words)), dtype=np.float32)
        for row, document in zip(self.said, documents, strict=True):
            if document:
                row[:] = likeness[[index[w] for w in document]].max(0)
        self.weight = np.log((len(documents) + 1) / ((self.said > _SAME_ROOT - 0.05).sum(0) + 1)) + 0.3

    def columns(self, phrase: Sequence[str]) -> list[int]:
        return [self._column[w] for w in phrase]


def vectors(documents: Sequence[Sequence[str]]) -> Vectors:
    """Latent semantic vectors of unit length, one row per document (words and pairs, and parts of words).

    Of very many documents some teach what words mean, all of them are told.
    """
    from scipy.sparse import hstack
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    some = _some(len(documents))
    least = 2 if len(some) > 50 else 1
    parts = np.float32(0.7) * _weighed(_parts(documents, some, least), some)
    matrix = hstack([_weighed(_pairs(documents, some, least), some), parts]).tocsr()
    taught = matrix[some]
    size = min(_COMPONENTS, min(taught.shape) - 1)
    if size < 2:
        return np.asarray(normalize(matrix).toarray(), dtype=np.float32)
    model = TruncatedSVD(size, n_iter=_ITERATIONS, random_state=0).fit(taught)
    return np.asarray(normalize(model.transform(matrix)), dtype=np.float32)


def _pairs(documents: Sequence[Sequence[str]], some: NDArray[np.int64], least: int) -> Any:
    """Counts of words and pairs of words that `least` of some documents have."""
    counts = _counts([_words_and_pairs(document) for document in documents])
    return counts[:, np.flatnonzero(_documents_with(counts[some]) >= least)]


def _parts(documents: Sequence[Sequence[str]], some: NDArray[np.int64], least: int) -> Any:
    """Counts of the most frequent parts of words: each distinct word is taken apart once."""
    from sklearn.feature_extraction.text import CountVectorizer

    vocabulary = sorted({word for document in documents for word in document})
    apart = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    counts = (_counts(documents, vocabulary) @ apart.fit_transform(vocabulary)).tocsr()
    known = counts[some]
    found = np.flatnonzero(_documents_with(known) >= least)
    totals = np.asarray(known.sum(0)).ravel()[found]
    return counts[:, np.sort(found[np.argsort(-totals, kind="stable")[:_PARTS]])]


def _counts(documents: Sequence[Sequence[str]], vocabulary: Sequence[str] | None = None) -> Any:
    """Documents × terms (those of the vocabulary, or all in order)."""
    from scipy.sparse import csr_matrix

    terms = vocabulary or sorted({term for document in documents for term in document})
    place = {term: i for i, term in enumerate(terms)}
    columns = np.array([place[term] for document in documents for term in document], dtype=np.int64)
    rows = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    ones = np.ones(len(columns), dtype=np.float32)
    return csr_matrix((ones, (rows, columns)), shape=(len(documents), len(terms)))


def _documents_with(counts: Any) -> NDArray[np.int64]:
    """Of each term."""
    return np.bincount(counts.indices, minlength=counts.shape[1])


def _weighed(counts: Any, some: NDArray[np.int64]) -> Any:
    """Logarithmic frequencies by the rarity of a term among some documents, each row of unit length."""
    from sklearn.feature_extraction.text import TfidfTransformer

    return TfidfTransformer(sublinear_tf=True).fit(counts[some]).transform(counts)


def spread(evidence: Array, rows: Vectors, *, share: float = 0.85, steps: int = 30) -> Array:
    """Evidence handed on to texts that resemble those which have it (personalised diffusion on a kNN graph).

    Of very many documents some hand it on among themselves, and then to the others.

    Args:
        evidence: Documents × titles.
        rows: Vectors of the documents, of unit length.
        share: Part of a document's evidence that comes from its neighbours.
        steps: Rounds of handing on.
    """
    some = _some(len(rows))
    neighbours = int(np.clip(np.sqrt(len(some)) / 3, 3, _NEIGHBOURS))
    if len(some) <= neighbours:
        return evidence.copy()
    near = _nearest(rows, some, neighbours)
    graph = _both_ways(near[some][:, np.arange(len(some))])
    own = evidence[some]
    given = own.copy()
    for _ in range(steps):
        given = share * (graph @ given) + (1 - share) * own
    if len(some) == len(rows):
        return given
    result: Array = share * (_shared_out(near) @ given) + (1 - share) * evidence
    result[some] = given
    return result


def _some(count: int) -> NDArray[np.int64]:
    """Positions of at most `_SOME` of so many rows, evenly."""
    return np.unique(np.linspace(0, count - 1, min(count, _SOME)).astype(np.int64))


def _nearest(rows: Vectors, some: NDArray[np.int64], neighbours: int) -> Any:
    """All rows × some of them: squared cosines of each row's nearest other ones."""
    from scipy.sparse import csr_matrix

    place = np.full(len(rows), -1)
    place[some] = np.arange(len(some))
    tails, weights = [], []
    for first in range(0, len(rows), _BLOCK):
        near = rows[first : first + _BLOCK] @ rows[some].T
        own = np.flatnonzero(place[first : first + _BLOCK] >= 0)
        near[own, place[first + own]] = -1
        best = np.argpartition(-near, neighbours - 1, axis=1)[:, :neighbours]
        tails.append(best.ravel())
        weights.append(np.maximum(np.take_along_axis(near, best, 1), 0).ravel().astype(float) ** 2)
    heads = np.repeat(np.arange(len(rows)), neighbours)
    pairs = (heads, np.concatenate(tails))
    return csr_matrix((np.concatenate(weights), pairs), shape=(len(rows), len(some)))


def _both_ways(graph: Any) -> Any:
    return _shared_out(graph.maximum(graph.T))


def _shared_out(graph: Any) -> Any:
    from scipy.sparse import diags

    total = np.maximum(np.asarray(graph.sum(1)).ravel(), 1e-9)
    return diags(1 / total) @ graph


def _likeness(vocabulary: Sequence[str], words: Sequence[str]) -> Array:
    left, right = _unit(language.word_vectors(vocabulary)), _unit(language.word_vectors(words))
    result = left @ right.T
    result = np.where(result > _MIN_COSINE, result, 0) * _NEAR
    alike = defaultdict(list)
    for i, other in enumerate(vocabulary):
        alike[other[:_ROOT]].append(i)
    for j, word in enumerate(words):
        for i in alike[word[:_ROOT]]:
            if word == vocabulary[i]:
                result[i, j] = 1
            elif _one_root(word, vocabulary[i]):
                result[i, j] = max(result[i, j], _SAME_ROOT)
    return result


def _distinct(phrase: Sequence[str]) -> list[str]:
    """Words of a sign with a subject, one of each root: «сообщение в сообществе» is said by one word."""
    return list({w[:_ROOT]: w for w in reversed(phrase) if w not in _EMPTY}.values())


def _one_root(left: str, right: str) -> bool:
    """«записаться» and «запись», «отказ» and «отказать»: five common letters, most of the shorter word."""
    if left[:_ROOT] != right[:_ROOT]:
        return False
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
    return common >= 0.6 * min(len(left), len(right))


def _unit(rows: NDArray[np.float32]) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=float)


def _words_and_pairs(document: Sequence[str]) -> list[str]:
    return [*document, *(f"{a} {b}" for a, b in pairwise(document))]


def _without_brackets(text: str) -> str:
    while "[" in text and "]" in text[text.index("[") :]:
        start = text.index("[")
        text = text[:start] + " " + text[text.index("]", start) + 1 :]
    return text
