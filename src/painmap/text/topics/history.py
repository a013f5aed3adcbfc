"""A classifier learnt from an agency's own labelled texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.text.topics.drift import Observed
from painmap.text.topics.features import Array, Features
from painmap.text.topics.guesses import ranked
from painmap.text.topics.ridge import Groups, Scorer, fitted
from painmap.text.topics.threads import one_thread
from painmap.text.topics.trust import Trust, learnt

# Texts from this cosine on say the same in nearly the same words: a template, a letter sent twice.
_SAME = 0.75
# The inverse of a kernel of 3000 takes a second, of 5000 five. Of more, each topic gives its share, at least
# ten: with equal parts of each topic 1000 of 1600 real texts made .526 of the guesses right, so .562.
_MOST_TEXTS, _LEAST_TEXTS = 3_000, 10
# λ, weight of a topic's title, power of the topic's size by which its texts count less.
_GUESSING = (2.0, 3.0, 0.5)
# The second model only says how sure the first is: frequent topics have their full weight, λ is small.
_DOUBTING = (0.3, 1.0, 0.0)


@dataclass(frozen=True)
class History:
    """What was learnt.

    Attributes:
        names: Topics, sorted.
        table: A row per topic: topic, n (labelled texts), guessed, right (guesses when the text and its
            near-duplicates are left out), precision and recall (NaN without guesses, without texts).
        left_out: The guesses for the labelled texts, each left out: see `guesses.ranked`.
        reference: The same as something that later texts are compared with.
    """

    names: tuple[str, ...]
    features: Features
    guessing: Scorer
    doubting: Scorer
    trust: Trust
    usual: tuple[tuple[str, float], ...]
    table: pd.DataFrame = field(repr=False)
    left_out: pd.DataFrame = field(repr=False)
    reference: Observed

    def guess(self, texts: Sequence[str]) -> pd.DataFrame:
        """A row per text, in order: see `guesses.ranked`; a text's row does not depend on the other texts."""
        with one_thread():
            rows = self.features.vectors(texts)
            scores, sharp = (scorer.scores(rows) for scorer in (self.guessing, self.doubting))
            # Unknown words make no vector shorter, as those of a text left out do: smaller scores instead.
            known = rows.known[:, None]
            sure = self.trust.probabilities(scores * known, sharp * known)
            return ranked(self.names, scores, sure, rows.is_blank, self.usual)


def learn(labelled: Sequence[tuple[str, str]], titles: Mapping[str, str] | None = None) -> History:
    """Learn from `(masked text, topic)` pairs, in any order; a text may have two topics.

    Args:
        labelled: At least one pair; texts that hold nothing count for the topics' shares only.
        titles: Topic → its title, a text of few words itself; other topics are their own titles.
    """
    counts = Counter(topic for _, topic in labelled)
    known = dict.fromkeys(counts) | dict.fromkeys(titles or {})
    names = tuple(sorted(known))
    pairs = _taught(sorted({(text, topic) for text, topic in labelled if text.strip()}))
    texts = [text for text, _ in pairs]
    truth = np.array([names.index(topic) for _, topic in pairs], dtype=np.int64)
    titled = [(titles or {}).get(name, name) for name in names]
    with one_thread():
        return _learnt(names, texts, titled, truth, counts)


def _learnt(
    names: tuple[str, ...],
    texts: list[str],
    titled: list[str],
    truth: NDArray[np.int64],
    counts: Counter[str],
) -> History:
    features = Features(texts, titled)
    rows = features.vectors([*texts, *titled])
    likeness = rows.likeness(rows)
    groups = _alike(likeness[: len(texts), : len(texts)])
    sizes = np.bincount(truth, minlength=len(names)).astype(float)
    targets = np.eye(len(names))[np.r_[truth, np.arange(len(names))]]
    (guessing, scores), (doubting, sharp) = (
        fitted(rows, likeness, targets, _penalty(truth, sizes, rule), groups)
        for rule in (_GUESSING, _DOUBTING)
    )
    own, scores, sharp = rows[: len(texts)], scores[: len(texts)], sharp[: len(texts)]
    trust = learnt(scores, sharp, truth, sizes)
    total = counts.total()
    usual = tuple(
        (name, n / total) for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    left_out = ranked(names, scores, trust.probabilities(scores, sharp), own.is_blank, usual)
    reference = Observed().added(left_out, features.rare_words(texts))
    table = _table(names, counts, left_out["topic"].to_numpy(), np.array(names, dtype=object)[truth])
    return History(names, features, guessing, doubting, trust, usual, table, left_out, reference)


def _penalty(truth: NDArray[np.int64], sizes: Array, rule: tuple[float, float, float]) -> Array:
    strength, title, power = rule
    weights = sizes[truth] ** -power
    mean = weights.mean() if len(weights) else 1.0
    return np.asarray(strength / np.r_[weights / mean, np.full(len(sizes), title)])


def _alike(likeness: Array) -> Groups:
    """Row numbers of each set of near-duplicates; most texts are alone."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    if not len(likeness):
        return []
    _, label = connected_components(csr_matrix(likeness > _SAME), directed=False)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _taught(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """About `_MOST_TEXTS` pairs: an equal share of each topic, but ten at least, drawn by hash."""
    if len(pairs) <= _MOST_TEXTS:
        return pairs
    by_topic = defaultdict(list)
    for text, topic in pairs:
        by_topic[topic].append((blake2b(text.encode(errors="replace")).digest(), text))
    least = min(_LEAST_TEXTS, max(1, _MOST_TEXTS // len(by_topic)))
    share = _MOST_TEXTS / len(pairs)
    limits = {topic: max(least, int(share * len(own))) for topic, own in by_topic.items()}
    return sorted(
        (text, topic) for topic, own in by_topic.items() for _, text in sorted(own)[: limits[topic]]
    )


def _table(
    names: Sequence[str], counts: Counter[str], guessed: NDArray[np.object_], truth: NDArray[np.object_]
) -> pd.DataFrame:
    by_guess, by_truth = Counter(guessed.tolist()), Counter(truth.tolist())
    right = Counter(guessed[guessed == truth].tolist())
    frame = pd.DataFrame(
        {
            "topic": pd.array(names, dtype="string"),
            "n": [counts[name] for name in names],
            "guessed": [by_guess[name] for name in names],
            "right": [right[name] for name in names],
            "precision": [right[name] / by_guess[name] if by_guess[name] else np.nan for name in names],
            "recall": [right[name] / by_truth[name] if by_truth[name] else np.nan for name in names],
        }
    )
    return frame.sort_values(["n", "topic"], ascending=[False, True], kind="stable", ignore_index=True)
