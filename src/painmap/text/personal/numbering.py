"""One person has one number within a text: which mentions of names are of one person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from painmap.text.personal.persons.again import stem
from painmap.text.personal.persons.words import W, words_of

_INITIAL = re.compile(r"(?<![А-ЯЁа-яё])[А-ЯЁа-яё](?![А-ЯЁа-яё])")
_PLURAL = re.compile(r"[оеё]в(?:а|у|ым|ой|е|ых)?$")
# «Фамилия: …, Имя: …»: what stands between the parts of one name in a form.
_LABEL = re.compile(r"[\s,;:.|/–—-]*(?:имя|отчество|фамилия)[\s:.–—-]*", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;/]|\s+и\s+")


@dataclass(frozen=True)
class _Person:
    """What is known of a person: stems of the names, or initials; empty where unknown."""

    surname: str = ""
    first: str = ""
    patronymic: str = ""

    @property
    def only(self) -> str:
        """The word of a mention by one word, which may be a surname as well as a first name."""
        given = [n for n in (self.surname, self.first, self.patronymic) if n]
        return given[0] if len(given) == 1 and not self.patronymic else ""


def numbers(text: str, spans: Sequence[tuple[int, int]], own: str = "") -> list[int]:
    """The number of the person behind each mention, from 0 in order of appearance.

    Two mentions are of one person if surname or first name agree and nothing contradicts; a mention that
    fits several is the latest.

    Args:
        text: What the mentions stand in.
        spans: Where, in order.
        own: Names of the persons that the row is about, whose mentions may be by any part of the name.
    """
    persons = [_parsed(name) for name in _SEVERAL.split(own) if len(name.strip()) > 1]
    found: list[int] = []
    for mention in (_parsed(name) for name in _joined_names(text, spans)):
        fitting = [i for i, known in enumerate(persons) if _is_same(known, mention)]
        if fitting:
            number = max(fitting, key=lambda i: (_shared(persons[i], mention), i))
            persons[number] = _joined(persons[number], mention)
        else:
            number = len(persons)
            persons.append(mention)
        found.append(number)
    order = {number: i for i, number in enumerate(dict.fromkeys(found))}
    return [order[number] for number in found]


def _joined_names(text: str, spans: Sequence[tuple[int, int]]) -> Iterable[str]:
    """Each mention's name; the parts of one that labels divide make one name for all of them."""
    first = 0
    for i, (_, end) in enumerate(spans):
        if i + 1 == len(spans) or not _LABEL.fullmatch(text, end, spans[i + 1][0]):
            name = " ".join(text[slice(*span)] for span in spans[first : i + 1])
            yield from [name] * (i + 1 - first)
            first = i + 1


def _parsed(name: str) -> _Person:
    words = [w for w in words_of(name) if len(w.text) > 1]
    initials = [c.lower() for c in _INITIAL.findall(name)]
    if not words:
        return _Person(surname=name.lower())
    patronymics = [w for w in words if w.patronymic and not w.seen.name]
    rest = [w for w in words if w not in patronymics]
    first = None if initials else _first_name(words, rest, patronymics)
    return _Person(
        surname="-".join(_surname(w.text) for w in rest if w is not first),
        first=_first_stem(first) if first else "".join(initials[:1]),
        patronymic=stem(patronymics[0].text) if patronymics else "".join(initials[1:2]),
    )


def _first_name(words: list[W], rest: list[W], patronymics: list[W]) -> W | None:
    """Before the patronymic, else by the dictionary, else the second of two («Вылка Тэтако»)."""
    if patronymics:
        at = words.index(patronymics[0])
        if at and words[at - 1] in rest and (at > 1 or len(rest) == 1 or _is_first(words[at - 1])):
            return words[at - 1]
    firsts = [w for w in rest if _is_first(w)]
    if firsts:
        return firsts[0]
    return rest[1] if len(rest) > 1 else None


def _first_stem(word: W) -> str:
    return _bare(stem(word.seen.lemma if word.seen.known else word.text))


def _is_first(word: W) -> bool:
    """«Магомедов» may be a first name in the plural, but hardly is."""
    if not word.seen.name or (word.seen.surname and not word.seen.usually_name):
        return False
    return word.lower == word.seen.lemma or not _PLURAL.search(word.lower)


def _surname(form: str) -> str:
    """Stem common to both genders («Белозерский», «Белозерской»)."""
    return _bare(stem("".join(stem(part) for part in re.split("[-–]", form))))


def _bare(name: str) -> str:
    """«Софья» and «София» are one name."""
    return name.rstrip("ьи") or name


def _agrees(one: str, other: str) -> bool:
    """Whether two names may be the same: an initial agrees with the name that begins so."""
    if not one or not other:
        return True
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _is_same(known: _Person, mention: _Person) -> bool:
    if not _agrees(known.patronymic, mention.patronymic):
        return False
    for one, other in ((known, mention), (mention, known)):
        if one.only and one.only in (other.surname, other.first):
            return True
    both = {known.surname, known.first}
    if both == {mention.surname, mention.first} and "" not in both:
        return True
    if not _agrees(known.first, mention.first):
        return False
    if known.surname and mention.surname:
        return known.surname == mention.surname
    return len(known.first) > 1 and len(mention.first) > 1


def _shared(known: _Person, mention: _Person) -> int:
    fields = zip(
        (known.surname, known.first, known.patronymic),
        (mention.surname, mention.first, mention.patronymic),
        strict=True,
    )
    return sum(bool(a and b) for a, b in fields)


def _joined(known: _Person, mention: _Person) -> _Person:
    """All that the two mentions tell; a name in full tells more than an initial."""
    if known.only:
        return mention
    if mention.only:
        return known
    return replace(
        known,
        surname=known.surname or mention.surname,
        first=max(known.first, mention.first, key=len),
        patronymic=max(known.patronymic, mention.patronymic, key=len),
    )
