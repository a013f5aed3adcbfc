"""The charts of the report: one message in the title, alternative text, readable in black and white.

A chart is described here (`bars`, `monthly`, …) and drawn by `drawing` only when a section shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from painmap.periods import Period
from painmap.report import coincidences, drawing, formats, strings
from painmap.report.charts import Chart
from painmap.report.drawing import Bar, LikertRow
from painmap.report.effects import is_few
from painmap.report.formats import change_percent, clean, decimal, inner, month_from, plural, short_date
from painmap.report_data import ExpectedPath, MonthlySeries, ReportEvent, TestResult, Trend

FOREST_LIMIT = 10
# Small charts whose breaks and measures are told in words; of more the legend tells.
MARKED_LIMIT = 6
# Rows in the height of a landscape page.
FOREST_PAGE = 25


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


def monthly(series: MonthlySeries, events: Sequence[ReportEvent] = (), period: str = "") -> Chart:
    """A monthly line with what the model expected and those of the events that concern it.

    Args:
        period: Period of the report, whose months are shaded.
    """
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
    seen = coincidences.of_series(series, events)
    marked = [*_marked(series, seen), *_lines(seen)]
    frame = drawing.Frame(_shaded(series, period), tuple(e.day for e in seen))
    alt = " ".join([alt, *_expected(series), *marked])
    return Chart(title, alt, lambda: drawing.monthly(series, frame), " ".join(marked))


def _expected(series: MonthlySeries) -> list[str]:
    """What a reader who does not see the dashed line is told of it."""
    known = [v for v in series.expected if v is not None]
    if not known:
        return []
    return [strings.MONTHLY_EXPECTED_ALT.format(low=decimal(min(known)), high=decimal(max(known)))]


def _lines(seen: Sequence[ReportEvent]) -> list[str]:
    """What the vertical lines without a mark stand for."""
    lines = plural(len(seen), strings.MONTHLY_LINES)
    return [strings.MONTHLY_EVENTS.format(lines=lines, events=dated(seen))] if seen else []


def _marked(series: MonthlySeries, events: Iterable[ReportEvent]) -> list[str]:
    """Break and measures in words: the lines that bear a mark."""
    told = []
    if series.break_month is not None:
        beside = coincidences.beside_break(series, events)
        why = strings.BREAK_COINCIDES.format(what=beside) if beside else strings.BREAK_UNKNOWN
        told.append(strings.BREAK_NOTE.format(month=month_from(series.break_month), why=why))
    if series.measures:
        begun = plural(len(series.measures), strings.MEASURE_NOTE)
        told.append(begun.format(days=", ".join(map(short_date, series.measures))))
    return told


def _shaded(series: MonthlySeries, period: str) -> tuple[date, date] | None:
    """First and last month of the report, where the line goes beyond them: else all would be shaded."""
    if not period:
        return None
    months = Period.parse(period).months
    return (months[0], months[-1]) if series.months and series.months[0] < months[0] else None


def dated(events: Iterable[ReportEvent]) -> str:
    """«30.03.2025 — Вступил в силу …; 01.07.2025 — …»."""
    return "; ".join(f"{short_date(e.day)} — {clean(e.title)}" for e in events)


def forest(trends: Sequence[Trend], limit: int = FOREST_LIMIT) -> Chart:
    """Ratios to the period before with their 95 % intervals, the surest changes first; see `forest_rows`."""
    shown, ratios = forest_rows(trends, limit), sum(map(has_ratio, trends))
    title = _forest_title(trends)
    note = strings.FOREST_NOTE.format(n=len(shown)) if len(shown) < ratios else ""
    return Chart(title, _forest_alt(title, shown), lambda: drawing.forest(shown), _beyond(shown, note))


def forest_pages(trends: Sequence[Trend], rows: int = FOREST_PAGE) -> list[Chart]:
    """All ratios by q, as many in each chart as a landscape page holds, the charts of one height."""
    every = forest_rows(trends, len(trends))
    pages = -(-len(every) // rows)
    step = -(-len(every) // max(1, pages))
    parts = [every[i : i + step] for i in range(0, len(every), step or 1)]
    return [_forest_page(trends, shown, number, len(parts)) for number, shown in enumerate(parts, 1)]


def _forest_page(trends: Sequence[Trend], shown: Sequence[Trend], number: int, count: int) -> Chart:
    title = strings.FOREST_ALL.format(title=_forest_title(trends))
    if count > 1:
        title = strings.FOREST_PART.format(title=title, number=number, count=count)
    alt = _forest_alt(title, shown)
    return Chart(title, alt, lambda: drawing.forest(shown, is_wide=True), _beyond(shown))


def _forest_title(trends: Sequence[Trend]) -> str:
    """How many counts of appeals grew and declined: other figures have no place on a scale of ratios."""
    counts = [t.result.verdict for t in trends if t.result.effect_kind == "ratio"]
    told = {verdict: counts.count(verdict) for verdict in ("growth", "decline")}
    message = strings.FOREST_MESSAGE if any(told.values()) else strings.FOREST_NONE
    return message.format(**told, total=len(counts))


def _forest_alt(title: str, shown: Sequence[Trend]) -> str:
    values = "; ".join(f"{clean(t.label)} — {_in_words(t.result)}" for t in shown)
    return strings.FOREST_ALT.format(title=title, values=values)


def _in_words(r: TestResult) -> str:
    """«+46 % (рост)», on a base too small for a percentage the verdict alone."""
    word = strings.VERDICTS[r.verdict]
    return word if is_few(r) else f"{change_percent(r.effect or 1)} ({word})"


def _beyond(shown: Sequence[Trend], note: str = "") -> str:
    """The note, and what an arrow means where one is drawn."""
    return " ".join(filter(None, (note, strings.FOREST_BEYOND if drawing.goes_beyond(shown) else "")))


def has_ratio(trend: Trend) -> bool:
    """Whether a forest plot can show the trend."""
    r = trend.result
    return r.effect_kind == "ratio" and None not in (r.effect, r.ci_low, r.ci_high) and (r.ci_low or 0) > 0


def forest_rows(trends: Sequence[Trend], limit: int = FOREST_LIMIT) -> list[Trend]:
    """The trends that have a ratio, by q; what was not tested comes last."""

    def surest_first(t: Trend) -> tuple[object, ...]:
        r = t.result
        return r.q is None, r.q or 0.0, r.p or 0.0, -(r.total or 0), t.client_kind, t.label, t.code

    return sorted((t for t in trends if has_ratio(t)), key=surest_first)[:limit]


def likert(rows: Sequence[LikertRow], *, is_whole: bool = True) -> Chart:
    """Diverging bars: 1–2 to the left, 4–5 to the right of the middle.

    Args:
        is_whole: Whether these are all questions of the study; otherwise the title names no best and worst,
            nor where a question has no mark or the means are equal.
    """
    order = sorted(rows, key=lambda r: (-_mean(r), r.label))
    title = strings.LIKERT_PART if not is_whole else strings.LIKERT_ALL
    if is_whole and _mean(order[0]) > _mean(order[-1]) > 0:
        title = strings.LIKERT_MESSAGE.format(best=inner(order[0].label), worst=inner(order[-1].label))
    values = "; ".join(f"{r.label} — {_top(r)}" for r in order)
    return Chart(title, strings.LIKERT_ALT.format(title=title, values=values), lambda: drawing.likert(order))


def _top(row: LikertRow) -> str:
    """The share of 4–5 among those who gave a mark, as the table of means has it."""
    scored = sum(row.shares)
    if not scored:
        return strings.LIKERT_NO_MARKS
    base = None if row.base is None else round(row.base * scored)
    return formats.percent((row.shares[3] + row.shares[4]) / scored, base)


def _mean(row: LikertRow) -> float:
    """The mean score of those who gave one."""
    return sum(i * share for i, share in enumerate(row.shares, 1)) / (sum(row.shares) or 1)


def small_multiples(
    series: Sequence[MonthlySeries],
    title: str = strings.MULTIPLES_MESSAGE,
    *,
    period: str = "",
    note: str = "",
    events: Sequence[ReportEvent] = (),
) -> Chart:
    """One small monthly line per series, each on its own scale from zero, with the events that concern it.

    `period` is shaded.
    """
    shown = [s for s in series if any(v is not None for v in s.values)]
    values = "; ".join(
        f"{clean(s.title)}: от {decimal(min(known))} до {decimal(max(known))}"
        for s in shown
        for known in [[v for v in s.values if v is not None]]
    )
    alt = strings.MULTIPLES_ALT.format(values=values)
    marked = [
        strings.MARKED.format(title=inner(s.title), marks=" ".join(marks))
        for s in shown
        if (marks := _marked(s, events))
    ]
    shaded = next((p for s in shown if (p := _shaded(s, period))), None)
    seen = [coincidences.of_series(s, events) for s in shown]
    frames = [drawing.Frame(shaded, tuple(e.day for e in own)) for own in seen]
    drawn = [e for e in sorted(events, key=lambda e: (e.day, e.title)) if any(e in own for own in seen)]
    lines = [strings.MULTIPLES_EVENTS.format(lines=text.rstrip(".")) for text in _lines(drawn)]
    alt = " ".join([alt, *marked, *lines])
    told = [note, *(marked if len(marked) <= MARKED_LIMIT else []), *lines]
    return Chart(title, alt, lambda: drawing.multiples(shown, frames), " ".join(filter(None, told)))


def with_path(series: MonthlySeries, path: ExpectedPath, day: date | None) -> MonthlySeries:
    """The series with what had been expected of its months since a measure."""
    at = {month: i for i, month in enumerate(path.months)}

    def placed(values: Sequence[float]) -> tuple[float | None, ...]:
        return tuple(values[at[m]] if m in at else None for m in series.months)

    fields = {"expected": path.expected, "expected_low": path.low, "expected_high": path.high}
    days = (day,) if day is not None else ()
    return series.model_copy(update={k: placed(v) for k, v in fields.items()} | {"measures": days})


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
