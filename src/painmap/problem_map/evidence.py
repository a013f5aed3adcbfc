"""What the map is built from, and the counts of each problem in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from painmap.errors import PainmapError, unknown_name
from painmap.params.models import Agency, ReportDefaults
from painmap.periods import Period
from painmap.report_data import Verdict

ITEM_COLUMNS = (
    "record_id",
    "client_id",
    "client_kind",
    "channel_code",
    "problem_id",
    "registered_date",
    "text",
    "is_overdue",
    "is_repeat",
    "is_refused",
    "is_strong",
    "same_as",
    "source",
    "is_count_only",
    "quote_start",
    "quote_end",
    "quote_score",
)

RESPONSE = "response"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that one map is computed from.

    Attributes:
        items: A row is an appeal or an open answer of the period, with `ITEM_COLUMNS`; `text` is masked,
            `source` is `appeal` or `response`, an empty `problem_id` means «иные», the sentence that may be
            quoted is as in `schema.ASSIGNMENTS`. A column `is_sensitive`, where present, marks texts that
            are never quoted.
        previous: The same of the period compared with (АППГ), as known then.
        history: The same from the first day of `previous` to the last one of the period, as known at the
            cut-off; without it there are no quarters to tell of.
        registry: `schema.PROBLEMS`; processes: `schema.PROCESSES`; decisions: `schema.DECISIONS`.
        verdicts: Trend verdict by problem id; absent means `insufficient`.
        earlier_ids: Problems with evidence at any time before the period, where the caller knows more
            than `previous` tells.
    """

    items: pd.DataFrame
    previous: pd.DataFrame
    registry: pd.DataFrame
    processes: pd.DataFrame
    decisions: pd.DataFrame
    verdicts: Mapping[str, Verdict]
    agency: Agency
    defaults: ReportDefaults
    period: Period
    earlier_ids: frozenset[str] = field(default_factory=frozenset)
    history: pd.DataFrame | None = None


@dataclass(frozen=True)
class Tally:
    """Counts of one problem in one period.

    Attributes:
        appeals: Distinct appeals and open answers; clients: distinct people.
        overdue, repeats, refused: Appeals so marked, of `…_base` for which it is known.
        strong: Appeals and answers in strong words, of `strong_base` that were read.
        channels: (channel code, appeals), by code; an unknown channel is `""`, all answers are `RESPONSE`.
    """

    appeals: int = 0
    clients: int = 0
    overdue: int = 0
    overdue_base: int = 0
    repeats: int = 0
    repeat_base: int = 0
    refused: int = 0
    refused_base: int = 0
    strong: int = 0
    strong_base: int = 0
    channels: tuple[tuple[str, int], ...] = ()

    @property
    def overdue_share(self) -> float:
        """Overdue appeals among those with a known term; 0 without any."""
        return self.overdue / self.overdue_base if self.overdue_base else 0.0

    @property
    def repeat_share(self) -> float:
        """Repeated appeals among those for which it is known; 0 without any."""
        return self.repeats / self.repeat_base if self.repeat_base else 0.0


def evidence_items(items: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Items that are evidence of a problem of their own client kind, in the order of `record_id`.

    Left out: channels that are counted only (anti-corruption hotline), items without a problem, and those
    whose client kind is not the problem's («не установлен» among them: external and internal are
    analysed apart). Adds `person`: the client, or the record itself where the client cannot be told.
    """
    kept = problem_items(items, evidence)
    kinds = dict(
        zip(evidence.registry["id"].astype(str), evidence.registry["client_kind"].astype(str), strict=True)
    )
    unknown = sorted(set(kept["problem_id"].astype(str)) - set(kinds))
    if unknown:
        raise unknown_name("Проблема", unknown[0], kinds, where="отнесение обращений к проблемам")
    kept = kept[kept["client_kind"].astype(str) == kept["problem_id"].astype(str).map(kinds)]
    person = kept["client_id"].astype("string").fillna("record " + kept["record_id"].astype("string"))
    return kept.assign(person=person).sort_values("record_id", kind="stable")


def problem_items(items: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """Items with a problem, without the channels that are counted and never read, of any client kind."""
    missing = sorted(set(ITEM_COLUMNS) - set(items.columns))
    if missing:
        raise PainmapError("В данных для карты проблем нет граф", where=", ".join(missing))
    count_only = [c.code for c in evidence.agency.channels if c.is_count_only]
    is_read = ~(items["is_count_only"].fillna(False).astype(bool) | items["channel_code"].isin(count_only))
    return items[is_read & items["problem_id"].notna()]


def clients_base(items: pd.DataFrame, client_kind: str) -> int:
    """Clients of this kind with at least one problem or need: n of «Распространённость»."""
    return int(items.loc[items["client_kind"] == client_kind, "person"].nunique())


def tally(items: pd.DataFrame) -> dict[str, Tally]:
    """Counts by problem id, of the items that `evidence_items` returned."""
    return {str(key): _tally(rows) for key, rows in items.groupby("problem_id", sort=True)}


def overdue_of(appeals: pd.DataFrame) -> pd.Series:
    """Whether each appeal is overdue, of those for which it is known."""
    return appeals["is_overdue"].dropna().astype(bool)


def repeats_of(appeals: pd.DataFrame) -> pd.Series:
    """Whether each appeal is a repeated one, of those for which it is known."""
    # A clerk calls the copy by post of an e-mail «повторное»: nothing was repeated.
    return appeals.loc[appeals["same_as"].isna(), "is_repeat"].dropna().astype(bool)


def origins(items: pd.DataFrame) -> pd.Series:
    """Channel code of each item; an unknown channel is `""`, an answer, which comes by none, `RESPONSE`."""
    return items["channel_code"].astype("string").fillna("").mask(items["source"] == RESPONSE, RESPONSE)


def _tally(rows: pd.DataFrame) -> Tally:
    appeals = rows[rows["source"] == "appeal"].drop_duplicates("record_id")
    overdue, repeats = overdue_of(appeals), repeats_of(appeals)
    records = rows.drop_duplicates("record_id")
    refused, strong = appeals["is_refused"].dropna(), records["is_strong"].dropna()
    channels = origins(records)
    return Tally(
        appeals=int(rows["record_id"].nunique()),
        clients=int(rows["person"].nunique()),
        overdue=int(overdue.sum()),
        overdue_base=len(overdue),
        repeats=int(repeats.sum()),
        repeat_base=len(repeats),
        refused=int(refused.astype(bool).sum()),
        refused_base=len(refused),
        strong=int(strong.astype(bool).sum()),
        strong_base=len(strong),
        channels=tuple(sorted((str(code), int(n)) for code, n in channels.value_counts().items())),
    )
