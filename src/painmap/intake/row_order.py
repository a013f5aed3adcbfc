"""Days of registration beside those of the rows around them: what the order of a register says of each day.

Judged by the order alone, so that a register of 60 rows a year is read like one of 20 000.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

# A day belongs between the medians of so many sure days before and after it: one slip among them is nothing.
_NEIGHBOURS = 3
# A register is kept in order if so many of the days that cannot be swapped lie so near to where they belong.
# Day and month swapped are never less than 28 days apart.
_NEAR_DAYS = 10
_IN_STEP = 0.9
# Before the first and after the last sure day: the days up to the 12th of one month, and what noise adds.
_OPEN_DAYS = 31


@dataclass(frozen=True)
class Steps:
    """What the order says of each day.

    Attributes:
        is_out: It lies far from where it belongs, and swapped near.
        is_kept: It lies near, and swapped far.
        fits_swapped: Swapped it lies no farther than as it is.
    """

    is_out: np.ndarray
    is_kept: np.ndarray
    fits_swapped: np.ndarray


def swapped_days(days: pd.Series) -> pd.Series:
    """Each day with day and month swapped; NaT where that is no other day."""
    parts = pd.DataFrame({"year": days.dt.year, "month": days.dt.day, "day": days.dt.month})
    can_be = (days.dt.day <= 12) & (days.dt.day != days.dt.month)
    other: pd.Series = pd.to_datetime(parts[can_be]).reindex(days.index).astype("datetime64[s]")
    return other


def steps(numbers: pd.Series, days: pd.Series, fewest: int) -> Steps | None:
    """Steps by the numbers of the appeals, else by the order of the rows; None where that is no order.

    Args:
        numbers: Numbers of the appeals, in the order of the rows.
        days: Days of registration, same index; none is empty.
        fewest: With fewer days that cannot be swapped nothing is said.
    """
    swapped = swapped_days(days)
    if swapped.isna().sum() < fewest:
        return None
    found = (_steps(days, swapped, order) for order in _orders(numbers))
    return next((one for one in found if one is not None), None)


def _orders(numbers: pd.Series) -> Iterator[np.ndarray]:
    found = numbers.astype(str).str.findall(r"\d+")
    # «ОГ-17/24»: of the numbers in a number the one that tells the rows apart.
    if found.map(len).nunique() == 1:
        for place in range(len(found.iloc[0])):
            values = found.map(lambda parts, i=place: int(parts[i]))
            if values.is_unique:
                yield np.argsort(values.to_numpy(dtype=object), kind="stable")
    yield np.arange(len(numbers))


def _steps(days: pd.Series, swapped: pd.Series, order: np.ndarray) -> Steps | None:
    """Each day beside its neighbours in this order; None where the rows are in no order."""
    is_sure = swapped.isna().to_numpy()[order]
    value = days.to_numpy().astype("datetime64[D]").astype(np.float64)[order]
    other = swapped.to_numpy().astype("datetime64[D]").astype(np.float64)[order]
    # The newest row may come first.
    if np.sign(np.diff(value[is_sure])).sum() < 0:
        is_sure, value, other, order = is_sure[::-1], value[::-1], other[::-1], order[::-1]
    first, last = _between(value, is_sure)
    far, far_swapped = _outside(value, first, last), _outside(other, first, last)
    far_swapped[is_sure] = np.inf
    if is_sure.any() and np.mean(far[is_sure] <= _NEAR_DAYS) < _IN_STEP:
        return None
    is_out = (far > 2 * _NEAR_DAYS) & (far_swapped <= _NEAR_DAYS)
    is_kept = ~is_sure & (far <= _NEAR_DAYS) & (far_swapped > 2 * _NEAR_DAYS)
    place = np.argsort(order, kind="stable")
    return Steps(is_out[place], is_kept[place], (far_swapped <= far)[place])


def _between(value: np.ndarray, is_sure: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last day where each place belongs by the sure days around it; NaN where there is none."""
    padded = np.pad(value[is_sure], _NEIGHBOURS, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _NEIGHBOURS)
    medians = np.full(len(windows), np.nan)
    if is_sure.any():
        medians[1:-1] = np.nanmedian(windows[1:-1], axis=1)
    passed = np.cumsum(is_sure) - is_sure
    before, after = medians[passed], medians[passed + is_sure + _NEIGHBOURS]
    before, after = (
        np.where(np.isnan(before), after - _OPEN_DAYS, before),
        np.where(np.isnan(after), before + _OPEN_DAYS, after),
    )
    return np.minimum(before, after), np.maximum(before, after)


def _outside(value: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Days between each value and its span: 0 within it and where there is no span."""
    result: np.ndarray = np.nan_to_num(np.maximum(np.maximum(first - value, value - last), 0.0), nan=0.0)
    return result
