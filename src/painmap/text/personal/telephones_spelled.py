"""Telephone numbers in words: «восемь девятьсот двадцать восемь 513 40 30»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text.personal.base import SURE, rule
from painmap.text.view import Span

_UNITS = "ноль один два три четыре пять шесть семь восемь девять"
_TEENS = (
    "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать"
    " девятнадцать"
)
_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
_VALUES = {
    "нуль": 0,
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: value for value, word in enumerate(_TEENS.split(), 10)},
    **{word: value * 10 for value, word in enumerate(_TENS.split(), 2)},
    **{word: value * 100 for value, word in enumerate(_HUNDREDS.split(), 1)},
}
_NUMERAL = rf"(?:{'|'.join(sorted(_VALUES, key=len, reverse=True))})(?!\w)"
_TOKEN = re.compile(rf"\b{_NUMERAL}|\d{{1,4}}(?![\d%])", re.IGNORECASE)
_RUN = re.compile(rf"{_NUMERAL}(?:[\s,–—-]{{1,3}}(?:{_NUMERAL}|\d{{1,4}}(?![\d%]))){{2,14}}", re.IGNORECASE)
_WORD_BEFORE = re.compile(
    r"\b(?:тел|телефон\w*|номер\w*|сот|сотов\w+|моб|мобил\w+|домашн\w+|рабоч\w+|звон\w+|позвон\w+|набрать|наберите)"
    r"\b[\s.:,–—-]{0,4}$",
    re.IGNORECASE,
)
_WORD_AFTER = re.compile(
    r"[\s,(–—-]{0,3}(?:телефон\w*|домашн\w+|рабоч\w+|сотов\w+|мобильн\w+)\b", re.IGNORECASE
)
_PREFIX = re.compile(r"(?<![\w+])(?:\+\s?7|8|плюс)[\s(–—-]{1,3}$", re.IGNORECASE)
_REACH = 30
_LEAST = 4


def _dialled(run: str) -> str:
    """The digits: «девятьсот двадцать восемь» is 928, «шесть-два-сорок пять» is 6245."""
    digits = ""
    # How many noughts at its end the next number may fill: two after «девятьсот», one after «двадцать».
    free = 0
    for token in _TOKEN.findall(run):
        value = _VALUES.get(token.lower())
        new = token if value is None else str(value)
        if value and len(new) <= free:
            digits = digits[: -len(new)]
        digits += new
        free = len(new) - 1 if value and value >= 20 else 0
    return digits


def _is_full(digits: str) -> bool:
    """A mobile number with or without its first 8, or one with a city's code."""
    return bool(re.fullmatch(r"[78][3-9]\d{9}|9\d{9}", digits))


def _spelled(text: str, places: list[int]) -> Iterator[Span]:
    """A whole number anywhere; a short one beside «телефон», «домашний», «звоните»."""
    last = 0
    for place in places:
        run = _RUN.match(text, place) if place >= last else None
        if not run:
            continue
        last = run.end()
        prefix = _PREFIX.search(text, max(0, place - 8), place)
        start = prefix.start() if prefix else place
        digits = _dialled(text[start:last])
        is_beside = _WORD_AFTER.match(text, last) or _WORD_BEFORE.search(text, max(0, start - _REACH), start)
        if _is_full(digits) or (is_beside and _LEAST <= len(digits) <= 11):
            yield start, last


SPELLED = (
    rule(
        "phone-spelled", "PHONE", SURE, "номер телефона, записанный словами", _spelled,
        cue=" ".join(_VALUES),
    ),
)  # fmt: skip
