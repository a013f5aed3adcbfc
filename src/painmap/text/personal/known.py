"""Known entities of a row: its own name, telephone, e-mail and address, wherever its text repeats them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from painmap.text import language
from painmap.text.personal.base import SURE, Known, Recogniser
from painmap.text.view import Span

_ENDINGS = (
    "а|я|у|ю|е|и|ы|ой|ей|ою|ею|ом|ем|ым|им|ого|его|ому|ему|ая|яя|ую|юю|ье|ью|ых|их|ыми|ими"
    "|ий|ый|ам|ами|ах|ь|й|"
)
_ORGANISATION = re.compile(
    r"[«\"“]|\b(?:ооо|оао|зао|пао|ао|мку|мбу|мбоу|мбдоу|мкоу|гбу|гку|гуп|муп|спк|снт|тсж|нко|кфх|администрация)\b",
    re.IGNORECASE,
)
_INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[А-ЯЁа-яё]\.\s?){1,2}$")
_INITIALS_AFTER = re.compile(
    r",?\s?[А-ЯЁа-яё]\.\s?(?:[А-ЯЁа-яё](?:\.|(?!\w)))|,?\s?[А-ЯЁ]\.|\s[А-ЯЁа-яё]\s?[А-ЯЁа-яё](?![\w.])"
)
_PART = re.compile(r"[А-ЯЁа-яё]+")
_STREET_WORD = re.compile(r"[а-яё]{4,}")
# No postal index.
_HOUSE = re.compile(r"(?<!\d)(?!\d{6})\d+(?:[а-яё](?![а-яё]))?(?:/\d+)?")
_KIND_BEFORE = r"(?:\b(?:ул|улиц[аеуы]й?|пр-т|пр-кт|проспект[ауе]?|пер|переулк?[а-я]*|бульвар[ае]?)\b\.?\s*)?"
_KIND_AFTER = r"(?:\s(?:ул|улиц[аеуы]|пр-т|проспект[ауе]?|пер|переулк?[а-я]*|бульвар[ае]?)\b\.?)?"
_HOUSE_WORD = r"(?:\bд(?:ом[а-я]*)?\b\.?\s*)?"
_STATUS = frozenset({"ип", "индивидуальный", "предприниматель", "гражданин", "гражданка", "гр", "глава"})
_GENERIC = re.compile(
    r"улиц|проспект|переул|бульвар|площад|набережн|шоссе|проезд|тупик|микрорайон|квартал|город|пос[её]л|деревн|район"
    r"|республик|област|край|округ|квартир|корпус|строен",
    re.IGNORECASE,
)


def _name(text: str, known: Known) -> Iterator[Span]:
    """Words of the persons' names in every case of declension; none for an organisation's title."""
    if not known.name or _ORGANISATION.search(known.name):
        return
    parts = [p for p in _PART.findall(known.name) if len(p) >= 2 and p.lower() not in _STATUS]
    plain = _plain(text)
    found: list[tuple[Span, bool]] = []
    for part in parts:
        # «Вера», «Роза», «Ли»: alone and in lower case it is the ordinary word.
        is_common = len(part) == 2 or _is_common(part)
        for match in _forms(part).finditer(plain):
            found.append((match.span(), not is_common or (len(part) > 2 and text[match.start()].isupper())))
    letters = frozenset(p[0].lower() for p in _PART.findall(known.name))
    found.sort()
    for i, (span, is_sure) in enumerate(found):
        start, end = _with_initials(text, *span, letters)
        neighbours = found[max(0, i - 2) : i + 3]
        if is_sure or (start, end) != span or any(_are_beside(text, span, other) for other, _ in neighbours):
            yield start, end


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
    for address in re.split(r"[,;\s]+", known.email):
        if "@" in address:
            yield from _spans(re.escape(address), text)


def _address(text: str, known: Known) -> Iterator[Span]:
    """Street, house and flat of the address; a street without its house is often the subject and stays."""
    plain, address = _plain(text), known.address.lower()
    for match in _STREET_WORD.finditer(address):
        numbers = _HOUSE.findall(address, match.end()) or _HOUSE.findall(address)
        if _GENERIC.match(match[0]) or not numbers:
            continue
        street = rf"{_KIND_BEFORE}{_forms(match[0]).pattern}{_KIND_AFTER}"
        house, *rest = (re.escape(n) for n in numbers)
        tail = "".join(rf"(?:[^\d\n;!?]{{1,12}}{n}(?![\d]))?" for n in rest)
        yield from _spans(rf"{street}[^\d\n.;!?]{{0,3}}{_HOUSE_WORD}№?\s?{house}(?!\d){tail}", plain)
        flat = rf"(?:\bкв\w*\.?\s?{rest[-1]}[\s,]{{1,3}})?" if rest else ""
        yield from _spans(rf"{flat}\bд(?:ом[а-я]*)?\b\.?\s?№?\s?{house}[\s,]{{0,3}}(?:по\s)?{street}", plain)


def _forms(part: str) -> re.Pattern[str]:
    lower = _plain(part.lower())
    stem = re.sub(r"(?:ий|ый|ой|ая|яя|[аеиоуыэюяьй])$", "", lower) if len(lower) > 3 else lower
    irregular = "|".join(sorted(map(re.escape, language.name_forms(part))))
    return re.compile(rf"(?<!\w)(?:{re.escape(stem)}(?:{_ENDINGS})|{irregular})(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    return text.replace("ё", "е").replace("Ё", "Е")


def _spans(pattern: str, text: str) -> Iterator[Span]:
    return (m.span() for m in re.finditer(pattern, text, re.IGNORECASE))


def _own(rule: str, kind: str, reason: str, spans: Callable[[str, Known], Iterator[Span]]) -> Recogniser:
    return Recogniser(rule, kind, SURE, reason, lambda text, facts: spans(text, facts.known))


KNOWN = (
    _own("own-email", "EMAIL", "эл. почта из полей этой же строки", _email),
    _own("own-phone", "PHONE", "телефон из полей этой же строки", _phone),
    _own("own-address", "ADDRESS", "адрес из полей этой же строки", _address),
    _own("own-name", "PERSON", "имя из полей этой же строки", _name),
)
