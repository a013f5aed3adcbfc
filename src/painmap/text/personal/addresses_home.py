"""Addresses that are somebody's home by what is said around them, or by a town before house and flat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from painmap.text import language
from painmap.text.personal.address_parts import (
    CAPITAL,
    HOUSE_WORD,
    IGNORE_CASE,
    LETTER,
    NO_COUNT,
    STREET_TYPE,
    WORD_START,
    read,
)
from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, Facts, Recogniser, rule, traits
from painmap.text.view import Span

# Characters before «— мой дом» in which its address may begin.
_WINDOW = 120
# Houses of one side of a street seldom lie further apart where a letter speaks of several («д. 90-92»).
SPREAD = 30

_MINE = r"(?:(?:мо|сво)(?:й|я|ё|е|его|ей|ему|ю|[её]м|им)|собственн(?:ый|ая|ого|ому|ом|ой|ую))"
_HOME = (
    r"(?:дом(?:а|у|ом|е)?|домик\w{0,2}|домовладени\w+|квартир\w+|жиль[её]|участ(?:ок|к[аеу]|ком))(?![а-яё])"
)
# No stems: «к братской могиле», «у женщин», «у другого».
_RELATIVE = (
    r"(?:мам[ыае]|матер(?:и|ей)|отц[ау]|пап[ые]|(?:баб|дед)ушк[аие]|дед[ау]|доч(?:ери|ерей|к[аие])|сын(?:а|у|овей)"
    r"|брат(?:а|у|ьев)|сест(?:р[ыае]|[её]р)|муж[ау]|жен[ыае]|супруг[аиеу]|т[её]щ[аие]|тест[яю]|свекрови|т[её]т[ие]"
    r"|дяд[ие]|родител(?:ей|ям)|родственни(?:ка|ков|цы|це)|внук(?:а|у|ов)|внучк[аие]|подруг[аие]|друг[ау]|друзей"
    r"|знаком(?:ого|ой|ых|ым))(?![а-яё])"
)
_AT = r"(?:[\s:,(–—-]*(?:(?:находит|располож|сто[ия])[а-яё]+\s+)?(?:(?:на|по|в|адрес[уе])[\s:,–—-]+){0,3})"
_SAID = re.compile(
    rf"(?:{_MINE}\s+(?:[а-яё]+\s+)?(?P<home>{_HOME})|{_HOME}\s+(?:мо\w+\s+|наш\w+\s+)?{_RELATIVE})"
    rf"(?P<gap>{_AT})|\b(?:у|к)\s+(?:[а-яё]+\s+)?{_RELATIVE}(?P<other>{_AT})",
    IGNORE_CASE,
)
# Words of address in it: «Марии, 5 класс» after «у дочери» has none.
_CLEAR = re.compile(rf"(?<!\w)(?:{STREET_TYPE}|{HOUSE_WORD}№?\s*\d|\d\w?\s?[-–—,]\s?\d)", IGNORE_CASE)


def _after_said(text: str, places: list[int]) -> Iterator[Span]:
    """«мой дом по адресу ул. Мира, 5», «у дочери (Мира 20-5)»: down to a house."""
    for place in places:
        cue = _SAID.match(text, place)
        if not cue:
            continue
        is_apart = bool((cue["gap"] or cue["other"] or "").strip())
        # «мой дом 5 по ул. Мира» is read from «дом».
        for start in ([cue.end()] if is_apart else []) + ([cue.start("home")] if cue["home"] else []):
            found = read(text, start, by_cue=True)
            if found and found.is_named and _CLEAR.search(text, start, found.end):
                yield start, found.end
                break


_IS_HOME = re.compile(
    rf"(?:[\s]*(?:[(–—-]\s*|,\s*(?=это\b))(?:это\s+)?{_MINE}\s+(?:[а-яё]+\s+)?(?:адрес\b|{_HOME})"
    r"|[\s,(–—-]*(?:где|в\s+котор\w+)\s+(?:я\s+|мы\s+|(?:сейчас|уже|сам|сама|и)\s+){0,3}"
    r"(?:прожива(?:ю|ем)|жив(?:у|[её]м)|проп[иы]сан\w*|зарегистрирован\w*|(?:жив|прожива)(?:[её]т|ют|ут)\s+мо[йяи])\b)",
    IGNORE_CASE,
)
_LEAD = re.compile(r"[\s,(–—-]*(?:это\s+|в\s+)?$", IGNORE_CASE)


def _before_said(text: str, places: list[int]) -> Iterator[Span]:
    """«ул. Мира, 5 — мой дом», «ул. Мира, 5, где я живу»; windows do not overlap, so time is linear."""
    last = 0
    for place in places:
        lead = _LEAD.search(text, max(last, place - 10), place)
        if not lead or not _IS_HOME.match(text, lead.start()):
            continue
        begin, last = max(last, place - _WINDOW), place
        for start in WORD_START.finditer(text, begin, lead.start()):
            found = read(text, start.start())
            if found and found.is_named and lead.start() <= found.end <= place:
                yield start.start(), found.end
                break


_SOCIETY = (
    r"(?:с/[то]|с\.\s?т\.|садов\w+\s+обществ\w+|дачн\w+\s+(?:кооператив|обществ|пос[её]л)\w+)"
    r"\s*[«\"][^«»\"\n]{2,30}[»\"]"
)
_PLOT_OF = r"участ(?:ок|к[аеу]|ком)\s*(?:№\s*)?\d{1,4}[а-яё]?(?![\w/-]|\s?(?:сот|га\b|кв))"
_OWN_PLOT = re.compile(
    rf"(?:мо[а-яё]{{1,3}}|наш[а-яё]{{0,3}}|у\s+(?:нас|меня))\b[^\d\n.!?«»]{{0,25}}?"
    rf"(?P<x>{_PLOT_OF}[\s,(]+(?:в\s+)?{_SOCIETY}|{_SOCIETY}[\s,]+{_PLOT_OF})",
    IGNORE_CASE,
)


def _own_plot(text: str, places: list[int]) -> Iterator[Span]:
    """«наш участок 44 в с/т «Лесовод»»; what belongs to nobody in the letter stays."""
    return (found.span("x") for place in places if (found := _OWN_PLOT.match(text, place)))


_TOWN = re.compile(
    rf"(?:\b(?:(?:г|с|п|д|пос|пгт|гор)\.|г(?=\s)|город|село|пос[её]лок)\s*{CAPITAL}[а-яё-]+"
    rf"|(?<![\w-])(?P<bare>{CAPITAL}[а-яё-]+))[\s,]+"
    r"(?!(?:шк|тел|моб|маршр|автоб|троллейб|трамв|дет|больн|полик|упр|рейс|каб|закон|стат|указ|приказ|янв|фев|мар|апр"
    rf"|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-яё]*\b)(?:{CAPITAL}\.\s?)?{CAPITAL}[а-яё]+(?:-[а-яё]+)?"
    rf"(?:\s+{CAPITAL}[а-яё]+)?[\s,]*{HOUSE_WORD}?$",
    IGNORE_CASE,
)
_HOUSE_AND_FLAT = re.compile(
    rf"(?P<house>\d{{1,3}})(?P<more>{LETTER}|/\d{{1,2}}{LETTER}?)?(?:\s?[-–—]\s?|\s?,\s?)(?P<flat>\d{{1,3}})(?!\d)"
    rf"{NO_COUNT}(?!\s?[-–—,/]\s?\d|\w)",
    IGNORE_CASE,
)
_LONGEST_TOWN = 70


def is_flat(house: int, flat: int, *, more: bool) -> bool:
    """«5/1-12», «45-12»; «5-11» may be several houses."""
    return more or not house <= flat <= house + SPREAD


def _of_town(text: str, _: Facts) -> Iterable[Span]:
    """«г. Магадан, Портовая 45-12», «Магадан, Портовая, 45, 12»."""
    for count, runs in traits(text).groups:
        for run in runs if count < 9 else ():
            after = _HOUSE_AND_FLAT.match(text, run)
            if not after or not is_flat(int(after["house"]), int(after["flat"]), more=bool(after["more"])):
                continue
            begin = max(0, run - _LONGEST_TOWN)
            before = _TOWN.search(text, begin, run)
            if before and (not before["bare"] or language.word(before["bare"]).place):
                yield before.start(), after.end()


_MINE_CUE = "мой моя мое мои мою мою свой своя свое свои свою собственный"
HOMES = (
    rule(
        "address-of-home", "ADDRESS", SURE, "улица и дом после слов «мой дом», «у дочери»", _after_said,
        cue=f"{_MINE_CUE} у к дом квартира", digits=1,
    ),
    rule(
        "address-is-home", "ADDRESS", SURE, "улица и дом перед словами «мой дом», «где я живу»", _before_said,
        cue=f"{_MINE_CUE} где котором", digits=1,
    ),
    rule(
        "address-of-own-plot", "ADDRESS", LIKELY, "участок в садовом товариществе после слов «мой», «наш»",
        _own_plot, cue="мой моя мое мои наш у", digits=1,
    ),
    Recogniser(
        "address-of-town", "ADDRESS", POSSIBLE, "город, улица без слова «улица», дом и квартира", _of_town,
    ),
)  # fmt: skip
