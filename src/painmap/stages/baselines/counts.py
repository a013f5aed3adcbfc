"""What each source's rows are by month: small counts, from which a later look needs no rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, get_args

import numpy as np
import pandas as pd

from painmap.params.models import ReportDefaults, WordColumn
from painmap.schema import BLANK_QUESTION, UNREADABLE
from painmap.stages.project import Project
from painmap.stages.store import read_json, write_json

COUNTS = "counts.json"
WORDS: tuple[str, ...] = get_args(WordColumn)
FILLED = (
    "client_id", "applicant_code", "appeal_kind", "topic_code", "reason_code", "unit", "municipality",
    "referrer_code", "touch_point_code", "life_situation_code", "answered_date", "outcome_code", "text",
)  # fmt: skip
# Facts that come with time: what was registered lately has few of them, whatever the source does.
MATURING = ("answered_date", "outcome_code")
# An outcome that is none yet.
_OPEN = "pending"


@dataclass(frozen=True)
class Part:
    """Rows of a source, of one month or of several.

    Attributes:
        rows: Appeals; of a survey, questionnaires.
        words: Column → word → rows; an empty cell is none.
        filled: Column (of a survey: question) → rows in which it is filled.
    """

    rows: int = 0
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """A source: its newest record's day (None: no rows), and its rows by month («2025-03») or wave."""

    newest: date | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)


def write_counts(project: Project, appeals: pd.DataFrame, responses: pd.DataFrame) -> None:
    """Write the counts of all sources into the folder of `clean`."""
    found = {
        **{str(source): _of_appeals(rows) for source, rows in appeals.groupby("source_id")},
        **{str(source): _of_responses(rows) for source, rows in responses.groupby("source_id")},
    }
    write_json(project.tree.interim_clean(project.id) / COUNTS, found)


def read_counts(project: Project) -> dict[str, Counted]:
    """Source → its counts; a source without rows is not there."""
    noted = read_json(project.tree.interim_clean(project.id) / COUNTS) or {}
    return {
        source: Counted(
            date.fromisoformat(value["newest"]),
            {key: Part(**part) for key, part in value["parts"].items()},
        )
        for source, value in noted.items()
    }


def total(parts: Iterable[Part]) -> Part:
    """All of them as one."""
    rows = 0
    words: dict[str, dict[str, int]] = {}
    filled: dict[str, int] = {}
    for part in parts:
        rows += part.rows
        _add(filled, part.filled)
        for column, counts in part.words.items():
            _add(words.setdefault(column, {}), counts)
    return Part(rows, words, filled)


def longest_term(defaults: ReportDefaults) -> timedelta:
    """How long an answer may take with an extension: after that a fact that comes with time has come."""
    return timedelta(max((t.days or 0) + t.extension_days for t in defaults.regimes.values()))


def _add(sums: dict[str, int], counts: Mapping[str, int]) -> None:
    for key, count in counts.items():
        sums[key] = sums.get(key, 0) + count


def _of_appeals(rows: pd.DataFrame) -> dict[str, Any]:
    # By codes: a million rows take 0.5 s, a frame for each month 6 s.
    month_of, months = pd.factorize(rows["registered_date"].dt.to_period("M"), sort=True)
    sizes = np.bincount(month_of)
    words = {column: _by_month(rows[column], month_of, len(months)) for column in WORDS}
    filled = {c: np.bincount(month_of[rows[c].notna().to_numpy()], minlength=len(months)) for c in FILLED}
    parts = {
        str(month): {
            "rows": int(sizes[i]),
            "words": _some({column: _some(counts[i]) for column, counts in words.items()}),
            "filled": _some({column: int(counts[i]) for column, counts in filled.items()}),
        }
        for i, month in enumerate(months)
    }
    return {"newest": rows["registered_date"].max().date(), "parts": parts}


def _by_month(column: pd.Series, month_of: np.ndarray, months: int) -> list[dict[str, int]]:
    """For each month, word → rows, in alphabetical order; what is open or empty is no word."""
    word_of, words = pd.factorize(column, sort=True)
    is_word = word_of >= 0
    cells = np.bincount(month_of[is_word] * len(words) + word_of[is_word], minlength=months * len(words))
    table = cells.reshape(months, len(words))
    return [{str(w): int(n) for w, n in zip(words, row, strict=True) if w != _OPEN} for row in table]


def _of_responses(rows: pd.DataFrame) -> dict[str, Any]:
    parts = {}
    for wave, own in rows.groupby("wave_id"):
        # A questionnaire without answers is a row of the source, and «blank» no question of it.
        is_answer = own["question_id"] != BLANK_QUESTION
        is_answer &= (own["option_code"] != UNREADABLE).fillna(True)
        answered = own[is_answer].groupby("question_id")["respondent_id"].nunique()
        filled = {str(question): int(answered[question]) for question in sorted(answered.index)}
        parts[str(wave)] = {"rows": int(own["respondent_id"].nunique()), "words": {}, "filled": filled}
    return {"newest": rows["responded_date"].max().date(), "parts": parts}


def _some(counts: dict[str, Any]) -> dict[str, Any]:
    return {key: count for key, count in counts.items() if count}
