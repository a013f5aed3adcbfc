"""Tokens of a text as razdel cuts them; what stands between two blanks is cut once."""

from __future__ import annotations

import re
from functools import lru_cache

from razdel import tokenize
from razdel.segmenters.punct import DASHES

Span = tuple[int, int]

_CHUNK = re.compile(r"\S+")
# A dash, a bar or a decimal sign at an edge joins its word only if something fit stands behind the blank:
# «пять -шесть» is «пять», «-шесть».
_JOINS = frozenset(f"{DASHES}_/\\.,")
_LONGEST = 64


def spans(text: str) -> list[Span]:
    """Character offsets of the tokens of a text."""
    result: list[Span] = []
    found = list(_CHUNK.finditer(text))
    for i, match in enumerate(found):
        chunk, start = match[0], match.start()
        before = found[i - 1][0][-1] if i and chunk[0] in _JOINS else ""
        after = found[i + 1][0][0] if chunk[-1] in _JOINS and i + 1 < len(found) else ""
        cut = _cut if len(chunk) <= _LONGEST else _cut.__wrapped__
        result += [(start + first, start + last) for first, last in cut(before, chunk, after)]
    return result


def tokens(text: str) -> list[str]:
    """The tokens of a text."""
    return [text[start:end] for start, end in spans(text)]


@lru_cache(100_000)
def _cut(before: str, chunk: str, after: str) -> tuple[Span, ...]:
    """Offsets within the chunk; given the last sign before it and the first one behind where they matter."""
    shift = 2 * len(before)
    found = [
        (t.start - shift, t.stop - shift) for t in tokenize(" ".join(filter(None, (before, chunk, after))))
    ]
    return tuple(span for span in found if 0 <= span[0] < len(chunk))
