"""Corrections as data: each has a reason, and an expectation that expires."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from painmap.errors import PainmapError, unknown_name
from painmap.intake.mapping import Mapped
from painmap.intake.request import Context
from painmap.intake.values import known_codes
from painmap.params.models import Correction
from painmap.schema import RAW_APPEALS

# The file of corrections is committed: what would be personal data cannot be corrected there.
CORRECTABLE = tuple(c.name for c in RAW_APPEALS.columns if c.privacy == "keep" and c.name != "appeal_id")


def apply_corrections(mapped: Mapped, context: Context) -> None:
    """Set the corrected values in place; a fault of a corrected cell is gone.

    How many rows each correction matched goes into the journal under `corrections`:
    `check_corrections` compares it over all files of a source.

    Raises:
        PainmapError: A column cannot be corrected, or the value is not valid in it.
    """
    request = context.request
    if request.corrections is None:
        return
    for correction in request.corrections.corrections:
        if correction.source != request.source.id:
            continue
        value = _value(correction, context)
        is_met = mapped.frame["appeal_id"] == correction.appeal_id
        mapped.frame[correction.column] = mapped.frame[correction.column].mask(is_met, value)
        for i in np.flatnonzero(is_met.to_numpy()):
            mapped.faults.pop((int(i), correction.column), None)
        context.journal.corrected(correction, int(is_met.sum()))


def check_corrections(journals: Sequence[dict[str, Any]], agency: str) -> None:
    """Compare matched with expected rows over all files of an agency.

    Raises:
        PainmapError: A correction matched another number of rows than it expects.
    """
    found: dict[tuple[str, str, str], list[int]] = {}
    for journal in journals:
        for item in journal.get("corrections", ()):
            key = (item["source"], item["appeal_id"], item["column"])
            found.setdefault(key, [item["expected_rows"], 0])[1] += item["rows"]
    for (source, appeal_id, column), (expected, rows) in sorted(found.items()):
        if rows != expected:
            raise PainmapError(
                f"Исправление подошло к {rows} строк(ам), ожидалось {expected}",
                where=f"params/corrections/{agency}.yaml: {source}, обращение {appeal_id}, поле {column}",
                remedy="удалите исправление, если источник исправлен, или уточните expected_rows",
            )


def _value(correction: Correction, context: Context) -> Any:
    where = f"params/corrections/{context.request.agency.id}.yaml, обращение {correction.appeal_id}"
    if correction.column not in CORRECTABLE:
        raise unknown_name("Исправляемое поле", correction.column, CORRECTABLE, where=where)
    if RAW_APPEALS.column(correction.column).kind == "date":
        day = pd.to_datetime(correction.value, format="%Y-%m-%d", errors="coerce")
        if pd.isna(day):
            raise PainmapError(
                "Дата исправления не распознана", where=where, remedy="запишите её в виде 2025-03-31"
            )
        return day
    codes = known_codes(correction.column, context.request)
    if codes is not None and correction.value not in codes:
        raise unknown_name(f"Значение поля {correction.column}", correction.value, codes, where=where)
    return correction.value
