"""Surnames with initials: «Круглов М.М.», «к. м. гаджиев», «ИВАНОВ ИИ», «Петрова А»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text.personal.persons.context import is_expected
from painmap.text.personal.persons.words import W, Words
from painmap.text.view import Span

_TWO_AFTER = re.compile(
    r",?\s{0,2}(?:([А-ЯЁ](?:-[А-ЯЁ])?)\.\s?([А-ЯЁ])|([а-яё])\.\s?([а-яё])|([А-ЯЁ])\.\s?([а-яё])(?=\.))"
    r"(?:\.|(?![А-ЯЁа-яё\w-]))"
    r"|\s{1,2}(?:([А-ЯЁ])\s([А-ЯЁ])|([а-яё])\s([а-яё])(?!\.))(?![\w-])"
)
_GLUED_AFTER = re.compile(r",?\s([А-ЯЁ])([А-ЯЁ])(?![А-ЯЁа-яё\w-])")
_ONE_AFTER = re.compile(r"\s{1,2}([А-ЯЁа-яё])\.(?!\s?[А-ЯЁа-яё]\.)")
_TWO_BEFORE = re.compile(
    r"(?:(?<![^\W\d])(?<![А-ЯЁ-]\.)(?<!-)([А-ЯЁ])\.\s{0,2}([А-ЯЁ])\."
    r"|(?<![\w.-])([а-яё])\.\s{0,2}([а-яё])\.)\s{0,2}$"
    r"|(?<![\w.-])(?:([А-ЯЁ])\s([А-ЯЁ])|([а-яё])\s([а-яё]))\s$"
)
_ONE_BEFORE = re.compile(r"(?<![\w.-])(?<!\w[.\s])([А-ЯЁ])\.\s?$")
# In the middle of a sentence, where «корпус А.» may end the one before.
_ONE_AMID = re.compile(r"(?<=[а-яё]\s)([А-ЯЁ])\.\s?$")
# «т. е. если», «и. о. министра»: abbreviations that look like initials; «р. п.» stands before a place.
_PHRASES = frozenset(("те", "тк", "тд", "тп", "тч", "тн", "ио", "нэ", "гр", "гг", "др", "пп", "вт"))
_PLACES = frozenset(("рп", "го", "сп", "мр", "дп", "сг", "кп", "жд"))
_SHORT = 3
_PARTICLES = frozenset("аиявксоу")
# «Ленина д. 5», «Курск г.», «Кирова к. 2»: no initial.
_PLACE_LETTERS = frozenset("гдспквхтручлмр")


def initials(text: str, words: Words) -> Iterator[Span]:
    """A surname with its initials on either side; how much the surname must prove depends on the form."""
    for word in words:
        if len(word.text) < 2 or (word.patronymic and word.seen.known):
            continue
        after = _after(text, word)
        before = None if after is not None else _before(text, word)
        if after is not None or before is not None:
            yield before if before is not None else word.start, after if after is not None else word.end


def _letters(match: re.Match[str]) -> tuple[str, bool]:
    """The two initials, and whether full stops tell that they are."""
    return "".join(g for g in match.groups() if g), "." in match[0]


def _after(text: str, word: W) -> int | None:
    match = _TWO_AFTER.match(text, word.end)
    if match:
        letters, has_stop = _letters(match)
        if letters.isupper():
            is_name = (has_stop and _is_capital_name(word)) or _is_likely(text, word)
            return match.end() if is_name else None
        is_name = _is_strong(word) or (word.could_be_surname and is_expected(text, word.start))
        if letters in _PHRASES | _PLACES and not is_name:
            return None
        if not has_stop and letters[0] in _PARTICLES and not (word.sure and word.ends_as_surname):
            return None
        is_name = is_name or _is_likely(text, word) or (has_stop and _is_odd(word))
        return match.end() if len(word.text) > 2 and is_name else None
    match = _GLUED_AFTER.match(text, word.end)
    is_surname = word.seen.surname and word.ends_as_possessive
    if match and word.is_upper and (is_surname or (_is_strong(word) and not word.seen.place)):
        return match.end()
    match = _ONE_AFTER.match(text, word.end)
    if match and len(word.text) <= _SHORT:
        is_name = word.seen.surname and (not word.seen.common or is_expected(text, word.start))
        return match.end() if is_name and word.is_upper and match[1].isupper() else None
    if match:
        is_name = _is_likely(text, word) or word.first or _is_whose(word)
        if match[1].isupper() and word.is_upper and is_name:
            return match.end()
        is_told = is_expected(text, word.start)
        if is_told and word.could_be_surname and not word.seen.common:
            return match.end()
        if _is_strong(word) and match[1] not in _PLACE_LETTERS:
            return match.end()
    return None


def _before(text: str, word: W) -> int | None:
    at = max(0, word.start - 8)
    head = text[at : word.start]
    match = _TWO_BEFORE.search(head)
    if match:
        letters, has_stop = _letters(match)
        start = at + match.start()
        if letters.isupper():
            is_name = (has_stop and _is_capital_name(word)) or _is_likely(text, word, start)
            return start if is_name and not (letters.lower() in _PHRASES and word.text.islower()) else None
        if not has_stop and letters[0] in _PARTICLES:
            return None
        if letters in _PHRASES and not (word.sure or is_expected(text, start)):
            return None
        if letters in _PLACES and not (_is_strong(word) or is_expected(text, start)):
            return None
        is_noun = has_stop and not (word.seen.common and not word.ends_as_surname and word.seen.pos != "NOUN")
        return start if len(word.text) > 2 and (is_noun or _is_likely(text, word, start)) else None
    if not word.is_upper or len(word.text) < 4:
        return None
    match = _ONE_BEFORE.search(head)
    if match and (_is_whose(word) or _is_likely(text, word, at + match.start())):
        return at + match.start()
    match = _ONE_AMID.search(head)
    is_surname = word.sure and word.seen.known and word.seen.surname
    is_surname = is_surname or _is_whose(word)
    if match and (is_surname or (word.could_be_surname and is_expected(text, at + match.start()))):
        return at + match.start()
    return None


def _is_whose(word: W) -> bool:
    """«Тамбовцев»: no form of a thing's name («Процентов»)."""
    is_thing = word.seen.common and word.seen.pos == "NOUN" and not word.seen.animate
    return word.could_be_surname and word.ends_as_possessive and not is_thing


def _is_capital_name(word: W) -> bool:
    """Two capitals with full stops prove a name, unless the word is a predicate («Просим»)."""
    if word.abbreviated:
        return word.seen.surname
    return word.could_be_surname and (word.text[0].isupper() or not word.seen.common)


def _is_odd(word: W) -> bool:
    """No word of the dictionary («вылко» is predicted an adverb), or an adjective that may be a surname."""
    is_unknown = not word.seen.known and not word.abbreviated
    return is_unknown or (word.seen.pos == "ADJF" and word.ends_as_surname)


def _is_strong(word: W) -> bool:
    if not word.seen.known and word.ends_as_possessive:
        return True
    return word.sure and (word.seen.known or (word.seen.surname and word.ends_as_surname))


def _is_likely(text: str, word: W, at: int | None = None) -> bool:
    if word.abbreviated:
        return False
    if word.seen.surname or (not word.seen.common and (word.first or word.ends_as_surname)):
        return True
    if not word.seen.known and word.text[0].isupper():
        return True
    return word.could_be_surname and is_expected(text, word.start if at is None else at)
