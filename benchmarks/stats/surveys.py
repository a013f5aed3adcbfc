"""Shares, scores and NPS without change, beside what is done instead on the same answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from benchmarks.stats.clusters import Share
from benchmarks.stats.markdown import percent, section, table, with_error
from benchmarks.stats.results import rules
from benchmarks.stats.simulate import generator

from painmap.stats.estimates import Estimate, InsufficientError
from painmap.stats.nps import Loyalty, NpsCase, nps_difference
from painmap.stats.scores import ScoreCase, score_difference
from painmap.stats.share_series import ShareSeriesCase, share_series_difference

LEAST_SIZE, MOST_SIZE = 0.02, 0.065
# The same mean, other spread: opinions divided and opinions in the middle.
_POLARISED, _CENTRAL = (0.35, 0.1, 0.1, 0.1, 0.35), (0.05, 0.2, 0.5, 0.2, 0.05)
_CLASSES = (0.55, 0.25, 0.2)
_SHARE, _MONTHS = 0.6, 24
_NAMES: dict[str, Any] = {"family": "surveys", "code": "q", "label": "вопрос", "client_kind": "external"}
_Pair = tuple[Callable[[], Estimate], Callable[[], float]]


def units() -> dict[str, dict[str, Any]]:
    """Question and answers of the two periods, or φ of the monthly answers of a share."""
    pairs = ((20, 20), (40, 20), (20, 60), (100, 100))
    out: dict[str, dict[str, Any]] = {}
    for kind in ("score", "nps"):
        out |= {f"{kind}-{n}-{before}": {"kind": kind, "n": n, "before": before} for n, before in pairs}
    return out | {
        f"share-{n}-a-month-phi{phi:g}": {"kind": "share", "n": n, "phi": phi}
        for n in (10, 40)
        for phi in (1.0, 2.5)
    }


def measure(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    """False alarms of the battery's test and of the usual one, coverage."""
    tally = {kind: Share() for kind in ("size", "coverage", "usual", "refused")}
    for number in range(portfolios):
        rng = generator("surveys", *sorted(unit.items()), number)
        ours, usual = _KINDS[unit["kind"]](rng, unit)
        try:
            found = ours()
        except InsufficientError:
            tally["refused"].add([True])
            continue
        low, high = found.interval
        tally["refused"].add([False])
        tally["size"].add([found.p is not None and found.p <= rules().alpha])
        tally["coverage"].add([(low or 0.0) <= 0 <= (high or 0.0)])
        tally["usual"].add([usual() <= rules().alpha])
    return {kind: share.figures() for kind, share in tally.items()}


def _score(rng: np.random.Generator, unit: Mapping[str, Any]) -> _Pair:
    """Usual: Mann–Whitney."""
    from scipy.stats import mannwhitneyu

    now, before = rng.multinomial(unit["n"], _POLARISED), rng.multinomial(unit["before"], _CENTRAL)
    case = ScoreCase(**_NAMES, counts=tuple(now.tolist()), counts_before=tuple(before.tolist()))
    marks = np.arange(1, 6)
    answers = np.repeat(marks, now), np.repeat(marks, before)
    return lambda: score_difference(case, rules()), lambda: float(mannwhitneyu(*answers).pvalue)


def _nps(rng: np.random.Generator, unit: Mapping[str, Any]) -> _Pair:
    """Usual: Wald without answers added."""
    now, before = (Loyalty(*rng.multinomial(unit[n], _CLASSES).tolist()) for n in ("n", "before"))
    case = NpsCase(**_NAMES, now=now, before=before)

    def wald() -> float:
        variance = sum(
            ((a.promoters + a.detractors) / a.n - ((a.promoters - a.detractors) / a.n) ** 2) / a.n
            for a in (now, before)
        )
        return _p((now.score - before.score) / 100, variance)

    return lambda: nps_difference(case, rules()), wald


def _share(rng: np.random.Generator, unit: Mapping[str, Any]) -> _Pair:
    """Beta-binomial months; usual: χ² of the sums."""
    n, phi = unit["n"], unit["phi"]
    size = (n - 1) / (phi - 1) - 1 if phi > 1 else math.inf
    shares = rng.beta(_SHARE * size, (1 - _SHARE) * size, _MONTHS) if phi > 1 else np.full(_MONTHS, _SHARE)
    k = rng.binomial(n, shares)
    is_now = (False,) * 12 + (True,) * 12
    case = ShareSeriesCase(**_NAMES, k=tuple(k.tolist()), n=(n,) * _MONTHS, is_now=is_now)

    def chi_square() -> float:
        pooled = k.sum() / (n * _MONTHS)
        return _p((k[12:].sum() - k[:12].sum()) / (12 * n), pooled * (1 - pooled) * 2 / (12 * n))

    return lambda: share_series_difference(case, rules()), chi_square


def _p(difference: float, variance: float) -> float:
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(difference) / math.sqrt(variance))) if variance > 0 else 1.0


_KINDS: dict[str, Callable[[np.random.Generator, Mapping[str, Any]], _Pair]] = {
    "score": _score,
    "nps": _nps,
    "share": _share,
}


def failures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Units with too many false alarms, or hardly any."""
    return [
        f"{key}: size {with_error(one['size'])} %"
        for key, one in found.items()
        if not LEAST_SIZE - 2 * one["size"]["se"] <= one["size"]["share"] <= MOST_SIZE + 2 * one["size"]["se"]
    ]


def lines(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row per unit."""
    rows = [
        [key, with_error(one["size"]), *(percent(one[kind]) for kind in ("coverage", "usual", "refused"))]
        for key, one in found.items()
    ]
    return [
        *section(
            "Shares, scores, NPS",
            "Answers of the period and of the one before (scores: polarised against central ones of the same",
            "mean; shares: 24 months, between which they scatter by φ). Usual: Mann–Whitney; Wald; χ² of the",
            "sums.",
        ),
        *table(["Unit", "Size, %", "Coverage, %", "Usual test: false alarms, %", "Refused, %"], rows),
    ]
