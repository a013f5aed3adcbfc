"""Picking rows of tables for charts and sentences: values as they are printed, nothing computed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from painmap.report import strings
from painmap.report.drawing import Bar, LikertRow
from painmap.report.formats import FEW, clean, inner, number, trimmed
from painmap.report.sections.words import question
from painmap.report_data import Number, ReportData, Table, TableColumn, TableRow

_MARKS = ("", "X", "…", "–", FEW)


def _column(table: Table, key: str) -> TableColumn | None:
    return next((c for c in table.columns if c.key == key), None)


def _number(row: TableRow, key: str) -> Number | None:
    cell = row.cells.get(key)
    return cell if isinstance(cell, Number) else None


def _text(table: Table, row: TableRow, key: str) -> str:
    column, cell = _column(table, key), _number(row, key)
    return number(cell, column.kind) if column and cell else ""


def _total(table: Table) -> TableRow | None:
    return next((r for r in reversed(table.rows) if r.role == "total"), None)


def lacks_change(table: Table) -> bool:
    """Whether the total was counted in both periods and still has no change: a source is not covered."""
    row = _total(table)
    return row is not None and _text(table, row, "change") == "…" and total(table)[1] is not None


def total(table: Table) -> tuple[float | None, float | None, str]:
    """Counts of the total row in the period and before, and the relative change as text."""
    row = _total(table)
    if row is None:
        return None, None, ""
    now, before = _number(row, "period"), _number(row, "previous")
    change = _text(table, row, "change_share")
    return now.value if now else None, before.value if before else None, "" if change in _MARKS else change


def rows(table: Table) -> list[Bar]:
    """The item rows as bars, in the order of the table: by share where every row has one, else by count."""
    items = [r for r in table.rows if r.role == "item"]
    share = bool(items) and all(_text(table, r, "share") not in ("", FEW) for r in items)
    key, previous = ("share", "previous_share") if share else ("period", "previous")
    return [_bar(table, row, key, previous) for row in items]


def _bar(table: Table, row: TableRow, key: str, previous: str) -> Bar:
    now, before = _number(row, key), _number(row, previous)
    before_text = _text(table, row, previous)
    return Bar(
        label=clean(row.label, 160),
        value=now.value if now else None,
        text=_text(table, row, key) or "…",
        previous=before.value if before else None,
        previous_text="" if before_text == FEW else before_text,
    )


def largest(table: Table, limit: int = 10) -> list[Bar]:
    """The rows with the largest figures, largest first; equal ones in the order of the table."""
    return sorted((r for r in rows(table) if r.value is not None), key=lambda r: -(r.value or 0))[:limit]


def top(table: Table) -> Bar | None:
    """The largest category with a printable figure; None where there is none or nothing but zeros.

    What has no code is no category: «Тема не определена».
    """
    coded = table.model_copy(update={"rows": tuple(r for r in table.rows if r.role != "item" or r.code)})
    return next((r for r in largest(coded, 1) if r.value and r.text not in _MARKS), None)


def uncoded(table: Table) -> list[Bar]:
    """What has no code: the rows that count the cases whose category nobody wrote down."""
    return rows(table.model_copy(update={"rows": tuple(r for r in table.rows if not r.code)}))


def unscaled(table: Table) -> Bar | None:
    """The share of those who gave no score («затрудняюсь ответить»), where the scale lets them."""
    row = next((r for r in table.rows if r.role == "item" and not r.code), None)
    return _bar(table, row, "share", "") if row else None


def likert(report: ReportData, section: str) -> dict[str, list[LikertRow]]:
    """The scale questions of each study of the section, from their distribution tables «survey-…»."""
    found: dict[str, list[LikertRow]] = {}
    for key, table in report.tables.items():
        if table.section == section and key.startswith("survey-"):
            shares = _scale_shares(table)
            if shares is not None:
                found.setdefault(_study(report, key), []).append(
                    LikertRow(trimmed(question(table.title), 110), shares, table.base, key)
                )
    return {study: items for study, items in found.items() if len(items) > 1}


def scale_questions(report: ReportData, section: str, study: str) -> int:
    """How many questions of a study have the scale 1–5, hidden answers or not."""
    return sum(
        _has_scale(table)
        for key, table in report.tables.items()
        if table.section == section and key.startswith("survey-") and _study(report, key) == study
    )


def _has_scale(table: Table) -> bool:
    return {row.code for row in table.rows if row.role == "item" and row.code} == set(strings.LIKERT_SCALE)


def extremes(report: ReportData, section: str) -> list[tuple[Bar, Bar]]:
    """The questions of each study with the highest and the lowest mean, among those of the scale 1–5."""
    found = []
    for key, table in report.tables.items():
        if table.section != section or not key.endswith("-summary"):
            continue
        head = key.removesuffix("summary")
        asked = {
            k.removeprefix(head) for k, t in report.tables.items() if k.startswith(head) and _has_scale(t)
        }
        rows = [_bar(table, row, "mean", "") for row in table.rows if row.code in asked]
        known = sorted((r for r in rows if r.value is not None), key=lambda r: -(r.value or 0))
        # Of equal means none is the highest.
        if len(known) > 1 and (known[0].value or 0) > (known[-1].value or 0):
            found.append((known[0], known[-1]))
    return found


def _study(report: ReportData, key: str) -> str:
    """The study of a survey table: the ids of studies and of questions may both hold hyphens."""
    heads = (k.removesuffix("accounting") for k in report.tables if k.endswith("-accounting"))
    return next((head for head in heads if key.startswith(head)), key.rpartition("-")[0]).strip("-")


def _scale_shares(table: Table) -> tuple[float, float, float, float, float] | None:
    if not _has_scale(table):
        return None
    items = [row for row in table.rows if row.role == "item" and row.code]
    values: dict[str, float] = {}
    for row in items:
        cell = _number(row, "share")
        if cell and cell.value is not None:
            values[row.code] = cell.value
    if set(values) != set(strings.LIKERT_SCALE):
        return None
    return values["1"], values["2"], values["3"], values["4"], values["5"]


def names(titles: Iterable[str], limit: int = 3) -> str:
    """«А», «Б», «В» и ещё 4."""
    every = [inner(title, 160) for title in titles]
    text = ", ".join(f"«{title}»" for title in islice(every, limit))
    return f"{text} и ещё {len(every) - limit}" if len(every) > limit else text
