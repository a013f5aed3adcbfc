"""Designs of grouping: the one in use and those it was chosen from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from benchmarks.text import consensus
from numpy.typing import NDArray

from painmap.text import evidence, grouping
from painmap.text.grouping import features

Labels = NDArray[np.int64]
_RESOLUTION = 8.0
_LEAST = 5


def _in_use(texts: Sequence[str]) -> Labels:
    return grouping.group(texts, least=_LEAST).main


def _tfidf(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    documents = evidence.content(texts)
    return TfidfVectorizer(
        analyzer=lambda words: words, sublinear_tf=True, min_df=3, max_df=0.2
    ).fit_transform(documents)


def _lsa(texts: Sequence[str]) -> Any:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    return normalize(TruncatedSVD(100, random_state=0).fit_transform(_tfidf(texts)))


def _k_means(texts: Sequence[str]) -> Labels:
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(80, n_init=3, random_state=0).fit_predict(_lsa(texts)))


def _communities_of_lsa(texts: Sequence[str]) -> Labels:
    rows = _lsa(texts)
    likeness = np.maximum(rows @ rows.T, 0).astype(np.float32)
    np.fill_diagonal(likeness, 0)
    return consensus.communities(consensus.closest(likeness, 40), 3.0)


def _vectors(texts: Sequence[str]) -> tuple[Any, Sequence[str]]:
    bags = list(features.bags(texts))
    space = features.Space.of(bags)
    return space.vectors(bags), space.stems


def _communities_of_stems(texts: Sequence[str]) -> Labels:
    rows = features.unit_length(_vectors(texts)[0])
    likeness = (rows @ rows.T).toarray().astype(np.float32)
    np.fill_diagonal(likeness, 0)
    return consensus.communities(consensus.closest(likeness, 40), 3.0)


def _shares(texts: Sequence[str]) -> consensus.Floats:
    return consensus.together(consensus.memberships(*_vectors(texts)))


def _consensus(texts: Sequence[str]) -> Labels:
    return consensus.split(_shares(texts), _RESOLUTION)


def _average_linkage(texts: Sequence[str]) -> Labels:
    from sklearn.cluster import AgglomerativeClustering

    apart = 1 - _shares(texts)
    np.fill_diagonal(apart, 0)
    model = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=0.75)
    return np.asarray(model.fit_predict(apart))


def _refined(texts: Sequence[str]) -> Labels:
    """A classifier learns the groups of the consensus and assigns anew."""
    from sklearn.linear_model import LogisticRegression

    vectors, stems = _vectors(texts)
    labels = consensus.split(consensus.together(consensus.memberships(vectors, stems)), _RESOLUTION)
    rows = features.unit_length(vectors)
    for _ in range(2):
        labels = LogisticRegression(C=3, max_iter=200).fit(rows, labels).predict(rows)
    return np.asarray(labels)


# Name → labels of texts; the number of groups is given to k-means alone.
DESIGNS: tuple[tuple[str, Callable[[Sequence[str]], Labels]], ...] = (
    ("in use", _in_use),
    ("k-means (80 told) on LSA of lemmas", _k_means),
    ("Louvain on 40 neighbours by LSA of lemmas", _communities_of_lsa),
    ("Louvain on 40 neighbours by weighted stems", _communities_of_stems),
    ("consensus without near-duplicates and small groups joined", _consensus),
    ("average linkage on the consensus", _average_linkage),
    ("consensus refined by a classifier", _refined),
)
