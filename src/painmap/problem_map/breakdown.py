"""How a problem spreads over channels and quarters: clients, their share, its interval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pandas as pd

from painmap.params.models import Agency
from painmap.periods import Period
from painmap.problem_map.evidence import RESPONSE, origins
from painmap.report_data import ANSWERS, Number, Portion
from painmap.stats import wilson

# Evidence that came by no channel of the profile.
OTHER_ORIGINS = {"": "канал не указан", RESPONSE: ANSWERS}


class Breakdown:
    """Portions of each problem of one map.

    Args:
        items: Of the period, as `evidence_items` returned them.
        history: The same from the first month of the period compared with to the last of the period.
    """

    def __init__(self, items: pd.DataFrame, history: pd.DataFrame, agency: Agency) -> None:
        self._titles = {c.code: c.title for c in agency.channels}
        self._by_channel = items.assign(part=origins(items))
        dates = history["registered_date"]
        quarters = dates.dt.year.astype(str) + "-Q" + dates.dt.quarter.astype(str)
        self._by_quarter = history.assign(part=quarters)

    def of(self, problem_id: str, client_kind: str) -> tuple[Portion, ...]:
        """By channel, most clients first, then by quarter in their order; a part without clients is left out.

        The base of a part are its clients of that kind with any problem or need.
        """
        channels = [*self._portions("channel", self._by_channel, (problem_id, client_kind))]
        quarters = [*self._portions("quarter", self._by_quarter, (problem_id, client_kind))]
        return (*sorted(channels, key=lambda p: (-(p.clients.value or 0), p.label)), *quarters)

    def _portions(
        self, kind: Literal["channel", "quarter"], items: pd.DataFrame, whose: tuple[str, str]
    ) -> Iterator[Portion]:
        problem_id, client_kind = whose
        own = items[items["client_kind"] == client_kind]
        bases = own.groupby("part", sort=True)["person"].nunique()
        named = own[own["problem_id"] == problem_id].groupby("part")["person"].nunique()
        for part, base in bases.items():
            clients = int(named.get(part, 0))
            if not clients and kind == "channel":
                continue
            low, high = wilson(clients, int(base))
            yield Portion(
                kind=kind,
                code=str(part),
                label=self.title(str(part)) if kind == "channel" else Period.parse(str(part)).label,
                clients=Number(value=clients),
                share=Number(value=clients / int(base), base=int(base)),
                ci_low=low,
                ci_high=high,
            )

    def title(self, code: str) -> str:
        """A channel's title."""
        return self._titles.get(code, OTHER_ORIGINS.get(code, code))
