"""Masking of many texts: each distinct one once, in several processes where that pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from painmap.stages.processes import Processes
from painmap.text.deidentify import Known, Masked, mask_many

# A text and what its row knows of a person.
Asked = tuple[str, Known]

# A process starts and loads its models in some 2 s: 500 texts' worth.
_PAYS_FROM = 1_500
_PIECE = 200
# What was masked is remembered, a mass mailing may be anywhere in a file; some 100 MB.
_MAX_REMEMBERED_CHARS = 16_000_000


class Masker:
    """Masks texts, to be used in a `with` statement; the result does not depend on the number of processes.

    Args:
        cores: How many processes may work.
        expected: How many texts there are going to be, about.
    """

    def __init__(self, cores: int, expected: int) -> None:
        count = cores if cores > 1 and expected >= _PAYS_FROM else 0
        self._processes = Processes(count, "процессов маскирования")
        self._known: dict[Asked, Masked] = {}
        self._chars = 0

    def __enter__(self) -> Self:
        self._processes.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._processes.__exit__(None, None, None)

    def masked(self, asked: Sequence[Asked]) -> list[Masked]:
        """One result per text, in order.

        Raises:
            PainmapError: The system ended one of the processes.
        """
        new = [item for item in dict.fromkeys(asked) if item not in self._known]
        found = dict(zip(new, self._processes.map(_mask, new, _PIECE), strict=True))
        result = [found.get(item) or self._known[item] for item in asked]
        self._chars += sum(2 * len(text) for text, _ in new)
        if self._chars > _MAX_REMEMBERED_CHARS:
            self._known, self._chars = {}, 0
        else:
            self._known.update(found)
        return result


def _mask(asked: list[Asked]) -> list[Masked]:
    return mask_many([text for text, _ in asked], [known for _, known in asked])
