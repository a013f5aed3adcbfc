"""Private addresses: with a flat, or where the writer lives; a street and house alone stay.

An address is read part by part: where it lies (`_WHERE`, any number of them), its house, then block and flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, rule
from painmap.text.view import Span

_I = re.IGNORECASE
_CAPITAL = "(?-i:[А-ЯЁ])"
_STREET_TYPE = (
    r"(?:ул(?:иц[аыеуи]|иц[её]й)?|пр-?к?т|пр-д|пр|просп(?:ект\w*)?|пер(?:еул\w*)?|бул(?:ьв\w*)?|б-р|шоссе|ш|площад\w+|пл"
    r"|наб(?:ережн\w*)?|проезд\w*|туп(?:ик\w*)?|мкр-?н?|м-н|м/р|микро-?район\w*|квартал\w*|кв-л\w?|тракт\w*|лини[яиюе]"
    r"|алле[яиюе]|жк|снт|днт|тер(?:ритори\w+)?)(?![\w-])\.?"
)
_ORDINAL = r"\d{1,3}(?:-?\s?(?:го|й|я|ая|ый|е|ой|ти|лет|летия?))?\.?\s+"
_INITIALS = rf"(?:{_CAPITAL}\.\s?){{1,2}}"
# Words that no name of a street has: «на линию выяснилось, что от 5-7 дней».
_WORD = (
    r"(?!(?:с|от|что|в|на|по|до|за|и|не|нет|из|у|к|для|без|при|где|мы|я|около|более|всего|выход\w*|работа\w+)\b)"
    r"[а-яё][а-яё-]*\.?"
)
_NAME = rf"[«\"]?(?:{_ORDINAL}|им(?:ени|\.|\s)\s*)?(?:{_INITIALS})?{_WORD}(?:\s+{_WORD}){{0,3}}?[»\"]?"
_PROPER = rf"(?:{_ORDINAL})?(?:{_INITIALS})?{_CAPITAL}[а-яё]+(?:-[а-яё]+)*(?:\s+{_CAPITAL}[а-яё-]+){{0,2}}"
_LONG_PLACE = (
    r"(?:гор(?:од[ауе]?)?|сел[оаеу]|пос|пос[её]л(?:ок|к[аеу])|пгт|рп|дер|деревн[яеиюй]|аул[аеу]?|станиц[аеыу]|ст-ц[аеы]"
    r"|хутор[аеу]?|п/о|кутан[аеу]?|стойбищ\w)"
)
_PLACE = (
    rf"(?:(?:{_LONG_PLACE}\b\.?|(?:г|с|п|д|х|ст)(?:\.|(?=\s{_CAPITAL})))\s*(?:[«\"]?[а-яё]+(?:-[а-яё]+)*[»\"]?)"
    rf"(?:\s+{_CAPITAL}[а-яё-]+)?|г\s+[а-яё-]{{3,}})"
)
_REGION = (
    r"(?:респ(?:ублика?\w?)?\b\.?\s*[а-яё-]+|[а-яё-]+(?:ая|ой|ий|ом|ого|ую)\s+(?:обл(?:аст\w+)?|кра[йяе]|р-н\w?|район[аеу]?"
    r"|респ(?:ублик\w)?|округ[аеу]?|ао|улус\w?|муниципальн\w+\s+(?:район|округ)\w?)\b\.?|\b(?:рд|чр|нао|рф|россия)\b)"
)
_BEFORE_HOUSE = r"(?=[\s,.]*(?:в\s+)?(?:№|\bд\b|\bдом[еау]?\b|\d|\bкв|\bкорп|\bстр|[,;]|$|\n))"
_STOP = re.compile(
    r"(?:дом|доме|дома|домов|этаж\w*|подъезд\w*|корпус\w*|квартир\w*|кв|тел\w*|моб\w*|без|или|для|при|под|над|из|от|до|за|на|по"
    r"|в|во|с|со|и|а|но|не|что|как|где|уже|более|около|всего|вс[её]|нас|нам|мы|я|он|она|они|это|ул|улица|адрес\w*)\b(?!\.)",
    _I,
)
_WHERE = tuple(
    re.compile(regex, _I)
    for regex in (
        r"\d{6}(?!\d)",
        _REGION,
        r"(?:мкр-?н?|микро-?район\w*|м-н|м/р|квартал\w*|кв-л)\b\.?\s*№?\s*\d{1,3}(?:-?[а-яё]{1,2}\b)?(?![\d-])",
        _PLACE,
        rf"{_STREET_TYPE}\s*{_NAME}{_BEFORE_HOUSE}",
        rf"[«\"]?(?:{_ORDINAL})?(?:{_INITIALS})?{_WORD}(?:\s+{_WORD})?[»\"]?\s+{_STREET_TYPE}{_BEFORE_HOUSE}",
    )
)
_BARE = re.compile(rf"{_PROPER}(?=\s*,|\s+{_STREET_TYPE}\s)", _I)
_SEPARATOR = re.compile(r"[\s,;.:]*(?:(?:в|во|на|по)\s+)?", _I)

_LETTER = r"(?:[а-яё](?!\w)|\s?[«\"'(][а-яё][»\"')]|\s[абвде](?=\s*(?:[,;)\n]|$|кв|к\b|кор|ком)))"
_NUMBER = rf"\d{{1,4}}(?!\d){_LETTER}?(?:\s?[/\\]\s?\d{{1,3}}{_LETTER}?(?!\w))?"
# What follows a count, a sum, a date or a telephone and no house.
_NO_COUNT = (
    r"(?!\d|[.,:]\d|-\d{2}-\d|\s?(?:руб|р\b|₽|тыс|лет\b|год|г\.\s?[рв]|мес|мин|час|дн|сут|раз|кв\.?\s?м(?!к)|м2|метр|%|чел"
    r"|январ|феврал|март|апрел|ма[йя]\b|июн|июл|август|сентябр|октябр|ноябр|декабр))"
)
_HOUSE_WORD = r"(?:\b(?:д|дом[еау]?|уч|участ[а-яё]+|вл|двлд|домовл[а-яё]*)(?![а-яё])\.?\s*)"
_HOUSE = re.compile(rf"(?P<word>{_HOUSE_WORD})?№?\s*{_NUMBER}{_NO_COUNT}", _I)
_NAMED_HOUSE = re.compile(
    rf"(?:{_PROPER}|{_INITIALS}{_WORD})[\s,]*{_HOUSE_WORD}?№?\s*{_NUMBER}{_NO_COUNT}", _I
)
_LOWER_NAMED_HOUSE = re.compile(rf"(?-i:[а-яё-]{{4,}})[\s,]+{_NUMBER}{_NO_COUNT}", _I)
_TWO_LOWER_NAMED_HOUSE = re.compile(rf"[а-яё-]+\s+{_LOWER_NAMED_HOUSE.pattern}", _I)
_BLOCK = (
    r"(?:[\s,]*\b(?:к|кор|корп|корпус[еа]?|стр|строени[ея]|лит|литер[а-яё]?|сек|секци[яи]|блок|под|подъезд[еа]?"
    r"|эт|этаж[еа]?)(?![а-яё])\.?\s*№?\s*(?:\d{1,3}[а-яё]?|[«\"]?[а-яё][»\"]?)(?!\w))"
)
_FLAT_WORD = r"\b(?:кв|квартир[аеыу]|кв-ра|к-ра|ком|комн|комнат[аеыу])(?![а-яё-])\.?"
_FLAT_NUMBER = rf"{_FLAT_WORD}\s*№?\s*\d{{1,4}}(?!\d){_LETTER}?(?:/\d{{1,3}})?{_NO_COUNT}"
_FLAT = re.compile(_FLAT_NUMBER, _I)
_TAIL = re.compile(
    rf"{_BLOCK}{{0,4}}(?:(?P<flat>[\s,;.(]*(?:в\s+)?{_FLAT_NUMBER})"
    rf"|(?:\s?[-–—]\s?\d{{1,4}}{_NO_COUNT}(?![-–]\d))|(?:\s?,\s*\d{{1,4}}{_NO_COUNT}))?{_BLOCK}{{0,2}}",
    _I,
)
_STREET_AFTER = re.compile(
    rf"[\s,]*(?:(?:по|на)\s+)?{_STREET_TYPE}\s*(?:{_PROPER}|(?:{_INITIALS})?{_WORD})"
    rf"(?:[\s,;.(]*{_FLAT_NUMBER})?",
    _I,
)
_FLAT_FIRST = re.compile(
    rf"{_FLAT_NUMBER}[\s,]*(?:в\s+)?{_HOUSE_WORD}№?\s*{_NUMBER}(?:{_STREET_AFTER.pattern})?", _I
)
_FLAT_CUE = "кв квартира к комната"
_WORD_START = re.compile(r"(?<![\w-])[\w«\"]")
_MAX_PARTS = 8
# Characters: an address up to its flat; the longest of the development texts has 120.
_WINDOW = 160
_BESIDE = 150


@dataclass(frozen=True)
class _Read:
    """An address read from a place on: its end, and whether it names a street, a place or «дом»."""

    end: int
    is_named: bool


def _read(text: str, at: int, *, by_cue: bool = False, in_lower: bool = False) -> _Read | None:
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
        flat = _FLAT.match(text, place) if is_named else None
        return _Read(flat.end(), True) if flat else None
    tail = _TAIL.match(text, house.end())
    assert tail  # it matches the empty string
    street = _STREET_AFTER.match(text, tail.end()) if has_word else None
    is_named |= bool(street) or (has_word and bool(tail["flat"]))
    return _Read(street.end() if street else tail.end(), is_named)


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


def _with_flat(text: str, places: list[int]) -> Iterator[Span]:
    """Up to a flat from where the address begins before it; windows do not overlap, so time is linear."""
    last = 0
    for place in places:
        flat = _FLAT.match(text, place)
        if not flat or place < last:
            continue
        first = _FLAT_FIRST.match(text, flat.start())
        if first:
            last = first.end()
            yield first.span()
            continue
        begin = max(last, flat.start() - _WINDOW)
        last = flat.end()
        for start in _WORD_START.finditer(text, begin, flat.start()):
            read = _read(text, start.start())
            if read and read.is_named and read.end >= flat.end():
                last = read.end
                yield start.start(), read.end
                break


_FILLER = (
    r"[\s:,;–—-]*(?:(?:я|мы|по|на|в|во|адрес[уе]?|следующему|данному|указанному|фактически|постоянно|временно|сейчас"
    r"|уже|один|одна|вместе|с\s+семь[её]й|семь[её]й)[\s:,–—-]+){0,6}"
)
_LIVES = re.compile(
    r"\b(?:прожива\w+|прож\.|проп[иы]сан\w*|зарегистрир\w+|мест[оауе]м?\s+(?:жительств\w*|регистрац\w+|проживан\w+)"
    r"|(?:мой|наш|домашн\w+|почтов\w+|фактическ\w+)\s+адрес\w*"
    r"|адрес\w*\s+(?:прожив\w+|регистрац\w+|прописк\w+|жительства|места\s+\w+)|живу|жив[её]м|жив[её]т|живут"
    rf"|(?:моя|наша)\s+квартира)(?:\s*\([^()\n]{{0,30}}\))?{_FILLER}",
    _I,
)


_LIVES_CUE = (
    "проживаю прописан прож зарегистрирован место мой наш моя домашний почтовый фактический адрес живу"
)


def _of_writer(text: str, places: list[int]) -> Iterator[Span]:
    """After «проживаю», «мой адрес», «живу на»: down to a house at least."""
    for place in places:
        cue = _LIVES.match(text, place)
        read = _read(text, cue.end(), by_cue=True, in_lower="адрес" in cue[0].lower()) if cue else None
        if cue and read and read.is_named:
            yield cue.end(), read.end


_ADDRESS_WORD = re.compile(r"(?:(?<![^\n])|(?<=[.;,!)] )|(?<=[.;,!)]))адрес\w*\s*[:–—-]\s*", _I)
_SIGNATURE = re.compile(
    r"\bтел\b|телефон|моб\.|\bфио\b|заявител|\d[\s()-]{0,3}\d{3}[\s()-]{0,3}\d{3}[\s-]?\d\d[\s-]?\d\d|@\w"
    rf"|\[телефон\]|\[ФИО \d|{_CAPITAL}\.\s?{_CAPITAL}\.|[а-яё](?:вич|вна)\w{{0,2}}\b",
    _I,
)


def _in_signature(text: str, places: list[int]) -> Iterator[Span]:
    """After «адрес:» beside a name or a telephone: a header or a signature."""
    for place in places:
        cue = _ADDRESS_WORD.match(text, place)
        read = _read(text, cue.end(), by_cue=True, in_lower=True) if cue else None
        if cue and read and read.is_named:
            before, after = (
                text[max(0, cue.start() - _BESIDE) : cue.start()],
                text[read.end : read.end + _BESIDE],
            )
            if _SIGNATURE.search(before) or _SIGNATURE.search(after):
                yield cue.end(), read.end


_DASHED = re.compile(
    rf"(?<![\w-]){_STREET_TYPE}\s*(?:{_ORDINAL})?(?:{_INITIALS})?{_WORD}(?:\s+{_CAPITAL}[а-яё-]+)?[\s,]*{_HOUSE_WORD}?№?\s*"
    rf"(?P<house>\d{{1,3}})(?P<more>{_LETTER}|/\d{{1,3}}{_LETTER}?)?\s?-\s?(?P<flat>\d{{1,4}}){_NO_COUNT}(?!-)",
    _I,
)
_ANY_DASH = re.compile(r"\d\w?\s?-\s?\d")
# Houses of one side of a street seldom lie further apart where a letter speaks of several («д. 90-92»).
_SPREAD = 30


def _with_dash(text: str, places: list[int]) -> Iterator[Span]:
    """«ул. Мира, 5/1-12», «д. 45-12»: house and flat; «ул. Мира, 5-11» may be several houses and stays."""
    if not _ANY_DASH.search(text):
        return
    for match in filter(None, (_DASHED.match(text, place) for place in places)):
        house, flat = int(match["house"]), int(match["flat"])
        if match["more"] or not house <= flat <= house + _SPREAD:
            yield match.span()


ADDRESS = (
    rule(
        "address-with-flat", "ADDRESS", SURE, "улица, дом и квартира", _with_flat, cue=_FLAT_CUE, digits=1,
    ),
    rule(
        "address-of-writer", "ADDRESS", SURE, "улица и дом после слов «проживаю», «мой адрес», «живу»",
        _of_writer, cue=_LIVES_CUE, digits=1,
    ),
    rule(
        "address-in-signature", "ADDRESS", LIKELY,
        "улица и дом после слова «адрес:» рядом с именем или телефоном", _in_signature, cue="адрес", digits=1,
    ),
    rule(
        "address-with-dash", "ADDRESS", POSSIBLE, "улица, дом и через дефис квартира", _with_dash,
        cue="ул улица пр проспект просп пркт пер бул б шоссе ш площадь пл наб проезд тупик мкр микрорайон м"
        " квартал тракт аллея",
        digits=2,
    ),
)  # fmt: skip
