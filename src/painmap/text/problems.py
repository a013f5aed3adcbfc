"""Texts to problems: each text to at most one problem of the registry.

The registry holds titles, and signs by which clients say the same. How likely a text says that, be it in
other words, is told by `likelihood`; a classifier learns from the surest texts of each problem and from
those that resemble none (`self_training`). What a person judged is known, and teaches more than a guess.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.params.models import TextRules
from painmap.schema import ASSIGNMENTS, NO_PROBLEM
from painmap.text import evidence, likelihood, self_training
from painmap.text.cross_fit import UNKNOWN, Labels, marks
from painmap.text.evidence import Array, Flags
from painmap.text.likelihood import NONE, Units
from painmap.text.lineage import living

VOICED = frozenset({"complaint", "request", "suggestion", "question"})
_JUDGED = ("judged_problem_id", "denied_problem_id")
_CODES = ("topic_code", "reason_code", "appeal_kind")
_MIN_TEXTS = 60
_COVERAGE_IS_SURE = 0.6


def assign(
    texts: pd.DataFrame, mentions: pd.DataFrame, registry: pd.DataFrame, rules: TextRules
) -> pd.DataFrame:
    """Each text to its main problem, or to none: `schema.ASSIGNMENTS`, a row per text, by record_id.

    Args:
        texts: A row is a text: record_id, text, client_kind (without it all are external); optional
            topic_code and reason_code as the register has them, which help where they are present, and
            its appeal_kind: thanks are not assigned; judged_problem_id: what a person said the text speaks
            of (`NO_PROBLEM`: none), and denied_problem_id: what it does not.
        mentions: `schema.MENTIONS` of the texts; a text that voices nothing but thanks is not assigned.
        registry: `schema.PROBLEMS`; closed problems still collect their texts, replaced ones do not.
        rules: `min_score`: a text whose score is lower belongs to no problem.
    """
    rows = _prepared(texts, mentions)
    problem = pd.Series(pd.NA, index=rows.index, dtype="string")
    score = pd.Series(0.0, index=rows.index)
    for client_kind, titles in living(registry).sort_values("id").groupby("client_kind"):
        own = rows.index[(rows["is_voiced"] | rows["is_thanks"]) & (rows["client_kind"] == client_kind)]
        if len(own):
            found, sure = _of_clients(rows.loc[own], titles, rules)
            problem.loc[own], score.loc[own] = found, sure
    assigned = pd.DataFrame({"record_id": rows["record_id"], "problem_id": problem, "score": score.round(4)})
    return ASSIGNMENTS.conform(_as_judged(assigned, rows, living(registry)))


def named(mentions: pd.DataFrame, registry: pd.DataFrame) -> list[str]:
    """Id of the problem that each mention says for itself, by its title or a sign of it; empty where none.

    Args:
        mentions: `schema.MENTIONS`; how rare a word is, and so how much it tells, is told by all of them.
        registry: Of one kind of clients.
    """
    titles = registry.sort_values("id", ignore_index=True)
    documents = [
        tuple(w.removeprefix("не_") for w in lemmas.split()) for lemmas in mentions["lemmas"].fillna("")
    ]
    said = evidence.said(documents, titles)
    ids = titles["id"].astype(str).to_numpy(dtype=object)
    best, is_sure = ids[said.argmax(1)], said.max(1) >= _COVERAGE_IS_SURE
    return [id_ if sure else "" for id_, sure in zip(best, is_sure, strict=True)]


def _as_judged(assigned: pd.DataFrame, rows: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    """A text that was judged gets the person's answer, as far as the registry has it for its clients."""
    known = set(zip(registry["client_kind"], registry["id"], strict=True))
    for place, clients, problem in zip(
        rows.index, rows["client_kind"], rows["judged_problem_id"], strict=True
    ):
        if (clients, problem) in known:
            assigned.loc[place, ["problem_id", "score"]] = problem, 1.0
        elif problem == NO_PROBLEM:
            assigned.loc[place, ["problem_id", "score"]] = pd.NA, 0.0
    is_denied = assigned["problem_id"].eq(rows["denied_problem_id"]).fillna(False).astype(bool)
    is_denied &= rows["denied_problem_id"].ne(rows["judged_problem_id"])
    assigned.loc[is_denied, "problem_id"] = pd.NA
    return assigned


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
    for column in (*_CODES, *_JUDGED):
        rows[column] = rows[column].astype("string").fillna("").astype(str) if column in rows else ""
    return rows


def _of_clients(rows: pd.DataFrame, titles: pd.DataFrame, rules: TextRules) -> tuple[list[str | None], Array]:
    """Problem (or None) and score of each row of one kind of clients."""
    ids = titles["id"].tolist()
    units, at = _units(rows, ids)
    shares = _shares(units, titles)
    best, score = shares[:, : len(ids)].argmax(1), shares[:, : len(ids)].max(1)
    is_one = (score >= rules.min_score) & (score >= shares[:, len(ids) :].max(1))
    return [ids[best[i]] if is_one[i] else None for i in at], score[at]


def _units(rows: pd.DataFrame, ids: list[str]) -> tuple[Units, NDArray[np.int64]]:
    """Distinct texts, and the place of each row's among them."""
    columns = ("words", *_CODES, "kinds", "is_thanks")
    keys = list(zip(*(rows[name] for name in columns), strict=True))
    order = sorted(set(keys), key=lambda k: (*k[:4], sorted(k[4]), k[5]))
    words, topics, reasons, filed, kinds, is_thanks = (tuple(column) for column in zip(*order, strict=True))
    numbers = marks([" ".join((*key[0], "|", *key[1:4], *sorted(key[4]))) for key in order])
    position = {key: i for i, key in enumerate(order)}
    at = np.array([position[key] for key in keys], dtype=np.int64)
    thanks = np.array(is_thanks, dtype=bool)
    judged, denied = _judgements(rows, at, ids, thanks)
    return Units(words, topics, reasons, filed, kinds, thanks, numbers, judged, denied), at


def _judgements(
    rows: pd.DataFrame, at: NDArray[np.int64], ids: list[str], is_thanks: Flags
) -> tuple[Labels, Flags]:
    """What people said of each unit; nothing where they disagree of the same words."""
    codes = {id_: i for i, id_ in enumerate(ids)} | {NO_PROBLEM: NONE}
    judged = np.full(len(is_thanks), UNKNOWN, dtype=np.int64)
    denied = np.zeros((len(is_thanks), len(ids)), dtype=bool)
    differ = np.zeros(len(is_thanks), dtype=bool)
    for unit, said, other in zip(at, rows["judged_problem_id"], rows["denied_problem_id"], strict=True):
        if said in codes:
            differ[unit] |= judged[unit] not in (UNKNOWN, codes[said])
            judged[unit] = codes[said]
        if other in ids:
            denied[unit, codes[other]] = True
    judged[differ | is_thanks] = UNKNOWN
    denied &= judged[:, None] != np.arange(len(ids))
    return judged, denied


def _shares(units: Units, titles: pd.DataFrame) -> Array:
    """Units × (problems, then «none of them», then «thanks»): probabilities."""
    said = likelihood.said(units, titles)
    if np.count_nonzero(~units.is_thanks) < _MIN_TEXTS:
        return _by_coverage(said)
    return self_training.shares(likelihood.likely(units, said, titles["problem_kind"].tolist()), units)


def _by_coverage(said: Array) -> Array:
    """Few texts teach nothing: the title's words alone decide."""
    shares = np.clip(said / (2 * _COVERAGE_IS_SURE), 0, 1)
    shares = shares / np.maximum(shares.sum(1, keepdims=True), 1)
    return np.hstack([shares, 1 - shares.sum(1, keepdims=True), np.zeros((len(shares), 1))])
