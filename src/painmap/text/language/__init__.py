"""Russian language: tokens, tags, syntax, words, names. The only import of natasha and its parts."""

from painmap.text.language.annotation import Annotated, Token, annotate, lemmas, word_vectors
from painmap.text.language.cutting import tokens
from painmap.text.language.dictionary import Word, inflected, learn, name_forms, word
from painmap.text.language.names import Seen, persons, places, recased
from painmap.text.language.sentences import sentences

__all__ = [
    "Annotated",
    "Seen",
    "Token",
    "Word",
    "annotate",
    "inflected",
    "learn",
    "lemmas",
    "name_forms",
    "persons",
    "places",
    "recased",
    "sentences",
    "tokens",
    "word",
    "word_vectors",
]
