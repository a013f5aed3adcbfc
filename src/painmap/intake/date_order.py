"""Days of registration against the order of the file: registers grow by day, a day out of step is a slip.

Excel with American settings takes «05.03.2025» for the 3rd of May and leaves «25.03.2025» alone: there
every day up to the 12th stands in a wrong month. No cell shows it; the order of the rows does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from painmap.intake.request import Context

# A register is kept in order if so many of the days that cannot be swapped are within so many days of their
# neighbours. Day and month swapped are never less than 28 days apart.
_NEIGHBOURS = 12
_NEAR_DAYS = 10
_IN_STEP = 0.9
_FEWEST_SURE = 30
# From so many on, if they are nearly all that could be swapped, it was the program that swapped them.
_FEWEST_SWAPPED = 10
_NEARLY_ALL = 0.9


def swap_back(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Days of registration whose day and month a program swapped are swapped back; single ones are only told.

    Nothing is done where the rows are in no order, or where the file is too short to tell.
    """
    days = frame["registered_date"].dropna()
    swapped = _swapped(days)
    found = next((f for f in _readings(frame, days, swapped) if f is not None), None)
    if found is None or not found.is_out.any():
        return frame
    wrong = days.index[found.is_out]
    title = context.title("registered_date")
    if len(wrong) >= _FEWEST_SWAPPED and len(wrong) >= _NEARLY_ALL * swapped.notna().sum():
        right = days.mask(found.is_nearer, swapped)
        # Days before the first and after the last sure one lean on those that are right by now.
        right = right.mask(_nearer(right, found.order), _swapped(right))
        wrong = days.index[right != days]
        context.journal.warn(
            f"Графа «{title}»: в {{}} строках день и месяц переставлены обратно: по порядку строк видно, что "
            "прежняя программа читала числа до 12 как месяцы.",
            len(wrong),
        )
        context.journal.count("cleaned", "день и месяц переставлены обратно", len(wrong))
        return frame.assign(
            registered_date=frame["registered_date"].mask(
                frame.index.isin(wrong), swapped.reindex(frame.index)
            )
        )
    context.journal.warn_of_rows(
        f"Графа «{title}»: дат не по порядку {{}}, вероятно, переставлены день и месяц: {{rows}}. "
        "Сверьте с источником; исправления вносятся в params/corrections.",
        frame.loc[wrong],
    )
    return frame


def _swapped(days: pd.Series) -> pd.Series:
    """Each day with day and month swapped; NaT where that is no other day."""
    parts = pd.DataFrame({"year": days.dt.year, "month": days.dt.day, "day": days.dt.month})
    can_be = (days.dt.day <= 12) & (days.dt.day != days.dt.month)
    other: pd.Series = pd.to_datetime(parts[can_be]).reindex(days.index).astype("datetime64[s]")
    return other


def _readings(frame: pd.DataFrame, days: pd.Series, swapped: pd.Series) -> Iterator[_Steps | None]:
    """Steps by the numbers of the appeals, then by the order of the rows; None where that is no order."""
    found = frame.loc[days.index, "appeal_id"].astype(str).str.findall(r"\d+")
    # «ОГ-17/24»: of the numbers in a number the one that tells the rows apart.
    if found.map(len).nunique() == 1:
        for place in range(len(found.iloc[0])):
            numbers = found.map(lambda parts, i=place: int(parts[i]))
            if numbers.is_unique:
                yield _steps(days, swapped, np.argsort(numbers.to_numpy(dtype=object), kind="stable"))
    yield _steps(days, swapped, np.arange(len(days)))


@dataclass(frozen=True)
class _Steps:
    """Of each day: whether it lies far from its neighbours and swapped near to them, or at least nearer.

    Attributes:
        order: Places of the days in the order in which they are neighbours.
    """

    is_out: np.ndarray
    is_nearer: np.ndarray
    order: np.ndarray


def _steps(days: pd.Series, swapped: pd.Series, order: np.ndarray) -> _Steps | None:
    """Each day beside its neighbours in this order; None where the rows are in no order."""
    value = days.to_numpy().astype("datetime64[D]").astype(np.int64)[order]
    other = swapped.to_numpy().astype("datetime64[D]").astype(np.float64)[order]
    is_sure = swapped.isna().to_numpy()[order]
    if is_sure.sum() < _FEWEST_SURE:
        return None
    around = _of_neighbours(value, is_sure)
    far, far_swapped = np.abs(value - around), np.where(is_sure, np.inf, np.abs(other - around))
    if np.mean(far[is_sure] <= _NEAR_DAYS) < _IN_STEP:
        return None
    place = np.argsort(order, kind="stable")
    is_out = (far > 2 * _NEAR_DAYS) & (far_swapped <= _NEAR_DAYS)
    return _Steps(is_out[place], (far_swapped < far)[place], order)


def _nearer(days: pd.Series, order: np.ndarray) -> np.ndarray:
    """Which days are nearer to all their neighbours when swapped."""
    value = days.to_numpy().astype("datetime64[D]").astype(np.int64)[order]
    other = _swapped(days).to_numpy().astype("datetime64[D]")[order]
    around = _of_neighbours(value, np.ones(len(value), dtype=bool))
    far = np.where(np.isnat(other), np.inf, np.abs(other.astype(np.float64) - around))
    is_nearer: np.ndarray = (far < np.abs(value - around))[np.argsort(order, kind="stable")]
    return is_nearer


def _of_neighbours(value: np.ndarray, is_sure: np.ndarray) -> np.ndarray:
    """Median of the sure days around each place, its own left out."""
    sure = value[is_sure].astype(np.float64)
    padded = np.pad(sure, _NEIGHBOURS, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    own = np.arange(2 * _NEIGHBOURS + 1) != _NEIGHBOURS
    medians = np.nanmedian(windows[:, own], axis=1)
    after = np.minimum(np.cumsum(is_sure), len(sure)) - is_sure
    result: np.ndarray = medians[np.minimum(after, len(sure) - 1)]
    return result
