"""Typed values of a file (workbook, JSON, Parquet) as cells: text, or a moment."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from painmap.intake.words import Cell

# Half of a letter beyond 16 bits («\\ud83d» of a cut smiley in JSON): no file can hold it.
_SURROGATE = re.compile("[\ud800-\udfff]")


def cell_of(value: Any) -> Cell:
    """A value as a cell; a list or an object as its JSON text, bytes and nothing as an empty cell.

    NUL characters, which are no text, are left out.
    """
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value.replace("\0", ""))
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )


def _number(value: float | Decimal) -> str:
    """A case number 17.0, as pandas writes it beside an empty cell, is «17»; «не число» is an empty cell."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value == int(value):
        return str(int(value))
    # Excel keeps 15 significant digits.
    return f"{value:.15g}" if isinstance(value, float) else f"{value:f}"
