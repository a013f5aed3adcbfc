"""The models, loaded once per process on first use: 0.9 s and 300 MB together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pymorphy2_dicts_ru

_BATCH = 64
# A batch is padded to its longest item: NER by whole texts got slower (211 → 87 texts a second).
MAX_PADDED = 4096


def batched(model: Any, items: Sequence[Any], length: Callable[[Any], int], bound: int) -> list[Any]:
    """`model.map` over the items sorted by length; `length × batch` stays within `bound`; original order."""
    order = sorted(range(len(items)), key=lambda i: (length(items[i]), items[i]))
    results: list[Any] = [None] * len(items)
    at = 0
    while at < len(order):
        size = min(_BATCH, len(order) - at)
        while size > 1 and size * length(items[order[at + size - 1]]) > bound:
            size -= 1
        chunk = order[at : at + size]
        for i, result in zip(chunk, model.map([items[i] for i in chunk]), strict=True):
            results[i] = result
        at += size
    return results


@cache
def vocab() -> Any:
    """The dictionary of word forms; cannot be pickled."""
    # pymorphy2 would ask pkg_resources for its dictionary, which setuptools ≥ 82 no longer has.
    os.environ.setdefault("PYMORPHY2_DICT_PATH", pymorphy2_dicts_ru.get_path())
    from natasha import MorphVocab

    return MorphVocab()


@cache
def embedding() -> Any:
    """Vectors of words, 300 each."""
    from natasha import NewsEmbedding

    return NewsEmbedding()


def _sized(model: Any) -> Any:
    # The encoder chops again: both sizes must grow for a batch to grow.
    model.batch_size = model.infer.encoder.batch_size = _BATCH
    return model


@cache
def morph_tagger() -> Any:
    """Part of speech and grammatical features of a sentence's tokens."""
    from natasha import NewsMorphTagger

    return _sized(NewsMorphTagger(embedding()))


@cache
def syntax_parser() -> Any:
    """Heads and relations of a sentence's tokens."""
    from natasha import NewsSyntaxParser

    return _sized(NewsSyntaxParser(embedding()))


@cache
def ner_tagger() -> Any:
    """Names in a sentence; trained on news."""
    from natasha import NewsNERTagger

    return _sized(NewsNERTagger(embedding()))
