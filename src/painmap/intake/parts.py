"""Cells of several facts («исх. 05-12/345 от 12.03.2025»), «—//—» for the one above, missing numbers."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from painmap.intake.cellwise import each, which
from painmap.intake.request import Context, IntakeRequest
from painmap.intake.words import NO_NUMBER, Cell, as_text, one_of
from painmap.params.models import Part
from painmap.schema import RAW_APPEALS

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def found(cells: pd.Series, part: Part) -> pd.Series:
    """What the part's pattern finds in each cell: its group, else the whole match; None where nothing."""
    pattern = re.compile(part.pattern, re.IGNORECASE)

    def value(cell: Cell) -> str | None:
        match = pattern.search(as_text(cell))
        return None if match is None else match[match.re.groups and 1]

    return each(cells, value)


def warn_of_makeshift(rows: pd.DataFrame, title: str, part: Part, context: Context) -> None:
    """Warn of the rows (of those in which the part is found) whose field no part before it filled."""
    if part.field in rows:
        rows = rows[rows[part.field].isna()]
    if rows.empty:
        return
    shown = (RAW_APPEALS.column(part.field).allowed or {}).get(part.value or "", "прочее")
    context.journal.count("set_aside", f"{title}: учтено как «{shown}»", len(rows))
    context.journal.warn_of_rows(
        f"Графа «{title}»: слова, которых формат не знает, учтены как «{shown}»: {{}} ({{rows}}); "
        f"дополните parts в params/formats/{context.request.format.id}.yaml.",
        rows,
    )


def repeated_from_above(cells: pd.Series, words: Collection[str]) -> pd.Series:
    """The cells of one sheet with each «то же» replaced by what stands above it; None above the first row."""
    is_ditto = which(cells, one_of(words)).to_numpy() if words else np.zeros(0, dtype=bool)
    if not is_ditto.any():
        return cells
    above = np.maximum.accumulate(np.where(is_ditto, -1, np.arange(len(cells))))
    values = [cells.iloc[i] if i >= 0 else None for i in above]
    return pd.Series(values, index=cells.index, dtype=object)


def first_days(sheets: pd.Series, request: IntakeRequest) -> pd.Series:
    """First day of the year that each row is filed under: of its sheet's name, else of the folder."""
    filed = _YEAR.search(request.relative_name)
    year = filed[0] if filed else str(request.received_date.year)
    names = {name: _YEAR.search(name) for name in sheets.unique()}
    years = sheets.map({name: match[0] if match else year for name, match in names.items()})
    return pd.to_datetime(years.astype(str) + "-01-01").astype("datetime64[s]")


def numbers(frame: pd.DataFrame, request: IntakeRequest) -> pd.Series:
    """Numbers of the rows that tell them apart over all files of the source, as the format says.

    Args:
        frame: A row is a data row: sheet, row, appeal_id, registered_date.
    """
    layout, result = request.format, frame["appeal_id"]
    if layout.is_numbered_by_year:
        years = frame["registered_date"].dt.strftime(" (%Y)")
        result = result.where(result.isna() | years.isna(), result.astype(str) + years.astype(str))
    if layout.unnumbered == "row":
        is_known = frame["appeal_id"].notna() & ~frame["appeal_id"].astype(str).str.fullmatch(NO_NUMBER)
        places = [_place(request, *cell) for cell in frame[["sheet", "row"]].itertuples(index=False)]
        result = result.where(is_known, pd.Series(places, index=frame.index, dtype=object))
    return result


def _place(request: IntakeRequest, sheet: str, row: int) -> str:
    return ", ".join(part for part in ("б/н", request.relative_name, sheet, f"строка {row}") if part)
