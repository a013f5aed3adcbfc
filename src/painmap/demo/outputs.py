"""Which raw file an appeal goes into: the `setup.outputs` of an agency's bank."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from painmap.demo.records import Record


@dataclass(frozen=True)
class Output:
    """One raw file a year.

    Attributes:
        layout: Format of the file, key of `layouts.LAYOUTS`.
        file: File name with `{year}`.
        channels: Channels whose appeals it takes; empty for all.
        first: First day of registration; None for no limit, `last` likewise.
        share: Share of the appeals that fit, drawn by the appeal's number.
    """

    layout: str
    file: str
    channels: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    share: float = 1.0

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Output:
        """An entry of `setup.outputs`."""
        return cls(
            entry["layout"], entry["file"], tuple(entry.get("channels", ())),
            entry.get("from"), entry.get("until"), float(entry.get("share", 1)),
        )  # fmt: skip

    def is_kept_in(self, year: int) -> bool:
        """Whether there is such a file for the year."""
        is_begun = self.first is None or self.first <= date(year, 12, 31)
        return is_begun and (self.last is None or self.last >= date(year, 1, 1))

    def takes(self, record: Record, seed: str) -> bool:
        """Whether the appeal is kept in this file."""
        return (
            (not self.channels or record.channel in self.channels)
            and (self.first is None or record.day >= self.first)
            and (self.last is None or record.day <= self.last)
            and (self.share >= 1 or random.Random(f"{seed}/{record.appeal_id}").random() < self.share)
        )


def kept_in(outputs: Sequence[Output], year: int) -> list[Output]:
    """The outputs that have a file for the year; the last of them is the main register."""
    return [output for output in outputs if output.is_kept_in(year)]


def routed(records: Sequence[Record], outputs: Sequence[Output], seed: str) -> list[list[Record]]:
    """The records of each output, in their order: the first that takes one, the last takes the rest."""
    result: list[list[Record]] = [[] for _ in outputs]
    for record in records:
        taken = (i for i, output in enumerate(outputs) if output.takes(record, f"{seed}/{output.layout}"))
        result[next(taken, len(outputs) - 1)].append(record)
    return result
