"""All texts of an agency to problems of its registry; what fits nowhere is said, not hidden."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from painmap.schema import ASSIGNMENTS, CLIENT_KINDS, MENTIONS
from painmap.stages import _clean, _texts
from painmap.stages.project import Project, is_done, note_done
from painmap.stages.store import read_json, read_table, write_json, write_table

_ASSIGNED = "assignments.parquet"
_CANDIDATES = "candidates.json"
_PROPOSED = ("id", "client_kind", "title", "texts")
_SHOWN = 12
_NEAR = 0.08
_NO_PROBLEM = "иные"


def run(project: Project) -> PainPoints:
    """Assign all history with one registry and one code version, unless that is done."""
    folder = project.tree.interim_pain_points(project.id)
    stamp = project.pain_points_stamp()
    cleaned = _clean.run(project)
    texts = _texts.texts_of(project, cleaned)
    mentions = pd.concat([_texts.run(project, shard) for shard in project.shards], ignore_index=True)
    mentions = mentions.sort_values(["record_id", "start"], kind="stable", ignore_index=True)
    if not is_done(folder, stamp):
        _make(project, cleaned, texts, mentions)
        note_done(folder, stamp, [folder / _ASSIGNED, folder / _CANDIDATES])
    return PainPoints(
        assignments=read_table(folder / _ASSIGNED, ASSIGNMENTS),
        texts=texts,
        mentions=mentions,
        registry=project.params.problems,
        new_groups=pd.DataFrame(read_json(folder / _CANDIDATES)),
        min_score=project.params.report.text.min_score,
        topics={topic.code: topic.title for topic in project.params.agency.topics},
    )


def _make(project: Project, cleaned: _clean.Cleaned, texts: pd.DataFrame, mentions: pd.DataFrame) -> None:
    # Here, not above: scikit-learn is wanted only when there is something to assign.
    from painmap.text import passages, problems, topics

    folder = project.tree.interim_pain_points(project.id)
    found = problems.assign(texts, mentions, project.params.problems, project.params.report.text)
    appeals = cleaned.appeals[cleaned.appeals["text"].notna()].set_index("record_id")
    codes = texts["record_id"].map(appeals["topic_code"])
    has_code = codes.notna()
    lacks_code = texts["record_id"].isin(appeals.index) & ~has_code
    labelled = list(zip(texts.loc[has_code, "text"], codes[has_code], strict=True))
    model = pd.Series(None, index=texts.index, dtype="string")
    model[lacks_code] = topics.predict_missing(labelled, texts.loc[lacks_code, "text"].tolist())
    assigned = found.assignments.set_index("record_id")[["problem_id", "score"]]
    assignments = assigned.reindex(texts["record_id"]).reset_index()
    assignments["topic_model_code"] = model.to_numpy()
    assignments["score"] = assignments["score"].fillna(0.0)
    # Only external clients are ever quoted.
    registry = project.params.problems[project.params.problems["client_kind"] == "external"]
    problem_of = assignments[["record_id", "problem_id"]]
    quoted = texts[texts["client_kind"] == "external"].merge(problem_of, on="record_id")
    sentences = passages.telling(quoted, mentions, registry, project.params.vocab["mentions"])
    assignments = assignments.merge(sentences, on="record_id", how="left")
    write_table(folder / _ASSIGNED, ASSIGNMENTS, assignments)
    write_json(folder / _CANDIDATES, found.candidates[list(_PROPOSED)].to_dict("list"))
    _write_mentions(project, texts, mentions)


def _write_mentions(project: Project, texts: pd.DataFrame, mentions: pd.DataFrame) -> None:
    # Not map(): of no mentions it makes numbers, not days.
    years = texts.set_index("record_id")["date"].reindex(mentions["record_id"]).dt.year.to_numpy()
    for folder in project.tree.processed(project.id).glob("[0-9]*"):
        write_table(folder / "mentions.parquet", MENTIONS, mentions[years == int(folder.name)])
