"""Mass mailings: letters of nearly the same words within a month."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import pandas as pd

from painmap.params.models import TextRules

SIMILARITY = 0.9
# A template with a sentence of one's own («В нашем районе и так все увозят.»): the shorter letter stands
# in the longer one almost whole, and makes most of it.
CONTAINED = 0.95
LENGTH_RATIO = 0.75
WINDOW_DAYS = 31
# Two annotations «О выдаче повторного свидетельства» are no mailing: a letter has more words.
MIN_WORDS = 12

_WORDS = re.compile(r"[^\W\d_]{2,}")


def mark_mailings(appeals: pd.DataFrame, rules: TextRules) -> pd.DataFrame:
    """`appeals` with `mailing_id`, a hash of the text, on letters of one mailing; all rows are kept.

    A letter belongs to a mailing when its set of words has a Jaccard similarity of at least 0.9 with
    one of its letters, or is the same but for a sentence, and it was registered within 31 days of the
    first; a group of fewer than `mailing_min_letters` is no mailing. The order of rows does not matter.
    """
    ordered = appeals.sort_values(["registered_date", "record_id"], kind="stable")
    letters = [
        _Letter(str(record), day, frozenset(_WORDS.findall(text.lower())))
        for record, day, text in ordered[["record_id", "registered_date", "text"]]
        .dropna()
        .itertuples(index=False)
    ]
    groups = _groups([letter for letter in letters if len(letter.words) >= MIN_WORDS])
    ids = {
        letter.record: _mailing_id(group[0])
        for group in groups
        if len(group) >= rules.mailing_min_letters
        for letter in group
    }
    return appeals.assign(mailing_id=appeals["record_id"].map(ids).astype("string"))


@dataclass(frozen=True)
class _Letter:
    record: str
    day: date
    words: frozenset[str]


def _mailing_id(first: _Letter) -> str:
    content = f"{first.day:%Y%m%d}|{' '.join(sorted(first.words))}"
    return "m" + hashlib.sha256(content.encode()).hexdigest()[:12]


def _groups(letters: list[_Letter]) -> list[list[_Letter]]:
    """Groups in the order of registration: a letter joins the first group with a member near to it.

    Near sets share at least 0.95 x 0.75 of the words of the larger: so among the rarest words of each,
    three tenths of them and one more, one is shared (prefix filtering).
    """
    frequency = Counter(word for letter in letters for word in letter.words)
    home: dict[frozenset[str], int] = {}
    buckets: dict[str, list[frozenset[str]]] = defaultdict(list)
    groups: list[list[_Letter]] = []
    for letter in letters:
        words = letter.words
        rare = sorted(words, key=lambda word: (frequency[word], word))[: 3 * len(words) // 10 + 1]
        near = {home[words]} if words in home else _near(words, rare, home, buckets)
        recent = sorted(g for g in near if (letter.day - groups[g][0].day).days <= WINDOW_DAYS)
        if not recent:
            groups.append([])
        group = recent[0] if recent else len(groups) - 1
        groups[group].append(letter)
        if words not in home:
            for word in rare:
                buckets[word].append(words)
        home[words] = group
    return groups


def _near(
    words: frozenset[str],
    rare: list[str],
    home: dict[frozenset[str], int],
    buckets: dict[str, list[frozenset[str]]],
) -> set[int]:
    candidates = {other for word in rare for other in buckets.get(word, ())}
    return {home[other] for other in candidates if _is_near(words, other)}


def _is_near(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    shorter, longer = sorted((len(one), len(other)))
    is_contained = shared >= CONTAINED * shorter and shorter >= LENGTH_RATIO * longer
    return is_contained or shared >= SIMILARITY * (shorter + longer - shared)
