"""Title page and «Основные результаты»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from painmap.periods import Period
from painmap.report import figures, strings
from painmap.report.blocks import Block, Heading, Prose
from painmap.report.formats import clean, counted, decimal, long_date
from painmap.report.html import bullets, tag, template
from painmap.report.sections import pick
from painmap.report_data import Problem, ReportData

KINDS = ("external", "internal")


def cover(report: ReportData) -> Markup:
    """The title page: agency, period, cut-off, edition, order, signatures by post."""
    is_public = report.edition == "public"
    order = strings.ORDER_BASIS.format(
        title=clean(report.order_title), reference=clean(report.order_reference)
    )
    return template(
        "cover.html.j2",
        agency=clean(report.agency_title),
        region=clean(report.region),
        title=strings.REPORT_TITLE.format(agency=clean(report.agency_title_genitive)),
        period=Period.parse(report.period).label,
        as_of=strings.AS_OF.format(day=long_date(report.as_of)),
        demo=strings.DEMO if report.is_demo else "",
        stamps=[strings.STAMPS[report.edition]] + ([strings.PUBLIC_DRAFT] if is_public else []),
        order=order.rstrip("."),
        draft=strings.ORDER_DRAFT if report.is_order_draft else "",
        ground=strings.GROUND.format(ground=clean(report.ground)).rstrip(".") + "." if report.ground else "",
        signatures=[
            (strings.SIGNATURES.get(role, clean(role)), clean(post)) for role, post in report.signatures
        ],
        line=strings.SIGNATURE_LINE,
    )


def key_findings(report: ReportData) -> Iterator[Block]:
    """Plain sentences with the figures of the other sections, then the decisions asked for."""
    report = _shown(report)
    found = [text for text in (" ".join(step(report)) for step in FINDINGS) if text]
    if not found:
        return
    yield Prose(bullets(found, class_="findings"))
    decisions = [] if report.edition == "public" else [s for step in DECISIONS for s in step(report)]
    if decisions:
        yield Heading(strings.DECISIONS, "decisions")
        yield Prose(bullets(decisions, "ol", class_="decisions"))


# Parts of the report data and the section without which they must not be told of either.
_PARTS = (
    ("problems", "problems"), ("trends", "trends"), ("measures", "measures"), ("map_rows", "problem_map"),
    ("processes", "problem_map"), ("materials", "materials"), ("rules", "extra_collection"),
)  # fmt: skip


def _shown(report: ReportData) -> ReportData:
    tables = {key: table for key, table in report.tables.items() if table.section in report.sections}
    absent = {part: () for part, section in _PARTS if section not in report.sections}
    return report.model_copy(update={"tables": tables, **absent})


def _totals(report: ReportData) -> Iterator[str]:
    names = (
        ("channels-people", "channels-appeals")
        if report.people_first
        else ("channels-appeals", "channels-people")
    )
    for kind in KINDS:
        tables = [
            report.tables[f"{name}-{kind}"] for name in (*names, "kinds") if f"{name}-{kind}" in report.tables
        ]
        for table in tables[:1]:
            now, before, change = pick.total(table)
            if now is None or before is None:
                continue
            forms = strings.FORMS[strings.UNIT_FORMS.get(table.unit, "appeals")]
            yield strings.FINDING_TOTAL.format(
                kind=strings.TREND_KINDS[kind],
                now=counted(now, forms),
                before=decimal(before),
                change=strings.FINDING_TOTAL_CHANGE.format(change=change) if change else "",
            )


def _lead(report: ReportData, names: Sequence[str], sentence: str) -> Iterator[str]:
    tables = [report.tables[name] for name in names if name in report.tables]
    for top in filter(None, (pick.top(table) for table in tables[:1])):
        previous = strings.FINDING_PREVIOUS.format(share=top.previous_text) if top.previous_text else ""
        yield sentence.format(label=top.label, share=top.text, previous=previous)


def _channel(report: ReportData) -> Iterator[str]:
    first = "people" if report.people_first else "appeals"
    yield from _lead(
        report, (f"channels-{first}-external", "channels-appeals-external"), strings.FINDING_CHANNEL
    )


def _why(report: ReportData) -> Iterator[str]:
    yield from _lead(report, ("reasons-external",), strings.FINDING_REASON)
    yield from _lead(report, ("topics-external",), strings.FINDING_TOPIC)


def _handling(report: ReportData) -> Iterator[str]:
    yield from _lead(report, ("terms-external",), strings.FINDING_TERMS)
    table = report.tables.get("complaints-external")
    rows = [row for row in pick.rows(table) if row.value is not None] if table else []
    if rows:
        parts = "; ".join(f"{row.label.lower()} — {row.text}" for row in rows)
        yield strings.FINDING_COMPLAINTS.format(parts=parts)


def _surveys(report: ReportData) -> Iterator[str]:
    for kind in KINDS:
        for rows in list(pick.likert(report, f"surveys_{kind}").values())[:1]:
            message = figures.likert(rows).title
            yield strings.FINDING_SURVEY.format(
                kind=strings.TREND_KINDS[kind], message=message[0].lower() + message[1:]
            )


def count_kinds(problems: Sequence[Problem]) -> str:
    """«14 проблем и 2 потребности»."""
    parts = [
        (sum(p.kind == k for p in problems), forms)
        for k, forms in (("problem", "problems"), ("need", "needs"))
    ]
    return " и ".join(counted(n, strings.FORMS[forms]) for n, forms in parts if n)


def _problems(report: ReportData) -> Iterator[str]:
    if not report.problems:
        return
    counts, high = count_kinds(report.problems), [p for p in report.problems if p.prevalence == "high"]
    if not high:
        yield strings.FINDING_PROBLEMS_NO_HIGH.format(counts=counts)
        return
    yield strings.FINDING_PROBLEMS.format(
        counts=counts, high=len(high), titles=pick.names(p.title for p in high)
    )


def _trends(report: ReportData) -> Iterator[str]:
    known = [t for t in report.trends if t.family in strings.FINDING_FAMILIES]
    if not known:
        return
    said = {v: pick.names(t.label for t in known if t.result.verdict == v) for v in ("growth", "decline")}
    yield strings.FINDING_TRENDS.format(
        growth=said["growth"] or strings.FINDING_NONE, decline=said["decline"] or strings.FINDING_NONE_DECLINE
    )


def _measures(report: ReportData) -> Iterator[str]:
    if not report.measures:
        return
    good = [m for m in report.measures if m.result.verdict == m.direction]
    template_ = strings.FINDING_MEASURES if good else strings.FINDING_MEASURES_NONE
    yield template_.format(
        confirmed=len(good), total=len(report.measures), titles=pick.names(m.measure for m in good)
    )


def _decide_map(report: ReportData) -> Iterator[str]:
    if report.map_rows and "problem_map" in report.sections:
        yield strings.DECISION_MAP.format(rows=counted(len(report.map_rows), strings.FORMS["rows"]))
        open_rows = [r.title for r in report.map_rows if r.priority == "high" and not (r.measure and r.due)]
        if open_rows:
            yield strings.DECISION_HIGH.format(titles=pick.names(open_rows))


def _decide_queue(report: ReportData) -> Iterator[str]:
    first = [p.name for p in report.processes if p.rank == 1]
    if first and "problem_map" in report.sections:
        yield strings.DECISION_QUEUE.format(titles=pick.names(first))


def _decide_rest(report: ReportData) -> Iterator[str]:
    if report.materials:
        yield strings.DECISION_MATERIALS.format(
            titles=pick.names(dict.fromkeys(m.topic_title for m in report.materials))
        )
    for rule in report.rules:
        if rule.outcome:
            yield strings.DECISION_RULES.format(paragraph=clean(rule.paragraph))


def contents(entries: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> Markup:
    """The contents: sections with their subsections, each a link (page numbers come in print).

    Args:
        entries: (anchor, heading, ((anchor, subheading), …)) in order.
    """
    return tag(
        "nav",
        template("contents.html.j2", heading=strings.CONTENTS, entries=entries),
        class_="contents",
        aria_labelledby="contents",
    )


FINDINGS = (_totals, _channel, _why, _handling, _surveys, _problems, _trends, _measures)
DECISIONS = (_decide_map, _decide_queue, _decide_rest)
