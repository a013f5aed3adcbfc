"""New groups against the registry: which problem continues, which is new, split, merged, closed or reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Signed:
    """A group or a problem as the other side sees it: its id, its lemmas with the most telling first."""

    id: str
    title: str
    lemmas: tuple[str, ...]


def match(groups: Sequence[Signed], registry: Sequence[Signed]) -> dict[str, str]:
    """Group id → id of the registry's problem with the same meaning; a group without one is left out.

    One problem takes one group at most. The outcome does not depend on the order of either side.
    """
    return {}
