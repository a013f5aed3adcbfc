"""Names of several words: with a patronymic, first name and surname, after a word that announces a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from painmap.text.personal.persons.context import (
    agrees_with_role,
    cues,
    ends_letter,
    is_expected,
    is_introduced,
    is_signed,
)
from painmap.text.personal.persons.cues import is_of_kin
from painmap.text.personal.persons.vocabulary import TURKIC
from painmap.text.personal.persons.words import W, Words, adjacent, begins_sentence, linked
from painmap.text.view import Span

# The words of placeholders after it count too («…, марина [эл. почта]»).
_CLOSING = 6


def patronymics(text: str, words: Words) -> Iterator[Span]:
    """«Фамилия Имя Отчество», «имя отчество», «Отчество» alone, in any case of letters."""
    for i, word in enumerate(words):
        if not word.patronymic or word.seen.common:
            continue
        first = last = i
        mark = linked(text, words[i - 1], word) if i else None
        for step in (1, 2, 3):
            j = i - step
            if j < 0 or mark is None or linked(text, words[j], words[j + 1]) != mark:
                break
            if not _fits(text, words[j], step):
                break
            first = j
        if i + 1 < len(words) and adjacent(text, word, words[i + 1]):
            after = words[i + 1]
            is_surname = after.sure and after.seen.surname and not after.first
            if after.lower in TURKIC or is_surname or (first < i and not after.first and _fits_after(after)):
                last = i + 1
        # A guess by the ending needs a neighbour or a capital letter («обычна»).
        if word.seen.known or word.seen.patronymic or first < last or (word.is_upper and len(word.text) > 5):
            yield words[first].start, words[last].end


def _fits(text: str, word: W, step: int) -> bool:
    if step < 3 and len(word.text) > 2 and (word.sure or word.strange):
        return True
    if step == 1:
        return (
            not word.seen.known
            or (word.is_upper and word.could_be_surname)
            or (word.seen.name and len(word.text) > 2)
        )
    if step == 2:
        is_greeting = word.is_upper and begins_sentence(text, word) and word.seen.pos != "NOUN"
        if word.could_be_surname:
            return word.ends_as_surname or not is_greeting
        return word.nominal and is_expected(text, word.start)
    return word.sure and word.seen.known


def _fits_after(word: W) -> bool:
    if word.sure and word.seen.surname:
        return True
    return word.could_be_surname and (word.is_upper or word.ends_as_surname or not word.seen.common)


def pairs(text: str, words: Words) -> Iterator[Span]:
    """«Исаев Пётр», «Вадим Гаджиев», «абакарова ольга»."""
    for left, right in pairwise(words):
        if not adjacent(text, left, right):
            continue
        if _is_pair(text, left, right) or _is_pair(text, right, left):
            yield left.start, right.end


def _is_pair(text: str, name: W, other: W) -> bool:
    if not name.seen.name or min(len(name.text), len(other.text)) < 3:
        return False
    if name.abbreviated or other.abbreviated:
        return False
    if name.first and name.is_upper and other.is_upper and other.surname_like:
        return not (name.seen.common and other.seen.common)
    is_surname = other.possessive or (other.sure and other.seen.known and other.ends_as_possessive)
    if name.first and is_surname and name.is_upper == other.is_upper:
        return True
    if not name.sure_first:
        return name.sure and other.sure and other.seen.surname and other.ends_as_surname
    if other.seen.common:
        is_first_word = other.is_upper and begins_sentence(text, other) and other.seen.pos != "NOUN"
        is_same_writing = name.is_upper == other.is_upper
        is_noun = name.sure and other.nominal and other.seen.pos == "NOUN"
        is_meant = is_noun and is_expected(text, min(name.start, other.start))
        return is_same_writing and (other.could_be_surname or is_meant) and not is_first_word
    return other.surname_like or other.patronymic or other.ends_as_surname


def announced(text: str, words: Words) -> Iterator[Span]:
    """«меня зовут …», «с уважением, …», «специалист …»: up to three words that may be names."""
    seen = cues(text)
    told = seen.introduced | seen.myself | seen.role | seen.signed
    for i, word in enumerate(words):
        if word.start not in told and len(words) - i > _CLOSING:
            continue
        if _is_alone(text, words, i):
            yield word.start, word.end
            continue
        is_told = is_introduced(text, word.start, is_upper=word.is_upper)
        if not is_told and word.start not in seen.role:
            continue
        taken: list[W] = []
        for following in words[i : i + 3]:
            if taken and not adjacent(text, taken[-1], following):
                break
            if not _follows(text, following, taken, is_told):
                break
            taken.append(following)
        is_name = word.start in seen.named
        if not taken and is_name and (word.nominal or word.strange):
            taken = [word]
        while len(taken) > is_name and _is_loose(taken, is_told):
            taken.pop()
        if taken:
            yield taken[0].start, taken[-1].end


def _is_alone(text: str, words: Words, i: int) -> bool:
    """«Инспектор Коваль», «С уважением, Кочерга», «…, марина» at the end: the place proves the word."""
    word = words[i]
    is_last = i > 1 and len(words) - i <= _CLOSING
    if is_last and word.first and word.sure and word.lower == word.seen.lemma:
        return ends_letter(text, word.start, word.end)
    is_after_role = word.start in cues(text).role
    if not is_after_role and not is_signed(text, word.start, word.end):
        return False
    if word.shouted:
        is_subject = i + 1 < len(words) and words[i + 1].seen.pos in ("VERB", "PRCL")
        is_meant = word.seen.animate and is_subject
    else:
        is_meant = word.is_upper
    if not is_meant or not word.nominal or word.seen.pos != "NOUN" or word.seen.place:
        return False
    if is_after_role:
        return agrees_with_role(text, word.text, word.seen.lemma, word.start)
    return word.lower == word.seen.lemma


def _is_loose(taken: list[W], is_told: bool) -> bool:
    """Whether the last word is an ordinary one that only happens to stand there."""
    last = taken[-1]
    if not last.seen.common or last.proper or last.ends_as_surname:
        return False
    return len(taken) == 1 or not (taken[-2].sure and (last.is_upper or is_told))


def _follows(text: str, word: W, taken: list[W], is_told: bool) -> bool:
    if word.abbreviated or len(word.text) < 3:
        return False
    if word.is_upper and (word.proper or word.strange):
        return True
    if word.sure and (word.seen.known or word.ends_as_surname):
        return True
    if not taken and not is_told and is_of_kin(text, word):
        return True
    if taken:
        has_name = any(w.sure for w in taken)
        return not word.seen.known or word.proper or (has_name and word.could_be_surname)
    if is_told and word.first:
        return True
    if is_told:
        return word.could_be_surname and (word.is_upper or word.ends_as_surname) and not word.seen.place
    return (word.strange and word.ends_as_surname) or (word.is_upper and word.possessive)
