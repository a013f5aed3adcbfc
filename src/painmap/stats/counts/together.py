"""All series of a portfolio laid out the same way: freed of moves, fitted, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from painmap.params.models import TrendRules
from painmap.stats.counts.engine import Fit, fit_many, pool
from painmap.stats.counts.interrupted import Intervention
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.moves import Levelled, levelled
from painmap.stats.counts.pooling import Pool
from painmap.stats.counts.series import CountSeries
from painmap.stats.estimates import InsufficientError

Layout = Callable[[CountSeries, Intervention, TrendRules], Panel]
Key = tuple[str, str, str]


def key_of(series: CountSeries) -> Key:
    """Family, client kind and code: what a series is known by."""
    return series.family, series.client_kind, series.code


class Together:
    """Layouts of all series at an intervention; each is computed once.

    Args:
        series: In any order: sums are made in that of their keys. Of two with one key the last one stands.
    """

    def __init__(self, series: Iterable[CountSeries], rules: TrendRules) -> None:
        named = {key_of(s): s for s in series}
        self._series = {key: named[key] for key in sorted(named)}
        self._rules = rules
        self._panels = cache(self._laid_out)
        self._fits = cache(self._fitted)
        self.pool = cache(self._pooled)

    def panel(self, layout: Layout, at: Intervention, key: Key) -> Levelled:
        """The series by the layout, freed of a move.

        Raises:
            InsufficientError: A gate of the layout; the series cannot be told from the move.
        """
        found = self._panels(layout, at)[key]
        if isinstance(found, str) or found.reason:
            raise InsufficientError(found if isinstance(found, str) else found.reason)
        return found

    def fit(self, layout: Layout, at: Intervention, key: Key) -> Fit:
        """Its regression.

        Raises:
            InsufficientError: As `panel`; one of the totals is zero, the iteration did not converge.
        """
        self.panel(layout, at, key)
        found = self._fits(layout, at)[key]
        if isinstance(found, str):
            raise InsufficientError(found)
        return found

    def _laid_out(self, layout: Layout, at: Intervention) -> dict[Key, Levelled | str]:
        panels: dict[Key, Panel] = {}
        found: dict[Key, Levelled | str] = {}
        for key, one in self._series.items():
            try:
                panels[key] = layout(one, at, self._rules)
            except InsufficientError as gate:
                found[key] = gate.reason
        freed = levelled([self._series[key] for key in panels], list(panels.values()), self._rules)
        return found | dict(zip(panels, freed, strict=True))

    def _fitted(self, layout: Layout, at: Intervention) -> dict[Key, Fit | str]:
        laid = {k: one for k, one in self._panels(layout, at).items() if not isinstance(one, str)}
        return dict(zip(laid, fit_many([one.panel for one in laid.values()]), strict=True))

    def _pooled(self, layout: Layout, at: Intervention) -> Pool:
        """ρ and φ of all series that the layout fits."""
        fits = self._fits(layout, at)
        return pool([one for _, one in sorted(fits.items()) if isinstance(one, Fit)], self._rules)
