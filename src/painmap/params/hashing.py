"""Hash of a slice of parameters: what a workflow rule depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from pydantic import BaseModel


def slice_hash(value: Any) -> str:
    """First 16 hex digits of the sha256 of `value` as JSON.

    The order of keys counts: that of reasons or options in a file is the order of rows in a report.

    Args:
        value: A model, or mappings, sequences, sets, dates, frames and plain values, nested at will.

    Raises:
        TypeError: A value that JSON does not know; a float that is not finite is a ValueError.
    """
    text = json.dumps(_plain(value), separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return value.model_dump(mode="json")
        case pd.DataFrame():
            # object: typed columns give NA, NaT and nan, which JSON does not know.
            rows = value.astype(object).where(value.notna(), None).to_numpy().tolist()
            return {"columns": [str(name) for name in value.columns], "rows": _plain(rows)}
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
        case date():
            return value.isoformat()
        case _:
            return value
