"""What `20_pain_points` shows an analyst: problems, their evidence, what is doubtful, what fits nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from painmap.codes import CLIENT_KINDS, MENTION_KINDS
from painmap.periods import Period
from painmap.stages import _pain_point_facts
from painmap.stages._pain_point_topics import TopicModel
from painmap.stages.registry import audit
from painmap.stages.registry.listing import within
from painmap.text import lineage

_SHOWN = 12
_EXAMPLES = 2
_NEAR = 0.08
_NO_PROBLEM = "иные"
_CUES = {
    "negation": "отрицание", "lack": "нехватка", "refusal": "отказ", "delay": "задержка",
    "rudeness": "грубость", "excess": "лишние требования", "cost": "цена", "unclear": "непонятность",
    "fault": "неисправность, ошибка", "complaint": "жалоба", "request": "просьба",
    "suggestion": "предложение", "question": "вопрос", "thanks": "благодарность",
    "annotation": "аннотация делопроизводителя", "headline": "заголовок без сказуемого",
    "fact": "факт без явных признаков",
}  # fmt: skip


@dataclass(frozen=True)
class PainPoints:
    """Problems found, with what an analyst wants to see of them.

    Attributes:
        assignments: `schema.ASSIGNMENTS`: a row is a text.
        texts: A row is a masked text with client_kind and date.
        mentions: `schema.MENTIONS`.
        find_period_texts: Gives the texts of the last period with marks, as `_pain_point_facts.facts` takes
            them; called only where they are shown, not by every report that needs the assignments.
        registry: `schema.PROBLEMS`.
        new_groups: A row is a proposed problem: id, client_kind, title, texts, stability.
        min_score: Threshold of assignment.
        topics, channels: Titles by code.
        reviews: `schema.REVIEWS`.
        period: The last year that the registers cover to its end; None: there is none.
        appeal_ids: record_id of the appeals; the other texts are answers of surveys.
    """

    assignments: pd.DataFrame
    texts: pd.DataFrame
    mentions: pd.DataFrame
    find_period_texts: Callable[[], pd.DataFrame]
    registry: pd.DataFrame
    new_groups: pd.DataFrame
    min_score: float
    topics: dict[str, str]
    channels: dict[str, str]
    reviews: pd.DataFrame
    period: Period | None
    appeal_ids: frozenset[str]

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
    def facts(self) -> pd.DataFrame:
        """A row is a problem in the last year with data: shares with intervals, channels, severity."""
        problem_of = self.assignments[["record_id", "problem_id"]]
        rows = self.find_period_texts().merge(problem_of, on="record_id", how="left", validate="one_to_one")
        return _pain_point_facts.facts(rows, self.mentions, self.registry, self.channels)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """A row is a problem of the registry: what became of it in the last year, and from or into what."""
        if self.period is None:
            return pd.DataFrame()
        periods = self.period, self.period.previous
        now, before = (_counted(self._joined[within(self._joined, period)]) for period in periods)
        return lineage.table(lineage.changes(self.registry, now, before, self.period))

    @cached_property
    def audit(self) -> pd.DataFrame:
        """A row is a problem of the last year: judged assignments and the share of right ones."""
        return audit.precision_table(self._precision(self.period), self.registry)

    @cached_property
    def artefacts(self) -> pd.DataFrame:
        """A row is a problem: between what its change on the year before lies, given wrong assignments."""
        if self.period is None:
            return pd.DataFrame()
        now, before = (_counted(self._external(p)) for p in (self.period, self.period.previous))
        counts = pd.DataFrame({"problem_id": sorted(now.keys() | before.keys())})
        counts = counts.assign(
            before=counts["problem_id"].map(before).fillna(0).astype(int),
            now=counts["problem_id"].map(now).fillna(0).astype(int),
        )
        found = audit.changes(counts, self._precision(self.period.previous), self._precision(self.period))
        return audit.changes_table(found, self.registry)

    def _precision(self, period: Period | None) -> pd.DataFrame:
        texts = self._external(period)
        return audit.precision(audit.judgements(self.reviews, texts, self.registry), texts)

    def _external(self, period: Period | None) -> pd.DataFrame:
        """Texts of external clients in a period: only these may be read by those who judge."""
        frame = self._joined[self._joined["client_kind"] == "external"]
        return frame.iloc[:0] if period is None else frame[within(frame, period)]

    @cached_property
    def voices(self) -> pd.DataFrame:
        """A row is a sign by which mentions were found: how many, and of which kinds."""
        counts = pd.crosstab(
            self.mentions["cue"].map(_CUES), self.mentions["mention_kind"].map(MENTION_KINDS)
        )
        counts = counts.assign(Всего=counts.sum(axis=1)).rename_axis(index="Признак", columns=None)
        return counts.sort_values("Всего", ascending=False)

    @cached_property
    def unassigned(self) -> pd.DataFrame:
        """A row is a masked fragment of an external client that fits no problem: always the same sample."""
        is_rest = (self._joined["client_kind"] == "external") & self._joined["problem_id"].isna()
        # Keyed ids stand in an order as good as random.
        frame = self._joined[is_rest].sort_values("record_id")
        first = self.mentions.drop_duplicates("record_id").set_index("record_id")["fragment"]
        found = frame["record_id"].map(first).dropna()
        return pd.DataFrame({"Фрагмент": found.drop_duplicates().head(_SHOWN)}).reset_index(drop=True)

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
        """A row is a group of texts that no problem of the registry fits, with fragments of two of them.

        Texts of staff are not quoted.
        """
        if self.new_groups.empty:
            return self.new_groups
        shown = {
            "title": "Предлагаемое название", "texts": "Текстов", "stability": "Устойчивость",
            "examples": "Примеры", "id": "Код",
        }  # fmt: skip
        examples = self.new_groups["id"].map(self._group_examples).fillna("–")
        table = self.new_groups.assign(examples=examples)[list(shown)].rename(columns=shown)
        return table.round({"Устойчивость": 2})

    @cached_property
    def _group_examples(self) -> dict[str, str]:
        """First fragments of the two surest texts of external clients in each proposed group."""
        frame = self._joined[self._joined["client_kind"] == "external"].dropna(subset=["candidate_id"])
        fragments = self.mentions.drop_duplicates("record_id").set_index("record_id")["fragment"]
        frame = frame.assign(fragment=frame["record_id"].map(fragments)).dropna(subset=["fragment"])
        frame = frame.sort_values(["score", "record_id"], ascending=[False, True])
        first = frame.drop_duplicates(["candidate_id", "fragment"]).groupby("candidate_id").head(_EXAMPLES)
        told = first.groupby("candidate_id")["fragment"].agg(lambda own: " / ".join(f"«{f}»" for f in own))
        return {str(id_): text for id_, text in told.items()}

    @cached_property
    def topic_model(self) -> TopicModel:
        """What the model made of appeals whose register holds no topic, and how far it can be trusted."""
        is_open = self.texts["record_id"].isin(self.appeal_ids) & self.texts["topic_code"].isna()
        return TopicModel(
            self.texts, frozenset(self.texts.loc[is_open, "record_id"]), self.topics, self.period
        )


def _counted(texts: pd.DataFrame) -> dict[str, int]:
    """Texts by problem."""
    return {str(id_): int(count) for id_, count in texts["problem_id"].value_counts().items()}


def _sentences(frame: pd.DataFrame) -> pd.Series:
    """The sentence that tells the problem of each text; empty where there is none."""
    spans = zip(frame["text"], frame["quote_start"], frame["quote_end"], strict=True)
    found = [pd.NA if pd.isna(start) else text[start:end] for text, start, end in spans]
    return pd.Series(found, index=frame.index, dtype="string")
