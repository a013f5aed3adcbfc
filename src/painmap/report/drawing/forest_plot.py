"""Ratios to the period before with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from painmap.report import strings
from painmap.report.drawing.frame import AXIS_ROOM, LEGEND_ROOM, axes_of_rows, legend
from painmap.report.drawing.look import INK, MAIN, MUTED, PAPER, SMALL, WARM
from painmap.report.formats import change_percent
from painmap.report_data import Trend

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKERS = {
    "growth": ("^", WARM),
    "decline": ("v", MAIN),
    "no_change": ("s", MUTED),
    "insufficient": ("o", PAPER),
}
_LONG_SCALE = 8  # ends of a scale of ratios


def forest(trends: Sequence[Trend]) -> Figure:
    """Ratios with their intervals on a logarithmic scale; the mark's shape says the verdict."""
    from matplotlib.ticker import FixedLocator, NullLocator

    figure, axes = axes_of_rows([t.label for t in trends], 0.25, top=LEGEND_ROOM, bottom=AXIS_ROOM, right=0.2)
    low = max(min([t.result.ci_low or 1 for t in trends] + [0.8]), 0.2)
    high = min(max([t.result.ci_high or 1 for t in trends] + [1.25]), 5)
    axes.set_xscale("log")
    axes.set_xlim(low * 0.94, high * 1.06)
    axes.axvline(1, color=MUTED, linewidth=0.9)
    for i, trend in enumerate(trends):
        marker, color = _MARKERS[trend.result.verdict]
        line, r = INK if color == PAPER else color, trend.result
        ends = [max(r.ci_low or low, low), min(r.ci_high or high, high)]
        axes.plot(ends, [i, i], color=line, linewidth=1.4, solid_capstyle="butt", clip_on=False)
        axes.plot(
            [min(max(r.effect or 1, low), high)], [i], marker=marker, markersize=6.5, color=color,
            markeredgecolor=line, linestyle="none", clip_on=False,
        )  # fmt: skip
    # On a long scale the labels of neighbours would meet.
    every = (0.2, 0.5, 1, 2, 5) if high / low > _LONG_SCALE else (0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5)
    ticks = [v for v in every if low * 0.95 <= v <= high * 1.05]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels(["0 %" if v == 1 else change_percent(v) for v in ticks], fontsize=SMALL)
    axes.grid(axis="x")
    axes.set_xlabel(strings.FOREST_AXIS, fontsize=SMALL)
    legend(figure, _markers(), handletextpad=0.3)
    return figure


def _markers() -> list[Any]:
    from matplotlib.lines import Line2D

    return [
        Line2D(
            [], [], marker=marker, color=INK if color == PAPER else color, markerfacecolor=color,
            linestyle="none", label=strings.VERDICTS[verdict],
        )
        for verdict, (marker, color) in _MARKERS.items()
    ]  # fmt: skip
