"""Columns that nobody named as a text: is what stands in them personal data?

A column passes that holds only numbers, dates, lists or labels, where none of these is personal:
- Numbers, dates and times are judged together (`numbers`).
- A label is a short text that repeats (a topic, a department). A name in it counts if it is a sure one
  («Анна Петровна»), if more than `_NAME_SHARE` of the distinct labels are little else («Иванова А.А.» as
  executor), or if more than `_PART_SHARE` hold a likely one («специалист Иванова А.А.»); below that it may be
  a mistake of the masker («Администрация Хомутовского района») and is told. A merely possible name counts
  for nothing; a telephone or a number of a document always counts.
- In any other text, and in texts within lists and objects, one finding is enough.
The title of a column is context, as words before a value in a text are. A column whose title says that it is
personal («Дата рождения», «Телефон», «ФИО») never passes, whatever stands in it; in one that may be about
offices as well («Исполнитель») most of the distinct labels must look like names, in one about anybody («Кто»)
more than `_KNOWN_SHARE` must be names that the dictionary knows. Where a title says place, a district is no
surname («Ибрагимовский»), and a street with house and flat needs no word for it («Портовая 23-17»).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from painmap.codes import PERSONAL_DATA
from painmap.stages.deidentification.masker import Masker
from painmap.stages.deidentification.names import is_flat, is_place, is_surely_named, looks_like_name
from painmap.stages.deidentification.numbers import MOST, Numbers, is_number
from painmap.stages.deidentification.titles import (
    UNDECLARED,
    Declared,
    asked,
    declared,
    says_something,
    without_context,
)
from painmap.stages.tables.parts import as_text, is_empty
from painmap.text.deidentify import RECOGNISERS, Masked
from painmap.text.personal.base import LIKELY, SURE

_SCORES = {r.rule: r.score for r in RECOGNISERS}

_NAME_SHARE = 0.05
_PART_SHARE = 0.2
# Of 69 words for «who» («житель», «сайт») the dictionary holds none for a name, of 37 lower-case surnames 26.
_KNOWN_SHARE = 1 / 3
_LABEL_CHARS = 300
_MAX_LABELS = 2_000
# Of these a label may hold one by mistake of the masker; the other types have a form that mistakes rarely.
_VAGUE = frozenset({"PERSON", "ADDRESS", "CASE"})
# What a label proves: nothing, a likely name in it, little else than such a name, a sure detail.
_NOTHING, _IN_PART, _MOSTLY, _SURELY = range(4)
_FIELDS = {"PERSON": "name", "PHONE": "phone", "EMAIL": "email", "ADDRESS": "address"}


@dataclass(frozen=True)
class Verdict:
    """What a column holds.

    Attributes:
        types: TYPE → number of cells; empty if nothing personal was found.
        is_refused: Whether it may not pass unnamed.
        is_whole: Whether all cells were looked at: a column that is refused for sure is not read to its end.
        field: Field of `Known` that most of its cells are, empty if none.
        kind: TYPE that the column consists of by its cells or its title; empty for a text.
    """

    types: dict[str, int]
    is_refused: bool
    is_whole: bool
    field: str
    kind: str


@dataclass
class ColumnScan:
    """Looks through the cells of one column, piece after piece."""

    name: str
    is_named: bool
    title: Declared = UNDECLARED
    is_decided: bool = False
    _numbers: Numbers = field(default_factory=Numbers)
    # Cells that say something, of a column whose title says that it is personal.
    _filled: int = 0
    _texts: int = 0
    _longest: int = 0
    # Distinct text → what it proves; up to _MAX_LABELS of them.
    _labels: dict[str, int] = field(default_factory=dict)
    _types: Counter[str] = field(default_factory=Counter)
    _weighty_types: Counter[str] = field(default_factory=Counter)
    # Distinct texts most of whose letters and digits are of one type.
    _mostly: Counter[str] = field(default_factory=Counter)
    _looked: int = 0

    def __post_init__(self) -> None:
        self.title = declared(self.name)

    def look(self, cells: list[Any], masker: Masker) -> None:
        """Look at some more cells."""
        texts: Counter[str] = Counter()
        for cell in cells:
            for atom in _atoms(cell):
                self._filled += bool(self.title.type) and says_something(atom)
                if is_number(atom):
                    self._numbers.look(atom, self.title)
                else:
                    texts[atom] += 1
        results = masker.masked([asked(text, self.title) for text in texts])
        for (text, count), masked in zip(texts.items(), results, strict=True):
            self._look_at_text(text, count, masked)
        # What is named is only asked of what kind it is; what is refused for sure needs no more.
        if len(self._labels) >= _MAX_LABELS:
            self.is_decided = self.is_named or bool(self._types)

    def _look_at_text(self, text: str, count: int, masked: Masked) -> None:
        self._texts += count
        self._longest = max(self._longest, len(text))
        cell = without_context(text, masked, self.title)
        flat = set()
        if self.title.is_place:
            cell = _without_districts(text, cell)
            flat = {"ADDRESS"} if is_flat(text) else set()
        weighty = {k for (*_, k), rule in zip(cell.spans, cell.rules, strict=True) if _SCORES[rule] >= LIKELY}
        self._types.update(dict.fromkeys(flat.union(kind for *_, kind in cell.spans), count))
        self._weighty_types.update(dict.fromkeys(flat | weighty, count))
        if text not in self._labels:
            self._looked += 1
            mostly = flat.union(_main_types(text, cell))
            self._mostly.update(mostly)
            if len(self._labels) < _MAX_LABELS:
                self._labels[text] = _SURELY if flat else _proof(cell, weighty, bool(mostly & weighty))

    def verdict(self) -> Verdict:
        """What was found, after all cells."""
        numbers, mobiles = self._numbers.found(self.title)
        is_label = (
            2 * len(self._labels) <= self._texts
            and self._longest <= _LABEL_CHARS
            and len(self._labels) < _MAX_LABELS
        )
        found = Counter(self._weighty_types if is_label else self._types)
        is_refused = bool(numbers) or (self._are_personal_labels() if is_label else bool(found))
        found.update(numbers)
        found["PHONE"] += 0 if "PHONE" in numbers else mobiles
        if self._is_titled():
            is_refused = is_refused or bool(self._filled)
            found[self.title.type] = max(self._filled, found[self.title.type])
        types = {kind: found[kind] for kind in sorted(PERSONAL_DATA, key=lambda k: -found[k]) if found[kind]}
        kind = self._kind(numbers)
        is_field = self._is_mostly(kind, numbers) or self._is_titled()
        known = _FIELDS.get(kind, "") if is_field else ""
        return Verdict(types, is_refused, not self.is_decided, known, kind)

    def _is_titled(self) -> bool:
        """Whether the title, or the title and what the labels look like, says that the column is personal."""
        if not self.title.is_open:
            return bool(self.title.type)
        labels = [label for label in self._labels if says_something(label)]
        test, share = (is_surely_named, _KNOWN_SHARE) if self.title.is_weak else (looks_like_name, MOST)
        return self.title.type == "PERSON" and sum(map(test, labels)) > share * len(labels)

    def _are_personal_labels(self) -> bool:
        proofs = Counter(self._labels.values())
        named = proofs[_MOSTLY] > _NAME_SHARE * len(self._labels)
        return bool(proofs[_SURELY]) or named or proofs[_IN_PART] > _PART_SHARE * len(self._labels)

    def _kind(self, numbers: dict[str, int]) -> str:
        kinds = (kind for kind in PERSONAL_DATA if self._is_mostly(kind, numbers))
        is_home = self.title.is_place and bool(self._types["ADDRESS"])
        is_told = not self.title.is_weak or is_home or self._is_titled()
        return next(kinds, self.title.type if is_told else "")

    def _is_mostly(self, kind: str, numbers: dict[str, int]) -> bool:
        return kind in numbers or (self._looked > 0 and self._mostly[kind] >= MOST * self._looked)


def _without_districts(text: str, cell: Masked) -> Masked:
    """The findings in a cell of places without the districts among the persons («Ибрагимовский»)."""
    kept = [
        (span, rule)
        for span, rule in zip(cell.spans, cell.rules, strict=True)
        if span[2] != "PERSON" or not is_place(text[span[0] : span[1]])
    ]
    return replace(cell, spans=tuple(span for span, _ in kept), rules=tuple(rule for _, rule in kept))


def _proof(cell: Masked, weighty: set[str], is_mostly: bool) -> int:
    is_sure = any(
        kind not in _VAGUE or (kind != "CASE" and _SCORES[rule] >= SURE)
        for (*_, kind), rule in zip(cell.spans, cell.rules, strict=True)
        if kind in weighty
    )
    return _SURELY if is_sure else _MOSTLY if is_mostly else _IN_PART if weighty else _NOTHING


def _main_types(text: str, cell: Masked) -> Iterator[str]:
    """The types of personal data of which a cell mostly consists."""
    size = sum(c.isalnum() for c in text)
    for kind in {kind for *_, kind in cell.spans}:
        inside = sum(c.isalnum() for start, end, k in cell.spans if k == kind for c in text[start:end])
        if size and inside >= MOST * size:
            yield kind


def _atoms(cell: Any) -> Iterator[str]:
    """What is to be looked at in a cell: its text, or the texts and numbers of a list or an object."""
    if isinstance(cell, dict):
        for name, value in cell.items():
            yield from _atoms(name)
            yield from _atoms(value)
    elif isinstance(cell, list | tuple):
        for value in cell:
            yield from _atoms(value)
    elif isinstance(cell, bool) or is_empty(cell):
        return
    elif text := shown(cell).strip():
        yield text


def shown(cell: Any) -> str:
    """A cell as the recognisers see it: a real date as dd.mm.yyyy."""
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else as_text(cell)
