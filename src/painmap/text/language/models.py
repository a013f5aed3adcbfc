"""The models, loaded once per process on first use."""

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
    from natasha.data import NEWS_MORPH
    from slovnet.exec.model import Morph

    return Tagger(*_trained(NEWS_MORPH, Morph, "tag"), lookup())


@cache
def syntax_parser() -> Parser:
    """Heads and relations of a sentence's tokens."""
    from natasha.data import NEWS_SYNTAX
    from slovnet.exec.model import Syntax

    return Parser(*_trained(NEWS_SYNTAX, Syntax, "rel"), lookup())


@cache
def ner_tagger() -> ChainTagger:
    """Names in a sentence; trained on news."""
    from natasha.data import NEWS_NER
    from slovnet.exec.model import NER

    return ChainTagger(*_trained(NEWS_NER, NER, "tag"), lookup())


def _trained(path: str, kind: Any, labels: str) -> tuple[Any, list[str]]:
    """A network and its labels, without its list of words: that of `embedding`, 0.1 s to read once more."""
    from slovnet.exec.pack import Pack

    with Pack(path) as pack:
        model = pack.load_model(kind)
        arrays = dict(pack.load_arrays(model.weights))
        names = pack.load_vocab(labels).items
    return model.inject_arrays(arrays).inject_navec(embedding()), names
