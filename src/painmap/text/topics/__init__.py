"""Topics of an agency's classifier: learnt from its own labelled texts, or from the topics' titles alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from painmap.text.topics.drift import Drift, Observed, drift
from painmap.text.topics.from_titles import MOST_TEXTS, Titles, digest, learn_titles
from painmap.text.topics.guesses import COLUMNS, MIN_CONFIDENCE
from painmap.text.topics.history import History, learn
from painmap.text.topics.review import Asked, Queue, corrected

__all__ = [
    "COLUMNS",
    "MIN_CONFIDENCE",
    "MOST_TEXTS",
    "Asked",
    "Drift",
    "History",
    "Observed",
    "Queue",
    "Titles",
    "classify",
    "corrected",
    "digest",
    "drift",
    "is_enough",
    "learn",
    "learn_titles",
]

_MIN_LABELLED = 20


def classify(
    labelled: Sequence[tuple[str, str]], unlabelled: Sequence[str], titles: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The topic of each unlabelled text, learnt from labelled ones, or from titles where there are too few.

    Too few are less than 20 different texts or a single topic. The result does not depend on the order of the
    texts or the number of cores.

    Args:
        labelled: `(masked text, topic code)` pairs of the register.
        unlabelled: Masked texts without a code.
        titles: Topic code → title and description.

    Returns:
        A row per text, in order: topic (the best guess), confidence (probability that it is right), topic_2,
        topic_3, is_review (a person should look); topics are missing where there is nothing to learn from.
    """
    texts = [text or "" for text in unlabelled]
    if is_enough(labelled):
        known = [(text, code) for text, code in labelled if text and text.strip()]
        return learn(known, titles).guess(texts)
    if titles:
        return learn_titles(titles, texts).guess(texts)
    none = pd.array([None] * len(texts), dtype="string")
    return pd.DataFrame(
        {"topic": none, "confidence": 0.0, "topic_2": none, "topic_3": none, "is_review": True},
        index=range(len(texts)),
    )


def is_enough(labelled: Sequence[tuple[str, str]]) -> bool:
    """Whether `(masked text, topic code)` pairs suffice to learn from: 20 different ones, two topics."""
    pairs = {(text, code) for text, code in labelled if text and text.strip()}
    return len(pairs) >= _MIN_LABELLED and len({code for _, code in pairs}) > 1
