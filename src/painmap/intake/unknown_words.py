"""Which unknown words of a column of words may be named: categories of the source, not of a person."""

from __future__ import annotations

import pandas as pd

from painmap.errors import printable
from painmap.intake.request import Context
from painmap.intake.told import impersonal
from painmap.intake.words import as_text, squeezed

# A word that several rows share is a category; a telephone in the wrong column stands there once.
_FEWEST_ROWS = 3
_LONGEST = 40
_MOST_WORDS = 10


def named(cells: pd.Series, is_unknown: pd.Series, context: Context) -> pd.Series:
    """The word of each unknown cell that may be told, on one line; None of the others.

    Told are words of at least three rows, short, in which the masker finds nothing personal.
    """
    words = cells[is_unknown].map(as_text).map(squeezed)
    counts = words.value_counts()
    frequent = sorted(
        (
            str(word)
            for word, count in counts.items()
            if count >= _FEWEST_ROWS and 0 < len(str(word)) <= _LONGEST
        ),
        key=lambda word: (-counts[word], word),
    )[:_MOST_WORDS]
    told = {word: printable(word) for word in impersonal(frequent, context)} if frequent else {}
    return words.map(told).astype(object).where(lambda found: found.notna(), None).reindex(cells.index)
