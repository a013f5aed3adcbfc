"""The models, loaded once per process on first use: 0.5 s and 150 MB together."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from painmap.text.language.forms import vocab
from painmap.text.language.network import ChainTagger, Lookup, Parser, Tagger

__all__ = ["embedding", "lookup", "morph_tagger", "ner_tagger", "syntax_parser", "vocab"]


@cache
def embedding() -> Any:
    """Vectors of words, 300 each."""
    from natasha.data import NEWS_EMBEDDING
    from navec import Navec
    from navec.meta import Meta
    from navec.navec import META, PQ_, VOCAB
    from navec.pq import PQ
    from navec.tar import Tar
    from navec.vocab import Vocab

    class Vectors(PQ):  # type: ignore[misc]
        def precompute(self) -> None:
            """Without the lengths of all vectors: they serve likenesses alone, and take 0.25 s."""
            self.qdims = np.arange(self.qdim)

    with Tar(NEWS_EMBEDDING) as tar:
        meta, words = Meta.from_file(tar.load(META)), Vocab.from_file(tar.load(VOCAB))
        return Navec(meta, words, Vectors.from_file(tar.load(PQ_)))


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
