"""What a recogniser of personal data is, and what it may know besides the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from painmap.text.view import Span

# Scores: how sure a finding of a rule is. A check sum, a cue word before the right form, the row's own field.
SURE = 0.99
# A form that hardly anything else has.
LIKELY = 0.9
# A form that other things have too: masked all the same, since a miss costs more than a needless mask.
POSSIBLE = 0.6

# TYPE → what stands in its place; «{}» is the number of the person within the text.
PLACEHOLDERS = {
    "PERSON": "[ФИО {}]",
    "PHONE": "[телефон]",
    "EMAIL": "[эл. почта]",
    "ACCOUNT": "[учётная запись]",
    "SNILS": "[СНИЛС]",
    "INN": "[ИНН]",
    "PASSPORT": "[паспорт]",
    "CARD": "[банковские реквизиты]",
    "PLATE": "[госномер]",
    "BIRTHDATE": "[дата рождения]",
    "ADDRESS": "[адрес]",
    "CASE": "[номер обращения]",
}


@dataclass(frozen=True)
class Known:
    """The structured fields of a row, as the source writes them; empty where it has none."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known besides the text: entities of the row, and the NER model's spans in the text."""

    known: Known = Known()
    ner: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Recogniser:
    """One way in which personal data show themselves.

    Attributes:
        rule: Its name in journals and in the model card, `snils-sum`; unique.
        type: A key of `PLACEHOLDERS`.
        score: How sure a finding is, 0 to 1 (`SURE`, `LIKELY`, `POSSIBLE`).
        reason: Why a finding is personal data, in Russian, for the analyst.
        find: Spans in a readable text.
        placeholder: What stands in place of a finding, if not what its type says («[номер полиса]»).
    """

    rule: str
    type: str
    score: float
    reason: str
    find: Callable[[str, Facts], Iterable[Span]]
    placeholder: str = ""

    @property
    def stand_in(self) -> str:
        """The placeholder of its findings."""
        return self.placeholder or PLACEHOLDERS[self.type]


def shape(
    rule: str,
    kind: str,
    score: float,
    reason: str,
    regex: str,
    check: Callable[[str], bool] | None = None,
    placeholder: str = "",
) -> Recogniser:
    """A recogniser by form: what the group `x` of a regular expression matches, if `check` accepts it.

    What surrounds the group is context that makes the meaning sure (a cue word); case is ignored
    but within `(?-i:…)`.
    """
    pattern = re.compile(regex, re.IGNORECASE)

    def find(text: str, _: Facts) -> Iterator[Span]:
        for match in pattern.finditer(text):
            if check is None or check(match["x"]):
                yield match.span("x")

    return Recogniser(rule, kind, score, reason, find, placeholder)
