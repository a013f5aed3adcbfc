"""How much a lemma tells of a group of texts against all groups."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from painmap.text.language import word

# A phrase of words that one text in so many says is met often enough by chance.
_PRIOR = 1.0


NAMING = frozenset({"annotation", "headline"})
# Lists whose nouns and adjectives name the pain: «ошибки в справке», «грубость кассира».
_NOMINAL = frozenset({"fault", "rudeness", "unclear", "cost", "excess", "refusal", "complaint", "delay"})


@dataclass(frozen=True)
class Said:
    """A mention as titles see it.

    Attributes:
        record: Number of its text in the group.
        lemmas: Its content lemmas; a negated verb with and without «не_».
    """

    record: int
    kind: str
    cue: str
    head: str
    lemmas: frozenset[str]
    about: str
    fragment: str


def names_pain(mention: Said) -> bool:
    """Whether the mention's main word may name a pain by itself, or with an adjective, if it is a noun."""
    return mention.cue in NAMING or mention.cue in _NOMINAL


def said(group: pd.DataFrame) -> list[Said]:
    """The mentions of a group; a table without `record_id` has a text per row."""
    ids = group["record_id"] if "record_id" in group else pd.Series(range(len(group)))
    places = {record: i for i, record in enumerate(dict.fromkeys(ids))}
    fields = ("mention_kind", "cue", "head", "lemmas", "about", "fragment")
    columns = [group[name].fillna("").astype(str) for name in fields]
    return [
        Said(places[record], kind, cue, head, _with_bare(lemmas.split(), cue), about, fragment)
        for record, kind, cue, head, lemmas, about, fragment in zip(ids, *columns, strict=True)
    ]


def weights(groups: Sequence[Sequence[Said]]) -> list[Mapping[str, float]]:
    """For each group what its lemmas tell of it: parts of its Kullback–Leibler divergence from all, in nats.

    p ln(p ÷ q), where p is the share of the group's texts with the lemma and q that of all texts; a group of
    more than half of all is told from as many others that say nothing of it.
    """
    counts = [Counter(pair[1] for pair in {(m.record, w) for m in g for w in m.lemmas}) for g in groups]
    sizes = [len({m.record for m in g}) for g in groups]
    total, everywhere = sum(sizes), Counter[str]()
    for count in counts:
        everywhere.update(count)
    return [
        {
            w: max(0.0, n / size * math.log((n / size) / ((everywhere[w] + _PRIOR) / (whole + _PRIOR))))
            for w, n in count.items()
        }
        for count, size in zip(counts, sizes, strict=True)
        for whole in (max(total, 2 * size),)
    ]


@lru_cache(50_000)
def content(phrase: str) -> tuple[str, ...]:
    """Lemmas of the words of a phrase that carry meaning."""
    return tuple(lemma for form in phrase.split() if len(lemma := word(form).lemma) > 2 or form.isupper())


def _with_bare(lemmas: Sequence[str], cue: str) -> frozenset[str]:
    return frozenset(lemmas) | {f"={cue}"} | {w.removeprefix("не_") for w in lemmas}
