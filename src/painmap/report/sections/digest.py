"""«Оперативная сводка» of a month: new problems, signals, terms about to run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from painmap.periods import Period
from painmap.report import strings
from painmap.report.blocks import Block, Heading, Prose
from painmap.report.formats import clean, counted, decimal, inner, long_date, number
from painmap.report.html import bullets, paragraphs
from painmap.report.sections import pick, promises
from painmap.report.sections.data import of_section, table_block
from painmap.report.sections.front import total_change
from painmap.report.sections.words import KINDS, noted, period, problem
from painmap.report_data import CLIENT_TITLES, MonthlySeries, Number, Problem, ReportData, Signal

_LINEAGES = ("new", "reopened")


def digest(report: ReportData) -> Iterator[Block]:
    """What a manager has to see this month; nothing where no appeals were counted at all."""
    totals = list(_totals(report))
    if not totals:
        return
    month = period(report.period)
    # The sentence ends where «г.» does.
    as_of = strings.AS_OF.format(day=long_date(report.as_of)).removesuffix(".")
    yield Prose(paragraphs([strings.DIGEST_LEAD.format(month=month[:1].upper() + month[1:], as_of=as_of)]))
    yield Heading(strings.DIGEST_TOTALS, "digest-totals")
    yield Prose(bullets(totals))
    yield Heading(strings.DIGEST_PROBLEMS, "digest-problems")
    yield _list(_problems(report), strings.DIGEST_PROBLEMS_NONE)
    yield Heading(strings.DIGEST_SIGNALS, "digest-signals")
    if report.signals:
        yield Prose(paragraphs([strings.DIGEST_SIGNALS_LEAD]))
    yield _list(map(_signal, report.signals), strings.DIGEST_SIGNALS_NONE)
    yield Heading(strings.DIGEST_TERMS, "digest-terms")
    yield from _terms(report)
    yield Heading(strings.DIGEST_MEASURES, "digest-measures")
    yield _list(map(promises.overdue_line, promises.overdue(report)), strings.DIGEST_MEASURES_NONE)


def _list(found: Iterator[str], none: str) -> Prose:
    """A list, or the sentence that says that there is nothing to list."""
    said = list(found)
    return Prose(bullets(said) if said else paragraphs([none]))


# --- totals ---------------------------------------------------------------------------------------


def _totals(report: ReportData) -> Iterator[str]:
    """Appeals of each kind of client beside the same month a year before and the month before."""
    for kind in KINDS:
        table = report.tables.get(f"channels-appeals-{kind}")
        if table is None:
            continue
        now, before, change = pick.total(table)
        title = strings.TREND_KINDS[kind]
        if now is None:
            yield strings.DIGEST_TOTAL_UNKNOWN.format(kind=title)
            continue
        month = _month_before(report)
        yield strings.DIGEST_TOTAL.format(
            kind=title,
            now=counted(now, strings.FORMS["appeals"]),
            previous=strings.DIGEST_PREVIOUS.format(previous=period(report.previous_period)),
            before=strings.DIGEST_GAP if before is None else decimal(before),
            change="" if before is None else total_change(table, change),
            month=month.label,
            earlier=_earlier(report.series.get(f"totals-{kind}"), report, month.start, now),
        )
    yield from _kindless(report)


def _month_before(report: ReportData) -> Period:
    first = Period.parse(report.period).start
    year, month = divmod(first.year * 12 + first.month - 2, 12)
    return Period(year, f"{month + 1:02d}")


def _earlier(series: MonthlySeries | None, report: ReportData, month: date, now: float) -> str:
    """The month before, of the series; where it counts the mailing of this month once, its own figure too."""
    known = dict(zip(series.months, series.values, strict=True)) if series else {}
    before, own = known.get(month), known.get(Period.parse(report.period).start)
    if before is None:
        return strings.DIGEST_GAP
    if own is None or own == now:
        return decimal(before)
    return strings.DIGEST_ONCE.format(earlier=decimal(before), now=decimal(own))


def _kindless(report: ReportData) -> Iterator[str]:
    """Appeals of which nobody knows whether a client or a worker wrote them."""
    table = report.tables.get("completeness")
    for row in table.rows if table else ():
        cell = row.cells.get("period")
        if row.code == "client_kind" and isinstance(cell, Number) and cell.value is not None:
            lacking = (table.base or 0) - cell.value if table else 0
            if lacking > 0:
                yield strings.DIGEST_KINDLESS.format(count=counted(lacking, strings.FORMS["appeals"]))


# --- what is new ----------------------------------------------------------------------------------


def _problems(report: ReportData) -> Iterator[str]:
    """Problems first seen, or seen again after they were settled, those of most clients first."""

    def place(p: Problem) -> tuple[int, float, str]:
        return KINDS.index(p.client_kind), -(p.clients.value or 0), p.id

    for p in sorted((p for p in report.problems if p.lineage in _LINEAGES), key=place):
        known = p.clients.value
        clients = number(p.clients, "count") if known is None else counted(known, strings.FORMS["clients"])
        yield strings.DIGEST_PROBLEM.format(
            title=inner(problem(p)),
            lineage=clean(p.became),
            kind=CLIENT_TITLES[p.client_kind],
            clients=clients,
        )


def _signal(signal: Signal) -> str:
    words = strings.SUBJECTS.get(signal.family, strings.TREND_OTHER)
    text = strings.DIGEST_SIGNAL.format(
        kind=strings.TREND_KINDS[signal.client_kind],
        subject=f" {words} «{inner(signal.label)}»" if words else "",
        value=decimal(signal.value),
        expected=decimal(signal.expected, 1),
        bound=decimal(signal.bound, 1),
    )
    return noted(text, signal.note)


# --- what cannot wait -----------------------------------------------------------------------------


def _terms(report: ReportData) -> Iterator[Block]:
    """The tables of single cases whose term runs out or has run out."""
    found = {key: table for key, table in of_section(report, "digest").items() if table.rows}
    for key, table in found.items():
        yield table_block(report, key, table)
    if not found:
        yield Prose(paragraphs([strings.DIGEST_TERMS_NONE]))
