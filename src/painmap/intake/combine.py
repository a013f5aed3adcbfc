"""All files of an agency together: later files supersede earlier ones field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from painmap.errors import unknown_name
from painmap.intake.clean import LATER_DATES
from painmap.intake.corrections import check_corrections
from painmap.intake.items import latest, settled
from painmap.intake.request import IntakeResult
from painmap.params.models import Agency
from painmap.schema import APPEAL_ITEMS, APPEALS, RESPONSES

# A changing fact and when it became known travel together.
FACTS = (
    ("answered_date", "answer_known_date"),
    ("extended_until_date", "extension_known_date"),
    ("forwarded_date", "forward_known_date"),
    ("outcome_code", "outcome_known_date"),
)


@dataclass(frozen=True)
class Combined:
    """All kept rows of an agency: `schema.APPEALS`, `RESPONSES` and `APPEAL_ITEMS`, sorted by record_id."""

    appeals: pd.DataFrame
    responses: pd.DataFrame
    items: pd.DataFrame = field(default_factory=APPEAL_ITEMS.empty)


def combine(results: Iterable[IntakeResult], agency: Agency) -> Combined:
    """Rows of all files, one per record, independent of the order of files and rows.

    Files count in the order of receipt, then of name. A later row with the same source and number
    supersedes the earlier field by field: what it leaves empty (or a client kind `unknown`) stays as
    it was. A fact that a later file merely repeats keeps the day on which it first became known.

    Raises:
        PainmapError: A source is not in the profile, or a correction matched another number of rows.
    """
    ordered = sorted(
        results, key=lambda r: (r.journal["received_date"], r.journal["file"], r.journal["file_id"])
    )
    known = [source.id for source in agency.sources]
    for result in ordered:
        if result.journal["source_id"] not in known:
            raise unknown_name("Источник", result.journal["source_id"], known, where=result.journal["file"])
    check_corrections([result.journal for result in ordered], agency.id)
    items = latest([result.items for result in ordered])
    appeals = _possible(settled(_superseded([result.appeals for result in ordered]), items))
    responses = _latest([result.responses for result in ordered])
    return Combined(APPEALS.conform(appeals), RESPONSES.conform(responses), APPEAL_ITEMS.conform(items))


def by_year(appeals: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Year of registration → its appeals; years in order, rows in the order of record_id."""
    years = appeals["registered_date"].dt.year
    return {
        int(year): appeals[years == year].sort_values("record_id", kind="stable", ignore_index=True)
        for year in sorted(years.dropna().unique())
    }


def _superseded(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return APPEALS.empty()
    state = filled[0].set_index("record_id")
    for frame in filled[1:]:
        state = _merged(state, frame.set_index("record_id"))
    return state.sort_index(kind="stable").reset_index()


def _possible(frame: pd.DataFrame) -> pd.DataFrame:
    """Without facts before the registration: a later file may correct it to a day after an earlier answer."""
    for fact, known in FACTS:
        if fact in LATER_DATES:
            is_possible = ~(frame[fact] < frame["registered_date"]).fillna(False).astype(bool)
            frame[[fact, known]] = frame[[fact, known]].where(is_possible)
    return frame


def _merged(older: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    both = older.index.intersection(newer.index)
    if both.empty:
        return pd.concat([older, newer])
    old, new = older.loc[both], newer.loc[both]
    merged = new.where(new.notna(), old)
    merged["client_kind"] = new["client_kind"].mask(new["client_kind"] == "unknown", old["client_kind"])
    for fact, known in FACTS:
        is_kept = new[fact].isna() | (new[fact] == old[fact]).fillna(False).astype(bool)
        earliest = pd.concat([old[known], new[known]], axis=1).min(axis=1).astype("datetime64[s]")
        merged[known] = new[known].mask(is_kept, earliest)
    return pd.concat([older.drop(both), merged[older.columns], newer.drop(both)])


def _latest(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Answers of a respondent from the last file that holds the respondent, whole; a tally is one unit."""
    filled = [frame.assign(_file=i) for i, frame in enumerate(frames) if len(frame)]
    if not filled:
        return RESPONSES.empty()
    answers = pd.concat(filled, ignore_index=True)
    is_tally = answers["is_tally"].fillna(False).astype(bool)
    tally = answers["source_id"] + "/" + answers["wave_id"]
    answers["_unit"] = answers["respondent_id"].mask(is_tally, tally)
    last = answers.groupby(["study_id", "_unit"])["_file"].transform("max")
    kept = answers[answers["_file"] == last].drop(columns=["_file", "_unit"])
    return kept.sort_values("record_id", kind="stable", ignore_index=True)
