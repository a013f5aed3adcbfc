"""Which texts may be near to each other."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from painmap.intake.near_texts import NearIndex, sketches
from painmap.intake.word_sets import WordSets, word_sets

WORDS = ["слово" + chr(1072 + i % 32) + chr(1072 + i // 32 % 32) + chr(1072 + i // 1024) for i in range(5000)]


def _sets(texts: list[str]) -> WordSets:
    return word_sets([pa.array(texts, pa.large_string())])


def _pairs(shared: int, own: int, seed: int, count: int = 300) -> list[str]:
    """Pairs of texts beside each other: `shared` words of both, and `own` words of each."""
    draw, texts = random.Random(seed), list[str]()
    for _ in range(count):
        words = draw.sample(WORDS, shared + 2 * own)
        for mine in (words[shared : shared + own], words[shared + own :]):
            texts.append(" ".join(draw.sample(words[:shared] + mine, shared + own)))
    return texts


def _met(texts: list[str]) -> int:
    """Pairs of which the second finds the first."""
    found = sketches(_sets(texts))
    index, met = NearIndex(found), 0
    for text in range(0, len(texts), 2):
        index.note(text)
        met += text in index.near(text + 1)
    return met


@pytest.mark.parametrize(
    ("shared", "own", "least"),
    # 44 of 44 + 2 · 10 words are a share of .69, at which letters of one mailing may just be.
    [(44, 10, 288), (54, 5, 300), (60, 0, 300)],
)
def test_near_texts_are_found(shared: int, own: int, least: int) -> None:
    assert _met(_pairs(shared, own, seed=3)) >= least


def test_texts_that_share_common_words_are_not_looked_at() -> None:
    """A tenth of the words is what any two letters share: nearly all of them are told apart at once."""
    assert _met(_pairs(10, 45, seed=4)) <= 3


def test_a_sketch_does_not_depend_on_other_texts() -> None:
    texts = _pairs(40, 10, seed=5, count=10)
    few, many = sketches(_sets(texts[:4])), sketches(_sets(texts[::-1]))
    assert np.array_equal(few.keys, many.keys[::-1][:4])
    assert np.array_equal(few.values, many.values[::-1][:4])


def test_texts_without_words_are_near_to_none_that_has_some() -> None:
    found = sketches(_sets(["", "дом стоит", "", "двор пуст"]))
    index = NearIndex(found)
    for text in range(4):
        index.note(text)
    assert index.near(1) == [1]
    assert index.near(3) == [3]
