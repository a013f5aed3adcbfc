"""A row's own address wherever its text repeats it: as it stands there, or only street, house and flat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from painmap.text.personal import declension
from painmap.text.personal.base import Known
from painmap.text.view import Span

_STREET_WORD = re.compile(r"[а-яё]{4,}")
# No postal index.
_HOUSE = re.compile(r"(?<!\d)(?!\d{6})\d+(?:[а-яё](?![а-яё]))?(?:/\d+)?")
_KIND_BEFORE = r"(?:\b(?:ул|улиц[аеуы]й?|пр-т|пр-кт|проспект[ауе]?|пер|переулк?[а-я]*|бульвар[ае]?)\b\.?\s*)?"
_KIND_AFTER = r"(?:\s(?:ул|улиц[аеуы]|пр-т|проспект[ауе]?|пер|переулк?[а-я]*|бульвар[ае]?)\b\.?)?"
_HOUSE_WORD = r"(?:\bд(?:ом[а-я]*)?\b\.?\s*)?"
_GENERIC = re.compile(
    r"улиц|проспект|переул|бульвар|площад|набережн|шоссе|проезд|тупик|микрорайон|квартал|город|пос[её]л|деревн|район"
    r"|республик|област|край|округ|квартир|корпус|строен",
    re.IGNORECASE,
)

_PART = re.compile(r"\d+[а-я]?(?![а-я])|[а-я]+(?:-[а-я]+)*|,")
_KIND = (
    r"(?:улиц[аеуы]й?|ул|проспект[ауе]?|пр-к?т|пр|переул\w*|пер|бульвар[ае]?|б-р|площад\w+|пл|набережн\w+|наб|шоссе"
    r"|проезд\w?|тупик\w?|микрорайон\w?|мкр|квартал\w?|кв-л|город[ае]?|гор|г|сел[оае]|с|пос[её]л\w+|пос|пгт|п|деревн\w+|дер"
    r"|район\w?|р-н|республик\w+|респ|област\w+|обл|кра[йяе]|округ\w?|станиц\w+|ст-ца|аул\w?|хутор\w?|х|дом\w{0,2}|д"
    r"|квартир\w+|кв|корпус\w?|корп|к|строени\w+|стр|индекс)"
)
_IS_KIND = re.compile(rf"{_KIND}$")
_GAP = rf"[\s.,;:№()/-]{{0,4}}(?:{_KIND}\b[\s.,;:№()/-]{{0,4}}){{0,2}}"
_LETTER = re.compile(r"(?<=\d)(?=[а-я])")
_APART = r"[\\s-]?"
_INDEX = 6
_DECLINED = 4


def address(text: str, known: Known) -> Iterator[Span]:
    """The address as it stands in the field; its street, house and flat in other words.

    A street without its house is often the subject and stays.
    """
    if not known.address:
        return
    readable, field = declension.plain(text), known.address.lower()
    whole = _whole(declension.plain(field))
    if whole:
        yield from (m.span() for m in whole.finditer(readable))
    for match in _STREET_WORD.finditer(field):
        numbers = _HOUSE.findall(field, match.end()) or _HOUSE.findall(field)
        if _GENERIC.match(match[0]) or not numbers:
            continue
        street = rf"{_KIND_BEFORE}{declension.forms(match[0]).pattern}{_KIND_AFTER}"
        house, *rest = (re.escape(n) for n in numbers)
        tail = "".join(rf"(?:[^\d\n;!?]{{1,12}}{n}(?![\d]))?" for n in rest)
        yield from _spans(rf"{street}[^\d\n.;!?]{{0,3}}{_HOUSE_WORD}№?\s?{house}(?!\d){tail}", readable)
        flat = rf"(?:\bкв\w*\.?\s?{rest[-1]}[\s,]{{1,3}})?" if rest else ""
        yield from _spans(
            rf"{flat}\bд(?:ом[а-я]*)?\b\.?\s?№?\s?{house}[\s,]{{0,3}}(?:по\s)?{street}", readable
        )


@lru_cache(1024)
def _whole(field: str) -> re.Pattern[str] | None:
    """The words of the field in order, whatever stands between them; what comes before the street may lack.

    Of «ул. Якутская, 66, г. Магадан», where the house is not the end, nothing may lack.
    """
    parts = _PART.findall(field)
    is_word = [len(p) > 1 and p[0].isalpha() and not _IS_KIND.match(p) for p in parts]
    last = max((i for i, word in enumerate(is_word) if word), default=len(parts))
    houses = [i for i, p in enumerate(parts) if p[0].isdigit() and len(p) < _INDEX]
    if last == len(parts) or not houses:
        return None
    street, house = 0, len(parts)
    if houses[-1] > last:
        street, house = last, next(i for i in houses if i > last)
        while street and parts[street - 1] != "," and not _IS_KIND.match(parts[street - 1]):
            street -= 1
    head, core, tail = (
        [_form(p) for p in some if p != "," and not _IS_KIND.match(p)]
        for some in (parts[:street], parts[street : house + 1], parts[house + 1 :])
    )
    before = "".join(rf"(?:{p}{_GAP})?" for p in head)
    after = "".join(rf"(?:{_GAP}{p})?" for p in tail)
    return re.compile(rf"(?<!\w)(?:{_KIND}\b[\s.,:]{{0,3}})?{before}{_GAP.join(core)}{after}", re.IGNORECASE)


def _form(part: str) -> str:
    """A number, whose letter may stand apart, or a word in its case forms."""
    if part[0].isdigit():
        return rf"(?<!\d){_LETTER.sub(_APART, part)}(?![\dа-яё])"
    return rf"(?<!\w)(?:{declension.pattern(part) if len(part) >= _DECLINED else re.escape(part)})(?!\w)"


def _spans(pattern: str, text: str) -> Iterator[Span]:
    return (m.span() for m in re.finditer(pattern, text, re.IGNORECASE))
