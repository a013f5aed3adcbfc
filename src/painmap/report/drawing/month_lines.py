"""Lines of months: one large, or many small ones, with what was expected of them and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from painmap.report import strings
from painmap.report.drawing.frame import LEGEND_ROOM, axes_at, legend, with_nan
from painmap.report.drawing.labels import fitted, inches
from painmap.report.drawing.look import (
    INK,
    LABEL,
    MAIN,
    MUTED,
    RIBBON,
    SHADE,
    SMALL,
    WARM,
    WIDTH,
    seaborn_module,
)
from painmap.report.formats import decimal
from painmap.report_data import MonthlySeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 3
_TITLE_LINE = 1.25 * SMALL / 72  # inches
_SMALL_AXES, _SMALL_SCALE = 0.78, 0.36  # inches: a small chart, its scale with the year below
# Entries of the legend that stand side by side in the width of a page.
_IN_LINE = 4


@dataclass(frozen=True)
class Frame:
    """What charts of months have in common.

    Attributes:
        period: First and last month of the report: shaded.
        events: Days of events.
    """

    period: tuple[date, date] | None = None
    events: tuple[date, ...] = ()


def monthly(series: MonthlySeries, frame: Frame) -> Figure:
    """A line of months, what the model expected with its interval, and vertical lines for what happened."""
    handles = _handles([series], [frame])
    lines = -(-len(handles) // _IN_LINE)
    top = LEGEND_ROOM + (lines - 1) * 1.35 * LABEL / 72
    # The arrows of measures and breaks stand on the upper edge of the axes.
    figure, axes = axes_at(max(0.36, _scale_room([series])), 1.55, top=top + 0.06, bottom=0.34)
    _layers(axes, series, frame, observed={"linewidth": 1.9, "marker": "o", "markersize": 4})
    _month_axis(axes, series)
    legend(figure, handles, columns=min(_IN_LINE, len(handles)))
    return figure


def multiples(series: Sequence[MonthlySeries], frames: Sequence[Frame] = ()) -> Figure:
    """Small lines of months, each on its own scale from zero; a row is as high as its longest title.

    Args:
        frames: Of each series; none: nothing is shaded and nothing happened.
    """
    from matplotlib.figure import Figure

    frames = frames or [Frame()] * len(series)
    handles = _handles(series, frames)
    top = -(-len(handles) // _IN_LINE) * 1.35 * LABEL / 72 + 0.1 if len(handles) > 1 else 0.0
    columns = min(_COLUMNS, max(1, len(series)))
    room, scale = WIDTH / columns, max(0.3, _scale_room(series))
    titles = [fitted(one.title, room - scale - 0.04) for one in series]
    heights = [
        _SMALL_AXES
        + _SMALL_SCALE
        + 0.14
        + _TITLE_LINE * max(t.count("\n") + 1 for t in titles[i : i + columns])
        for i in range(0, len(titles), columns)
    ] or [_SMALL_AXES + _SMALL_SCALE]
    height = top + sum(heights) + 0.05
    figure = Figure(figsize=(WIDTH, height))
    figure.patch.set_visible(False)
    for i, (one, title, frame) in enumerate(zip(series, titles, frames, strict=True)):
        bottom = height - top - sum(heights[: i // columns + 1]) + _SMALL_SCALE
        left, width = room * (i % columns) + scale, room - scale - 0.12
        axes = figure.add_axes((left / WIDTH, bottom / height, width / WIDTH, _SMALL_AXES / height))
        axes.patch.set_visible(False)
        _layers(axes, one, frame, observed={"linewidth": 1.3})
        _month_axis(axes, one, every=12)
        axes.set_title(title, fontsize=SMALL, loc="left", color=INK)
    if top:
        legend(figure, handles, columns=min(_IN_LINE, len(handles)))
    return figure


# --- layers ---------------------------------------------------------------------------------------

# From the back to the front; each with the style by which it is told apart without colour.
_EXPECTED: dict[str, Any] = {"color": WARM, "linewidth": 1.2, "linestyle": (0, (4, 2))}
_EVENT: dict[str, Any] = {"color": MUTED, "linewidth": 0.9, "linestyle": ":"}
_BREAK: dict[str, Any] = {"color": INK, "linewidth": 1.1, "linestyle": "-", "marker": "D"}
_MEASURE: dict[str, Any] = {"color": MAIN, "linewidth": 1.1, "linestyle": (0, (6, 2, 1, 2)), "marker": "v"}


def _layers(axes: Axes, series: MonthlySeries, frame: Frame, *, observed: dict[str, Any]) -> None:
    x = range(len(series.months))
    if frame.period is not None:
        first, last = (_place(series, day) for day in frame.period)
        if last >= 0 and first <= len(series.months) - 1:
            ends = max(first, 0) - 0.5, min(last, len(series.months) - 1) + 0.5
            axes.axvspan(*ends, color=SHADE, linewidth=0)
    if _has(series.expected_low) and _has(series.expected_high):
        axes.fill_between(
            x, with_nan(series.expected_low), with_nan(series.expected_high), color=RIBBON, linewidth=0
        )
    if _has(series.expected):
        axes.plot(x, with_nan(series.expected), **_EXPECTED)
    for day in frame.events:
        _vertical(axes, _place(series, day) + (day.day - 1) / 31 - 0.5, _EVENT)
    if series.break_month is not None:
        _vertical(axes, _place(series, series.break_month) - 0.5, _BREAK)
    for day in series.measures:
        _vertical(axes, _place(series, day) + (day.day - 1) / 31 - 0.5, _MEASURE)
    _line(axes, series.values, **observed)


def _scale_room(series: Sequence[MonthlySeries]) -> float:
    """Inches of the labels of the vertical scale; a scale may end one figure above the largest value."""
    every = (v for one in series for v in (*one.values, *one.expected_high) if v is not None)
    return inches([decimal(1.2 * max(every, default=0))], SMALL) + 0.09


def _place(series: MonthlySeries, day: date) -> int:
    """Position of the day's month on the axis."""
    first = series.months[0]
    return (day.year - first.year) * 12 + day.month - first.month


def _vertical(axes: Axes, at: float, style: dict[str, Any]) -> None:
    """A line over the height of the axes; the mark that some bear stands on its upper end."""
    line = {key: value for key, value in style.items() if key != "marker"}
    axes.axvline(at, **line)
    if "marker" in style:
        axes.plot(
            [at], [1], transform=axes.get_xaxis_transform(), marker=style["marker"], color=style["color"],
            markersize=4.5, linestyle="none", clip_on=False,
        )  # fmt: skip


def _has(values: Sequence[float | None]) -> bool:
    return any(v is not None for v in values)


def _handles(series: Sequence[MonthlySeries], frames: Sequence[Frame]) -> list[Any]:
    """Entries of the legend for what the charts show, always in the same order."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def line(label: str, **style: Any) -> Line2D:
        return Line2D([], [], label=label, markersize=4.5, **style)

    shown: Iterable[tuple[bool, Any]] = (
        (True, line(strings.OBSERVED, color=MAIN, linewidth=1.9)),
        (any(_has(s.expected) for s in series), line(strings.EXPECTED, **_EXPECTED)),
        (
            any(_has(s.expected_low) for s in series),
            Patch(facecolor=RIBBON, edgecolor="none", label=strings.EXPECTED_INTERVAL),
        ),
        (
            any(frame.period is not None for frame in frames),
            Patch(facecolor=SHADE, edgecolor="none", label=strings.REPORT_PERIOD),
        ),
        (any(s.break_month for s in series), line(strings.BREAK_LINE, **_BREAK)),
        (any(s.measures for s in series), line(strings.MEASURE_LINE, **_MEASURE)),
        (any(frame.events for frame in frames), line(strings.EVENT_LINE, **_EVENT)),
    )
    return [handle for is_shown, handle in shown if is_shown]


def _line(axes: Axes, values: Sequence[float | None], **more: Any) -> None:
    """A line over 0, 1, 2, …, broken where a value is missing: a gap is no zero, nor a slope."""
    known = [(i, v) for i, v in enumerate(values) if v is not None]
    if not known:
        return
    # Runs of neighbours share their distance from the position in the list.
    runs = [i - k for k, (i, _) in enumerate(known)]
    seaborn_module().lineplot(
        x=[i for i, _ in known], y=[float(v) for _, v in known], units=runs, estimator=None, errorbar=None,
        color=MAIN, markeredgewidth=0, clip_on=False, legend=False, ax=axes, **more,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")


def _month_axis(axes: Axes, series: MonthlySeries, every: int = 3) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    if all(m.month != 1 for m in series.months):
        every = 3
    named = [(i, m) for i, m in enumerate(series.months) if (m.month - 1) % every == 0]
    months = [(i, strings.MONTHS_SHORT[m.month - 1], m) for i, m in named]
    axes.set_xticks(
        [i for i, _, _ in months], [f"{text}\n{m.year}" if m.month == 1 else text for _, text, m in months]
    )
    axes.tick_params(labelsize=SMALL, length=3)
    axes.set_xlim(-0.7, len(series.months) - 0.3)
    # A scale of zeros alone would have four labels «0».
    axes.set_ylim(0, max(1, axes.get_ylim()[1]))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: decimal(v)))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
