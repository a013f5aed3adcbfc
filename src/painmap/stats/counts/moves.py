"""A move to another registration system: from a day on all is counted otherwise, and nothing has happened.

The portfolio tells the move from life: what all its series do at that day is the register, what one does
beside the others is its own. Each series' ratio of levels after and before the day is estimated by the
engine; the median over the *other* series of the clients is the move's, and the exposure of the months from
the move on is multiplied by it (source: `statistics.md`, «Artefacts»). A family of one series is the whole
(all appeals): it does what all do, and cannot be told from the move.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

import numpy as np

from painmap.params.models import TrendRules
from painmap.periods import month_end
from painmap.stats.counts.layout import Panel, step, year_on_year
from painmap.stats.counts.poisson import Fit, fit_many
from painmap.stats.counts.series import CountSeries, month_number
from painmap.stats.estimates import InsufficientError

# Of one family at least: with fewer a median is one or two series' own fate, and its error is not known.
_LEAST_OTHERS = 5
# Part of the move that has to be in a contrast for it to be told of.
_LEAST_SHARE = 0.02
# Of the median against the mean of normal values, √(π/2); and of the median absolute deviation, 1/Φ⁻¹(¾).
_MEDIAN, _DEVIATION = math.sqrt(math.pi / 2), 1.4826
_REGISTER = "возможен эффект учёта: переход на другую систему регистрации {days}"
_LEVELLED = f"{_REGISTER}, уровень приведён к прежнему (×{{ratio}})"
_ALONE = f"{_REGISTER}, отличить его от изменения числа обращений нельзя"
# Clients and day of a move.
_Key = tuple[str, date]


@dataclass(frozen=True, kw_only=True, eq=False)
class Levelled:
    """A panel with the months after a move brought to the level before it.

    Attributes:
        panel: With exposures multiplied by the move's ratio (`base`, `base_before` with them).
        log: Log offset of each row of the panel; 0 before the move.
        variance: Of log ratio of the contrast, from that of the median: to be added to its own.
        note: What was done (Russian); empty: no move lies in what is compared.
        reason: Why the series cannot be told from the move; then the panel is as it was.
    """

    panel: Panel
    log: np.ndarray
    variance: float = 0.0
    note: str = ""
    reason: str = ""


def levelled(portfolio: Sequence[CountSeries], panels: Sequence[Panel], rules: TrendRules) -> list[Levelled]:
    """Each panel freed of the move that its contrast spans, in the order given.

    The median is over the other series, of all families of the same clients (found better than medians
    weighted by information or its root: 4.9–6.0 % false alarms against 5.1–6.5 %). Its error is that of
    their median absolute deviation; families count the same appeals, so n is that of the largest one.

    Args:
        portfolio: The series of the panels; the more of them, the better the move is known.
        panels: As laid out for any contrast.
    """
    spanned = [_spanned(series, panel) for series, panel in zip(portfolio, panels, strict=True)]
    keys = [
        (series.client_kind, days[0]) if len(days) == 1 else None
        for series, days in zip(portfolio, spanned, strict=True)
    ]
    families = [(key, series.family) for key, series in zip(keys, portfolio, strict=True)]
    sizes = Counter(families)
    parts = [None if sizes[family] == 1 else family[0] for family in families]
    ratios = _ratios(portfolio, panels, parts, rules)
    return [
        _one(panel, days, None if key is None else ratios[key].without(i))
        for i, (panel, days, key) in enumerate(zip(panels, spanned, parts, strict=True))
    ]


@dataclass(frozen=True)
class _Ratios:
    """Log ratios of levels at one move, and families: by the place of the series in the portfolio."""

    values: Mapping[int, float]
    families: Mapping[int, str]

    @cached_property
    def _arrays(self) -> tuple[np.ndarray, np.ndarray]:
        return np.array(list(self.values)), np.array(list(self.values.values()))

    @cached_property
    def _sizes(self) -> Counter[str]:
        return Counter(self.families[i] for i in self.values)

    def without(self, own: int) -> tuple[np.ndarray, int]:
        """The ratios of the other series, and the size of their largest family."""
        places, values = self._arrays
        less = Counter([self.families[own]] if own in self.values else [])
        return values[places != own], max(((self._sizes[f] - less[f]) for f in self._sizes), default=0)


def _one(panel: Panel, days: Sequence[date], others: tuple[np.ndarray, int] | None) -> Levelled:
    nothing = np.zeros(len(panel.index))
    if not days:
        return Levelled(panel=panel, log=nothing)
    told = ", ".join(f"{day:%d.%m.%Y}" for day in days)
    values, independent = others or (nothing, 0)
    if independent < _LEAST_OTHERS:
        return Levelled(panel=panel, log=nothing, reason=_ALONE.format(days=told))
    middle = float(np.median(values))
    deviation = _DEVIATION * float(np.median(np.abs(values - middle)))
    since = _since(panel.index, days[0])
    log = np.log1p(since * math.expm1(middle))
    error = _influence(panel, since) * _MEDIAN * deviation / math.sqrt(independent)
    ratio = f"{math.exp(middle):.2f}".replace(".", ",")
    note = _LEVELLED.format(days=told, ratio=ratio)
    return Levelled(panel=_with_offset(panel, log), log=log, variance=error**2, note=note)


def _spanned(series: CountSeries, panel: Panel) -> tuple[date, ...]:
    """Moves that have a part in the panel's contrast."""
    return tuple(
        day for day in series.moves if abs(_influence(panel, _since(panel.index, day))) >= _LEAST_SHARE
    )


def _since(index: np.ndarray, day: date) -> np.ndarray:
    """Share of each month that lies after the move: 0, 1, or a part of the month that it falls in."""
    length = month_end(day).day
    own = (length - day.day + 1) / length
    return np.where(index > month_number(day), 1.0, np.where(index == month_number(day), own, 0.0))


def _influence(panel: Panel, since: np.ndarray) -> float:
    """How much of a move gets into the contrast: its coefficient when `since` is regressed on the design."""
    if not since.any() or not len(panel.design):
        return 0.0
    root = np.sqrt(panel.exposure)
    return float(np.linalg.lstsq(panel.design * root[:, None], since * root, rcond=None)[0][0])


def _ratios(
    portfolio: Sequence[CountSeries], panels: Sequence[Panel], keys: Sequence[_Key | None], rules: TrendRules
) -> dict[_Key, _Ratios]:
    """Log ratio of levels at the move of each series that has enough counts, by the move."""
    laid: dict[int, Panel] = {}
    for i, (series, panel, key) in enumerate(zip(portfolio, panels, keys, strict=True)):
        if series.reason or key is None:
            continue
        if (own := _at_move(series, key[1], int(panel.index.max()), rules)) is not None:
            laid[i] = own
    found: dict[_Key, dict[int, float]] = defaultdict(dict)
    for (i, _), fit in zip(laid.items(), fit_many(list(laid.values())), strict=True):
        key = keys[i]
        if key is not None and isinstance(fit, Fit):
            found[key][i] = fit.beta
    families = {i: series.family for i, series in enumerate(portfolio)}
    return {key: _Ratios(found[key], families) for key in keys if key is not None}


def _at_move(series: CountSeries, day: date, last: int, rules: TrendRules) -> Panel | None:
    """After the move against before it; soon after it, those months against the same of the year before."""
    months = min(12, last - month_number(day) + (day.day == 1))
    for layout in (partial(step, series, day), partial(year_on_year, series, months=months)):
        try:
            panel = layout(last=last, rules=rules)
        except InsufficientError:
            continue
        return panel if panel.sum >= rules.min_total else None
    return None


def _with_offset(panel: Panel, log: np.ndarray) -> Panel:
    factor = np.exp(log)
    now = panel.design[:, 0] > 0
    before = np.isin(panel.index, panel.index[now] - 12) if panel.test == "year_on_year" else ~now
    later, earlier = _mean(factor[now]), _mean(factor[before])
    sides = panel.sides
    return replace(
        panel,
        exposure=panel.exposure * factor,
        base=panel.base * later,
        base_before=panel.base_before * earlier,
        matched=replace(sides, base=sides.base * later, base_before=sides.base_before * earlier),
    )


def _mean(factors: Iterable[float]) -> float:
    values = list(factors)
    return float(np.mean(values)) if values else 1.0
