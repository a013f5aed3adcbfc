"""Which unknown words of a column of words may be named: categories of the source, not of a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from painmap.errors import printable
from painmap.intake.request import Context, Fault
from painmap.intake.told import impersonal

UNKNOWN_WORD = "значение не описано в формате"
# A word that several rows share is a category; a telephone in the wrong column stands there once.
_FEWEST_ROWS = 3
_LONGEST = 40
_MOST_WORDS = 10


def reasons(faults: Iterable[Fault], context: Context) -> Callable[[Fault], str]:
    """How the reason of each fault is worded: with its word where that may be told.

    Told are, of each column, the ten most frequent words of at least three rows, short, in which the masker
    finds nothing personal.
    """
    columns: dict[str, Counter[str]] = {}
    for fault in faults:
        if 0 < len(fault.word) <= _LONGEST:
            columns.setdefault(fault.column, Counter())[fault.word] += 1
    told = {column: _told(counts, context) for column, counts in columns.items()}

    def reason(fault: Fault) -> str:
        word = told.get(fault.column, {}).get(fault.word)
        return fault.reason if word is None else f"значение «{word}» не описано в формате"

    return reason


def _told(counts: Counter[str], context: Context) -> dict[str, str]:
    frequent = sorted(
        (word for word, count in counts.items() if count >= _FEWEST_ROWS),
        key=lambda word: (-counts[word], word),
    )[:_MOST_WORDS]
    return {word: printable(word) for word in impersonal(frequent, context)} if frequent else {}
