"""All files of an agency together: later files supersede earlier ones field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from painmap.errors import unknown_name
from painmap.intake import renumbered
from painmap.intake.clean import LATER_DATES
from painmap.intake.corrections import check_corrections
from painmap.intake.held import HeldTexts
from painmap.intake.items import latest, settled
from painmap.intake.request import IntakeResult
from painmap.params.models import Agency
from painmap.schema import APPEAL_ITEMS, APPEALS, BLANK_QUESTION, RESPONSES, UNREADABLE

# A changing fact and when it became known travel together.
FACTS = (
    ("answered_date", "answer_known_date"),
    ("extended_until_date", "extension_known_date"),
    ("forwarded_date", "forward_known_date"),
    ("outcome_code", "outcome_known_date"),
)
_COMPARED = ["registered_date", "client_id", "text", "source_file_id"]
_REPLACED = ("source_file_id", "later_file_id")


@dataclass(frozen=True)
class Combined:
    """All kept rows of an agency: `schema.APPEALS`, `RESPONSES` and `APPEAL_ITEMS`, sorted by record_id.

    Attributes:
        replaced: A row is an appeal lost because a later file has another one under its number:
            `source_file_id` of its last state, `later_file_id`.
    """

    appeals: pd.DataFrame
    responses: pd.DataFrame
    items: pd.DataFrame = field(default_factory=APPEAL_ITEMS.empty)
    replaced: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*_REPLACED]))


def combine(results: Iterable[IntakeResult], agency: Agency, texts: HeldTexts | None = None) -> Combined:
    """Rows of all files, one per record, independent of the order of files and rows.

    Files count in the order of receipt, then of name. A later row with the same source and number
    supersedes the earlier field by field: what it leaves empty (or a client kind `unknown`) stays as
    it was; so is a sender or an author that was named, where a later row says `direct` or `is_anonymous`,
    as an empty cell does. A fact that a later file merely repeats keeps the day on which it first became
    known.
    An appeal that is evidently another one takes nothing over: the earlier is lost, and told in `replaced`.

    Args:
        texts: Given where the column `text` of the appeals holds places in them.

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
    rows, replaced = _superseded([result.appeals for result in ordered], texts)
    appeals = _possible(settled(rows, items))
    responses = _latest([result.responses for result in ordered])
    tables = APPEALS.conform(appeals), RESPONSES.conform(responses), APPEAL_ITEMS.conform(items)
    return Combined(*tables, replaced)


def by_year(appeals: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Year of registration → its appeals; years in order, rows in the order of record_id."""
    years = appeals["registered_date"].dt.year
    return {
        int(year): appeals[years == year].sort_values("record_id", kind="stable", ignore_index=True)
        for year in sorted(years.dropna().unique())
    }


def _superseded(frames: Sequence[pd.DataFrame], texts: HeldTexts | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The last state of each record, and `Combined.replaced`."""
    filled = [frame for frame in frames if len(frame)]
    lost = [pd.DataFrame(columns=[*_REPLACED])]
    if not filled:
        return APPEALS.empty(), lost[0]
    state = filled[0].set_index("record_id")
    for frame in filled[1:]:
        newer = frame.set_index("record_id")
        both = state.index.intersection(newer.index)
        old, new = state.loc[both, _COMPARED], newer.loc[both, _COMPARED]
        is_other = renumbered.different(old, new, texts).to_numpy(dtype=bool)
        if is_other.any():
            files = (old["source_file_id"][is_other], new["source_file_id"][is_other])
            lost.append(pd.DataFrame(dict(zip(_REPLACED, files, strict=True))))
            state = state.drop(both[is_other])
        state = _merged(state, newer)
    return state.sort_index(kind="stable").reset_index(), pd.concat(lost, ignore_index=True)


def _possible(frame: pd.DataFrame) -> pd.DataFrame:
    """Without facts before the registration: a later file may correct it to a day after an earlier answer."""
    for fact, known in FACTS:
        day = fact if fact in LATER_DATES else known
        is_possible = ~(frame[day] < frame["registered_date"]).fillna(False).astype(bool)
        frame[[fact, known]] = frame[[fact, known]].where(is_possible)
    return frame


def _merged(older: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    both = older.index.intersection(newer.index)
    if both.empty:
        return pd.concat([older, newer])
    old, new = older.loc[both], newer.loc[both]
    merged = new.where(new.notna(), old)
    merged["client_kind"] = new["client_kind"].mask(new["client_kind"] == "unknown", old["client_kind"])
    # An empty cell says these two as well: it takes back no sender and no author that was named.
    merged["referrer_code"] = merged["referrer_code"].mask(
        (new["referrer_code"] == "direct").fillna(False), old["referrer_code"].fillna("direct")
    )
    merged["is_anonymous"] = merged["is_anonymous"].mask((~old["is_anonymous"]).fillna(False), False)
    for fact, known in FACTS:
        is_kept = new[fact].isna() | (new[fact] == old[fact]).fillna(False).astype(bool)
        # What is said again of an appeal that was registered after it was first said is known anew.
        is_before = new[known].notna() & (old[known] < new["registered_date"])
        first = old[known].mask(is_before, new[known])
        earliest = pd.concat([first, new[known]], axis=1).min(axis=1).astype("datetime64[s]")
        merged[known] = new[known].mask(is_kept, earliest)
    return pd.concat([older.drop(both), merged[older.columns], newer.drop(both)])


def _latest(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Answers of a respondent from the last file that holds the respondent, whole; a tally is one unit.

    A questionnaire that a later file shows without readable answers takes back none that were given.
    """
    filled = [frame.assign(_file=i) for i, frame in enumerate(frames) if len(frame)]
    if not filled:
        return RESPONSES.empty()
    answers = pd.concat(filled, ignore_index=True)
    is_tally = answers["is_tally"].fillna(False).astype(bool)
    tally = answers["source_id"] + "/" + answers["wave_id"]
    answers["_unit"] = answers["respondent_id"].mask(is_tally, tally)
    is_none = (answers["question_id"] == BLANK_QUESTION) | (answers["option_code"] == UNREADABLE)
    is_given = is_tally | ~is_none.fillna(False).astype(bool)
    unit = [answers["study_id"], answers["_unit"]]
    is_filled = is_given.groupby([*unit, answers["_file"]]).transform("any")
    answers = answers[is_filled | ~is_given.groupby(unit).transform("any")]
    last = answers.groupby(["study_id", "_unit"])["_file"].transform("max")
    kept = answers[answers["_file"] == last].drop(columns=["_file", "_unit"])
    return kept.sort_values("record_id", kind="stable", ignore_index=True)
