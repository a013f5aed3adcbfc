"""The problem map in the exact form of Прил. 3, the order of processes, and what else is proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from painmap.errors import PainmapError
from painmap.periods import Period
from painmap.report import strings, tables
from painmap.report.blocks import Block, Heading, Prose, TableBlock
from painmap.report.formats import clean, counted_of, decimal, number, short_date
from painmap.report.html import bullets, paragraphs, tag
from painmap.report.sections import outline, promises, trail
from painmap.report.sections.data import of_section, table_block
from painmap.report.sections.words import KINDS, problem
from painmap.report_data import (
    CLIENT_TITLES,
    GONE,
    LEVEL_WORDS,
    MAP_COLUMNS,
    PART_TITLES,
    STATUS_WORDS,
    MapRow,
    MaterialTopic,
    Problem,
    ProcessRank,
    ReportData,
    RuleOutcome,
)

_MAP_WIDTHS = (4, 21, 17, 17, 21, 11, 9)


def problem_map(report: ReportData) -> Iterator[Block]:
    """«Карта проблем»: two tables with the seven columns of the order, then the order of redesign."""
    if not report.map_rows:
        return
    yield Prose(paragraphs(_map_lead(report)))
    for kind in KINDS:
        chosen = [row for row in report.map_rows if row.client_kind == kind]
        yield Heading(PART_TITLES[kind], f"map-{kind}")
        if chosen:
            yield TableBlock(f"map-{kind}", map_grid(report, chosen))
        else:
            yield Prose(
                paragraphs([strings.MAP_EMPTY if report.edition == "internal" else strings.MAP_EMPTY_PUBLIC])
            )
    if report.working_group_uses:
        yield Heading(strings.MAP_USES, "map-uses")
        yield Prose(bullets(clean(use) for use in report.working_group_uses))
    yield from _queue(report)
    yield from promises.promises(report)


def _map_lead(report: ReportData) -> Iterator[str]:
    if report.map_ground:
        yield strings.MAP_GROUND.format(ground=clean(report.map_ground).rstrip("."))
    if any(row.status != "approved" for row in report.map_rows):
        states: Counter[str] = Counter(row.status for row in report.map_rows)
        told = "; ".join(f"{text} — {states[key]}" for key, text in STATUS_WORDS.items() if states[key])
        draft = strings.MAP_DRAFT if report.edition == "internal" else strings.MAP_DRAFT_PUBLIC
        yield f"{draft} {strings.MAP_STATE.format(states=told)}"
    if report.edition == "internal":
        yield strings.MAP_MEASURES.format(
            filled=sum(bool(row.measure) for row in report.map_rows),
            rows=counted_of(len(report.map_rows), strings.FORMS["rows"]),
            place=outline.reference(report, "measures"),
        )


def map_grid(report: ReportData, rows: Sequence[MapRow]) -> tables.Grid:
    """The form of Прил. 3: its seven column titles, the row of their numbers, the rows."""
    aligns = ("mid", "text", "mid", "mid", "text", "text", "mid")
    head = tuple(tables.Head(t, a, w) for t, a, w in zip(MAP_COLUMNS, aligns, _MAP_WIDTHS, strict=True))
    known = {p.id: p for p in report.problems}
    lines = tuple(
        tables.Line((
            str(row.number), _linked(report, row, _row_title(row, known.get(row.problem_id))),
            _level(row, "prevalence"), _level(row, "priority"),
            clean(row.measure), clean(row.responsible), short_date(row.due),
        ))
        for row in rows
    )  # fmt: skip
    title = strings.MAP_TITLE.format(agency=clean(report.agency_title_genitive))
    caption = f"{title}. {PART_TITLES[rows[0].client_kind]}"
    notes = tuple(note for row in rows for note in _changes(row))
    return tables.Grid(caption, head, lines, notes=notes, has_number_row=True, row_head=1, class_="map")


def _level(row: MapRow, column: str) -> str:
    """The level that stands, the computed one beside it where a person set another."""
    computed = next((change.computed for change in row.changes if change.column == column), None)
    level = LEVEL_WORDS[getattr(row, column)]
    if computed in (None, getattr(row, column)):
        return level
    return strings.MAP_CHANGED.format(level=level, computed=LEVEL_WORDS[computed])


def _changes(row: MapRow) -> Iterator[str]:
    """Who set each level in place of the computed one, when and why."""
    for change in row.changes:
        yield strings.MAP_CHANGE.format(
            number=row.number,
            column={"prevalence": 3, "priority": 4}[change.column],
            role=clean(change.author_role),
            day=short_date(change.day),
            reason=clean(change.reason).rstrip("."),
        )


def _row_title(row: MapRow, found: Problem | None) -> str:
    """The title, whether it is a need, and what became of a problem whose evidence has vanished."""
    if row.is_added:
        return strings.MAP_ADDED.format(title=clean(row.title))
    title = problem(found) if found else clean(row.title)
    gone = found is not None and found.lineage in GONE
    return f"{title} ({clean(found.became)})" if found and gone else title


def _linked(report: ReportData, row: MapRow, title: str) -> str:
    """The title as a link to what the row rests on, where this edition tells that."""
    if row.is_added or "evidence" not in report.sections:
        return title
    return tag("a", title, href=f"#{trail.anchor(row.problem_id)}")


def _queue(report: ReportData) -> Iterator[Block]:
    if not report.processes:
        return
    yield Heading(strings.QUEUE, "queue")
    for kind in KINDS:
        chosen = [p for p in report.processes if p.client_kind == kind]
        if chosen:
            yield TableBlock(f"queue-{kind}", _queue_grid(report, chosen, kind))


def _queue_grid(report: ReportData, chosen: Sequence[ProcessRank], kind: str) -> tables.Grid:
    numbers = {row.problem_id: row.number for row in report.map_rows}
    aligns = ("mid", "text", "text", "mid", "num", "mid", "mid")
    head = tuple(tables.Head(t, a) for t, a in zip(strings.QUEUE_HEAD, aligns, strict=True))
    lines = tuple(
        tables.Line((
            str(p.rank), clean(p.name), clean(p.unit), LEVEL_WORDS[p.level], decimal(p.score),
            str(p.effort) if p.effort else strings.NOT_SET,
            ", ".join(str(n) for n in sorted(numbers[i] for i in p.problem_ids if i in numbers)) or "–",
        ))
        for p in chosen
    )  # fmt: skip
    is_tied = len({p.rank for p in chosen}) < len(chosen)
    notes = (strings.QUEUE_NOTE,) if is_tied else ()
    return tables.Grid(
        strings.QUEUE_TABLE[kind], head, lines, notes=notes, row_head=1, class_="dense landscape"
    )


def materials(report: ReportData) -> Iterator[Block]:
    """Topics for which guidance is missing, and those whose guidance does not do."""
    if not report.materials:
        yield from _no_materials(report)
        return
    yield Prose(paragraphs([strings.MATERIALS_LEAD, *_among(report, strings.MATERIALS_AMONG)]))
    if all(m.material for m in report.materials):
        yield Prose(paragraphs([strings.MATERIALS_NONE]))
    for name, title, is_mended in MATERIAL_LISTS:
        for kind in KINDS:
            chosen = [m for m in report.materials if bool(m.material) is is_mended and m.client_kind == kind]
            if chosen:
                key = name if kind == "external" else f"{name}-{kind}"
                caption = f"{title}: {CLIENT_TITLES[kind]}"
                yield TableBlock(key, _materials_grid(caption, chosen, is_mended=is_mended))


def _no_materials(report: ReportData) -> Iterator[Block]:
    """That no topic wants guidance, where that is known."""
    if report.hidden.get("materials", 0):
        return
    if report.is_without_appeals("external"):
        yield Prose(paragraphs([strings.MATERIALS_NO_APPEALS]))
    elif not report.guidance_gaps:
        among = [*_among(report, strings.MATERIALS_NOT_FOUND_AMONG)]
        yield Prose(paragraphs(among or [strings.MATERIALS_NOT_FOUND]))


def _among(report: ReportData, sentence: str) -> Iterator[str]:
    """The sentence, where many appeals state no reason."""
    if report.guidance_known:
        stated, total = report.guidance_known
        yield sentence.format(stated=decimal(stated), total=decimal(total))


def _materials_grid(caption: str, chosen: Sequence[MaterialTopic], *, is_mended: bool) -> tables.Grid:
    titles, aligns = [*strings.MATERIALS_HEAD], ["mid", "text", "text", "num", "num", "mid"]
    has_problems = any(m.problems for m in chosen)
    extra = ((is_mended, strings.MATERIALS_MATERIAL), (has_problems, strings.MATERIALS_PROBLEMS))
    for is_shown, title in extra:
        titles, aligns = ([*titles, title], [*aligns, "text"]) if is_shown else (titles, aligns)
    head = tuple(tables.Head(t, a) for t, a in zip(titles, aligns, strict=True))
    lines = []
    for m in chosen:
        over = strings.MATERIALS_OVER.format(over=m.quarters_over, known=m.quarters_known)
        cells = [clean(m.topic_code), clean(m.topic_title), _period(m.quarter)]
        cells += [number(m.requests, "count"), number(m.previous, "count"), over]
        cells += [clean(m.material)] if is_mended else []
        cells += ["; ".join(map(clean, m.problems)) or "–"] if has_problems else []
        lines.append(tables.Line(tuple(cells)))
    return tables.Grid(caption, head, tuple(lines), row_head=1)


def _period(text: str) -> str:
    try:
        return Period.parse(text).label
    except PainmapError:
        return clean(text)


def extra_collection(report: ReportData) -> Iterator[Block]:
    """The explicit rules of additional collection, each with its figures and outcome."""
    if report.rules:
        yield Prose(paragraphs([strings.RULES_LEAD]))
    yield from rule_blocks(report)
    for key, table in of_section(report, "extra_collection").items():
        yield table_block(report, key, table)


def rule_blocks(report: ReportData) -> Iterator[Block]:
    """Each rule: its conditions, the outcome with what follows, and whether it holds with other limits."""
    for rule in report.rules:
        yield TableBlock(f"rule-{rule.id}", _rule_grid(rule))
        told = strings.RULE_OUTCOME[rule.id][rule.outcome].format(paragraph=clean(rule.paragraph))
        if rule.outcome and rule.questionnaire:
            told += strings.RULE_QUESTIONNAIRE.format(questionnaire=clean(rule.questionnaire))
        yield Prose(paragraphs([told, *_sensitivity(rule)]))


def _sensitivity(rule: RuleOutcome) -> Iterator[str]:
    moved = [(factor, outcome) for factor, outcome in rule.sensitivity if factor != 1]
    if not moved:
        return
    if all(outcome is rule.outcome for _, outcome in moved):
        factors = strings.RULE_OR.join(decimal(factor, 2) for factor, _ in moved)
        yield strings.RULE_STABLE.format(factors=factors)
        return
    said = (
        strings.RULE_AT.format(factor=decimal(factor, 2), met=strings.RULE_WOULD[outcome])
        for factor, outcome in moved
    )
    yield strings.RULE_SENSITIVE.format(outcomes="; ".join(said))


def _rule_grid(rule: RuleOutcome) -> tables.Grid:
    head = tuple(
        tables.Head(t, a) for t, a in zip(strings.RULE_HEAD, ("text", "text", "text", "mid"), strict=True)
    )
    lines = tuple(
        tables.Line((clean(what), clean(value), clean(limit), strings.RULE_MET[met]))
        for what, value, limit, met in rule.conditions
    )
    return tables.Grid(strings.RULES[rule.id], head, lines)


def revisions(report: ReportData) -> Iterator[Block]:
    """What changed since the last released edition; there is none before the first release."""
    yield Prose(paragraphs([strings.REVISIONS_NONE.format(period=Period.parse(report.period).label)]))
    for key, table in of_section(report, "revisions").items():
        yield table_block(report, key, table)


MATERIAL_LISTS = (
    ("materials", strings.MATERIALS_TABLE, False),
    ("materials-mend", strings.MATERIALS_MEND, True),
)
