"""Words in which an office writes down what the generator knows by code."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

from painmap.demo.frames import frames_of
from painmap.demo.letters import genre
from painmap.demo.records import Record
from painmap.demo.registers import Sheet, words_of
from painmap.params.models import Format
from painmap.params.yaml_file import read_yaml

_ORAL = ("прием", "приём", "устн")
_Lists = Mapping[str, Mapping[str, tuple[str, ...]]]


def agency_lists(root: Path, agency: str) -> _Lists:
    """Field → code → words of the profile: of a channel its `words`, of a topic what registers write.

    Raises:
        PainmapError: The profile is missing or broken.
    """
    name = f"params/agencies/{agency}.yaml"
    profile = read_yaml(root / name, name)
    return {
        "channel_code": {c["code"]: tuple(c.get("words", ())) for c in profile["channels"]},
        "channel_title": {c["code"]: (c["title"],) for c in profile["channels"]},
        "topic_code": {t["code"]: (t["title"], f"{t['code']}. {t['title']}") for t in profile["topics"]},
    }


class Words:
    """The words of one sheet: the agency's own before those of the format."""

    def __init__(self, sheet: Sheet, layout: Format) -> None:
        self._lists = sheet.lists
        self._format = words_of(layout)

    def of(self, field: str, code: str | None, rng: random.Random) -> str:
        """A word for the code; empty for none, and for a code that the source has no word for."""
        if not code:
            return ""
        own = self._lists.get(field, {}).get(code)
        return rng.choice(own) if own else self._format.get(field, {}).get(code, "")

    def channel(self, record: Record, rng: random.Random) -> str:
        """How the office calls the way by which an appeal came; at worst by the title of the profile.

        One channel of an order may stand for several ways: a letter did not come at a reception.
        """
        known = self._lists.get("channel_code", {}).get(record.channel, ())
        fitting = [word for word in known if _fits(word.lower(), record)]
        return rng.choice(fitting) if fitting else self.of("channel_title", record.channel, rng)


def _fits(word: str, record: Record) -> bool:
    frames = frames_of(record.text)
    if any(stem in word for stem in _ORAL):
        return genre(record.channel) == "spoken" or (record.is_annotation and "written" not in frames)
    return "mail" not in word or "handwritten" not in frames
