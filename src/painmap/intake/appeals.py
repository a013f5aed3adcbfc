"""A register of appeals: layout, mapping, corrections, cleaning, masking."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from painmap.intake.clean import STEPS, supersede_duplicates
from painmap.intake.clients import client_ids
from painmap.intake.corrections import apply_corrections
from painmap.intake.held import HeldTexts
from painmap.intake.items import joined, warn_of_parts
from painmap.intake.layout import Grid
from painmap.intake.mapping import map_columns, without_faulty
from painmap.intake.privacy import KNOWN_FIELDS, masked_texts
from painmap.intake.request import Context
from painmap.intake.told import without_people
from painmap.schema import APPEALS

# Marked over all files of an agency, not in one file.
_MARKED = ("mailing_id", "same_as")
_OPTIONAL = tuple(c.name for c in APPEALS.columns if not c.required and c.name not in _MARKED)
# Besides `schema.APPEALS`, what tells which of two rows with one number counts.
_PLACE = ["appeal_id", "sheet", "row", "filled"]


def read_appeals(grids: Iterator[Grid], context: Context) -> pd.DataFrame:
    """The kept rows as `schema.APPEALS`, sorted by record_id; the others are rejected in `context`.

    Each part of the file is brought to masked rows before the next is read. Only where a row is a question
    the file is taken as a whole: several rows make one appeal, and the questions are in `context.items`.
    """
    has_items = context.request.format.has_items
    parts, texts = [], HeldTexts()
    for part in [list(grids)] if has_items else ([one] for one in grids):
        parts.append(texts.put_away(_cleaned(part, context)))
    frame = pd.concat(parts, ignore_index=True) if parts else _cleaned([], context)
    if len(parts) > 1:
        parts.clear()
        rows = len(frame)
        frame = supersede_duplicates(frame, context, texts)
        context.journal.rows["kept"] += len(frame) - rows
    frame = frame.sort_values("record_id", kind="stable", ignore_index=True)
    appeals = APPEALS.conform(texts.brought_back(frame))
    for name in _OPTIONAL:
        context.journal.count("empty", name, appeals[name].isna().sum())
    return appeals


def _cleaned(grids: list[Grid], context: Context) -> pd.DataFrame:
    """Masked rows of a part of the file, with `_PLACE`."""
    mapped = map_columns(grids, context)
    apply_corrections(mapped, context)
    numbers = mapped.frame["appeal_id"]
    frame = without_faulty(mapped, context)
    for step in STEPS:
        frame = step(frame, context)
    warn_of_parts(frame, numbers, context)
    context.journal.rows["kept"] += len(frame)
    request = context.request
    frame = frame.assign(record_id=request.source.id + ":" + frame["appeal_id"].astype(str))
    frame, context.items = joined(without_people(frame, context), context)
    frame = frame.assign(
        client_id=client_ids(frame, context),
        text=masked_texts(frame["text"], frame[list(KNOWN_FIELDS)], context),
        source_id=request.source.id,
        source_file_id=request.file_id,
    )
    for name in ("is_repeat", "is_collective", "is_anonymous"):
        frame[name] = frame[name].map({"true": True, "false": False}).astype("boolean")
    return APPEALS.conform(frame).assign(**{name: frame[name].to_numpy() for name in _PLACE})
