"""The bank of phrases and figures (`bank/*.yaml`), read strictly."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from painmap.params.yaml_file import read_yaml

BANK = Path(__file__).parent / "bank"

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


@lru_cache
def common() -> dict[str, Any]:
    """Words and rates that all agencies share."""
    return read_yaml(BANK / "common.yaml", "demo/bank/common.yaml")


@lru_cache
def bank(agency: str) -> dict[str, Any]:
    """Phrases, problems and figures of one agency."""
    return read_yaml(BANK / f"{agency}.yaml", f"demo/bank/{agency}.yaml")


def phrases_of(own: Mapping[str, Any], problem: str, year: int) -> dict[str, list[str]]:
    """The phrases of a problem in a year, by use (`core`, `detail`, `ask`, `note`, `short`).

    Args:
        own: The agency's bank. Under `since` a problem has the phrases that come in with a year.
    """
    entry = own["phrases"][problem]
    result = {use: list(texts) for use, texts in entry.items() if use != "since"}
    for first, more in sorted(entry.get("since", {}).items()):
        for use, texts in more.items() if year >= first else ():
            result[use] += texts
    return result


@lru_cache
def population(name: str) -> dict[str, Any]:
    """Names, places, streets, villages and firms of a region's made-up people."""
    return read_yaml(BANK / "populations" / f"{name}.yaml", f"demo/bank/populations/{name}.yaml")


def local(name: str, key: str) -> Any:
    """Words of a region, or the common ones where it has none of its own."""
    own = population(name)
    return own[key] if key in own else common()[key]


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
def places(name: str) -> tuple[Place, ...]:
    """The places of a population."""
    return tuple(Place(*row) for row in population(name)["places"])


def random_place(rng: random.Random, name: str, *, is_far: bool = False) -> Place:
    """A place by weight; `is_far`: of the remote ones only."""
    known = [p for p in places(name) if p.is_far or not is_far]
    return rng.choices(known, [p.weight for p in known])[0]


def surname_of(written: str, is_female: bool) -> str:
    """The man's or the woman's form of a surname, written «Попов» or «Выучейский|Выучейская»."""
    male, _, female = written.partition("|")
    return (female or f"{male}а") if is_female else male
