"""Charts as inline SVG: one message in the title, alternative text, readable in black and white.

A chart is described here (`bars`, `monthly`, …) and drawn by `drawing` only when a section shows it. Text
stays text (`svg.fonttype: none`), so that it can be searched; ids are unique in the document; no date, no
random salt.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from painmap.periods import month_end
from painmap.report import drawing, strings
from painmap.report.drawing import Bar, LikertRow
from painmap.report.formats import change_percent, clean, decimal, inner, plural, short_date
from painmap.report.html import tag
from painmap.report_data import MonthlySeries, ReportEvent, Trend

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOREST_LIMIT = 10


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


# --- descriptions ---------------------------------------------------------------------------------


def bars(rows: Sequence[Bar], title: str, note: str = "") -> Chart:
    """Horizontal bars in the given order, the period beside the period before."""
    values = "; ".join(
        f"{r.label} — {r.text}" + (f" (АППГ — {r.previous_text})" if r.previous_text else "") for r in rows
    )
    alt = strings.BARS_ALT.format(title=title, values=values)
    return Chart(title, alt, lambda: drawing.bars(rows), note)


def ranked(rows: Sequence[Bar], title: str, note: str = strings.PROBLEMS_NOTE) -> Chart:
    """Ranked shares with their intervals."""
    values = "; ".join(f"{r.label} — {r.text}" for r in rows)
    alt = strings.PROBLEMS_ALT.format(title=title, values=values)
    return Chart(title, alt, lambda: drawing.ranked(rows), note)


def monthly(series: MonthlySeries, events: Sequence[ReportEvent] = ()) -> Chart:
    """A monthly line with what the model expected and those of the events that concern it."""
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
    span = series.months[0], month_end(series.months[-1])
    seen = [
        e for e in events if span[0] <= e.day <= span[1] and e.concerns(series.client_kind, series.channel)
    ]
    lines = plural(len(seen), strings.MONTHLY_LINES)
    told = strings.MONTHLY_EVENTS.format(lines=lines, events=dated(seen))
    return Chart(title, alt, lambda: drawing.monthly(series, [e.day for e in seen]), told if seen else "")


def dated(events: Iterable[ReportEvent]) -> str:
    """«30.03.2025 — Вступил в силу …; 01.07.2025 — …»."""
    return "; ".join(f"{short_date(e.day)} — {clean(e.title)}" for e in events)


def forest(trends: Sequence[Trend], limit: int = FOREST_LIMIT) -> Chart:
    """Ratios to the period before with their 95 % intervals, largest first; see `forest_rows`."""
    shown = forest_rows(trends, limit)
    told = (
        sum(t.result.verdict == "growth" for t in trends),
        sum(t.result.verdict == "decline" for t in trends),
    )
    message = strings.FOREST_MESSAGE if any(told) else strings.FOREST_NONE
    title = message.format(growth=told[0], decline=told[1], total=len(trends))
    note = strings.FOREST_NOTE.format(n=len(shown)) if len(shown) < len(trends) else ""
    values = "; ".join(f"{clean(t.label)} — {change_percent(t.result.effect or 1)}" for t in shown)
    alt = strings.FOREST_ALT.format(title=title, values=values)
    return Chart(title, alt, lambda: drawing.forest(shown), note)


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


def likert(rows: Sequence[LikertRow], *, is_whole: bool = True) -> Chart:
    """Diverging bars: 1–2 to the left, 4–5 to the right of the middle.

    Args:
        is_whole: Whether these are all questions of the study; otherwise the title names no best and worst.
    """
    order = sorted(rows, key=lambda r: (-_mean(r), r.label))
    title = strings.LIKERT_PART
    if is_whole:
        title = strings.LIKERT_MESSAGE.format(best=inner(order[0].label), worst=inner(order[-1].label))
    values = "; ".join(f"{r.label} — {decimal(100 * (r.shares[3] + r.shares[4]))} %" for r in order)
    return Chart(title, strings.LIKERT_ALT.format(title=title, values=values), lambda: drawing.likert(order))


def _mean(row: LikertRow) -> float:
    """The mean score of those who gave one."""
    return sum(i * share for i, share in enumerate(row.shares, 1)) / (sum(row.shares) or 1)


def small_multiples(series: Sequence[MonthlySeries], title: str = strings.MULTIPLES_MESSAGE) -> Chart:
    """One small monthly line per series, each on its own scale from zero."""
    shown = [s for s in series if any(v is not None for v in s.values)]
    values = "; ".join(
        f"{clean(s.title)}: от {decimal(min(known))} до {decimal(max(known))}"
        for s in shown
        for known in [[v for v in s.values if v is not None]]
    )
    alt = strings.MULTIPLES_ALT.format(values=values)
    return Chart(title, alt, lambda: drawing.multiples(shown))


def heatmap(shares: Mapping[str, Mapping[str, float | None]], title: str) -> Chart:
    """Shares by column (a period) and row (a problem), `shares[period][problem]`; for notebooks only."""
    labels = list(dict.fromkeys(row for column in shares.values() for row in column))
    values = [[column.get(label) for column in shares.values()] for label in labels]
    told = "; ".join(
        f"{label} — " + ", ".join("…" if v is None else f"{decimal(100 * v, 1)} %" for v in row)
        for label, row in zip(labels, values, strict=True)
    )
    alt = strings.HEATMAP_ALT.format(title=title, columns=", ".join(shares), values=told)
    return Chart(title, alt, lambda: drawing.heatmap(values, labels, list(shares)))


# --- SVG ------------------------------------------------------------------------------------------


def svg(chart: Chart, prefix: str) -> Markup:
    """The chart as inline SVG with `<title>` and `role=img`; ids begin with `prefix`."""
    buffer = io.StringIO()
    with drawing.style():
        chart.draw().savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _inline(buffer.getvalue(), prefix, clean(chart.alt, 4000))


def _inline(text: str, prefix: str, alt: str) -> Markup:
    box = re.search(r'viewBox="([^"]+)"', text)
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.S)
    body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.S)
    body = _without_wrappers(body)
    # Markers take their line from `use`: style rules of the page (dark mode) do not reach inside of it.
    body = re.sub(r'(<defs>\s*<path [^>]*style=")stroke: #[0-9a-f]{6};? ?', r"\1", body)
    body = re.sub(r'\bid="', f'id="{prefix}-', body)
    body = body.replace("url(#", f"url(#{prefix}-").replace('xlink:href="#', f'href="#{prefix}-')
    # WeasyPrint reads font-size and font-family of SVG text, not the shorthand.
    body = re.sub(r"font: (?:(\d+|bold) )?([\d.]+px) ([^;\"]+)", _font, body)
    size = box.group(1) if box else "0 0 480 300"
    head = f'<svg class="plot" viewBox="{size}" role="img" aria-labelledby="{prefix}-alt">'
    head += f'<title id="{prefix}-alt">'
    return Markup(head) + escape(alt) + Markup("</title>" + re.sub(r"\n\s*", "\n", body).strip() + "</svg>")


def _without_wrappers(body: str) -> str:
    """Without the `<g id=…>` around each artist: nothing refers to them, and each costs a box in print."""
    kept: list[bool] = []
    parts = []
    for part in re.split(r"(<g\b[^>]*>|</g>)", body):
        if part == "</g>":
            if not kept.pop():
                continue
        elif part.startswith("<g"):
            kept.append(re.fullmatch(r'<g id="[^"]*">', part) is None)
            if not kept[-1]:
                continue
        parts.append(part)
    return "".join(parts)


def _font(match: re.Match[str]) -> str:
    weight = "font-weight: 700; " if match[1] in ("bold", "700") else ""
    return f"{weight}font-size: {match[2]}; font-family: {match[3]}"
