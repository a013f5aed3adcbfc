"""«Изменения в составе проблем»: new, continued, split, merged, settled and returned ones, with a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from painmap.report import drawing, strings, tables
from painmap.report.blocks import Block, FigureBlock, Prose, TableBlock
from painmap.report.charts import Chart
from painmap.report.drawing import Passage
from painmap.report.formats import clean, inner, number, trimmed
from painmap.report.html import paragraphs
from painmap.report.sections import words
from painmap.report.sections.words import KINDS
from painmap.report_data import CLIENT_WORDS, LINEAGE_WORDS, Lineage, Problem, ReportData

# More than these are a list, not a picture.
_DRAWN = 14
_TITLE = 90
_ENTERED = ("split", "merged")


def lineage(report: ReportData) -> Iterator[Block]:
    """What changed since the problems of the period compared with; the table is the picture's data."""
    if not report.problems:
        return
    moved = changed(report)
    counts = Counter(p.lineage for p in report.problems)
    if counts["new"] == len(report.problems):
        yield Prose(paragraphs([strings.LINEAGE_FIRST]))
        return
    kept = counts["continued"]
    yield Prose(paragraphs([_lead(report, moved, kept)]))
    if not moved:
        return
    passages = list(_passages(moved))[:_DRAWN]
    if passages:
        yield FigureBlock("lineage", _chart(passages), data_key="lineage-list")
    yield TableBlock("lineage-list", _grid(moved))


def changed(report: ReportData) -> list[Problem]:
    """Problems that do not simply continue; one that was replaced earlier is no change of this period."""
    entered = {p.id for p in report.problems if p.lineage in _ENTERED}
    order = strings.LINEAGE_ORDER
    found = [
        p
        for p in report.problems
        if p.lineage in order and (p.lineage not in ("divided", "joined") or entered & {*p.into})
    ]
    return sorted(found, key=lambda p: (KINDS.index(p.client_kind), order.index(p.lineage), p.id))


def _lead(report: ReportData, moved: Sequence[Problem], kept: int) -> str:
    counts: Counter[Lineage] = Counter(p.lineage for p in moved)
    told = [f"{LINEAGE_WORDS[name]} — {counts[name]}" for name in strings.LINEAGE_ORDER if counts[name]]
    previous = words.period(report.previous_period)
    if not told:
        return strings.LINEAGE_NONE.format(previous=previous, kept=kept)
    return strings.LINEAGE_LEAD.format(previous=previous, told="; ".join(told), kept=kept)


def _passages(moved: Sequence[Problem]) -> Iterator[Passage]:
    """From what to what; a problem that both sides tell of is drawn once."""
    drawn: set[str] = set()
    for p in moved:
        if p.lineage == "merged":
            yield Passage(_short(p.out_of.values()), _short([p.title]), LINEAGE_WORDS["merged"])
            drawn |= {*p.out_of}
    parents = {tuple(sorted(p.out_of)): p.out_of for p in moved if p.lineage == "split"}
    for ids, titles in sorted(parents.items()):
        children = [p.title for p in moved if p.lineage == "split" and tuple(sorted(p.out_of)) == ids]
        yield Passage(_short(titles.values()), _short(children), LINEAGE_WORDS["divided"])
        drawn |= {*ids}
    for p in moved:
        if p.lineage in ("new", "reopened"):
            yield Passage((), _short([p.title]), LINEAGE_WORDS[p.lineage])
        elif p.lineage in ("closed", "unconfirmed") and p.id not in drawn:
            yield Passage(_short([p.title]), (), LINEAGE_WORDS[p.lineage])


def _short(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(trimmed(title, _TITLE) for title in titles)


def _chart(passages: Sequence[Passage]) -> Chart:
    said = []
    for p in passages:
        before, after = (", ".join(f"«{inner(t)}»" for t in side) for side in (p.before, p.after))
        said.append(" → ".join(filter(None, (before, p.word, after))))
    alt = strings.LINEAGE_ALT.format(told="; ".join(said))
    return Chart(strings.LINEAGE_FIGURE, alt, lambda: drawing.passages(passages))


def _grid(moved: Sequence[Problem]) -> tables.Grid:
    aligns = ("text", "mid", "text", "num", "num")
    head = tuple(tables.Head(t, a) for t, a in zip(strings.LINEAGE_HEAD, aligns, strict=True))
    lines = tuple(
        tables.Line((
            words.problem(p), CLIENT_WORDS[p.client_kind], _became(p),
            number(p.previous_clients, "count"), number(p.clients, "count"),
        ))
        for p in moved
    )  # fmt: skip
    return tables.Grid(strings.LINEAGE_TABLE, head, lines)


def _became(p: Problem) -> str:
    if p.lineage in _ENTERED and p.out_of:
        titles = ", ".join(f"«{inner(t)}»" for t in p.out_of.values())
        return strings.LINEAGE_FROM[p.lineage].format(titles=titles)
    return clean(p.became)
