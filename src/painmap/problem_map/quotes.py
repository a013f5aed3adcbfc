"""Quotes of a problem: masked, of external clients, telling, typical, unlike each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median

import pandas as pd

from painmap.text import quoting
from painmap.text.generalising import generalised

# Two texts that share this part of their words are one quote to the reader (mass mailings, repeats).
MAX_OVERLAP = 0.5

_WORD = re.compile(r"[^\W\d_]{4,}")
# Russian endings are rarely longer than what stands after the fifth letter.
_STEM = 5


def quotes(items: pd.DataFrame, limit: int, own_names: Iterable[str] = ()) -> tuple[str, ...]:
    """Up to `limit` quotes from the items of one problem: sentences that tell it, the most telling first.

    Settlements and what tells the applicant are taken out (`text.generalising`); `own_names` are what the
    agency and its region are called.

    Texts without a sentence that tells the problem (an empty `quote_score`) are left out, and what
    `text.quoting.may_be_quoted` guards.
    """
    rows = items[quoting.may_be_quoted(items) & items["quote_score"].notna()]
    scores: dict[str, float] = {}
    columns = (rows[name] for name in ("text", "quote_start", "quote_end", "quote_score"))
    for text, start, end, score in zip(*columns, strict=True):
        quote = quoting.part(str(text), int(start), int(end))
        scores[quote] = max(score, scores.get(quote, 0.0))
    return tuple(q for q in generalised(_unlike(_by_worth(scores), limit), own_names) if q)


def _stems(text: str) -> frozenset[str]:
    return frozenset(w.lower()[:_STEM] for w in _WORD.findall(quoting.PLACEHOLDER.sub(" ", text)))


def _by_worth(scores: Mapping[str, float]) -> list[str]:
    """Quotes by tenths of the score, then as typical by words among all, then near to the median length."""
    if not scores:
        return []
    stems = {quote: _stems(quote) for quote in scores}
    frequency = Counter(stem for words in stems.values() for stem in words)
    middle = median(len(quote) for quote in scores)

    def key(quote: str) -> tuple[float, float, float, str]:
        words = stems[quote]
        typical = sum(frequency[w] for w in words) / len(words) if words else 0.0
        return -round(scores[quote], 1), -round(typical, 6), abs(len(quote) - middle), quote

    return sorted(scores, key=key)


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
