"""The registry with its latest counts, and the groups of texts that no problem of it fits."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from painmap.periods import Period
from painmap.schema import ASSIGNMENTS
from painmap.stages import _clean, _coverage
from painmap.stages.project import Project
from painmap.stages.registry.state import State
from painmap.stages.store import read_table

_SHOWN = 3


@dataclass(frozen=True)
class Listing:
    """What `painmap problems list` shows.

    Attributes:
        problems: A row is a problem: id, client_kind, status, valid_from, title, and texts by period (its
            label) for the latest periods; without them where nothing was built.
        groups: A row is a proposed group: id, client_kind, texts, title.
    """

    problems: pd.DataFrame
    groups: pd.DataFrame


def listing(state: State) -> Listing:
    """The whole registry of an agency and what its last build proposes."""
    names = ["id", "client_kind", "status", "valid_from", "title"]
    problems = pd.DataFrame(list(state.rows.values()), columns=names)
    groups = pd.DataFrame(
        list(state.candidates.values()), columns=["id", "client_kind", "texts", "title"], dtype=object
    )
    texts = assigned(state.project)
    if texts is not None:
        covered = _coverage.covered_periods(state.project)
        newest = max(covered, key=lambda p: (p.end, p.start), default=None)
        alike = [p for p in covered if newest is not None and p.kind == newest.kind]
        for period in sorted(alike, key=lambda p: p.start)[-_SHOWN:]:
            counts = texts.loc[within(texts, period), "problem_id"].value_counts()
            problems[period.label] = problems["id"].map(counts).fillna(0).astype(int)
    return Listing(problems, groups)


def assigned(project: Project) -> pd.DataFrame | None:
    """A row is a masked text: record_id, text, client_kind, date, problem_id; None before the first build."""
    # Here, not above: texts bring the language models' room with them.
    from painmap.stages import _texts

    path = project.tree.interim_pain_points(project.id) / "assignments.parquet"
    if not path.exists():
        return None
    found = read_table(path, ASSIGNMENTS)[["record_id", "problem_id"]]
    texts = _texts.texts_of(project, _clean.load(project))
    return texts[["record_id", "text", "client_kind", "date"]].merge(found, on="record_id", how="left")


def within(texts: pd.DataFrame, period: Period) -> pd.Series:
    """Whether each text's date lies in the period."""
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return (texts["date"] >= start) & (texts["date"] <= end)
