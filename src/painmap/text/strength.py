"""How strongly a text is worded: what a manager should see before the share."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from painmap.text import language
from painmap.text.nature import nature

_SHOUTED = re.compile(r"!\s*!")
_LOUD = frozenset({"abuse", "capitals"})


def strong(texts: Sequence[str], words: Collection[str]) -> list[bool]:
    """Whether each text is worded strongly: in capitals, with abuse, «!!», or with a word of the list.

    Args:
        texts: Masked texts.
        words: Lemmas of the list `strong` of `params/vocab/mentions.yaml`.
    """
    said = language.lemmas(list(texts))
    return [
        bool(_SHOUTED.search(text) or not nature(text).isdisjoint(_LOUD) or not set(lemmas).isdisjoint(words))
        for text, lemmas in zip(texts, said, strict=True)
    ]
