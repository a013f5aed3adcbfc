"""Monthly series of appeals for the trend tests and the charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from painmap.metrics.views import KINDS, Setting, covered_months, with_topics
from painmap.periods import month_end, month_range
from painmap.report_data import MonthlySeries
from painmap.stats import NOT_TESTABLE, CountSeries, SeriesKind


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which series to build.

    Attributes:
        family: Family of the tests («totals», «channels», «topics», «problems»).
        by: Column whose values are the codes; empty: one series of all rows.
        labels: Titles by code; one series per entry, also where nothing was counted.
        covered: Months covered by data; other months are missing, not zero.
        until: Last day counted; a month cut by it enters with its days.
        new: Codes that may not be tested against last year (found because they are large now).
    """

    family: str
    labels: Mapping[str, str]
    client_kind: SeriesKind
    covered: tuple[date, ...]
    until: date
    by: str = ""
    new: frozenset[str] = frozenset()


def monthly(appeals: pd.DataFrame, plan: Plan) -> list[CountSeries]:
    """Appeals by month of registration, the letters of a mass mailing counted once.

    Args:
        appeals: Rows of `schema.APPEALS` (and the column `plan.by`); other client kinds are left out.
        plan: Which series.
    """
    rows = appeals[appeals["registered_date"] <= pd.Timestamp(plan.until)]
    if plan.client_kind != "all":
        rows = rows[rows["client_kind"] == plan.client_kind]
    rows = collapsed(rows)
    covered = [m for m in plan.covered if m <= plan.until]
    if not covered:
        return []
    months = month_range(covered[0], covered[-1])
    codes = rows[plan.by].astype("string") if plan.by else pd.Series("", index=rows.index, dtype="string")
    keys = rows["registered_date"].dt.year * 12 + rows["registered_date"].dt.month - 1
    counts = pd.crosstab(codes, keys).to_dict("index") if len(rows) else {}
    is_covered = set(covered)
    days = tuple(float(min(month_end(m), plan.until).day) for m in months)
    return [
        CountSeries(
            family=plan.family,
            code=code,
            label=label,
            client_kind=plan.client_kind,
            months=months,
            counts=tuple(
                float(counts.get(code, {}).get(m.year * 12 + m.month - 1, 0)) if m in is_covered else None
                for m in months
            ),
            exposure=days,
            reason=NOT_TESTABLE if code in plan.new else "",
        )
        for code, label in plan.labels.items()
    ]


def collapsed(appeals: pd.DataFrame) -> pd.DataFrame:
    """Appeals with each mass mailing reduced to its first letter."""
    ordered = appeals.sort_values(["registered_date", "record_id"])
    is_repeat = ordered["mailing_id"].notna() & ordered.duplicated("mailing_id")
    return ordered[~is_repeat]


def portfolio(appeals: pd.DataFrame, setting: Setting) -> list[CountSeries]:
    """All appeals, channels of the order and topics, by month, for each kind of client."""
    surveys = [c.code for c in setting.agency.channels if c.is_survey]
    own = with_topics(appeals[~appeals["channel_code"].isin(surveys)], setting.assignments)
    covered = covered_months(appeals, setting)
    series: list[CountSeries] = []
    for kind in KINDS:
        channels = [c for c in setting.agency.channels if c.paragraph and kind in c.client_kinds]
        families: tuple[tuple[str, str, Mapping[str, str]], ...] = (
            ("totals", "", {"": "Все обращения"}),
            ("channels", "channel_code", {c.code: c.title for c in channels if not c.is_survey}),
            ("topics", "topic", {t.code: t.title for t in setting.agency.topics}),
        )
        for family, by, labels in families:
            series += monthly(
                own,
                Plan(
                    family=family,
                    by=by,
                    labels=labels,
                    client_kind=kind,
                    covered=covered,
                    until=setting.as_of,
                ),
            )
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
