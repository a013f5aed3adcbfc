"""What a recogniser of personal data is, and what it may know besides the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True)
class Traits:
    """Where rules may look in a text; found once for all of them.

    Attributes:
        words: Places of words by their first three letters, in lower case with «е» for «ё».
        groups: Groups of digits with at most four separators between neighbours: how many digits,
            and the places of the runs of digits.
        digits: Digits of the longest group.
        is_latin: Whether it has a Latin letter or «_», of which names of accounts are made.
    """

    words: dict[str, list[int]]
    groups: list[tuple[int, list[int]]]
    digits: int
    is_latin: bool

    def places(self, beginnings: frozenset[str]) -> list[int]:
        """Places of the words that begin so, in order."""
        return sorted(place for word in self.words.keys() & beginnings for place in self.words[word])


_HEAD = 3
_WORD = re.compile(rf"([^\W\d_]{{1,{_HEAD}}})[^\W\d_]*")
_RUN = re.compile(r"\d+")
_LATIN = re.compile("[A-Za-z_]")
_GROUP = re.compile(r"\d(?:[\s()\[\]./\\–—_~*,:-]{0,4}\d)*")


# Every rule asks about the same text, or the same pieces of a long one.
@lru_cache(1024)
def traits(text: str) -> Traits:
    """Of a readable text."""
    words: dict[str, list[int]] = {}
    for word in _WORD.finditer(_lower(text)):
        words.setdefault(word[1], []).append(word.start())
    groups = []
    for group in _GROUP.finditer(text):
        runs = [run.span() for run in _RUN.finditer(text, *group.span())]
        groups.append((sum(end - start for start, end in runs), [start for start, _ in runs]))
    most = max((count for count, _ in groups), default=0)
    return Traits(words, groups, most, bool(_LATIN.search(text)))


def _lower(text: str) -> str:
    """In lower case with «е» for «ё», character for character: «İ» has two in lower case."""
    lower = text.lower().replace("ё", "е")
    return lower if len(lower) == len(text) else "".join(c.lower()[0] for c in text).replace("ё", "е")


def beginnings(words: str) -> frozenset[str]:
    """The first letters of words, given with blanks between them, as `Traits.words` has them."""
    return frozenset(word[:_HEAD] for word in words.split())


def rule(
    name: str,
    kind: str,
    score: float,
    reason: str,
    spans: Callable[[str, list[int]], Iterable[Span]],
    *,
    cue: str,
    digits: int = 0,
    placeholder: str = "",
) -> Recogniser:
    """A recogniser that looks only where one of certain words stands.

    Args:
        spans: Findings in a text, given the places of the words.
        cue: Their beginnings, in lower case with «е» for «ё», with blanks between them.
        digits: Digits that a finding has in one group; a text without such a group is not looked into.
    """
    heads = beginnings(cue)

    def find(text: str, _: Facts) -> Iterable[Span]:
        seen = traits(text)
        if seen.digits < digits or seen.words.keys().isdisjoint(heads):
            return ()
        return spans(text, seen.places(heads))

    return Recogniser(name, kind, score, reason, find, placeholder)


def shape(
    name: str,
    kind: str,
    score: float,
    reason: str,
    regex: str,
    check: Callable[[str], bool] | None = None,
    *,
    cue: str = "",
    near: str = "",
    mark: str = "",
    before: int | None = None,
    digits: int = 0,
    is_latin: bool = False,
    placeholder: str = "",
) -> Recogniser:
    """A recogniser by form: what the group `x` of a regular expression matches, if `check` accepts it.

    What surrounds the group is context that makes the meaning sure; case is ignored but within `(?-i:…)`.
    Most texts hold nothing of it, and most places of the others: so the rule says where to try.

    Args:
        cue: Beginnings of words, with blanks between them: the expression is tried where such a word begins.
        near: Beginnings of words, one of which the text has somewhere.
        mark: A character that the text has.
        before: The expression is tried where digits begin and at up to so many characters before them.
        digits: Digits that a finding has in one group; a text without such a group is not looked into.
        is_latin: Whether a finding has a Latin letter or «_».
    """
    pattern = re.compile(regex, re.IGNORECASE)
    cues, nearby = beginnings(cue), beginnings(near)

    def find(text: str, _: Facts) -> Iterator[Span]:
        seen = traits(text)
        if seen.digits < digits or (is_latin and not seen.is_latin):
            return
        if (cues and seen.words.keys().isdisjoint(cues)) or (nearby and seen.words.keys().isdisjoint(nearby)):
            return
        if mark and mark not in text:
            return
        for match in matches(text, seen):
            if check is None or check(match["x"]):
                yield match.span("x")

    def matches(text: str, seen: Traits) -> Iterable[re.Match[str]]:
        if cues:
            found = (pattern.match(text, place) for place in seen.places(cues))
            return (match for match in found if match)
        return pattern.finditer(text) if before is None else at_digits(text, seen, before)

    def at_digits(text: str, seen: Traits, reach: int) -> Iterator[re.Match[str]]:
        for count, runs in seen.groups:
            for run in runs if count >= digits else ():
                for place in range(max(0, run - reach), run + 1):
                    if match := pattern.match(text, place):
                        yield match
                        break

    return Recogniser(name, kind, score, reason, find, placeholder)
