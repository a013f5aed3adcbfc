"""Names with blanks between their letters: «И в а н о в  И в а н»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text import language
from painmap.text.personal.persons.words import Words
from painmap.text.view import Span

_RUN = re.compile(r"(?<!\w)[А-ЯЁа-яё](?:[ \xa0]{1,4}[А-ЯЁа-яё](?!\w)){3,}")
# A word of the run ends at a wider gap, and before a capital letter that follows a small one.
_WORD = re.compile(r"[А-ЯЁа-яё](?:[ \xa0][А-ЯЁ])+(?![ \xa0][а-яё])|[А-ЯЁа-яё](?:[ \xa0][а-яё])*")


def spaced(text: str, _: Words) -> Iterator[Span]:
    """From the first to the last word of the run that may be a name, if one of them is nothing else."""
    for run in _RUN.finditer(text):
        seen = [(w.start(), w.end(), _read(w[0])) for w in _WORD.finditer(text, *run.span())]
        proper = [w for w in seen if w[2].name or w[2].surname or w[2].patronymic]
        if any(w[2].known and not w[2].common for w in proper):
            yield proper[0][0], proper[-1][1]


def _read(letters: str) -> language.Word:
    return language.word(re.sub(r"\s", "", letters))
