"""How far the model of topics can be trusted: its precision, what it leaves open, what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from painmap.periods import Period
from painmap.stages.registry.listing import within

if TYPE_CHECKING:
    from painmap.text.topics import Drift, History

_ASKED, _CHARS = 12, 300
_OPEN = "не определена: уверенность ниже порога"
_CHANGED, _SAME = "изменилось", "существенно не изменилось"


@dataclass(frozen=True)
class TopicModel:
    """The model that the pipeline fills empty topics with, learnt once more when one of its tables is shown.

    Attributes:
        texts: A row is a masked text: record_id, text, client_kind, date, topic_code (empty: unknown).
        open_ids: Appeals without a topic in the register.
        titles: Title of each topic by code.
        period: The last covered year; None: there is none.
    """

    texts: pd.DataFrame
    open_ids: frozenset[str]
    titles: Mapping[str, str]
    period: Period | None

    @cached_property
    def _filled(self) -> pd.DataFrame:
        return self.texts[self.texts["text"].str.strip() != ""]

    @cached_property
    def _open(self) -> pd.DataFrame:
        return self._filled[self._filled["record_id"].isin(self.open_ids)]

    @cached_property
    def _history(self) -> History | None:
        """None where no topic is wanted, or no labels are there to learn from."""
        from painmap.text import topics

        known = self._filled[self._filled["topic_code"].notna()]
        pairs = list(zip(known["text"], known["topic_code"].astype(str), strict=True))
        if self._open.empty or not topics.is_enough(pairs):
            return None
        return topics.learn(pairs, self.titles)

    @cached_property
    def _guesses(self) -> pd.DataFrame:
        """A row is a text of `_open`, as `topics.COLUMNS`; empty without a model."""
        if self._history is None:
            return pd.DataFrame()
        found = self._history.guess(self._open["text"].tolist())
        return found.set_index(self._open.index)

    @cached_property
    def decided(self) -> pd.DataFrame:
        """A row is a topic: appeals that the model gave it, share of all without one, mean confidence.

        The last row holds those left open. Empty where there is no model.
        """
        guesses = self._guesses
        if guesses.empty:
            return pd.DataFrame()
        names = guesses["topic"].map(self._title).mask(guesses["is_review"].astype(bool), _OPEN)
        table = guesses.groupby(names.rename("Тема"))["confidence"].agg(["size", "mean"]).reset_index()
        table = table.assign(is_open=table["Тема"] == _OPEN, share=100 * table["size"] / len(guesses))
        table = table.sort_values(["is_open", "size", "Тема"], ascending=[True, False, True])
        shown = {"Тема": "Тема", "size": "Обращений", "share": "Доля, %", "mean": "Средняя уверенность"}
        return (
            table[list(shown)]
            .rename(columns=shown)
            .round({"Доля, %": 1, "Средняя уверенность": 2})
            .reset_index(drop=True)
        )

    @cached_property
    def quality(self) -> pd.DataFrame:
        """A row is a topic: labelled texts, and the guesses for them when each is left out."""
        if self._history is None:
            return pd.DataFrame()
        shown = {
            "topic": "Тема", "n": "Размечено", "guessed": "Названа моделью", "right": "Из них верно",
            "precision": "Точность", "recall": "Полнота",
        }  # fmt: skip
        table = self._history.table.assign(topic=self._history.table["topic"].map(self._title))
        return table[list(shown)].rename(columns=shown).round({"Точность": 2, "Полнота": 2})

    @cached_property
    def queue(self) -> pd.DataFrame:
        """A row is a masked text of an external client that the model left open: the least sure first."""
        from painmap.text import topics

        is_external = self._open["client_kind"] == "external"
        if self._guesses.empty or not is_external.any():
            return pd.DataFrame()
        queue = topics.Queue(_ASKED)
        queue.add(self._open.loc[is_external, "text"].tolist(), self._guesses[is_external])
        rows = [
            {
                "Текст": asked.text if len(asked.text) <= _CHARS else asked.text[:_CHARS] + "…",
                "Похожих текстов": asked.texts,
                "Предположения": "; ".join(self._title(code) for code in asked.topics if code),
                "Уверенность в первом": round(asked.confidence, 2),
            }
            for asked in queue.asked()
        ]
        return pd.DataFrame(rows)

    @cached_property
    def drift(self) -> pd.DataFrame:
        """A row is a sign of change in the appeals without a topic: the last year against the one before."""
        found = self._drift
        if found is None:
            return pd.DataFrame()
        signs = [
            ("Средняя уверенность модели", found.confidence_before, found.confidence, found.is_less_sure),
            (
                "Доля слов, которых нет в размеченных",
                found.unseen_before,
                found.unseen,
                found.is_newly_worded,
            ),
        ]
        changed = found.topics[found.topics["is_changed"]].sort_values(["q", "topic"])
        columns = (changed[name].tolist() for name in ("topic", "share_before", "share"))
        signs += [
            (f"Доля темы «{self._title(topic)}»", before, now, True)
            for topic, before, now in zip(*columns, strict=True)
        ]
        rows = [(name, round(a, 3), round(b, 3), _CHANGED if flag else _SAME) for name, a, b, flag in signs]
        return pd.DataFrame(rows, columns=["Признак", "Было", "Стало", "Вывод"])

    @property
    def _drift(self) -> Drift | None:
        from painmap.text import topics

        if self._history is None or self.period is None:
            return None
        seen = []
        for period in (self.period.previous, self.period):
            is_own = within(self._open, period)
            words = self._history.features.unseen_words(self._open.loc[is_own, "text"].tolist())
            seen.append(topics.Observed().added(self._guesses[is_own], words))
        return topics.drift(*seen)

    def _title(self, code: object) -> str:
        return self.titles.get(str(code), str(code))
