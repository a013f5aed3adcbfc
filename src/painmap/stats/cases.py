"""What is tested: a case has a family, within which q-values are adjusted, a code and a title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from painmap.errors import PainmapError

SeriesKind = Literal["external", "internal", "all"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing compared between two periods, or followed over months.

    Attributes:
        family: Group within which q-values are adjusted: totals, channels, topics, problems, …
        code, label: Of the series, within its family.
        reason: Why it must not be compared, known beforehand (Russian); empty: it may be.
        note: What a reader has to know of the data (Russian): months left out, mass mailings.
    """

    family: str
    code: str
    label: str
    client_kind: SeriesKind
    reason: str = ""
    note: str = ""

    def refused(self, what: str, remedy: str) -> PainmapError:
        """The error for values that no such case can have."""
        return PainmapError(what, where=f"показатель {self.family}/{self.code}", remedy=remedy)
