"""pymorphy2's dictionary of word forms, its automaton walked in one loop instead of three calls a letter."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import Any

import pymorphy2_dicts_ru
from dawg_python.wrapper import Dictionary

_OF_32_BITS = 0xFFFFFFFF
_LABEL = 1 << 31 | 0xFF
_HAS_VALUE = 1 << 8
# Parses that are kept, some 3 KB each: what is made of them is kept longer (`dictionary`).
_KEPT = 20_000


class _Automaton(Dictionary):  # type: ignore[misc]
    """dawg_python's automaton with its own steps; the units of one node and the next are joined by xor."""

    def has_value(self, index: int) -> bool:
        """Whether a key ends here."""
        return bool(self._units[index] & _HAS_VALUE)

    def follow_char(self, label: int, index: int) -> int | None:
        """The node behind this one by a byte; None if there is none."""
        units = self._units
        unit = units[index]
        index = (index ^ ((unit >> 10) << ((unit & 512) >> 6)) ^ label) & _OF_32_BITS
        return index if units[index] & _LABEL == label else None

    def follow_bytes(self, s: bytes, index: int) -> int | None:
        """The node behind this one by these bytes; None if there is none."""
        units = self._units
        for label in s:
            unit = units[index]
            index = (index ^ ((unit >> 10) << ((unit & 512) >> 6)) ^ label) & _OF_32_BITS
            if units[index] & _LABEL != label:
                return None
        return index


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

    made = Vocab()
    for dawg in (
        made.dictionary.words,
        made.prob_estimator.p_t_given_w,
        *made.dictionary.prediction_suffixes_dawgs,
    ):
        dawg.dct.__class__ = _Automaton
        if hasattr(dawg, "_value_for_index"):
            # Words of one paradigm end in one node.
            dawg._value_for_index = lru_cache(_KEPT)(dawg._value_for_index)
    return made
