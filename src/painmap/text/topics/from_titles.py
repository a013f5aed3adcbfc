"""Topics of texts from the topics' titles and descriptions alone, where nobody labelled anything.

Likeness of words to the titles is handed on between texts that resemble each other; what a text gets in this
way teaches a ridge regression, by which a text is judged without its own part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pandas as pd

from painmap.text import evidence
from painmap.text.topics.features import Array, Features, to_mean
from painmap.text.topics.guesses import ranked
from painmap.text.topics.ridge import Scorer, fitted
from painmap.text.topics.threads import one_thread
from painmap.text.topics.trust import lead

# Texts that teach each other; of more, those with the least hashes.
MOST_TEXTS = 5_000
_PENALTY, _TITLE_WEIGHT = 0.3, 6.0
_HANDED_ON, _STEPS = 0.65, 30
_NEIGHBOURS = (3, 15)
# A text's evidence is raised to this power and made to sum to 1: the strongest topics keep most of it.
_POWER = 4
# What a text itself says, on top of what the texts like it taught.
_OWN = 0.3
# Chance that the guess is right, by its lead (log odds); measured, see `benchmarks/text/topics.py`.
_ODDS = (-1.6, 5.0)


@dataclass(frozen=True)
class Titles:
    """What was learnt from titles and unlabelled texts.

    Attributes:
        names: Topics, sorted.
        own: Text that taught → its scores without its own part.
    """

    names: tuple[str, ...]
    features: Features
    scorer: Scorer
    own: Mapping[str, Array]

    def guess(self, texts: Sequence[str]) -> pd.DataFrame:
        """A row per text, in order: see `guesses.ranked`; confidence is a rough one, no answer was known."""
        with one_thread():
            rows = self.features.vectors(texts)
            scores = self.scorer.scores(rows)
        for i, text in enumerate(texts):
            scores[i] = self.own.get(text, scores[i])
        usual = [(name, 1 / len(self.names)) for name in self.names]
        return ranked(self.names, scores, _confidence(scores), rows.is_blank, usual)


def learn_titles(titles: Mapping[str, str], texts: Iterable[str]) -> Titles:
    """Learn from texts without labels, in any order.

    Args:
        titles: Topic → its title, with a description where there is one.
        texts: Masked texts, the more the better: those that are to be judged; up to `MOST_TEXTS` are used.
    """
    names = tuple(sorted(titles))
    chosen = sample(texts)
    titled = [titles[name] for name in names]
    with one_thread():
        features = Features(chosen, titled)
        rows = features.vectors([*chosen, *titled])
        likeness = rows.likeness(rows)
        count = len(chosen)
        shares = _shares(features, chosen, titled, likeness[:count, :count])
        sure = shares.max(axis=1, initial=0)
        weights = np.maximum(sure / max(float(sure.mean()) if count else 0, 1e-9), 1e-6)
        targets = np.vstack([shares, np.eye(len(names))])
        penalty = _PENALTY / np.r_[weights, np.full(len(names), _TITLE_WEIGHT)]
        alone = list(np.arange(count)[:, None])
        scorer, left_out = fitted(rows, likeness, targets, penalty, alone)
    own = left_out[:count] + _OWN * shares
    return Titles(names, features, scorer, dict(zip(chosen, own, strict=True)))


def sample(texts: Iterable[str]) -> list[str]:
    """The distinct texts that teach, sorted."""
    distinct = sorted({text for text in texts if text.strip()}, key=digest)
    return sorted(distinct[:MOST_TEXTS])


def digest(text: str) -> bytes:
    """By what texts are drawn, whatever their order."""
    return blake2b(text.encode(errors="replace")).digest()


def _shares(features: Features, texts: Sequence[str], titles: Sequence[str], likeness: Array) -> Array:
    """Texts × titles: how much of each text's evidence is for each title; rows sum to 1 or 0."""
    words = evidence.content(texts)
    if not any(words):
        return np.zeros((len(texts), len(titles)))
    said = evidence.coverage(words, evidence.content(titles))
    found = features.titles_said(texts, titles) + to_mean(said)
    found = _handed_on(found, likeness) ** _POWER
    return np.asarray(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-12))


def _handed_on(found: Array, likeness: Array) -> Array:
    """Evidence with that of the nearest texts; mutual weights are the squares of their cosines."""
    from scipy.sparse import csr_matrix, diags

    count = len(found)
    most = min(int(np.clip(np.sqrt(count) / 3, *_NEIGHBOURS)), count - 1)
    if most < 1:
        return found
    others = likeness - 2 * np.eye(count)
    best = np.argsort(-others, axis=1, kind="stable")[:, :most]
    near = np.maximum(np.take_along_axis(others, best, axis=1), 0).ravel() ** 2
    graph = csr_matrix((near, (np.repeat(np.arange(count), most), best.ravel())), shape=(count, count))
    graph = graph.maximum(graph.T)
    graph = diags(1 / np.maximum(np.asarray(graph.sum(axis=1)).ravel(), 1e-9)) @ graph
    result = found
    for _ in range(_STEPS):
        result = _HANDED_ON * (graph @ result) + (1 - _HANDED_ON) * found
    return result


def _confidence(scores: Array) -> Array:
    base, slope = _ODDS
    return np.asarray(1 / (1 + np.exp(-(base + slope * lead(scores, scores.argmax(axis=1))))))
