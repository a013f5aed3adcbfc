"""Problems and needs: what was found, by kind of client and by the powers that are shown apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from painmap.report import figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Heading, Prose, TableBlock
from painmap.report.drawing import Bar
from painmap.report.formats import (
    DASH,
    FEW,
    ShareRules,
    clean,
    counted,
    decimal,
    inner,
    number,
    trimmed,
)  # fmt: skip
from painmap.report.html import join, paragraphs, tag
from painmap.report.sections import audits, severity
from painmap.report.sections.data import of_section, table_block
from painmap.report.sections.words import KINDS, count_kinds, problem
from painmap.report_data import (
    CLIENT_TITLES,
    GONE,
    LEVEL_WORDS,
    Number,
    Problem,
    ReportData,
    ReportScope,
    Table,
    TableRow,
)

_QUOTED, _QUOTE_LENGTH = 2, 200
# Remarks that are printed one by one; a report is no register.
_REMARKS = 40


def problems(report: ReportData) -> Iterator[Block]:
    """Ranked chart, table and masked quotes (internal edition, external clients) by client kind."""
    for kind in KINDS:
        chosen = [p for p in report.problems if p.client_kind == kind]
        if not chosen:
            continue
        yield Heading(strings.TREND_KINDS[kind], f"problems-{kind}")
        if kind == "internal" or not report.scopes:
            yield from _of_kind(report, kind, chosen, kind)
            continue
        yield from _audit(report, kind)
        for place, scope in enumerate(report.scopes, start=1):
            name = f"{kind}-{scope.id}"
            title = strings.SCOPE.format(number=place, title=clean(scope.title))
            yield Heading(title, f"problems-{name}", level=4)
            yield from _of_kind(report, kind, _of_scope(report, chosen, scope), name, clean(scope.title))
    for key, table in of_section(report, "problems").items():
        yield _listed(report, key, table) if table.metric == "remarks" else table_block(report, key, table)


def _listed(report: ReportData, key: str, table: Table) -> Block:
    """The list of remarks, its first rows one by one and the others by object; a sentence for none."""
    rows = [row for row in table.rows if row.role == "item"]
    if all(row.cells["period"] == Number(value=0) for row in table.rows):
        kind = CLIENT_TITLES.get(table.client_kind, "")
        return Prose(paragraphs([strings.REMARKS_NONE.format(kind=kind)]))
    shown, left = rows[:_REMARKS], rows[_REMARKS:]
    totals = [row for row in table.rows if row.role != "item"]
    more = [_more(left)] if left else []
    return table_block(report, key, table.model_copy(update={"rows": (*shown, *more, *totals)}))


def _more(left: Sequence[TableRow]) -> TableRow:
    """What stands for the rows that are not printed: how many remarks of which object."""
    objects: Counter[str] = Counter()
    for row in left:
        cell = row.cells["period"]
        objects[str(row.cells["object"])] += int((isinstance(cell, Number) and cell.value) or 0)
    told = (strings.REMARKS_OF.format(title=title, count=n) for title, n in objects.items())
    text = strings.REMARKS_MORE.format(
        count=counted(objects.total(), strings.FORMS["appeals"]), objects="; ".join(told)
    )
    blank: dict[str, Number | str] = dict.fromkeys(left[0].cells, "")
    return TableRow(
        label="", role="aside", cells=blank | {"what": text, "period": Number(value=objects.total())}
    )


def _of_scope(report: ReportData, chosen: Sequence[Problem], scope: ReportScope) -> list[Problem]:
    """The problems of the processes of a scope; the last one has all that no other names."""
    owners = {process: s.id for s in report.scopes for process in s.processes}
    return [p for p in chosen if owners.get(p.process_id, report.scopes[-1].id) == scope.id]


def _of_kind(
    report: ReportData, kind: str, chosen: Sequence[Problem], name: str, scope: str = ""
) -> Iterator[Block]:
    """Chart, table and quotes of some problems of one client kind, called `name` in the document."""
    powers = strings.OF_SCOPE.format(title=scope) if scope else ""
    yield Prose(paragraphs([_found(chosen, kind)]))
    if not chosen:
        return
    if not scope:
        yield from _audit(report, kind)
    ranked = _ranked(chosen)
    if len(ranked) > 1:
        message = strings.PROBLEMS_MESSAGE[kind].format(title=inner(ranked[0].label))
        chart = figures.ranked(ranked, message + powers)
        yield FigureBlock(f"problems-{name}", chart, data_key=f"problems-list-{name}")
    grid = _problem_grid(chosen, kind, tables.share_rules(report))
    yield TableBlock(f"problems-list-{name}", replace(grid, caption=grid.caption + powers))
    signs = severity.grid(_in_order(chosen), kind, powers)
    if signs:
        yield TableBlock(f"severity-{name}", signs)
    if report.edition == "internal":
        yield from _quotes(chosen, name)


def _audit(report: ReportData, kind: str) -> Iterator[Block]:
    """How right the counts are: those of external clients, as only their texts may be read for that."""
    said = list(audits.told(report)) if kind == "external" else []
    if said:
        yield Prose(paragraphs(said))


def _in_order(chosen: Sequence[Problem]) -> list[Problem]:
    return sorted(chosen, key=lambda p: (-(p.share.value or -1), p.id))


def _found(chosen: Sequence[Problem], kind: str) -> str:
    """How many were found; those of earlier periods without evidence in this one are counted apart."""
    seen = [p for p in chosen if p.lineage not in GONE]
    gone = len(chosen) - len(seen)
    text = strings.PROBLEMS_LEAD[kind].format(counts=count_kinds(seen) or strings.PROBLEMS_NOT_FOUND)
    return f"{text} {strings.PROBLEMS_GONE.format(count=gone)}" if gone else text


def _ranked(chosen: Sequence[Problem]) -> list[Bar]:
    known = [p for p in chosen if p.share.value is not None and p.lineage not in GONE]
    bars = [
        Bar(trimmed(p.title, 110), p.share.value, number(p.share, "share"), low=p.ci_low, high=p.ci_high)
        for p in known
    ]
    return sorted(bars, key=lambda b: (-(b.value or 0), b.label))


def _problem_grid(chosen: Sequence[Problem], kind: str, rules: ShareRules) -> tables.Grid:
    aligns = ("mid", "text", "num", "num", "num", "num", "mid", "mid", "text")
    head = tuple(tables.Head(t, a) for t, a in zip(strings.PROBLEM_HEAD, aligns, strict=True))
    lines = tuple(_problem_line(i, p, rules) for i, p in enumerate(_in_order(chosen), 1))
    notes = tuple(
        text
        for text, is_used in (
            (strings.BORDER_NOTE, any(p.is_on_border and not p.is_single for p in chosen)),
            (strings.SINGLE_NOTE, any(p.is_single for p in chosen)),
        )
        if is_used
    )
    return tables.Grid(strings.PROBLEM_TABLE[kind], head, lines, notes=notes, row_head=1, class_="dense")


def _problem_line(index: int, p: Problem, rules: ShareRules) -> tables.Line:
    ends = (p.ci_low, p.ci_high)
    share = number(p.share, "share", rules)
    is_plain = p.share.value is not None and share != FEW
    interval_ = strings.INTERVAL.format(
        low=decimal(100 * (ends[0] or 0), 1), high=decimal(100 * (ends[1] or 0), 1)
    )
    return tables.Line((
        str(index), problem(p), number(p.clients, "count"),
        number(p.previous_clients, "count"), share.removesuffix("%").rstrip(),
        interval_ if is_plain and None not in ends else DASH, _level(p), LEVEL_WORDS[p.priority],
        clean(p.became),
    ))  # fmt: skip


def _level(p: Problem) -> str:
    level = LEVEL_WORDS[p.prevalence]
    if p.is_single:
        return strings.SINGLE.format(level=level)
    return strings.BORDER.format(level=level) if p.is_on_border else level


def _quotes(chosen: Sequence[Problem], name: str) -> Iterator[Block]:
    quoted = [(p, telling(p.quotes)) for p in chosen if p.client_kind == "external"]
    quoted = [(p, quotes) for p, quotes in quoted if quotes]
    if not quoted:
        return
    yield Heading(strings.QUOTES, f"quotes-{name}", level=4)
    for p, quotes in quoted:
        items = join(tag("blockquote", tag("p", f"«{inner(q, _QUOTE_LENGTH)}»")) for q in quotes)
        yield Prose(
            tag("div", join([tag("p", clean(p.title), class_="quoted lead"), items]), class_="quotes")
        )


def telling(quotes: Sequence[str], limit: int = _QUOTED) -> list[str]:
    """The first quotes in the client's own words; a clerk's annotation («О сроках …») only where no other is.

    A quote that repeats a part of another one is left out.
    """
    own = [clean(q) for q in quotes if not clean(q).startswith(strings.ANNOTATION_STARTS)]
    chosen: list[str] = []
    for quote in own or [clean(q) for q in quotes]:
        if quote and not any(quote.lower() in q.lower() or q.lower() in quote.lower() for q in chosen):
            chosen.append(quote)
    return chosen[:limit]
