"""Mass mailings: letters of nearly the same words within a month."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from painmap.intake.held import HeldTexts, places_of
from painmap.intake.near_texts import NearIndex, Sketches, agreeing, sketches, without_lonely
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


def mark_mailings(appeals: pd.DataFrame, texts: HeldTexts, rules: TextRules) -> pd.DataFrame:
    """`appeals` with `mailing_id`, a hash of the text, on letters of one mailing; all rows are kept.

    A letter belongs to a mailing when its set of words has a Jaccard similarity of at least 0.9 with
    one of its letters, or is the same but for a sentence, and it was registered within 31 days of the
    first; a group of fewer than `mailing_min_letters` is no mailing. The order of rows does not matter.

    Args:
        appeals: `schema.APPEALS` with the texts put away in `texts`.
    """
    letters = appeals[["record_id", "registered_date", "text"]].dropna()
    letters = letters.sort_values(["registered_date", "record_id"], kind="stable", ignore_index=True)
    days = letters["registered_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    found = _groups(word_sets(texts.pieces()), places_of(letters), days)
    groups = [group for group in found if len(group) >= rules.mailing_min_letters]
    first = texts.brought_back(letters.iloc[[group[0] for group in groups]])
    records, ids = letters["record_id"].to_numpy(), dict[str, str]()
    for group, day, text in zip(groups, first["registered_date"], first["text"], strict=True):
        ids |= dict.fromkeys(records[group], _mailing_id(day, text))
    return appeals.assign(mailing_id=appeals["record_id"].map(ids).astype("string"))


def _mailing_id(day: date, text: str) -> str:
    content = f"{day:%Y%m%d}|{' '.join(sorted(set(_WORDS.findall(text.lower()))))}"
    return "m" + hashlib.sha256(content.encode()).hexdigest()[:12]


def _groups(sets: WordSets, texts: np.ndarray, days: np.ndarray) -> list[list[int]]:
    """Numbers of letters by group, in the order of `days`: a letter joins the first group it is near to.

    Only the last two spans of `WINDOW_DAYS` + 1 days are kept in the index: older groups are out of reach.
    """
    day_of_text = np.zeros(len(sets), dtype=np.int64)
    day_of_text[texts] = days
    window = _Window(without_lonely(sketches(sets), day_of_text, WINDOW_DAYS + 1))
    groups: list[_Group] = []
    of_text: dict[int, int] = {}
    for letter, (text, day) in enumerate(zip(texts.tolist(), days.tolist(), strict=True)):
        words = sets[text]
        if len(words) < MIN_WORDS:
            continue
        window.come_to(day)
        same = (of_text[other] for other in window.same(words))
        number = next((g for g in same if day - groups[g].first_day <= WINDOW_DAYS), -1)
        if number < 0:
            near = sorted((of_text[other], other) for other in window.near(text))
            open_ = ((g, other) for g, other in near if day - groups[g].first_day <= WINDOW_DAYS)
            number = next((g for g, other in open_ if is_near(words, sets[other])), len(groups))
            if number == len(groups):
                groups.append(_Group(day))
            of_text[text] = number
            window.note(text, words)
        groups[number].letters.append(letter)
    return [group.letters for group in groups]


@dataclass
class _Group:
    """Letters that are near to each other."""

    first_day: int
    letters: list[int] = field(default_factory=list)


class _Window:
    """Texts of the last days: each with other words than those before, or of another group."""

    def __init__(self, sketched: Sketches) -> None:
        self._sketches, self._span = sketched, -1
        self._indices = [NearIndex(sketched), NearIndex(sketched)]
        self._whole: list[dict[bytes, int]] = [{}, {}]

    def come_to(self, day: int) -> None:
        """Forget what is out of reach on this day; days do not go back."""
        span = day // (WINDOW_DAYS + 1)
        for _ in range(min(span - self._span, 2)):
            self._indices = [NearIndex(self._sketches), self._indices[0]]
            self._whole = [{}, self._whole[0]]
        self._span = span

    def note(self, text: int, words: np.ndarray) -> None:
        """Note a text of this day."""
        self._indices[0].note(text)
        self._whole[0][words.tobytes()] = text

    def same(self, words: np.ndarray) -> list[int]:
        """The last texts of the very same words."""
        content = words.tobytes()
        return [whole[content] for whole in self._whole if content in whole]

    def near(self, text: int) -> list[int]:
        """Texts that may be near."""
        return agreeing(self._sketches, text, (met for index in self._indices for met in index.met(text)))


def is_near(words: np.ndarray, other: np.ndarray) -> bool:
    """Whether two sets of words are those of one mailing."""
    shorter, longer = sorted((len(words), len(other)))
    if shorter < LENGTH_RATIO * longer:
        return False
    shared = np.intersect1d(words, other, assume_unique=True).size
    return bool(shared >= CONTAINED * shorter or shared >= SIMILARITY * (shorter + longer - shared))
