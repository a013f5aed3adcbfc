"""Cells of a table of any origin as months and numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from painmap.intake.cells import cell_of
from painmap.intake.values import date_values
from painmap.stages.tables.parts import is_empty

# No form with two numbers alone that a table program may take for a fraction the wrong way round: «2025.10»
# comes back as 2025.1. «03/05/2025» is March or May. Names of months are Russian or English.
_FORMATS = (
    "%Y-%m-%d", "%Y-%m", "%d.%m.%Y", "%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%m/%Y", "%d %B %Y", "%B %Y",
)  # fmt: skip
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?$")
# 202503, 20250331.
_RUN = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)?")
_YEARS = range(1800, 2200)

_BLANKS = " \u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"([+−-]?)([0-9]+|[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+)(?:[.,]([0-9]+))?(?:[eE]([+-]?[0-9]{{1,3}}))?"
)
_INFINITE = re.compile(r"([+−-]?)(?:inf|infinity|∞)", re.IGNORECASE)


def days(cells: Sequence[Any]) -> list[date | None]:
    """Day of each cell, the first of a month alone; None where it is empty or no date (31.02.2025, «итого»).

    Read as dates: moments of workbooks and Parquet files, days and months as text, Excel's numbers of days
    if all texts are such.
    """
    plain = [_day_cell(cell) for cell in cells]
    known = list(dict.fromkeys(plain))
    read = date_values(pd.Series(known, dtype=object), _FORMATS)
    found = {cell: _likely(day) for cell, day in zip(known, read, strict=True)}
    return [found[cell] for cell in plain]


def _day_cell(cell: Any) -> datetime | str:
    if isinstance(cell, datetime | date):
        # Of a moment with a time zone, the day that it has there.
        return datetime(cell.year, cell.month, cell.day)
    text = str(cell_of(cell)).strip()
    text = _TIME.sub("", text)
    run = _RUN.fullmatch(text)
    return "-".join(filter(None, run.groups())) if run else text


def _likely(day: Any) -> date | None:
    return None if pd.isna(day) or day.year not in _YEARS else date(day.year, day.month, day.day)


def number(cell: Any) -> float | None:
    """The cell as a number, which may be infinite; None if it is empty.

    Texts may have a decimal comma, and blanks between thousands («1 234»).

    Raises:
        ValueError: It is no number (without the cell).
    """
    if isinstance(cell, str):
        return _of_text(cell.strip())
    if is_empty(cell) or (isinstance(cell, Decimal) and cell.is_nan()):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise ValueError
    try:
        return float(cell)
    except OverflowError:
        return math.inf if cell > 0 else -math.inf


def _of_text(text: str) -> float | None:
    if not text:
        return None
    if infinite := _INFINITE.fullmatch(text):
        return math.inf if infinite[1] in ("", "+") else -math.inf
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError
    sign, whole, part, power = found.groups()
    size = float(f"{re.sub(r'[^0-9]', '', whole)}.{part or 0}e{power or 0}")
    return size if sign in ("", "+") else -size
