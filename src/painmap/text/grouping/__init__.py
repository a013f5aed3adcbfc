"""Groups of texts with one meaning, without being told how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Group:
    """Texts with one meaning.

    Attributes:
        id: From the group's meaning (its signature), never from its number or order.
        signature: Its most telling lemmas, the most telling first.
        stability: Mean Jaccard likeness of the group to the likest one in draws of the texts; 0 to 1.
    """

    id: str
    signature: tuple[str, ...]
    stability: float


@dataclass(frozen=True)
class Grouping:
    """What became of the texts.

    Attributes:
        groups: Largest first.
        main: Of each text the place of its group in `groups`; -1 for «иные».
        score: Of each text how surely it belongs there, 0 to 1.
    """

    groups: tuple[Group, ...]
    main: NDArray[np.int64]
    score: NDArray[np.float64]

    def nearest(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The group of other texts, or of fragments, and how surely; -1 where none fits."""
        raise NotImplementedError


def group(texts: Sequence[str], *, least: int) -> Grouping:
    """Group masked texts; the outcome does not depend on their order or on the number of cores.

    Args:
        texts: Masked plain texts; near-duplicates count as one when the groups are made.
        least: Fewest distinct texts of a group; what is left belongs to «иные».
    """
    raise NotImplementedError
