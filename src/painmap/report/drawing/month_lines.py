"""Lines of months: one large, or many small ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from painmap.report import strings
from painmap.report.drawing.frame import LEGEND_ROOM, axes_at, legend, with_nan
from painmap.report.drawing.labels import fitted
from painmap.report.drawing.look import INK, MAIN, MUTED, SMALL, WARM, WIDTH, seaborn_module
from painmap.report.formats import decimal
from painmap.report_data import MonthlySeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SMALL_ROW = 1.68  # inches: a small chart with a title of three lines


def monthly(series: MonthlySeries, events: Sequence[Any]) -> Figure:
    """A line of months with what the model expected; events are vertical lines."""
    figure, axes = axes_at(0.36, 1.55, top=LEGEND_ROOM, bottom=0.34)
    x = range(len(series.months))
    if any(v is not None for v in series.expected):
        axes.plot(
            x,
            with_nan(series.expected),
            color=WARM,
            linewidth=1.2,
            linestyle=(0, (4, 2)),
            label=strings.EXPECTED,
        )
    _line(axes, series.values, label=strings.OBSERVED, linewidth=1.9, marker="o", markersize=4)
    first = series.months[0]
    for day in events:
        at = (day.year - first.year) * 12 + day.month - first.month + (day.day - 1) / 31 - 0.5
        axes.axvline(at, color=MUTED, linewidth=0.9, linestyle=":")
    _month_axis(axes, series)
    # A line with gaps has a handle for each of its runs.
    handles, labels = axes.get_legend_handles_labels()
    legend(figure, list(dict(zip(labels, handles, strict=True)).values()))
    return figure


def multiples(series: Sequence[MonthlySeries]) -> Figure:
    """Small lines of months, each on its own scale from zero."""
    from matplotlib.figure import Figure

    columns = min(3, max(1, len(series)))
    count = -(-max(1, len(series)) // columns)
    height, room = _SMALL_ROW * count + 0.05, WIDTH / columns
    figure = Figure(figsize=(WIDTH, height))
    figure.patch.set_visible(False)
    for i, one in enumerate(series):
        bottom = height - _SMALL_ROW * (i // columns + 1) + 0.36
        left = room * (i % columns) + 0.3
        axes = figure.add_axes((left / WIDTH, bottom / height, (room - 0.42) / WIDTH, 0.78 / height))
        axes.patch.set_visible(False)
        x = range(len(one.months))
        _line(axes, one.values, linewidth=1.3)
        if one.expected:
            axes.plot(x, with_nan(one.expected), color=WARM, linewidth=0.9, linestyle=(0, (4, 2)))
        _month_axis(axes, one, every=12)
        axes.set_title(fitted(one.title, room - 0.34), fontsize=SMALL, loc="left", color=INK)
    return figure


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

    named = [(i, m) for i, m in enumerate(series.months) if (m.month - 1) % every == 0]
    months = [(i, strings.MONTHS_SHORT[m.month - 1], m) for i, m in named]
    axes.set_xticks(
        [i for i, _, _ in months], [f"{text}\n{m.year}" if m.month == 1 else text for _, text, m in months]
    )
    axes.tick_params(labelsize=SMALL, length=3)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: decimal(v)))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
