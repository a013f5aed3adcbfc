"""Texts that praise: reviews and answers to surveys that tell how well it went name no problem.

Many of them thank nobody («Оформили за час, деньги пришли в тот же день») and have a «не» of another thing
(«не пришлось ждать»), so their mentions alone do not tell them: the words of those that do thank teach it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.text import language
from painmap.text.quoting import PLACEHOLDER

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]

# Lists that name what hurts; «не» and «без» are said of good things too.
_HURTING = frozenset({"fault", "rudeness", "refusal", "excess", "complaint", "cost", "unclear", "delay"})
_HURT = 2
# What is told without a word of pain may be praise.
_BARE = frozenset({"fact", "headline"})
# Fewer teach nothing; where so small a part praises, it is courtesy in complaints. Of too few to learn from
# (of reviews 285 of 294 praise) more are asked.
_LEAST_SEEDS, _LEAST_SHARE, _SHARE_OF_FEW = 40, 0.02, 0.05
_LEAST_TEXTS = 8
_PRIOR = 1.0
# Lemmas of an average complaint that each text is given: two words decide nothing.
_GIVEN = 3.0
# A complaint that is set aside costs more than praise that is not.
_BORDER = 0.5
# Three flag complaints too.
_ROUNDS = 2
_NEGATING = frozenset({"не", "ни", "без", "нет"})
_WORD = re.compile(r"[^\W\d_]+")


def praising(texts: pd.DataFrame, mentions: pd.DataFrame) -> Flags:
    """Of each text whether it tells how well it went.

    A multinomial of lemmas of two classes is learnt from the texts whose mentions leave no doubt, then
    `_ROUNDS` times more from what it tells of all; a text's score is the mean log ratio of its lemmas, and
    the border lies between the means of the classes. Where too few texts praise to learn from, none does
    beyond those.

    Args:
        texts: record_id, text.
        mentions: `schema.MENTIONS` of the texts.

    Source: self-training of a naive Bayes classifier, Nigam et al. 2000, Machine Learning 39:103.
    """
    enough = max(_LEAST_SEEDS, _LEAST_SHARE * len(texts))
    is_praise, is_pain = _seeds(texts["record_id"], mentions, enough)
    if is_praise.sum() < enough or is_pain.sum() < enough:
        return is_praise & bool(is_praise.sum() >= _SHARE_OF_FEW * len(texts))
    written = texts["text"].fillna("").tolist()
    found = _told(written, is_praise, is_pain)
    for _ in range(_ROUNDS):
        if found.sum() < enough:
            return is_praise
        found = _told(written, found, ~found)
    return found | is_praise


def _seeds(records: pd.Series, mentions: pd.DataFrame, enough: float) -> tuple[Flags, Flags]:
    """Texts that thank or praise and voice nothing else; those that tell of pains and thank for nothing.

    One pain will do where less than enough texts tell of two.
    """
    ids = mentions["record_id"]
    kind, cue = mentions["mention_kind"], mentions["cue"]
    thanks, wants, hurts = (
        records.map(ids[is_own].value_counts()).fillna(0).to_numpy()
        for is_own in (kind.eq("thanks"), kind.ne("thanks") & ~cue.isin(_BARE), cue.isin(_HURTING))
    )
    is_pain = (thanks == 0) & (hurts >= _HURT)
    is_pain = is_pain if is_pain.sum() >= enough else (thanks == 0) & (hurts > 0)
    return (thanks > 0) & (wants == 0), is_pain


def _told(texts: Sequence[str], is_praise: Flags, is_pain: Flags) -> Flags:
    """What two classes of the texts tell of all of them: at this place between their means begins praise."""
    counts = Counter[str](), Counter[str]()
    for text, praises, hurts in zip(texts, is_praise.tolist(), is_pain.tolist(), strict=True):
        if praises or hurts:
            counts[0 if praises else 1].update(set(_lemmas(text)))
    odds = _odds(*counts, int(is_praise.sum()), int(is_pain.sum()))
    plain = _means(texts, odds)
    pain, praise = float(plain[is_pain].mean()), float(plain[is_praise].mean())
    scores = _means(texts, odds, given=pain)
    return np.asarray(scores > pain + _BORDER * (praise - pain), dtype=bool)


def _odds(praise: Counter[str], pain: Counter[str], praises: int, pains: int) -> dict[str, float]:
    """Of each lemma that enough texts have, the logarithm of how much oftener those of praise have it."""
    return {
        w: math.log((praise[w] + _PRIOR) / (praises + 2 * _PRIOR))
        - math.log((pain[w] + _PRIOR) / (pains + 2 * _PRIOR))
        for w in praise.keys() | pain.keys()
        if praise[w] + pain[w] >= _LEAST_TEXTS
    }


def _means(texts: Sequence[str], odds: dict[str, float], given: float | None = None) -> Scores:
    """Mean of each text's lemmas; `given`: of as many lemmas more as `_GIVEN`."""
    more, weight = (0.0, 0.0) if given is None else (given * _GIVEN, _GIVEN)
    result = np.zeros(len(texts))
    for i, text in enumerate(texts):
        own = [odds[w] for w in sorted(set(_lemmas(text))) if w in odds]
        result[i] = (math.fsum(own) + more) / max(len(own) + weight, 1.0)
    return result


def _lemmas(text: str) -> Iterator[str]:
    """Lemmas of a masked text; behind a negation they are others: «не понравиться»."""
    is_negated = False
    for match in _WORD.finditer(PLACEHOLDER.sub(" ", text).lower()):
        if match[0] in _NEGATING:
            is_negated = True
            yield match[0]
        else:
            yield f"не_{_lemma(match[0])}" if is_negated else _lemma(match[0])
            is_negated = False


@lru_cache(200_000)
def _lemma(form: str) -> str:
    return language.word(form).lemma
