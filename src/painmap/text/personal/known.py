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
_INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[А-ЯЁ]\.\s?){1,2}$")
_INITIALS_AFTER = re.compile(r",?\s?[А-ЯЁ]\.(?:\s?[А-ЯЁ](?:\.|(?!\w)))?")
_STATUS = frozenset({"ип", "индивидуальный", "предприниматель", "гражданин", "гражданка", "гр", "глава"})
_GENERIC = re.compile(
    r"улиц|проспект|переул|бульвар|площад|набережн|шоссе|проезд|тупик|микрорайон|квартал|город|пос[её]л|деревн|район"
    r"|республик|област|край|округ|квартир|корпус|строен",
    re.IGNORECASE,
)


def _name(text: str, known: Known) -> Iterator[Span]:
    """Words of the person's name in every case of declension; none for an organisation's title."""
    if not known.name or _ORGANISATION.search(known.name):
        return
    found = []
    for part in re.findall(r"[А-ЯЁа-яё]+", known.name):
        if len(part) >= 3 and part.lower() not in _STATUS:
            # «Вера», «Роза»: alone and in lower case it is the ordinary word.
            is_common = language.word(part).common
            for match in _forms(part).finditer(_plain(text)):
                found.append((match.span(), not is_common or text[match.start()].isupper()))
    for (start, end), is_sure in found:
        if is_sure or any(end + 1 == first or last + 1 == start for (first, last), _ in found):
            yield _with_initials(text, start, end)


def _with_initials(text: str, start: int, end: int) -> Span:
    """«заявитель Магомедов М. М.»: the initials beside the surname are part of the name."""
    before, after = _INITIALS_BEFORE.search(text[:start]), _INITIALS_AFTER.match(text, end)
    return (before.start() if before else start), (after.end() if after else end)


def _phone(text: str, known: Known) -> Iterator[Span]:
    """The telephone in any writing; several numbers may stand in one field."""
    for number in re.split(r"[,;/]|\s{2,}", known.phone):
        digits = re.sub(r"\D", "", number)[-10:]
        if len(digits) >= 5:
            body = r"[\s()–.-]{0,3}".join(digits)
            prefix = r"(?:(?:\+\s?)?[78][\s()–.-]{0,3}\(?)?" if len(digits) == 10 else ""
            yield from _spans(rf"(?<!\d){prefix}{body}(?!\d)", text)


def _email(text: str, known: Known) -> Iterator[Span]:
    """The e-mail address in any case of letters."""
    if "@" in known.email:
        yield from _spans(re.escape(known.email.strip()), text)


def _address(text: str, known: Known) -> Iterator[Span]:
    """Street, house and flat of the address; a street without its house is often the subject and stays."""
    words = [w for w in re.findall(r"[А-ЯЁа-яё]{4,}", known.address) if not _GENERIC.match(w)]
    numbers = re.findall(r"\d+[а-яё]?(?:/\d+)?", known.address.lower())
    if not words or not numbers:
        return
    house = rf"[^\d\n.;!?]{{0,3}}(?:\bд(?:ом)?\b\.?\s*)?№?\s?{re.escape(numbers[0])}(?![\d])"
    rest = "".join(rf"(?:[^\d\n;!?]{{1,12}}{re.escape(n)}(?!\d))?" for n in numbers[1:])
    pattern = (
        rf"(?:\b(?:ул|улиц[аеуы]|пр-т|проспект[ае]?|пер)\b\.?\s*)?{_forms(words[-1]).pattern}{house}{rest}"
    )
    yield from _spans(pattern, _plain(text))


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
