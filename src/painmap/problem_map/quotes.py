"""Quotes of a problem: masked, of external clients, of medium length, typical, unlike each other."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median

import pandas as pd

MIN_LENGTH, MAX_LENGTH = 40, 240
# Letters that must remain beside the placeholders: «[ФИО 1], [адрес], [телефон]» alone says nothing.
MIN_LETTERS = 25
# Two texts that share this part of their words are one quote to the reader (mass mailings, repeats).
MAX_OVERLAP = 0.5

_PLACEHOLDER = re.compile(r"\[[^\[\]]*\]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"[^\W\d_]{4,}")
# Russian endings are rarely longer than what stands after the fifth letter.
_STEM = 5


def quotes(items: pd.DataFrame, limit: int) -> tuple[str, ...]:
    """Up to `limit` quotes from the items of one problem, the most typical first.

    Never quoted: staff, clients of unknown kind, counted-only channels and texts marked `is_sensitive`.
    """
    is_open = (items["client_kind"] == "external") & ~items["is_count_only"].fillna(False).astype(bool)
    if "is_sensitive" in items:
        is_open &= ~items["is_sensitive"].fillna(True).astype(bool)
    texts = items.loc[is_open, "text"].dropna().astype(str)
    candidates = sorted({piece for text in texts for piece in _pieces(text)})
    return tuple(_unlike(_by_typicality(candidates), limit))


def _pieces(text: str) -> list[str]:
    """The text itself, or its sentences where it is too long; only what can be printed as a quote."""
    text = " ".join(text.split())
    parts = [text] if len(text) <= MAX_LENGTH else _SENTENCE_END.split(text)
    return [p for p in parts if MIN_LENGTH <= len(p) <= MAX_LENGTH and _letters(p) >= MIN_LETTERS]


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in _PLACEHOLDER.sub(" ", text))


def _stems(text: str) -> frozenset[str]:
    return frozenset(w.lower()[:_STEM] for w in _WORD.findall(_PLACEHOLDER.sub(" ", text)))


def _by_typicality(texts: list[str]) -> list[str]:
    """Texts by the mean frequency of their words among all the texts, then nearness to the median length."""
    if not texts:
        return []
    stems = {text: _stems(text) for text in texts}
    frequency = Counter(stem for words in stems.values() for stem in words)
    middle = median(len(text) for text in texts)

    def key(text: str) -> tuple[float, float, str]:
        words = stems[text]
        typical = sum(frequency[w] for w in words) / len(words) if words else 0.0
        return -round(typical, 6), abs(len(text) - middle), text

    return sorted(texts, key=key)


def _unlike(texts: list[str], limit: int) -> list[str]:
    chosen: list[str] = []
    for text in texts:
        if len(chosen) == limit:
            break
        words = _stems(text)
        if all(_overlap(words, _stems(other)) < MAX_OVERLAP for other in chosen):
            chosen.append(text)
    return chosen


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0
