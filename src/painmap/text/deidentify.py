"""Masking of personal data (152-ФЗ). `RECOGNISERS`, in order, is the whole of it.

Masked text is still personal data of limited access: this is masking, not «обезличивание» in the legal sense.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from operator import itemgetter

from painmap.text import language
from painmap.text.personal import (
    addresses,
    cases,
    contacts,
    documents,
    known,
    numbering,
    persons,
    telephones,
    vehicles,
)
from painmap.text.personal.base import Facts, Known, Recogniser
from painmap.text.view import Span, View, plain_text, readings

__all__ = ["RECOGNISERS", "Known", "Masked", "Recogniser", "identifiers", "mask_many", "plain_text"]

# An earlier one wins: the row's own fields, then what has a form, then names.
RECOGNISERS: tuple[Recogniser, ...] = (
    *known.KNOWN,
    *contacts.EMAIL,
    *contacts.ACCOUNT,
    *cases.POLICY,
    *documents.SNILS,
    *documents.INN,
    *documents.CARD,
    *cases.CERTIFICATE,
    *documents.PASSPORT,
    *vehicles.PLATE,
    *documents.BIRTHDATE,
    *cases.CASE,
    *addresses.ADDRESS,
    *telephones.PHONE,
    *persons.PERSON,
)

# What is masked changes the context of what is left («[ФИО 1] магомед»): a text is looked at until nothing
# is found. 6761 real texts took 3 looks at most. After these, findings are widened by a share of the text
# that grows up to all of it, so that it ends («8-8-8-…» shows a telephone after each that is masked).
_PATIENCE = 4
_SHARES = (4096, 256, 16, 1)
# Recognisers see longer texts in pieces, with so much around each: quadratic rules stay linear in the text.
_PIECE = 2048
_AROUND = 256
_NUMBERED = "PERSON"
_BY_RULE = {r.rule: r for r in RECOGNISERS}
_IDENTIFIERS = tuple(r for r in RECOGNISERS if r not in (*known.KNOWN, *persons.PERSON))
_PLACEHOLDER = re.compile(
    "|".join(re.escape(p).replace(r"\{\}", "[0-9]{1,6}") for p in sorted({r.stand_in for r in RECOGNISERS}))
)
# One digit less: the number after the highest that a writer may type is still a placeholder's.
_NUMBER = re.compile(r"\[ФИО ([0-9]{1,5})\]")

# Start and end in the original, and the rule that found it.
_Found = tuple[int, int, str]


@dataclass(frozen=True)
class Masked:
    """A masked text.

    Attributes:
        text: The text with placeholders; markup as it was but for tags inside a span, which go with it
            («<b>Ив</b>анов» is «<b>[ФИО 1]»).
        spans: `(start, end, TYPE)` in the original (half-open, code points), disjoint and in order.
        rules: The rule that found each span.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]
    rules: tuple[str, ...]


def identifiers(text: str) -> tuple[tuple[int, int, str], ...]:
    """`(start, end, TYPE)` of what has a form: numbers, addresses, accounts. No names; loads no model."""
    found = [f for view in readings(View.of(text)) for f in _spans(view, Facts(), _IDENTIFIERS)]
    return tuple((start, end, _BY_RULE[rule].type) for start, end, rule in _disjoint(found))


def mask_many(texts: Sequence[str | None], entities: Sequence[Known | None] | None = None) -> list[Masked]:
    """Each text with its personal data masked.

    Args:
        texts: Plain text or HTML; None counts as empty.
        entities: The rows' own structured fields, one per text, masked first in every case form.

    Returns:
        One result per text, in order; masking its text again changes nothing.
    """
    originals = [text if isinstance(text, str) else "" for text in texts]
    own = [k or Known() for k in entities] if entities is not None else [Known()] * len(originals)
    found: list[list[_Found]] = [[] for _ in originals]
    todo = [i for i, text in enumerate(originals) if text.strip()]
    # Of a text that is looked at again, most sentences are the same.
    seen: language.Seen = {}
    for turn in count():
        if not todo:
            break
        shown = {i: _with_placeholders(originals[i], found[i], own[i]) for i in todo}
        views = [(i, view) for i in todo for view in readings(shown[i])]
        ner = language.persons([_without_placeholders(view.text) for _, view in views], seen)
        new: dict[int, list[_Found]] = {}
        for (i, view), names in zip(views, ner, strict=True):
            new.setdefault(i, []).extend(_spans(view, Facts(own[i], tuple(names)), RECOGNISERS))
        todo = [i for i in todo if new[i]]
        for i in todo:
            wide = _widened(new[i], turn, len(originals[i]))
            found[i] = _merged(originals[i], _disjoint([*found[i], *wide]))
    return [_masked(*row) for row in zip(originals, found, own, strict=True)]


def _masked(text: str, found: list[_Found], own: Known) -> Masked:
    return Masked(
        _with_placeholders(text, found, own).text,
        tuple((start, end, _BY_RULE[rule].type) for start, end, rule in found),
        tuple(rule for _, _, rule in found),
    )


def _spans(view: View, facts: Facts, recognisers: Sequence[Recogniser]) -> list[_Found]:
    """New spans in the original; an earlier recogniser wins, placeholders are never touched."""
    candidates = [
        (rank, start + offset, end + offset)
        for offset, text, own, core in _pieces(view.text, facts)
        for rank, recogniser in enumerate(recognisers)
        for start, end in recogniser.find(text, own)
        if start < end and start + offset < core[1] and core[0] < end + offset
    ]
    # By piece first, since recognisers remember what they saw of the last texts; then an earlier one wins.
    candidates.sort(key=itemgetter(0))
    taken = bytearray(len(view.text))
    for placeholder in _PLACEHOLDER.finditer(view.text):
        _take(taken, *placeholder.span())
    found = []
    for rank, start, end in candidates:
        if 1 not in taken[start:end]:
            _take(taken, start, end)
            found.append((*view.origin(start, end), recognisers[rank].rule))
    return found


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _pieces(text: str, facts: Facts) -> list[tuple[int, str, Facts, Span]]:
    """The text in pieces that overlap: offset, piece, what is known of it, span that findings must touch."""
    if len(text) <= _PIECE + 2 * _AROUND:
        return [(0, text, facts, (0, len(text)))]
    pieces = []
    for at in range(0, len(text), _PIECE):
        start, end = max(0, at - _AROUND), min(len(text), at + _PIECE + _AROUND)
        first = bisect_right(facts.ner, start, key=lambda span: span[1])
        last = bisect_left(facts.ner, end, key=lambda span: span[0])
        ner = tuple((max(a, start) - start, min(b, end) - start) for a, b in facts.ner[first:last])
        pieces.append((start, text[start:end], replace(facts, ner=ner), (at, at + _PIECE)))
    return pieces


def _widened(spans: list[_Found], turn: int, length: int) -> list[_Found]:
    if turn < _PATIENCE:
        return spans
    reach = 1 + length // _SHARES[min(turn - _PATIENCE, len(_SHARES) - 1)]
    return [(max(0, start - reach), min(length, end + reach), rule) for start, end, rule in spans]


def _disjoint(spans: list[_Found]) -> list[_Found]:
    """In order; what overlaps is one span, by the rule that came first (two readings, a tag in a number)."""
    result: list[tuple[int, _Found]] = []
    for rank, (start, end, rule) in sorted(enumerate(spans), key=lambda item: item[1][:2]):
        if result and start < result[-1][1][1]:
            before, (first, last, by) = result[-1]
            result[-1] = (min(before, rank), (first, max(last, end), by if before < rank else rule))
        else:
            result.append((rank, (start, end, rule)))
    return [span for _, span in result]


def _merged(text: str, spans: list[_Found]) -> list[_Found]:
    """Names with only blanks or a hyphen between them are one name."""
    result = spans[:1]
    for start, end, rule in spans[1:]:
        first, last, before = result[-1]
        are_names = _BY_RULE[rule].type == _BY_RULE[before].type == _NUMBERED
        if are_names and start - last <= 2 and not text[last:start].strip(" \xa0-"):
            result[-1] = (first, end, before)
        else:
            result.append((start, end, rule))
    return result


def _with_placeholders(text: str, spans: list[_Found], own: Known) -> View:
    labels = zip(spans, _labels(text, spans, own), strict=True)
    return View.of(text).replaced([(start, end, label) for (start, end, _), label in labels])


def _labels(text: str, spans: list[_Found], own: Known) -> Iterator[str]:
    """Placeholders of the spans; one person has one number throughout the text."""
    last = max((int(m[1]) for m in _NUMBER.finditer(text)), default=0)
    names = [(start, end) for start, end, rule in spans if _BY_RULE[rule].type == _NUMBERED]
    numbers = iter(numbering.numbers(text, names, own.name))
    for _, _, rule in spans:
        recogniser = _BY_RULE[rule]
        is_numbered = recogniser.type == _NUMBERED
        yield recogniser.stand_in.format(last + next(numbers) + 1) if is_numbered else recogniser.stand_in


def _without_placeholders(text: str) -> str:
    return _PLACEHOLDER.sub(lambda m: "·" * len(m[0]), text)
