"""Tokens with morphology and syntax."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from razdel import tokenize

from painmap.text.language.dictionary import lemma, word
from painmap.text.language.models import MAX_PADDED, batched, embedding, morph_tagger, syntax_parser
from painmap.text.language.names import persons
from painmap.text.language.sentences import sentences, words

Need = Literal["morph", "syntax", "ner"]

# The syntax model is quadratic in the length of a sentence; a «sentence» without a full stop may be a letter.
_MAX_TOKENS = 100


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a text.

    Attributes:
        start: Offset of its first character in the text.
        end: Offset after its last character.
        lemma: Normal form in lower case with «е» for «ё»; empty unless morphology was asked for.
        pos: Part of speech (Universal Dependencies).
        feats: Grammatical features as sorted `(name, value)` pairs.
        head: Index of the syntactic head among the text's tokens; -1 for a root or without syntax.
        rel: Relation to the head.
    """

    start: int
    end: int
    text: str
    lemma: str = ""
    pos: str = ""
    feats: tuple[tuple[str, str], ...] = ()
    head: int = -1
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Annotated:
    """What the models say about one text.

    Attributes:
        sentences: `(first, after_last)` token indices of each sentence.
        persons: `(start, end)` character offsets of person names found by the NER model.
    """

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]
    persons: tuple[tuple[int, int], ...] = ()


def annotate(texts: Sequence[str], needs: Iterable[Need] = ("morph", "syntax")) -> list[Annotated]:
    """Tokens and sentences of each text, with the layers asked for; one result per text, in order.

    The result for a text does not depend on the other texts of the call.
    """
    wanted = frozenset(needs)
    unique = list(dict.fromkeys(texts))
    results = [_segment(text) for text in unique]
    if wanted & {"morph", "syntax"}:
        results = _tag_tokens(results, wanted)
    if "ner" in wanted:
        spans = persons(unique)
        results = [replace(r, persons=tuple(s)) for r, s in zip(results, spans, strict=True)]
    by_text = dict(zip(unique, results, strict=True))
    return [by_text[text] for text in texts]


def lemmas(texts: Sequence[str]) -> list[list[str]]:
    """Lemmas of the words of each text by the dictionary alone (no context), in order of appearance."""
    return [[word(t).lemma for t in words(text) if t[0].isalpha()] for text in texts]


def word_vectors(words: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of words, one row of 300 each; zeros for a word the model does not know."""
    navec = embedding()
    rows = np.zeros((len(words), 300), dtype=np.float32)
    for i, text in enumerate(words):
        if text in navec:
            rows[i] = navec[text]
    return rows


def _segment(text: str) -> Annotated:
    tokens: list[Token] = []
    bounds: list[tuple[int, int]] = []
    for start, end in sentences(text):
        first = len(tokens)
        tokens += [Token(start + t.start, start + t.stop, t.text) for t in tokenize(text[start:end])]
        bounds += [(i, min(i + _MAX_TOKENS, len(tokens))) for i in range(first, len(tokens), _MAX_TOKENS)]
    return Annotated(text, tuple(tokens), tuple(bounds))


def _tag_tokens(items: list[Annotated], wanted: frozenset[Need]) -> list[Annotated]:
    keys = [[tuple(t.text for t in a.tokens[b:e]) for b, e in a.sentences] for a in items]
    unique = list(dict.fromkeys(k for row in keys for k in row))
    morph = dict(zip(unique, batched(morph_tagger(), unique, len, MAX_PADDED), strict=True))
    syntax: dict[Any, Any] = {}
    if "syntax" in wanted:
        syntax = dict(zip(unique, batched(syntax_parser(), unique, len, MAX_PADDED), strict=True))
    return [_with_tags(a, row, morph, syntax) for a, row in zip(items, keys, strict=True)]


def _with_tags(
    item: Annotated, keys: list[tuple[str, ...]], morph: dict[Any, Any], syntax: dict[Any, Any]
) -> Annotated:
    tokens: list[Token] = []
    for (first, _), key in zip(item.sentences, keys, strict=True):
        heads = syntax[key].tokens if key in syntax else [None] * len(key)
        for token, tag, arc in zip(item.tokens[first:], morph[key].tokens, heads, strict=False):
            feats = tuple(sorted(tag.feats.items()))
            head, rel = (int(arc.head_id) - 1, arc.rel) if arc is not None else (-1, "")
            tokens.append(
                replace(
                    token,
                    lemma=lemma(token.text, tag.pos, feats),
                    pos=tag.pos,
                    feats=feats,
                    head=first + head if head >= 0 else -1,
                    rel=rel,
                )
            )
    return replace(item, tokens=tuple(tokens))
