"""How likely each text speaks of each problem, from the registry's words and from what the register says.

Four kinds of evidence are multiplied: the words of a problem's title and signs, handed on among texts
alike; the same among the texts of one topic, that of texts without a topic being guessed from the others;
among those of one reason; and whether the text sounds like what the register files as a complaint rather
than as a request or a statement, and stands near such texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.text import evidence
from painmap.text.cross_fit import UNKNOWN, Labels, Task, cross_fitted
from painmap.text.evidence import Array, Flags, Vectors

# In `Units.judged`: none of the problems.
NONE = -2
_KINDS = ("complaint", "request", "question", "suggestion", "thanks")
# What a problem's texts say at least, by its kind; other texts count less for it.
_VOICES = {"problem": frozenset({"complaint"}), "need": frozenset({"request", "suggestion"})}
_UNVOICED_WEIGHT = 0.4
# A problem's texts are filed as the one rather than as the others. Of a need no kind tells: on the demo
# suggestions as its sign cost .03 of all precision.
_PAIN, _NEUTRAL = "complaint", frozenset({"request", "statement"})
# Below so many filed one way or the other, mentions alone tell what a text voices.
_FEWEST_FILED = 20
# Correlation of «filed as a complaint» with a registry's words from which on the filing is fully believed:
# everything that staff write may be filed alike.
_BELIEVED_FROM = 0.15
_VOICE_POWER, _NEAR_POWER, _REASON_POWER = 0.7, 1.0, 0.5
_VOICE_STRENGTH, _TOPIC_STRENGTH = 0.3, 5.0
_NEAR_PRIOR = 0.05
_NOISE = 0.1
_GROUP_PRIOR = 5
# 1: all problems are expected equally often; 0: as often as their titles' words.
_EQUALITY = 0.75
_CODE_WEIGHT, _KIND_WEIGHT = 0.5, 0.3


@dataclass(frozen=True)
class Units:
    """Distinct texts of one kind of clients, ordered by what they are.

    Attributes:
        words: Content lemmas.
        topics, reasons, filed: Codes of the register; empty where it has none (`filed`: kind of appeal).
        kinds: Of the text's mentions.
        is_thanks: Whether the text only thanks: it belongs to no problem, and texts like it do not either.
        marks: `cross_fit.marks`.
        judged: What a person said the text speaks of: position of the problem, `NONE` or `UNKNOWN`.
        denied: Units × problems: a person said that it is not this one.
    """

    words: tuple[tuple[str, ...], ...]
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    filed: tuple[str, ...]
    kinds: tuple[frozenset[str], ...]
    is_thanks: Flags
    marks: NDArray[np.int64]
    judged: Labels
    denied: Flags


@dataclass(frozen=True)
class Likely:
    """What is known of the units before anything is learnt of the problems.

    Attributes:
        values: Units × problems: likelihood above 0, with no upper bound.
        features: Of the units, to learn from.
        near: Units × (problems, then «none of them»): share of judged texts among those near the unit.
    """

    values: Array
    features: Vectors
    near: Array


def said(units: Units, titles: pd.DataFrame) -> Array:
    """Units × problems: what they say of titles and signs, less where they voice something else."""
    result = evidence.said(units.words, titles) * _by_mentions(units, titles["problem_kind"].tolist())
    result[units.is_thanks] = 0
    return result


def likely(units: Units, words: Array, problem_kinds: Sequence[str]) -> Likely:
    """How likely each unit speaks of each problem.

    Args:
        units: At least some dozens.
        words: `said` of the units.
        problem_kinds: Of the problems: `problem` or `need`.
    """
    rows = evidence.vectors(units.words)
    raw = np.maximum(words - _NOISE, 0) ** 2
    topics, reasons = _topics(units, rows), _one_hot(units.reasons)
    kinds = np.array([[k in own for k in _KINDS] for own in units.kinds], dtype=np.float32) * _KIND_WEIGHT
    codes = np.hstack([topics, reasons]) * np.float32(_CODE_WEIGHT)
    handed = _handed_on([raw, _filed(units), _judged(units)], rows)
    sounds = _voices(units, np.hstack([rows, kinds, codes]), words, problem_kinds, handed[1])
    result = _relative(handed[0]) * _relative(_by_groups(raw, topics))
    result = result * _relative(_by_groups(raw, reasons)) ** _REASON_POWER * sounds
    filed = _one_hot(units.filed) * np.float32(_CODE_WEIGHT)
    return Likely(result, np.hstack([rows, kinds, codes, filed]), handed[2])


def _handed_on(parts: Sequence[Array], rows: Vectors) -> list[Array]:
    """`evidence.spread` of several tables at once."""
    ends = np.cumsum([part.shape[1] for part in parts])[:-1]
    return np.split(evidence.spread(np.hstack(parts), rows), ends, axis=1)


def _filed(units: Units) -> Array:
    """Units × (as a pain, as something neutral)."""
    filed = np.array(units.filed)
    return np.stack([filed == _PAIN, np.isin(filed, sorted(_NEUTRAL))], axis=1).astype(float)


def _judged(units: Units) -> Array:
    count = units.denied.shape[1]
    labels = np.where(units.judged == NONE, count, units.judged)
    return np.asarray(labels[:, None] == np.arange(count + 1), dtype=float)


def _by_mentions(units: Units, problem_kinds: Sequence[str]) -> Array:
    return np.array(
        [[1.0 if kinds & _VOICES[p] else _UNVOICED_WEIGHT for p in problem_kinds] for kinds in units.kinds]
    )


def _voices(
    units: Units, features: Vectors, words: Array, problem_kinds: Sequence[str], near: Array
) -> Array:
    """Units × problems: a factor around 1; texts without a kind are judged by those that have one.

    Args:
        units: See there.
        features: Of the units.
        words: `said` of the units.
        problem_kinds: Of the problems.
        near: `_filed`, handed on among texts alike.
    """
    is_problem = np.array([kind == "problem" for kind in problem_kinds], dtype=bool)
    filed = _filed(units)
    sizes, is_known = filed.sum(0), filed.any(1)
    if min(sizes) < _FEWEST_FILED or not is_problem.any():
        return _by_mentions(units, problem_kinds)
    labels = np.where(is_known, filed[:, 0], UNKNOWN).astype(np.int64)
    sounds = cross_fitted(Task(labels, 2, _VOICE_STRENGTH), features, units.marks) + 1e-6
    near = near + _NEAR_PRIOR * sizes / sizes.sum()
    odds = _VOICE_POWER * _standard(sounds[:, ::-1], units) + _NEAR_POWER * _standard(near, units)
    most = words[is_known][:, is_problem].max(1)
    agrees = np.corrcoef(labels[is_known], most)[0, 1] if most.std() > 0 else 1.0
    factor = np.exp(odds * np.clip(agrees / _BELIEVED_FROM, 0, 1))
    return np.where(is_problem, factor[:, None], 1.0)


def _standard(shares: Array, units: Units) -> Array:
    """Logarithm of the first to the second, with mean 0 and deviation 1 of what is no thanks."""
    odds = np.log(shares[:, 0] / shares[:, 1])
    own = odds[~units.is_thanks]
    return np.asarray((odds - own.mean()) / max(float(own.std()), 1e-9))


def _topics(units: Units, rows: Vectors) -> Vectors:
    """Units × topics: the register's own, else as likely as texts of a known topic make it."""
    known = _one_hot(units.topics)
    if known.shape[1] < 2 or known.any(1).all():
        return known
    has_own = np.asarray(known.sum(1) > 0)
    labels = np.where(has_own, known.argmax(1), UNKNOWN)
    guessed = cross_fitted(Task(labels, known.shape[1], _TOPIC_STRENGTH), rows, units.marks)
    return np.where(has_own[:, None], known, guessed.astype(np.float32))


def _one_hot(codes: Sequence[str]) -> Vectors:
    known = sorted(set(codes) - {""})
    return np.array([[code == k for k in known] for code in codes], dtype=np.float32).reshape(len(codes), -1)


def _relative(values: Array) -> Array:
    """Evidence against the mean of its problem: a title of common words has no great advantage."""
    own, overall = np.maximum(values.mean(0), 1e-9), max(float(values.mean()), 1e-9)
    return np.asarray(values / own**_EQUALITY / overall ** (1 - _EQUALITY))


def _by_groups(raw: Array, belongs: Vectors) -> Array:
    """Mean evidence of the groups that a unit belongs to (units × groups, shares); of none, that of all."""
    mean = raw.mean(0)
    sizes = belongs.sum(0)[:, None]
    of_groups = (belongs.T @ raw + _GROUP_PRIOR * mean) / (sizes + _GROUP_PRIOR)
    rest = 1 - np.minimum(belongs.sum(1, keepdims=True), 1)
    return np.asarray(belongs @ of_groups + rest * mean)
