"""«Основания карты проблем»: from each row to its rule and points, counts by channel and quarter, quotes."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from painmap.report import strings, tables
from painmap.report.blocks import Block, Heading, Prose, TableBlock
from painmap.report.formats import DASH, FEW, ShareRules, clean, counted, decimal, inner, number, short_date
from painmap.report.html import join, paragraphs, tag
from painmap.report.sections import conclusions, outline
from painmap.report.sections.pains import telling
from painmap.report.sections.words import problem
from painmap.report_data import (
    LEVEL_WORDS,
    PART_NUMBERS,
    SCORE_PARTS,
    STATUS_WORDS,
    MapRow,
    Portion,
    Problem,
    ReportData,
)

_QUOTED, _QUOTE_LENGTH = 5, 400


def anchor(problem_id: str) -> str:
    """Where the evidence of a row stands in the document."""
    return f"why-{problem_id}"


def evidence(report: ReportData) -> Iterator[Block]:
    """An entry for each row of the map, in its order; the rows link to them."""
    known = {p.id: p for p in report.problems}
    rows = [(row, known[row.problem_id]) for row in report.map_rows if row.problem_id in known]
    if not rows:
        return
    yield Prose(paragraphs([strings.TRAIL_LEAD.format(place=outline.reference(report, "methodology"))]))
    rules = tables.share_rules(report)
    for row, found in rows:
        yield from _entry(report, row, found, rules)


def _entry(report: ReportData, row: MapRow, found: Problem, rules: ShareRules) -> Iterator[Block]:
    part = PART_NUMBERS[row.client_kind]
    name = strings.TRAIL_ROW.format(part=part, number=row.number, title=problem(found))
    yield Heading(name, anchor(row.problem_id), level=4)
    back = tag("p", tag("a", strings.TRAIL_BACK, href=f"#map-{row.client_kind}"))
    yield Prose(join([paragraphs(_told(report, row, found)), back]))
    if found.portions:
        caption = strings.TRAIL_TABLE.format(part=part, number=row.number)
        yield TableBlock(f"why-{row.problem_id}", _grid(caption, found.portions, rules))
    if row.client_kind == "internal":
        yield Prose(paragraphs([strings.TRAIL_STAFF]))
    elif said := telling(found.quotes, _QUOTED):
        yield Prose(_quotes(said))


def _told(report: ReportData, row: MapRow, found: Problem) -> Iterator[str]:
    """Rule and points, what changed, what people decided; a sentence each."""
    yield strings.TRAIL_STATE.format(
        became=clean(found.became), status=STATUS_WORDS[row.status], step=_step(row)
    )
    yield _spread(report, found)
    yield _points(report, found)
    yield _trend(report, found)
    for change in row.changes:
        yield strings.MAP_CHANGE.format(
            number=row.number,
            column={"prevalence": 3, "priority": 4}[change.column],
            role=clean(change.author_role),
            day=short_date(change.day),
            reason=clean(change.reason).rstrip("."),
        )
    audit = report.audit.problems.get(found.id) if report.audit else None
    if audit and audit.share.value is not None and audit.judged.value:
        right = round(audit.share.value * audit.judged.value)
        yield strings.TRAIL_AUDIT.format(right=decimal(right), judged=decimal(audit.judged.value))


def _step(row: MapRow) -> str:
    step = row.status_step
    return strings.TRAIL_STEP.format(role=clean(step.author_role), day=short_date(step.day)) if step else ""


def _spread(report: ReportData, found: Problem) -> str:
    """Column 3: the share with its interval, the rule, in how many draws the level is the same."""
    level = LEVEL_WORDS[found.prevalence]
    if found.share.value is None or not found.share.base:
        return strings.TRAIL_SPREAD_NONE.format(level=level)
    rule = report.parameters.get(strings.RULE_NAMES[f"prevalence-{found.client_kind}"], "")
    return strings.TRAIL_SPREAD.format(
        level=level,
        clients=counted(found.clients.value or 0, strings.FORMS["clients"]),
        base=decimal(found.share.base),
        share=decimal(100 * found.share.value, 1),
        low=decimal(100 * (found.ci_low or 0), 1),
        high=decimal(100 * (found.ci_high or 0), 1),
        rule=clean(str(rule)),
        single=strings.TRAIL_SINGLE if found.is_single else "",
        sure=_sure(found, "prevalence"),
    )


def _points(report: ReportData, found: Problem) -> str:
    """Column 4: the points and their parts, the rule, what forced it, in how many draws it is the same."""
    parts = "; ".join(
        f"{title} — {decimal(found.score_parts[key], 1)}"
        for key, title in SCORE_PARTS.items()
        if key in found.score_parts
    )
    return strings.TRAIL_POINTS.format(
        level=LEVEL_WORDS[found.priority],
        score=decimal(found.score, 1),
        parts=parts,
        rule=clean(str(report.parameters.get(strings.RULE_NAMES["priority"], ""))),
        forced=strings.TRAIL_FORCED.format(why=clean(found.forced_by)) if found.forced_by else "",
        sure=_sure(found, "priority"),
    )


def _sure(found: Problem, column: str) -> str:
    share = found.stability.get(column)
    return "" if share is None else strings.TRAIL_SURE.format(share=decimal(100 * share))


def _trend(report: ReportData, found: Problem) -> str:
    known = [t for t in report.trends if t.family == "problems" and t.code == found.id]
    said = [text for t in known if (text := conclusions.trend(t))]
    if said:
        return strings.TRAIL_TREND.format(told=said[0])
    reason = clean(known[0].result.reason).rstrip(".") if known else ""
    return strings.TRAIL_TREND_NONE.format(reason=f": {reason}" if reason else "")


def _grid(caption: str, portions: tuple[Portion, ...], rules: ShareRules) -> tables.Grid:
    aligns = ("text", "text", "num", "num", "num", "num")
    head = tuple(tables.Head(t, a) for t, a in zip(strings.TRAIL_HEAD, aligns, strict=True))
    lines = tuple(_line(p, rules) for p in portions)
    return tables.Grid(caption, head, lines, notes=(strings.TRAIL_NOTE,), row_head=1, class_="compact")


def _line(p: Portion, rules: ShareRules) -> tables.Line:
    share = number(p.share, "share", rules)
    ends = DASH
    if share != FEW and p.ci_low is not None and p.ci_high is not None:
        ends = strings.INTERVAL.format(low=decimal(100 * p.ci_low, 1), high=decimal(100 * p.ci_high, 1))
    return tables.Line((
        strings.PORTIONS[p.kind], clean(p.label), number(p.clients, "count"), decimal(p.share.base or 0),
        share.removesuffix("%").rstrip(), ends,
    ))  # fmt: skip


def _quotes(said: list[str]) -> Markup:
    items = join(tag("blockquote", tag("p", f"«{inner(q, _QUOTE_LENGTH)}»")) for q in said)
    return tag("div", join([tag("p", strings.QUOTES, class_="quoted lead"), items]), class_="quotes")
