"""Templates: alternatives in braces, slots in brackets, and what fills them."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from painmap.demo.phrases import MONTHS, Place, local, population, random_place, surname_of
from painmap.demo.workdays import working_day

_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"\[([^\[\]]+)\]")
_NUMBER = re.compile(r"n(\d+)-(\d+)")
_PLURAL = re.compile(r"(\d+)-(\d+):(.+)")
_CASES = {"acc": 2, "gen": 1, "loc": 3, "dat": 4}
# Slots whose values are other words, not other numbers.
_WORDY = ("place", "village", "name", "street", "firm", "org", "region", "country", "month", "mago", "patr")
_MAX_WAYS = 64
_PAIRS = {
    ("один", "одна"), ("мог", "могла"), ("смог", "смогла"), ("принёс", "принесла"), ("привёз", "привезла"),
    ("пенсионер", "пенсионерка"), ("вдовец", "вдова"), ("студент", "студентка"), ("доволен", "довольна"),
    ("признателен", "признательна"), ("уверен", "уверена"),
}  # fmt: skip


@dataclass
class Filler:
    """Fills templates for one text: the same slot has the same value throughout the text.

    Attributes:
        rng: The record's own generator.
        day: Day of the text, for months and dates before and after it.
        place: Where the person lives.
        is_female: Decides «{написал|написала}» and «{ж:вдова|м:вдовец|инвалид}».
    """

    rng: random.Random
    day: date
    place: Place
    population: str
    firm: str
    short_name: str
    is_female: bool = False
    memo: dict[str, str] = field(default_factory=dict)

    def fill(self, template: str) -> str:
        """The template with one alternative of each `{а|б}` and a value for each `[слот]`."""
        text = template
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda m: self._alternative(m[1].split("|")), text)
        return _SLOT.sub(lambda m: self._value(m[1]), text)

    def pick(self, templates: Sequence[str]) -> str:
        """One of the templates, filled; those that can be filled in more ways come more often."""
        return self.fill(self.rng.choices(templates, [_ways(t) for t in templates])[0])

    def _alternative(self, options: list[str]) -> str:
        other = "м:" if self.is_female else "ж:"
        if any(option.startswith(("м:", "ж:")) for option in options):
            return self.rng.choice(
                [o.removeprefix("м:").removeprefix("ж:") for o in options if o[:2] != other]
            )
        if len(options) == 2:
            for man, woman in (options, options[::-1]):
                if is_womans_form(man, woman):
                    return woman if self.is_female else man
        return self.rng.choice(options)

    def _value(self, name: str) -> str:
        if match := _NUMBER.fullmatch(name):
            return str(_round_number(self.rng.randint(int(match[1]), int(match[2]))))
        if match := _PLURAL.fullmatch(name):
            count = _round_number(self.rng.randint(int(match[1]), int(match[2])))
            return f"{count} {plural(count, match[3].split(','))}"
        if name not in self.memo:
            self.memo.update(self._group(name))
        return self.memo[name]

    def _group(self, name: str) -> dict[str, str]:
        for prefix, maker in GROUPS:
            if name.startswith(prefix):
                return maker(self)
        raise KeyError(name)


@cache
def _ways(template: str) -> float:
    """Weight of a template: the square root of the number of its fillings, up to a limit."""
    ways = 1
    for found in _CHOICE.finditer(template):
        ways *= len(found[1].split("|"))
    ways *= 6 ** sum(found[1].startswith(_WORDY) for found in _SLOT.finditer(template))
    return math.sqrt(min(ways, _MAX_WAYS))


def is_womans_form(man: str, woman: str) -> bool:
    """Whether the second says in the words of a woman what the first says in those of a man."""
    pairs = list(zip(man.lower().split(" "), woman.lower().split(" "), strict=False))
    if len(man.split(" ")) != len(woman.split(" ")) or man == woman:
        return False
    return all(a == b or (a, b) in _PAIRS or _is_past(a, b) for a, b in pairs)


def _is_past(man: str, woman: str) -> bool:
    ends = (
        ("л", "ла"), ("шёл", "шла"), ("лся", "лась"), ("сам", "сама"), ("ком", "кома"), ("ен", "на"),
        ("ён", "ена"), ("ов", "ова"), ("рад", "рада"),
    )  # fmt: skip
    return any(man.endswith(a) and woman == man[: -len(a)] + b for a, b in ends)


def plural(count: int, forms: list[str]) -> str:
    """The form of a noun after a number: (1, 2, 5)."""
    if 10 < count % 100 < 20:
        return forms[2]
    return forms[0] if count % 10 == 1 else forms[1] if 1 < count % 10 < 5 else forms[2]


def _round_number(number: int) -> int:
    """People round: over a hundred to tens."""
    return number if number < 100 else round(number, -1)


def _place(filler: Filler) -> dict[str, str]:
    values = _place_cases(filler.place, "")
    far = filler.place if filler.place.is_far else random_place(filler.rng, filler.population, is_far=True)
    return {**values, **_place_cases(far, "_far")}


def _place_cases(place: Place, tail: str) -> dict[str, str]:
    locative = place.prep.split(" ", 1)[1]
    return {
        f"place{tail}": place.nom,
        f"place_gen{tail}": place.gen,
        f"place_in{tail}": place.prep,
        f"place_acc{tail}": f"в {place.acc}",
        f"place_loc{tail}": locative,
        f"place_from{tail}": f"из {place.gen}",
        f"place_dat{tail}": f"округу ({place.nom})",
    }


def _month(filler: Filler) -> dict[str, str]:
    return _month_cases("month", filler.day.month + filler.rng.randint(1, 3))


def _month_ago(filler: Filler) -> dict[str, str]:
    return _month_cases("mago", filler.day.month - filler.rng.randint(2, 5))


def _month_cases(prefix: str, month: int) -> dict[str, str]:
    forms = MONTHS[(month - 1) % 12]
    cases = {f"{prefix}_{case}": forms[i] for case, i in _CASES.items()}
    return {**cases, f"{prefix}_in": f"в {forms[3]}"}


def _village(filler: Filler) -> dict[str, str]:
    nom, gen, loc, acc, dat = filler.rng.choice(local(filler.population, "villages"))
    return {
        "village": nom, "village_gen": gen, "village_loc": loc, "village_acc": acc, "village_dat": dat,
    }  # fmt: skip


def _region(filler: Filler) -> dict[str, str]:
    _, gen, acc, loc = filler.rng.choice(local(filler.population, "regions"))
    return {"region_gen": gen, "region_acc": acc, "region_loc": loc}


def _pair(prefix: str) -> Callable[[Filler], dict[str, str]]:
    def pair(filler: Filler) -> dict[str, str]:
        first, second = filler.rng.choice(local(filler.population, "name_pairs")[prefix])
        return {f"{prefix}1": first, f"{prefix}2": second}

    return pair


def _other_person(filler: Filler) -> dict[str, str]:
    """Somebody else of the same region, by surname and initials."""
    rng, people = filler.rng, population(filler.population)["people"]
    is_female = rng.random() < 0.5
    first = rng.choice(people["female" if is_female else "male"])
    surname = surname_of(rng.choice(people["surnames"]), is_female)
    return {"name_other": f"{surname} {first[0]}.{rng.choice(people['fathers'])[0]}."}


def _year(name: str, first: int, last: int) -> Callable[[Filler], dict[str, str]]:
    return lambda filler: {name: str(filler.rng.randint(first, last))}


def _recent_date(filler: Filler) -> dict[str, str]:
    """A day some weeks ago on which an office was open: of a letter, a visit, a deed."""
    return {"date": f"{working_day(filler.day - timedelta(days=filler.rng.randint(12, 75))):%d.%m.%Y}"}


# A slot's prefix → what gives the values of its whole group; the first that fits counts.
GROUPS: tuple[tuple[str, Callable[[Filler], dict[str, str]]], ...] = (
    ("place", _place),
    ("month", _month),
    ("mago", _month_ago),
    ("village", _village),
    ("region", _region),
    ("country_gen", lambda f: {"country_gen": f.rng.choice(local(f.population, "country_gen"))}),
    ("name_m", _pair("name_m")),
    ("name_f", _pair("name_f")),
    ("name_other", _other_person),
    ("patr", _pair("patr")),
    ("street", lambda f: {"street": f.rng.choice(population(f.population)["streets"])}),
    ("org", lambda f: {"org": f.rng.choice(local(f.population, "org"))}),
    ("date", _recent_date),
    ("firm", lambda f: {"firm": f.firm}),
    ("name_short", lambda f: {"name_short": f.short_name}),
    ("year_now", lambda f: {"year_now": str(f.day.year)}),
    ("year70", _year("year70", 1971, 1989)),
    ("year90", _year("year90", 1992, 2003)),
    ("year_2010", _year("year_2010", 2008, 2015)),
    ("ydoc", _year("ydoc", 1938, 1975)),
    ("y30", _year("y30", 1929, 1935)),
)
