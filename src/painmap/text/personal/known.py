"""Known entities of a row: its own name, telephone, e-mail and address, wherever its text repeats them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from painmap.text import language
from painmap.text.personal import declension
from painmap.text.personal.base import SURE, Known, Recogniser
from painmap.text.personal.known_address import address
from painmap.text.view import Span

_ORGANISATION = re.compile(
    r"[«\"“]|\b(?:ооо|оао|зао|пао|ао|мку|мбу|мбоу|мбдоу|мкоу|гбу|гку|гуп|муп|спк|снт|тсж|нко|кфх|администрация)\b",
    re.IGNORECASE,
)
_INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[А-ЯЁа-яё]\.\s?){1,2}$")
_INITIALS_AFTER = re.compile(
    r",?\s?[А-ЯЁа-яё]\.\s?(?:[А-ЯЁа-яё](?:\.|(?!\w)))|,?\s?[А-ЯЁ]\.|\s[А-ЯЁа-яё]\s?[А-ЯЁа-яё](?![\w.])"
)
_PART = re.compile(r"[А-ЯЁа-яё]+")
_COMPOUND = re.compile(r"[А-ЯЁа-яё]{2,}(?:-[А-ЯЁа-яё]{2,})+")
_BEGINS = re.compile(r"(?:^|[.!?\n])[\s«\"(–—-]*$")
_STATUS = frozenset({"ип", "индивидуальный", "предприниматель", "гражданин", "гражданка", "гр", "глава"})


def _name(text: str, known: Known) -> Iterator[Span]:
    """Words of the persons' names in every case of declension; none for an organisation's title."""
    if not known.name or _ORGANISATION.search(known.name):
        return
    readable = declension.plain(text)
    found = [
        (match.span(), _is_sure(text, part, *match.span()))
        for part in parts(known.name)
        for match in declension.forms(part).finditer(readable)
    ]
    letters = frozenset(p[0].lower() for p in _PART.findall(known.name))
    found.sort()
    for i, (span, is_sure) in enumerate(found):
        start, end = _with_initials(text, *span, letters)
        neighbours = found[max(0, i - 2) : i + 3]
        if is_sure or (start, end) != span or any(_are_beside(text, span, other) for other, _ in neighbours):
            yield start, end


def parts(name: str) -> list[str]:
    """The words of a person's name; «Мамед-заде» is also written as one word."""
    found = [p for p in _PART.findall(name) if len(p) >= 2 and p.lower() not in _STATUS]
    return [*found, *(compound.replace("-", "") for compound in _COMPOUND.findall(name))]


def _is_sure(text: str, part: str, start: int, end: int) -> bool:
    """Whether the form alone is the name: «Вера», «Роза», «Ли», «еле» of «Еля» are ordinary words too."""
    if len(part) == 2:
        return False
    form = language.word(text[start:end])
    if form.common and not (form.name or form.surname or form.patronymic) and not _is_common(part):
        return text[start].isupper() and not _BEGINS.search(text[max(0, start - 8) : start])
    return text[start].isupper() or not _is_common(part)


def _is_common(part: str) -> bool:
    """«Иванов» is a possessive adjective too, but hardly ever met as one."""
    seen = language.word(part)
    return seen.common and not (seen.surname and re.search(r"(?:[оеё]в|[иы]н)а?$", part.lower()))


def _are_beside(text: str, one: Span, other: Span) -> bool:
    between = (one[1], other[0]) if one[1] <= other[0] else (other[1], one[0])
    return one != other and 0 <= between[1] - between[0] <= 3 and not text[slice(*between)].strip(" \n\xa0-")


def _with_initials(text: str, start: int, end: int, letters: frozenset[str]) -> Span:
    """«заявитель Магомедов М. М.»: the initials beside the surname; small ones only if they fit."""
    before, after = _INITIALS_BEFORE.search(text[max(0, start - 8) : start]), _INITIALS_AFTER.match(text, end)
    if before and _are_of(before[0], letters):
        start -= len(before[0])
    if after and _are_of(after[0], letters):
        end = after.end()
    return start, end


def _are_of(initials: str, letters: frozenset[str]) -> bool:
    found = [c for c in initials if c.isalpha()]
    return all(c.isupper() for c in found) or (len(found) == 2 and letters.issuperset(found))


def _phone(text: str, known: Known) -> Iterator[Span]:
    """The telephone in any writing; several numbers may stand in one field."""
    for number in re.split(r"[,;/]|\s{2,}", known.phone):
        digits = re.sub(r"\D", "", number)[-10:]
        if len(digits) >= 5:
            body = r"[\s()–.-]{0,3}".join(digits)
            prefix = r"(?:(?:\+\s?)?[78][\s()–.-]{0,3}\(?)?" if len(digits) == 10 else ""
            yield from _spans(rf"(?<!\d){prefix}{body}(?!\d)", text)


def _email(text: str, known: Known) -> Iterator[Span]:
    """The e-mail address in any case of letters; several may stand in one field."""
    for mailbox in re.split(r"[,;\s]+", known.email):
        if "@" in mailbox:
            yield from _spans(re.escape(mailbox), text)


def _spans(pattern: str, text: str) -> Iterator[Span]:
    return (m.span() for m in re.finditer(pattern, text, re.IGNORECASE))


def _own(rule: str, kind: str, reason: str, spans: Callable[[str, Known], Iterator[Span]]) -> Recogniser:
    return Recogniser(rule, kind, SURE, reason, lambda text, facts: spans(text, facts.known))


KNOWN = (
    _own("own-email", "EMAIL", "эл. почта из полей этой же строки", _email),
    _own("own-phone", "PHONE", "телефон из полей этой же строки", _phone),
    _own("own-address", "ADDRESS", "адрес из полей этой же строки", address),
    _own("own-name", "PERSON", "имя из полей этой же строки", _name),
)
