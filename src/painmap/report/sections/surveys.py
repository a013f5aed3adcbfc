"""Surveys: who answered, the scales in one chart and table, the other questions in tables of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from painmap.report import coincidences, figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Prose, TableBlock
from painmap.report.drawing import Bar, LikertRow
from painmap.report.formats import DASH, ShareRules, decimal, number, share_digits
from painmap.report.html import paragraphs
from painmap.report.sections import outline, pick
from painmap.report.sections.data import of_section, table_block
from painmap.report.sections.words import question
from painmap.report_data import Number, ReportData, Table

_ACCOUNTING = "-accounting"
_SUMMARIES = (_ACCOUNTING, "-summary", "-indices", "-users")


def _surveys(report: ReportData, section: str) -> Iterator[Block]:
    every = of_section(report, section)
    if not every:
        return
    yield Prose(paragraphs([strings.SURVEY_NOTE, *_other_form(report, section.removeprefix("surveys_"))]))
    summaries = {key: table for key, table in every.items() if key.endswith(_SUMMARIES)}
    for key, table in summaries.items():
        if key.endswith(_ACCOUNTING):
            yield Prose(paragraphs([_representativeness(report, key, table)]))
            # What speaks of whom the answers are is said above the table, not under it.
            table = table.model_copy(update={"notes": ()})
        elif _is_compared(table):
            tested = strings.SURVEY_TESTED.format(place=outline.reference(report, "stat_tables"))
            table = table.model_copy(update={"notes": (*table.notes, tested)})
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


def _is_compared(table: Table) -> bool:
    """Whether a change of a mean or an index is printed."""
    changes = (row.cells.get("change") for row in table.rows if table.id.endswith(("-summary", "-indices")))
    return any(isinstance(cell, Number) and cell.value is not None for cell in changes)


def _representativeness(report: ReportData, key: str, table: Table) -> str:
    """Who answered of whom, how they were chosen, and what the answers may not be taken for."""
    now = table.rows[0].cells
    kinds = {c.key: c.kind for c in table.columns}
    rules = tables.share_rules(report)
    told = {key: number(cell, kinds[key], rules) for key, cell in now.items()}
    title = table_block(report, key, table).grid.caption.partition(": ")[2]
    said = strings.SURVEY_ANSWERED.format(title=title, received=told["received"])
    for part, words in strings.SURVEY_OF.items():
        if told.get(part, "")[:1].isdigit():
            said += words.format(value=told[part])
    return " ".join([f"{said}.", *(tables.sentence(note) for note in table.notes)])


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
    rules = tables.share_rules(report)
    lines = tuple(
        tables.Line((
            r.label, *(_share(s, r, rules) for s in r.shares), *(_unsure(u, r, rules) for _ in more),
            _n(r.base),
        ))
        for r, u in zip(rows, unsure, strict=True)
    )  # fmt: skip
    notes = (strings.LIKERT_NOTE.format(label=label),) if label else ()
    return tables.Grid(strings.LIKERT_DATA, head, lines, notes=notes)


def _share(share: float, row: LikertRow, rules: ShareRules) -> str:
    return decimal(100 * share, share_digits(row.base, rules) or 0)


def _unsure(bar: Bar | None, row: LikertRow, rules: ShareRules) -> str:
    if bar is None:
        return DASH
    return bar.text if bar.value is None else _share(bar.value, row, rules)


def _n(base: int | None) -> str:
    return "…" if base is None else decimal(base)


surveys_external = partial(_surveys, section="surveys_external")
surveys_internal = partial(_surveys, section="surveys_internal")
