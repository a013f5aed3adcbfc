"""Masking of personal data (152-ФЗ). `RECOGNISERS`, in order, is the whole of it.

Masked text is still personal data of limited access: this is masking, not «обезличивание» in the legal sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from painmap.text import language
from painmap.text.personal import addresses, contacts, documents, known, persons
from painmap.text.personal.base import Facts, Known, Recogniser
from painmap.text.view import View, plain_text, readable

__all__ = ["RECOGNISERS", "Known", "Masked", "Recogniser", "identifiers", "mask_many", "plain_text"]

# An earlier one wins: the row's own fields, then what has a form, then names.
RECOGNISERS: tuple[Recogniser, ...] = (
    *known.KNOWN,
    *contacts.EMAIL,
    *contacts.ACCOUNT,
    *documents.SNILS,
    *documents.INN,
    *documents.CARD,
    *documents.PASSPORT,
    *documents.CERTIFICATE,
    *documents.PLATE,
    *documents.BIRTHDATE,
    *documents.CASE,
    *addresses.ADDRESS,
    *contacts.PHONE,
    *persons.PERSON,
)

# What is masked changes the context of what is left («[ФИО 1] магомед»): look again until nothing is found.
_MAX_ROUNDS = 6
_NUMBERED = "PERSON"
_BY_RULE = {r.rule: r for r in RECOGNISERS}
_IDENTIFIERS = tuple(r for r in RECOGNISERS if r not in (*known.KNOWN, *persons.PERSON))
_PLACEHOLDER = re.compile(
    "|".join(re.escape(p).replace(r"\{\}", r"\d+") for p in sorted({r.stand_in for r in RECOGNISERS}))
)
_NUMBER = re.compile(r"\[ФИО (\d+)\]")

# Start and end in the original, and the rule that found it.
_Found = tuple[int, int, str]


@dataclass(frozen=True)
class Masked:
    """A masked text.

    Attributes:
        text: The text with placeholders; markup as it was.
        spans: `(start, end, TYPE)` in the original (half-open, code points), disjoint and in order.
        rules: The rule that found each span.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]
    rules: tuple[str, ...]


def identifiers(text: str) -> tuple[tuple[int, int, str], ...]:
    """`(start, end, TYPE)` of what has a form: numbers, addresses, accounts. No names; loads no model."""
    return tuple(
        (a, b, _BY_RULE[rule].type)
        for a, b, rule in sorted(_spans(readable(View.of(text)), Facts(), _IDENTIFIERS))
    )


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
    found: list[list[_Found]] = [[] for _ in originals]
    todo = [i for i, text in enumerate(originals) if text.strip()]
    for _ in range(_MAX_ROUNDS):
        views = [readable(_with_placeholders(originals[i], found[i])) for i in todo]
        ner = language.persons([_without_placeholders(view.text) for view in views])
        changed = []
        for i, view, names in zip(todo, views, ner, strict=True):
            new = _spans(view, Facts(own[i], tuple(names)), RECOGNISERS)
            if new:
                found[i] = _merged(originals[i], sorted(found[i] + new))
                changed.append(i)
        todo = changed
        if not todo:
            break
    return [_masked(text, spans) for text, spans in zip(originals, found, strict=True)]


def _masked(text: str, found: list[_Found]) -> Masked:
    return Masked(
        _with_placeholders(text, found).text,
        tuple((start, end, _BY_RULE[rule].type) for start, end, rule in found),
        tuple(rule for _, _, rule in found),
    )


def _spans(view: View, facts: Facts, recognisers: Sequence[Recogniser]) -> list[_Found]:
    """New spans in the original; an earlier recogniser wins, placeholders are never touched."""
    taken = [m.span() for m in _PLACEHOLDER.finditer(view.text)]
    found = []
    for recogniser in recognisers:
        for start, end in recogniser.find(view.text, facts):
            if start < end and not any(start < e and s < end for s, e in taken):
                taken.append((start, end))
                found.append((*view.origin(start, end), recogniser.rule))
    return found


def _merged(text: str, spans: list[_Found]) -> list[_Found]:
    """Names with only blanks between them are one name."""
    result = spans[:1]
    for start, end, rule in spans[1:]:
        first, last, before = result[-1]
        are_names = _BY_RULE[rule].type == _BY_RULE[before].type == _NUMBERED
        if are_names and start - last <= 2 and not text[last:start].strip(" \xa0"):
            result[-1] = (first, end, before)
        else:
            result.append((start, end, rule))
    return result


def _with_placeholders(text: str, spans: list[_Found]) -> View:
    labels = zip(spans, _labels(text, spans), strict=True)
    return View.of(text).replaced([(start, end, label) for (start, end, _), label in labels])


def _labels(text: str, spans: list[_Found]) -> Iterator[str]:
    """Placeholders of the spans; one name has one number throughout the text."""
    numbers: dict[str, int] = {}
    last = max((int(m[1]) for m in _NUMBER.finditer(text)), default=0)
    for start, end, rule in spans:
        recogniser = _BY_RULE[rule]
        if recogniser.type == _NUMBERED:
            number = numbers.setdefault(_name_key(text[start:end]), last + len(numbers) + 1)
            yield recogniser.stand_in.format(number)
        else:
            yield recogniser.stand_in


def _name_key(name: str) -> str:
    """Lemma of the surname (else of the longest word): «Петухова» and «Петуховой П. И.» are one."""
    words = re.findall(r"[А-ЯЁа-яё]{2,}", name) or [name]
    surnames = [w for w in words if language.word(w).surname]
    return language.word(max(surnames or words, key=len)).lemma


def _without_placeholders(text: str) -> str:
    return _PLACEHOLDER.sub(lambda m: "·" * len(m[0]), text)
