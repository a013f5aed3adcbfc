"""The parts of the proof: each a module with units, what measures one, its goals, its lines of the table."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

# Part → independent portfolios (or repetitions) of each of its units.
PARTS: dict[str, int] = {
    "grid": 400,
    "mixed": 100,
    "power": 100,
    "discovery": 20,
    "no_change": 50,
    "rare": 100,
    "artefacts": 100,
    "waiting": 4000,
    "surveys": 4000,
    "measures": 60,
    "dates": 50,
    "textbook": 40,
}


class Part(Protocol):
    """A module of the registry."""

    def units(self) -> dict[str, dict[str, Any]]:
        """Key of each unit → what it measures."""

    def measure(self, unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
        """Figures of one unit, the same for the same key on any machine."""

    def failures(self, found: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Goals that are missed by more than two standard errors; key → figures."""

    def lines(self, found: Mapping[str, Mapping[str, Any]]) -> Sequence[str]:
        """Markdown of the part: key → figures."""


def part(name: str) -> Part:
    """The part's module."""
    return cast(Part, importlib.import_module(f"benchmarks.stats.{name}"))
