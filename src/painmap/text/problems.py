"""Texts to problems: each text to at most one problem of the registry; what is left makes candidates.

The registry holds titles, and signs by which clients say the same. Both are looked for in other words
(`evidence.coverage`, `evidence.signs`), the evidence is handed on to texts alike and to texts which the
register files alike, and a classifier learns from the surest texts of each problem and from those that
resemble none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.params.models import TextRules
from painmap.schema import ASSIGNMENTS
from painmap.text import candidates, evidence
from painmap.text.evidence import Array, Flags

VOICED = frozenset({"complaint", "request", "suggestion", "question"})
_KINDS = ("complaint", "request", "question", "suggestion", "thanks")
# What a problem's texts say at least, by its kind; other texts count less for it.
_VOICES = {"problem": frozenset({"complaint"}), "need": frozenset({"request", "suggestion"})}
_UNVOICED_WEIGHT = 0.4
_NOISE = 0.1
_GROUP_PRIOR = 5
_FLOOR = 0.01
# 1: all problems are expected equally often; 0: as often as their titles' words.
_EQUALITY = 0.75
# Part of the split between likely and unlikely below which a text teaches «none»; least texts of a problem.
_REST, _FEWEST = 0.6, 5
_KEEP_FROM = 0.5
_ROUNDS = 3
_CODE_WEIGHT, _KIND_WEIGHT = 0.5, 0.3
_MIN_TEXTS = 60
_COVERAGE_IS_SURE = 0.6


@dataclass(frozen=True)
class Assigned:
    """What became of the texts.

    Attributes:
        assignments: `schema.ASSIGNMENTS`, a row per text, ordered by record_id.
        candidates: A row is a proposed problem: see `candidates.propose`.
    """

    assignments: pd.DataFrame
    candidates: pd.DataFrame


@dataclass(frozen=True)
class _Units:
    """Distinct texts of one kind of clients: content lemmas, codes of the register, kinds of mentions.

    Attributes:
        is_thanks: Whether the text only thanks: it belongs to no problem, and texts like it do not either.
    """

    words: tuple[tuple[str, ...], ...]
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    kinds: tuple[frozenset[str], ...]
    is_thanks: Flags


def assign(texts: pd.DataFrame, mentions: pd.DataFrame, registry: pd.DataFrame, rules: TextRules) -> Assigned:
    """Each text to its main problem, or to none.

    Args:
        texts: A row is a text: record_id, text, client_kind (without it all are external); optional
            topic_code and reason_code as the register has them, which help where they are present, and
            its appeal_kind: thanks are not assigned.
        mentions: `schema.MENTIONS` of the texts; a text that voices nothing but thanks is not assigned.
        registry: `schema.PROBLEMS`; closed problems still collect their texts.
        rules: `min_score`: a text whose score is lower belongs to «иные»; `candidate_min_appeals`.
    """
    rows = _prepared(texts, mentions)
    problem = pd.Series(pd.NA, index=rows.index, dtype="string")
    score = pd.Series(0.0, index=rows.index)
    for client_kind, titles in registry.sort_values("id").groupby("client_kind"):
        own = rows.index[(rows["is_voiced"] | rows["is_thanks"]) & (rows["client_kind"] == client_kind)]
        if len(own):
            found, sure = _of_clients(rows.loc[own], titles, rules)
            problem.loc[own], score.loc[own] = found, sure
    assignments = ASSIGNMENTS.conform(
        pd.DataFrame({"record_id": rows["record_id"], "problem_id": problem, "score": score.round(4)})
    )
    left = rows[problem.isna() & rows["is_voiced"]]
    return Assigned(assignments, candidates.propose(left, mentions, rules.candidate_min_appeals))


def _prepared(texts: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    rows = texts.sort_values("record_id", kind="stable", ignore_index=True)
    kinds = mentions.groupby("record_id")["mention_kind"].agg(frozenset)
    if "appeal_kind" not in rows:
        rows["appeal_kind"] = pd.Series(pd.NA, index=rows.index, dtype="string")
    rows["kinds"] = [kinds.get(record, frozenset()) for record in rows["record_id"]]
    # Registers may hold no text at all (ССТУ): the type is then not told by the values.
    said = np.array([k == {"thanks"} for k in rows["kinds"]], dtype=bool)
    rows["is_thanks"] = said | (rows["appeal_kind"] == "thanks").to_numpy(dtype=bool, na_value=False)
    rows["is_voiced"] = np.array([bool(k & VOICED) for k in rows["kinds"]], dtype=bool) & ~rows["is_thanks"]
    rows["words"] = evidence.content(rows["text"].fillna("").tolist())
    if "client_kind" not in rows:
        rows["client_kind"] = "external"
    # Who wrote is unknown only where somebody wrote from outside.
    rows["client_kind"] = rows["client_kind"].replace("unknown", "external")
    for column in ("topic_code", "reason_code"):
        rows[column] = rows[column].fillna("").astype(str) if column in rows else ""
    return rows


def _of_clients(rows: pd.DataFrame, titles: pd.DataFrame, rules: TextRules) -> tuple[list[str | None], Array]:
    """Problem (or None) and score of each row of one kind of clients."""
    columns = ("words", "topic_code", "reason_code", "kinds", "is_thanks")
    keys = list(zip(*(rows[name] for name in columns), strict=True))
    order = sorted(set(keys), key=lambda k: (k[0], k[1], k[2], sorted(k[3]), k[4]))
    words, topics, reasons, kinds, is_thanks = (tuple(column) for column in zip(*order, strict=True))
    units = _Units(words, topics, reasons, kinds, np.array(is_thanks, dtype=bool))
    shares = _shares(units, titles)
    position = {key: i for i, key in enumerate(order)}
    ids = titles["id"].tolist()
    best, score = shares[:, : len(ids)].argmax(1), shares[:, : len(ids)].max(1)
    is_one = (score >= rules.min_score) & (score >= shares[:, len(ids) :].max(1))
    at = [position[key] for key in keys]
    return [ids[best[i]] if is_one[i] else None for i in at], score[at]


def _shares(units: _Units, titles: pd.DataFrame) -> Array:
    """Units × (problems, then «none of them», then «thanks»): probabilities."""
    said = evidence.said(units.words, titles)
    said *= _voice_weights(units, titles["problem_kind"].tolist())
    said[units.is_thanks] = 0
    if np.count_nonzero(~units.is_thanks) < _MIN_TEXTS:
        return _by_coverage(said)
    rows = evidence.vectors(units.words)
    raw = np.maximum(said - _NOISE, 0) ** 2
    likely = _relative(evidence.spread(raw, rows)) * _relative(_by_codes(raw, units))
    likely *= _voice_weights(units, titles["problem_kind"].tolist())
    return _learned(likely, np.hstack([rows, _facts(units)]), units.is_thanks)


def _by_coverage(said: Array) -> Array:
    """Few texts teach nothing: the title's words alone decide."""
    shares = np.clip(said / (2 * _COVERAGE_IS_SURE), 0, 1)
    shares = shares / np.maximum(shares.sum(1, keepdims=True), 1)
    return np.hstack([shares, 1 - shares.sum(1, keepdims=True), np.zeros((len(shares), 1))])


def _voice_weights(units: _Units, problem_kinds: Sequence[str]) -> Array:
    return np.array(
        [[1.0 if kinds & _VOICES[p] else _UNVOICED_WEIGHT for p in problem_kinds] for kinds in units.kinds]
    )


def _relative(values: Array) -> Array:
    """Evidence against the mean of its problem: a title of common words has no great advantage."""
    own, overall = np.maximum(values.mean(0), 1e-9), max(float(values.mean()), 1e-9)
    return np.asarray(values / own**_EQUALITY / overall ** (1 - _EQUALITY))


def _by_codes(raw: Array, units: _Units) -> Array:
    """Mean evidence of the texts that the register files alike (topic and reason); without codes, of all."""
    mean = raw.mean(0)
    result = np.tile(mean, (len(raw), 1))
    groups = defaultdict(list)
    for i, pair in enumerate(zip(units.topics, units.reasons, strict=True)):
        if all(pair):
            groups[pair].append(i)
    for members in groups.values():
        total = raw[members].sum(0) + _GROUP_PRIOR * mean
        result[members] = total / (len(members) + _GROUP_PRIOR)
    return result


def _facts(units: _Units) -> Array:
    """Codes of the register and kinds of mentions as 0/1 columns, weighed against the text's vector."""
    pairs = [f"{t} {r}" if t and r else "" for t, r in zip(units.topics, units.reasons, strict=True)]
    blocks = [np.array([[k in kinds for k in _KINDS] for kinds in units.kinds]) * _KIND_WEIGHT]
    for values in (units.topics, units.reasons, pairs):
        known = sorted(set(values) - {""})
        if known:
            blocks.append(np.array([[v == k for k in known] for v in values]) * _CODE_WEIGHT)
    return np.hstack(blocks)


def _learned(likely: Array, features: Array, is_thanks: Flags) -> Array:
    """Self-training: from the surest texts of each problem, the least likely ones to all, and thanks."""
    from sklearn.linear_model import LogisticRegression

    count = likely.shape[1]
    labels = _seeds(likely, is_thanks)
    shares = np.zeros((len(likely), count + 2))
    for _ in range(_ROUNDS):
        taught = labels >= 0
        known, sizes = np.unique(labels[taught], return_counts=True)
        if len(known) < 2:
            break
        # Between equal texts and equal problems: a rare problem must not drown in a frequent one.
        weights = dict(
            zip(known.tolist(), (sizes.sum() / np.sqrt(sizes).sum() / np.sqrt(sizes)).tolist(), strict=True)
        )
        model = LogisticRegression(C=10, max_iter=300, class_weight=weights).fit(
            features[taught], labels[taught]
        )
        shares = np.zeros((len(likely), count + 2))
        shares[:, model.classes_] = model.predict_proba(features)
        shares[is_thanks] = np.eye(count + 2)[-1]
        labels = np.where(shares.max(1) > _KEEP_FROM, shares.argmax(1), -1)
    return shares


def _seeds(likely: Array, is_thanks: Flags) -> NDArray[np.int64]:
    """Labels of the texts to learn from: a problem, «none» for the least likely, «thanks»; else -1."""
    best, most = likely.argmax(1), likely.max(1)
    split = np.exp(_split(np.log(most[~is_thanks] + _FLOOR)))
    labels = np.full(len(likely), -1, dtype=np.int64)
    labels[most > split] = best[most > split]
    labels[most < _REST * split] = likely.shape[1]
    for k in range(likely.shape[1]):
        own = np.flatnonzero((best == k) & (most > 0))
        labels[own[np.argsort(-most[own], kind="stable")[:_FEWEST]]] = k
    labels[is_thanks] = likely.shape[1] + 1
    return labels


def _split(values: Array) -> float:
    """The value that parts the values into two groups with the greatest variance between (Otsu, 1979)."""
    ordered = np.sort(values)
    count = len(ordered)
    below = np.arange(max(1, count // 20), count - max(1, count // 20))
    sums = ordered.cumsum()
    low, high = sums[below - 1] / below, (sums[-1] - sums[below - 1]) / (count - below)
    between = below * (count - below) * (low - high) ** 2
    return float(ordered[below[between.argmax()]])
