"""What is timed: each part of the battery on made-up series and cases; imports of the tests are timed too."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from benchmarks.stats.results import rules
from benchmarks.stats.simulate import LAST_YEAR, as_series, generator, portfolio

from painmap import stats
from painmap.stats.alarm import latest_signal
from painmap.stats.cases import Case
from painmap.stats.change_date import change_dates
from painmap.stats.counts.interrupted import Intervention
from painmap.stats.effects import MeasuredCase
from painmap.stats.estimates import InsufficientError
from painmap.stats.mix import MixCase
from painmap.stats.nps import Loyalty, NpsCase
from painmap.stats.scores import ScoreCase
from painmap.stats.share_series import ShareSeriesCase
from painmap.stats.survival import WaitingTimes
from painmap.stats.trends import CASE_TESTS
from painmap.stats.waiting import WaitingCase

_MEANS = (3.0, 15.0, 80.0)
# An agency has a case of each other kind for ten series, and a measure for a hundred.
_PER_CASE, _PER_MEASURE = 10, 100
_LAST_YEAR_ONLY = (False,) * 12 + (True,) * 12
_MARKS, _CLASSES = [0.1, 0.1, 0.2, 0.3, 0.3], [0.5, 0.3, 0.2]
Make = Callable[[np.random.Generator, dict[str, Any]], Case]


def parts(series: int) -> dict[str, Callable[[], object]]:
    """Name of each part → what runs it over a portfolio of so many series of 36 months."""
    rng = generator("battery")
    means = np.tile(_MEANS, series // len(_MEANS) + 1)[:series]
    counts = as_series(portfolio(rng, series, 36, means, 2.5, 0.3, True))
    at = date(LAST_YEAR, 1, 1)
    measures = [MeasuredCase(series=s, at=Intervention(at)) for s in counts[: max(series // _PER_MEASURE, 1)]]
    cases = {name: _cases(make, rng, max(series // _PER_CASE, 1)) for name, make in _MAKE.items()}
    return {
        "year on year": lambda: stats.compare_series(counts, "year_on_year", rules()),
        "trend": lambda: stats.compare_series(counts, "trend", rules()),
        "step": lambda: stats.compare_series(counts, "step", rules(), at=at),
        "change at an unknown date": lambda: change_dates(counts, None, rules()),
        "alarm": lambda: _alarms(counts),
        "effect of measures": lambda: stats.measure_effects(measures, counts, rules()),
        **{
            name: partial(stats.compare_cases, some, rules())
            for name, some in cases.items()
            if type(some[0]) in CASE_TESTS
        },
    }


def _alarms(counts: list[stats.CountSeries]) -> None:
    for one in counts:
        with suppress(InsufficientError):
            latest_signal(one, rules())


def _cases(make: Make, rng: np.random.Generator, number: int) -> list[Case]:
    names = {"family": "cases", "label": "показатель", "client_kind": "external"}
    return [make(rng, {"code": f"c{i:04d}", **names}) for i in range(number)]


def _share(rng: np.random.Generator, names: dict[str, Any]) -> Case:
    k = tuple(rng.binomial(20, 0.6, 24).tolist())
    return ShareSeriesCase(**names, k=k, n=(20,) * 24, is_now=_LAST_YEAR_ONLY)


def _waiting(rng: np.random.Generator, names: dict[str, Any]) -> Case:
    now, before = (
        WaitingTimes(tuple(np.floor(rng.gamma(4, 6, 200)).tolist()), (True,) * 200, 365.0) for _ in range(2)
    )
    return WaitingCase(**names, now=now, before=before)


def _score(rng: np.random.Generator, names: dict[str, Any]) -> Case:
    now, before = (tuple(rng.multinomial(100, _MARKS).tolist()) for _ in range(2))
    return ScoreCase(**names, counts=now, counts_before=before)


def _nps(rng: np.random.Generator, names: dict[str, Any]) -> Case:
    now, before = (Loyalty(*rng.multinomial(100, _CLASSES).tolist()) for _ in range(2))
    return NpsCase(**names, now=now, before=before)


def _mix(rng: np.random.Generator, names: dict[str, Any]) -> Case:
    counts = tuple(map(tuple, rng.multinomial(50, _CLASSES, 24).tolist()))
    return MixCase(
        **names, classes=tuple(zip("abc", "abc", strict=True)), counts=counts, is_now=_LAST_YEAR_ONLY
    )


_MAKE: dict[str, Make] = {
    "shares": _share,
    "waiting times": _waiting,
    "scores": _score,
    "NPS": _nps,
    "mix": _mix,
}
