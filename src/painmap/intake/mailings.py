"""Mass mailings: letters of nearly the same words within a month."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from painmap.intake.word_sets import WordSets, word_sets
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
# Of two near sets the shorter lacks at most this share of its words in the other, the longer this one.
_SHORTER_LACKS = max(1 - CONTAINED, 1 - 2 * SIMILARITY / (1 + SIMILARITY))
_LONGER_LACKS = 1 - CONTAINED * LENGTH_RATIO


def mark_mailings(appeals: pd.DataFrame, rules: TextRules) -> pd.DataFrame:
    """`appeals` with `mailing_id`, a hash of the text, on letters of one mailing; all rows are kept.

    A letter belongs to a mailing when its set of words has a Jaccard similarity of at least 0.9 with
    one of its letters, or is the same but for a sentence, and it was registered within 31 days of the
    first; a group of fewer than `mailing_min_letters` is no mailing. The order of rows does not matter.
    """
    letters = appeals[["record_id", "registered_date", "text"]].dropna()
    letters = letters.sort_values(["registered_date", "record_id"], kind="stable")
    sets = word_sets(letters["text"].tolist())
    days = letters["registered_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    groups = [g for g in _groups(sets, days) if len(g) >= rules.mailing_min_letters]
    records, texts = letters["record_id"].to_numpy(), letters["text"].to_numpy()
    ids = {
        record: mailing
        for group in groups
        for mailing in [_mailing_id(letters["registered_date"].iloc[group[0]], texts[group[0]])]
        for record in records[group]
    }
    return appeals.assign(mailing_id=appeals["record_id"].map(ids).astype("string"))


def _mailing_id(day: date, text: str) -> str:
    content = f"{day:%Y%m%d}|{' '.join(sorted(set(_WORDS.findall(text.lower()))))}"
    return "m" + hashlib.sha256(content.encode()).hexdigest()[:12]


@dataclass
class _Group:
    """Letters that are near to each other; `shapes` are places of letters with different sets of words."""

    first_day: int
    letters: list[int] = field(default_factory=list)
    shapes: list[int] = field(default_factory=list)


@dataclass
class NearIndex:
    """The groups of some days, by the rarest words of their letters.

    Near sets share a word among the rarest of each: the longer may lack `_LONGER_LACKS` of its words in
    the other, so one of so many and one more is shared (prefix filtering); likewise the shorter.

    Attributes:
        single: Words below this number stand in one text alone and lead to no other.
        whole: Set of words as bytes → group.
        as_longer, as_shorter: Word → groups that have it among the rarest of a letter, were that letter
            the longer or the shorter of two.
    """

    single: int
    whole: dict[bytes, int] = field(default_factory=dict)
    as_longer: dict[int, set[int]] = field(default_factory=dict)
    as_shorter: dict[int, set[int]] = field(default_factory=dict)

    def note(self, words: np.ndarray, group: int) -> None:
        """Note that a letter of the group has these words."""
        self.whole[words.tobytes()] = group
        for index, lacks in ((self.as_longer, _LONGER_LACKS), (self.as_shorter, _SHORTER_LACKS)):
            for word in self._rarest(words, lacks):
                index.setdefault(word, set()).add(group)

    def near(self, words: np.ndarray) -> set[int]:
        """Groups that may hold a letter near to the words."""
        longer = (self.as_longer.get(word, ()) for word in self._rarest(words, _SHORTER_LACKS))
        shorter = (self.as_shorter.get(word, ()) for word in self._rarest(words, _LONGER_LACKS))
        return set().union(*longer, *shorter)

    def _rarest(self, words: np.ndarray, lacks: float) -> list[int]:
        rare = words[: int(lacks * len(words) + 1e-9) + 1]
        return [word for word in rare.tolist() if word >= self.single]


def _groups(sets: WordSets, days: np.ndarray) -> list[list[int]]:
    """Places of letters by group, in the order of `days`: a letter joins the first group it is near to.

    Only the last two spans of `WINDOW_DAYS` + 1 days are kept in the index: older groups are out of reach.
    """
    groups: list[_Group] = []
    older, recent, span = NearIndex(sets.single), NearIndex(sets.single), -1
    for place, (words, day) in enumerate(zip(sets, days.tolist(), strict=True)):
        if len(words) < MIN_WORDS:
            continue
        if (now := day // (WINDOW_DAYS + 1)) != span:
            older = recent if now == span + 1 else NearIndex(sets.single)
            recent, span = NearIndex(sets.single), now
        same = (index.whole.get(words.tobytes(), -1) for index in (recent, older))
        number = next((g for g in same if g >= 0 and day - groups[g].first_day <= WINDOW_DAYS), -1)
        if number < 0:
            near = sorted(recent.near(words) | older.near(words))
            open_ = (g for g in near if day - groups[g].first_day <= WINDOW_DAYS)
            number = next((g for g in open_ if is_near(words, groups[g].shapes, sets)), len(groups))
            if number == len(groups):
                groups.append(_Group(day))
            groups[number].shapes.append(place)
            recent.note(words, number)
        groups[number].letters.append(place)
    return [group.letters for group in groups]


def is_near(words: np.ndarray, places: Iterable[int], sets: WordSets) -> bool:
    """Whether any of the sets at the places is near to the words."""
    for other in map(sets.__getitem__, places):
        shorter, longer = sorted((len(words), len(other)))
        if shorter < LENGTH_RATIO * longer:
            continue
        shared = np.intersect1d(words, other, assume_unique=True).size
        if shared >= CONTAINED * shorter or shared >= SIMILARITY * (shorter + longer - shared):
            return True
    return False
