"""The words of a text as the rules for names see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from painmap.text import language
from painmap.text.personal.persons.lazy import lazy
from painmap.text.personal.persons.vocabulary import ADDRESSED, LABELS, TURKIC

# A capital after a digit or a small letter begins a word: «07.12.2021Круглов», «ИвановИван».
_WORD = re.compile(
    r"(?<![А-ЯЁа-яёA-Za-z-])(?:(?<!\d)|(?=[А-ЯЁа-яё][а-яё]{3}))[А-ЯЁа-яё]+(?:[-–][А-ЯЁа-яё]+)*(?![A-Za-z\d])"
)
_GLUED = re.compile(r"(?<=[а-яё])(?=[А-ЯЁ])")
_PREDICATES = frozenset({"VERB", "INFN", "GRND", "ADVB", "PRED", "COMP"})
_NOMINAL = frozenset({"NOUN", "ADJF", "ADJS", "PRTF"})
_UPPERS = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ \xa0"
_PATRONYMIC_END = re.compile(
    r".{2}(?:(?:[оеёа]в[ие]ч|[а-яё]ьич|ыч)(?:а|у|ем|ом|е|ей|и|ами)?|(?:[оеёа]вн|[иы]чн|ишн)(?:а|ы|е|у|ой|ою))$"
)
_POSSESSIVE_END = re.compile(r"(?:[оеё]в|[иы]н)(?:а|у|ым|ой|ых|ыми)?$")
_SURNAME_END = re.compile(
    r"(?:[оеё]в|[иы]н)(?:а|у|ым|ой|е|ы|ых|ою|ыми)?$|[сц]к(?:ий|ая|ого|ому|им|ом|ую|ой)$|.{2}[ыи]х$"
    r"|(?:[её]нко|[ую]к|чук|швили|дзе|янц?|заде)(?:а|у|ом|ем|е)?$"
)
_OCCUPATION = re.compile(
    r".{2}(?:ист(?:а|у|ом|е|ы|ов|ам)?|истк[аиеу]|тел[ьяюией]|телем|(?:[ьн]н|щ)иц[аыеу])$"
)
# «Светочка», «Олеушка»: made of a first name.
_DIMINUTIVE = re.compile(r"(.{2,})(?:[оеё]ч|[оеё]нь|[уюы]ш|ул(?:еч|ь)|ус)(?:к)?(?:а|и|е|у|ой|ою)$")
# A bare unknown word after these is rather a place («в Нельмин Нос»).
_INSIDE = re.compile(r"(?<!\w)(?:во?|из)\s+$", re.IGNORECASE)
_MARKS = frozenset((",", ";", "/", "|", "_"))


@dataclass(eq=False)
class W:
    """A word of the text: its place, and what the dictionary says.

    Attributes:
        shouted: It stands in a line of capitals, where a capital letter tells nothing.
        abbreviated: «МФЦ», «ФОКа»: two capitals in a short word, no name in capitals beside it;
            a form's label.
    """

    start: int
    end: int
    text: str
    shouted: bool
    seen: language.Word
    abbreviated: bool = False

    @lazy
    def lower(self) -> str:
        """In lower case."""
        return self.text.lower()

    @lazy
    def is_upper(self) -> bool:
        """Whether a capital letter tells something."""
        return self.text[0].isupper() and not self.shouted

    @lazy
    def patronymic(self) -> bool:
        """By the dictionary or, where it does not know the word, by its ending."""
        if self.seen.patronymic or self.lower in TURKIC:
            return True
        return not self.seen.known and bool(_PATRONYMIC_END.search(self.lower))

    @lazy
    def proper(self) -> bool:
        """It may be a first name, patronymic or surname."""
        return self.seen.name or self.seen.surname or self.patronymic

    @lazy
    def first(self) -> bool:
        """A first name of the dictionary; a guess by the ending («госномер») proves nothing."""
        return self.seen.known and self.seen.name and len(self.text) > 2

    @lazy
    def sure_first(self) -> bool:
        """A first name, whatever else it may be now and then («рустам» is a dative plural too)."""
        return self.first and (not self.seen.common or self.seen.usually_name)

    @lazy
    def strange(self) -> bool:
        """No word of the dictionary, nor a misspelt verb («Прршу», «Обрашаюсь»)."""
        is_word = self.seen.known or self.seen.pos in _PREDICATES or self.occupation
        return not is_word and not self.abbreviated

    @lazy
    def occupation(self) -> bool:
        """«Операционист», «школьница»: whom an ending makes of what they do."""
        return not (self.seen.name or self.seen.surname) and bool(_OCCUPATION.search(self.lower))

    @lazy
    def diminutive(self) -> bool:
        """«Светочка»: unknown, but made of a first name."""
        match = _DIMINUTIVE.search(self.lower)
        if self.seen.known or not match:
            return False
        return any(s.known and s.name for s in (language.word(match[1] + end) for end in "ая"))

    @lazy
    def sure(self) -> bool:
        """A name and nothing else, as far as the dictionary goes."""
        return self.proper and not self.seen.common

    @lazy
    def ends_as_surname(self) -> bool:
        """«-ов», «-ская», «-енко» in any case."""
        return bool(_SURNAME_END.search(self.lower))

    @lazy
    def ends_as_possessive(self) -> bool:
        """«-ов», «-ина»: the most frequent endings of surnames."""
        return bool(_POSSESSIVE_END.search(self.lower))

    @lazy
    def possessive(self) -> bool:
        """«юркин», «дроздова»: a possessive adjective in the form of a surname."""
        return self.seen.pos in ("ADJF", "ADJS") and self.ends_as_possessive

    @lazy
    def surname_like(self) -> bool:
        """A surname of the dictionary, or an unknown word that looks like one."""
        if self.seen.surname:
            return True
        is_word = self.seen.known or self.abbreviated or self.occupation
        return not is_word and (self.is_upper or self.ends_as_surname)

    @lazy
    def could_be_surname(self) -> bool:
        """Beside a first name it may be the surname: «Мельник», «Красный», «кулаков», «тонких»."""
        if not self.seen.common and not self.abbreviated and len(self.text) > 2:
            is_likely = (
                self.proper or self.strange or self.surname_like or (self.seen.place and self.is_upper)
            )
            return is_likely and not ADDRESSED.match(self.lower)
        return self.nominal and (self.is_upper or self.ends_as_surname)

    @lazy
    def nominal(self) -> bool:
        """An ordinary noun or adjective, but none that often stands before a name («Уважаемый», «врач»)."""
        is_word = self.seen.known and self.seen.pos in _NOMINAL and len(self.text) > 2
        return is_word and not (self.abbreviated or self.occupation or ADDRESSED.match(self.lower))


Words = Sequence[W]


# Every rule looks at the same words.
@lru_cache(4)
def words_of(text: str) -> tuple[W, ...]:
    """The words in order; two that are glued count as two."""
    found = []
    lines: list[tuple[int, bool]] = []
    at = 0
    for line in text.split("\n"):
        at += len(line) + 1
        capitals = sum(c.isupper() for c in line)
        lines.append((at, capitals > 20 and capitals > 0.7 * sum(c.isalpha() for c in line)))
    row = 0
    for match in _WORD.finditer(text):
        while match.start() >= lines[row][0]:
            row += 1
        at = match.start()
        for part in _GLUED.split(match[0]):
            found.append(W(at, at + len(part), part, lines[row][1], _seen(part)))
            at += len(part)
    return tuple(_abbreviated(text, found, i) for i in range(len(found)))


def _abbreviated(text: str, words: list[W], i: int) -> W:
    """«МФЦ» is an abbreviation, «КОХ» beside «АЛЛА» in capitals is none."""
    word = words[i]
    if word.lower in LABELS:
        return replace(word, abbreviated=True)
    if word.shouted or len(word.text) > 5 or sum(c.isupper() for c in word.text) < 2:
        return word
    if len(word.text) > 3 and word.text.isupper() and word.sure and word.seen.known:
        return word
    for other in words[max(0, i - 2) : i + 3]:
        is_name = other is not word and other.text.isupper() and other.sure and len(other.text) > 3
        if is_name and not text[min(word.end, other.end) : max(word.start, other.start)].strip(_UPPERS):
            return word
    return replace(word, abbreviated=True)


def _seen(part: str) -> language.Word:
    form = part.replace("–", "-")
    seen = language.word(form)
    if "-" in form and form.lower().endswith("-заде"):
        return replace(seen, surname=True, common=False)
    if "-" in form and not (seen.name or seen.surname or seen.patronymic or (seen.known and seen.place)):
        return language.word(form.rsplit("-", 1)[1])
    return seen


def adjacent(text: str, left: W, right: W) -> bool:
    """Whether only blanks are between them."""
    return right.start - left.end <= 2 and not text[left.end : right.start].strip()


def linked(text: str, left: W, right: W) -> str | None:
    """What is between two cells of a list («Иванова,Мария»), «» for blanks; nothing if they are apart."""
    between = text[left.end : right.start]
    if between in _MARKS and left.is_upper and right.is_upper:
        return between
    return "" if adjacent(text, left, right) else None


def is_inside(text: str, word: W) -> bool:
    """After «в», «из»."""
    return bool(_INSIDE.search(text[max(0, word.start - 6) : word.start]))


def begins_sentence(text: str, word: W) -> bool:
    """Whether its capital letter may be that of the sentence."""
    before = text[max(0, word.start - 20) : word.start].rstrip(' «"(—–-')
    return not before or before[-1] in ".!?\n"
