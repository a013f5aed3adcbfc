"""A word brought to a stem by its ending alone («Магомедовой», «Магомедову» → «магомедов»)."""

from __future__ import annotations

import re
from functools import lru_cache

# Longest first. Of a noun and of an adjective: a surname is declined as either.
_ENDINGS = tuple(
    "ыми ими ого его ому ему ами ями ою ею ой ей ым им ом ем ая яя ую юю ые ие ых их ый ий ия ии ию ью ья ье "
    "ьи ах ях ам ям ов ев а я у ю е ы и о й ь".replace(" ов ев", "").split()
)
# What comes and goes: «Павел» and «Павла», «Палиец» and «Палийца», «Конёк» and «Конька».
_FLEETING = re.compile(
    r"(?<=[бвгджзклмнпрстфхцчшщ])[ео](?=[клц]$)|(?<=[аеиоуыя])[ейя](?=[кц]$)|ь(?=[кц]$)|(?<=^л)[еь](?=в$)"
)
# «Максим» and «Максимом», «Адам», «Авербах»: the end of a name that is an ending of others.
_LIKE_ENDING = re.compile(r"(?<=[а-я]{2})(?:[аеиоыя]м|[аиыя]х)+$")
_VOWELS = "аеиоуыэюяйь"
# «Лия», «Цой»: nothing but endings behind the first vowel.
_SHORT = re.compile(rf"([бвгджзклмнпрстфхцчшщ]*[аеиоуыэюя])[{_VOWELS}]+(?:(?<=е)м)?")
# No name is longer, in any case; a run of letters without an end is no word.
LONGEST = 28


def stem(word: str) -> str:
    """The word without its ending, in lower case, ё as е; a Latin word as it is."""
    return _stem(word) if len(word) <= LONGEST else word.lower()


@lru_cache(1 << 18)
def _stem(word: str) -> str:
    # «Валериевна» is «Валерьевна».
    word = word.lower().replace("ё", "е").replace("иев", "ьев")
    if word.isascii():
        return word
    if short := _SHORT.fullmatch(word):
        return f"{short[1]}й"
    kept = next((word[: -len(e)] for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 2), word)
    kept = _LIKE_ENDING.sub("", kept.rstrip(_VOWELS)).rstrip(_VOWELS)
    kept = kept if len(kept) >= 2 else word[:3]
    return _FLEETING.sub("", kept)
