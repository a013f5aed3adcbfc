"""`params/baselines/<agency>.yaml`: what the analyst accepted as right of each source, to compare with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from painmap.params.models.base import File, Id, Params, PeriodName, Share, WaveId
from painmap.periods import Period


def _year(name: str) -> str:
    if Period.parse(name).kind != "year":
        raise ValueError("нужен год, например 2025")
    return name


Year = Annotated[PeriodName, AfterValidator(_year)]
Count = Annotated[int, Field(ge=0)]
# Columns of `schema.APPEALS` whose words are compared.
WordColumn = Literal[
    "channel_code",
    "client_kind",
    "appeal_kind",
    "topic_code",
    "reason_code",
    "outcome_code",
    "referrer_code",
    "touch_point_code",
    "life_situation_code",
]


class SourceBaseline(Params):
    """A source as it was when it was accepted: counts and shares only, nothing of any one person.

    Attributes:
        received_date: Day of receipt of the source's last file.
        agency_received_date: Day of receipt of the agency's last file of any source.
        months: Year → rows registered in each of its months, from January; a month without rows has 0.
        waves: Of a survey, in place of months: wave → questionnaires.
        words: Column → word → share of the rows in which the column is filled.
        filled: Column (of a survey: question) → share of rows in which it is filled; absent: never.
    """

    id: Id
    received_date: date
    agency_received_date: date
    months: dict[Year, Annotated[tuple[Count, ...], Field(min_length=12, max_length=12)]] = Field(
        default_factory=dict
    )
    waves: dict[WaveId, Count] = Field(default_factory=dict)
    words: dict[WordColumn, dict[str, Share]] = Field(default_factory=dict)
    filled: dict[str, Share] = Field(default_factory=dict)

    @property
    def rows(self) -> dict[str, int]:
        """Month («2025-03»), from the first with rows to the last, or wave → rows."""
        if self.waves:
            return dict(self.waves)
        years = sorted(self.months)
        counts = {f"{year}-{m:02d}": n for year in years for m, n in enumerate(self.months[year], start=1)}
        full = [month for month, count in counts.items() if count]
        return {month: n for month, n in counts.items() if full and full[0] <= month <= full[-1]}


class Baselines(File):
    """`params/baselines/<agency>.yaml`; `painmap baseline` writes it."""

    agency: Id
    sources: tuple[SourceBaseline, ...] = ()

    def source(self, id_: str) -> SourceBaseline | None:
        """The source with this id, if it was accepted."""
        return next((source for source in self.sources if source.id == id_), None)
