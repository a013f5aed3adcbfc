"""Dated events beside figures: which concern them, and which coincide with a date found in the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from painmap.periods import Period
from painmap.report import strings
from painmap.report.formats import clean, plural, short_date
from painmap.report_data import MonthlySeries, ReportData, ReportEvent, Trend


def within(report: ReportData) -> list[ReportEvent]:
    """Events of the period and of the one that it is compared with, by day."""
    first, last = Period.parse(report.previous_period).start, Period.parse(report.period).end
    return sorted((e for e in report.events if first <= e.day <= last), key=lambda e: (e.day, e.title))


def of_series(series: MonthlySeries, events: Iterable[ReportEvent]) -> list[ReportEvent]:
    """Events within the months of the series that concern it, by day."""
    if not series.months:
        return []
    own = (e for e in events if e.concerns(series.client_kind, series.channel))
    first, last = _number(series.months[0]), _number(series.months[-1])
    return sorted((e for e in own if first <= _number(e.day) <= last), key=lambda e: (e.day, e.title))


def beside_break(series: MonthlySeries, events: Iterable[ReportEvent]) -> str:
    """«совпадает по времени с событием 30.03.2025 — …» of the new level of a series; empty: with none."""
    if series.break_month is None:
        return ""
    span = series.break_from or series.break_month, series.break_to or series.break_month
    return _told(span, of_series(series, events), series.measures)


def told_breaks(report: ReportData) -> list[Trend]:
    """The changes of level of the report, with what coincides with them in their notes."""
    beside = [beside_trend(trend, report) for trend in report.breaks]
    notes = ["; ".join(filter(None, (said, t.note))) for said, t in zip(beside, report.breaks, strict=True)]
    return [t.model_copy(update={"note": n}) for t, n in zip(report.breaks, notes, strict=True)]


def beside_trend(trend: Trend, report: ReportData) -> str:
    """«совпадает по времени …» of a tested series with a new level; empty: with nothing known."""
    r = trend.result
    if r.change_date is None:
        return ""
    channel = trend.code if trend.family == "channels" else ""
    own = [e for e in report.events if e.concerns(trend.client_kind, channel)]
    measures = [m for m in report.measures if trend.family == "problems" and m.problem_id == trend.code]
    days = sorted({m.effect_date for m in measures if m.effect_date})
    return _told((r.change_from or r.change_date, r.change_to or r.change_date), own, days)


def _told(span: tuple[date, date], events: Sequence[ReportEvent], measures: Sequence[date]) -> str:
    """Of what lies in the possible months or in the one before: what happens late shows in the next."""
    first, last = _number(span[0]) - 1, _number(span[1])
    near = sorted((e for e in events if first <= _number(e.day) <= last), key=lambda e: (e.day, e.title))
    begun = [short_date(day) for day in measures if first <= _number(day) <= last]
    told = []
    if near:
        named = "; ".join(f"{short_date(e.day)} — {clean(e.title)}" for e in near)
        told.append(plural(len(near), strings.COINCIDES_EVENTS).format(events=named))
    if begun:
        told.append(plural(len(begun), strings.COINCIDES_MEASURES).format(days=", ".join(begun)))
    return strings.COINCIDES.format(what=strings.AND.join(told)) if told else ""


def _number(day: date) -> int:
    return day.year * 12 + day.month
