"""A change of level at a date that nobody named: whether there is one, when, and by how much.

log μ_t = log E_t + γ_month(t), and from some month on β more. The largest score F over the months (not the
first and last max(4, 15 %)) with p by Monte Carlo, ρ and φ pooled over the portfolio
(source: `statistics.md`, «Battery»). The arrays are in `sup_score`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.change_layout import TEST, null_panel, stepped
from painmap.stats.change_pool import FreedShape
from painmap.stats.counts.engine import contrast_many, uncertain
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.poisson import Fit, fit_many
from painmap.stats.counts.pooling import Pool, pool
from painmap.stats.counts.rare import direct
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import Estimate, InsufficientError, Interval
from painmap.stats.sup_score import Dates, Steps, SupScore, dates

_LEVEL = 0.95
_LEAST_SIDE, _TRIM, _LEAST_DF = 4, 0.15, 5
# For each of 7 values of ρ. The error of 999 (0.7 points at 0.05) would be that of all series at once.
_DRAWS = 2_999
# Dispersion of a series without scatter, as in the engine.
_PHI_FLOOR = 0.25
_SEASON = "смену уровня нельзя отличить от сезонности"
_MOVE = "переход на другую систему регистрации {days}: уровни до и после него не сравниваются"


@dataclass(frozen=True, eq=False)
class _Change:
    """What the arrays say of a series: p, and the dates with the place of the one that is told."""

    p: float
    dates: Dates
    place: int

    @property
    def row(self) -> int:
        """First row of the new level."""
        return int(self.dates.starts[self.place])


@dataclass(frozen=True, eq=False)
class _Design:
    """What series of the same months share."""

    steps: Steps
    shape: FreedShape

    @classmethod
    def of(cls, panel: Panel) -> _Design:
        side = max(_LEAST_SIDE, math.ceil(_TRIM * len(panel.index)))
        steps = Steps.of(panel.design, np.arange(side, len(panel.index) - side + 1))
        return cls(steps, FreedShape(panel.design, panel.index, steps))

    @property
    def is_open(self) -> bool:
        """Whether a step can be told from the season at all."""
        return len(self.steps.starts) > 0 and self.steps.df >= _LEAST_DF

    def test(self, rho: np.ndarray) -> SupScore:
        """The test at these values of ρ."""
        return SupScore(self.steps, self.shape.index, rho, _DRAWS)


def change_dates(portfolio: Sequence[CountSeries], until: date | None, rules: TrendRules) -> list[Estimate]:
    """Each series' change of level up to the month of `until` (None: its last), in the order given.

    The portfolio is all series of one agency and one measure of volume. `total_before` is what the level
    before the date would have given in the months since. The interval of the effect is the hull of those of
    the dates that may be, `narrow` of all dates: inside the limits of equivalence there was no change at any
    of them. The date is to be told only where q ≤ alpha; the effect of a change hardly told is overstated.
    """
    panels = [_laid_out(series, until, rules) for series in portfolio]
    # In one order, whatever that of the portfolio: sums of floating point depend on it.
    order = sorted(range(len(portfolio)), key=lambda i: portfolio[i].place)
    laid = [(i, panel) for i in order if isinstance(panel := panels[i], Panel)]
    fits = dict(zip((i for i, _ in laid), fit_many([panel for _, panel in laid]), strict=True))
    known = {i: f for i, f in fits.items() if isinstance(f, Fit)}
    found = dict(zip(known, _estimates(list(known.values()), rules), strict=True))
    return [
        _noted(series, known[i].panel, found[i])
        if i in found and not series.reason
        else Estimate(test=TEST, reason=series.reason or str(fits.get(i, panels[i])))
        for i, series in enumerate(portfolio)
    ]


def _laid_out(series: CountSeries, until: date | None, rules: TrendRules) -> Panel | str:
    try:
        return null_panel(series, until, rules)
    except InsufficientError as gate:
        return gate.reason


def _estimates(fits: Sequence[Fit], rules: TrendRules) -> list[Estimate]:
    designs = _designs(fits)
    is_open = [designs[id(f.shape)].is_open for f in fits]
    found = iter(_changes([f for f, y in zip(fits, is_open, strict=True) if y], designs, rules))
    return [next(found) if y else Estimate(test=TEST, reason=_SEASON) for y in is_open]


def _designs(fits: Sequence[Fit]) -> dict[int, _Design]:
    """By the identity of the fits' shapes."""
    shared: dict[bytes, _Design] = {}
    designs = {}
    for f in fits:
        panel = f.panel
        key = (panel.index - panel.index[0]).tobytes() + panel.design.tobytes()
        if key not in shared:
            shared[key] = _Design.of(panel)
        designs[id(f.shape)] = shared[key]
    return designs


def _changes(fits: Sequence[Fit], designs: Mapping[int, _Design], rules: TrendRules) -> list[Estimate]:
    own = [designs[id(f.shape)] for f in fits]
    beside = _beside_best(fits, own)
    common = pool([f for f in beside if f], rules)
    learnt = iter(uncertain([f for f in beside if f], common, rules))
    known = [next(learnt) if f else None for f in beside]
    # A series that ends or begins at its best date tells nothing of ρ: it has that of the others.
    weights = np.mean([k.weights for k in known if k], axis=0) if any(known) else np.ones(1)
    nodes = next((k.rho for k in known if k), np.array([common.rho]))
    tests = {id(d): d.test(nodes) for d in own}
    changes = [
        _change(f, tests[id(d)], k.weights if k else weights)
        for f, d, k in zip(fits, own, known, strict=True)
    ]
    panels = [stepped(f.panel, c.row) for f, c in zip(fits, changes, strict=True)]
    effects = _effects(panels, common, rules)
    return [_dated(f.panel, c, e) for f, c, e in zip(fits, changes, effects, strict=True)]


def _beside_best(fits: Sequence[Fit], designs: Sequence[_Design]) -> list[Fit | None]:
    """Each fit beside the step of its largest F; None where one side of the step has no count."""
    panels = []
    for f, d in zip(fits, designs, strict=True):
        best = int(d.steps.gains(f.residuals)[0].argmax())
        panels.append(stepped(f.panel, int(d.steps.starts[best])))
    return [
        replace(f, shape=d.shape) if isinstance(f, Fit) else None
        for f, d in zip(fit_many(panels), designs, strict=True)
    ]


def _change(fit: Fit, test: SupScore, weights: np.ndarray) -> _Change:
    rho = float((weights * test.rho).sum())
    weighted = Steps.of(fit.panel.design, test.steps.starts, fit.mu)
    found = dates(weighted, fit.residuals, fit.panel.index, rho, _PHI_FLOOR)
    return _Change(test.p(fit.residuals, weights, _PHI_FLOOR), found, found.middle())


def _effects(panels: Sequence[Panel], pool: Pool, rules: TrendRules) -> list[Estimate]:
    """Ratio of each step by the engine; directly where one of the sides has no count."""
    fits = fit_many(panels)
    by_engine = iter(contrast_many([f for f in fits if isinstance(f, Fit)], pool, rules))
    return [
        next(by_engine) if isinstance(f, Fit) else direct(panel, pool, rules)
        for f, panel in zip(fits, panels, strict=True)
    ]


def _dated(panel: Panel, change: _Change, effect: Estimate) -> Estimate:
    """The estimate of the step with the p of the largest F, and its date."""
    first, last = change.dates.possible(_LEVEL)
    before = effect.total_before
    if effect.effect and effect.total is not None:
        before = effect.total / effect.effect
    return replace(
        effect,
        test=TEST,
        p=change.p,
        interval=_hull(
            change, effect.interval, (change.dates.starts >= first) & (change.dates.starts <= last)
        ),
        narrow=_hull(change, effect.narrow, np.ones(len(change.dates.starts), dtype=bool)),
        total_before=before,
        change_date=_month(panel.index[change.row]),
        # A month without data may be the first of the new level too.
        change_from=_month(panel.index[first - 1] + 1),
        change_to=_month(panel.index[last]),
    )


def _hull(change: _Change, interval: Interval, of: np.ndarray) -> Interval:
    """Hull of the intervals of these dates, as wide beside that of the date told as their errors are."""
    low, high = interval
    if low is None or high is None or low <= 0:
        return interval
    half = math.log(high / low) / 2 * change.dates.errors[of] / change.dates.errors[change.place]
    lows, highs = change.dates.effects[of] - half, change.dates.effects[of] + half
    return min(low, math.exp(max(lows.min(), -50.0))), max(high, math.exp(min(highs.max(), 50.0)))


def _month(number: int) -> date:
    return date(int(number) // 12, int(number) % 12 + 1, 1)


def _noted(series: CountSeries, panel: Panel, found: Estimate) -> Estimate:
    within = [d for d in series.moves if panel.index[0] < month_number(d) <= panel.index[-1]]
    told = _MOVE.format(days=", ".join(f"{d:%d.%m.%Y}" for d in within)) if within else ""
    return replace(found, note="; ".join(filter(None, (told, found.note))))
