"""Whether the sentences of one text may stand together: a veteran has no baby, a call no enclosure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from painmap.demo.phrases import BANK
from painmap.demo.slots import Filler
from painmap.params.yaml_file import read_yaml


@lru_cache
def _rules() -> dict[str, Any]:
    return read_yaml(BANK / "rules" / "frames.yaml", "demo/bank/rules/frames.yaml")


@lru_cache
def _words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(words, re.IGNORECASE) for name, words in _rules()["frames"].items()}


def frames_of(text: str) -> frozenset[str]:
    """What a text says of its writer and of itself: names of `bank/rules/frames.yaml`."""
    return frozenset(name for name, words in _words().items() if words.search(text))


class Told:
    """What one text has said so far."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        self._frames = set(given)

    def say(self, text: str) -> str:
        """Remember a sentence, which is returned as it is."""
        self._frames |= frames_of(text)
        return text

    def admits(self, text: str) -> bool:
        """Whether the sentence agrees with what has been said."""
        new = frames_of(text)
        if any(name in new and name in self._frames for name in _rules()["once"]):
            return False
        return not any(
            (a in new and b in self._frames) or (b in new and a in self._frames)
            for a, b in _rules()["clashes"]
        )

    def pick(self, templates: Sequence[str], count: int, filler: Filler) -> list[str]:
        """Up to `count` of the templates, filled and said: those that agree with what has been said."""
        found: list[str] = []
        for template in filler.rng.sample(templates, len(templates)):
            if len(found) == count:
                break
            text = filler.fill(template)
            if self.admits(text):
                found.append(self.say(text))
        return found
