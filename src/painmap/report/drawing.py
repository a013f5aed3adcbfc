"""The drawings behind the charts of `figures`, in matplotlib.

The place of the axes is computed from the widths of the labels: matplotlib's own layout engine draws every
chart twice to find it (half of the time of a report).
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from painmap.report import strings
from painmap.report.formats import change_percent, clean, decimal
from painmap.report_data import MonthlySeries, Trend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONTS = Path(__file__).parent / "fonts"
WIDTH = 6.7  # inches: the text width of an A4 page with margins of 20 mm
INK, MUTED, RULE, PAPER = "#1b2430", "#55606c", "#cfd6dd", "#ffffff"
MAIN, PALE, WARM = "#1f4068", "#a9bccf", "#a8501c"
# 1 … 5, dark at both ends: position and labels carry the order where colour does not.
LIKERT = ("#8c3d0e", "#dba673", "#dfe3e7", "#92b3d1", "#1f4068")
LIKERT_TEXT = (PAPER, INK, INK, INK, PAPER)
_MARKERS = {
    "growth": ("^", WARM),
    "decline": ("v", MAIN),
    "no_change": ("s", MUTED),
    "insufficient": ("o", PAPER),
}
_LABEL, _SMALL = 8.5, 8.0  # points
_LINE = 1.22  # height of a line of a label, in its size
_LONG_SCALE = 8  # ends of a scale of ratios
_LEGEND, _AXIS = 0.27, 0.36  # inches: a legend above, a scale with its title below
_SMALL_ROW = 1.68  # inches: a small chart with a title of three lines

RC: dict[str, Any] = {
    "font.family": ["PT Sans"], "font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "painmap",
    "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": MUTED, "axes.linewidth": 0.7,
    "xtick.color": MUTED, "ytick.color": MUTED, "ytick.labelcolor": INK, "xtick.labelcolor": MUTED,
    "xtick.major.width": 0.7, "xtick.major.size": 3, "ytick.major.width": 0.7, "lines.markersize": 5,
    "axes.spines.top": False, "axes.spines.right": False, "axes.unicode_minus": True,
    "grid.color": RULE, "grid.linewidth": 0.6, "axes.axisbelow": True, "legend.frameon": False,
    "figure.facecolor": "none", "axes.facecolor": "none", "path.simplify": False,
}  # fmt: skip


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


@dataclass(frozen=True)
class LikertRow:
    """A question with the shares (0–1) of the answers 1–5, its n and the id of its table."""

    label: str
    shares: tuple[float, float, float, float, float]
    base: int | None = None
    table: str = ""


def style() -> AbstractContextManager[None]:
    """The settings under which a figure is drawn and saved."""
    from matplotlib import rc_context

    _register_fonts()
    settings: Any = RC
    return rc_context(settings)


@cache
def _register_fonts() -> None:
    from matplotlib import font_manager

    for file in sorted(FONTS.glob("PTS*.ttf")):
        font_manager.fontManager.addfont(str(file))


@cache
def seaborn_module() -> Any:
    """seaborn without scipy: 0.75 of 0.81 s of its import, wanted by densities and dendrograms only."""
    optional = [name for name in ("scipy.stats", "scipy.cluster") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(optional))  # type: ignore[arg-type]
    try:
        import seaborn
    finally:
        for name in optional:
            del sys.modules[name]
    return seaborn


# --- the frame ------------------------------------------------------------------------------------


def _axes(
    left: float, height: float, *, top: float = 0.03, bottom: float = 0.03, right: float = 0.05
) -> tuple[Figure, Axes]:
    """A figure whose axes are `height` high and begin at `left`; all in inches."""
    from matplotlib.figure import Figure

    total = height + top + bottom
    figure = Figure(figsize=(WIDTH, total))
    figure.patch.set_visible(False)
    axes = figure.add_axes((left / WIDTH, bottom / total, (WIDTH - left - right) / WIDTH, height / total))
    axes.patch.set_visible(False)
    return figure, axes


def _wrap(text: str, width: int = 46) -> str:
    return "\n".join(textwrap.wrap(clean(text, 110), width)[:3])


def _inches(lines: Sequence[str], size: float) -> float:
    """The width of the longest line."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=RC["font.family"], size=size)
    widths = (text_to_path.get_text_width_height_descent(line, font, False)[0] for line in lines)
    return max(widths, default=0.0) / 72


def _fitted(text: str, room: float) -> str:
    """The text in the longest lines that `room` inches hold."""
    tries = (_wrap(text, width) for width in range(60, 15, -2))
    return next((t for t in tries if _inches(t.split("\n"), _SMALL) <= room), _wrap(text, 16))


def _rows(
    labels: Sequence[str], room: float, *, top: float = 0.03, bottom: float = 0.03, right: float = 0.05
) -> tuple[Figure, Axes]:
    """Axes for horizontal rows named at the left; `room`: inches that a row needs without its label."""
    wrapped = [_wrap(label) for label in labels]
    lines = max((label.count("\n") + 1 for label in wrapped), default=1)
    height = max(room, (lines * _LABEL * _LINE + 3) / 72)
    left = _inches([line for label in wrapped for line in label.split("\n")], _LABEL) + 0.12
    figure, axes = _axes(left, height * max(1, len(labels)), top=top, bottom=bottom, right=right)
    axes.set_yticks(range(len(labels)), wrapped)
    axes.tick_params(axis="y", length=0, labelsize=_LABEL)
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set(xticks=[], ylim=(len(labels) - 0.5, -0.5))
    return figure, axes


def _legend(figure: Figure, handles: Sequence[Any], **more: Any) -> None:
    figure.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=(0, 1), ncols=len(handles), fontsize=_LABEL,
        borderaxespad=0, borderpad=0.1, columnspacing=1.2, **more,
    )  # fmt: skip


def _patches(entries: Sequence[tuple[str, str]]) -> list[Any]:
    from matplotlib.patches import Patch

    return [Patch(facecolor=color, label=label, edgecolor="none") for label, color in entries]


# --- rows -----------------------------------------------------------------------------------------


def bars(rows: Sequence[Bar]) -> Figure:
    """Bars of the period, with those of the period before beneath where there are any."""
    pairs = any(r.previous_text for r in rows)
    figure, axes = _rows([r.label for r in rows], 0.3 if pairs else 0.24, top=_LEGEND if pairs else 0.03)
    parts = [("", INK, -0.19 if pairs else 0.0)] + [("previous", MUTED, 0.19)] * pairs
    longest = max([r.value or 0 for r in rows] + [r.previous or 0 for r in rows if pairs]) or 1
    for name, ink, shift in parts:
        values = [getattr(r, name or "value") or 0 for r in rows]
        places = [i + shift for i in range(len(rows))]
        for row, value, place in zip(rows, values, places, strict=True):
            text = row.previous_text if name else row.text
            axes.text(value + longest * 0.01, place, text, va="center", fontsize=_SMALL, color=ink)
    _bars(axes, rows, ["value", "previous"] if pairs else ["value"], width=0.76 if pairs else 0.66)
    axes.set_xlim(0, longest * 1.16)
    if pairs:
        _legend(figure, _patches([(strings.CURRENT, MAIN), (strings.PREVIOUS, PALE)]), handlelength=1.1)
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
    figure, axes = _rows([r.label for r in rows], 0.25)
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
        axes.text(place, i, row.text, va="center", fontsize=_LABEL, color=INK)
    axes.set_xlim(0, top * 1.16)
    return figure


def likert(rows: Sequence[LikertRow]) -> Figure:
    """Diverging bars: 1–2 to the left, 4–5 to the right of the middle."""
    figure, axes = _rows([r.label for r in rows], 0.29, top=_LEGEND, bottom=0.22)
    for i, row in enumerate(rows):
        left = -(row.shares[0] + row.shares[1] + row.shares[2] / 2)
        for share, color, ink in zip(row.shares, LIKERT, LIKERT_TEXT, strict=True):
            axes.barh(
                i, share, left=left, height=0.68, color=color, edgecolor=PAPER, linewidth=0.6, clip_on=False
            )
            if share >= 0.06:
                at = left + share * (0.25 if color == LIKERT[2] else 0.5)
                axes.text(at, i, decimal(100 * share), ha="center", va="center", fontsize=_SMALL, color=ink)
            left += share
    axes.axvline(0, color=INK, linewidth=0.7)
    axes.set_xlabel(strings.LIKERT_AXIS, fontsize=_SMALL)
    named = [strings.LIKERT_LEGEND.format(value=v) for v in strings.LIKERT_SCALE]
    _legend(figure, _patches(list(zip(named, LIKERT, strict=True))), handlelength=1.1)
    return figure


def forest(trends: Sequence[Trend]) -> Figure:
    """Ratios with their intervals on a logarithmic scale; the mark's shape says the verdict."""
    from matplotlib.ticker import FixedLocator, NullLocator

    figure, axes = _rows([t.label for t in trends], 0.25, top=_LEGEND, bottom=_AXIS, right=0.2)
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
    axes.set_xticklabels(["0 %" if v == 1 else change_percent(v) for v in ticks], fontsize=_SMALL)
    axes.grid(axis="x")
    axes.set_xlabel(strings.FOREST_AXIS, fontsize=_SMALL)
    _legend(figure, _markers(), handletextpad=0.3)
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


# --- months ---------------------------------------------------------------------------------------


def _nan(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if v is None else float(v) for v in values]


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


def monthly(series: MonthlySeries, events: Sequence[Any]) -> Figure:
    """A line of months with what the model expected; events are vertical lines."""
    figure, axes = _axes(0.36, 1.55, top=_LEGEND, bottom=0.34)
    x = range(len(series.months))
    if any(v is not None for v in series.expected):
        axes.plot(
            x, _nan(series.expected), color=WARM, linewidth=1.2, linestyle=(0, (4, 2)), label=strings.EXPECTED
        )
    _line(axes, series.values, label=strings.OBSERVED, linewidth=1.9, marker="o", markersize=4)
    first = series.months[0]
    for day in events:
        at = (day.year - first.year) * 12 + day.month - first.month + (day.day - 1) / 31 - 0.5
        axes.axvline(at, color=MUTED, linewidth=0.9, linestyle=":")
    _month_axis(axes, series)
    # A line with gaps has a handle for each of its runs.
    handles, labels = axes.get_legend_handles_labels()
    _legend(figure, list(dict(zip(labels, handles, strict=True)).values()))
    return figure


def _month_axis(axes: Axes, series: MonthlySeries, every: int = 3) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    named = [(i, m) for i, m in enumerate(series.months) if (m.month - 1) % every == 0]
    months = [(i, strings.MONTHS_SHORT[m.month - 1], m) for i, m in named]
    axes.set_xticks(
        [i for i, _, _ in months], [f"{text}\n{m.year}" if m.month == 1 else text for _, text, m in months]
    )
    axes.tick_params(labelsize=_SMALL, length=3)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: decimal(v)))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


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
            axes.plot(x, _nan(one.expected), color=WARM, linewidth=0.9, linestyle=(0, (4, 2)))
        _month_axis(axes, one, every=12)
        axes.set_title(_fitted(one.title, room - 0.34), fontsize=_SMALL, loc="left", color=INK)
    return figure


def heatmap(
    values: Sequence[Sequence[float | None]], labels: Sequence[str], columns: Sequence[str]
) -> Figure:
    """Shares by row and column, the darker the larger."""
    seaborn = seaborn_module()
    figure, axes = _rows(labels, 0.26, bottom=_AXIS)
    shown = [["" if v is None else f"{decimal(100 * v, 1)} %" for v in row] for row in values]
    seaborn.heatmap(
        [_nan(row) for row in values], annot=shown, fmt="", cmap=seaborn.light_palette(MAIN, as_cmap=True),
        cbar=False, vmin=0, linewidths=1, linecolor=PAPER, annot_kws={"fontsize": _SMALL}, ax=axes,
    )  # fmt: skip
    known = [v for row in values for v in row if v is not None]
    for text, value in zip(axes.texts, known, strict=True):
        text.set_color(PAPER if value > 0.55 * max(known) else INK)
    axes.set_xticks([i + 0.5 for i in range(len(columns))], list(columns), rotation=0, fontsize=_SMALL)
    axes.set_yticks([i + 0.5 for i in range(len(labels))], [_wrap(label) for label in labels], rotation=0)
    axes.tick_params(length=0)
    return figure
