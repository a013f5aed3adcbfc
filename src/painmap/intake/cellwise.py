"""Functions of one cell over a whole column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd


def each(cells: pd.Series, function: Callable[[Any], object]) -> pd.Series:
    """`function` of each filled cell, None where there is none, as objects.

    `Series.map` would guess a type: for letters it takes them all to Arrow, and the next step back.
    """
    values: list[object] = [None] * len(cells)
    objects = cells.to_numpy(dtype=object)
    for i in np.flatnonzero(~pd.isna(objects)).tolist():
        values[i] = function(objects[i])
    return pd.Series(values, index=cells.index, dtype=object)


def which(cells: pd.Series, test: Callable[[Any], bool]) -> pd.Series:
    """Whether each cell passes a test, empty ones too."""
    return pd.Series([test(cell) for cell in cells.tolist()], index=cells.index, dtype=bool)
