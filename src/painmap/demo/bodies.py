"""To which other body an appeal is redirected: by what it is about, never at random."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from painmap.demo.phrases import BANK, Place
from painmap.params.yaml_file import read_yaml

# The administration of the place from which somebody writes; also where no rule fits.
_LOCAL = "local"


@lru_cache
def _bodies() -> dict[str, Any]:
    return read_yaml(BANK / "rules" / "bodies.yaml", "demo/bank/rules/bodies.yaml")


def body_of(bank: dict[str, Any], topic: str, matter: str, place: Place) -> str:
    """The body in the accusative; empty where the matter is the agency's own.

    Args:
        bank: The agency's bank: `setup.forwards` names the bodies of its own topics.
        topic: True topic of the appeal.
        matter: What the text is about: its main sentence as it was before any slip.
        place: From where it comes.
    """
    setup = bank["setup"]
    key = _key(matter) if topic == bank["offtopic"]["topic"] else setup["forwards"].get(topic, "")
    if key == _LOCAL:
        return _administration(place)
    if not key:
        return ""
    names: dict[str, str] = _bodies()["names"][key]
    return names.get(setup["population"], names[""])


def _key(matter: str) -> str:
    low = matter.lower()
    return next((key for key, words in _bodies()["rules"] if re.search(words, low)), _LOCAL)


def _administration(place: Place) -> str:
    """«администрацию города»: the municipality stands in the same row."""
    if place.municipality.startswith("г. "):
        return "администрацию города"
    return "администрацию округа" if place.municipality.endswith("округ") else "администрацию района"
