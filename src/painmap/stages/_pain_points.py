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


@dataclass(frozen=True)
class PainPoints:
    """Problems found, with what an analyst wants to see of them.

    Attributes:
        assignments: `schema.ASSIGNMENTS`: a row is a text.
        texts: A row is a masked text with client_kind and date.
        mentions: `schema.MENTIONS`.
        registry: `schema.PROBLEMS`.
        new_groups: A row is a proposed problem: id, title, texts.
        min_score: Threshold of assignment.
        topics: Title of each topic of the agency's classifier, by code.
    """

    assignments: pd.DataFrame
    texts: pd.DataFrame
    mentions: pd.DataFrame
    registry: pd.DataFrame
    new_groups: pd.DataFrame
    min_score: float
    topics: dict[str, str]

    @cached_property
    def _joined(self) -> pd.DataFrame:
        frame = self.texts.merge(self.assignments, on="record_id", how="left", validate="one_to_one")
        titles = self.registry.set_index("id")["title"]
        return frame.assign(
            Проблема=frame["problem_id"].map(titles),
            Год=frame["date"].dt.year,
            Клиенты=frame["client_kind"].map(CLIENT_KINDS),
        )

    @cached_property
    def problems(self) -> pd.DataFrame:
        """A row is a problem: texts by year and mean score."""
        frame = self._joined[self._joined["problem_id"].notna()]
        if frame.empty:
            return pd.DataFrame({"Проблема": [], "Уверенность": []})
        counts = pd.crosstab([frame["Клиенты"], frame["Проблема"]], frame["Год"])
        score = frame.groupby(["Клиенты", "Проблема"])["score"].mean().round(2).rename("Уверенность")
        return counts.join(score).sort_values(counts.columns.max(), ascending=False)

    @cached_property
    def examples(self) -> pd.DataFrame:
        """A row is a masked fragment of an external client: three of each problem, the most telling first.

        It is the sentence that tells the problem; of a text without one, the first mention.
        """
        frame = self._joined[self._joined["client_kind"] == "external"].dropna(subset=["problem_id"])
        fragments = self.mentions.drop_duplicates("record_id").set_index("record_id")["fragment"]
        frame = frame.assign(
            Фрагмент=_sentences(frame).fillna(frame["record_id"].map(fragments)),
            Уверенность=frame["score"].round(2),
        )
        order = ["problem_id", "quote_score", "score", "record_id"]
        frame = frame.sort_values(order, ascending=[True, False, False, True])
        surest = frame.drop_duplicates(["problem_id", "Фрагмент"]).groupby("problem_id").head(3)
        return surest[["Проблема", "Фрагмент", "Уверенность"]].reset_index(drop=True)

    @cached_property
    def borderline(self) -> pd.DataFrame:
        """A row is a masked text of an external client whose score is next to the threshold."""
        frame = self._joined[self._joined["client_kind"] == "external"]
        frame = frame.assign(distance=(frame["score"] - self.min_score).abs())
        frame = frame[frame["distance"] < _NEAR].sort_values(["distance", "record_id"]).head(_SHOWN)
        frame = frame.assign(Проблема=frame["Проблема"].fillna(_NO_PROBLEM), score=frame["score"].round(2))
        return frame[["Проблема", "text", "score"]].rename(columns={"text": "Текст", "score": "Уверенность"})

    @cached_property
    def rest(self) -> pd.DataFrame:
        """A row is a client kind: texts, those with a complaint, those assigned, share of the rest."""
        complaints = self.mentions.loc[self.mentions["mention_kind"] == "complaint", "record_id"]
        frame = self._joined.assign(
            complains=self._joined["record_id"].isin(complaints), assigned=self._joined["problem_id"].notna()
        )
        columns = {
            "Текстов": ("record_id", "size"),
            "С претензией": ("complains", "sum"),
            "Отнесено к проблемам": ("assigned", "sum"),
        }
        table = frame.groupby("Клиенты").agg(**columns)
        return table.assign(**{"Доля иных": 1 - table["Отнесено к проблемам"] / table["Текстов"]}).round(3)

    @cached_property
    def candidates(self) -> pd.DataFrame:
        """A row is a group of texts that no problem of the registry fits."""
        if self.new_groups.empty:
            return self.new_groups
        names = {"title": "Предлагаемое название", "texts": "Текстов", "id": "Код"}
        return self.new_groups[list(names)].rename(columns=names)

    @cached_property
    def model_topics(self) -> pd.DataFrame:
        """A row is a topic of the agency's classifier: appeals whose topic was decided by the model."""
        counts = self.assignments["topic_model_code"].value_counts().sort_index()
        titles = [self.topics.get(str(code), str(code)) for code in counts.index]
        return pd.DataFrame({"Тема": titles, "Обращений": counts.to_numpy(dtype=int)})


def _sentences(frame: pd.DataFrame) -> pd.Series:
    """The sentence that tells the problem of each text; empty where there is none."""
    spans = zip(frame["text"], frame["quote_start"], frame["quote_end"], strict=True)
    found = [pd.NA if pd.isna(start) else text[start:end] for text, start, end in spans]
    return pd.Series(found, index=frame.index, dtype="string")


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
