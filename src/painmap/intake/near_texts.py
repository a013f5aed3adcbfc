"""Which texts may be near to each other: MinHash sketches in bands.

Source: A. Broder, On the resemblance and containment of documents, 1997; P. Indyk, R. Motwani, Approximate
nearest neighbors, 1998.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from painmap.intake.word_sets import WordSets

# Two sets that share a part s of their words have a band in common with probability
# 1 - (1 - s**ROWS)**BANDS: .983 at s = .69, the least for which letters may be of one mailing, .998 at .75,
# 1 - 8e-7 at .85; .0002 at .1, what any two letters share by the commonest words.
BANDS, ROWS = 24, 5
# Of the values of two sketches this share agrees, at s = .69 nearly always.
_AGREE = 0.45
_TEXTS = 20_000
# Of splitmix64 (Steele, Lea, Flood 2014), whose finaliser `_mixed` is.
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Sketches:
    """Sketches of texts.

    Attributes:
        keys: Texts × bands, uint64: what two texts may have in common; 0 is nothing.
        values: Texts × (bands · rows), uint8: by their agreement the share of common words is told.
    """

    keys: np.ndarray
    values: np.ndarray


def sketches(sets: WordSets) -> Sketches:
    """Sketches of all texts, by the words alone: the same whatever other texts there are."""
    keys = np.zeros((len(sets), BANDS), dtype=np.uint64)
    values = np.zeros((len(sets), BANDS * ROWS), dtype=np.uint8)
    pieces = list(_pieces(sets))
    for number in range(BANDS * ROWS):
        band, mixed = number // ROWS, _mixed(sets.hashes, number)
        for rows, words, begins in pieces:
            least = np.minimum.reduceat(mixed[words], begins)
            keys[rows, band] = keys[rows, band] * _ODD + least + np.uint64(band)
            values[rows, number] = least & np.uint64(0xFF)
    return Sketches(keys, values)


def _pieces(sets: WordSets) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Some texts at a time: numbers of those with words, all their words, where those of each begin."""
    for first in range(0, len(sets), _TEXTS):
        starts = sets.starts[first : first + _TEXTS + 1]
        is_filled = np.diff(starts) > 0
        if is_filled.any():
            begins = (starts[:-1] - starts[0])[is_filled]
            yield np.flatnonzero(is_filled) + first, sets.words[starts[0] : starts[-1]], begins


def _mixed(hashes: np.ndarray, number: int) -> np.ndarray:
    """Another hash of each word for each number."""
    mixed = hashes + np.uint64(int(_ODD) * (number + 1) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(32)


def without_lonely(sketched: Sketches, days: np.ndarray, reach: int) -> Sketches:
    """The sketches with 0 for each key that no other text within so many days has.

    Args:
        days: Day of each text.
    """
    is_shared = np.zeros(sketched.keys.shape, dtype=bool)
    # Of two days within reach of each other one of two divisions into spans of twice the reach has both.
    for spans in (days // (2 * reach), (days + reach) // (2 * reach)):
        place = spans.astype(np.uint64) * _ODD
        for band in range(BANDS):
            keys = sketched.keys[:, band] ^ place
            order = np.argsort(keys)
            is_same = np.diff(keys[order]) == 0
            is_shared[order[1:][is_same], band] = True
            is_shared[order[:-1][is_same], band] = True
    return Sketches(np.where(is_shared, sketched.keys, np.uint64(0)), sketched.values)


@dataclass
class NearIndex:
    """Texts noted so far, by what their sketches have in common."""

    _sketches: Sketches
    _by_key: dict[int, list[int]] = field(default_factory=dict)

    def note(self, text: int) -> None:
        """Note a text."""
        for key in self._sketches.keys[text].tolist():
            if key:
                self._by_key.setdefault(key, []).append(text)

    def met(self, text: int) -> Iterator[list[int]]:
        """Texts that were noted and have a band in common with the text, some of them several times."""
        for key in self._sketches.keys[text].tolist():
            if key and (found := self._by_key.get(key)):
                yield found

    def near(self, text: int) -> list[int]:
        """Texts that were noted and may be near to the text, in ascending order."""
        return agreeing(self._sketches, text, self.met(text))


def agreeing(sketched: Sketches, text: int, met: Iterable[list[int]]) -> list[int]:
    """Of the texts that were met those that may be near to the text, in ascending order."""
    others = np.fromiter(chain.from_iterable(met), dtype=np.int64)
    if not len(others):
        return []
    is_same = sketched.values[others] == sketched.values[text]
    agree = others[is_same.sum(axis=1, dtype=np.uint8) >= _AGREE * is_same.shape[1]]
    return sorted(set(agree.tolist()))
