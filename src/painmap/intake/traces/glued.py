"""Names glued together, for the privacy gate: «КиселёваНадежда», «киселёванадежда»."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from painmap.intake.traces.stems import LONGEST

_HUMP = re.compile(r"(?<=[а-яёa-z])(?=[А-ЯЁA-Z])")
_GLUED, _SHORTEST = 8, 3


def parted(word: str, is_part: Callable[[str], bool]) -> list[str]:
    """The names of which a word is glued, none of any other word.

    Args:
        is_part: Whether a word is a part of any known name.
    """
    pieces = _HUMP.split(word)
    if len(pieces) > 1:
        return pieces if any(map(is_part, pieces)) else []
    return _cut(word, is_part) if len(word) >= _GLUED else []


def _cut(word: str, is_part: Callable[[str], bool]) -> list[str]:
    """The word cut into two names or more; each place is tried once, so that a run without an end is, too."""
    came: dict[int, int] = {0: 0}
    ways = [0]
    while ways:
        begin = ways.pop()
        left = len(word) - begin
        if begin and left <= LONGEST and is_part(word[begin:]):
            return _pieces(word, came, begin)
        # The shortest first.
        for size in range(min(LONGEST, left - _SHORTEST), _SHORTEST - 1, -1):
            end = begin + size
            if end not in came and is_part(word[begin:end]):
                came[end] = begin
                ways.append(end)
    return []


def _pieces(word: str, came: dict[int, int], last: int) -> list[str]:
    ends = [len(word), last]
    while ends[-1]:
        ends.append(came[ends[-1]])
    ends.reverse()
    return [word[one:other] for one, other in pairwise(ends)]
