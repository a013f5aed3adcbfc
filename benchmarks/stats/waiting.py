"""Waiting times without change, the period itself cut off while cases are open: size and bias of RMST.

Registrations fall evenly on a quarter; that of the year before is followed to the end, the period itself is
cut off at its last day, so that about a quarter of its cases are open. What analysts do instead is measured
on the same cases.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from benchmarks.stats.clusters import Share, mean_error
from benchmarks.stats.markdown import percent, section, table, with_error
from benchmarks.stats.results import rules
from benchmarks.stats.simulate import generator

from painmap.stats.estimates import InsufficientError
from painmap.stats.survival import WaitingTimes, kaplan_meier, log_rank, restricted_mean
from painmap.stats.waiting import WaitingCase, waiting_difference

LEAST, MOST, MOST_BIAS = 0.03, 0.06, 0.1
HORIZON = 30
_QUARTER = 92
# Days to the answer: gamma of shape 4, mean 24 days; 22 % take longer than 30.
_SHAPE, _MEAN = 4.0, 24.0
_METHODS = ("rmst", "log_rank", "t_test_of_answered", "share_in_time_of_all")


def units() -> dict[str, dict[str, Any]]:
    """Cases a period; whether the second is cut off."""
    return {
        f"n{n}-{'cut' if is_cut else 'whole'}": {"n": n, "is_cut": is_cut}
        for n in (30, 100, 300)
        for is_cut in (True, False)
    }


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """Share of pairs of periods in which each method finds a change; bias and coverage of RMST, days."""
    tallies = {name: Share() for name in (*_METHODS, "coverage", "refused")}
    differences, means = [], []
    for number in range(portfolios):
        rng = generator("waiting", *sorted(unit.items()), number)
        now = _period(rng, unit["n"], _QUARTER if unit["is_cut"] else 4 * _QUARTER)
        before = _period(rng, unit["n"], 4 * _QUARTER)
        case = WaitingCase(
            family="waiting", code="all", label="все", client_kind="external", now=now, before=before
        )
        try:
            found = waiting_difference(case, rules())
        except InsufficientError:
            tallies["refused"].add([True])
            continue
        tallies["refused"].add([False])
        low, high = found.interval
        tallies["rmst"].add([(found.p or 0.0) <= rules().alpha])
        tallies["coverage"].add([(low or -math.inf) <= 0 <= (high or math.inf)])
        for name, p in _others(now, before).items():
            tallies[name].add([p <= rules().alpha])
        differences.append(float(found.effect or 0.0))
        means.append(restricted_mean(kaplan_meier(now), HORIZON)[0] - true_mean())
    figures: dict[str, Any] = {name: share.figures() for name, share in tallies.items()}
    return figures | {"bias": mean_error(differences), "bias_of_mean": mean_error(means)}


def _period(rng: np.random.Generator, n: int, cut: float) -> WaitingTimes:
    registered = rng.integers(0, _QUARTER, n)
    waited = np.floor(rng.gamma(_SHAPE, _MEAN / _SHAPE, n))
    followed = cut - registered
    return WaitingTimes(
        days=tuple(np.minimum(waited, followed).tolist()),
        is_answered=tuple((waited <= followed).tolist()),
        followup_days=float(cut),
    )


def true_mean() -> float:
    """Mean of min(whole days, 30): the sum of P(days > t) for t = 0 … 29."""
    from scipy.special import gammaincc

    return float(gammaincc(_SHAPE, np.arange(1, HORIZON + 1) * _SHAPE / _MEAN).sum())


def _others(now: WaitingTimes, before: WaitingTimes) -> dict[str, float]:
    """p of log-rank, of the t-test of answered cases, of «answered in time» among all registered."""
    from scipy.stats import ttest_ind

    days, answered = (
        [np.array(t.days) for t in (now, before)],
        [np.array(t.is_answered) for t in (now, before)],
    )
    in_time = [int((d[a] <= HORIZON).sum()) for d, a in zip(days, answered, strict=True)]
    found = log_rank(now, before)
    return {
        "log_rank": found[1] if found else 1.0,
        "t_test_of_answered": float(ttest_ind(days[0][answered[0]], days[1][answered[1]]).pvalue),
        "share_in_time_of_all": _two_shares(in_time, [len(d) for d in days]),
    }


def _two_shares(k: list[int], n: list[int]) -> float:
    """p of Pearson's χ² of two shares."""
    from scipy.special import ndtr

    pooled = sum(k) / sum(n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1]))
    return float(2 * ndtr(-abs(k[0] / n[0] - k[1] / n[1]) / error)) if error else 1.0


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Units beyond the goals of size and bias by more than two standard errors."""
    out = []
    for key, one in found.items():
        size, bias = one["rmst"], one["bias"]
        if not LEAST - 2 * size["se"] <= size["share"] <= MOST + 2 * size["se"]:
            out.append(f"{key}: size {with_error(size)} %")
        if abs(bias["mean"]) > MOST_BIAS + 2 * bias["se"]:
            out.append(f"{key}: bias {bias['mean']:.3f} days")
    return out


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per unit."""
    rows = [
        [
            key,
            with_error(one["rmst"]),
            percent(one["coverage"]),
            f"{one['bias']['mean']:.3f} ± {one['bias']['se']:.3f}",
            f"{one['bias_of_mean']['mean']:.3f} ± {one['bias_of_mean']['se']:.3f}",
            *(percent(one[name]) for name in _METHODS[1:]),
            percent(one["refused"]),
        ]
        for key, one in found.items()
    ]
    titles = [
        "Cases a period",
        "RMST: size, %",
        "coverage, %",
        "bias of the difference, days",
        "of the mean, days",
    ]
    return [
        *section(
            "Waiting times without change",
            "Difference of restricted means to 30 days (goals: size 3–6 %, bias 0.1 day); «cut»: the",
            "later quarter is cut off at its last day, the earlier one was followed to the end. False",
            "alarms of other methods on the same cases.",
        ),
        *table(
            [*titles, "log-rank, %", "t-test of answered, %", "share in time of all, %", "Refused, %"], rows
        ),
    ]
