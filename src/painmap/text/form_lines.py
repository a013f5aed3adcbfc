"""Lines of a form: what many texts repeat word for word around a personal detail says nothing of the matter.

«Меня зовут [ФИО 1].», «Дата рождения [дата рождения]», «Машина [госномер] моя»: registers and sites ask for
these, and texts that share them would make a group of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from painmap.text.quoting import PLACEHOLDER

# Fewer texts may say the same by chance; of more words it is somebody's own sentence.
_LEAST_TEXTS, _LEAST_SHARE = 10, 0.005
_MOST_WORDS, _MOST_BEHIND = 6, 3
_LINE = re.compile(r"(?:\[[^\[\]]*\]|[^.!?;\n])+[.!?;\n]*|[.!?;\n]+")
_WORD = re.compile(r"[^\W\d_]+")


def without(texts: Sequence[str]) -> list[str]:
    """The masked texts without such lines; one that has no other words stays as it is.

    A line may follow another one without a full stop: its end is what is repeated, from a few words before
    the detail on.
    """
    counts = Counter(
        frame
        for text in set(texts)
        for frame in {frame for line in _LINE.findall(text) for _, frame in _ends(line)}
    )
    least = max(_LEAST_TEXTS, _LEAST_SHARE * len(texts))
    formal = {frame for frame, n in counts.items() if n >= least}
    return [_kept(text, formal) for text in texts] if formal else list(texts)


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


def _kept(text: str, formal: set[str]) -> str:
    kept = []
    for line in _LINE.findall(text):
        at = next((start for start, frame in _ends(line) if frame in formal), len(line))
        kept.append(line[:at])
    own = "".join(kept)
    return own if _WORD.search(PLACEHOLDER.sub(" ", own)) else text
