"""«Новые инструктивные материалы и разъяснения» (4.1): topics that are asked about again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from painmap.metrics.rules.inputs import own_appeals, quarter_number, quarters, quarters_before
from painmap.metrics.views import Setting, covered_months, with_problems, with_topics
from painmap.params.models import moved_count
from painmap.periods import Period
from painmap.report_data import MaterialTopic, Number

_COLUMNS = ["record_id", "client_kind", "channel_code", "registered_date", "reason_code", "topic_code"]
# Quarters within which a need that comes back is «recurring», the quarter itself among them.
_RECENT = 4
_PROBLEMS_TOLD = 3
Kind = Literal["external", "internal"]


def materials(appeals: pd.DataFrame, setting: Setting) -> list[MaterialTopic]:
    """Topics on which information was wanted often enough in a quarter, by kind of client, quarter and topic.

    A row is a topic in a quarter with at least as many appeals with the reason of the profile as its limit.
    `material` names what was in force on the quarter's last day: such a topic needs it mended, not a new one.
    """
    asked = _Asked.of(appeals, setting)
    limit = setting.agency.thresholds.materials_requests_per_quarter
    return list(asked.topics(limit))


def wanting(
    appeals: pd.DataFrame, setting: Setting, factors: tuple[float, ...]
) -> list[tuple[int, int]] | None:
    """For each factor of the limit: topics without a material, and topics whose material does not do.

    Returns:
        None where no appeal of the period states its reason, or none that asks states its topic.
    """
    asked = _Asked.of(appeals, setting)
    if not asked.is_told:
        return None
    limit = setting.agency.thresholds.materials_requests_per_quarter
    found = []
    for factor in factors:
        topics = {
            (m.client_kind, m.topic_code, bool(m.material)) for m in asked.topics(moved_count(limit, factor))
        }
        found.append((sum(not has for *_, has in topics), sum(has for *_, has in topics)))
    return found


@dataclass(frozen=True)
class _Asked:
    """Requests for information.

    Attributes:
        counts: Requests by client kind, quarter number and topic, in their order.
        stated: Client kind and quarter number → whether some appeal states its reason; absent: no appeals.
        problems: Requests by client kind, quarter number, topic and problem.
        covered: Quarter numbers whose months are all covered by data.
        has_topics: Whether some request of the period has a topic, if there are any.
    """

    setting: Setting
    counts: Mapping[tuple[str, int, str], int]
    stated: Mapping[tuple[str, int], bool]
    problems: Mapping[tuple[str, int, str, str], int]
    covered: frozenset[int]
    has_topics: bool

    @classmethod
    def of(cls, appeals: pd.DataFrame, setting: Setting) -> _Asked:
        """The requests that stand in the appeals."""
        limits = setting.agency.thresholds
        rows = own_appeals(appeals, setting, limits.materials_client_kinds, _COLUMNS)
        sides = ["client_kind", "quarter"]
        told = _sizes(rows[rows["reason_code"].notna()], sides)
        wanted = rows[(rows["reason_code"] == limits.materials_reason).fillna(False)]
        wanted = with_problems(with_topics(wanted, setting.assignments), setting.assignments)
        keys = [*sides, "topic"]
        covered = set(covered_months(appeals, setting))
        own = [q for one in quarters(setting.period) for q in (*quarters_before(one, _RECENT), one)]
        topics = wanted.loc[wanted["quarter"].isin(map(quarter_number, quarters(setting.period))), "topic"]
        return cls(
            setting=setting,
            counts=_sizes(wanted, keys),
            stated={side: side in told for side in _sizes(rows, sides)},
            problems=_sizes(wanted, [*keys, "problem_id"]),
            covered=frozenset(quarter_number(q) for q in own if set(q.months) <= covered),
            has_topics=topics.empty or bool(topics.notna().any()),
        )

    @property
    def is_told(self) -> bool:
        """Whether the data say who asked for information about what in some quarter of the period."""
        own = {quarter_number(q) for q in quarters(self.setting.period)}
        stated = [is_stated for (_, quarter), is_stated in self.stated.items() if quarter in own]
        return self.has_topics and any(stated)

    def topics(self, limit: int) -> Iterator[MaterialTopic]:
        """Topics with so many requests in a quarter of the period, by client kind, quarter and topic."""
        for kind in self.setting.agency.thresholds.materials_client_kinds:
            for quarter in quarters(self.setting.period):
                for code, n in self._of(kind, quarter_number(quarter)).items():
                    if n >= limit:
                        yield self._topic(kind, quarter, code, limit)

    def _topic(self, kind: Kind, quarter: Period, code: str, limit: int) -> MaterialTopic:
        number = quarter_number(quarter)
        recent = [q for q in range(number - _RECENT + 1, number + 1) if self._is_known(kind, q)]
        titles = {t.code: t.title for t in self.setting.agency.topics}
        return MaterialTopic(
            topic_code=code,
            topic_title=titles.get(code, code),
            requests=Number(value=float(self._count(kind, number, code))),
            quarter=str(quarter),
            client_kind=kind,
            previous=Number(value=float(self._count(kind, number - 4, code)))
            if self._is_known(kind, number - 4)
            else Number(mark="…"),
            quarters_over=sum(self._count(kind, q, code) >= limit for q in recent),
            quarters_known=len(recent),
            material=self._in_force(code, quarter),
            problems=self._behind(kind, number, code),
        )

    def _of(self, kind: str, number: int) -> dict[str, int]:
        """Requests of a quarter by topic, in the order of the codes."""
        return {code: n for (k, q, code), n in self.counts.items() if (k, q) == (kind, number)}

    def _count(self, kind: str, number: int, code: str) -> int:
        return self.counts.get((kind, number, code), 0)

    def _is_known(self, kind: str, number: int) -> bool:
        """Whether the quarter is covered, and the reason of some of its appeals, if there are any, stated."""
        return number in self.covered and self.stated.get((kind, number), True)

    def _in_force(self, code: str, quarter: Period) -> str:
        """Titles of the materials on a topic that clients could use on the last day of the quarter."""
        known, day = self.setting.materials, pd.Timestamp(quarter.end)
        if known is None or known.empty:
            return ""
        is_own = (known["topic_code"] == code) & (known["issued_date"] <= day)
        is_left = known["withdrawn_date"].isna() | (known["withdrawn_date"] > day)
        own = known[(is_own & is_left).fillna(False)].sort_values(["issued_date", "id"])
        return "; ".join(own["title"].astype(str))

    def _behind(self, kind: str, number: int, code: str) -> tuple[str, ...]:
        """Titles of the problems that most of these requests voice."""
        own = {key[3]: n for key, n in self.problems.items() if key[:3] == (kind, number, code)}
        most = sorted(own, key=lambda problem: (-own[problem], problem))[:_PROBLEMS_TOLD]
        registry = self.setting.registry
        titles = {} if registry is None else dict(zip(registry["id"], registry["title"], strict=True))
        return tuple(str(titles.get(problem, problem)) for problem in most)


def _sizes(rows: pd.DataFrame, keys: list[str]) -> dict[Any, int]:
    """Rows by the values of the columns; rows where one of them is empty are left out."""
    return {key: int(n) for key, n in rows.groupby(keys, sort=True).size().items()}
