"""All case forms of a word of a known entity, also of words that the dictionary has never seen."""

from __future__ import annotations

import re
from functools import lru_cache

from painmap.text import language

_ENDINGS = (
    "а|я|у|ю|е|и|ы|ой|ей|ою|ею|ом|ем|ым|им|ого|его|ому|ему|ая|яя|ую|юю|ье|ью|ых|их|ыми|ими"
    "|ий|ый|ам|ами|ах|ь|й|"
)
_ENDING = re.compile(r"(?:ий|ый|ой|ая|яя|[аеиоуыэюяьй])$")
# A short stem with any ending would be any word: «Еля» is no «ела», «Кай» no «каем» of another verb.
_SHORT = 3
_PARADIGMS = (
    ("а", "а ы и е у ой ою ей ею"),
    ("я", "я и е ю ей ею"),
    ("ий", "ий ия ию ием ии"),
    ("й", "й я ю ем е"),
    ("ь", "ь я ю ем е и ью"),
)
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$")


def plain(text: str) -> str:
    """With «е» for «ё»."""
    return text.replace("ё", "е").replace("Ё", "Е")


@lru_cache(8192)
def pattern(part: str) -> str:
    """A regular expression for every case form of a word, in lower case and without «ё»."""
    word = plain(part.lower())
    irregular = sorted(map(re.escape, language.name_forms(part)))
    return "|".join(dict.fromkeys([*_regular(word), *irregular]))


@lru_cache(8192)
def forms(part: str) -> re.Pattern[str]:
    """The word in every case form, whole, in any case of letters, in a text without «ё»."""
    return re.compile(rf"(?<!\w)(?:{pattern(part)})(?!\w)", re.IGNORECASE)


def _regular(word: str) -> list[str]:
    """By the endings of each paradigm that the word may follow."""
    found = []
    if len(word) > _SHORT:
        found.append(f"{_either(_ENDING.sub('', word))}(?:{_ENDINGS})")
    for end, endings in _PARADIGMS:
        if word.endswith(end) and (len(word) <= _SHORT or end == "ий"):
            found.append(f"{_either(word.removesuffix(end))}(?:{'|'.join(endings.split())})")
    if len(word) <= _SHORT:
        found.append(rf"{re.escape(word)}{'(?:а|у|ом|ем|е)?' if _CONSONANT.search(word) else ''}")
    return found


def _either(stem: str) -> str:
    """«Наталья» and «Наталия», «Софья» and «София» are one name."""
    return re.sub(r"(?<=[тлнфс])[ьи]$", "[ьи]", re.escape(stem))
