"""A name found once is found everywhere in its text, in all its case forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from painmap.text.personal.persons.words import W, Words
from painmap.text.view import Span

_CASE_END = re.compile(
    r"(?:(?<=[сц]к)(?:ий|ая|ого|ому|им|ом|ую|ой)|(?<=[ое]в)(?:ым|ой|ою|ых|ыми|[ауеы])"
    r"|(?<=[иы]н)(?:ым|ой|ою|ых|ыми|[ауеы])|ами|ом|ем|ой|ей|ою|ею|[аяуюеиыьй])$"
)
_MIN_STEM = 3


def stem(word: str) -> str:
    """What the case forms of a name share."""
    lower = word.lower().replace("ё", "е")
    cut = _CASE_END.sub("", lower)
    return cut if len(cut) > 1 else lower


def again(words: Words, proven: Iterable[Span]) -> Iterator[Span]:
    """Words that share their stem with a word of a proven name; an ordinary word needs its capital letter."""
    spans = list(proven)
    if not spans:
        return
    inside = {at for start, end in spans for at in range(start, end)}
    stems = {stem(w.text) for w in words if len(w.text) > _MIN_STEM and w.start in inside}
    for word in words:
        if len(word.text) > _MIN_STEM and stem(word.text) in stems and _is_meant(word):
            yield word.start, word.end


def _is_meant(word: W) -> bool:
    return not word.seen.common or (word.is_upper and word.could_be_surname and word.ends_as_surname)
