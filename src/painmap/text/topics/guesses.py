"""What is said of each text: its best topic, how sure, the next two, whether a person should look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.text.topics.features import Array

COLUMNS = ("topic", "confidence", "topic_2", "topic_3", "is_review")
# A guess that is more likely wrong than right is for a person to judge.
MIN_CONFIDENCE = 0.5
_SHOWN = 3
_PLACES = 4


def ranked(
    names: Sequence[str],
    scores: Array,
    confidence: Array,
    is_blank: NDArray[np.bool_],
    usual: Sequence[tuple[str, float]],
) -> pd.DataFrame:
    """A row per text: topic (the best guess), confidence, topic_2, topic_3 (missing if none), is_review.

    Args:
        names: Topic of each column of scores; of equal scores the first is better.
        scores: Texts × topics.
        confidence: Probability that the best guess is right.
        is_blank: Texts of which nothing was recognised: they get the usual topics, for review.
        usual: The most frequent topics with their shares, which are their probabilities.
    """
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_SHOWN]
    found = np.array([*names, None], dtype=object)
    best = found[np.pad(order, ((0, 0), (0, _SHOWN - order.shape[1])), constant_values=len(names))]
    common = [*usual[:_SHOWN], *[(None, 0.0)] * _SHOWN][:_SHOWN]
    best[is_blank] = np.array([name for name, _ in common], dtype=object)
    sure = np.round(np.where(is_blank, common[0][1], confidence), _PLACES)
    return pd.DataFrame(
        {
            "topic": pd.array(best[:, 0], dtype="string"),
            "confidence": sure,
            "topic_2": pd.array(best[:, 1], dtype="string"),
            "topic_3": pd.array(best[:, 2], dtype="string"),
            "is_review": is_blank | (sure < MIN_CONFIDENCE),
        }
    )
