"""Personal data that has a form: numbers, addresses of mail and of people, accounts, dates of birth.

A pattern marks what is to be masked by the group `x`; what surrounds the group is context that makes
the meaning sure (a cue word), or a check sum does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from painmap.text.view import Span


@dataclass(frozen=True)
class Pattern:
    """A regular expression with the group `x`, and what the digits within it must satisfy."""

    regex: re.Pattern[str]
    check: Callable[[str], bool] = lambda _: True


def find(patterns: tuple[Pattern, ...], text: str) -> Iterator[Span]:
    """Spans of the group `x` of every pattern, in the order of the patterns."""
    for pattern in patterns:
        for match in pattern.regex.finditer(text):
            if pattern.check(match["x"]):
                yield match.span("x")


def _p(regex: str, check: Callable[[str], bool] = lambda _: True) -> Pattern:
    return Pattern(re.compile(regex, re.IGNORECASE), check)


def _digits(text: str) -> list[int]:
    return [int(c) for c in text if c in "0123456789"]


def is_snils(text: str) -> bool:
    """Check sum of an insurance number of 11 digits (Приказ ПФР: sum of digits × 9…1, mod 101)."""
    digits = _digits(text)
    if len(digits) != 11:
        return False
    total = sum(d * (9 - i) for i, d in enumerate(digits[:9])) % 101
    return total % 100 == digits[9] * 10 + digits[10]


def is_person_inn(text: str) -> bool:
    """Check sum of a person's taxpayer number of 12 digits (two check digits, mod 11)."""
    digits = _digits(text)
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    if len(digits) != 12:
        return False
    sums = (sum(w * d for w, d in zip(weights[1:], digits, strict=False)),
            sum(w * d for w, d in zip(weights, digits, strict=False)))  # fmt: skip
    return [s % 11 % 10 for s in sums] == digits[10:]


def is_card(text: str) -> bool:
    """Check sum of Luhn over 16 to 19 digits."""
    digits = _digits(text)[::-1]
    doubled = [d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)]
    return 16 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def _is_no_phone(text: str) -> bool:
    return text[0] not in "78" and is_snils(text)


def _is_no_date(text: str) -> bool:
    """«12-03-25» may be a date: without a cue it is no telephone."""
    first, middle, _ = (int(part) for part in text.split("-"))
    return len(text) > 8 or not (1 <= first <= 31 and 1 <= middle <= 12)


def _has_three_digits(text: str) -> bool:
    return len(_digits(text)) >= 3


_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
_DATE = (
    rf"(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:\d{{4}}|\d{{2}})(?!\d)|\d{{1,2}}\s+{_MONTH}\s+\d{{4}})"
)
_LETTER = "[АВЕКМНОРСТУХABEKMHOPCTYX]"
_GAP = r"[\s()–.-]{0,3}"
_TELEPHONE = r"(?:тел|сот(?:ов|\b)|моб|звон|вотсап|ватсап|whats\s?app|факс)"

EMAIL = (_p(r"(?P<x>[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+)"),)

ACCOUNT = (
    _p(
        r"(?P<x>(?:https?://)?(?:www\.|m\.)?"
        r"(?:vk\.com|vk\.ru|ok\.ru|t\.me|instagram\.com|facebook\.com|wa\.me|tiktok\.com)/[^\s<>\"'`,)\]]+)"
    ),
    _p(r"(?<![\w.@])(?P<x>@[a-z][\w.]{2,}\w)"),
)

SNILS = (
    _p(r"(?<![\d-])(?P<x>\d{3}[ -]\d{3}[ -]\d{3}[ -]{1,3}\d{2})(?!\d)"),
    _p(r"снилс\D{0,20}(?P<x>\d(?:[\s-]{0,2}\d){10})(?!\d)"),
    _p(r"(?<!\d)(?P<x>\d{11})(?!\d)", _is_no_phone),
)

INN = (
    _p(r"\bинн\D{0,20}(?P<x>\d(?:\s?\d){11}|\d(?:\s?\d){9})(?!\d)"),
    _p(r"(?<!\d)(?P<x>\d{12})(?!\d)", is_person_inn),
)

CARD = (
    _p(r"(?<!\d)(?P<x>\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{2,3})?)(?!\d)"),
    _p(r"(?<!\d)(?P<x>\d{16,19})(?!\d)", is_card),
    _p(r"(?:\bкарт|сч[её]т)\w*\D{0,25}(?P<x>\d(?:[ -]?\d){15,19})(?!\d)"),
    # Accounts of persons and firms have 20 digits and begin with 4 (408, 423) or 3 (correspondent).
    _p(r"(?<!\d)(?P<x>[34]\d{19})(?!\d)"),
)

PASSPORT = (
    _p(r"(?P<x>сери[яию][\s:]*\d{2}\s?\d{2}[\s,;]*(?:(?:номер|№|n)[\s:]*)?\d{6})(?!\d)"),
    _p(r"паспорт\w*\D{0,30}?(?P<x>\d{2}\s?\d{2}[\s,№n-]{0,4}(?:номер[\s:]*)?\d{6})(?!\d)"),
    _p(r"(?<![\d-])(?P<x>\d{2} \d{2} \d{6})(?!\d)"),
    _p(r"(?<!\d)(?P<x>\d{4} ?\d{6})(?=[\s,]+выдан)"),
)

CERTIFICATE = (_p(r"(?<!\w)(?P<x>[ivxlcі1]{1,6}\s?[-–]\s?[а-яё]{2}\s*(?:№|n|номер)?\s*\d{6})(?!\d)"),)

PLATE = (
    Pattern(re.compile(rf"(?<!\w)(?P<x>{_LETTER} ?\d{{3}} ?{_LETTER}{{2}}(?: ?\d{{2,3}})?)(?!\w)")),
    _p(rf"(?<!\w)(?P<x>{_LETTER}\d{{3}}{_LETTER}{{2}}\d{{2,3}})(?!\w)"),
    _p(
        r"(?:гос\.?\s?(?:номер|знак)|номер\w*|машин|авто|г/н|гос\.?)\W{0,4}(?:\w+\W+){0,2}?"
        rf"(?P<x>\b{_LETTER}\s?\d{{3}}\s?{_LETTER}{{2}}\s?\d{{0,3}}\b)"
    ),
)

BIRTHDATE = (
    _p(
        r"(?:дат[аыуе]\s+рожд\w*|д\.\s?р\.|г\.\s?р\.|рожд[её]нн?\w{0,4}|родил\w+(?:\s+\w+){0,3}?)"
        rf"[\s:,–-]{{1,5}}(?:в\s+|с\s+)?(?P<x>{_DATE})"
    ),
    _p(rf"(?P<x>{_DATE}|\b(?:19|20)\d\d)\s*(?:г(?:ода|од|\.)?\s*)?(?:рожд(?:ения|\.)|г\.?\s?р\b)"),
)

CASE = (
    _p(
        r"\b(?:обращени|заявлени|заявк|жалоб|сообщени|письм|полис|талон|договор|лицев\w+\s+сч[её]т|л/с|дел[оауе]\b"
        r"|вх\b|исх\b|рег\b)\w*\.?\s*(?:за\s+)?(?:№+|номер\w*|n|#)\s*:?\s*(?P<x>\w[\w/.-]*\w)",
        _has_three_digits,
    ),
    _p(r"\b(?:вх|исх|рег)\.\s*(?:№+|номер\w*)?\s*(?P<x>[\w/-]*\d[\w/-]*\w)", _has_three_digits),
)

PHONE = (
    _p(rf"(?<![\d/])(?P<x>(?:\+\s?7|\b[78]){_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?!\d)"),
    _p(rf"(?<![\d/])(?P<x>(?:\+\s?7|\b[78]){_GAP}\d{{4,5}}{_GAP}\d{{1,2}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?!\d)"),
    _p(rf"(?<![\d/])(?P<x>\(?9\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}})(?!\d)"),
    _p(r"(?P<x>\(\d{3,5}\)\s?\d{1,3}[\s-]\d{2}[\s-]?\d{2})(?!\d)"),
    _p(r"(?<!\d)(?P<x>\d{4}[ -]\d{2}-\d{2}-\d{2})(?!\d)"),
    _p(rf"\b{_TELEPHONE}\w*[^\d\n]{{0,25}}(?P<x>\+?\d(?:[\s()–.-]{{0,3}}\d){{4,10}})(?!\d)"),
    _p(r"(?<![\d/.-])(?P<x>\d{1,3}-\d{2}-\d{2})(?![\d/.-]|-\d)", _is_no_date),
)

_STREET_TYPE = (
    r"(?:ул(?:иц[аыеуи]|иц[её]й)?|пр-?к?т|просп(?:ект\w*)?|пер(?:еул\w*)?|бул(?:ьв\w*)?|б-р|шоссе|ш|площад\w+|пл"
    r"|наб(?:ережн\w*)?|проезд\w*|тупик\w*|мкр?|микрорайон\w*|квартал\w*)\b\.?"
)
_PLACE = (
    r"(?:(?:г(?:ор(?:од\w*)?)?|с(?:ел[оаеу])?|п(?:ос)?|пос[её]л\w+|пгт"
    r"|дер(?:евн\w+)?|д|аул\w*|р-н|район\w*)\b\.?\s*[а-яё-]+[,\s]+)"
)
_NAME = r"(?:\d{1,3}(?:-?[а-яё]{1,2})?\s+)?[а-яё][а-яё.-]*(?:\s+[а-яё][а-яё.-]*){0,3}?"
_STREET = rf"(?:{_STREET_TYPE}\s*{_NAME}|[а-яё-]+\s+{_STREET_TYPE})"
_HOUSE = (
    r"[,\s]*(?:\bд(?:ом)?\b\.?\s*)?№?\s*\d+\s?(?:[а-яё]\b)?(?:\s?[/-]\s?\d+)?"
    r"(?:[,\s]*\b(?:к(?:ор(?:п(?:ус)?)?)?|стр(?:оение)?)\b\.?\s*\d*[а-я]?\b)?"
)
_FLAT = r"[,\s]*\bкв(?:артир[аеуы])?\b\.?\s*№?\s*\d+"
_LIVES = (
    r"(?:прожива\w+|прописан\w*|зарегистрирован\w*|живу|жив[её]м|(?:мой|наш|домашний)\s+адрес|адрес\s+проживания"
    r"|место\s+жительства)[\s:,–-]+(?:(?:я|по|на|в|адресу|:)\s*){0,3}"
)

ADDRESS = (
    _p(rf"\b(?P<x>{_PLACE}{{0,3}}{_STREET}{_HOUSE}{_FLAT})(?!\d)"),
    _p(rf"\b{_LIVES}(?P<x>{_PLACE}{{0,3}}{_STREET}{_HOUSE}(?:{_FLAT})?)(?!\d)"),
    _p(r"(?<!\w)(?P<x>(?:д\.|дом)\s*№?\s*\d+[а-я]?(?:/\d+)?" + _FLAT + r")(?!\d)"),
    _p(rf"\b{_LIVES}(?P<x>{_PLACE}{{0,2}}(?-i:[А-ЯЁ])[а-яё-]+(?:\s+[а-яё-]+)?{_HOUSE}(?:{_FLAT})?)(?!\d)"),
)
