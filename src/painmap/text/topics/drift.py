"""Have the texts changed since the last period, so that a classifier learnt before should learn anew?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# A change below these is of no consequence, however sure it is.
_LEAST_SHARE, _LEAST_CONFIDENCE, _LEAST_UNSEEN = 0.02, 0.05, 0.05
_MAX_Q = 0.05
# Words of one text come together: a bound above the usual 1.96 for what is counted by words.
_MIN_Z = 3.0


@dataclass(frozen=True)
class Observed:
    """Guesses for the texts of a period.

    Attributes:
        topics: Topic → texts for which it is the best guess.
        confidence, squares: Sums over the texts of confidence and of its square.
        unseen, words: Distinct content words of each text never seen in other texts, and all of them.
    """

    topics: Counter[str] = field(default_factory=Counter)
    confidence: float = 0.0
    squares: float = 0.0
    unseen: int = 0
    words: int = 0

    @property
    def texts(self) -> int:
        """Texts that were guessed."""
        return self.topics.total()

    def added(self, guesses: pd.DataFrame, words: tuple[int, int]) -> Observed:
        """With some more texts: their guesses, and their words (never seen, all)."""
        sure = guesses["confidence"]
        return replace(
            self,
            topics=self.topics + Counter(guesses["topic"].tolist()),
            confidence=self.confidence + float(sure.sum()),
            squares=self.squares + float((sure**2).sum()),
            unseen=self.unseen + words[0],
            words=self.words + words[1],
        )


@dataclass(frozen=True)
class Drift:
    """How a period differs from the one before.

    Attributes:
        topics: A row per topic: topic, share_before, share, q (two-sided test of equal shares, adjusted after
            Benjamini and Hochberg), is_changed: q ≤ 0.05 and a difference of at least 2 percentage points.
        confidence_before, confidence: Means over the texts.
        unseen_before, unseen: Share of words never seen in other texts.
        is_less_sure: Mean confidence fell by 0.05 or more, and by three standard errors.
        is_newly_worded: Share of unseen words rose by 0.05 or more, and by three standard errors.
    """

    topics: pd.DataFrame
    confidence_before: float
    confidence: float
    unseen_before: float
    unseen: float
    is_less_sure: bool
    is_newly_worded: bool


def drift(before: Observed, now: Observed) -> Drift | None:
    """Compare two periods; None if one of them has no texts."""
    if not before.texts or not now.texts:
        return None
    sure = [o.confidence / o.texts for o in (before, now)]
    spread = [max(o.squares / o.texts - m * m, 0) / o.texts for o, m in zip((before, now), sure, strict=True)]
    unseen = [o.unseen / max(o.words, 1) for o in (before, now)]
    doubt = [s * (1 - s) / max(o.words, 1) for o, s in zip((before, now), unseen, strict=True)]
    return Drift(
        topics=_topics(before, now),
        confidence_before=sure[0],
        confidence=sure[1],
        unseen_before=unseen[0],
        unseen=unseen[1],
        is_less_sure=_is_above(sure[0] - sure[1], _LEAST_CONFIDENCE, sum(spread)),
        is_newly_worded=_is_above(unseen[1] - unseen[0], _LEAST_UNSEEN, sum(doubt)),
    )


def _is_above(difference: float, least: float, variance: float) -> bool:
    return difference >= least and difference >= _MIN_Z * float(np.sqrt(variance))


def _topics(before: Observed, now: Observed) -> pd.DataFrame:
    from scipy.stats import norm

    names = sorted({*before.topics, *now.topics})
    counts = np.array([[o.topics[name] for name in names] for o in (before, now)], dtype=float)
    sizes = np.array([[before.texts], [now.texts]], dtype=float)
    shares, pooled = counts / sizes, counts.sum(axis=0) / sizes.sum()
    error = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / sizes).sum(), 1e-12))
    q = _adjusted(2 * norm.sf(np.abs(shares[1] - shares[0]) / error))
    return pd.DataFrame(
        {
            "topic": pd.array(names, dtype="string"),
            "share_before": shares[0],
            "share": shares[1],
            "q": q,
            "is_changed": (q <= _MAX_Q) & (np.abs(shares[1] - shares[0]) >= _LEAST_SHARE),
        }
    )


def _adjusted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """q-values after Benjamini and Hochberg (1995)."""
    order = np.argsort(-p, kind="stable")
    result = np.empty_like(p)
    result[order] = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    return result
