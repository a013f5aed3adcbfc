"""What of a masked text may be printed: whose words, and which of its sentences."""

from __future__ import annotations

import re
import textwrap
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Letters that must remain beside the placeholders: «[ФИО 1], [адрес], [телефон]» alone says nothing.
MIN_LETTERS = 25
PLACEHOLDER = re.compile(r"\[[^\[\]]*\]")

# A full stop ends a sentence behind a word of four letters: shorter ones are abbreviations («ул. Победы»).
_STOP = re.compile(r"(?<=[!?…])\s+|(?<=[^\W\d_]{4}\.)\s+")
# Sentences that begin and end a letter and say nothing of its matter.
_OPENING = re.compile(
    r"\W*(уважаем|приветству|обраща(юсь|емся)\b|повторно|пишу\b|помогите|ситуация|мне [0-9]+)", re.IGNORECASE
)
_CLOSING = re.compile(
    r"\W*(с уважением|заранее|спасибо|извините|(очень )?надеюсь|надеемся|ответ прошу|пришлите|"
    r"прошу (письменно )?(ответить|сообщить|не отказать|связаться)|(ответьте|сообщите)\b)",
    re.IGNORECASE,
)
_OPENING_WORDS = 7
# Before the first word: whom it is to, or from, and a greeting, be it without a full stop.
_GREETING = re.compile(
    r"(\W*(\[[^\[\]]*\]|здравствуйте|добрый (день|вечер)|доброе утро|доброго (дня|времени суток)))+\W*",
    re.IGNORECASE,
)
# A sentence shorter than this is followed by the next one.
_ENOUGH = 60


def may_be_quoted(items: pd.DataFrame) -> pd.Series:
    """Mask of the items whose words may be printed in an internal edition.

    Never quoted: staff, clients of unknown kind, counted-only channels (`is_count_only`), texts marked
    `is_sensitive`, and what has no text.
    """
    is_open = (items["client_kind"] == "external") & ~items["is_count_only"].fillna(False).astype(bool)
    if "is_sensitive" in items:
        is_open &= ~items["is_sensitive"].fillna(True).astype(bool)
    return is_open.fillna(False).astype(bool) & items["text"].notna()


def part(text: str, start: int, end: int) -> str:
    """The part of a masked text from `start` to `end` as one line."""
    return " ".join(text[start:end].split())


def letters(text: str) -> int:
    """Letters beside the placeholders of masked data."""
    return sum(c.isalpha() for c in PLACEHOLDER.sub(" ", text))


def opening(text: str, limit: int) -> str:
    """The first sentence of a masked text that speaks to its matter; a short one with the next.

    Greetings are left out, and so are courtesies and lines with masked data behind it: what else a letter
    tells of its author's life is not printed. A sentence longer than `limit` characters is cut behind a
    word, with «…». Empty where too little is said.
    """
    # Beyond this nothing could be printed; a text may be a megabyte long.
    start = text[: 10 * limit]
    greeting = _GREETING.match(start)
    sentences = [" ".join(s.split()) for s in _STOP.split(start[greeting.end() if greeting else 0 :])]
    matter = list(dropwhile(_is_opening, sentences))
    said = "".join(matter[:1])
    for sentence in takewhile(lambda s: not _is_closing(s), matter[1:]):
        if len(said) >= _ENOUGH:
            break
        said = f"{said} {sentence}"
    said = shortened(said, limit)
    return said if letters(said) >= MIN_LETTERS else ""


def shortened(text: str, limit: int) -> str:
    """The text cut behind a whole word where it is longer than `limit`, with «…»."""
    cut = textwrap.shorten(text, limit, placeholder="…")
    return cut if cut == text else cut.removesuffix("…").rstrip(" ,;:—–-«(") + "…"


def _is_opening(sentence: str) -> bool:
    is_short = len(sentence.split()) <= _OPENING_WORDS
    return (is_short and bool(_OPENING.match(sentence))) or letters(sentence) < MIN_LETTERS // 2


def _is_closing(sentence: str) -> bool:
    return bool(_CLOSING.match(sentence) or PLACEHOLDER.search(sentence))
