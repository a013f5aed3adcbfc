"""Names of persons: patterns, context and the dictionary, and the NER model for what they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, Facts, Recogniser
from painmap.text.personal.persons.again import again
from painmap.text.personal.persons.context import is_eponym
from painmap.text.personal.persons.cues import cued
from painmap.text.personal.persons.full import announced, pairs, patronymics
from painmap.text.personal.persons.initials import initials
from painmap.text.personal.persons.latin import latin
from painmap.text.personal.persons.model import by_model, single
from painmap.text.personal.persons.spaced import spaced
from painmap.text.personal.persons.tails import whole
from painmap.text.personal.persons.words import Words, words_of
from painmap.text.view import Span

__all__ = ["PERSON"]

Find = Callable[[str, Words], Iterator[Span]]
# What proves a name well enough to look for its words in the rest of the text.
_PROOFS: tuple[Find, ...] = (initials, patronymics, pairs, announced)


# Every text is asked twice: for the rule itself, and for the names that are met again.
@lru_cache(16)
def _spans(find: Find, text: str) -> tuple[Span, ...]:
    return tuple(_kept(text, find(text, words_of(text))))


def _rule(rule: str, score: float, reason: str, find: Find) -> Recogniser:
    """A recogniser of names; a place that bears the name of a person is none."""
    return Recogniser(rule, "PERSON", score, reason, lambda text, _: _spans(find, text))


def _model(text: str, facts: Facts) -> Iterable[Span]:
    return _kept(text, by_model(text, words_of(text), facts.ner))


def _again(text: str, facts: Facts) -> Iterable[Span]:
    proven = [span for find in _PROOFS for span in _spans(find, text)]
    proven += [(start, end) for start, end in _model(text, facts) if " " in text[start:end]]
    return _kept(text, again(words_of(text), proven))


def _kept(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Names to their last particle, without what only bears a name."""
    return (whole(text, *s) for s in spans if not is_eponym(text, *s))


PERSON = (
    _rule("name-initials", LIKELY, "фамилия с инициалами", initials),
    _rule("name-patronymic", SURE, "отчество и слова имени рядом с ним", patronymics),
    _rule("name-and-surname", LIKELY, "имя рядом с фамилией", pairs),
    _rule("name-after-word", LIKELY, "имя после слов «меня зовут», «с уважением», «специалист»", announced),
    _rule("name-cued", LIKELY, "имя после «спасибо», «у», «супруги», в перечне имён", cued),
    Recogniser("name-ner", "PERSON", LIKELY, "имя по модели распознавания имён natasha", _model),
    Recogniser("name-again", "PERSON", LIKELY, "слово имени, которое в этом тексте уже названо", _again),
    _rule("name-spaced", LIKELY, "имя, буквы которого стоят вразрядку", spaced),
    _rule("name-latin", LIKELY, "имя с фамилией или отчеством латинскими буквами", latin),
    _rule("name-alone", POSSIBLE, "слово с прописной буквы, которое бывает только именем", single),
)
