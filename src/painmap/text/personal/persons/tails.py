"""What belongs to a name after the words by which it was found."""

from __future__ import annotations

import re

from painmap.text import language
from painmap.text.personal.persons.vocabulary import TURKIC
from painmap.text.view import Span

_PARTICLE = re.compile(rf"(?:[ \xa0]|\s?[-–]\s?)(?:{'|'.join(sorted(TURKIC))}|заде)(?!\w)", re.IGNORECASE)
# «Ли Чен», «Нгуен Тхи»: no Russian first name beside a surname is as short as both.
_SYLLABLE = r"(?=[^аеёиоуыэюя\W]*[аеёиоуыэюя]{1,2}[^аеёиоуыэюя\W]*(?!\w))\w{2,5}"
_SYLLABLES = re.compile(rf"(?i:{_SYLLABLE}(?:[ \xa0]{_SYLLABLE}){{1,2}})")
_NEXT = re.compile(rf"[ \xa0](?=[А-ЯЁ][а-яё])(?i:({_SYLLABLE}))(?![\w.])")
_NAMEABLE = frozenset({"NOUN", "ADJF", "ADJS", "NUMR", ""})


def whole(text: str, start: int, end: int) -> Span:
    """«Алишер угли», «Мамед заде», «Ли Чен Су»: the name with what follows it."""
    if particle := _PARTICLE.match(text, end):
        return start, particle.end()
    while end - start < 16 and _SYLLABLES.fullmatch(text, start, end):
        following = _NEXT.match(text, end)
        if not following or language.word(following[1]).pos not in _NAMEABLE:
            break
        end = following.end()
    return start, end
