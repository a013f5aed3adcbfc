"""The models, loaded once per process on first use: 0.7 s and 150 MB together."""

from __future__ import annotations

from functools import cache
from typing import Any

from painmap.text.language.forms import vocab
from painmap.text.language.network import ChainTagger, Lookup, Parser, Tagger

__all__ = ["embedding", "lookup", "morph_tagger", "ner_tagger", "syntax_parser", "vocab"]


@cache
def embedding() -> Any:
    """Vectors of words, 300 each."""
    from natasha import NewsEmbedding

    return NewsEmbedding()


@cache
def lookup() -> Lookup:
    """Words as the networks see them."""
    from slovnet.shape import SHAPES

    # A pack's own list of shapes begins with the empty one.
    return Lookup(embedding(), ("<pad>", *SHAPES))


@cache
def morph_tagger() -> Tagger:
    """Part of speech and grammatical features of a sentence's tokens."""
    from natasha import NewsMorphTagger

    return Tagger(NewsMorphTagger(embedding()), lookup())


@cache
def syntax_parser() -> Parser:
    """Heads and relations of a sentence's tokens."""
    from natasha import NewsSyntaxParser

    return Parser(NewsSyntaxParser(embedding()), lookup())


@cache
def ner_tagger() -> ChainTagger:
    """Names in a sentence; trained on news."""
    from natasha import NewsNERTagger

    return ChainTagger(NewsNERTagger(embedding()), lookup())
