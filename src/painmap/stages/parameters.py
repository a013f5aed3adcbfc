"""Parameters of the notebooks: checked before papermill starts one, and again in its second cell."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from painmap.errors import PainmapError, printable, unknown_name
from painmap.paths import checked_edition, checked_id
from painmap.periods import Period


class AgencyParameters(BaseModel):
    """Parameters of a notebook that runs once for an agency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # An executed notebook shows the parameters: it is no place for a path of this machine.
    root: StrictStr = Field(repr=False)
    agency: StrictStr

    def model_post_init(self, context: Any, /) -> None:
        """Refuse unsafe names before any file is touched."""
        checked_id(self.agency)


class PeriodParameters(AgencyParameters):
    """Parameters of a notebook that runs for an agency and a period."""

    period: StrictStr

    def model_post_init(self, context: Any, /) -> None:
        """Refuse unsafe names before any file is touched."""
        super().model_post_init(context)
        Period.parse(self.period)


class EditionParameters(PeriodParameters):
    """Parameters of the report itself."""

    edition: StrictStr

    def model_post_init(self, context: Any, /) -> None:
        """Refuse unsafe names before any file is touched."""
        super().model_post_init(context)
        checked_edition(self.edition)


NOTEBOOKS: dict[str, type[AgencyParameters]] = {
    "10_clean": AgencyParameters,
    "20_pain_points": AgencyParameters,
    "30_trends": PeriodParameters,
    "40_report": EditionParameters,
    "50_overview": AgencyParameters,
}


def checked(notebook: str, **values: object) -> AgencyParameters:
    """The parameters of `notebook` as a checked model.

    Raises:
        PainmapError: Unknown notebook or parameter, wrong type, unsafe name; lists what is known.
    """
    if notebook not in NOTEBOOKS:
        raise unknown_name("Блокнот", notebook, NOTEBOOKS)
    model = NOTEBOOKS[notebook]
    for name in values:
        if name not in model.model_fields:
            raise unknown_name("Параметр", name, model.model_fields, where=f"блокнот {notebook}")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = str(first["loc"][0])
        problem = (
            "не задан" if first["type"] == "missing" else f"имеет значение {printable(repr(first['input']))}"
        )
        raise PainmapError(
            f"Параметр «{name}» {problem}",
            where=f"блокнот {notebook}",
            remedy=f"задайте {name} строкой в кавычках; параметры блокнота: {', '.join(model.model_fields)}",
        ) from None
