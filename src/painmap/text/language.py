"""Russian language: tokens, tags, syntax, person names. The only import of natasha and its parts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
import pymorphy2_dicts_ru
from numpy.typing import NDArray
from razdel import sentenize, tokenize

_CYRILLIC = re.compile(r"[А-ЯЁа-яё]+(?:-[А-ЯЁа-яё]+)*")
_CAPITALISED = re.compile(r"(?<![А-ЯЁа-яёA-Za-z])[А-ЯЁA-Z][А-ЯЁа-яёA-Za-z-]+")

Need = Literal["morph", "syntax", "ner"]
# Sentence → offsets of the person names in it.
Seen = dict[str, tuple[tuple[int, int], ...]]

_BATCH = 64
# The syntax model is quadratic in the length of a sentence; a «sentence» without a full stop may be a letter.
_MAX_TOKENS = 100
# A batch is padded to its longest item: NER by whole texts got slower (211 → 87 texts a second).
_MAX_PADDED = 4096
_MAX_NER_CHARS = 600


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


@dataclass(frozen=True, slots=True)
class Word:
    """What the dictionary says about a word form, out of context.

    Attributes:
        known: Whether the form is in the dictionary (else the rest is predicted by its ending).
        name: It may be a first name; `surname`, `patronymic`, `place` likewise.
        common: It may be an ordinary word, no proper noun.
        usually_name: Its most frequent reading is a first name («рустам», «марина»; not «вера»).
        lemma: Most probable normal form.
        pos: Most probable part of speech in the dictionary's own notation (`NOUN`, `PREP`…).
    """

    known: bool
    name: bool
    surname: bool
    patronymic: bool
    place: bool
    common: bool
    usually_name: bool
    lemma: str
    pos: str


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
    return [[word(t).lemma for t in _words(text) if t[0].isalpha()] for text in texts]


def sentences(text: str) -> list[tuple[int, int]]:
    """Character offsets of the sentences of a text; a line break always ends a sentence."""
    result = []
    for start, line in _lines(text):
        result += [(start + s.start, start + s.stop) for s in sentenize(line) if s.text]
    return result


def persons(texts: Sequence[str], seen: Seen | None = None) -> list[list[tuple[int, int]]]:
    """Character offsets of person names by the NER model, lower case and capitals made ordinary first.

    Args:
        texts: Any texts.
        seen: Sentences that the model has seen, with what it found; this call adds its own.
    """
    seen = {} if seen is None else seen
    pieces = [(i, start, recased(piece)) for i, text in enumerate(texts) for start, piece in _pieces(text)]
    asked = list(dict.fromkeys(p for _, _, p in pieces if p not in seen and _may_hold_person(p)))
    for piece, found in zip(asked, _batched(_ner(), asked, len, _MAX_PADDED * 4), strict=True):
        seen[piece] = tuple((s.start, s.stop) for s in found.spans if s.type == "PER")
    result: list[list[tuple[int, int]]] = [[] for _ in texts]
    for i, start, piece in pieces:
        result[i] += [(start + first, start + after) for first, after in seen.get(piece, ())]
    return result


@lru_cache(200_000)
def word(form: str) -> Word:
    """The dictionary's view of a word form in any case of letters."""
    lower = form.lower()
    parses = _vocab().parse(lower)
    if not parses:
        return Word(False, False, False, False, False, False, False, lower.replace("ё", "е"), "")
    known = bool(_vocab().word_is_known(lower))
    grams = [set(p.tag.grammemes) for p in parses]
    proper = {"Name", "Surn", "Patr", "Geox", "Init", "Abbr"}
    return Word(
        known=known,
        name=any("Name" in g for g in grams),
        surname=any("Surn" in g for g in grams),
        patronymic=any("Patr" in g for g in grams),
        place=any("Geox" in g for g in grams),
        common=known and any(not g & proper for g in grams),
        usually_name=known and "Name" in grams[0],
        lemma=parses[0].normal_form.replace("ё", "е"),
        pos=str(parses[0].tag.POS or ""),
    )


@lru_cache(20_000)
def name_forms(form: str) -> frozenset[str]:
    """All case forms of a word as a first name, surname or patronymic, else as a noun («Орёл», «Орла»)."""
    forms = {form.lower()}
    parses = _vocab().parse(form.lower())
    names = [p for p in parses if {"Name", "Surn", "Patr"} & set(p.tag.grammemes)]
    for parse in names or [p for p in parses if p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes]:
        forms |= {p.word for p in parse.lexeme}
    return frozenset(f.replace("ё", "е") for f in forms)


def inflected(form: str, case: str) -> str:
    """A noun in another case (`Nom`, `Ins`, `Loc`), number kept; the word itself if that is unknown."""
    for parse in _vocab().parse(form.lower()):
        if parse.tag.POS == "NOUN":
            other = parse.inflect({case})
            return str(other.word) if other else form
    return form


def word_vectors(words: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of words, one row of 300 each; zeros for a word the model does not know."""
    navec = _embedding()
    rows = np.zeros((len(words), 300), dtype=np.float32)
    for i, text in enumerate(words):
        if text in navec:
            rows[i] = navec[text]
    return rows


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Sentences for the NER model; a line without sentence ends is cut every `_MAX_NER_CHARS`."""
    for start, line in _lines(text):
        step = _MAX_NER_CHARS if len(line) > 4 * _MAX_NER_CHARS else len(line)
        for at in range(0, len(line), step):
            for s in sentenize(line[at : at + step]):
                if s.text.strip():
                    yield start + at + s.start, s.text


def _words(text: str) -> list[str]:
    return [t.text for t in tokenize(text)]


def _may_hold_person(piece: str) -> bool:
    """Whether a capitalised word is anything but an ordinary dictionary word."""
    for match in _CAPITALISED.finditer(piece):
        seen = word(match[0])
        if not seen.known or seen.name or seen.surname or seen.patronymic:
            return True
    return False


def recased(piece: str) -> str:
    """The piece with title case where neighbours may be a name («гогуа рустэм»); its length is kept.

    The model, trained on news, finds no name in lower case and few in capitals.
    """
    result = piece
    run: list[re.Match[str]] = []
    for match in [*_CYRILLIC.finditer(piece), None]:
        is_neighbour = match and run and match.start() - run[-1].end() <= 2
        if run and not (is_neighbour and not piece[run[-1].end() : match.start()].strip()):  # type: ignore[union-attr]
            result = _titled(result, run)
            run = []
        if match and _may_be_of_name(match[0]):
            run.append(match)
        elif run:
            result = _titled(result, run)
            run = []
    return result


def _titled(piece: str, run: list[re.Match[str]]) -> str:
    if len(run) < 2 or not any(_is_proper(m[0]) for m in run):
        return piece
    for match in run:
        piece = piece[: match.start()] + match[0].title() + piece[match.end() :]
    return piece


def _is_proper(form: str) -> bool:
    seen = word(form)
    return seen.name or seen.surname or seen.patronymic


def _may_be_of_name(form: str) -> bool:
    seen = word(form)
    if len(form) < 3 or (seen.common and not seen.usually_name):
        return False
    return seen.name or seen.surname or seen.patronymic or seen.place or not seen.known


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
    morph = dict(zip(unique, _batched(_morph(), unique, len, _MAX_PADDED), strict=True))
    syntax = {}
    if "syntax" in wanted:
        syntax = dict(zip(unique, _batched(_syntax(), unique, len, _MAX_PADDED), strict=True))
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
                    lemma=_lemma(token.text, tag.pos, feats),
                    pos=tag.pos,
                    feats=feats,
                    head=first + head if head >= 0 else -1,
                    rel=rel,
                )
            )
    return replace(item, tokens=tuple(tokens))


def _batched(model: Any, items: Sequence[Any], length: Callable[[Any], int], bound: int) -> list[Any]:
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


@lru_cache(100_000)
def _lemma(form: str, pos: str, feats: tuple[tuple[str, str], ...]) -> str:
    return str(_vocab().lemmatize(form, pos, dict(feats)))


# Loaded once per process on first use: 0.9 s and 300 MB together. A loaded vocabulary cannot be pickled.


@cache
def _vocab() -> Any:
    # pymorphy2 would ask pkg_resources for its dictionary, which setuptools ≥ 82 no longer has.
    os.environ.setdefault("PYMORPHY2_DICT_PATH", pymorphy2_dicts_ru.get_path())
    from natasha import MorphVocab

    return MorphVocab()


@cache
def _embedding() -> Any:
    from natasha import NewsEmbedding

    return NewsEmbedding()


def _sized(model: Any) -> Any:
    # The encoder chops again: both sizes must grow for a batch to grow.
    model.batch_size = model.infer.encoder.batch_size = _BATCH
    return model


@cache
def _morph() -> Any:
    from natasha import NewsMorphTagger

    return _sized(NewsMorphTagger(_embedding()))


@cache
def _syntax() -> Any:
    from natasha import NewsSyntaxParser

    return _sized(NewsSyntaxParser(_embedding()))


@cache
def _ner() -> Any:
    from natasha import NewsNERTagger

    return _sized(NewsNERTagger(_embedding()))
