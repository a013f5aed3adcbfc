"""Masking of personal data (152-ФЗ). `RECOGNISERS`, in order, is the whole of it.

Masked text is still personal data of limited access: this is masking, not «обезличивание» in the legal sense.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from painmap.text import identifiers, known, language, persons
from painmap.text.known import Known
from painmap.text.view import Span, View, plain_text, readable

__all__ = ["RECOGNISERS", "Known", "Masked", "Recogniser", "mask_many", "plain_text"]

# What is masked changes the context of what is left («[ФИО 1] магомед»): look again until nothing is found.
_MAX_ROUNDS = 6
_NUMBERED = "PERSON"


@dataclass(frozen=True)
class Masked:
    """A masked text.

    Attributes:
        text: The text with placeholders; markup as it was.
        spans: `(start, end, TYPE)` in the original, disjoint and in order.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Facts:
    """What is known besides the text: entities of the row, and the NER model's spans in the text."""

    known: Known
    ner: tuple[Span, ...]


@dataclass(frozen=True)
class Recogniser:
    """One kind of personal data: TYPE, its placeholder, and what finds it in a readable text."""

    type: str
    placeholder: str
    find: Callable[[str, Facts], Iterable[Span]]


def mask_many(texts: Sequence[str | None], entities: Sequence[Known | None] | None = None) -> list[Masked]:
    """Each text with its personal data masked.

    Args:
        texts: Plain text or HTML; None counts as empty.
        entities: The rows' own structured fields, one per text, masked first in every case form.

    Returns:
        One result per text, in order; masking its text again changes nothing.
    """
    originals = [text or "" for text in texts]
    own = [k or Known() for k in entities] if entities is not None else [Known()] * len(originals)
    spans: list[list[tuple[int, int, str]]] = [[] for _ in originals]
    todo = [i for i, text in enumerate(originals) if text.strip()]
    for _ in range(_MAX_ROUNDS):
        views = [readable(_with_placeholders(originals[i], spans[i])) for i in todo]
        ner = language.persons([_without_placeholders(view.text) for view in views])
        changed = []
        for i, view, names in zip(todo, views, ner, strict=True):
            new = _recognise(view, Facts(own[i], tuple(names)))
            if new:
                spans[i] = _merged(originals[i], sorted(spans[i] + new))
                changed.append(i)
        todo = changed
        if not todo:
            break
    return [
        Masked(_with_placeholders(text, found).text, tuple(found))
        for text, found in zip(originals, spans, strict=True)
    ]


def _recognise(view: View, facts: Facts) -> list[tuple[int, int, str]]:
    """New spans in the original; an earlier recogniser wins, placeholders are never touched."""
    taken = [m.span() for m in _PLACEHOLDER.finditer(view.text)]
    found = []
    for recogniser in RECOGNISERS:
        for start, end in recogniser.find(view.text, facts):
            if start < end and not any(start < e and s < end for s, e in taken):
                taken.append((start, end))
                found.append((*view.origin(start, end), recogniser.type))
    return found


def _merged(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Names with only blanks between them are one name."""
    result = spans[:1]
    for start, end, kind in spans[1:]:
        first, last, before = result[-1]
        if kind == before == _NUMBERED and start - last <= 2 and not text[last:start].strip(" \xa0"):
            result[-1] = (first, end, kind)
        else:
            result.append((start, end, kind))
    return result


def _with_placeholders(text: str, spans: list[tuple[int, int, str]]) -> View:
    labels = zip(spans, _labels(text, spans), strict=True)
    return View.of(text).replaced([(start, end, label) for (start, end, _), label in labels])


def _labels(text: str, spans: list[tuple[int, int, str]]) -> Iterator[str]:
    """Placeholders of the spans; one name has one number throughout the text."""
    numbers: dict[str, int] = {}
    last = max((int(m[1]) for m in _NUMBER.finditer(text)), default=0)
    for start, end, kind in spans:
        if kind == _NUMBERED:
            number = numbers.setdefault(_name_key(text[start:end]), last + len(numbers) + 1)
            yield _PLACEHOLDERS[kind].format(number)
        else:
            yield _PLACEHOLDERS[kind]


def _name_key(name: str) -> str:
    """Lemma of the surname (else of the longest word): «Петухова» and «Петуховой П. И.» are one."""
    words = re.findall(r"[А-ЯЁа-яё]{2,}", name) or [name]
    surnames = [w for w in words if language.word(w).surname]
    return language.word(max(surnames or words, key=len)).lemma


def _without_placeholders(text: str) -> str:
    return _PLACEHOLDER.sub(lambda m: "·" * len(m[0]), text)


def _shape(patterns: tuple[identifiers.Pattern, ...], text: str, _: Facts) -> Iterator[Span]:
    return identifiers.find(patterns, text)


def _own(field: Callable[[str, Known], Iterator[Span]], text: str, facts: Facts) -> Iterator[Span]:
    return field(text, facts.known)


def _persons(text: str, facts: Facts) -> Iterator[Span]:
    return persons.find(text, facts.ner)


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser("EMAIL", "[эл. почта]", partial(_own, known.email)),
    Recogniser("PHONE", "[телефон]", partial(_own, known.phone)),
    Recogniser("ADDRESS", "[адрес]", partial(_own, known.address)),
    Recogniser("PERSON", "[ФИО {}]", partial(_own, known.name)),
    Recogniser("EMAIL", "[эл. почта]", partial(_shape, identifiers.EMAIL)),
    Recogniser("ACCOUNT", "[учётная запись]", partial(_shape, identifiers.ACCOUNT)),
    Recogniser("SNILS", "[СНИЛС]", partial(_shape, identifiers.SNILS)),
    Recogniser("INN", "[ИНН]", partial(_shape, identifiers.INN)),
    Recogniser("CARD", "[банковские реквизиты]", partial(_shape, identifiers.CARD)),
    Recogniser("PASSPORT", "[паспорт]", partial(_shape, identifiers.PASSPORT)),
    Recogniser("CERTIFICATE", "[номер свидетельства]", partial(_shape, identifiers.CERTIFICATE)),
    Recogniser("PLATE", "[госномер]", partial(_shape, identifiers.PLATE)),
    Recogniser("BIRTHDATE", "[дата рождения]", partial(_shape, identifiers.BIRTHDATE)),
    Recogniser("CASE", "[номер обращения]", partial(_shape, identifiers.CASE)),
    Recogniser("ADDRESS", "[адрес]", partial(_shape, identifiers.ADDRESS)),
    Recogniser("PHONE", "[телефон]", partial(_shape, identifiers.PHONE)),
    Recogniser("PERSON", "[ФИО {}]", _persons),
)

_PLACEHOLDERS = {r.type: r.placeholder for r in RECOGNISERS}
_PLACEHOLDER = re.compile(
    "|".join(re.escape(p).replace(r"\{\}", r"\d+") for p in sorted(set(_PLACEHOLDERS.values())))
)
_NUMBER = re.compile(r"\[ФИО (\d+)\]")
