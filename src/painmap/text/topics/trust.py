"""How sure the best guess is: a logistic curve over signs of certainty, fitted on guesses left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from painmap.text.topics.features import Array

Flags = NDArray[np.bool_]

# Scores to odds: the softmax of group-out scores is least surprised by the truth at some 8–16.
_SHARPNESS = 8.0
# A topic's precision counts from this many guesses on as much as the overall one.
_PRIOR = 5.0
# Fewer guesses than these tell no curve: then all are as sure as they were right on average.
_LEAST = 30
# A text of unknown words has no lead and no score; it counts as much as 3 in 100 texts.
_ANCHOR = 0.03


@dataclass(frozen=True)
class Trust:
    """Probability that the best guess is right.

    Attributes:
        average: Share of right guesses, drawn to one half by one right and one wrong guess.
        curve: Fitted model over `_signs`; None if there was too little to fit.
        right, guessed: Of each topic: right guesses and guesses when left out.
        sizes: Of each topic: texts to learn from.
    """

    average: float
    curve: Any
    right: Array
    guessed: Array
    sizes: Array

    def probabilities(self, scores: Array, sharp: Array) -> Array:
        """Of each text: probability that the topic with the greatest score is right."""
        best = scores.argmax(axis=1)
        if self.curve is None or not len(scores):
            return np.full(len(scores), self.average)
        precision = (self.right[best] + _PRIOR * self.average) / (self.guessed[best] + _PRIOR)
        return np.asarray(self.curve.predict_proba(_signs(scores, sharp, precision, self.sizes))[:, 1])


def learnt(scores: Array, sharp: Array, truth: NDArray[np.int64], sizes: Array) -> Trust:
    """Learn from scores of texts that were left out.

    Args:
        scores: Texts × topics: the best is the guess.
        sharp: Scores of the second model.
        truth: Number of the right topic of each text.
        sizes: Of each topic: texts to learn from.
    """
    best = scores.argmax(axis=1)
    is_right = best == truth
    average = (is_right.sum() + 1) / (len(truth) + 2)
    right = np.bincount(best, is_right, minlength=scores.shape[1]).astype(float)
    guessed = np.bincount(best, minlength=scores.shape[1]).astype(float)
    curve = None
    if len(truth) >= _LEAST and np.count_nonzero(sizes) > 1:
        # Without the text itself: else a rare topic would tell its own outcome.
        others = (right[best] - is_right + _PRIOR * average) / (guessed[best] - 1 + _PRIOR)
        zeros = np.zeros((1, scores.shape[1]))
        nothing = _signs(zeros, zeros, np.array([average]), np.full(len(sizes), np.median(sizes[truth])))
        usual = float(sizes.max() / sizes.sum())
        curve = _curve(_signs(scores, sharp, others, sizes), is_right, nothing, usual)
    return Trust(float(average), curve, right, guessed, sizes)


def _curve(signs: Array, is_right: Flags, nothing: Array, usual: float) -> Any:
    """Logistic regression over the signs; a text like no other is right as often as the usual topic is."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    weight = _ANCHOR * len(signs)
    weights = np.r_[np.ones(len(signs)), weight * usual, weight * (1 - usual)]
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    rows, truth = np.vstack([signs, nothing, nothing]), np.r_[is_right, True, False]
    return model.fit(rows, truth, logisticregression__sample_weight=weights)


def _signs(scores: Array, sharp: Array, precision: Array, sizes: Array) -> Array:
    """Leads of the guess in both models (each step of a greater lead says less), score, share, its topic."""
    best = scores.argmax(axis=1)
    shares = np.exp(_SHARPNESS * (scores - scores.max(axis=1, keepdims=True)))
    columns = (
        np.sqrt(np.maximum(lead(scores, best), 0)),
        np.sqrt(np.maximum(lead(sharp, best), 0)),
        scores.max(axis=1),
        _log_odds(1 / shares.sum(axis=1)),
        _log_odds(precision),
        np.log1p(sizes[best]),
    )
    return np.column_stack(columns)


def lead(scores: Array, best: NDArray[np.int64]) -> Array:
    """How far the score of one topic is above the greatest of the others; of a single topic its score."""
    rows = np.arange(len(scores))
    own = scores[rows, best]
    if scores.shape[1] < 2:
        return own
    others = scores.copy()
    others[rows, best] = -np.inf
    return np.asarray(own - others.max(axis=1))


def _log_odds(share: Array) -> Array:
    share = np.clip(share, 0.001, 0.999)
    return np.asarray(np.log(share / (1 - share)))
