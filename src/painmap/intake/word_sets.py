"""Texts as sets of words, the words as numbers in the order of their rarity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from painmap.intake.held import in_one

_PIECE = 50_000
# The number of a text above the number of a word in one integer: both are sorted at once.
_SHIFT = 32


@dataclass(frozen=True)
class WordSets:
    """The set of words of each text.

    Attributes:
        starts: Where the words of each text begin, and the end of the last one; texts + 1 integers.
        words: Numbers of words, those of a text in ascending order; 0 is the rarest word of all texts,
            of equally frequent ones the first by the alphabet.
        hashes: Hash of each word, by its number: 64 bits, the same whatever other words there are.
    """

    starts: np.ndarray
    words: np.ndarray
    hashes: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i: int) -> np.ndarray:
        words: np.ndarray = self.words[self.starts[i] : self.starts[i + 1]]
        return words


def in_pieces(texts: pd.Series) -> Iterator[pa.Array]:
    """Texts of a column, some at a time."""
    for i in range(0, len(texts), _PIECE):
        yield in_one(texts.iloc[i : i + _PIECE])


def word_sets(pieces: Iterable[pa.Array]) -> WordSets:
    """Words of two letters and more, without regard to case; independent of the order of texts.

    Args:
        pieces: The texts, some at a time (`large_string`, none missing).
    """
    numbers: dict[str, int] = {}
    found, counts = [], []
    for piece in pieces:
        found.append(_numbered(piece, numbers))
        counts.append(len(piece))
    frequency = np.zeros(len(numbers), dtype=np.int64)
    for _, words in found:
        frequency += np.bincount(words, minlength=len(numbers))
    rank = _ranks(numbers, frequency)
    sizes, ranked = [np.zeros(1, dtype=np.int64)], []
    for count, (owners, words) in zip(counts, found, strict=True):
        order = np.sort((owners << _SHIFT) | rank[words])
        ranked.append((order & ((1 << _SHIFT) - 1)).astype(np.int32))
        sizes.append(np.bincount(owners, minlength=count))
    words = np.concatenate(ranked or [np.zeros(0, np.int32)])
    hashes = np.empty(len(numbers), dtype=np.uint64)
    hashes[rank] = [_hash(word) for word in numbers]
    return WordSets(np.cumsum(np.concatenate(sizes)), words, hashes)


def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def _numbered(texts: pa.Array, numbers: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a text's place and the number of one of its words, each once; new words get a number."""
    lists = pc.split_pattern_regex(pc.utf8_lower(texts), pattern=r"[^\p{L}]+")
    encoded = lists.flatten().dictionary_encode()
    known = np.array(
        [
            numbers.setdefault(word, len(numbers)) if len(word) > 1 else -1
            for word in encoded.dictionary.to_pylist()
        ],
        dtype=np.int64,
    )
    words = known[encoded.indices.to_numpy()]
    owners = np.repeat(np.arange(len(texts)), np.diff(lists.offsets.to_numpy()))
    # np.unique of numpy 2.4 hashes first: three times as long for pairs that hardly repeat.
    pairs = np.sort((owners[words >= 0] << _SHIFT) | words[words >= 0])
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs
    return pairs >> _SHIFT, pairs & ((1 << _SHIFT) - 1)


def _ranks(numbers: dict[str, int], frequency: np.ndarray) -> np.ndarray:
    """Number of a word → its place in the order of rarity."""
    alphabetical = pc.sort_indices(pa.array(list(numbers), pa.string())).to_numpy()
    order = alphabetical[np.argsort(frequency[alphabetical], kind="stable")]
    ranks = np.empty(len(numbers), dtype=np.int64)
    ranks[order] = np.arange(len(numbers))
    return ranks
