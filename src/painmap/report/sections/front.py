"""Title page and «Основные результаты»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from painmap.periods import Period
from painmap.report import strings
from painmap.report.blocks import Block, Heading, Prose
from painmap.report.drawing import Bar
from painmap.report.formats import clean, counted, decimal, inner, long_date
from painmap.report.html import bullets, tag, template
from painmap.report.sections import pick, words
from painmap.report.sections.words import KINDS
from painmap.report_data import FINISHED_STATES, GONE, Number, ReportData, Table


def cover(report: ReportData) -> Markup:
    """The title page: agency, period, cut-off, edition, order, signatures by post."""
    order = strings.ORDER_BASIS.format(
        title=clean(report.order_title), reference=clean(report.order_reference)
    )
    is_unsaid_draft = report.is_order_draft and strings.DRAFT_STEM not in report.order_reference.lower()
    return template(
        "cover.html.j2",
        agency=clean(report.agency_title),
        region=clean(report.region),
        title=strings.REPORT_TITLE.format(agency=clean(report.agency_title_genitive)),
        period=Period.parse(report.period).label,
        as_of=strings.AS_OF.format(day=long_date(report.as_of)),
        demo=strings.DEMO if report.is_demo else "",
        stamp=strings.PUBLIC_STAMP if report.edition == "public" else strings.STAMP,
        order=order.rstrip("."),
        draft=strings.ORDER_DRAFT if is_unsaid_draft else "",
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
    if report.is_without_appeals(*KINDS):
        yield strings.FINDING_NO_APPEALS
        return
    first, second = ("people", "appeals") if report.people_first else ("appeals", "people")
    previous = strings.FINDING_BEFORE.format(previous=words.period(report.previous_period))
    for kind in KINDS:
        keys = (f"channels-{first}-{kind}", f"channels-{second}-{kind}", f"kinds-{kind}")
        for table in [report.tables[key] for key in keys if key in report.tables][:1]:
            now, before, change = pick.total(table)
            if now is None or before is None:
                continue
            forms = strings.FORMS[strings.UNIT_FORMS.get(table.unit, "appeals")]
            yield strings.FINDING_TOTAL.format(
                kind=strings.TREND_KINDS[kind],
                now=counted(now, forms),
                before=decimal(before),
                previous=previous,
                change=total_change(table, change),
            )
            previous = strings.FINDING_BEFORE_SHORT


def total_change(table: Table, change: str) -> str:
    """« (изменение +12 %)»; why there is none where both totals are known."""
    if change:
        return strings.FINDING_TOTAL_CHANGE.format(change=change)
    return strings.FINDING_TOTAL_INCOMPLETE if pick.lacks_change(table) else ""


def _lead(report: ReportData, names: Sequence[str], sentence: str) -> Iterator[str]:
    for table in [report.tables[name] for name in names if name in report.tables][:1]:
        top = pick.top(table)
        if top is not None:
            yield _with_share(sentence, top, table, inner(top.label))


def _with_share(sentence: str, row: Bar, table: Table, label: str) -> str:
    previous = strings.FINDING_PREVIOUS.format(share=row.previous_text) if row.previous_text else ""
    return sentence.format(label=label, share=row.text, base=words.share_base(table), previous=previous)


def _channel(report: ReportData) -> Iterator[str]:
    first = "people" if report.people_first else "appeals"
    yield from _lead(
        report, (f"channels-{first}-external", "channels-appeals-external"), strings.FINDING_CHANNEL
    )


def _why(report: ReportData) -> Iterator[str]:
    yield from _lead(report, ("reasons-external",), strings.FINDING_REASON)
    yield from _reasons_unknown(report)
    yield from _lead(report, ("topics-external",), strings.FINDING_TOPIC)


def _reasons_unknown(report: ReportData) -> Iterator[str]:
    """Where more appeals lack a reason than share the main one, its share says little of itself."""
    table = report.tables.get("reasons-external")
    top = pick.top(table) if table else None
    for lack in pick.uncoded(table) if table and top else []:
        if top and (lack.value or 0) > (top.value or 0):
            before = lack.previous_text
            yield strings.FINDING_REASON_UNKNOWN.format(
                share=lack.text,
                previous=strings.FINDING_REASON_PREVIOUS.format(share=before) if before else "",
            )


def _handling(report: ReportData) -> Iterator[str]:
    yield from _in_time(report)
    table = report.tables.get("complaints-external")
    rows = [row for row in pick.rows(table) if row.value is not None] if table else []
    if report.is_without_appeals("external"):
        return
    if table and table.is_unstated:
        yield strings.FINDING_COMPLAINTS_UNKNOWN if table.base else strings.FINDING_COMPLAINTS_KINDLESS
    elif rows:
        parts = "; ".join(f"{row.label.lower()} — {row.text}" for row in rows)
        count = counted(table.base, strings.FORMS["complaints"]) if table and table.base else ""
        total = strings.FINDING_COMPLAINTS_TOTAL.format(count=count) if count else ""
        yield strings.FINDING_COMPLAINTS.format(total=total, parts=parts)


def _in_time(report: ReportData) -> Iterator[str]:
    """The share answered in time is told whatever its rank: the largest class may be another one."""
    table = report.tables.get("terms-external")
    for row in pick.rows(table)[:1] if table else []:
        if table and row.value is not None:
            told = _with_share(strings.FINDING_TERMS, row, table, inner(row.label).lower())
            yield f"{told}{_no_date(table)}."


def _no_date(table: Table) -> str:
    """Those that may have been answered in time too: an answer without its date tells nothing."""
    cells = [r.cells.get("period") for r in table.rows if r.code == "no_date"]
    count = sum(cell.value or 0 for cell in cells if isinstance(cell, Number))
    return strings.FINDING_TERMS_NO_DATE.format(count=decimal(count)) if count else ""


def _surveys(report: ReportData) -> Iterator[str]:
    for kind in KINDS:
        for best, worst in pick.extremes(report, f"surveys_{kind}")[:1]:
            yield strings.FINDING_SURVEY[kind].format(
                best=inner(words.question(best.label)), best_mean=best.text,
                worst=inner(words.question(worst.label)), worst_mean=worst.text,
            )  # fmt: skip


def _problems(report: ReportData) -> Iterator[str]:
    found = [p for p in report.problems if p.lineage not in GONE]
    if not found:
        return
    counts, high = words.count_kinds(found), [p for p in found if p.prevalence == "high"]
    if not high:
        yield strings.FINDING_PROBLEMS_NO_HIGH.format(counts=counts)
        return
    high.sort(key=lambda p: (p.client_kind, -(p.share.value or 0), p.id))
    yield strings.FINDING_PROBLEMS.format(
        counts=counts, high=len(high), titles=pick.names(p.title for p in high)
    )


def _trends(report: ReportData) -> Iterator[str]:
    if not report.trends or report.is_without_appeals(*KINDS):
        return
    said = {verdict: words.changed(report.trends, verdict) for verdict in ("growth", "decline")}
    mixed = words.mixed(report.trends)
    if not any(said.values()) and not mixed:
        yield strings.FINDING_TRENDS_NONE
        return
    for verdict, text in said.items():
        yield strings.FINDING_TRENDS[verdict].format(what=text) if text else strings.FINDING_NONE[verdict]
    if mixed:
        yield strings.FINDING_MIXED.format(what=mixed)


def _measures(report: ReportData) -> Iterator[str]:
    if not report.measures:
        return
    told = [m for m in report.measures if m.result.verdict in ("growth", "decline")]
    good = [m for m in told if m.result.verdict == m.direction]
    bad = [m for m in told if m.result.verdict != m.direction]
    if good:
        yield strings.FINDING_MEASURES.format(
            found=len(good),
            total=len(report.measures),
            titles=pick.names(m.measure for m in good),
            caveats=strings.FINDING_MEASURES_WHERE if "measures" in report.sections else "",
        )
    if bad:
        yield strings.FINDING_MEASURES_BAD.format(titles=pick.names(m.measure for m in bad))
    if not told:
        yield strings.FINDING_MEASURES_NONE.format(total=len(report.measures))


def _decide_map(report: ReportData) -> Iterator[str]:
    if report.map_rows and "problem_map" in report.sections:
        rows = counted(len(report.map_rows), strings.FORMS["rows"])
        lineages = {p.id: p.lineage for p in report.problems}
        found = [lineages.get(r.problem_id, "") for r in report.map_rows]
        is_gone = report.is_without_appeals(*KINDS) or all(lineage in GONE for lineage in found)
        unconfirmed = strings.DECISION_MAP_UNCONFIRMED if is_gone else ""
        yield strings.DECISION_MAP.format(rows=rows, unconfirmed=unconfirmed)
        open_rows = [r.title for r in report.map_rows if r.priority == "high" and not (r.measure and r.due)]
        if open_rows:
            yield strings.DECISION_HIGH.format(titles=pick.names(open_rows))
        yield from _decide_finished(report)


def _decide_finished(report: ReportData) -> Iterator[str]:
    """Rows whose measures are behind them; those of high priority are asked for above."""
    over = {m.problem_id for m in report.measures if m.state in FINISHED_STATES}
    rows = [r for r in report.map_rows if r.priority != "high" and not r.measure and r.problem_id in over]
    if rows:
        yield strings.DECISION_FINISHED.format(titles=pick.names(r.title for r in rows))


def _decide_queue(report: ReportData) -> Iterator[str]:
    first = [p.name for p in report.processes if p.rank == 1]
    if first and "problem_map" in report.sections:
        yield strings.DECISION_QUEUE.format(titles=pick.names(first))


def _decide_rest(report: ReportData) -> Iterator[str]:
    wanted = ((False, strings.DECISION_MATERIALS), (True, strings.DECISION_MATERIALS_MEND))
    for is_mended, said in wanted:
        titles = dict.fromkeys(m.topic_title for m in report.materials if bool(m.material) is is_mended)
        if titles:
            yield said.format(titles=pick.names(titles))
    for rule in report.rules:
        if rule.outcome:
            yield strings.DECISION_RULES[rule.id].format(paragraph=clean(rule.paragraph))


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
