"""Odd texts marked as what they are: empty, foreign, in capitals, a quotation of the law, abuse."""

from __future__ import annotations

import re
from itertools import groupby

from painmap.text import language
from painmap.text.mentions.reading import MAX_CHARACTERS, masks

NATURES: dict[str, str] = {
    "empty": "пустой текст",
    "no_letters": "без букв",
    "one_word": "одно слово",
    "foreign": "на иностранном языке (латиница)",
    "national": "на языке народов России или со словами из него",
    "capitals": "заглавными буквами",
    "huge": f"длиннее {MAX_CHARACTERS} знаков",
    "quotation": "только ссылка на нормы права",
    "abuse": "есть брань",
}
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
# Letters that Russian has not: «гӀала», «үй», «ӈэсы»; «і» and «ї» come with other keyboards and are no sign.
_NATIONAL_LETTER = re.compile("[ӀӏӐ-ӿҐ-ҿЀЍѐѝӁӂԐ-ԯ\u048a-\u04cf]")
# Palochka as it is typed: «кIант», «х1инца»; behind these consonants only, else «дом1» would be one.
_TYPED_PALOCHKA = re.compile(r"(?<![\w])[а-яё]*[гкптхцчжщлсш](?:[IlӀ|]|1(?=[а-яё]{2}))[а-яё]+", re.IGNORECASE)
_MANY, _MOST, _RUN, _LEAST_LETTERS = 2, 0.5, 5, 3
_FEW_WORDS = 4
_CAPITALS, _MIN_CAPITALS = 0.6, 20
_FOREIGN = 0.7
_READ = 20_000

_ARTICLE = r"(?:ст\.?|стать\w+|ч\.|част\w+|п\.|пп\.|пункт\w*)\s*№?\s*\d+"
_ACT = (
    r"(?:закон\w*|кодекс\w*|конституци\w+|постановлени\w+|приказ\w*|указ\w*|"
    r"ФЗ|ГК|ЖК|КоАП|ТК|СанПиН\w*|ГОСТ\w*)"
)
_CITED = re.compile(
    rf"{_ARTICLE}.{{0,120}}?\b{_ACT}\b|\b{_ACT}\b.{{0,120}}?{_ARTICLE}", re.IGNORECASE | re.DOTALL
)
_AUTHOR = re.compile(
    r"\b(?:я|мы|мне|нам|меня|нас|мо[йяиею]\w{0,2}|наш\w{0,3}|прошу|просим|требую|требуем|жалоба|жалуюсь|считаю|помогите|"
    r"почему|когда|нарушен\w*|нарушает\w*)\b|\?",
    re.IGNORECASE,
)
_FIRST_WORDS = 60

_ROOTS = (
    r"(?:на|по|ни|до|о|не|за|от)?ху[йяеиюё]\w*",
    r"\w*пизд\w*",
    r"(?:за|по|вы|на|отъ?|об|объ|подъ?|до|съ|въ|у|про|пере|недо|разъ|изъ|долбо|при)?[её]б(?:[аеиуыё]|л|н|т|к|с)\w*",
    r"бля(?:д\w*|т\w*)?",
    r"муда[кч]\w*|мудил\w*|мудозвон\w*",
    r"г[ао]ндон\w*",
    r"(?:за|об)?говн\w*",
    r"п[иe]д[оа]р\w*|педик\w*",
    r"залуп\w*",
    r"манд(?:а|ы|у|ой)",
    r"(?:за|об|на|вы|по|у)?с[р]ан(?:ый|ая|ое|ые|ь|ого|ой|ым|ых|ную|ина|ины)",
    r"жоп\w*",
    r"дерьм\w*",
    r"сук(?:а|ой|ин\w*)|сучар\w*",
    r"ублюд\w*|шлюх\w*|выродк\w*|выродок",
    r"дебил\w*|идиот\w*|долбан\w*|твар(?:ь|и|ям|ями)|мраз\w*|скотин\w*",
)
# A swear word that was blotted out: «о*****».
_BLOTTED = re.compile(r"(?<![\w*])[А-ЯЁа-яё]{1,3}\*{3,}[А-ЯЁа-яё]{0,3}")
_ABUSE = re.compile(rf"(?<!\w)(?:{'|'.join(_ROOTS)})(?!\w)", re.IGNORECASE)
_TWINS = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_REPEATED = re.compile(r"(\w)\1{2,}")


def nature(text: str | None) -> frozenset[str]:
    """What is odd about a text: keys of `NATURES`; empty for an ordinary one.

    Args:
        text: A masked plain text; placeholders count for nothing.
    """
    own = _without_masks(text or "")
    if not own.strip():
        return frozenset({"empty"})
    head = own[:_READ]
    words = _WORD.findall(head)
    if not words:
        return frozenset({"no_letters"} | _flags(own))
    found = _flags(own)
    tests = {
        "one_word": len(words) == 1 and len(own.split()) == 1,
        "foreign": _share(_LATIN, words) >= _FOREIGN,
        "national": _is_national(head, words),
        "capitals": _is_shouted(words),
        "quotation": _is_quotation(own),
        "abuse": is_abusive(head),
    }
    return frozenset(found | {name for name, holds in tests.items() if holds})


def is_abusive(text: str) -> bool:
    """Whether a fragment has a swear word, also with Latin letters, drawn out, or blotted out with asterisks.

    The roots of Russian obscene words with their prefixes, whatever the ending; insults of persons.
    """
    plain = _REPEATED.sub(r"\1", text.translate(_TWINS) if _CYRILLIC.search(text) else text)
    return _ABUSE.search(plain) is not None or _BLOTTED.search(text) is not None


def _without_masks(text: str) -> str:
    parts, at = [], 0
    for start, end in masks(text):
        parts.append(text[at:start])
        at = end
    return "".join(parts) + text[at:]


def _flags(text: str) -> set[str]:
    return {"huge"} if len(text) > MAX_CHARACTERS else set()


def _share(letter: re.Pattern[str], words: list[str]) -> float:
    """Part of the letters of these words."""
    joined = "".join(words)
    return len(letter.findall(joined)) / len(joined)


def _is_national(text: str, words: list[str]) -> bool:
    """Letters or palochka of another language twice, most words unknown, or a run of unknown words."""
    marked = [w for w in words if _NATIONAL_LETTER.search(w)] + _TYPED_PALOCHKA.findall(text)
    if len(marked) >= _MANY:
        return True
    known = [
        language.word(w).known
        for w in words
        if len(w) >= _LEAST_LETTERS and len(_CYRILLIC.findall(w)) == len(w)
    ]
    if len(known) < _FEW_WORDS:
        return False
    longest = max((len(list(run)) for is_known, run in groupby(known) if not is_known), default=0)
    return longest >= _RUN or known.count(False) > _MOST * len(known)


def _is_shouted(words: list[str]) -> bool:
    joined = "".join(words)
    return len(joined) >= _MIN_CAPITALS and sum(map(str.isupper, joined)) > _CAPITALS * len(joined)


def _is_quotation(text: str) -> bool:
    """An article of an act is cited at the beginning, and the author says nothing of their own."""
    cited = _CITED.search(text[:_READ])
    if cited is None or _AUTHOR.search(text[:_READ]):
        return False
    return cited.start() <= _FIRST_WORDS or text.lstrip()[0] in '«"“'
