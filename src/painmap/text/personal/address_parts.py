"""How an address is written: where it lies (any number of parts), its house, then block and flat."""

from __future__ import annotations

import re
from dataclasses import dataclass

IGNORE_CASE = re.IGNORECASE
CAPITAL = "(?-i:[А-ЯЁ])"
STREET_TYPE = (
    r"(?:ул(?:иц[аыеуи]|иц[её]й)?|пр-?к?т|пр-д|пр|просп(?:ект\w*)?|пер(?:еул\w*)?|бул(?:ьв\w*)?|б-р|шоссе|ш|площад\w+|пл"
    r"|наб(?:ережн\w*)?|проезд\w*|туп(?:ик\w*)?|мкр-?н?|м-н|м/р|микро-?район\w*|квартал\w*|кв-л\w?|тракт\w*|лини[яиюе]"
    r"|алле[яиюе]|жк|снт|днт|с/[то]|тер(?:ритори\w+)?)(?![\w-])\.?"
)
ORDINAL = r"\d{1,3}(?:-?\s?(?:го|й|я|ая|ый|е|ой|ти|лет|летия?))?\.?\s+"
INITIALS = rf"(?:{CAPITAL}\.\s?){{1,2}}"
# Words that no name of a street has: «на линию выяснилось, что от 5-7 дней».
WORD = (
    r"(?!(?:с|от|что|в|на|по|до|за|и|не|нет|из|у|к|для|без|при|где|мы|я|около|более|всего|выход\w*|работа\w+)\b)"
    r"[а-яё][а-яё-]*\.?"
)
_NAME = rf"[«\"]?(?:{ORDINAL}|им(?:ени|\.|\s)\s*)?(?:{INITIALS})?{WORD}(?:\s+{WORD}){{0,3}}?[»\"]?"
_PROPER = rf"(?:{ORDINAL})?(?:{INITIALS})?{CAPITAL}[а-яё]+(?:-[а-яё]+)*(?:\s+{CAPITAL}[а-яё-]+){{0,2}}"
_LONG_PLACE = (
    r"(?:гор(?:од[ауе]?)?|сел[оаеу]|пос|пос[её]л(?:ок|к[аеу])|пгт|рп|дер|деревн[яеиюй]|аул[аеу]?|станиц[аеыу]|ст-ц[аеы]"
    r"|хутор[аеу]?|п/о|кутан[аеу]?|стойбищ\w)"
)
_PLACE = (
    rf"(?:(?:{_LONG_PLACE}\b\.?|(?:г|с|п|д|х|ст)(?:\.|(?=\s{CAPITAL})))\s*(?:[«\"]?[а-яё]+(?:-[а-яё]+)*[»\"]?)"
    rf"(?:\s+{CAPITAL}[а-яё-]+)?|г\s+[а-яё-]{{3,}})"
)
_REGION = (
    r"(?:респ(?:ублика?\w?)?\b\.?\s*[а-яё-]+|[а-яё-]+(?:ая|ой|ий|ом|ого|ую)\s+(?:обл(?:аст\w+)?|кра[йяе]|р-н\w?|район[аеу]?"
    r"|респ(?:ублик\w)?|округ[аеу]?|ао|улус\w?|муниципальн\w+\s+(?:район|округ)\w?)\b\.?|\b(?:рд|чр|нао|рф|россия)\b)"
)
_BEFORE_HOUSE = r"(?=[\s,.]*(?:в\s+)?(?:№|\bд\b|\bдом[еау]?\b|\d|\bкв|\bкорп|\bстр|[,;]|$|\n))"
_STOP = re.compile(
    r"(?:дом|доме|дома|домов|этаж\w*|подъезд\w*|корпус\w*|квартир\w*|кв|тел\w*|моб\w*|без|или|для|при|под|над|из|от|до|за|на|по"
    r"|в|во|с|со|и|а|но|не|что|как|где|уже|более|около|всего|вс[её]|нас|нам|мы|я|он|она|они|это|ул|улица|адрес\w*)\b(?!\.)",
    IGNORE_CASE,
)
_WHERE = tuple(
    re.compile(regex, IGNORE_CASE)
    for regex in (
        r"\d{6}(?!\d)",
        _REGION,
        r"(?:мкр-?н?|микро-?район\w*|м-н|м/р|квартал\w*|кв-л)\b\.?\s*№?\s*\d{1,3}(?:-?[а-яё]{1,2}\b)?(?![\d-])",
        _PLACE,
        rf"{STREET_TYPE}\s*{_NAME}{_BEFORE_HOUSE}",
        rf"[«\"]?(?:{ORDINAL})?(?:{INITIALS})?{WORD}(?:\s+{WORD})?[»\"]?\s+{STREET_TYPE}{_BEFORE_HOUSE}",
    )
)
_BARE = re.compile(rf"{_PROPER}(?=\s*,|\s+{STREET_TYPE}\s)", IGNORE_CASE)
_SEPARATOR = re.compile(r"[\s,;.:]*(?:(?:в|во|на|по)\s+)?", IGNORE_CASE)

LETTER = r"(?:[а-яё](?!\w)|\s?[«\"'(][а-яё][»\"')]|\s[абвде](?=\s*(?:[,;)\n]|$|кв|к\b|кор|ком)))"
_NUMBER = rf"\d{{1,4}}(?!\d){LETTER}?(?:\s?[/\\]\s?\d{{1,3}}{LETTER}?(?!\w))?"
# What follows a count, a sum, a date or a telephone and no house.
NO_COUNT = (
    r"(?!\d|[.,:]\d|-\d{2}-\d|\s?(?:руб|р\b|₽|тыс|лет\b|год|г\.\s?[рв]|мес|мин|час|дн|сут|раз|кв\.?\s?м(?!к)|м2|метр|%|чел"
    r"|январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр))"
)
# «дом семь», «квартира сто двадцать пять»; a count has what is counted after it.
_UNIT = r"(?:один|два|три|четыре|пять|шесть|семь|восемь|девять)"
_TENS = r"(?:двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто)"
_TEEN = r"(?:десять|(?:один|две|три|четыр|пят|шест|сем|восем|девят)надцать)"
_SPELLED = (
    rf"(?:номер\s+)?\b(?:(?:сто|двести)\s+)?(?:{_TENS}(?:\s+{_UNIT})?|{_TEEN}|{_UNIT})\b"
    r"(?!\s+(?:[а-яё]+(?:ых|их)\s+)?(?:этаж|подъезд|под[ъь]езд|комнат|квартир|сем[ьие]|жил|ден|дн|недел|человек|чел|год"
    r"|лет|мес|раз|час|мин|сут|кв|м2|метр|тыс|сот|десят|руб|р\b|из\b|дет|балкон|окн|кошк|собак|хозя))"
)
HOUSE_WORD = r"(?:\b(?:д|дом[еау]?|уч|участ[а-яё]+|вл|двлд|домовл[а-яё]*)(?![а-яё])\.?\s*)"
_HOUSE = re.compile(
    rf"(?P<word>{HOUSE_WORD})(?:№?\s*{_NUMBER}{NO_COUNT}|{_SPELLED})|№?\s*{_NUMBER}{NO_COUNT}", IGNORE_CASE
)
_NAMED_HOUSE = re.compile(
    rf"(?:{_PROPER}|{INITIALS}{WORD})[\s,]*{HOUSE_WORD}?№?\s*{_NUMBER}{NO_COUNT}", IGNORE_CASE
)
_LOWER_NAMED_HOUSE = re.compile(rf"(?-i:[а-яё-]{{4,}})[\s,]+{_NUMBER}{NO_COUNT}", IGNORE_CASE)
_TWO_LOWER_NAMED_HOUSE = re.compile(rf"[а-яё-]+\s+{_LOWER_NAMED_HOUSE.pattern}", IGNORE_CASE)
_BLOCK = (
    r"(?:[\s,]*\b(?:к|кор|корп|корпус[еа]?|стр|строени[ея]|лит|литер[а-яё]?|сек|секци[яи]|блок|под|подъезд[еа]?"
    r"|эт|этаж[еа]?)(?![а-яё])\.?\s*№?\s*(?:\d{1,3}[а-яё]?|[«\"]?[а-яё][»\"]?)(?!\w))"
)
_FLAT_WORD = r"\b(?:кв|квартир[аеыу]|кв-ра|к-ра|ком|комн|комнат[аеыу])(?![а-яё-])\.?"
_FLAT_NUMBER = rf"{_FLAT_WORD}\s*(?:№?\s*\d{{1,4}}(?!\d){LETTER}?(?:/\d{{1,3}})?{NO_COUNT}|{_SPELLED})"
FLAT = re.compile(_FLAT_NUMBER, IGNORE_CASE)
_TAIL = re.compile(
    rf"{_BLOCK}{{0,4}}(?:(?P<flat>[\s,;.(]*(?:в\s+)?{_FLAT_NUMBER})"
    rf"|(?:\s?[-–—]\s?\d{{1,4}}{NO_COUNT}(?![-–]\d))|(?:\s?,\s*\d{{1,4}}{NO_COUNT}))?{_BLOCK}{{0,2}}",
    IGNORE_CASE,
)
_STREET_AFTER = re.compile(
    rf"[\s,]*(?:(?:по|на)\s+)?{STREET_TYPE}\s*(?:{_PROPER}|(?:{INITIALS})?{WORD})"
    rf"(?:[\s,;.(]*{_FLAT_NUMBER})?",
    IGNORE_CASE,
)
# «кв. 17 по Портовой 23», «ком. 12 общежития по ул. Зайцева, 5».
_HOUSE_OF_FLAT = (
    rf"[\s,]*(?:(?:в|по|на)\s+)?(?:(?:общежити|дом)[а-яё]*[\s,]+(?:по|на)\s+)?(?:(?:адресу|ул\.?)[\s:]+)?"
    rf"(?:{STREET_TYPE}\s*(?:{_PROPER}|{WORD})|{_PROPER}(?:\s+{STREET_TYPE})?)[\s,]*{HOUSE_WORD}?№?\s*{_NUMBER}{NO_COUNT}"
)
FLAT_FIRST = re.compile(
    rf"{_FLAT_NUMBER}(?:[\s,]*(?:в\s+)?{HOUSE_WORD}№?\s*{_NUMBER}"
    rf"(?:{_STREET_AFTER.pattern}|\s+(?:по|на)\s+{_PROPER})?|{_HOUSE_OF_FLAT})",
    IGNORE_CASE,
)
FLAT_CUE = "кв квартира к комната"
WORD_START = re.compile(r"(?<![\w-])[\w«\"]")
_MAX_PARTS = 8


@dataclass(frozen=True)
class Address:
    """An address read from a place on: its end, and whether it names a street, a place or «дом»."""

    end: int
    is_named: bool


def read(text: str, at: int, *, by_cue: bool = False, in_lower: bool = False) -> Address | None:
    """The address that begins here; bare names of towns and streets only after a cue word."""
    place = at
    for _ in range(_MAX_PARTS):
        end = _where(text, place, by_cue=by_cue)
        if end < 0:
            break
        separator = _SEPARATOR.match(text, end)
        place = separator.end() if separator else end
    is_named = place > at
    house = _HOUSE.match(text, place)
    has_word = bool(house and house["word"])
    if not has_word and not (house and is_named) and not _STOP.match(text, place):
        # «1-я Советская, 5»: what looks like a house may begin the name of a street.
        named = _named_house(text, place, by_cue=by_cue, in_lower=in_lower)
        is_named |= bool(named)
        house = named or house
    if not house:
        flat = FLAT.match(text, place) if is_named else None
        return Address(flat.end(), True) if flat else None
    tail = _TAIL.match(text, house.end())
    assert tail  # it matches the empty string
    street = _STREET_AFTER.match(text, tail.end()) if has_word else None
    is_named |= bool(street) or (has_word and bool(tail["flat"]))
    return Address(street.end() if street else tail.end(), is_named)


def _named_house(text: str, at: int, *, by_cue: bool, in_lower: bool) -> re.Match[str] | None:
    """A name and a house without a word for either: «Садовая 42», after «адрес» or before a flat «мира 5»."""
    patterns = [_NAMED_HOUSE]
    if in_lower or not by_cue:
        patterns.append(_LOWER_NAMED_HOUSE)
    if in_lower:
        patterns.append(_TWO_LOWER_NAMED_HOUSE)
    return next((found for p in patterns if (found := p.match(text, at))), None)


def _where(text: str, at: int, *, by_cue: bool) -> int:
    """Where a part of an address without its house ends, or -1."""
    patterns = (*_WHERE, _BARE) if by_cue else _WHERE
    return next((found.end() for p in patterns if (found := p.match(text, at))), -1)
