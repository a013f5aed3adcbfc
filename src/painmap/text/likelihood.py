"""How likely each text speaks of each problem, from the registry's words and from what the register says.

Four kinds of evidence are multiplied: the words of a problem's title and signs, handed on among texts
alike; the same among the texts of one topic, that of texts without a topic being guessed from the others;
among those of one reason; and whether the text sounds like what the register files as a complaint (for a
need: as a suggestion) rather than as a request or a statement of the same topics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.text import evidence
from painmap.text.cross_fit import UNKNOWN, Task, cross_fitted
from painmap.text.evidence import Array, Flags, Vectors

_KINDS = ("complaint", "request", "question", "suggestion", "thanks")
# What a problem's texts say at least, by its kind; other texts count less for it.
_VOICES = {"problem": frozenset({"complaint"}), "need": frozenset({"request", "suggestion"})}
_UNVOICED_WEIGHT = 0.4
# As what the register files them; against `_NEUTRAL`.
_FILED = {"problem": "complaint", "need": "suggestion"}
_NEUTRAL = frozenset({"request", "statement"})
# Below so many filed one way or the other, mentions alone tell what a text voices.
_FEWEST_FILED = 20
_VOICE_POWER, _REASON_POWER = 0.7, 0.5
_VOICE_STRENGTH, _TOPIC_STRENGTH = 0.3, 5.0
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
    """

    words: tuple[tuple[str, ...], ...]
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    filed: tuple[str, ...]
    kinds: tuple[frozenset[str], ...]
    is_thanks: Flags
    marks: NDArray[np.int64]


def said(units: Units, titles: pd.DataFrame) -> Array:
    """Units × problems: what they say of titles and signs, less where they voice something else."""
    result = evidence.said(units.words, titles) * _by_mentions(units, titles["problem_kind"].tolist())
    result[units.is_thanks] = 0
    return result


def likely(units: Units, words: Array, problem_kinds: Sequence[str]) -> tuple[Array, Vectors]:
    """Units × problems (above 0, with no upper bound), and the features of the units to learn from.

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
    sounds = _voices(units, np.hstack([rows, kinds, codes]), problem_kinds)
    result = _relative(evidence.spread(raw, rows)) * _relative(_by_groups(raw, topics))
    result = result * _relative(_by_groups(raw, reasons)) ** _REASON_POWER * sounds
    filed = _one_hot(units.filed) * np.float32(_CODE_WEIGHT)
    return result, np.hstack([rows, kinds, codes, filed])


def _by_mentions(units: Units, problem_kinds: Sequence[str]) -> Array:
    return np.array(
        [[1.0 if kinds & _VOICES[p] else _UNVOICED_WEIGHT for p in problem_kinds] for kinds in units.kinds]
    )


def _voices(units: Units, features: Vectors, problem_kinds: Sequence[str]) -> Array:
    """Units × problems: a factor around 1; texts without a kind are judged by those that have one."""
    result = _by_mentions(units, problem_kinds)
    filed = np.array(units.filed)
    for kind in sorted(set(problem_kinds)):
        labels = np.where(filed == _FILED[kind], 1, np.where(np.isin(filed, sorted(_NEUTRAL)), 0, UNKNOWN))
        if min((labels == 0).sum(), (labels == 1).sum()) < _FEWEST_FILED:
            continue
        found = cross_fitted(Task(labels, 2, _VOICE_STRENGTH), features, units.marks)
        odds = np.log((found[:, 1] + 1e-6) / (found[:, 0] + 1e-6))
        own = odds[~units.is_thanks]
        factor = np.exp(_VOICE_POWER * (odds - own.mean()) / max(float(own.std()), 1e-9))
        result[:, [p == kind for p in problem_kinds]] = factor[:, None]
    return result


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
