"""What the NER model says, and single words that are names by the dictionary alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from painmap.text.personal.persons.words import W, Words, begins_sentence, is_inside
from painmap.text.view import Span


def by_model(text: str, words: Words, ner: Iterable[Span]) -> Iterator[Span]:
    """Spans of the model without the ordinary words at their ends («Здравствуйте»)."""
    for start, end in ner:
        inside = [w for w in words if start <= w.start < end and not w.abbreviated]
        is_long = len(inside) > 1
        names = [w for w in inside if w.sure or w.strange or (w.proper and w.is_upper)]
        names += [w for w in inside if is_long and not (w.seen.known or w.occupation) and w not in names]
        kept = [w for w in inside if w in names or (names and w.could_be_surname)]
        if len(kept) == 1 and is_stray(text, kept[0]):
            continue
        if names and not all(w.seen.place and not w.seen.name for w in kept):
            yield kept[0].start, kept[-1].end


def is_stray(text: str, word: W) -> bool:
    """An unknown word that a sentence begins with («Сфоткали»), or after «в», «из» («Нельмин Нос»)."""
    if word.seen.known:
        return False
    if is_inside(text, word):
        return True
    is_named = word.ends_as_surname or word.patronymic or word.diminutive
    return begins_sentence(text, word) and word.is_upper and not is_named


def single(text: str, words: Words) -> Iterator[Span]:
    """A capitalised word that is a name and nothing else («отца Магомед», «Петухова не ответила»)."""
    for word in words:
        if not (word.is_upper and word.sure and not word.seen.place and not word.text.isupper()):
            continue
        is_apart = begins_sentence(text, word) or is_inside(text, word)
        if word.seen.known or (word.ends_as_surname and not is_apart):
            yield word.start, word.end
