"""Words and titles brought to one form for comparison; classes of values for the list of rejects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache

Cell = str | datetime

# How files write a box that is ticked, or not.
YES = ("true", "да", "1", "+", "истина", "v")
NO = ("false", "нет", "0", "-", "ложь")
# «б/н», «Б.н.», «без номера»: no registration number.
NO_NUMBER = re.compile(r"(?:б[./]?\s?н\.?|без номера|нет)", re.IGNORECASE)

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
# A number as Excel shows it with thousands apart; an ordinary blank may part two numbers.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[\u00a0\u202f]\d{3})+")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*")
# Five digits in a row or an @ are no title but a value: a file without a header.
_VALUE_LIKE = re.compile(r"\d{5}|@")


def squeezed(text: str) -> str:
    """`text` with every run of white space (line breaks, NBSP) as one blank."""
    return " ".join(text.split())


def number_text(text: str) -> str:
    """The number of a record, squeezed; thousands that Excel sets apart by NBSP are joined."""
    number = text.strip()
    return "".join(number.split()) if _THOUSANDS.fullmatch(number) else squeezed(number)


def norm(text: str) -> str:
    """Form in which titles and words are compared: squeezed, case folded, ё as е."""
    return squeezed(text).casefold().replace("ё", "е")


@lru_cache(1 << 14)
def norm_word(word: str) -> str:
    """`norm` of a short word, one of few: of a word that is met again, at once."""
    return norm(word)


def one_of(words: Iterable[str]) -> Callable[[object], bool]:
    """A test whether a cell is one of the words, whatever its case and blanks; a letter is not read whole."""
    known = {norm(word) for word in words}
    longest = 2 * max(map(len, known), default=0) + 1

    def is_one(cell: object) -> bool:
        return isinstance(cell, str) and len(word := cell.strip()) <= longest and norm_word(word) in known

    return is_one


def as_text(cell: Cell | None) -> str:
    """A cell as text: a real date as dd.mm.yyyy."""
    if cell is None:
        return ""
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell


def value_class(cell: Cell | None) -> str:
    """What the value is, without the value: пусто, число, дата, текст."""
    if cell is None or cell == "":
        return "пусто"
    if isinstance(cell, date):
        return "дата"
    text = cell.strip()
    if _NUMBER.fullmatch(text):
        return "число"
    return "дата" if _DATE.fullmatch(text) else "текст"


def looks_like_value(title: str) -> bool:
    """Whether a header cell may hold a personal value and must not be printed."""
    return bool(_VALUE_LIKE.search(title))
