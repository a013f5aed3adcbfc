"""Slips of the pen, and what a web form makes of a letter."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_WORD = re.compile(r"[а-яё]{5,}")
# Unstressed vowels are written as they are heard; a consonant gets lost.
_HEARD = {"о": "а", "а": "о", "е": "и", "и": "е", "я": "е"}


def slip_of_the_pen(text: str, rng: random.Random) -> str:
    """One or two slips of the pen within words: a lost or swapped letter, a vowel as it is heard."""
    for _ in range(rng.randint(1, 2)):
        words = list(_WORD.finditer(text))
        if not words:
            return text
        word = rng.choice(words)
        i = word.start() + rng.randint(1, len(word[0]) - 3)
        pair = text[i : i + 2]
        heard = _HEARD.get(pair[0], "") + pair[1]
        text = text[:i] + rng.choice((heard, heard, heard, pair[::-1], pair[0])) + text[i + 2 :]
    return text


def _verb_ending(text: str, rng: random.Random) -> str:
    """«записатся» for «записаться» and the other way round, once."""
    if rng.random() < 0.5 and "ться" in text:
        return text.replace("ться", "тся", 1)
    return text.replace("ется ", "еться ", 1)


def _without_commas(text: str, rng: random.Random) -> str:
    return text.replace(", ", " ")


def _tight_comma(text: str, rng: random.Random) -> str:
    return text.replace(", ", ",", 1)


def marked_up(text: str, rng: random.Random) -> str:
    """What a web form makes of a letter."""
    lines = text.split("\n")
    if rng.random() < 0.5:
        return "".join(f"<p>{line.replace(' ', '&nbsp;', 1)}</p>" for line in lines)
    return "<br>".join(lines).replace("«", "&laquo;").replace("»", "&raquo;") + "<br />"


# Share of letters → what happens to them.
SLIPS: tuple[tuple[float, Callable[[str, random.Random], str]], ...] = (
    (0.2, slip_of_the_pen),
    (0.12, _verb_ending),
    (0.18, _without_commas),
    (0.06, _tight_comma),
)
