"""Telephone numbers: mobile, city and short; those of institutions too, since none looks otherwise.

Free numbers «8 800 …» are given to firms and institutions only and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, Facts, Recogniser, rule, shape
from painmap.text.personal.telephones_spelled import SPELLED
from painmap.text.view import Span

# Between two digits of one number, on one line.
_GAP = r"[ \t\xa0\u2007\u2009\u202f()./\\–—_~*-]{0,3}"
_EXTENSION = r"(?:,?\s?\(?доб(?:ав\w*)?\.?\s?№?\s?\d{1,5}(?!\d)\)?)?"
# What follows a sum or a count and no telephone.
_NO_COUNT = r"(?!\d|[,.]\d|\s?(?:руб|р\b|₽|тыс|млн|коп|%|м2|км\b|кг\b|шт|лет\b|год|мес|мин|час|дн|сут|раз))"
_DIGITS = re.compile(r"\d+")
_CALENDAR = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(?:(?:19|20)\d\d|\d\d)(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \xa0]\d{3})+")


def _is_grouped(text: str) -> bool:
    """Digits in such groups as telephones have: «1 2 3 …» or some of three, not «8 9 10 11 12 …»."""
    sizes = {len(group) for group in _DIGITS.findall(text)}
    return not _is_date(text) and (max(sizes) >= 3 or sizes == {1} or "-" in text)


def _is_date(text: str) -> bool:
    """Whether a date stands in it: «12.03.2024», «12-03-25»."""
    return any(1 <= int(m[1]) <= 31 and 1 <= int(m[3]) <= 12 for m in _CALENDAR.finditer(text))


def _is_short(text: str) -> bool:
    """«2-34-56» and no date «12-03-25»: years of dates in letters of our time end at 35."""
    return not _is_date(text) or int(text[-2:]) > 35


def _is_with_code(text: str) -> bool:
    return 9 <= sum(map(str.isdigit, text)) <= 11


_STRONG = re.compile(
    r"\b(?:(?:тел|телефон[а-яё]*|сот|сотов[а-яё]*|моб|мобил[а-яё]*|в[ао]тс?ап[а-яё]*|вацап[а-яё]*|what'?s?\s?app"
    r"|viber|вайбер[а-яё]*|факс[а-яё]*|phone|tel|mob)(?![^\W\d_])|с\.\s?т\."
    # Not the initials «Р. Т.».
    r"|[дмр]\.\s?(?-i:т)\.(?=[\s:№–-]{0,4}\d))(?P<gap>[^\d\n\[\]]{0,30})",
    re.IGNORECASE,
)
_STRONG_CUE = "телефон тел сот моб ватсап вотсап вацап what viber вайбер факс phone tel mob с д м р"
_NUMBER = re.compile(
    rf"\+?\(?\d(?:{_GAP}\d){{8,11}}{_EXTENSION}(?!\d)|\d(?:{_GAP}\d){{4,7}}{_EXTENSION}{_NO_COUNT}",
    re.IGNORECASE,
)
_FOUR = re.compile(rf"\d\d-\d\d(?!-){_NO_COUNT}", re.IGNORECASE)
_AND = re.compile(
    r"\s{0,2}(?:[,;/]|\bи\b|\bили\b)\s{0,2}(?:(?:моб|сот|раб|дом|факс|тел)\w{0,8}[.:]{0,2}\s{0,2})?(?=[+(\d])",
    re.IGNORECASE,
)
_FEW_WORDS = re.compile(r"\W*(?:[^\W\d]+\W+){0,2}")
_NO_WORD = re.compile(r"[\s.:–—-]*")


def _after_word(text: str, places: list[int]) -> Iterator[Span]:
    """«тел. 2-34-56, 8900…»: every number of the list that follows the word."""
    for place in places:
        cue = _STRONG.match(text, place)
        at = cue.end() if cue else len(text)
        while cue and (found := _listed(text, at, cue["gap"])):
            yield found
            following = _AND.match(text, found[1])
            at = following.end() if following else len(text)


def _listed(text: str, at: int, gap: str) -> Span | None:
    """A number that begins here; few bare digits are one only right after the word."""
    number = _NUMBER.match(text, at)
    if not number:
        four = _FOUR.match(text, at) if _NO_WORD.fullmatch(gap) else None
        return four.span() if four else None
    count = sum(map(str.isdigit, number[0]))
    is_direct = bool(_FEW_WORDS.fullmatch(gap))
    is_sum = not is_direct and bool(_THOUSANDS.fullmatch(number[0]))
    is_calendar = _is_date(number[0]) and not (is_direct and "." not in number[0] and count < 8)
    is_bare = not is_direct and count < 7 and "-" not in number[0]
    return None if is_sum or is_calendar or is_bare else number.span()


# Strict at both ends: a longer number that begins so is none.
_FREE = re.compile(r"(?<!\d)(?<!\d[ .:/-])(?:\+\s?7|8)[ (.-]{0,3}800[ ).-]{0,3}(?:\d[ .-]?){6}\d(?![ -]?\d)")
_LONGEST_FREE = 32


def _of_persons(recogniser: Recogniser) -> Recogniser:
    """The recogniser without what overlaps a free number, whose end looks like a city's number."""

    def find(text: str, facts: Facts) -> Iterable[Span]:
        for start, end in recogniser.find(text, facts):
            around = _FREE.finditer(text, max(0, start - _LONGEST_FREE), end + _LONGEST_FREE)
            if not any(free.start() < end and start < free.end() for free in around):
                yield start, end

    return replace(recogniser, find=find)


_NO_ROUTE = "".join(f"(?<!маршрут{ending} )" for ending in ("", "а", "у", "ы", "ом", "ов", "ам", "ах", "ами"))

_PHONE = (
    shape(
        "phone-11-digits", "PHONE", SURE, "11 цифр с кодом страны, разбитые как телефон",
        r"(?<!\d)(?<!\d[./:-])(?P<x>(?:\+\s?7|(?:00|810)[ -]?7|[78])"
        rf"{_GAP}[3-9](?:{_GAP}\d){{9}}{_EXTENSION})(?!\d)",
        _is_grouped, before=2, digits=11,
    ),
    shape(
        "phone-abroad", "PHONE", SURE, "10–14 цифр после знака «+»",
        rf"(?P<x>\+\s?\d(?:{_GAP}\d){{9,13}})(?!\d)", _is_grouped, before=2, digits=10,
    ),
    shape(
        "phone-mobile", "PHONE", LIKELY, "10 цифр, начинаются с 9, как мобильный номер",
        rf"(?<!\d)(?<!\d[./:-])(?P<x>\(?9\d{{2}}(?:{_GAP}\d){{7}})(?!\d)", _is_grouped, before=1, digits=10,
    ),
    shape(
        "phone-code-in-brackets", "PHONE", SURE, "код в скобках и номер",
        rf"(?P<x>(?:(?:\+\s?7|\b[78]){_GAP})?\(\s?\d{{3,5}}\s?\){_GAP}\d(?:{_GAP}\d){{3,6}}{_EXTENSION})(?!\d)",
        _is_with_code, before=2, digits=9,
    ),
    shape(
        "phone-long-code", "PHONE", LIKELY, "код из четырёх или пяти цифр и номер",
        r"(?<!\d)(?<!\d-)(?P<x>(?:8[ -])?(?:\d{4}[ -]\d{2}|\d{5}[ -]\d)-\d{2}-\d{2})(?!-?\d)",
        before=0, digits=10,
    ),
    rule(
        "phone-after-word", "PHONE", SURE, "цифры после слова «телефон», «моб.» и подобных",
        _after_word, cue=_STRONG_CUE, digits=4,
    ),
    shape(
        "phone-after-abbreviation", "PHONE", SURE, "номер через дефисы после «т.»",
        rf"\bт\.\s?:?\s?(?P<x>\d{{1,3}}-\d{{2}}-\d{{2}}|\+?\d(?:{_GAP}\d){{9,10}})(?![\d-])",
        cue="т", digits=5,
    ),
    # A date is seldom dialled: «звоните 26-12-34».
    shape(
        "phone-short-after-word", "PHONE", SURE, "номер через дефисы после слов «номер», «звоните»",
        r"\b(?:номер\w{0,3}|(?:по)?звон(?:ите|ить)|наберите|набрать)\s[^\d\n\[\]]{0,25}"
        r"(?P<x>\d{1,3}-\d{2}-\d{2})(?![\d/-])",
        cue="номер звоните позвоните наберите набрать", digits=5,
    ),
    # «СНиП 23-05-95», «№ 12-34-56», «маршрут 8-12-45» are no telephones.
    shape(
        "phone-short", "PHONE", POSSIBLE, "городской номер через дефисы, не похожий на дату",
        r"(?<![\d/.:-])(?<!снип )(?<!гост )(?<!№ )(?<!№)"
        rf"{_NO_ROUTE}(?P<x>\d{{1,3}}-\d{{2}}-\d{{2}})(?!-|/\d){_NO_COUNT}",
        _is_short, before=0, digits=5,
    ),
)  # fmt: skip
PHONE = (*SPELLED, *(_of_persons(recogniser) for recogniser in _PHONE))
