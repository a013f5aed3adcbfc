"""The map's appendix on measures: what was promised, what was done, what it changed; the overdue ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painmap.report import strings, tables
from painmap.report.blocks import Block, Heading, Prose, TableBlock
from painmap.report.formats import clean, counted, inner, short_date
from painmap.report.html import bullets, paragraphs
from painmap.report.sections import measure_words
from painmap.report_data import CLIENT_WORDS, MeasureEffect, Promise, ReportData


def promises(report: ReportData) -> Iterator[Block]:
    """Every measure of the map with its state and effect, after the sentence on the overdue ones."""
    if not report.promises:
        return
    yield Heading(strings.PROMISES, "map-promises")
    late = overdue(report)
    yield Prose(paragraphs([_lead(report, late)]))
    if late:
        yield Prose(bullets(map(overdue_line, late)))
    yield TableBlock("map-promises", _grid(report))


def overdue(report: ReportData) -> list[Promise]:
    """Measures whose day is past and that are neither finished nor withdrawn, the longest overdue first."""
    return sorted((p for p in report.promises if p.is_overdue), key=lambda p: (p.due, p.problem_id))


def overdue_line(p: Promise) -> str:
    """«Мероприятие» по строке «…»: срок 01.03.2025, ответственный — …."""
    return strings.PROMISE_OVERDUE.format(
        measure=inner(p.measure),
        title=inner(p.problem_title),
        due=short_date(p.due),
        responsible=clean(p.responsible).rstrip(".") or strings.DIGEST_NOBODY,
    )


def _lead(report: ReportData, late: Sequence[Promise]) -> str:
    states: dict[str, int] = {}
    for p in report.promises:
        states[state(p)] = states.get(state(p), 0) + 1
    told = "; ".join(f"{words} — {count}" for words, count in sorted(states.items()))
    count = counted(len(report.promises), strings.FORMS["measures"])
    text = strings.PROMISES_LEAD.format(count=count, states=told, day=short_date(report.as_of))
    return f"{text} {strings.PROMISES_LATE.format(count=len(late)) if late else strings.PROMISES_IN_TIME}"


def state(p: Promise) -> str:
    """The state in words."""
    return strings.MEASURE_STATES.get(p.state, clean(p.state)) or strings.PROMISE_NO_STATE


def _grid(report: ReportData) -> tables.Grid:
    aligns = ("text", "text", "text", "text", "text")
    head = tuple(
        tables.Head(t, a, w)
        for t, a, w in zip(strings.PROMISE_HEAD, aligns, strings.PROMISE_WIDTHS, strict=True)
    )
    tested = {(m.problem_id, m.measure_id): m for m in report.measures}
    lines = tuple(_line(p, tested.get((p.problem_id, p.measure_id))) for p in report.promises)
    return tables.Grid(strings.PROMISE_TABLE, head, lines, row_head=1, class_="dense landscape")


def _line(p: Promise, tested: MeasureEffect | None) -> tables.Line:
    row = strings.PROMISE_ROW.format(title=clean(p.problem_title), kind=CLIENT_WORDS[p.client_kind])
    who = clean(p.responsible) or strings.DIGEST_NOBODY
    due = short_date(p.due) or strings.PROMISE_NO_DUE
    done = state(p)
    if p.is_overdue:
        done = strings.PROMISE_LATE.format(state=done)
    if p.effect_date:
        done = strings.PROMISE_SINCE.format(state=done, day=short_date(p.effect_date))
    return tables.Line((row, clean(p.measure), f"{who}; {due}", done, effect(p, tested)))


def effect(p: Promise, tested: MeasureEffect | None) -> str:
    """What it changed, or why that cannot be told yet."""
    if tested is not None:
        return measure_words.conclusion(tested)
    return strings.PROMISE_NOT_YET if p.effect_date else strings.PROMISE_NO_DATE
