"""Planted merges and splits: which texts belong to which part of a problem, whatever it is called later.

The bank's `lineage` names them: id of today's problem → its first year, and the ids that it replaced. Texts
are written by the bank's `problems`, which are the parts; the truth counts them for the problem of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Lineage:
    """What became of the planted problems of one agency; without a `lineage` every problem is its own."""

    def __init__(self, bank: Mapping[str, Any]) -> None:
        self._entries: dict[str, Any] = bank.get("lineage", {})
        parts = set(bank["problems"])
        self._heir: dict[str, str] = {
            old: new for new, entry in self._entries.items() for old in entry["from"] if old in parts
        }

    def living(self, part: str) -> str:
        """The problem of today's registry for which the texts of a part count; empty stays empty."""
        return self._heir.get(part, part)

    def entries(self) -> dict[str, dict[str, Any]]:
        """Living problem → first year of it, and the ids that it replaced."""
        return {new: {"year": e["year"], "from": list(e["from"])} for new, e in self._entries.items()}

    def parts(self, planted: Iterable[tuple[str, str]]) -> dict[str, dict[str, list[str]]]:
        """The planted numbers by problem and by its part.

        Parts of a merged problem are the former ones and what came with it; of a divided one, its heirs.

        Args:
            planted: (part, number of an appeal or a respondent).
        """
        numbers: dict[str, list[str]] = {}
        for part, number in planted:
            numbers.setdefault(part, []).append(number)
        found: dict[str, dict[str, list[str]]] = {}
        for whole, parts in self._wholes().items():
            found[whole] = {part: numbers[part] for part in sorted(parts) if part in numbers}
        return {whole: parts for whole, parts in sorted(found.items()) if parts}

    def _wholes(self) -> dict[str, set[str]]:
        wholes: dict[str, set[str]] = {}
        for new, entry in self._entries.items():
            for old in entry["from"]:
                whole, parts = (new, {new, old}) if old in self._heir else (old, {new})
                wholes.setdefault(whole, set()).update(parts)
        return wholes
