"""Ratios to the period before with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from painmap.report import strings
from painmap.report.drawing.frame import AXIS_ROOM, LEGEND_ROOM, axes_of_rows, legend
from painmap.report.drawing.look import INK, MAIN, MUTED, PAPER, SMALL, WARM, WIDE
from painmap.report.formats import change_percent, trimmed
from painmap.report_data import Trend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARKERS = {
    "growth": ("^", WARM),
    "decline": ("v", MAIN),
    "no_change": ("s", MUTED),
    "insufficient": ("o", PAPER),
}
_LONG_SCALE = 8  # ends of a scale of ratios
# Beyond these a scale of ratios tells nothing of the changes that matter: an arrow goes on. It is longer
# where an estimate itself lies beyond, but for what only an arrow can show.
_LEAST, _MOST = 0.2, 5.0
_FARTHEST = 50.0
_LONGEST_LABEL = 78


def forest(trends: Sequence[Trend], *, is_wide: bool = False) -> Figure:
    """Ratios with their intervals on a logarithmic scale; the mark's shape says the verdict.

    Args:
        is_wide: For a landscape page: a line for each label.
    """
    labels = [_whole_label(t) if is_wide else t.label for t in trends]
    figure, axes = (
        axes_of_rows(labels, 0.18, top=LEGEND_ROOM, bottom=AXIS_ROOM, right=0.2, width=WIDE, columns=80)
        if is_wide
        else axes_of_rows(labels, 0.25, top=LEGEND_ROOM, bottom=AXIS_ROOM, right=0.2)
    )
    low, high = _scale(trends)
    axes.set_xscale("log")
    axes.set_xlim(low * 0.94, high * 1.06)
    axes.axvline(1, color=MUTED, linewidth=0.9)
    for i, trend in enumerate(trends):
        _row(axes, i, trend, (low, high))
    _ratio_axis(axes, low, high)
    legend(figure, _markers(), handletextpad=0.3)
    return figure


def _whole_label(trend: Trend) -> str:
    """In one line, and whose it is: the wide plot shows all kinds of clients together."""
    staff = strings.OF_STAFF if trend.client_kind == "internal" else ""
    return trimmed(trend.label, _LONGEST_LABEL - len(staff)) + staff


def goes_beyond(trends: Sequence[Trend]) -> bool:
    """Whether an interval ends beyond the scale, where an arrow is drawn."""
    low, high = _scale(trends)
    return any((t.result.ci_low or 1) < low or (t.result.ci_high or 1) > high for t in trends)


def _scale(trends: Sequence[Trend]) -> tuple[float, float]:
    """From the least to the largest ratio that is drawn at its place: every estimate is, not every end."""
    effects = [t.result.effect or 1 for t in trends]
    least = max(min([_LEAST, *(0.9 * e for e in effects)]), 1 / _FARTHEST)
    most = min(max([_MOST, *(1.1 * e for e in effects)]), _FARTHEST)
    low = max(min([t.result.ci_low or 1 for t in trends] + [0.8]), least)
    high = min(max([t.result.ci_high or 1 for t in trends] + [1.25]), most)
    return low, high


def _row(axes: Axes, i: int, trend: Trend, scale: tuple[float, float]) -> None:
    marker, color = _MARKERS[trend.result.verdict]
    line, r = INK if color == PAPER else color, trend.result
    low, high = r.ci_low or scale[0], r.ci_high or scale[1]
    ends = [max(low, scale[0]), min(high, scale[1])]
    axes.plot(ends, [i, i], color=line, linewidth=1.4, solid_capstyle="butt", clip_on=False)
    for is_cut, at, arrow in ((low < scale[0], ends[0], "<"), (high > scale[1], ends[1], ">")):
        if is_cut:
            axes.plot([at], [i], marker=arrow, markersize=4.5, color=line, linestyle="none", clip_on=False)
    at = r.effect or 1
    if not scale[0] <= at <= scale[1]:
        # Beyond the longest scale: beside the arrow, not on it.
        at = scale[0] * 1.1 if at < 1 else scale[1] / 1.1
    axes.plot(
        [at], [i], marker=marker, markersize=6.5, color=color,
        markeredgecolor=line, linestyle="none", clip_on=False,
    )  # fmt: skip


def _ratio_axis(axes: Axes, low: float, high: float) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator

    # On a long scale the labels of neighbours would meet.
    long, short = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50), (0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5)
    every = long if high / low > _LONG_SCALE else short
    ticks = [v for v in every if low * 0.95 <= v <= high * 1.05]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels(["0 %" if v == 1 else change_percent(v) for v in ticks], fontsize=SMALL)
    axes.grid(axis="x")
    axes.set_xlabel(strings.FOREST_AXIS, fontsize=SMALL)


def _markers() -> list[Any]:
    from matplotlib.lines import Line2D

    return [
        Line2D(
            [], [], marker=marker, color=INK if color == PAPER else color, markerfacecolor=color,
            linestyle="none", label=strings.VERDICTS[verdict],
        )
        for verdict, (marker, color) in _MARKERS.items()
    ]  # fmt: skip
