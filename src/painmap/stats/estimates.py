"""What a test gives before q-values and verdicts, and how it says that the data do not suffice."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import numpy as np

from painmap.report_data import EffectKind

Interval = tuple[float | None, float | None]
# 1.96 + 0.84, and a little for estimated dispersion: told apart in four cases of five.
POWER_AND_SIZE = 2.9


class InsufficientError(Exception):
    """A gate that the data did not pass; `reason` is printed, in Russian."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a test found.

    Attributes:
        test: Key of `stats.TESTS`.
        effect: Ratio or difference; None where the period compared with is empty (the ratio has no value).
        interval: Ends at the level 1 − alpha; None is an open end.
        narrow: Ends at the level 1 − 2·alpha, for equivalence.
        n: Months or observations; total, total_before: counts of the period and of the one compared with.
        detectable: Smallest change that would have been told apart in four cases of five: a ratio, or a size
            in the unit of the effect.
        reason: Why a gate failed; then nothing but totals is filled.
        change_date: First month of the new level, where its date was not known beforehand.
        change_from, change_to: First and last of the months that it may have been (95 %).
        note: What was done to the data that a reader has to know (an artefact taken out).
    """

    test: str
    effect_kind: EffectKind = "ratio"
    effect: float | None = None
    interval: Interval = (None, None)
    narrow: Interval = (None, None)
    p: float | None = None
    dispersion: float | None = None
    rho: float | None = None
    n: int = 0
    total: float | None = None
    total_before: float | None = None
    detectable: float | None = None
    change_date: date | None = None
    change_from: date | None = None
    change_to: date | None = None
    reason: str = ""
    note: str = ""


def at_least(least: int, n: int, n_before: int, what: str = "ответов") -> None:
    """The gate of a comparison of two periods by their observations.

    Raises:
        InsufficientError: Fewer than `least` in one of them; `what` names them (Russian, genitive plural).
    """
    if min(n, n_before) < least:
        raise InsufficientError(f"{what} {n} и {n_before}, нужно не менее {least} в каждом периоде")


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the libraries' warnings off the screen: the gates speak instead."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
