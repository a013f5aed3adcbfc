"""All texts of an agency to problems of its registry; what fits nowhere is said, not hidden."""

from __future__ import annotations

import pandas as pd

from painmap.periods import Period
from painmap.schema import ASSIGNMENTS, MENTIONS
from painmap.stages import _clean, _coverage, _pain_point_facts, _texts
from painmap.stages._pain_point_views import PainPoints
from painmap.stages.project import Project, is_done, note_done
from painmap.stages.registry.answers import answers
from painmap.stages.store import read_json, read_table, write_json, write_table

_ASSIGNED = "assignments.parquet"
_MENTIONS = "mentions.parquet"
_CANDIDATES = "candidates.json"
_PROPOSED = ("id", "client_kind", "title", "texts", "stability", "signs")
# Signs that a proposed problem begins with; a person chooses among them.
_SIGNS = 8


def run(project: Project) -> PainPoints:
    """Assign all history with one registry and one code version, unless that is done."""
    folder = project.tree.interim_pain_points(project.id)
    stamp = project.pain_points_stamp()
    cleaned = _clean.run(project)
    texts = _texts.texts_of(project, cleaned)
    if not is_done(folder, stamp):
        parts = [_texts.run(project, shard) for shard in project.shards]
        mentions = pd.concat(parts, ignore_index=True)
        mentions = mentions.sort_values(["record_id", "start"], kind="stable", ignore_index=True)
        _make(project, cleaned, texts, mentions)
        note_done(folder, stamp, [folder / name for name in (_ASSIGNED, _MENTIONS, _CANDIDATES)])
    params = project.params
    years = [p for p in _coverage.covered_periods(project) if p.kind == "year"]
    year = years[-1] if years else None
    return PainPoints(
        assignments=read_table(folder / _ASSIGNED, ASSIGNMENTS),
        texts=texts,
        mentions=read_table(folder / _MENTIONS, MENTIONS),
        registry=params.problems,
        new_groups=pd.DataFrame(read_json(folder / _CANDIDATES)),
        min_score=params.report.text.min_score,
        topics={topic.code: topic.title for topic in params.agency.topics},
        channels={channel.code: channel.title for channel in params.agency.channels},
        find_period_texts=lambda: _texts_of_year(project, cleaned, texts, year),
        reviews=params.reviews,
        period=year,
        appeal_ids=frozenset(cleaned.appeals["record_id"]),
    )


def _texts_of_year(
    project: Project, cleaned: _clean.Cleaned, texts: pd.DataFrame, year: Period | None
) -> pd.DataFrame:
    """With marks; none without a covered year."""
    if year is None:
        return texts.iloc[:0]
    return _pain_point_facts.of_period(texts, cleaned.appeals, cleaned.responses, year, project)


def _make(project: Project, cleaned: _clean.Cleaned, texts: pd.DataFrame, mentions: pd.DataFrame) -> None:
    # Here, not above: scikit-learn is wanted only when there is something to assign.
    from painmap.text import lineage, pain_points, passages

    folder = project.tree.interim_pain_points(project.id)
    registry = lineage.living(project.params.problems)
    judged = answers(project.params.reviews, project.params.problems)
    taught = texts.merge(judged, on="record_id", how="left", validate="one_to_one")
    found = pain_points.find(taught, mentions, registry, project.params.report.text)
    given = found.assignments.set_index("record_id").reindex(texts["record_id"]).reset_index()
    is_known = given["problem_id"].isin(registry["id"])
    assignments = given.assign(
        problem_id=given["problem_id"].where(is_known),
        candidate_id=given["problem_id"].mask(is_known),
        score=given["score"].fillna(0.0),
        topic_model_code=_model_topics(project, cleaned, texts),
    )
    # Only external clients are ever quoted.
    quotable = registry[registry["client_kind"] == "external"]
    problem_of = assignments[["record_id", "problem_id"]]
    quoted = texts[texts["client_kind"] == "external"].merge(problem_of, on="record_id")
    sentences = passages.telling(quoted, mentions, quotable, project.params.vocab["mentions"])
    assignments = assignments.merge(sentences, on="record_id", how="left")
    write_table(folder / _ASSIGNED, ASSIGNMENTS, assignments)
    write_table(folder / _MENTIONS, MENTIONS, found.mentions[list(MENTIONS.names)])
    write_json(folder / _CANDIDATES, _proposed(found.problems).to_dict("list"))
    _write_mentions(project, texts, found.mentions)


def _proposed(problems: pd.DataFrame) -> pd.DataFrame:
    """A row is a proposed problem with its signs, as `painmap problems accept` takes them over."""
    new = problems[problems["status"] == "proposed"].rename(columns={"appeals": "texts"})
    signs = new["signature"].str.split().str[:_SIGNS].str.join("; ")
    return new.assign(signs=signs, stability=new["stability"].astype(float))[list(_PROPOSED)]


def _model_topics(project: Project, cleaned: _clean.Cleaned, texts: pd.DataFrame) -> pd.Series:
    """Topic of the appeals whose register left it empty; none where the model is not sure enough."""
    from painmap.text import topics

    appeals = cleaned.appeals[cleaned.appeals["text"].notna()].set_index("record_id")
    codes = texts["record_id"].map(appeals["topic_code"])
    has_text = texts["text"].str.strip() != ""
    lacks_code = texts["record_id"].isin(appeals.index) & codes.isna() & has_text
    model = pd.Series(None, index=texts.index, dtype="string")
    if lacks_code.any():
        known = codes.notna() & has_text
        labelled = list(zip(texts.loc[known, "text"], codes[known].astype(str), strict=True))
        titles = {topic.code: topic.title for topic in project.params.agency.topics}
        guessed = topics.classify(labelled, texts.loc[lacks_code, "text"].tolist(), titles)
        is_sure = ~guessed["is_review"].astype(bool)
        model[lacks_code] = guessed["topic"].where(is_sure).astype("string").to_numpy()
    return model


def _write_mentions(project: Project, texts: pd.DataFrame, mentions: pd.DataFrame) -> None:
    # Not map(): of no mentions it makes numbers, not days.
    years = texts.set_index("record_id")["date"].reindex(mentions["record_id"]).dt.year.to_numpy()
    for folder in project.tree.processed(project.id).glob("[0-9]*"):
        write_table(
            folder / "mentions.parquet",
            MENTIONS,
            mentions.loc[years == int(folder.name), list(MENTIONS.names)],
        )
