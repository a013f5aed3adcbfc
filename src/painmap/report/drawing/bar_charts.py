"""Horizontal bars: of two periods, or ranked with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from painmap.report import strings
from painmap.report.drawing.frame import LEGEND_ROOM, axes_of_rows, legend, patches
from painmap.report.drawing.look import INK, LABEL, MAIN, MUTED, PALE, SMALL, WARM, seaborn_module

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Bar:
    """A bar: value and its label in the period and in the period before; None where hidden or absent.

    Attributes:
        low, high: Ends of an interval around `value`.
    """

    label: str
    value: float | None
    text: str
    previous: float | None = None
    previous_text: str = ""
    low: float | None = None
    high: float | None = None


def bars(rows: Sequence[Bar]) -> Figure:
    """Bars of the period, with those of the period before beneath where there are any."""
    pairs = any(r.previous_text for r in rows)
    figure, axes = axes_of_rows(
        [r.label for r in rows], 0.3 if pairs else 0.24, top=LEGEND_ROOM if pairs else 0.03
    )
    parts = [("", INK, -0.19 if pairs else 0.0)] + [("previous", MUTED, 0.19)] * pairs
    longest = max([r.value or 0 for r in rows] + [r.previous or 0 for r in rows if pairs]) or 1
    for name, ink, shift in parts:
        values = [getattr(r, name or "value") or 0 for r in rows]
        places = [i + shift for i in range(len(rows))]
        for row, value, place in zip(rows, values, places, strict=True):
            text = row.previous_text if name else row.text
            axes.text(value + longest * 0.01, place, text, va="center", fontsize=SMALL, color=ink)
    _bars(axes, rows, ["value", "previous"] if pairs else ["value"], width=0.76 if pairs else 0.66)
    axes.set_xlim(0, longest * 1.16)
    if pairs:
        legend(figure, patches([(strings.CURRENT, MAIN), (strings.PREVIOUS, PALE)]), handlelength=1.1)
    return figure


def _bars(axes: Axes, rows: Sequence[Bar], parts: Sequence[str], *, width: float) -> None:
    """Horizontal bars of the rows at 0, 1, 2, …; of several parts the later ones beneath the first."""
    labels = axes.get_yticks(), [label.get_text() for label in axes.get_yticklabels()]
    limits = axes.get_ylim()
    long = [(i, part, getattr(row, part) or 0) for part in parts for i, row in enumerate(rows)]
    places, names, values = zip(*long, strict=True) if long else ((), (), ())
    seaborn_module().barplot(
        x=list(values), y=list(places), hue=list(names), hue_order=list(parts), orient="h", native_scale=True,
        palette=[MAIN, PALE][: len(parts)], saturation=1, errorbar=None, width=width, legend=False, ax=axes,
        clip_on=False, linewidth=0,
    )  # fmt: skip
    axes.set(yticks=labels[0], yticklabels=labels[1], xticks=[], xlabel="", ylabel="", ylim=limits)


def ranked(rows: Sequence[Bar]) -> Figure:
    """Bars with their intervals."""
    figure, axes = axes_of_rows([r.label for r in rows], 0.25)
    top = max([r.high or r.value or 0 for r in rows] + [0.01])
    _bars(axes, rows, ["value"], width=0.6)
    for i, row in enumerate(rows):
        if row.low is not None and row.high is not None:
            axes.plot(
                [row.low, row.high],
                [i, i],
                color=WARM,
                linewidth=1.5,
                marker="|",
                markersize=6,
                clip_on=False,
            )
        place = max(row.value or 0, row.high or 0) + top * 0.015
        axes.text(place, i, row.text, va="center", fontsize=LABEL, color=INK)
    axes.set_xlim(0, top * 1.16)
    return figure
