"""pymorphy2's dictionary of word forms, parses and tags kept."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import Any

import pymorphy2_dicts_ru

# Parses that are kept, some 3 KB each: what is made of them is kept longer (`dictionary`).
_KEPT = 20_000


@cache
def vocab() -> Any:
    """The dictionary of word forms; cannot be pickled."""
    # pymorphy2 would ask pkg_resources for its dictionary, which setuptools ≥ 82 no longer has.
    os.environ.setdefault("PYMORPHY2_DICT_PATH", pymorphy2_dicts_ru.get_path())
    from natasha import MorphVocab
    from natasha.morph.vocab import MorphForm, ud_feats, ud_pos
    from pymorphy2.analyzer import MorphAnalyzer

    @cache
    def of_tag(tag: Any) -> tuple[str, dict[str, str]]:
        return ud_pos(tag), dict(ud_feats(tag))

    class Form(MorphForm):  # type: ignore[misc]
        def __new__(cls, *args: Any) -> Any:
            made = tuple.__new__(cls, args)
            made.normal, (made.pos, made.feats) = made.normal_form, of_tag(made.tag)
            return made

    class Vocab(MorphVocab):  # type: ignore[misc]
        def __init__(self) -> None:
            MorphAnalyzer.__init__(self, result_type=Form)

        parse = lru_cache(_KEPT)(MorphAnalyzer.parse)
        __call__ = parse

    return Vocab()
