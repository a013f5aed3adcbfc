"""Columns of a register to the fields of `schema.RAW_APPEALS`, as the format file says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from painmap.errors import unknown_name
from painmap.intake.cellwise import each, which
from painmap.intake.layout import Grid
from painmap.intake.parts import first_days, found, numbers, repeated_from_above, warn_of_makeshift
from painmap.intake.request import Context, Fault
from painmap.intake.titles import check_titles, vanished, warn_unknown_titles
from painmap.intake.told import told_numbers
from painmap.intake.unknown_words import UNKNOWN_WORD
from painmap.intake.values import date_values, translated, word_table
from painmap.intake.words import as_text, norm, number_text, one_of, squeezed, value_class
from painmap.params.models import ColumnMapping, Format
from painmap.schema import RAW_APPEALS

# A date that cannot be read costs the row only here; elsewhere the cell alone is set aside.
_ROW_DATES = ("registered_date",)


@dataclass
class Mapped:
    """Rows with canonical values, and what is wrong with them.

    Attributes:
        frame: A row is a data row: `sheet`, `row` and the fields of RAW_APPEALS (dates as
            datetime64[s], everything else text or None).
        faults: (index in frame, field) → why the row cannot be kept.
    """

    frame: pd.DataFrame
    faults: dict[tuple[int, str], Fault]


def map_columns(grids: list[Grid], context: Context) -> Mapped:
    """Canonical fields of all data rows of a file.

    Raises:
        PainmapError: A column vanished, is doubled, or is mapped to an unknown field.
    """
    layout = context.request.format
    for title, mapping in layout.columns.items():
        for field in mapping.fields:
            if field not in RAW_APPEALS.names:
                where = f"params/formats/{layout.id}.yaml, графа «{title}»"
                raise unknown_name("Поле", field, RAW_APPEALS.names, where=where)
    cells = cells_by_title(grids, layout, context)
    mapped = Mapped(cells[["sheet", "row"]].copy(), {})
    # Dates without a year and «отв. устно» lean on the day of registration: it is read first.
    columns = sorted(layout.columns.items(), key=lambda item: "registered_date" not in item[1].fields)
    for title, mapping in columns:
        if mapping.field:
            _fill(mapped.frame, mapping.field, _column(cells[title], title, mapping, mapped, context))
        if mapping.parts:
            _parts(cells[title], title, mapping, mapped, context)
    _defaults(mapped.frame, context)
    mapped.frame["appeal_id"] = told_numbers(mapped.frame["appeal_id"], context)
    mapped.frame["appeal_id"] = numbers(mapped.frame, context.request)
    return mapped


def _fill(frame: pd.DataFrame, field: str, values: pd.Series) -> None:
    """Several titles or parts for one field: the first that is filled counts."""
    known = frame.get(field)
    frame[field] = values if known is None else known.where(known.notna(), values)


def cells_by_title(grids: list[Grid], layout: Format, context: Context) -> pd.DataFrame:
    """The cells of all sheets under the format's own titles; empty words and absent columns are None."""
    check_titles(grids, [title for title, column in layout.columns.items() if column.is_required], context)
    known = {norm(title) for title in (*layout.columns, *layout.ignore)}
    frames, is_there = [], dict[str, list[bool]]()
    for one in grids:
        positions = {title: one.position(title) for title in layout.columns}
        if gone := [t for t, p in positions.items() if p is None and layout.columns[t].is_required]:
            raise vanished(one, gone, context)
        warn_unknown_titles(one, known, context)
        data = {
            t: repeated_from_above(one.frame[p], layout.ditto_words) if p is not None else None
            for t, p in positions.items()
        }
        frames.append(one.frame[["sheet", "row"]].assign(**data))
        for title, position in positions.items():
            is_there.setdefault(title, []).extend([position is not None] * len(one.frame))
    cells = pd.concat(frames, ignore_index=True)
    empty_words = {norm(word) for word in layout.empty_words} | {""}
    for title, mapping in layout.columns.items():
        # A word with a meaning of its own in this column («нет» in «Повторное») is not empty.
        empty = empty_words - {norm(word) for word in mapping.values}
        cells[title] = without_empty(cells[title], empty)
        if mapping.finds_empty:
            cells[title] = cells[title].mask(cells[title].isna() & np.array(is_there[title]), "")
    return cells


def without_empty(cells: pd.Series, empty: set[str]) -> pd.Series:
    """The cells as objects, None where the text is an empty word."""
    cells = cells.astype(object)
    return cells.mask(which(cells, one_of(empty)) | cells.isna(), None)


def _column(
    cells: pd.Series, title: str, mapping: ColumnMapping, mapped: Mapped, context: Context
) -> pd.Series:
    column = RAW_APPEALS.column(mapping.field)
    if column.kind == "date":
        return _dates(cells, title, mapping, mapped, context)
    if not mapping.values and cells.isna().all():
        # A list of the profile may be empty where no register has the column.
        return pd.Series(None, index=cells.index, dtype=object)
    table = word_table(column, mapping, context.request)
    if table is None:
        if column.privacy in ("mask", "drop"):
            return each(cells, as_text)
        tidied = number_text if column.name == "appeal_id" else squeezed
        return each(cells, lambda cell: tidied(as_text(cell)))
    values, met = translated(cells, table)
    if mapping.values:
        context.journal.unused(title, (word for word in mapping.values if norm(word) not in met))
    profile = f"в профиль органа ({mapping.by_profile}) или " if mapping.by_profile else ""
    remedy = f"впишите его {profile}в params/formats/{context.request.format.id}.yaml, «{title}»"
    is_unknown = cells.notna() & values.isna()
    if is_unknown.any():
        for i in np.flatnonzero(is_unknown.to_numpy()):
            cell = cells.iloc[i]
            word = squeezed(as_text(cell))
            fault = Fault(title, value_class(cell), UNKNOWN_WORD, f"{remedy}, или исправьте источник", word)
            mapped.faults[int(i), mapping.field] = fault
    return values.where(values.notna() & (values != ""), None)


def _parts(cells: pd.Series, title: str, mapping: ColumnMapping, mapped: Mapped, context: Context) -> None:
    is_left, unused = cells.notna(), []
    # Most cells of a column of senders are empty: one rule is enough for them.
    filled = cells.mask(cells.eq(""), None) if mapping.finds_empty else cells
    for number, part in enumerate(mapping.parts, start=1):
        texts = found(cells if part.finds_empty else filled, part)
        is_found = texts.notna()
        is_left &= ~is_found
        if part.is_makeshift:
            warn_of_makeshift(mapped.frame[is_found], title, part, context)
        elif not is_found.any() and not part.finds_empty:
            unused.append(f"parts, правило {number} ({RAW_APPEALS.column(part.field).meaning.lower()})")
        if part.same_as is not None:
            values = mapped.frame[part.same_as].where(is_found)
        elif part.value is not None:
            values = texts.mask(is_found, part.value)
        else:
            own = ColumnMapping(field=part.field, dates=part.dates, by_profile=part.by_profile)
            values = _column(texts, title, own, mapped, context)
        _fill(mapped.frame, part.field, values)
    context.journal.unused(title, unused, of="parts")
    if mapping.field or mapping.leftover == "ignore" or not is_left.any():
        return
    context.journal.count("set_aside", f"{title}: содержание не разобрано", is_left.sum())
    context.journal.warn_of_rows(
        f"Графа «{title}»: не разобрано ячеек: {{}} ({{rows}}); строки оставлены без этих сведений, "
        f"дополните parts в params/formats/{context.request.format.id}.yaml.",
        mapped.frame[is_left],
    )


def _dates(
    cells: pd.Series, title: str, mapping: ColumnMapping, mapped: Mapped, context: Context
) -> pd.Series:
    since = first_days(mapped.frame["sheet"], context.request)
    if (registered := mapped.frame.get("registered_date")) is not None:
        since = registered.where(registered.notna(), since)
    days = date_values(cells, mapping.dates, since)
    is_bad = cells.notna() & days.isna()
    if mapping.field in _ROW_DATES:
        fault = ("дата не распознана", "исправьте дату в источнике или добавьте её вид в dates формата")
        _mark(cells, is_bad, (title, mapping.field), fault, mapped)
    elif is_bad.any():
        context.journal.count("set_aside", f"{mapping.field}: дата не распознана", is_bad.sum())
        context.journal.warn_of_rows(
            f"Графа «{title}»: дат не распознано: {{}} ({{rows}}); строки оставлены без этой даты, "
            "исправьте её в источнике или добавьте её вид в dates формата.",
            mapped.frame[is_bad],
        )
    return days


def _mark(
    cells: pd.Series, is_bad: pd.Series, names: tuple[str, str], fault: tuple[str, str], mapped: Mapped
) -> None:
    title, field = names
    for i in np.flatnonzero(is_bad.to_numpy()):
        mapped.faults[int(i), field] = Fault(title, value_class(cells.iloc[i]), *fault)


def _defaults(frame: pd.DataFrame, context: Context) -> None:
    request = context.request
    defaults = dict(request.format.defaults)
    if request.source.channel is not None:
        defaults.setdefault("channel_code", request.source.channel)
    for field in RAW_APPEALS.names:
        if field not in frame:
            empty: object = pd.NaT if RAW_APPEALS.column(field).kind == "date" else None
            frame[field] = pd.Series(empty, index=frame.index, dtype=_dtype(field))
        if field in defaults:
            frame[field] = frame[field].where(frame[field].notna(), defaults[field])


def _dtype(field: str) -> str:
    return "datetime64[s]" if RAW_APPEALS.column(field).kind == "date" else "object"


def without_faulty(mapped: Mapped, context: Context) -> pd.DataFrame:
    """The rows without faults; each other row is rejected once, with all its faults."""
    by_row: dict[int, list[Fault]] = {}
    for (i, _), fault in mapped.faults.items():
        by_row.setdefault(i, []).append(fault)
    sheets, rows = mapped.frame["sheet"].tolist(), mapped.frame["row"].tolist()
    for i, faults in sorted(by_row.items()):
        context.reject_row(sheets[i], rows[i], faults)
    return mapped.frame.drop(index=list(by_row))
