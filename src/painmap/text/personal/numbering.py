"""One person has one number within a text: which mentions of names are of one person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from painmap.text import language
from painmap.text.personal.persons.again import stem
from painmap.text.personal.persons.words import W, words_of

_INITIAL = re.compile(r"(?<![А-ЯЁа-яё])[А-ЯЁа-яё](?![А-ЯЁа-яё])")
_PLURAL = re.compile(r"[оеё]в(?:а|у|ым|ой|е|ых)?$")


@dataclass(frozen=True)
class _Person:
    """What is known of a person: stems of the names, or initials; empty where unknown."""

    surname: str = ""
    first: str = ""
    patronymic: str = ""


def numbers(names: Iterable[str]) -> list[int]:
    """The number of the person behind each mention, from 0 in order of appearance.

    Two mentions are of one person if surname or first name agree and nothing contradicts; a mention that
    fits several is the latest.
    """
    persons: list[_Person] = []
    result = []
    for name in names:
        mention = _parsed(name)
        fitting = [i for i, known in enumerate(persons) if _is_same(known, mention)]
        if fitting:
            number = max(fitting, key=lambda i: (_shared(persons[i], mention), i))
            persons[number] = _joined(persons[number], mention)
        else:
            number = len(persons)
            persons.append(mention)
        result.append(number)
    return result


def _parsed(name: str) -> _Person:
    words = [w for w in words_of(name) if len(w.text) > 1]
    initials = [c.lower() for c in _INITIAL.findall(name)]
    patronymics = [w for w in words if w.patronymic and not w.seen.name]
    firsts = [] if initials else [w for w in words if w not in patronymics and _is_first(w)][:1]
    surnames = [w for w in words if w not in firsts and w not in patronymics]
    if not words:
        return _Person(surname=name.lower())
    return _Person(
        surname="-".join(_surname(w.text) for w in surnames),
        first=stem(language.word(firsts[0].text).lemma) if firsts else "".join(initials[:1]),
        patronymic=stem(patronymics[0].text) if patronymics else "".join(initials[1:2]),
    )


def _is_first(word: W) -> bool:
    """«Магомедов» may be a first name in the plural, but hardly is."""
    if not word.seen.name or (word.seen.surname and not word.seen.usually_name):
        return False
    return word.lower == word.seen.lemma or not _PLURAL.search(word.lower)


def _surname(form: str) -> str:
    """Stem common to both genders («Белозерский», «Белозерской»)."""
    return stem("-".join(stem(part) for part in re.split("[-–]", form)))


def _agrees(one: str, other: str) -> bool:
    """Whether two names may be the same: an initial agrees with the name that begins so."""
    if not one or not other:
        return True
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _is_same(known: _Person, mention: _Person) -> bool:
    if not (_agrees(known.first, mention.first) and _agrees(known.patronymic, mention.patronymic)):
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
    return replace(
        known,
        surname=known.surname or mention.surname,
        first=max(known.first, mention.first, key=len),
        patronymic=max(known.patronymic, mention.patronymic, key=len),
    )
