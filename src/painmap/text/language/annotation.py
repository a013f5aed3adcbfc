"""Tokens with morphology and syntax."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from painmap.text.language.cutting import spans, tokens
from painmap.text.language.dictionary import lemma, word
from painmap.text.language.models import lookup, morph_tagger, syntax_parser
from painmap.text.language.names import persons
from painmap.text.language.network import Laid, chunks
from painmap.text.language.sentences import sentences

Need = Literal["morph", "syntax", "ner"]

# The syntax model is quadratic in the length of a sentence; a «sentence» without a full stop may be a letter.
_MAX_TOKENS = 100

Feats = tuple[tuple[str, str], ...]
# Of a sentence's tokens: number of the tag; place of the head, from 1, and number of the relation.
_Tags = list[int]
_Arcs = tuple[list[int], list[int]]


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
    feats: Feats = ()
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
    cut = [_segmented(text) for text in unique]
    results = _tagged(unique, cut, wanted)
    if "ner" in wanted:
        found = persons(unique)
        results = [replace(r, persons=tuple(s)) for r, s in zip(results, found, strict=True)]
    by_text = dict(zip(unique, results, strict=True))
    return [by_text[text] for text in texts]


def lemmas(texts: Sequence[str]) -> list[list[str]]:
    """Lemmas of the words of each text by the dictionary alone (no context), in order of appearance."""
    return [[word(t).lemma for t in tokens(text) if t[0].isalpha()] for text in texts]


def word_vectors(words: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of words, one row of 300 each; zeros for a word the model does not know."""
    return lookup().known_vectors(words)


_Sentence = tuple[tuple[int, int], ...]


def _segmented(text: str) -> list[_Sentence]:
    """Offsets of the tokens of each sentence."""
    result = []
    for start, end in sentences(text):
        cut = tuple((start + first, start + last) for first, last in spans(text[start:end]))
        result += [cut[i : i + _MAX_TOKENS] for i in range(0, len(cut), _MAX_TOKENS)]
    return result


def _tagged(texts: list[str], cut: list[list[_Sentence]], wanted: frozenset[Need]) -> list[Annotated]:
    keys = [
        [tuple(text[start:end] for start, end in sentence) for sentence in sentences]
        for text, sentences in zip(texts, cut, strict=True)
    ]
    morph: dict[tuple[str, ...], _Tags] = {}
    syntax: dict[tuple[str, ...], _Arcs] = {}
    if wanted & {"morph", "syntax"}:
        unique = list(dict.fromkeys(k for row in keys for k in row))
        for chunk in chunks(unique):
            laid = Laid([unique[i] for i in chunk], lookup())
            morph.update(zip([unique[i] for i in chunk], morph_tagger()(laid), strict=True))
            if "syntax" in wanted:
                syntax.update(zip([unique[i] for i in chunk], syntax_parser()(laid), strict=True))
    return [
        _annotated(text, sentences, [(morph.get(k), syntax.get(k)) for k in row])
        for text, sentences, row in zip(texts, cut, keys, strict=True)
    ]


def _annotated(text: str, cut: list[_Sentence], said: list[tuple[_Tags | None, _Arcs | None]]) -> Annotated:
    found: list[Token] = []
    bounds = []
    for own, (tags, arcs) in zip(cut, said, strict=True):
        first = len(found)
        bounds.append((first, first + len(own)))
        for i, (start, end) in enumerate(own):
            form = text[start:end]
            lemma, pos, feats = _analysed(form, tags[i]) if tags is not None else ("", "", ())
            if arcs is None:
                found.append(Token(start, end, form, lemma, pos, feats))
            else:
                head = first + arcs[0][i] - 1 if arcs[0][i] else -1
                found.append(Token(start, end, form, lemma, pos, feats, head, _relation(arcs[1][i])))
    return Annotated(text, tuple(found), tuple(bounds))


def _relation(number: int) -> str:
    return syntax_parser().relations[number]


@lru_cache(100_000)
def _analysed(form: str, tag: int) -> tuple[str, str, Feats]:
    """Lemma, part of speech and features of a word with the tagger's tag."""
    pos, feats = _parts(tag)
    return lemma(form, pos, feats), pos, feats


@lru_cache(1_000)
def _parts(tag: int) -> tuple[str, Feats]:
    """«NOUN|Case=Gen|Number=Sing» in parts."""
    pos, *feats = morph_tagger().tags[tag].split("|")
    return pos, tuple(sorted((name, value) for name, _, value in (f.partition("=") for f in feats)))
