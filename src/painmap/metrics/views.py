"""What was known on a day, and the frames of a period and of the one compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import pandas as pd

from painmap.params.models import Agency, Channel, ReportDefaults, Scope, Topic
from painmap.periods import Period, month_range
from painmap.report_data import CLIENT_TITLES

Kind = Literal["external", "internal"]
KINDS: tuple[Kind, ...] = ("external", "internal")

# Fact, and the day on which it became known.
_FACTS = (
    ("answered_date", "answer_known_date"),
    ("extended_until_date", "extension_known_date"),
    ("forwarded_date", "forward_known_date"),
    ("outcome_code", "outcome_known_date"),
)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the metrics of one report depend on beside the appeals.

    Attributes:
        assignments: `schema.ASSIGNMENTS`; its topics by the model fill gaps of the register.
        responses: `schema.RESPONSES`; only for the table of sources and the rules.
        items: `schema.APPEAL_ITEMS`; only for the table of questions.
        covered: First days of the months covered by the registers; None: from the first appeal on.
        paragraphs: Paragraph of the order by key of `METRICS`, or by section.
        source_titles: Titles of the sources; absent: their ids.
        rejected: By source, rejected rows and all rows of its files of the period's year.
        received: By source, the day of receipt of its last file: what came later nobody knows.
        missing: By source, months that neither it nor another in its place covers; None: not yet known
            (`calendars.with_missing`).
    """

    agency: Agency
    defaults: ReportDefaults
    period: Period
    assignments: pd.DataFrame | None = None
    responses: pd.DataFrame | None = None
    items: pd.DataFrame | None = None
    covered: tuple[date, ...] | None = None
    paragraphs: Mapping[str, str] = field(default_factory=dict)
    source_titles: Mapping[str, str] = field(default_factory=dict)
    rejected: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    received: Mapping[str, date] = field(default_factory=dict)
    missing: Mapping[str, frozenset[date]] | None = None

    @property
    def until(self) -> date:
        """Last day that the series count: the cut-off, or the last receipt where that is earlier."""
        return min([self.as_of, *([max(self.received.values())] if self.received else [])])

    @property
    def as_of(self) -> date:
        """The cut-off of the report."""
        return self.agency.cut_off(self.period)

    @property
    def previous_as_of(self) -> date:
        """The cut-off of the previous period at equal maturity: as long after its end as ours after ours."""
        return self.period.previous.end + (self.as_of - self.period.end)


@dataclass(frozen=True, kw_only=True)
class AppealFrames:
    """Appeals of one kind of client in the period and in the previous one, surveys left out.

    Attributes:
        now, before: `view` of the appeals registered in either period, with `person` (one value per
            person, an appeal without client id being one of its own) and `topic` (with `is_model_topic`).
            `before` is None where the previous period is not covered by data.
        history: All of them up to the last day that the data speak for, in any period, with `topic`.
        scope: The powers whose appeals these are; None: all.
    """

    setting: Setting
    client_kind: Kind
    now: pd.DataFrame
    before: pd.DataFrame | None
    history: pd.DataFrame
    scope: Scope | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Topics of the classifier that belong to the scope."""
        every = self.setting.agency.topics
        if self.scope is None:
            return every
        return tuple(t for t in every if t.code in self.scope.topics or self._takes_rest(t.code))

    def _takes_rest(self, code: str) -> bool:
        named = {topic for scope in self.setting.agency.scopes for topic in scope.topics}
        return self.scope is not None and not self.scope.topics and code not in named

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels that the order names for this kind of client, surveys left out."""
        channels = self.setting.agency.channels
        return tuple(
            c for c in channels if c.paragraph and self.client_kind in c.client_kinds and not c.is_survey
        )


def source_label(setting: Setting, name: str) -> str:
    """The title of a source; where several share it, with the clients or the channel of each."""
    titles, known = setting.source_titles, {source.id: source for source in setting.agency.sources}
    label = titles.get(name, name)
    if name not in known or sum(titles.get(other, other) == label for other in known) == 1:
        return label
    channel = next((c.title for c in setting.agency.channels if c.code == known[name].channel), "")
    whose = CLIENT_TITLES.get(known[name].client_kind or "", name)
    return f"{label}: {channel or whose}"


def view(appeals: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Appeals registered up to `as_of`, with facts known later set to unknown.

    Args:
        appeals: Rows of `schema.APPEALS`.
        as_of: Cut-off day.

    Returns:
        The same columns, and `is_open`: certainly without an answer on that day, since the answer is
        dated later or the register says «на рассмотрении».
    """
    day = pd.Timestamp(as_of)
    seen = appeals[appeals["registered_date"] <= day].copy()
    seen["is_open"] = ((seen["answered_date"] > day) | (seen["outcome_code"] == "pending")).fillna(False)
    for fact, known in _FACTS:
        hidden = (seen[known] > day).fillna(False)
        if fact in ("answered_date", "forwarded_date"):
            hidden |= (seen[fact] > day).fillna(False)
        seen.loc[hidden, [fact, known]] = pd.NA
    return seen


def people(frame: pd.DataFrame) -> int:
    """Distinct people: each appeal without a client id counts as a person of its own."""
    return int(frame["client_id"].nunique() + frame["client_id"].isna().sum())


def covered_months(appeals: pd.DataFrame, setting: Setting) -> tuple[date, ...]:
    """Months covered by data: those of the setting, else from the first appeal to the cut-off."""
    if setting.covered is not None:
        return setting.covered
    if appeals.empty:
        return ()
    first: pd.Timestamp = appeals["registered_date"].min()
    return month_range(first.date(), setting.as_of) if first.date() <= setting.as_of else ()


def frames(appeals: pd.DataFrame, setting: Setting, client_kind: Kind) -> AppealFrames:
    """Frames of one kind of client, the previous period at equal maturity."""
    period, previous = setting.period, setting.period.previous
    is_covered = set(previous.months) <= set(covered_months(appeals, setting))
    surveys = {c.code for c in setting.agency.channels if c.is_survey}
    own = appeals[(appeals["client_kind"] == client_kind) & ~appeals["channel_code"].isin(surveys)]
    return AppealFrames(
        setting=setting,
        client_kind=client_kind,
        now=_enriched(registered(view(own, setting.as_of), period), setting),
        before=_enriched(registered(view(own, setting.previous_as_of), previous), setting)
        if is_covered
        else None,
        history=with_topics(own[own["registered_date"] <= pd.Timestamp(setting.until)], setting.assignments),
    )


def of_scope(whole: AppealFrames, scope: Scope) -> AppealFrames:
    """The appeals on topics of one scope; the last scope also has those without a topic."""
    named = [topic for other in whole.setting.agency.scopes for topic in other.topics]

    def own(frame: pd.DataFrame) -> pd.DataFrame:
        topic = frame["topic"]
        return frame[topic.isin(scope.topics) if scope.topics else ~topic.isin(named)]

    before = None if whole.before is None else own(whole.before)
    return replace(whole, now=own(whole.now), before=before, history=own(whole.history), scope=scope)


def registered(appeals: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Appeals registered in the period."""
    dates = appeals["registered_date"]
    return appeals[(dates >= pd.Timestamp(period.start)) & (dates <= pd.Timestamp(period.end))]


def with_topics(appeals: pd.DataFrame, assignments: pd.DataFrame | None) -> pd.DataFrame:
    """Appeals with `topic`: the register's, or the model's where that is empty (`is_model_topic`)."""
    topic = appeals["topic_code"]
    if assignments is not None and not assignments.empty:
        by_record = assignments.set_index("record_id")["topic_model_code"]
        model = appeals["record_id"].map(by_record).astype("string")
        topic = topic.fillna(model)
    is_model = topic.notna() & appeals["topic_code"].isna()
    return appeals.assign(topic=topic, is_model_topic=is_model)


def _enriched(appeals: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    person = appeals["client_id"].fillna(appeals["record_id"])
    return with_topics(appeals.assign(person=person), setting.assignments)
