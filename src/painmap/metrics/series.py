"""Monthly series of appeals for the trend tests and the charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from painmap.metrics.calendars import lacking, spans, with_missing
from painmap.metrics.views import KINDS, Setting, covered_months, with_topics, without_texts
from painmap.params.models import Event
from painmap.periods import Period, month_end, month_range
from painmap.report_data import MonthlySeries, ReportEvent
from painmap.stats import NOT_TESTABLE, CountSeries, SeriesKind
from painmap.stats.counts.series import month_number

_Counts = Counter[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which series to build.

    Attributes:
        family: Family of the tests («totals», «channels», «topics», «problems»).
        by: Column whose values are the codes; empty: one series of all rows.
        labels: Titles by code; one series per entry, also where nothing was counted.
        covered: Months covered by data; other months are missing, not zero.
        until: Last day counted; a month cut by it enters with its days.
        new: Codes that may not be tested (found because they were large in one of the periods compared).
        missing: By source, months that lack it (`calendars`).
        events: Of the profile; those of the register make `CountSeries.moves`.
        period: With it a note tells what mass mailings change in it and in the one before.
    """

    family: str
    labels: Mapping[str, str]
    client_kind: SeriesKind
    covered: tuple[date, ...]
    until: date
    by: str = ""
    new: frozenset[str] = frozenset()
    missing: Mapping[str, frozenset[date]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    period: Period | None = None


def plan(appeals: pd.DataFrame, setting: Setting) -> Plan:
    """What the series of a report have in common; family, codes and clients are still to be named."""
    covered = tuple(m for m in covered_months(appeals, setting) if m <= setting.until)
    return Plan(
        family="",
        labels={},
        client_kind="all",
        covered=covered,
        until=setting.until,
        missing=with_missing(appeals, setting).missing or {},
        events=setting.agency.events,
        period=setting.period,
    )


def monthly(appeals: pd.DataFrame, plan: Plan) -> list[CountSeries]:
    """Appeals by month of registration, the letters of a mass mailing counted once.

    A month is missing where it is not covered, or lacks a source that usually has a say in the series.

    Args:
        appeals: Rows of `schema.APPEALS` (and the column `plan.by`); other client kinds are left out.
        plan: Which series.
    """
    looked_at = ["record_id", "registered_date", "client_kind", "source_id", "mailing_id"]
    rows = appeals[[*looked_at, *([plan.by] if plan.by else [])]]
    rows = rows[rows["registered_date"] <= pd.Timestamp(plan.until)]
    if plan.client_kind != "all":
        rows = rows[rows["client_kind"] == plan.client_kind]
    covered = [m for m in plan.covered if m <= plan.until]
    if not covered:
        return []
    once = collapsed(rows)
    counted = _Counted(
        plan=plan,
        months=month_range(covered[0], covered[-1]),
        once=_counts(once, plan),
        letters=_counts(rows, plan),
        lacking=lacking(once, _codes(once, plan), plan.missing),
    )
    return [counted.series(code, label) for code, label in plan.labels.items()]


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """What all series of a plan are made of: appeals and letters by code, months that lack a source."""

    plan: Plan
    months: tuple[date, ...]
    once: _Counts
    letters: _Counts
    lacking: Mapping[str, frozenset[date]]

    def series(self, code: str, label: str) -> CountSeries:
        plan = self.plan
        missing = {*self.months} - {*plan.covered} | self.lacking.get(code, frozenset()) & {*self.months}
        counts = (None if m in missing else float(self.once[code, month_number(m)]) for m in self.months)
        return CountSeries(
            family=plan.family,
            code=code,
            label=label,
            client_kind=plan.client_kind,
            months=self.months,
            counts=tuple(counts),
            exposure=tuple(float(min(month_end(m), plan.until).day) for m in self.months),
            moves=tuple(e.day for e in plan.events if _is_moved(e, plan, code)),
            reason=NOT_TESTABLE if code in plan.new else "",
            note="; ".join(self._notes(code, missing)),
        )

    def _notes(self, code: str, missing: set[date]) -> Iterator[str]:
        """Months left out, and mass mailings: tables count their letters."""
        if missing:
            yield f"не охвачены данными: {spans(missing)}"
        if self.plan.period is None:
            return
        pairs = [(m, m.replace(year=m.year - 1)) for m in self.plan.period.months]
        pairs = [p for p in pairs if {*p} <= {*self.months} - missing]
        once, every = (
            [sum(counts[code, month_number(pair[i])] for pair in pairs) for i in (0, 1)]
            for counts in (self.once, self.letters)
        )
        if every != once:
            yield f"без массовых рассылок (с ними — {every[0]} против {every[1]})"


def _codes(rows: pd.DataFrame, plan: Plan) -> pd.Series:
    return rows[plan.by].astype("string") if plan.by else pd.Series("", index=rows.index, dtype="string")


def _counts(rows: pd.DataFrame, plan: Plan) -> _Counts:
    """Rows by code and month number."""
    days = rows["registered_date"].dt
    return Counter(zip(_codes(rows, plan), (days.year * 12 + days.month - 1).astype(int), strict=True))


def _is_moved(event: Event, plan: Plan, code: str) -> bool:
    """Whether the event is another register for the appeals of the series."""
    told = ReportEvent(**event.model_dump())
    return event.kind == "registration" and told.concerns(
        plan.client_kind, code if plan.family == "channels" else ""
    )


def collapsed(appeals: pd.DataFrame) -> pd.DataFrame:
    """Appeals with each mass mailing reduced to its first letter."""
    is_letter = appeals["mailing_id"].notna()
    if not is_letter.any():
        return appeals
    letters = appeals.loc[is_letter, ["registered_date", "record_id", "mailing_id"]]
    first = letters.sort_values(["registered_date", "record_id"]).drop_duplicates("mailing_id")
    return appeals[~is_letter | appeals["record_id"].isin(first["record_id"])]


def portfolio(appeals: pd.DataFrame, setting: Setting) -> list[CountSeries]:
    """All appeals, channels of the order and topics, by month, for each kind of client."""
    surveys = [c.code for c in setting.agency.channels if c.is_survey]
    own = without_texts(appeals)[~appeals["channel_code"].isin(surveys)]
    own = with_topics(own, setting.assignments)
    common = plan(appeals, setting)
    series: list[CountSeries] = []
    for kind in KINDS:
        channels = [c for c in setting.agency.channels if c.paragraph and kind in c.client_kinds]
        families: tuple[tuple[str, str, Mapping[str, str]], ...] = (
            ("totals", "", {"": "Все обращения"}),
            ("channels", "channel_code", {c.code: c.title for c in channels if not c.is_survey}),
            ("topics", "topic", {t.code: t.title for t in setting.agency.topics}),
        )
        for family, by, labels in families:
            series += monthly(own, replace(common, family=family, by=by, labels=labels, client_kind=kind))
    return series


def charted(series: CountSeries) -> MonthlySeries:
    """The series as the report draws it; its id is `family-kind` or `family-kind-code`."""
    parts = (series.family, series.client_kind, series.code)
    return MonthlySeries(
        id="-".join(p for p in parts if p),
        title=series.label,
        months=series.months,
        values=series.counts,
        client_kind=series.client_kind,
        channel=series.code if series.family == "channels" else "",
    )
