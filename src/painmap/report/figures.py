"""Charts as inline SVG: one message in the title, alternative text, readable in black and white.

A chart is described first (`bars`, `monthly`, …) and drawn only when a section shows it. Text stays text
(`svg.fonttype: none`), so that it can be searched; ids are unique in the document; no date, no random salt.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from painmap.report import strings
from painmap.report.formats import change_percent, clean, decimal
from painmap.report.html import tag
from painmap.report_data import MonthlySeries, Trend

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONTS = Path(__file__).parent / "fonts"
FOREST_LIMIT = 14
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


@dataclass(frozen=True)
class Chart:
    """A chart not drawn yet.

    Attributes:
        title: Its message.
        alt: What a reader who does not see it is told.
        draw: Makes the matplotlib figure.
        note: Sentence under the caption.
    """

    title: str
    alt: str
    draw: Callable[[], Figure]
    note: str = ""

    def _repr_html_(self) -> str:
        caption = tag("figcaption", self.title) + (tag("p", self.note) if self.note else Markup(""))
        return str(tag("figure", svg(self, "f0") + caption))


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


# --- descriptions ---------------------------------------------------------------------------------


def bars(rows: Sequence[Bar], title: str, note: str = "") -> Chart:
    """Horizontal bars in the given order, the period beside the period before."""
    values = "; ".join(
        f"{r.label} — {r.text}" + (f" (АППГ — {r.previous_text})" if r.previous_text else "") for r in rows
    )
    alt = strings.BARS_ALT.format(title=title, values=values)
    return Chart(title, alt, lambda: _draw_bars(rows), note)


def ranked(rows: Sequence[Bar], title: str, note: str = strings.PROBLEMS_NOTE) -> Chart:
    """Ranked shares with their intervals."""
    values = "; ".join(f"{r.label} — {r.text}" for r in rows)
    alt = strings.PROBLEMS_ALT.format(title=title, values=values)
    return Chart(title, alt, lambda: _draw_ranked(rows), note)


def monthly(series: MonthlySeries, events: Sequence[tuple[Any, str]] = ()) -> Chart:
    """A monthly line with what the model expected and dated events."""
    known = [(v, m) for m, v in zip(series.months, series.values, strict=True) if v is not None]
    high, month = max(known, key=lambda pair: (pair[0], pair[1]))
    title = strings.MONTHLY_MESSAGE.format(
        title=clean(series.title),
        value=decimal(high),
        month=f"{strings.MONTHS_SHORT[month.month - 1]} {month.year}",
    )
    alt = strings.MONTHLY_ALT.format(
        start=f"{series.months[0]:%m.%Y}", end=f"{series.months[-1]:%m.%Y}", title=title,
        low=decimal(min(v for v, _ in known)), high=decimal(high),
    )  # fmt: skip
    seen = [(d, t) for d, t in events if series.months[0] <= d <= series.months[-1]]
    note = strings.MONTHLY_EVENTS.format(events="; ".join(f"{d:%d.%m.%Y} — {clean(t)}" for d, t in seen))
    return Chart(title, alt, lambda: _draw_monthly(series, [d for d, _ in seen]), note if seen else "")


def forest(trends: Sequence[Trend], limit: int = FOREST_LIMIT) -> Chart:
    """Ratios to the period before with their 95 % intervals, largest first; see `forest_rows`."""
    shown = forest_rows(trends, limit)
    told = (
        sum(t.result.verdict == "growth" for t in trends),
        sum(t.result.verdict == "decline" for t in trends),
    )
    title = strings.FOREST_MESSAGE.format(growth=told[0], decline=told[1], total=len(trends))
    values = "; ".join(f"{clean(t.label)} — {change_percent(t.result.effect or 1)}" for t in shown)
    alt = strings.FOREST_ALT.format(title=title, values=values)
    return Chart(title, alt, lambda: _draw_forest(shown))


def has_ratio(trend: Trend) -> bool:
    """Whether a forest plot can show the trend."""
    r = trend.result
    return r.effect_kind == "ratio" and None not in (r.effect, r.ci_low, r.ci_high) and (r.ci_low or 0) > 0


def forest_rows(trends: Sequence[Trend], limit: int = FOREST_LIMIT) -> list[Trend]:
    """The trends that have a ratio: those with a verdict first if not all fit, then by size of the ratio."""
    known = sorted(
        (t for t in trends if has_ratio(t)),
        key=lambda t: (t.result.verdict == "insufficient", -(t.result.total or 0), t.label),
    )
    return sorted(known[:limit], key=lambda t: (-(t.result.effect or 0), t.label))


def likert(rows: Sequence[LikertRow]) -> Chart:
    """Diverging bars: 1–2 to the left, 4–5 to the right of the middle."""
    order = sorted(rows, key=lambda r: (-(r.shares[3] + r.shares[4]), r.label))
    title = strings.LIKERT_MESSAGE.format(best=order[0].label, worst=order[-1].label)
    values = "; ".join(f"{r.label} — {decimal(100 * (r.shares[3] + r.shares[4]))} %" for r in order)
    return Chart(title, strings.LIKERT_ALT.format(title=title, values=values), lambda: _draw_likert(order))


def small_multiples(series: Sequence[MonthlySeries], title: str = strings.MULTIPLES_MESSAGE) -> Chart:
    """One small monthly line per series, each on its own scale from zero."""
    shown = [s for s in series if any(v is not None for v in s.values)]
    values = "; ".join(
        f"{clean(s.title)}: от {decimal(min(known))} до {decimal(max(known))}"
        for s in shown
        for known in [[v for v in s.values if v is not None]]
    )
    alt = strings.MULTIPLES_ALT.format(values=values)
    return Chart(title, alt, lambda: _draw_multiples(shown))


# --- drawing --------------------------------------------------------------------------------------


@cache
def _register_fonts() -> None:
    from matplotlib import font_manager

    for file in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(str(file))


RC: dict[str, Any] = {
    "font.family": ["PT Sans"], "font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "painmap",
    "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": MUTED, "axes.linewidth": 0.7,
    "xtick.color": MUTED, "ytick.color": MUTED, "ytick.labelcolor": INK, "xtick.labelcolor": MUTED,
    "axes.spines.top": False, "axes.spines.right": False, "axes.unicode_minus": True,
    "grid.color": RULE, "grid.linewidth": 0.6, "axes.axisbelow": True, "legend.frameon": False,
    "figure.facecolor": "none", "axes.facecolor": "none", "hatch.linewidth": 0.6, "path.simplify": False,
}  # fmt: skip


def svg(chart: Chart, prefix: str) -> Markup:
    """The chart as inline SVG with `<title>` and `role=img`; ids begin with `prefix`."""
    from matplotlib import rc_context

    _register_fonts()
    buffer = io.StringIO()
    with rc_context(_theme() | RC):
        figure = chart.draw()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _inline(buffer.getvalue(), prefix, clean(chart.alt, 4000))


@cache
def _theme() -> Any:
    import seaborn

    return dict(seaborn.axes_style("ticks")) | dict(seaborn.plotting_context("paper"))


def _inline(text: str, prefix: str, alt: str) -> Markup:
    box = re.search(r'viewBox="([^"]+)"', text)
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.S)
    body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.S)
    body = re.sub(r'\bid="', f'id="{prefix}-', body)
    body = body.replace("url(#", f"url(#{prefix}-").replace('xlink:href="#', f'href="#{prefix}-')
    # WeasyPrint reads font-size and font-family of SVG text, not the shorthand.
    body = re.sub(r"font: (?:(\d+|bold) )?([\d.]+px) ([^;\"]+)", _font, body)
    size = box.group(1) if box else "0 0 480 300"
    head = f'<svg class="plot" viewBox="{size}" role="img" aria-labelledby="{prefix}-alt">'
    head += f'<title id="{prefix}-alt">'
    return Markup(head) + escape(alt) + Markup("</title>" + re.sub(r"\n\s*", "\n", body).strip() + "</svg>")


def _font(match: re.Match[str]) -> str:
    weight = "font-weight: 700; " if match[1] in ("bold", "700") else ""
    return f"{weight}font-size: {match[2]}; font-family: {match[3]}"


def _axes(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def _wrap(text: str, width: int = 46) -> str:
    return "\n".join(textwrap.wrap(clean(text, 110), width)[:3])


def _bare(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), [_wrap(label) for label in labels])
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set(xticks=[], xlabel="", ylabel="")


def _draw_bars(rows: Sequence[Bar]) -> Figure:
    import seaborn

    pairs = any(r.previous_text for r in rows)
    figure, axes = _axes(0.4 + (0.38 if pairs else 0.3) * len(rows))
    data: dict[str, list[Any]] = {"label": [], "value": [], "when": []}
    for when, name in ((strings.CURRENT, "value"), (strings.PREVIOUS, "previous"))[: 2 if pairs else 1]:
        for i, row in enumerate(rows):
            data["label"].append(str(i))
            data["value"].append(getattr(row, name) or 0)
            data["when"].append(when)
    seaborn.barplot(
        data=data, y="label", x="value", hue="when", palette=[MAIN, PALE][: 2 if pairs else 1], saturation=1,
        errorbar=None, width=0.74, ax=axes, legend=False,
    )  # fmt: skip
    top = max(data["value"]) or 1
    for name, shift, color in (("", -0.19 if pairs else 0, INK), ("previous_", 0.19, MUTED))[
        : 2 if pairs else 1
    ]:
        for i, row in enumerate(rows):
            value = getattr(row, "previous" if name else "value") or 0
            axes.text(
                value + top * 0.01,
                i + shift,
                getattr(row, f"{name}text"),
                va="center",
                fontsize=8,
                color=color,
            )
    axes.set_xlim(0, top * 1.16)
    _bare(axes, [r.label for r in rows])
    if pairs:
        _legend(axes, [(strings.CURRENT, MAIN), (strings.PREVIOUS, PALE)])
    return figure


def _canvas(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def _legend(axes: Axes, entries: Sequence[tuple[str, str]], columns: int = 0) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(facecolor=color, label=label, edgecolor="none") for label, color in entries]
    _canvas(axes).legend(
        handles=handles, loc="outside upper left", ncols=columns or len(entries), fontsize=8.5,
        handlelength=1.1, handleheight=0.9, borderaxespad=0.2, columnspacing=1.2,
    )  # fmt: skip


def _draw_ranked(rows: Sequence[Bar]) -> Figure:
    figure, axes = _axes(0.2 + 0.36 * len(rows))
    top = max([r.high or r.value or 0 for r in rows] + [0.01])
    for i, row in enumerate(rows):
        value = row.value or 0
        axes.barh(i, value, height=0.62, color=MAIN if row.value is not None else PAPER)
        if row.low is not None and row.high is not None:
            axes.plot([row.low, row.high], [i, i], color=WARM, linewidth=1.6, solid_capstyle="butt")
            axes.plot([row.low, row.high], [i, i], color=WARM, marker="|", markersize=6, linestyle="none")
        axes.text(max(value, row.high or 0) + top * 0.015, i, row.text, va="center", fontsize=8.5, color=INK)
    axes.set_xlim(0, top * 1.16)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    _bare(axes, [r.label for r in rows])
    return figure


def _nan(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if v is None else float(v) for v in values]


def _draw_monthly(series: MonthlySeries, events: Sequence[Any]) -> Figure:
    import seaborn

    figure, axes = _axes(2.5)
    x = range(len(series.months))
    if any(v is not None for v in series.expected):
        axes.plot(
            x, _nan(series.expected), color=WARM, linewidth=1.2, linestyle=(0, (4, 2)), label=strings.EXPECTED
        )
    seaborn.lineplot(
        x=list(x), y=_nan(series.values), ax=axes, color=MAIN, linewidth=1.9, marker="o", markersize=4,
        markeredgewidth=0, errorbar=None, label=strings.OBSERVED, legend=False,
    )  # fmt: skip
    for day in events:
        at = (
            (day.year - series.months[0].year) * 12
            + day.month
            - series.months[0].month
            + (day.day - 1) / 31
            - 0.5
        )
        axes.axvline(at, color=MUTED, linewidth=0.9, linestyle=":")
    _month_axis(axes, series)
    axes.set(ylabel="", xlabel="")
    figure.legend(loc="outside upper left", ncols=2, fontsize=8.5, borderaxespad=0.2)
    return figure


def _month_axis(axes: Axes, series: MonthlySeries, every: int = 3) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ticks = [i for i, m in enumerate(series.months) if (m.month - 1) % every == 0]
    named = [(i, series.months[i]) for i in ticks]
    labels = [
        f"{strings.MONTHS_SHORT[m.month - 1]}\n{m.year}"
        if m.month == 1
        else strings.MONTHS_SHORT[m.month - 1]
        for _, m in named
    ]
    axes.set_xticks(ticks, labels)
    axes.tick_params(labelsize=8, length=3)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: decimal(v)))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _draw_forest(trends: Sequence[Trend]) -> Figure:
    from matplotlib.ticker import FixedLocator, NullLocator

    figure, axes = _axes(0.75 + 0.32 * len(trends))
    low = min([t.result.ci_low or 1 for t in trends] + [0.8])
    high = max([t.result.ci_high or 1 for t in trends] + [1.25])
    low, high = max(low, 0.2), min(high, 5)
    axes.axvline(1, color=MUTED, linewidth=0.9)
    for i, trend in enumerate(trends):
        marker, color = _MARKERS[trend.result.verdict]
        r = trend.result
        ends = [max(r.ci_low or low, low), min(r.ci_high or high, high)]
        axes.plot(ends, [i, i], color=INK if color == PAPER else color, linewidth=1.4, solid_capstyle="butt")
        axes.plot(
            [min(max(r.effect or 1, low), high)], [i], marker=marker, markersize=6.5, color=color,
            markeredgecolor=INK if color == PAPER else color, linestyle="none",
        )  # fmt: skip
    axes.set_xscale("log")
    ticks = [v for v in (0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5) if low * 0.95 <= v <= high * 1.05]
    _bare(axes, [t.label for t in trends])
    axes.set_xlim(low * 0.94, high * 1.06)
    axes.set_ylim(len(trends) - 0.4, -0.6)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels(["0 %" if v == 1 else change_percent(v) for v in ticks], fontsize=8)
    axes.grid(axis="x")
    axes.set_xlabel(strings.FOREST_AXIS, fontsize=8)
    _marker_legend(axes)
    return figure


def _marker_legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [],
            [],
            marker=m,
            color=INK if c == PAPER else c,
            markerfacecolor=c,
            linestyle="none",
            label=strings.VERDICTS[v],
        )
        for v, (m, c) in _MARKERS.items()
    ]
    _canvas(axes).legend(
        handles=handles,
        loc="outside upper left",
        ncols=4,
        fontsize=8.5,
        borderaxespad=0.2,
        handletextpad=0.3,
    )


def _draw_likert(rows: Sequence[LikertRow]) -> Figure:
    figure, axes = _axes(0.7 + 0.42 * len(rows))
    for i, row in enumerate(rows):
        left = -(row.shares[0] + row.shares[1] + row.shares[2] / 2)
        for share, color, ink in zip(row.shares, LIKERT, LIKERT_TEXT, strict=True):
            axes.barh(i, share, left=left, height=0.66, color=color, edgecolor=PAPER, linewidth=0.6)
            if share >= 0.06:
                at = left + share * (0.25 if color == LIKERT[2] else 0.5)
                axes.text(at, i, decimal(100 * share), ha="center", va="center", fontsize=8, color=ink)
            left += share
    axes.axvline(0, color=INK, linewidth=0.7)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    _bare(axes, [r.label for r in rows])
    axes.set_xlabel(strings.LIKERT_AXIS, fontsize=8)
    _legend(
        axes,
        [
            (strings.LIKERT_LEGEND.format(value=v), c)
            for v, c in zip(strings.LIKERT_SCALE, LIKERT, strict=True)
        ],
    )
    return figure


def _draw_multiples(series: Sequence[MonthlySeries]) -> Figure:
    from matplotlib.figure import Figure

    columns = min(3, max(1, len(series)))
    count = -(-max(1, len(series)) // columns)
    figure = Figure(figsize=(WIDTH, 1.55 * count + 0.1), layout="constrained")
    grid = figure.subplots(count, columns, squeeze=False).ravel()
    for axes, one in zip(grid, series, strict=False):
        axes.plot(range(len(one.months)), _nan(one.values), color=MAIN, linewidth=1.3)
        if one.expected:
            axes.plot(
                range(len(one.months)), _nan(one.expected), color=WARM, linewidth=0.9, linestyle=(0, (4, 2))
            )
        _month_axis(axes, one, every=12)
        axes.set_title(_wrap(one.title, 34), fontsize=8, loc="left", color=INK)
    for axes in grid[len(series) :]:
        axes.set_axis_off()
    return figure
