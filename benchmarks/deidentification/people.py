"""Made-up persons of one text and the ways in which their names are written."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.deidentification.details import pick, whole
from benchmarks.deidentification.words import declined, patronymic, womans
from benchmarks.deidentification.writing import Piece, Style, misspelt
from ruamel.yaml import YAML

_GENDER = re.compile(r"\{(?:w)?([pqc])([mf])[.:]")
_AGREED = re.compile(r"w([pqc]?):(.*)\|(.*)")
_DOUBLE = 0.04  # share of women with two surnames


@cache
def names() -> dict[str, dict[str, Any]]:
    """Region → its surnames, first names and towns."""
    return dict(YAML(typ="safe").load(Path(__file__).with_name("names.yaml")))


@dataclass(frozen=True)
class Person:
    """A made-up person; `who` tells the persons of one text apart."""

    who: str
    surname: str
    first: str
    father: str
    is_woman: bool
    region: str
    town: str

    @property
    def is_descendant(self) -> bool:
        """Whether «оглы», «кызы» or «уулу» stands for the ending of the patronymic."""
        return " " in self.father or self.father.endswith(("-оглы", "-кызы"))

    def _parts(self, case: str) -> dict[str, str]:
        surname = "-".join(declined(p, case, self.is_woman, True) for p in self.surname.split("-"))
        first = self.first
        head, hyphen, tail = first.rpartition("-")
        first = head + hyphen + declined(tail, case, self.is_woman, False)
        father = self.father if self.is_descendant else declined(self.father, case, self.is_woman, False)
        return {"f": surname, "i": first, "o": father}

    def written(self, rng: random.Random, form: str, case: str, style: Style, register: str) -> Piece:
        """The name as a slot asks for it: f, i, o in its order, `in` for initials, in a case."""
        parts = self._parts(case)
        ways = ["{}.{}.", "{}.{}.", "{}. {}.", "{}.{}", "{} {}"]
        initials = pick(rng, ways).format(self.first[0], self.father[0])
        shapes = {
            "fio": "{f} {i} {o}", "iof": "{i} {o} {f}", "io": "{i} {o}", "if": "{i} {f}", "fi": "{f} {i}",
            "f": "{f}", "i": "{i}", "pat": "{o}", "letter": "{f[0]}.", "in": "{n}", "f_in": "{f} {n}",
            "in_f": "{n} {f}",
        }  # fmt: skip
        text = shapes[form].format(**parts, n=initials)
        if form == "in_f" and initials.endswith(".") and rng.random() < 0.25:
            text = text.replace(initials + " ", initials)
        kind = "initials" if form in ("in", "f_in", "in_f", "letter") else "ordinary"
        if kind == "ordinary" and text != shapes[form].format(**self._parts("nom"), n=initials):
            kind = "oblique"
        if style.case in ("lower", "upper"):
            kind = style.case
        else:
            text, kind = _odd(rng, text, kind, style.quirk)
        return Piece(text, "PERSON", form, kind, self.region, register, self.who)


def _odd(rng: random.Random, text: str, kind: str, quirk: str) -> tuple[str, str]:
    """The name with a person's way of writing it wrongly, where its form allows that."""
    match quirk:
        case "lower" | "upper":
            return (text.lower() if quirk == "lower" else text.upper()), quirk
        case "misspelt" if max(map(len, text.split())) > 4:
            return misspelt(rng, text), quirk
        case "glued" if " " in text and "-" not in text:
            return text.replace(" ", "", 1), quirk
        case "lookalike":
            return _lookalike(rng, text, kind)
    return text, kind


def _lookalike(rng: random.Random, text: str, kind: str) -> tuple[str, str]:
    latin = dict(zip("АВЕКМНОРСТХаеорсху", "ABEKMHOPCTXaeopcxy", strict=True))
    places = [i for i, letter in enumerate(text) if letter in latin]
    if not places:
        return text, kind
    letters = list(text)
    for _ in range(whole(rng, 1, 2)):
        at = places[int(rng.random() * len(places))]
        letters[at] = latin.get(letters[at], letters[at])
    return "".join(letters), "lookalike"


class Cast:
    """The persons of one text, by the letter of the slot: p (the writer), q, c."""

    def __init__(self, rng: random.Random, carrier: str) -> None:
        asked = {letter: gender == "f" for letter, gender in reversed(_GENDER.findall(carrier))}
        home = pick(rng, list(names()))
        self._people = {}
        for letter in "pqc":
            region = home if letter == "p" or rng.random() < 0.5 else pick(rng, list(names()))
            self._people[letter] = _person(rng, letter, region, asked.get(letter, rng.random() < 0.5))

    def person(self, letter: str) -> Person:
        """The writer where the slot names nobody."""
        return self._people.get(letter, self._people["p"])

    def agreed(self, word: str) -> str:
        """`w:обратился|обратилась` for the writer, `wq:` for another."""
        match = _AGREED.fullmatch(word)
        assert match, word
        return match[3] if self.person(match[1]).is_woman else match[2]


def _person(rng: random.Random, who: str, region: str, is_woman: bool) -> Person:
    bank = names()[region]

    def surname() -> str:
        man, _, woman = pick(rng, bank["surnames"]).partition("|")
        return (woman or womans(man)) if is_woman else man

    name = surname()
    if is_woman and rng.random() < _DOUBLE and "-" not in name:
        other = surname()
        name = f"{name}-{other}" if other != name else name
    first = pick(rng, bank["women" if is_woman else "men"])
    father = pick(rng, bank.get("fathers") or bank["men"])
    way = bank.get("patronymics")
    if way == "turkic" or (way == "mixed" and rng.random() < 0.3):
        son = pick(rng, ["оглы", "оглы", "угли"]) if way == "turkic" else pick(rng, ["уулу", "угли"])
        written = f"{father}{pick(rng, [' ', ' ', '-'])}{'кызы' if is_woman else son}"
    else:
        written = patronymic(father, is_woman)
    return Person(who, name, first, written, is_woman, region, pick(rng, bank["towns"]))
