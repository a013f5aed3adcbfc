"""The bank of phrases and figures (`bank/*.yaml`), read strictly, and the slots that fill a template."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from painmap.params.yaml_file import read_yaml

BANK = Path(__file__).parent / "bank"
_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"\[([^\[\]]+)\]")
_NUMBER = re.compile(r"n(\d+)-(\d+)")
_PLURAL = re.compile(r"(\d+)-(\d+):(.+)")

# Nominative, genitive, accusative, prepositional, dative.
MONTHS = (
    ("январь", "января", "январь", "январе", "январю"),
    ("февраль", "февраля", "февраль", "феврале", "февралю"),
    ("март", "марта", "март", "марте", "марту"),
    ("апрель", "апреля", "апрель", "апреле", "апрелю"),
    ("май", "мая", "май", "мае", "маю"),
    ("июнь", "июня", "июнь", "июне", "июню"),
    ("июль", "июля", "июль", "июле", "июлю"),
    ("август", "августа", "август", "августе", "августу"),
    ("сентябрь", "сентября", "сентябрь", "сентябре", "сентябрю"),
    ("октябрь", "октября", "октябрь", "октябре", "октябрю"),
    ("ноябрь", "ноября", "ноябрь", "ноябре", "ноябрю"),
    ("декабрь", "декабря", "декабрь", "декабре", "декабрю"),
)
_CASES = {"acc": 2, "gen": 1, "loc": 3, "dat": 4}


@lru_cache
def common() -> dict[str, Any]:
    """Words and rates that both agencies share."""
    return read_yaml(BANK / "common.yaml", "demo/bank/common.yaml")


@lru_cache
def bank(agency: str) -> dict[str, Any]:
    """Phrases, problems and figures of one agency."""
    return read_yaml(BANK / f"{agency}.yaml", f"demo/bank/{agency}.yaml")


def agencies() -> tuple[str, ...]:
    """Agencies that have a bank, in order of name."""
    return tuple(sorted(path.stem for path in BANK.glob("*.yaml") if path.stem != "common"))


def weighted(rng: random.Random, weights: Mapping[str, float]) -> str:
    """A key by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass(frozen=True)
class Place:
    """A place with its cases; `prep` includes the preposition («в Дербенте»)."""

    nom: str
    gen: str
    prep: str
    acc: str
    weight: int
    municipality: str
    is_far: int


@lru_cache
def places(population: str) -> tuple[Place, ...]:
    """The places of a population."""
    return tuple(Place(*row) for row in common()["places"][population])


def random_place(rng: random.Random, population: str, *, is_far: bool = False) -> Place:
    """A place by weight; `is_far`: of the remote ones only."""
    known = [p for p in places(population) if p.is_far or not is_far]
    return rng.choices(known, [p.weight for p in known])[0]


@dataclass
class Filler:
    """Fills templates for one text: the same slot has the same value throughout the text.

    Attributes:
        rng: The record's own generator.
        day: Day of the text, for months and dates before and after it.
        place: Where the person lives.
    """

    rng: random.Random
    day: date
    place: Place
    population: str
    firm: str
    short_name: str
    memo: dict[str, str] = field(default_factory=dict)

    def fill(self, template: str) -> str:
        """The template with one alternative of each `{а|б}` and a value for each `[слот]`."""
        text = template
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), text)
        return _SLOT.sub(lambda m: self._value(m[1]), text)

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
    nom, gen, loc, acc, dat = filler.rng.choice(common()["villages"])
    return {
        "village": nom, "village_gen": gen, "village_loc": loc, "village_acc": acc, "village_dat": dat,
    }  # fmt: skip


def _region(filler: Filler) -> dict[str, str]:
    _, gen, acc, loc = filler.rng.choice(common()["regions"])
    return {"region_gen": gen, "region_acc": acc, "region_loc": loc}


def _pair(prefix: str) -> Callable[[Filler], dict[str, str]]:
    def pair(filler: Filler) -> dict[str, str]:
        first, second = filler.rng.choice(common()["name_pairs"][prefix])
        return {f"{prefix}1": first, f"{prefix}2": second}

    return pair


def _year(name: str, first: int, last: int) -> Callable[[Filler], dict[str, str]]:
    return lambda filler: {name: str(filler.rng.randint(first, last))}


def _recent_date(filler: Filler) -> dict[str, str]:
    return {"date": f"{filler.day - timedelta(days=filler.rng.randint(12, 75)):%d.%m.%Y}"}


# A slot's prefix → what gives the values of its whole group; the first that fits counts.
GROUPS: tuple[tuple[str, Callable[[Filler], dict[str, str]]], ...] = (
    ("place", _place),
    ("month", _month),
    ("mago", _month_ago),
    ("village", _village),
    ("region", _region),
    ("country_gen", lambda f: {"country_gen": f.rng.choice(common()["country_gen"])}),
    ("name_m", _pair("name_m")),
    ("name_f", _pair("name_f")),
    ("patr", _pair("patr")),
    ("org", lambda f: {"org": f.rng.choice(common()["org"])}),
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
