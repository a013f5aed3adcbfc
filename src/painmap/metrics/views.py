"""What was known on a day, and the frames of a period and of the one compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.params.models import Agency, Channel, ReportDefaults, Scope, Topic, WorkCalendar
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
        registry: `schema.PROBLEMS`, for what problems are called and what kind they are.
        processes: `schema.PROCESSES`.
        materials: `schema.MATERIALS`: guidance that exists already.
        calendar: Days off and days worked; None only where no term is counted in working days.
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
    registry: pd.DataFrame | None = None
    processes: pd.DataFrame | None = None
    materials: pd.DataFrame | None = None
    calendar: WorkCalendar | None = None
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
            person, an appeal without client id being one of its own) and what `enriched` adds, without the
            texts. `before` is None where the previous period is not covered by data.
        appeals: Rows of `schema.APPEALS` that all of it is made of, under the same index.
        scope: The powers whose appeals these are; None: all.
    """

    setting: Setting
    client_kind: Kind
    now: pd.DataFrame
    before: pd.DataFrame | None
    appeals: pd.DataFrame
    scope: Scope | None = None

    @cached_property
    def history(self) -> pd.DataFrame:
        """All of them up to the last day that the data speak for, in any period: `topic`, `with_forms`."""
        setting, appeals = self.setting, self.appeals
        until = appeals["registered_date"] <= pd.Timestamp(setting.until)
        rows = without_texts(appeals)[_is_of(appeals, setting, self.client_kind) & until]
        rows = with_forms(with_topics(rows, setting.assignments), setting.agency)
        return rows if self.scope is None else _of_scope(rows, self.scope, setting.agency)

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
    is_own = _is_of(appeals, setting, client_kind)
    lean = without_texts(appeals)
    before = registered(lean, previous, is_own) if is_covered else None
    return AppealFrames(
        setting=setting,
        client_kind=client_kind,
        now=_of_persons(view(registered(lean, period, is_own), setting.as_of), setting),
        before=None if before is None else _of_persons(view(before, setting.previous_as_of), setting),
        appeals=appeals,
    )


def without_texts(appeals: pd.DataFrame) -> pd.DataFrame:
    """The appeals without their texts: a mask of a million rows copies every column."""
    return appeals.drop(columns="text", errors="ignore")


def of_scope(whole: AppealFrames, scope: Scope) -> AppealFrames:
    """The appeals on topics of one scope; the last scope also has those without a topic."""
    agency = whole.setting.agency
    before = None if whole.before is None else _of_scope(whole.before, scope, agency)
    return replace(whole, now=_of_scope(whole.now, scope, agency), before=before, scope=scope)


def _of_scope(frame: pd.DataFrame, scope: Scope, agency: Agency) -> pd.DataFrame:
    named = [topic for other in agency.scopes for topic in other.topics]
    return frame[frame["topic"].isin(scope.topics) if scope.topics else ~frame["topic"].isin(named)]


def _is_of(appeals: pd.DataFrame, setting: Setting, client_kind: Kind) -> pd.Series:
    """Whether an appeal is of these clients and no answer to a survey."""
    surveys = {c.code for c in setting.agency.channels if c.is_survey}
    return (appeals["client_kind"] == client_kind) & ~appeals["channel_code"].isin(surveys)


def registered(appeals: pd.DataFrame, period: Period, among: pd.Series | None = None) -> pd.DataFrame:
    """Appeals registered in the period; `among`: only those that it is true of."""
    dates = appeals["registered_date"]
    is_inside = (dates >= pd.Timestamp(period.start)) & (dates <= pd.Timestamp(period.end))
    return appeals[is_inside if among is None else is_inside & among]


def enriched(appeals: pd.DataFrame, assignments: pd.DataFrame | None) -> pd.DataFrame:
    """Appeals with all that the texts told of them: once for everything that is made of them."""
    return with_problems(with_topics(appeals, assignments), assignments)


def with_topics(appeals: pd.DataFrame, assignments: pd.DataFrame | None) -> pd.DataFrame:
    """Appeals with `topic`: the register's, or the model's where that is empty (`is_model_topic`)."""
    if "is_model_topic" in appeals:
        return appeals
    topic = appeals["topic_code"]
    if assignments is not None and not assignments.empty:
        topic = topic.fillna(_assigned(appeals, assignments, "topic_model_code")[0])
    is_model = topic.notna() & appeals["topic_code"].isna()
    return appeals.assign(topic=topic, is_model_topic=is_model)


def with_forms(appeals: pd.DataFrame, agency: Agency) -> pd.DataFrame:
    """Appeals with `form_code` where the register is silent: the form of the channel, if that tells one."""
    of_channel = {c.code: c.form for c in agency.channels if c.form}
    told = appeals["channel_code"].map(of_channel).astype("string")
    return appeals.assign(form_code=appeals["form_code"].fillna(told))


def with_problems(appeals: pd.DataFrame, assignments: pd.DataFrame | None) -> pd.DataFrame:
    """Appeals with `problem_id`, NA where none is known, and `is_read`: the text was looked at."""
    if "is_read" in appeals:
        return appeals
    if assignments is None:
        nothing = pd.array([pd.NA] * len(appeals), dtype="string")
        return appeals.assign(problem_id=nothing, is_read=False)
    known, is_read = _assigned(appeals, assignments, "problem_id")
    return appeals.assign(problem_id=known, is_read=is_read)


def _assigned(
    appeals: pd.DataFrame, assignments: pd.DataFrame, column: str
) -> tuple[pd.Series, NDArray[np.bool_]]:
    """The column of the assignment of each appeal, NA where there is none, and whether there is one."""
    place = pd.Index(assignments["record_id"]).get_indexer(pd.Index(appeals["record_id"]))
    found = assignments[column].astype("string").array.take(place, allow_fill=True)
    return pd.Series(found, index=appeals.index), place >= 0


def _of_persons(appeals: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    person = appeals["client_id"].fillna(appeals["record_id"])
    return enriched(appeals.assign(person=person), setting.assignments)
