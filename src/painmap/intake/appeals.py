"""A register of appeals: layout, mapping, corrections, cleaning, masking."""

from __future__ import annotations

import pandas as pd

from painmap.intake.clean import STEPS
from painmap.intake.clients import client_ids
from painmap.intake.corrections import apply_corrections
from painmap.intake.items import joined, warn_of_parts
from painmap.intake.layout import Grid
from painmap.intake.mapping import map_columns, without_faulty
from painmap.intake.privacy import KNOWN_FIELDS, masked_texts
from painmap.intake.request import Context
from painmap.intake.told import without_people
from painmap.schema import APPEALS

_OPTIONAL = tuple(c.name for c in APPEALS.columns if not c.required and c.name != "mailing_id")


def read_appeals(grids: list[Grid], context: Context) -> pd.DataFrame:
    """The kept rows as `schema.APPEALS`, sorted by record_id; the others are in `context.rejected`.

    Where a row is a question, several rows make one appeal: the questions are in `context.items`.
    """
    mapped = map_columns(grids, context)
    apply_corrections(mapped, context)
    numbers = mapped.frame["appeal_id"]
    frame = without_faulty(mapped, context)
    for step in STEPS:
        frame = step(frame, context)
    warn_of_parts(frame, numbers, context)
    context.journal.rows["kept"] = len(frame)
    request = context.request
    frame = frame.assign(record_id=request.source.id + ":" + frame["appeal_id"].astype(str))
    frame, context.items = joined(without_people(frame, context), context)
    frame = frame.assign(
        client_id=client_ids(frame, context),
        text=masked_texts(frame["text"], frame[list(KNOWN_FIELDS)], context),
        source_id=request.source.id,
        source_file_id=request.file_id,
    )
    for name in ("is_repeat", "is_collective"):
        frame[name] = frame[name].map({"true": True, "false": False}).astype("boolean")
    appeals = APPEALS.conform(frame.sort_values("record_id", kind="stable"))
    for name in _OPTIONAL:
        context.journal.count("empty", name, appeals[name].isna().sum())
    return appeals
