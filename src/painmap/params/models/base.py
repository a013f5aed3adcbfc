"""What the models of all files have in common: their bases and the kinds of their values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from painmap.errors import PainmapError
from painmap.paths import checked_id
from painmap.periods import Period

ClientKind = Literal["external", "internal", "unknown"]


def _id(text: str) -> str:
    try:
        return checked_id(text, "Идентификатор")
    except PainmapError as error:
        raise ValueError(error.what) from None


def _period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except PainmapError as error:
        raise ValueError(f"{error.what}: {error.remedy}") from None


Id = Annotated[str, AfterValidator(_id)]
PeriodName = Annotated[str, AfterValidator(_period)]
WaveId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Params(BaseModel):
    """Base of all models: frozen, unknown fields refused, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, str_strip_whitespace=True)


class File(Params):
    """Base of the models that are a file of their own."""

    schema_version: Literal[1]
