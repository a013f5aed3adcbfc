"""Days of registration against the order of the file: registers grow by day, a day out of step is a slip.

Excel with American settings takes «05.03.2025» for the 3rd of May and leaves «25.03.2025» alone: there
every day up to the 12th stands in a wrong month. No cell shows it; the order of the rows does. What it
did to the days of registration it did to the other dates of the sheet.
"""

from __future__ import annotations

import pandas as pd

from painmap.intake.request import Context
from painmap.intake.row_order import Steps, steps, swapped_days
from painmap.schema import RAW_APPEALS

REGISTERED = "registered_date"
# Facts that follow the registration; a term may end after the day of receipt.
_LATER = tuple(c.name for c in RAW_APPEALS.columns if c.kind == "date" and c.name != REGISTERED)
_TERM = "extended_until_date"
_FEWEST_SURE = 30
# From so many on, if they are nearly all that the order tells of, it was the program that swapped them.
_FEWEST_SWAPPED = 10
_NEARLY_ALL = 0.9
# A wait is long beyond twice the term of an answer, and beyond nearly all that cannot be swapped.
_LONG_WAIT = 60
_USUAL = 0.95


def swap_back(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Dates whose day and month a program swapped are swapped back; single days of registration only told.

    Nothing is done where the rows are in no order, or where the file is too short to tell. What the parts
    of the file before this one told holds where this one is too short.
    """
    days = frame[REGISTERED].dropna()
    was_program = context.swapped.get(REGISTERED, False)
    found = steps(frame.loc[days.index, "appeal_id"], days, 0 if was_program else _FEWEST_SURE)
    if found is None:
        return frame
    if not _is_program(found, was_program=was_program):
        if found.is_out.any():
            _tell(frame.loc[days.index[found.is_out]], context)
        return frame
    context.swapped[REGISTERED] = True
    frame = _with(frame, REGISTERED, swapped_days(days)[found.fits_swapped], context)
    for name in _LATER:
        other = swapped_days(frame[name].dropna()).dropna()
        if len(other) and _is_swapped(frame, other.rename(name), context):
            frame = _with(frame, name, other, context)
    return frame


def _is_program(found: Steps, *, was_program: bool) -> bool:
    out, kept = int(found.is_out.sum()), int(found.is_kept.sum())
    if was_program:
        return out >= kept
    return out >= _FEWEST_SWAPPED and out >= _NEARLY_ALL * (out + kept)


def _is_swapped(frame: pd.DataFrame, other: pd.Series, context: Context) -> bool:
    """Whether the column's days fit the registration clearly better when swapped; all of them or none."""
    name = str(other.name)
    waits = (frame[name] - frame[REGISTERED]).dt.days
    longest = max(_LONG_WAIT, waits.drop(other.index).quantile(_USUAL))
    received = pd.Timestamp(context.request.received_date)

    def misfits(days: pd.Series) -> int:
        waits = (days - frame.loc[days.index, REGISTERED]).dt.days
        return int(((waits < 0) | (waits > longest) | ((days > received) & (name != _TERM))).sum())

    own, swapped = misfits(frame.loc[other.index, name]), misfits(other)
    is_clear = 2 * min(own, swapped) < max(own, swapped)
    if is_clear and (name not in context.swapped or len(other) >= _FEWEST_SWAPPED):
        context.swapped[name] = swapped < own
    return context.swapped.get(name, False)


def _with(frame: pd.DataFrame, name: str, days: pd.Series, context: Context) -> pd.DataFrame:
    """The frame with these days in the column, told and counted."""
    reason = (
        "по порядку строк видно, что прежняя программа читала числа до 12 как месяцы"
        if name == REGISTERED
        else "прежняя программа прочла в ней числа до 12 как месяцы, как и в датах регистрации"
    )
    if len(days):
        context.journal.warn(
            f"Графа «{context.title(name)}»: в {{}} строках день и месяц переставлены обратно: {reason}.",
            len(days),
        )
    context.journal.count("cleaned", "день и месяц переставлены обратно", len(days))
    is_other = frame.index.isin(days.index)
    return frame.assign(**{name: frame[name].mask(is_other, days.reindex(frame.index))})


def _tell(rows: pd.DataFrame, context: Context) -> None:
    context.journal.warn_of_rows(
        f"Графа «{context.title(REGISTERED)}»: дат не по порядку {{}}, вероятно, переставлены день и месяц: "
        "{rows}. Сверьте с источником; исправления вносятся в params/corrections.",
        rows,
    )
