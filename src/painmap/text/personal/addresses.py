"""Private addresses: with a flat, or where the writer lives; a street and house alone stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text.personal.address_parts import (
    CAPITAL,
    FLAT,
    FLAT_CUE,
    FLAT_FIRST,
    HOUSE_WORD,
    IGNORE_CASE,
    INITIALS,
    LETTER,
    NO_COUNT,
    ORDINAL,
    STREET_TYPE,
    WORD,
    WORD_START,
    read,
)
from painmap.text.personal.addresses_home import HOMES, is_flat
from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, rule
from painmap.text.view import Span

# Characters: an address up to its flat; the longest of the development texts has 120.
_WINDOW = 160
_BESIDE = 150


def _with_flat(text: str, places: list[int]) -> Iterator[Span]:
    """Up to a flat from where the address begins before it; windows do not overlap, so time is linear."""
    last = 0
    for place in places:
        flat = FLAT.match(text, place)
        if not flat or place < last:
            continue
        first = FLAT_FIRST.match(text, flat.start())
        if first:
            last = first.end()
            yield first.span()
            continue
        begin = max(last, flat.start() - _WINDOW)
        last = flat.end()
        for start in WORD_START.finditer(text, begin, flat.start()):
            found = read(text, start.start())
            if found and found.is_named and found.end >= flat.end():
                last = found.end
                yield start.start(), found.end
                break


_FILLER = (
    r"[\s:,;–—-]*(?:(?:я|мы|по|на|в|во|адрес[уе]?|следующему|данному|указанному|фактически|постоянно|временно|сейчас"
    r"|уже|один|одна|вместе|с\s+семь[её]й|семь[её]й)[\s:,–—-]+){0,6}"
)
_LIVES = re.compile(
    r"\b(?:прожива\w+|прож\.|проп[иы]сан\w*|зарегистрир\w+|мест[оауе]м?\s+(?:жительств\w*|регистрац\w+|проживан\w+)"
    r"|(?:мой|наш|домашн\w+|почтов\w+|фактическ\w+)\s+адрес\w*"
    r"|фактически(?=\s?[:–—-])|адрес\w*\s+(?:прожив\w+|регистрац\w+|прописк\w+|жительства|места\s+\w+)|живу|жив[её]м|жив[её]т|живут"
    rf"|(?:моя|наша)\s+квартира)(?:\s*\([^()\n]{{0,30}}\))?{_FILLER}",
    IGNORE_CASE,
)


_LIVES_CUE = (
    "проживаю прописан прож зарегистрирован место мой наш моя домашний почтовый фактический адрес живу"
)


def _of_writer(text: str, places: list[int]) -> Iterator[Span]:
    """After «проживаю», «мой адрес», «живу на»: down to a house at least."""
    for place in places:
        cue = _LIVES.match(text, place)
        found = read(text, cue.end(), by_cue=True, in_lower="адрес" in cue[0].lower()) if cue else None
        if cue and found and found.is_named:
            yield cue.end(), found.end


_ADDRESS_WORD = re.compile(r"(?:(?<![^\n])|(?<=[.;,!)] )|(?<=[.;,!)]))адрес\w*\s*[:–—-]\s*", IGNORE_CASE)
_SIGNATURE = re.compile(
    r"\bтел\b|телефон|моб\.|\bфио\b|заявител|\d[\s()-]{0,3}\d{3}[\s()-]{0,3}\d{3}[\s-]?\d\d[\s-]?\d\d|@\w"
    rf"|\[телефон\]|\[ФИО \d|{CAPITAL}\.\s?{CAPITAL}\.|[а-яё](?:вич|вна)\w{{0,2}}\b",
    IGNORE_CASE,
)


_OFFICE = re.compile(r"[,\s]*\b(?:оф|офис|пом|помещение|каб)\b\.?\s*№?\s*\d{1,4}[а-я]?", IGNORE_CASE)
# The address of a person's mail, or a house and flat; an office after it is a firm's.
_OF_MAIL = re.compile(r"\d{6}(?!\d)|.*\d\w?\s?[-–—]\s?\d{1,4}$")


def _in_signature(text: str, places: list[int]) -> Iterator[Span]:
    """After «адрес:» beside a name or a telephone, a header or a signature; or as one writes to a person."""
    for place in places:
        cue = _ADDRESS_WORD.match(text, place)
        found = read(text, cue.end(), by_cue=True, in_lower=True) if cue else None
        if cue and found and found.is_named:
            before, after = (
                text[max(0, cue.start() - _BESIDE) : cue.start()],
                text[found.end : found.end + _BESIDE],
            )
            office = _OFFICE.match(after)
            is_of_person = bool(_OF_MAIL.match(text[cue.end() : found.end])) and not office
            if is_of_person or _SIGNATURE.search(before) or _SIGNATURE.search(after):
                yield cue.end(), found.end


_CONTACT = re.compile(r"(?:телефон|ФИО \d{1,6}|почта)\]\s*[,;.]?\s*")
_END_OF_LINE = re.compile(rf"(?P<office>{_OFFICE.pattern})?[\s.]*(?:\n|$)", IGNORE_CASE)


def _last_in_signature(text: str, places: list[int]) -> Iterator[Span]:
    """What closes a line after a masked name, telephone or e-mail: «[телефон], ул. Мира, д. 5, оф. 2»."""
    for place in places:
        cue = _CONTACT.match(text, place)
        found = read(text, cue.end(), by_cue=True) if cue else None
        last = _END_OF_LINE.match(text, found.end) if found and found.is_named else None
        if cue and found and last:
            yield cue.end(), max(found.end, last.end("office"))


_DASHED = re.compile(
    rf"(?<![\w-]){STREET_TYPE}\s*(?:{ORDINAL})?(?:{INITIALS})?{WORD}(?:\s+{CAPITAL}[а-яё-]+)?[\s,]*{HOUSE_WORD}?№?\s*"
    rf"(?P<house>\d{{1,3}})(?P<more>{LETTER}|/\d{{1,3}}{LETTER}?)?\s?-\s?(?P<flat>\d{{1,4}}){NO_COUNT}(?!-)",
    IGNORE_CASE,
)
_ANY_DASH = re.compile(r"\d\w?\s?-\s?\d")


def _with_dash(text: str, places: list[int]) -> Iterator[Span]:
    """«ул. Мира, 5/1-12», «д. 45-12»: house and flat; «ул. Мира, 5-11» may be several houses and stays."""
    if "-" not in text or not _ANY_DASH.search(text):
        return
    for match in filter(None, (_DASHED.match(text, place) for place in places)):
        if is_flat(int(match["house"]), int(match["flat"]), more=bool(match["more"])):
            yield match.span()


_PLOT = re.compile(
    r"\b(?:снт|днт|днп|тсн|сдт|садов\w+\s+(?:некоммерч\w+\s+)?товариществ\w+)\s*(?:[«\"][^«»\"\n]{2,30}[»\"]|[а-яё]+)"
    rf"(?:[\s,]+{STREET_TYPE}\s*[а-яё\d-]+)?[\s,]+(?:участ(?:ок|ка|ке)|уч\.?)\s*№?\s*\d{{1,4}}{LETTER}?{NO_COUNT}(?![-/]\d)",
    IGNORE_CASE,
)


def _plot(text: str, places: list[int]) -> Iterator[Span]:
    """A plot of an allotment society belongs to one household, as a flat does."""
    return (found.span() for place in places if (found := _PLOT.match(text, place)))


ADDRESS = (
    rule(
        "address-with-flat", "ADDRESS", SURE, "улица, дом и квартира", _with_flat, cue=FLAT_CUE,
    ),
    rule(
        "address-of-writer", "ADDRESS", SURE, "улица и дом после слов «проживаю», «мой адрес», «живу»",
        _of_writer, cue=_LIVES_CUE,
    ),
    rule(
        "address-in-signature", "ADDRESS", LIKELY,
        "улица и дом после слова «адрес:» с индексом, квартирой, рядом с именем", _in_signature,
        cue="адрес", digits=1,
    ),
    rule(
        "address-of-plot", "ADDRESS", LIKELY, "участок в садовом товариществе", _plot,
        cue="снт днт днп тсн сдт садовый", digits=1,
    ),
    rule(
        "address-after-contact", "ADDRESS", LIKELY,
        "улица и дом в конце строки после скрытого имени, телефона или эл. почты", _last_in_signature,
        cue="телефон фио почта", digits=1,
    ),
    rule(
        "address-with-dash", "ADDRESS", POSSIBLE, "улица, дом и через дефис квартира", _with_dash,
        cue="ул улица пр проспект просп пркт пер бул б шоссе ш площадь пл наб проезд тупик мкр микрорайон м"
        " квартал тракт аллея",
        digits=2,
    ),
    *HOMES,
)  # fmt: skip
