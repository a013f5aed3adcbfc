"""Which texts may be near to each other: MinHash sketches in bands.

Source: A. Broder, On the resemblance and containment of documents, 1997; P. Indyk, R. Motwani, Approximate
nearest neighbors, 1998.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from painmap.intake.word_sets import WordSets

# Two sets that share a part s of their words have a band in common with probability 1 - (1 - s**ROWS)**BANDS:
# .998 at s = .69, the least for which letters may be near, 1 - 1e-8 from .85 on; .0024 at .1, as of two
# letters that share but the commonest words.
BANDS, ROWS = 24, 4
# Of the values of two sketches this share agrees, at s = .69 nearly always.
_AGREE = 0.45
_TEXTS = 20_000
# Of splitmix64 (Steele, Lea, Flood 2014), whose finaliser `_mixed` is.
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Sketches:
    """Sketches of texts.

    Attributes:
        keys: Texts × bands, uint64: what two texts may have in common.
        values: Texts × (bands · rows), uint8: by their agreement the share of common words is told.
    """

    keys: np.ndarray
    values: np.ndarray


def sketches(sets: WordSets) -> Sketches:
    """Sketches of all texts, by the words alone: the same whatever other texts there are."""
    count = len(sets)
    keys = np.zeros((count, BANDS), dtype=np.uint64)
    values = np.zeros((count, BANDS * ROWS), dtype=np.uint8)
    for first in range(0, count, _TEXTS):
        starts = sets.starts[first : first + _TEXTS + 1]
        is_filled = np.diff(starts) > 0
        words = sets.words[starts[0] : starts[-1]]
        begins = (starts[:-1] - starts[0])[is_filled]
        rows = np.flatnonzero(is_filled) + first
        for number in range(BANDS * ROWS if len(rows) else 0):
            band = number // ROWS
            least = np.minimum.reduceat(_mixed(sets.hashes, number)[words], begins)
            keys[rows, band] = keys[rows, band] * _ODD + least + np.uint64(band)
            values[rows, number] = least & np.uint64(0xFF)
    return Sketches(keys, values)


def _mixed(hashes: np.ndarray, number: int) -> np.ndarray:
    """Another hash of each word for each number."""
    mixed = hashes + np.uint64(int(_ODD) * (number + 1) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(32)


@dataclass
class NearIndex:
    """Texts noted so far, by what their sketches have in common."""

    _sketches: Sketches
    _by_key: dict[int, list[int]] = field(default_factory=dict)

    def note(self, text: int) -> None:
        """Note a text."""
        for key in self._sketches.keys[text].tolist():
            self._by_key.setdefault(key, []).append(text)

    def near(self, text: int) -> list[int]:
        """Texts that were noted and may be near to the text, in ascending order."""
        met = [found for key in self._sketches.keys[text].tolist() if (found := self._by_key.get(key))]
        if not met:
            return []
        others = np.unique(np.concatenate(met))
        agreeing = (self._sketches.values[others] == self._sketches.values[text]).mean(axis=1)
        return [int(other) for other in others[agreeing >= _AGREE]]
