"""Telephones, e-mail addresses and identifiers in any writing; numbers that are personal by their form.

The check sums are written anew: a mistake in those of the masker must not blind the gate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

# Neither the tail of a fraction nor a piece of a hash.
_BEFORE, _AFTER = r"(?<![0-9A-Za-z_])(?<!\d[.,])", r"(?![0-9A-Za-z_])"
_RUN = re.compile(_BEFORE + r"\+?\d(?:(?:[\s()/-]{0,3}|\.(?=\d{2,4}(?!\d)))\d){4,24}" + _AFTER)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SPOKEN_AT = re.compile(
    r"\s?(?:[(\[{<«\"]\s?)?(?<![\w.-])(?:at|@|собак[аиуой]{1,2}|собачк[аиуой]{1,2})(?![\w.-])(?:\s?[)\]}>»\"])?\s?",
    re.IGNORECASE,
)
_SPOKEN_DOT = re.compile(r"\s?[(\[{]?\s?(?<!\w)(?:dot|точка)(?!\w)\s?[)\]}]?\s?", re.IGNORECASE)
_ID = re.compile(r"(?<![\w.,-])[A-Za-zА-Яа-яЁё]{1,8}[-_]?\d{4,12}(?![\w-])|(?<![\w.,-])\d{8,12}(?![\w-])")
_OF_PHONE = re.compile(r"(?:тел|звон|факс|номер|моб|сот|\bт\.|phone|\btel\b)\D{0,24}$", re.IGNORECASE)
_LOCAL = range(5, 8)
# Of a number without a code: as no sum and no count is written.
_HYPHENED = re.compile(r"\d{1,3}-\d\d-\d\d")
_NO_CITY = re.compile(r"\(\s*[89]")
# Cheap questions that most texts answer with no.
_FIVE, _FOUR = re.compile(r"\d(?:[\s().+/-]{0,3}\d){4}"), re.compile(r"\d{4}")
_SEVERAL = re.compile(r"[;,/\n]|\bили\b|\bдоб")

_MOBILE = re.compile(
    _BEFORE + r"(?:\+\s?7|8|7)[\s(-]{0,3}9\d\d[\s)-]{0,3}\d{3}[\s-]{0,2}\d\d[\s-]{0,2}\d\d" + _AFTER
)
_SNILS = re.compile(_BEFORE + r"\d{3}([\s-]?)\d{3}\1\d{3}[\s-]?\d\d" + _AFTER)
_INN = re.compile(_BEFORE + r"\d{12}" + _AFTER)
_CARD = re.compile(_BEFORE + r"[2-6]\d{3}([\s-]?)\d{4}\1\d{4}\1\d{4}" + _AFTER)
_PASSPORT = re.compile(
    r"паспорт[^\dA-Za-z|\n]{0,40}\d\d\s?\d\d[^\d|\n.:/]{0,12}\d{6}(?!\d|[./:]\d)", re.IGNORECASE
)
_LONG = re.compile(r"\d(?:[\s-]?\d){10}")
_NAMED = {
    "snils": re.compile(r"снилс|страхов", re.IGNORECASE),
    "inn": re.compile(r"\bинн\b", re.IGNORECASE),
    "card": re.compile(r"карт", re.IGNORECASE),
}
_CONTEXT = 30


def phone_values(cell: str) -> Iterator[tuple[str, str]]:
    """The numbers of a telephone's own cell."""
    for piece in _SEVERAL.split(cell):
        digits = re.sub(r"\D", "", piece)
        if 5 <= len(digits) <= 15 and len(set(digits)) > 1 and not _is_free(digits[-10:]):
            yield "local" if len(digits) in _LOCAL else "phone", digits[-10:]
            if not _NO_CITY.search(piece):
                yield from _behind_code(piece)


def phones_in(text: str) -> Iterator[tuple[str, str]]:
    """What may be a telephone in a text: ten digits however grouped, a short one hyphened or after «тел.»."""
    for match in _RUN.finditer(text) if _FIVE.search(text) else ():
        groups = re.findall(r"\d+", match[0])
        total = sum(map(len, groups))
        if total in _LOCAL:
            before = text[max(0, match.start() - _CONTEXT) : match.start()]
            if _HYPHENED.fullmatch(match[0]) or _OF_PHONE.search(before):
                yield "local", "".join(groups)
            continue
        yield from _behind_code(match[0])
        for i in range(len(groups)):
            for j, length in enumerate(accumulate(map(len, groups[i:])), start=i + 1):
                digits = "".join(groups[i:j])
                is_whole = length == 10 or (length == 11 and digits[0] in "78")
                if is_whole and not _is_free(digits[-10:]):
                    yield "phone", digits[-10:]


def _behind_code(number: str) -> Iterator[tuple[str, str]]:
    """«(4132) 62-04-15» without its code: the register may know either."""
    _, bracket, rest = number.rpartition(")")
    digits = re.sub(r"\D", "", rest)
    if bracket and len(digits) in _LOCAL and len(set(digits)) > 1:
        yield "local", digits


def _is_free(digits: str) -> bool:
    """«8-800 …»: a line that is free for who calls is an organisation's, and public."""
    return len(digits) == 10 and digits.startswith("800")


def emails_in(text: str) -> Iterator[tuple[str, str]]:
    """E-mail addresses, also written or spoken with «(at)», «собака», «точка»."""
    if _SPOKEN_AT.search(text):
        spoken = _SPOKEN_DOT.sub(".", _SPOKEN_AT.sub("@", text))
        yield from (("email", match[0].lower().strip(".")) for match in _EMAIL.finditer(spoken))
    if "@" in text:
        for match in _EMAIL.finditer(re.sub(r"\s@\s", "@", text)):
            yield "email", match[0].lower().strip(".")


def ids_in(text: str) -> Iterator[tuple[str, str]]:
    """What may be a client's identifier in a source: letters with four digits, or eight digits alone."""
    for match in _ID.finditer(text) if _FOUR.search(text) else ():
        yield "id", match[0].lower()


def papers_in(text: str) -> Iterator[tuple[str, str]]:
    """СНИЛС, a person's ИНН, bank cards, passports: right check sum, and written or named as such."""
    for kind, pattern, is_right in _FORMS if _LONG.search(text) else ():
        for match in pattern.finditer(text):
            is_grouped = kind != "inn" and bool(re.search(r"\d[\s-]\d", match[0]))
            before = text[max(0, match.start() - _CONTEXT) : match.start()]
            if (is_grouped or _NAMED[kind].search(before)) and is_right(re.sub(r"\D", "", match[0])):
                yield kind, re.sub(r"\D", "", match[0])
    for match in _PASSPORT.finditer(text):
        yield "passport", re.sub(r"\D", "", match[0])


def mobiles_in(text: str) -> Iterator[tuple[str, str]]:
    """Mobile telephones, known or not."""
    for match in _MOBILE.finditer(text) if _FIVE.search(text) else ():
        yield "phone", re.sub(r"\D", "", match[0])[-10:]


def is_snils(digits: str) -> bool:
    """Weights 9…1, modulo 101; 100 is written as 00."""
    return sum(int(d) * (9 - i) for i, d in enumerate(digits[:9])) % 101 % 100 == int(digits[9:])


def is_inn(digits: str) -> bool:
    """Two check digits, modulo 11."""
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    return all(
        sum(w * int(d) for w, d in zip(weights[11 - n :], digits, strict=False)) % 11 % 10 == int(digits[n])
        for n in (10, 11)
    ) and len(set(digits)) > 1  # fmt: skip


def is_luhn(digits: str) -> bool:
    """Every second digit from the right is doubled; the sum of all digits ends in 0."""
    doubled = (sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


_FORMS = (("snils", _SNILS, is_snils), ("inn", _INN, is_inn), ("card", _CARD, is_luhn))
