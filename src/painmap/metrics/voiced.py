"""What appeals voice: the problem of the registry that the text of each was assigned to."""

from __future__ import annotations

import pandas as pd

from painmap.metrics.two_periods import each
from painmap.metrics.views import AppealFrames
from painmap.schema import PROBLEMS

_OWN = ("problem_kind", "process_id")
# What the tables of this room look at: a mask of a million rows copies every column, texts above all.
_KEPT = (
    "record_id",
    "registered_date",
    "client_id",
    "client_kind",
    "channel_code",
    "appeal_kind",
    "is_repeat",
    "mailing_id",
    "same_as",
    "topic",
)


def voiced(frames: AppealFrames) -> AppealFrames:
    """Both frames as `with_entries` completes them."""
    return each(frames, lambda frame, _: with_entries(frame, frames))


def with_entries(appeals: pd.DataFrame, frames: AppealFrames) -> pd.DataFrame:
    """The appeals with what the registry says of their problem.

    Args:
        appeals: Rows with `problem_id` and `is_read` (`views.with_problems`).
        frames: Whose clients they are of, and the setting.

    Returns:
        The columns that are looked at, without the text, and `problem_id`, `problem_kind`, `process_id`: NA
        where the problem is none of these clients'; `is_count_only`: of a channel that is counted and never
        read; `is_read`: the text was looked at.
    """
    closed = [c.code for c in frames.setting.agency.channels if c.is_count_only]
    is_count_only = appeals["channel_code"].isin(closed)
    entries = registered_problems(frames).set_index("id")
    is_own = appeals["problem_id"].isin(entries.index) & ~is_count_only
    problem = appeals["problem_id"].where(is_own)
    found = {name: problem.map(entries[name]).astype("string") for name in _OWN}
    is_read = appeals["is_read"] & ~is_count_only
    narrow = appeals[[name for name in _KEPT if name in appeals]]
    return narrow.assign(problem_id=problem, is_read=is_read, is_count_only=is_count_only, **found)


def registered_problems(frames: AppealFrames) -> pd.DataFrame:
    """The problems and needs of these clients, in the order of the registry (`schema.PROBLEMS`)."""
    registry = frames.setting.registry
    if registry is None:
        return PROBLEMS.empty()
    return registry[registry["client_kind"] == frames.client_kind]


def is_unread(frames: AppealFrames, frame: pd.DataFrame) -> bool:
    """Whether nothing is known of what these appeals voice: no registry, or none of their texts was read."""
    return frames.setting.registry is None or (len(frame) > 0 and not frame["is_read"].any())


def is_complaint(appeals: pd.DataFrame) -> pd.Series:
    """Mask of the complaints of the register."""
    return (appeals["appeal_kind"] == "complaint").fillna(False).astype(bool)


def is_claim(appeals: pd.DataFrame) -> pd.Series:
    """Mask of the appeals of another kind, or of none stated, that voice a problem.

    Thanks are none, nor are suggestions of the register, whatever problem they speak to.
    """
    is_other = ~appeals["appeal_kind"].isin(["complaint", "suggestion", "thanks"])
    return is_other & (appeals["problem_kind"] == "problem").fillna(False).astype(bool)
