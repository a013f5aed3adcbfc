"""Sources and appeals: the sections that print tables of figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from markupsafe import Markup

from painmap.report import coincidences, figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Heading, Prose, TableBlock
from painmap.report.formats import clean, decimal, inner
from painmap.report.html import paragraphs, tag
from painmap.report.sections import cases, outline, pick
from painmap.report.sections.words import period, share_base
from painmap.report_data import CLIENT_TITLES, MonthlySeries, Number, ReportData, Table, TableRow

_FEW_EXPECTED = 10
_OF_ONE_KIND = ("surveys_external", "surveys_internal")


def of_section(report: ReportData, section: str) -> dict[str, Table]:
    """The tables of a section in their order."""
    return {key: table for key, table in report.tables.items() if table.section == section}


def table_block(report: ReportData, key: str, table: Table) -> TableBlock:
    """A table of figures; its caption says the client kind where the title does not."""
    grid = tables.from_table(cases.first(table), tables.share_rules(report))
    # The cover says whose report it is: «Опрос внешних клиентов министерства …» is long enough without.
    caption = re.sub(re.escape(f" {report.agency_title_genitive}"), "", grid.caption, flags=re.I)
    kind = CLIENT_TITLES.get(table.client_kind, "")
    is_told = table.section in _OF_ONE_KIND or any(stem in caption.lower() for stem in strings.KIND_STEMS)
    if kind and not is_told:
        caption = f"{caption}: {kind}"
    return TableBlock(key, replace(grid, caption=caption))


def sources(report: ReportData) -> Iterator[Block]:
    """What came in, how complete it is, and what of it can be compared."""
    for key, table in of_section(report, "sources").items():
        yield table_block(report, key, _with_records(table) if key == "sources" else table)
        if key == "sources":
            yield from (Prose(paragraphs([text])) for text in compared_across(report, "all"))
    if report.quality is not None and "quality" in report.sections:
        place = tag("a", outline.reference(report, "quality"), href="#quality")
        yield Prose(tag("p", Markup(strings.SOURCES_QUALITY).format(place=place)))


def compared_across(report: ReportData, kind: str) -> Iterator[str]:
    """Events of these clients within the compared periods: a new register or law may look like growth.

    Another questionnaire concerns the answers, which are told of beside the appeals of a kind of clients.
    """
    near = coincidences.within(report)
    told = [e for e in near if e.concerns(kind) or (e.kind == "questionnaire" and kind in e.client_kinds)]
    if told:
        yield strings.TREND_EVENTS.format(events=figures.dated(told))


def _with_records(table: Table) -> Table:
    """The sources without those that gave nothing: a note names them instead of rows of zeros."""
    silent = [row for row in table.rows if _is_silent(row)]
    if not silent or len(silent) == len(table.rows):
        return table
    kept = tuple(row for row in table.rows if row not in silent)
    note = strings.SOURCES_SILENT.format(titles="; ".join(clean(row.label) for row in silent))
    return table.model_copy(update={"rows": kept, "notes": (*table.notes, note)})


def _is_silent(row: TableRow) -> bool:
    """Whether the period has no record, and the one before none or none known; a hidden figure may be any."""
    now, before = row.cells.get("period"), row.cells.get("previous")
    if not isinstance(now, Number) or not isinstance(before, Number):
        return False
    return now.value == 0 and (before.value == 0 or before.mark == "…")


def appeals(report: ReportData) -> Iterator[Block]:
    """Channels, reasons, topics, terms, outcomes; external and internal clients in tables of their own."""
    every = of_section(report, "appeals")
    if not every:
        return
    yield Prose(paragraphs([strings.APPEALS_LEAD.format(previous=period(report.previous_period))]))
    yield from _scopes(report, every)
    yield from _registered(report)
    left = {key: table for key, table in every.items() if not table.scope}
    for anchor, heading, prefixes in strings.ASPECTS:
        chosen = {key: left.pop(key) for key in list(left) if key.startswith(prefixes)}
        yield Heading(heading, anchor)
        yield from _aspect(report, anchor, chosen)
    if left:
        yield Heading(strings.ASPECT_OTHER, "other")
        yield from (_counted(report, key, table) for key, table in left.items())


def _scopes(report: ReportData, every: Mapping[str, Table]) -> Iterator[Block]:
    """The powers that are shown apart, then the heading of the whole."""
    if not report.scopes:
        return
    titles = "; ".join(f"«{inner(scope.title)}»" for scope in report.scopes)
    yield Prose(paragraphs([strings.SCOPES_LEAD.format(titles=titles)]))
    for number, scope in enumerate(report.scopes, start=1):
        yield Heading(strings.SCOPE.format(number=number, title=clean(scope.title)), f"appeals-{scope.id}")
        for key, table in every.items():
            if table.scope == scope.id:
                yield _counted(report, key, table)
    yield Heading(strings.SCOPES_WHOLE, "appeals-whole")


def _registered(report: ReportData) -> Iterator[Block]:
    for key, series in report.series.items():
        is_total = key.split("-")[0] in ("totals", "total", "appeals", "registered")
        if is_total and any(v is not None for v in series.values):
            kind = next((title for kind, title in CLIENT_TITLES.items() if kind in key), "")
            yield monthly_block(
                report, series.model_copy(update={"title": f"{series.title}, {kind}".strip(", ")})
            )


def monthly_block(report: ReportData, series: MonthlySeries) -> FigureBlock:
    """A monthly line with its figures: a row per year, a column per month."""
    data = by_year(series, report.edition)
    return FigureBlock(
        f"series-{series.id}", figures.monthly(series, report.events, report.period), data=data
    )


def by_year(series: MonthlySeries, edition: str, *, with_interval: bool = True) -> tables.Grid:
    """The values of a series with a row per year; a gap of the public edition is what it hides.

    Rows of what a model expected follow each year that it expects anything of.
    """
    is_public = edition == "public"
    years = sorted({m.year for m in series.months})
    known = {(m.year, m.month): v for m, v in zip(series.months, series.values, strict=True)}
    lines = []
    for year in years:
        # A month beyond the period has no figure to miss.
        months = ((year, month) for month in range(1, 13))
        cells = ("" if m not in known else _month(known[m], is_public=is_public) for m in months)
        lines.append(tables.Line((str(year), *cells)))
        lines += _expected(series, year, with_interval=with_interval)
    head = (tables.Head(strings.YEAR), *(tables.Head(month, "num") for month in strings.MONTHS_SHORT))
    caption = strings.MONTHLY_DATA.format(title=clean(series.title))
    return tables.Grid(caption, head, tuple(lines), class_="compact")


def _expected(series: MonthlySeries, year: int, *, with_interval: bool) -> list[tables.Line]:
    """What the model expected of the months of a year, and its interval."""
    at = {m.month: i for i, m in enumerate(series.months) if m.year == year}
    rows = (
        (strings.EXPECTED_ROW, [series.expected]),
        (strings.EXPECTED_INTERVAL_ROW, [series.expected_low, series.expected_high]),
    )
    lines = []
    for title, ends in rows[: 1 + with_interval]:
        cells = [[e[at[m]] if e and m in at else None for e in ends] for m in range(1, 13)]
        if any(None not in cell for cell in cells):
            # Of few appeals a whole number would hide what was expected.
            few = max(v for cell in cells for v in cell if v is not None) < _FEW_EXPECTED
            digits = int(few)
            told = ("" if None in cell else "–".join(decimal(v or 0, digits) for v in cell) for cell in cells)
            lines.append(tables.Line((title.format(year=year), *told)))
    return lines


def _month(value: float | None, *, is_public: bool) -> str:
    if value is not None:
        return decimal(value)
    return "X" if is_public else "…"


def _aspect(report: ReportData, anchor: str, chosen: dict[str, Table]) -> Iterator[Block]:
    if not chosen:
        yield Prose(paragraphs([strings.ASPECT_EMPTY]))
    is_charted, told = False, set[tuple[str, str]]()
    for key, table in chosen.items():
        # What is true of all tables of an aspect is said under the first one.
        new = tuple(note for note in table.notes if (table.client_kind, note) not in told)
        told.update((table.client_kind, note) for note in table.notes)
        yield _counted(report, key, table.model_copy(update={"notes": new}))
        # One picture for each aspect, of the figure that the order asks for first.
        if not is_charted and table.client_kind != "internal" and anchor in strings.CHART_MESSAGES:
            block = _bars(anchor, key, table)
            is_charted = block is not None
            if block is not None:
                yield block


def _counted(report: ReportData, key: str, table: Table) -> Block:
    """The table, or a sentence where it would have nothing but zeros or nothing but gaps."""
    caption = inner(table_block(report, key, table).grid.caption)
    if _is_empty(table):
        what = strings.EMPTY_TABLES.get(key.split("-")[0], strings.EMPTY_TABLES[""])
        return Prose(paragraphs([strings.EMPTY_TABLE.format(caption=caption, what=what)]))
    known = [cell.value for cell in _cells(table, "previous", "item") if cell.mark != "…"]
    now, before, _ = pick.total(table)
    if now is None or not table.is_unstated or len(known) > 1 or key.startswith("channels-"):
        return table_block(report, key, table)
    previous = "" if before is None else strings.UNSTATED_PREVIOUS.format(before=decimal(before))
    of = strings.UNSTATED_OF.get(table.unit, strings.UNSTATED_OF[""])
    text = strings.UNSTATED_TABLE.format(caption=caption, of=of, now=decimal(now), previous=previous)
    return Prose(paragraphs([text]))


def _cells(table: Table, column: str, *roles: str) -> list[Number]:
    rows = (row for row in table.rows if row.role in roles)
    return [cell for row in rows if isinstance(cell := row.cells.get(column), Number)]


def _is_empty(table: Table) -> bool:
    """Whether there was nothing to count in either period; a hidden figure may be anything."""
    columns = ("period", "previous", "answered", "previous_answered")
    found = [c for column in columns for c in _cells(table, column, "item", "subtotal", "total")]
    return table.base == 0 and bool(found) and all(cell.value == 0 for cell in found)


def _bars(anchor: str, key: str, table: Table) -> FigureBlock | None:
    largest = pick.largest(table)
    top = pick.top(table)
    if top is None or len(largest) < 2:
        return None
    title = strings.CHART_MESSAGES[anchor].format(label=inner(top.label)) + strings.CHART_SHARE.format(
        share=top.text, base=share_base(table)
    )
    if top.previous_text:
        title += strings.CHART_PREVIOUS.format(share=top.previous_text)
    is_cut = len(largest) < len(pick.rows(table))
    note = strings.BARS_TOP.format(n=len(largest)) if is_cut else ""
    return FigureBlock(f"bars-{key}", figures.bars(largest, title, note), data_key=key)
