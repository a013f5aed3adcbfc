"""Method, ledger of the order, and what the public edition does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Any

from painmap.report import figures, strings, tables
from painmap.report.blocks import Block, Heading, Prose, TableBlock
from painmap.report.formats import clean, counted, decimal, inner, long_date, parameter
from painmap.report.html import bullets, paragraphs
from painmap.report.sections import outline, plans
from painmap.report.sections.calibration import calibration
from painmap.report.sections.data import of_section, table_block
from painmap.report_data import (
    CLIENT_TITLES,
    MaskingMeasurement,
    MaskingRecall,
    ObligationRow,
    ReportData,
    ReportEvent,
)


def methodology(report: ReportData) -> Iterator[Block]:
    """Formulas, parameters as applied, limits, masking, events."""
    yield Heading(strings.METHOD_FORMULAS, "method-formulas")
    yield Prose(bullets(t for t in strings.FORMULAS if _applies(report, t)))
    if report.parameters:
        yield Heading(strings.METHOD_PARAMETERS, "method-parameters")
        lines = tuple(tables.Line(pair) for pair in _flat(report.parameters) if _applies(report, pair[0]))
        yield TableBlock(
            "parameters", _grid(strings.METHOD_PARAMETERS, strings.METHOD_HEAD, ("text", "text"), lines)
        )
    if "trends" in report.sections:
        yield from calibration(report.calibration)
    yield from _masking(report)
    if report.events:
        yield Heading(strings.METHOD_EVENTS, "method-events")
        yield Prose(bullets(map(_event, sorted(report.events, key=lambda e: (e.day, e.title)))))
    yield Heading(strings.METHOD_LIMITS, "method-limits")
    yield Prose(bullets(t for t in strings.LIMITS if _applies(report, t)))
    if "extra_collection" not in report.sections and any(rule.conditions for rule in report.rules):
        yield Heading(strings.METHOD_RULES, "method-rules")
        yield from plans.rule_blocks(report)
    for key, table in of_section(report, "methodology").items():
        yield table_block(report, key, table)


def _event(event: ReportEvent) -> str:
    """With the clients whom it concerns, unless it concerns all."""
    told = figures.dated([event])
    if set(event.client_kinds) == set(CLIENT_TITLES):
        return told
    kinds = ", ".join(CLIENT_TITLES[kind] for kind in event.client_kinds)
    return strings.EVENT_OF.format(event=told, kinds=kinds)


def _applies(report: ReportData, text: str) -> bool:
    """Whether a rule tells of a section that this edition has."""
    absent = [begins for name, begins in strings.METHOD_OF.items() if name not in report.sections]
    return not any(text.startswith(begins) for begins in absent)


def _grid(
    caption: str, titles: Sequence[str], aligns: Sequence[str], lines: tuple[tables.Line, ...], **more: Any
) -> tables.Grid:
    head = tuple(tables.Head(t, a) for t, a in zip(titles, aligns, strict=True))
    return tables.Grid(caption, head, lines, **more)


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name == "shares" and isinstance(value, Mapping) and set(strings.SHARES) <= set(value):
            yield strings.SHARES_TITLE, "; ".join(f"{t} {value[k]}" for k, t in strings.SHARES.items())
            continue
        title = strings.PARAMETERS.get(str(name), clean(name))
        title = f"{prefix}: {title}" if prefix else title
        if isinstance(value, Mapping):
            yield from _flat(value, title)
        else:
            yield title, parameter(value)


def _masking(report: ReportData) -> Iterator[Block]:
    yield Heading(strings.METHOD_MASKING, "method-masking")
    if report.masking is None:
        yield Prose(paragraphs([strings.METHOD_MASKING_NONE]))
        return
    total = counted(sum(n for _, n in report.masking.counts), strings.FORMS["details"])
    yield Prose(paragraphs([strings.METHOD_MASKING_LEAD.format(count=total)]))
    measured = report.masking.measurements
    counts = dict(report.masking.counts)
    titles = dict.fromkeys([*counts, *(r.title for m in measured for r in m.recalls)])
    if titles:
        found = [{r.title: r for r in m.recalls} for m in measured]
        lines = tuple(
            tables.Line((clean(t), decimal(counts.get(t, 0)), *(_recall(one.get(t)) for one in found)))
            for t in titles
        )
        recalls = (_corpus(m.corpus, strings.METHOD_MASKING_RECALL) for m in measured)
        head = (*strings.METHOD_MASKING_HEAD, *recalls)
        grid = _grid(strings.METHOD_MASKING, head, ("text", *["num"] * (1 + len(measured))), lines)
        yield TableBlock("masking", grid)
    if measured:
        yield Prose(paragraphs([strings.METHOD_MASKING_MEASURED]))
        yield Prose(bullets(map(_source, measured)))
        yield Prose(paragraphs([strings.METHOD_MASKING_UNKNOWN]))


def _source(one: MaskingMeasurement) -> str:
    return strings.METHOD_MASKING_SOURCE.format(
        corpus=_corpus(one.corpus, strings.METHOD_MASKING_CORPORA),
        texts=counted(one.texts, strings.FORMS["texts"]),
        day=long_date(one.measured_on),
        other=decimal(100 * one.other_masked, 1),
    )


def _corpus(corpus: str, words: Mapping[str, str]) -> str:
    return words.get(corpus, clean(corpus))


def _recall(one: MaskingRecall | None) -> str:
    """Rounded down: what is not wholly found is never printed as 100; «…»: a type without labels."""
    if one is None:
        return "…"
    share = decimal(floor(1000 * one.recall + 1e-6) / 10, 1)
    return strings.METHOD_MASKING_CELL.format(share=share, n=decimal(one.n))


def ledger(report: ReportData) -> Iterator[Block]:
    """Each paragraph of the act with the section that meets it."""
    if not report.obligations:
        return
    yield Prose(paragraphs([strings.LEDGER_LEAD]))
    lines = tuple(_obligation(report, row) for row in report.obligations)
    aligns = (("text", 12), ("text", 38), ("text", 25), ("text", 25))
    head = tuple(tables.Head(title, *how) for title, how in zip(strings.LEDGER_HEAD, aligns, strict=True))
    yield TableBlock("ledger", tables.Grid(strings.LEDGER_TABLE, head, lines, class_="dense ledger"))


def _obligation(report: ReportData, row: ObligationRow) -> tables.Line:
    status = row.status
    if row.section in strings.SECTIONS and status in strings.OBLIGATION_STATUS:
        places = [outline.reference(report, name) for name in (row.section, row.also) if name]
        said = strings.OBLIGATION_STATUS[status].format(place=strings.AND.join(places))
    else:
        said = strings.OBLIGATION_BARE.get(status, strings.OBLIGATION_STATUS.get(status, clean(status)))
    if row.missing and status in strings.OBLIGATION_MISSING:
        said += strings.OBLIGATION_MISSING[status].format(missing="; ".join(clean(m) for m in row.missing))
    return tables.Line((clean(row.paragraph), f"«{inner(row.quote, 700)}»", clean(row.asks, 400), said))


def not_published(report: ReportData) -> Iterator[Block]:
    """What disclosure control and the profile keep out of the public edition, in counts."""
    yield Prose(paragraphs([strings.NOT_PUBLISHED_LEAD]))
    order = {key: place for place, key in enumerate(report.tables)}
    keys = sorted(report.hidden, key=lambda key: order.get(key, len(order)))
    hidden = {key: n for key in keys if (n := report.hidden[key]) and _is_told(report, key)}
    if hidden:
        lines = tuple(tables.Line((_table_title(report, key), decimal(n))) for key, n in hidden.items())
        grid = _grid(strings.NOT_PUBLISHED_TABLE, strings.NOT_PUBLISHED_HEAD, ("text", "num"), lines)
        yield TableBlock("not-published", grid)
    else:
        yield Prose(paragraphs([strings.NOT_PUBLISHED_NONE]))
    left = [title for name, title in strings.SECTIONS.items() if name not in report.sections]
    if left:
        yield Prose(
            paragraphs(
                [strings.NOT_PUBLISHED_SECTIONS.format(sections=", ".join(f"«{inner(t)}»" for t in left))]
            )
        )


def _is_told(report: ReportData, key: str) -> bool:
    """Whether the reader meets the table or part: what stands in a section of this edition."""
    section = report.tables[key].section if key in report.tables else strings.HIDDEN_SECTIONS.get(key, key)
    return section in report.sections


def _table_title(report: ReportData, key: str) -> str:
    table = report.tables.get(key)
    if table is None:
        return strings.HIDDEN_TITLES.get(key, clean(key))
    return str(table_block(report, key, table).grid.caption)
