"""Texts as people read them: what is never read in a page is cut before the rest becomes plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd

from painmap.intake.cellwise import each
from painmap.params.models import Rewriting
from painmap.text.view import plain_text

# A NUL or a direction mark inside a word is no blank: cut before plain_text makes one of it.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNREAD = re.compile(r"<(script|style|template|svg)\b", re.IGNORECASE)


def plain_texts(texts: pd.Series) -> tuple[pd.Series, int]:
    """The texts without mark-up, None where nothing is left; and how many held control characters."""
    present = texts.dropna()
    # What can be printed holds none; a text of several lines is looked at closely.
    odd = [text for text in present if not text.isprintable()]
    dropped = sum(_CONTROL.search(text) is not None for text in odd)
    return each(texts, _plain), dropped


def _plain(text: str) -> str | None:
    readable = text if text.isprintable() else _CONTROL.sub("", text)
    return plain_text(without_unread(readable)) or None


def rewritten(texts: pd.Series, rules: Sequence[Rewriting]) -> pd.Series:
    """The texts with what the format puts otherwise (mark-up of a social network, tails of adverts)."""
    for rule in rules:
        pattern = re.compile(rule.pattern)
        texts = each(texts, partial(pattern.sub, rule.by))
    return texts


def without_unread(text: str) -> str:
    """`text` without scripts, styles and drawings, tags and content; in linear time whatever the text."""
    if "<" not in text:
        return text
    kept: list[str] = []
    at = 0
    lower = text.lower()
    while opening := _UNREAD.search(text, at):
        end = lower.find(f"</{opening[1].lower()}", opening.end())
        if end < 0:
            break
        close = text.find(">", end)
        kept.append(text[at : opening.start()])
        at = len(text) if close < 0 else close + 1
    return "".join([*kept, text[at:]])
