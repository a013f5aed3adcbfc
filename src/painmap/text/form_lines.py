"""Lines of a form: what many texts repeat word for word says nothing of the matter.

«Меня зовут [ФИО 1].», «Дата рождения [дата рождения]», «Согласен на обработку данных.»: registers and
sites ask for these, and texts that share them would make a group of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NewType

from painmap.text.quoting import PLACEHOLDER

# Fewer texts may say the same by chance; of more words it is somebody's own sentence.
_LEAST_TEXTS, _LEAST_SHARE = 10, 0.005
_MOST_WORDS, _MOST_BEHIND = 6, 3
# A line without a personal detail may be the pain itself: «Не работает лифт.» In 1977 real appeals a tenth
# greet («Здравствуйте»), no other line is met in more than 3 %.
_LEAST_OF_WHOLE = 0.3
_LINE = re.compile(r"(?:\[[^\[\]]*\]|[^.!?;\n])+[.!?;\n]*|[.!?;\n]+")
_WORD = re.compile(r"[^\W\d_]+")

Form = NewType("Form", frozenset[str])


def form(texts: Sequence[str]) -> Form:
    """What these masked texts repeat as a form does, each distinct text counted once.

    Around a personal detail ten texts and a half per cent will do; a line may follow another one without a
    full stop there: its end is what is repeated, from a few words before the detail on. Of lines without a
    detail, beside which a text says other things, a third is asked.
    """
    distinct = set(texts)
    ends, lines = Counter[str](), Counter[str]()
    for text in distinct:
        own = _LINE.findall(text)
        ends.update({frame for line in own for _, frame in _ends(line)})
        whole = {_whole(line) for line in own} - {""}
        lines.update(whole if len(whole) > 1 else ())
    least = max(_LEAST_TEXTS, _LEAST_SHARE * len(texts))
    least_of_whole = max(_LEAST_TEXTS, _LEAST_OF_WHOLE * len(distinct))
    return Form(
        frozenset(frame for frame, n in ends.items() if n >= least)
        | frozenset(line for line, n in lines.items() if n >= least_of_whole)
    )


def without(text: str, form: Form) -> str:
    """The masked text without such lines; one that has no other words stays as it is."""
    if not form:
        return text
    kept = []
    for line in _LINE.findall(text):
        at = next((start for start, frame in _ends(line) if frame in form), len(line))
        kept.append("" if _whole(line) in form else line[:at])
    own = "".join(kept)
    return own if _WORD.search(PLACEHOLDER.sub(" ", own)) else text


def _whole(line: str) -> str:
    """Words of a line that has no detail."""
    return "" if PLACEHOLDER.search(line) else " ".join(_WORD.findall(line.lower()))


def _ends(line: str) -> Iterator[tuple[int, str]]:
    """Where each end of a line that has a detail and few words begins, the longest first; its words."""
    detail = PLACEHOLDER.search(line)
    if detail is None:
        return
    before = [(word.start(), word[0].lower()) for word in _WORD.finditer(line, 0, detail.start())]
    behind = _WORD.findall(PLACEHOLDER.sub(" ", line[detail.end() :]).lower())
    if len(behind) > _MOST_BEHIND:
        return
    first = max(0, len(before) + len(behind) - _MOST_WORDS)
    for at in range(first, len(before)):
        yield before[at][0], " ".join([*(word for _, word in before[at:]), "|", *behind])
