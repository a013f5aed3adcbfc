"""What shows in series and may be no change of the clients' life, for the analyst of `30_trends`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from painmap.report_data import CLIENT_WORDS, ReportData

_MONTHS_NAMED = 6


class Artefact(NamedTuple):
    """What it is, what is told of it, and in which series or source."""

    what: str
    told: str
    where: str


def found(report: ReportData) -> list[Artefact]:
    """Notes of the tests, dated events, mass mailings, months without data."""
    return [*_noted(report), *_events(report), *_mailings(report), *_uncovered(report)]


def _noted(report: ReportData) -> list[Artefact]:
    """Notes of the tests, each with the series that bear it."""
    labels: dict[str, list[str]] = {}
    for trend in (*report.trends, *report.breaks):
        if trend.note and trend.note != trend.result.reason:
            labels.setdefault(trend.note, []).append(trend.label)
    return [Artefact("оговорка", note, "; ".join(dict.fromkeys(named))) for note, named in labels.items()]


def _events(report: ReportData) -> list[Artefact]:
    titles = {s.channel: s.title for s in report.series.values() if s.channel}

    def where(kinds: Iterable[str], channels: Sequence[str]) -> str:
        told = ", ".join(CLIENT_WORDS[kind] for kind in kinds)
        named = ", ".join(titles.get(code, code) for code in channels)
        return f"{told}; каналы: {named}" if named else told

    return [
        Artefact("событие", f"{e.day:%d.%m.%Y} — {e.title}", where(e.client_kinds, e.channels))
        for e in sorted(report.events, key=lambda e: (e.day, e.title))
    ]


def _mailings(report: ReportData) -> list[Artefact]:
    sources = report.quality.sources if report.quality else ()
    return [
        Artefact("массовые рассылки", f"рассылок — {s.mailings}, писем в них — {s.mailing_letters}", s.title)
        for s in sources
        if s.mailings
    ]


def _uncovered(report: ReportData) -> list[Artefact]:
    """Months without data: of the totals, which every other series shares."""
    found = []
    for series in report.series.values():
        gaps = [m for m, v in zip(series.months, series.values, strict=True) if v is None]
        if series.id.startswith("totals-") and gaps:
            more = f" и ещё {len(gaps) - _MONTHS_NAMED}" if len(gaps) > _MONTHS_NAMED else ""
            told = ", ".join(f"{m:%m.%Y}" for m in gaps[:_MONTHS_NAMED]) + more
            found.append(Artefact("месяцы без данных", told, CLIENT_WORDS[series.client_kind]))
    return found
