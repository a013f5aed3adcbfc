"""Which problems were found because they were large: their period proves nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from painmap.periods import Period

ON_HISTORY = "history"
FOUND_WITHIN = "новая: выявлена по обращениям этих же месяцев"


def found_in(registry: pd.DataFrame, period: Period) -> frozenset[str]:
    """Problems that may not be compared in `period` with the same months of the year before.

    One enters the registry because it is large then. Without any change of life a problem of 8 appeals a
    year that was found at 15 or more is «рост» in the year of its discovery in 24.0 % of cases, and
    «снижение» in the year after it in 25.8 % (p ≤ 0.05, 2000 problems each;
    `benchmarks/stats/artefact_cases.discovered`). So the period of discovery may be neither the one that is
    told of nor the one compared with, and a problem that was found later than `period` has no verdict
    there. Those that were found on the whole history, without regard to date, are as they are.

    Args:
        registry: `schema.PROBLEMS`.
        period: The period that is told of.
    """
    return frozenset(
        id_
        for id_, entered in _at_a_time(registry)
        if entered.end >= period.start or entered.overlaps(period.previous)
    )


def found_since(registry: pd.DataFrame, start: date) -> frozenset[str]:
    """Problems whose period of discovery lies among the months from `start` on.

    In a search for a change of level over these months it makes one: of such problems without any change of
    life 26 % have it where they were found in the last of three years, 32 % in the first (p ≤ 0.05).
    """
    return frozenset(id_ for id_, entered in _at_a_time(registry) if entered.end >= start)


def _at_a_time(registry: pd.DataFrame) -> Iterator[tuple[str, Period]]:
    """Problems that were found by the appeals of one period, with that period."""
    rows = registry[(registry["found_on"] != ON_HISTORY).fillna(True)]
    for id_, entered in zip(rows["id"], rows["valid_from"], strict=True):
        yield str(id_), Period.parse(str(entered))
