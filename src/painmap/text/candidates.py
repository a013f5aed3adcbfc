"""Candidates: problems that the registry does not have yet. A person accepts, renames or refuses them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import pandas as pd

from painmap.text import language

COLUMNS = ("id", "client_kind", "title", "texts", "lemmas", "record_ids")
_ANNOTATION = re.compile(r"^(?:по (?:вопросу|факту)|об|обо|о)\s+(?P<rest>.+)$", re.IGNORECASE)
_TITLE_BY_KIND = {
    "complaint": ("Недостатки, связанные с {}", "Ins"),
    "request": ("Просьбы о {}", "Loc"),
    "question": ("Вопросы о {}", "Loc"),
    "suggestion": ("Предложения о {}", "Loc"),
}
_MAX_TITLE_WORDS = 9
_HARD_VOWELS = "аиоуэ"
Pair = tuple[str, str]


def propose(texts: pd.DataFrame, mentions: pd.DataFrame, least: int) -> pd.DataFrame:
    """New groups of texts whose mentions share the main word and what it is about.

    Args:
        texts: Texts without a problem: record_id, client_kind.
        mentions: `schema.MENTIONS`.
        least: Fewest texts of a group.

    Returns:
        A row is a candidate: id (from its two lemmas), client_kind, title, texts (number), lemmas,
        record_ids (blank-separated). Largest first; each text in at most one candidate.
    """
    voiced = mentions[mentions["mention_kind"].isin(list(_TITLE_BY_KIND))].sort_values(["record_id", "start"])
    rows = []
    for client_kind, own in texts.groupby("client_kind"):
        part = voiced[voiced["record_id"].isin(set(own["record_id"]))]
        rows += [{"client_kind": client_kind, **row} for row in _groups(part, least)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(["client_kind", "texts", "id"], ascending=[True, False, True], ignore_index=True)


def _groups(mentions: pd.DataFrame, least: int) -> Iterable[dict[str, object]]:
    """The most frequent pair of lemmas takes its texts; again with the texts that are left."""
    records: dict[Pair, set[str]] = defaultdict(set)
    for record, head, lemmas in zip(mentions["record_id"], mentions["head"], mentions["lemmas"], strict=True):
        for pair in _pairs(str(head), str(lemmas).split()):
            records[pair].add(record)
    records = {pair: found for pair, found in records.items() if len(found) >= least}
    while records:
        pair = min(records, key=lambda p: (-len(records[p]), p))
        taken = records.pop(pair)
        own = mentions[mentions["record_id"].isin(taken)]
        yield {
            "id": "c" + hashlib.sha256(" ".join(pair).encode()).hexdigest()[:8],
            "title": _title(pair, own),
            "texts": len(taken),
            "lemmas": " ".join(pair),
            "record_ids": " ".join(sorted(taken)),
        }
        records = {p: left for p, found in records.items() if len(left := found - taken) >= least}


def _pairs(head: str, lemmas: list[str]) -> set[Pair]:
    # «не_…» is a verb with its negation, whatever the dictionary guesses by its end.
    others = {w for w in lemmas if w != head and "_" not in w}
    return {(head, w) for w in others if language.word(w).pos == "NOUN" and not language.word(w).name}


def _title(pair: Pair, mentions: pd.DataFrame) -> str:
    """A noun phrase: from a clerk's annotation of the group if there is one, else by the kind of mention."""
    has_noun = mentions["lemmas"].map(lambda lemmas: pair[1] in str(lemmas).split()).astype(bool)
    own = mentions[(mentions["head"] == pair[0]) & has_noun]
    phrases = Counter(p for fragment in own["fragment"] if (p := _from_annotation(str(fragment))))
    if phrases:
        return min(phrases, key=lambda p: (-phrases[p], len(p), p))
    kinds = Counter(own["mention_kind"])
    kind = min(kinds, key=lambda k: (-kinds[k], k))
    form, case = _TITLE_BY_KIND[kind]
    noun = language.inflected(pair[1], case)
    # «о выдаче», but «об архиве».
    return (form.replace(" о ", " об ") if noun[0] in _HARD_VOWELS else form).format(noun)


def _from_annotation(fragment: str) -> str:
    """«О выдаче повторного свидетельства (район)» → «Выдача повторного свидетельства»."""
    match = _ANNOTATION.match(fragment)
    if match is None or "[" in fragment:
        return ""
    words = re.split(r"[(,;:.]", match["rest"])[0].split()
    if not words or len(words) > _MAX_TITLE_WORDS or language.word(words[0]).pos != "NOUN":
        return ""
    first = language.inflected(words[0], "Nom")
    return " ".join([first.capitalize(), *words[1:]])
