"""`params/corrections/<agency>.yaml`: corrections of rows, as data."""

from __future__ import annotations

from pydantic import Field

from painmap.params.models.base import File, Id, Params, Text


class Correction(Params):
    """A correction as data: it must match exactly `expected_rows` rows, or the build fails."""

    source: Id
    appeal_id: Text
    column: Text
    value: str
    reason: Text
    expected_rows: int = Field(ge=1)


class Corrections(File):
    """`params/corrections/<agency>.yaml`."""

    agency: Id
    corrections: tuple[Correction, ...] = ()
