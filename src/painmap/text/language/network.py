"""slovnet's networks over many sentences at once: the same tags at a third of the time.

The sentences lie behind one another in one matrix with an empty row between, so that nothing is padded,
whatever their lengths. The first layer, two thirds of the arithmetic, is linear in the words: it is
computed once per word and then looked up. Weights, tags and their order are slovnet's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from slovnet.shape import word_shape

Rows = NDArray[np.float32]
Ids = NDArray[np.int64]
Words = Sequence[str]
Span = tuple[int, int]

# Tokens at a time: a layer of these stays in the processor's cache.
_TOKENS = 1_024
# Words with a remembered first layer: 3 KB each and per network.
_REMEMBERED = 12_000
_EMPTY = -1
_EQUAL = 1e-4


class Lookup:
    """Words and their shapes to numbers, and to the vectors that the networks learnt from.

    Args:
        embedding: Vectors of words (navec).
        shapes: Names of the shapes in the networks' order.
    """

    def __init__(self, embedding: Any, shapes: Sequence[str]) -> None:
        self._ids: dict[str, int] = embedding.vocab.word_ids
        self._unknown: int = embedding.vocab.unk_id
        self._indexes, self._codes = embedding.pq.indexes, embedding.pq.codes
        self._parts = np.arange(len(self._codes))
        self._shapes = {name: i for i, name in enumerate(shapes)}
        self.shapes = len(shapes)
        self.key = lru_cache(200_000)(self._key)

    def _key(self, word: str) -> int:
        return self._ids.get(word.lower(), self._unknown) * self.shapes + self._shapes[word_shape(word)]

    def vectors(self, words: Ids) -> Rows:
        """A row per word."""
        parts = self._codes[self._parts, self._indexes[words]]
        return np.asarray(parts.reshape(len(words), self._codes[:, 0].size), dtype=np.float32)

    def known_vectors(self, words: Words) -> Rows:
        """A row per word; zeros for one that has no vector."""
        ids = np.array([self._ids.get(word, _EMPTY) for word in words], dtype=np.int64)
        rows = self.vectors(np.maximum(ids, 0))
        rows[ids == _EMPTY] = 0
        return rows


class Laid:
    """Sentences behind one another, an empty row before, between and after them.

    Attributes:
        keys: Number of each row's word with its shape; -1 for an empty row.
        spans: Rows of each sentence.
    """

    def __init__(self, sentences: Sequence[Words], lookup: Lookup) -> None:
        keys, self.spans = [_EMPTY], []
        for words in sentences:
            first = len(keys)
            keys += map(lookup.key, words)
            self.spans.append((first, len(keys)))
            keys.append(_EMPTY)
        self.keys: Ids = np.array(keys, dtype=np.int64)
        self.empty: Ids = np.flatnonzero(self.keys == _EMPTY)


class Encoder:
    """The convolutions of one network.

    Args:
        model: slovnet's model.
        lookup: The words that it knows.
    """

    def __init__(self, model: Any, lookup: Lookup) -> None:
        first, *rest = model.encoder.layers
        self._lookup = lookup
        taps = _taps(first)
        self._by_shape = [model.emb.shape.weight.array @ tap[-model.emb.shape.dim :] for tap in taps]
        self._by_word = [np.ascontiguousarray(tap[: -model.emb.shape.dim]) for tap in taps]
        self._first, self._rest = _Layer(first), [(_Layer(layer), _taps(layer)) for layer in rest]
        # Place of each remembered word; the first row is that of an empty place.
        self._place: dict[int, int] = {_EMPTY: 0}
        self._known: list[Rows] = [
            np.empty((_REMEMBERED + _TOKENS, tap.shape[1]), dtype=np.float32) for tap in taps
        ]
        for known in self._known:
            known[0] = 0

    def __call__(self, laid: Laid) -> Rows:
        """A row for each row of `laid`; what the empty ones hold means nothing."""
        rows = self._first.finished(self._projected(laid.keys), laid.empty)
        for layer, taps in self._rest:
            rows = layer.finished([rows @ tap for tap in taps], laid.empty)
        return rows

    def _projected(self, keys: Ids) -> list[Rows]:
        """Each row's share in the first layer's outcome: the next, its own, the former."""
        distinct, back = np.unique(keys, return_inverse=True)
        places = self._places(distinct)[back]
        return [known[places] for known in self._known]

    def _places(self, distinct: Ids) -> Ids:
        if len(self._place) > _REMEMBERED:
            self._place = {_EMPTY: 0}
        new = [key for key in distinct.tolist() if key not in self._place]
        if new:
            words, shapes = np.divmod(np.array(new, dtype=np.int64), self._lookup.shapes)
            first = len(self._place)
            vectors = self._lookup.vectors(words)
            for known, by_word, by_shape in zip(self._known, self._by_word, self._by_shape, strict=True):
                rows = known[first : first + len(new)]
                np.matmul(vectors, by_word, out=rows)
                rows += by_shape[shapes]
            self._place.update(zip(new, range(first, first + len(new)), strict=True))
        return np.array([self._place[key] for key in distinct.tolist()], dtype=np.int64)


class _Layer:
    """What follows a convolution's products: their sum, its bias, ReLU, and the batch's norm."""

    def __init__(self, layer: Any) -> None:
        norm = layer.norm
        self._bias = layer.conv.bias.array
        self._scale = norm.weight.array / norm.std.array
        self._shift = norm.bias.array - norm.mean.array * self._scale

    def finished(self, products: Sequence[Rows], empty: Ids) -> Rows:
        """Rows of the layer; of `products` (one matrix in thirds is slower) the middle one is changed."""
        before, rows, after = products
        rows += self._bias
        rows[1:] += before[:-1]
        rows[:-1] += after[1:]
        np.maximum(rows, 0, out=rows)
        rows *= self._scale
        rows += self._shift
        rows[empty] = 0
        return rows


def _taps(layer: Any) -> list[Rows]:
    """Weights of a convolution of width 3, by input: what goes to the next row, its own, the former one."""
    weight = layer.conv.weight.array
    return [np.ascontiguousarray(weight[:, :, k].T) for k in range(3)]


class Tagger:
    """A tag for each token, the likeliest by itself (`morph`)."""

    def __init__(self, model: Any, tags: list[str], lookup: Lookup) -> None:
        self._encoder, self._head = Encoder(model, lookup), model.head.proj
        self.tags = tags

    def __call__(self, laid: Laid) -> Iterator[list[int]]:
        """Numbers of the tags of each sentence."""
        best = self._head(self._encoder(laid)).argmax(1).tolist()
        return (best[first:last] for first, last in laid.spans)


class ChainTagger:
    """The likeliest chain of tags of each sentence (`ner`; Viterbi)."""

    def __init__(self, model: Any, tags: list[str], lookup: Lookup) -> None:
        self._encoder, self._head, self._chain = Encoder(model, lookup), model.head.proj, model.head.crf
        self.tags = tags

    def __call__(self, laid: Laid) -> Iterator[list[int]]:
        """Numbers of the tags of each sentence."""
        scores = self._head(self._encoder(laid))
        sizes = np.array([last - first for first, last in laid.spans])
        within = np.arange(sizes.max()) < sizes[:, None]
        padded = np.zeros((*within.shape, scores.shape[1]), dtype=np.float32)
        padded[within] = np.delete(scores, laid.empty, axis=0)
        return (chain.tolist() for chain in self._chain.decode(padded, within))


class Parser:
    """Head and relation of each token (`syntax`)."""

    def __init__(self, model: Any, relations: list[str], lookup: Lookup) -> None:
        self._encoder, self._heads, self._relations = Encoder(model, lookup), model.head, model.rel
        self.relations = relations

    def __call__(self, laid: Laid) -> Iterator[tuple[list[int], list[int]]]:
        """Of each sentence: place of each token's head, from 1, 0 for the root; numbers of the relations."""
        rows = self._encoder(laid)
        heads = list(self._heads_of(rows, laid.spans))
        above = rows.copy()
        for (first, last), own in zip(laid.spans, heads, strict=True):
            above[first:last] = np.where(own[:, None], rows[first - 1 + own], self._relations.root.array)
        best = self._relations_of(rows, above).argmax(1).tolist()
        spans = zip(laid.spans, heads, strict=True)
        return ((own.tolist(), best[first:last]) for (first, last), own in spans)

    def _heads_of(self, rows: Rows, spans: Sequence[Span]) -> Iterator[Ids]:
        model = self._heads
        wanted = model.head(rows) @ model.kernel.array
        offered = model.tail(rows)
        root = model.tail(model.root.array[None])[0]
        to_root = wanted @ root
        for first, last in spans:
            own = wanted[first:last]
            table = np.concatenate((to_root[first:last, None], own @ offered[first:last].T), axis=1)
            # Words of equal surroundings («, …, …, …») offer the same but for rounding: the first of them.
            yield (table > table.max(1, keepdims=True) - _EQUAL).argmax(1)

    def _relations_of(self, rows: Rows, above: Rows) -> Rows:
        model = self._relations
        tail = model.tail(rows)
        made = (model.head(above) @ model.kernel.array).reshape(len(rows), -1, tail.shape[1])
        return np.asarray(np.matmul(made, tail[:, :, None])[:, :, 0])


def chunks(sentences: Sequence[Words]) -> Iterator[list[int]]:
    """Places of the sentences, in order of length, by some thousands of tokens; none is empty."""
    order = sorted((i for i, words in enumerate(sentences) if words), key=lambda i: len(sentences[i]))
    chunk: list[int] = []
    tokens = 0
    for i in order:
        if chunk and tokens + len(sentences[i]) > _TOKENS:
            yield chunk
            chunk, tokens = [], 0
        chunk.append(i)
        tokens += len(sentences[i])
    if chunk:
        yield chunk
