"""Surveys: who answered, the scales in one chart and table, the other questions in tables of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from painmap.report import coincidences, figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Prose, TableBlock
from painmap.report.drawing import Bar, LikertRow
from painmap.report.formats import DASH, decimal
from painmap.report.html import paragraphs
from painmap.report.sections import pick
from painmap.report.sections.data import of_section, table_block
from painmap.report.sections.words import question
from painmap.report_data import ReportData, Table


def _surveys(report: ReportData, section: str) -> Iterator[Block]:
    every = of_section(report, section)
    if not every:
        return
    yield Prose(paragraphs([strings.SURVEY_NOTE, *_other_form(report, section.removeprefix("surveys_"))]))
    summaries = {key: table for key, table in every.items() if key.endswith(("-accounting", "-summary"))}
    for key, table in summaries.items():
        yield table_block(report, key, _with_short_questions(table))
    charts = pick.likert(report, section)
    for study, rows in charts.items():
        # One table of all scale questions instead of a table for each.
        is_whole = len(rows) == pick.scale_questions(report, section, study)
        chart = figures.likert(rows, is_whole=is_whole)
        yield FigureBlock(f"likert-{study}", chart, data_key=f"likert-{study}")
        yield TableBlock(f"likert-{study}", _likert_data(report, rows))
    together = {row.table for rows in charts.values() for row in rows} | set(summaries)
    for key, table in every.items():
        if key not in together:
            yield table_block(report, key, table)


def _other_form(report: ReportData, kind: str) -> Iterator[str]:
    """Changes of the questionnaire of these clients within the compared periods."""
    near = coincidences.within(report)
    told = [e for e in near if e.kind == "questionnaire" and kind in e.client_kinds]
    if told:
        yield strings.SURVEY_FORM.format(events=figures.dated(told))


def _with_short_questions(table: Table) -> Table:
    rows = tuple(row.model_copy(update={"label": question(row.label)}) for row in table.rows)
    return table.model_copy(update={"rows": rows})


def _likert_data(report: ReportData, rows: Sequence[LikertRow]) -> tables.Grid:
    """Shares of the scale and of «затрудняюсь ответить», so that each line adds up to 100."""
    unsure = [pick.unscaled(report.tables[r.table]) for r in rows]
    label = next((u.label for u in unsure if u is not None), "")
    more = (label,) if label else ()
    head = (
        tables.Head(strings.QUESTION),
        *(tables.Head(v, "num") for v in (*strings.LIKERT_SCALE, *more, strings.LIKERT_N)),
    )
    lines = tuple(
        tables.Line((
            r.label, *(decimal(100 * s) for s in r.shares), *(_unsure(u) for _ in more), _n(r.base),
        ))
        for r, u in zip(rows, unsure, strict=True)
    )  # fmt: skip
    notes = (strings.LIKERT_NOTE.format(label=label),) if label else ()
    return tables.Grid(strings.LIKERT_DATA, head, lines, notes=notes)


def _unsure(row: Bar | None) -> str:
    if row is None:
        return DASH
    return row.text if row.value is None else decimal(100 * row.value)


def _n(base: int | None) -> str:
    return "…" if base is None else decimal(base)


surveys_external = partial(_surveys, section="surveys_external")
surveys_internal = partial(_surveys, section="surveys_internal")
