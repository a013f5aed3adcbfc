"""Trends and measures: what was found, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from painmap.report import coincidences, figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Heading, Prose, TableBlock
from painmap.report.effects import by, effect, in_unit, interval, is_few
from painmap.report.formats import (
    DASH,
    FEW,
    clean,
    decimal,
    inner,
)  # fmt: skip
from painmap.report.html import bullets, join, paragraphs, tag
from painmap.report.sections import audits, measure_words
from painmap.report.sections.conclusions import level
from painmap.report.sections.data import compared_across, monthly_block, of_section, table_block
from painmap.report.sections.unknown import remarks, unknown
from painmap.report.sections.words import (
    KINDS,
    by_strength,
    is_mixture,
    is_told_by_mix,
    lowered,
    noted,
    title,
)
from painmap.report_data import MeasureEffect, MonthlySeries, ReportData, TestResult, Trend

# Lines of months in the body: two rows of three.
_DRAWN = 6


def trends(report: ReportData) -> Iterator[Block]:
    """Plain sentences by client kind, a forest plot, and the series that changed."""
    if not report.trends:
        return
    is_annexed = "stat_tables" in report.sections
    lead = strings.TREND_LEAD + (strings.TREND_LEAD_WHERE if is_annexed else "")
    yield Prose(paragraphs([lead]))
    for kind in ("all", *KINDS):
        chosen = [t for t in report.trends if t.client_kind == kind]
        if chosen:
            yield Heading(strings.TREND_KINDS[kind], f"trends-{kind}")
            yield from _kind_trends(report, chosen, kind)
    changed = changed_series(report)
    if changed:
        # Under the heading of the last kind of clients the lines of all would seem to be theirs.
        yield Heading(strings.MULTIPLES_HEADING, "trends-months")
    if len(changed) > 1:
        shown = changed[:_DRAWN]
        note = _shown_of(report, shown, changed)
        chart = figures.small_multiples(shown, period=report.period, note=note, events=report.events)
        yield FigureBlock("multiples", chart, data=_multiples_data(report, shown))
    elif changed:
        yield monthly_block(report, changed[0])
    for key, table in of_section(report, "trends").items():
        yield table_block(report, key, table)


def _kind_trends(report: ReportData, chosen: Sequence[Trend], kind: str) -> Iterator[Block]:
    changed = by_strength(t for t in chosen if is_changed(t) and not is_told_by_mix(t, chosen))
    said = [_sentence(t, chosen) for t in changed]
    parts = [tag("p", text) for text in compared_across(report, kind)]
    parts.append(bullets(said) if said else tag("p", strings.TREND_NONE))
    parts += [tag("p", text) for text in audits.changes(report, changed)]
    stable = [inner(title(t)) for t in chosen if t.result.verdict == "no_change"]
    if stable:
        parts.append(
            tag("p", strings.TREND_STABLE_NAMED.format(labels=", ".join(f"«{label}»" for label in stable)))
        )
    parts += _breaks(report, kind)
    unsure = [t for t in chosen if t.result.verdict == "insufficient"]
    parts += unknown(report, unsure)
    parts += remarks((t for t in chosen if t.result.verdict == "no_change"), unsure)
    yield Prose(join(parts))
    if sum(map(figures.has_ratio, chosen)) > 1:
        data = _forest_data(report, figures.forest_rows(chosen))
        yield FigureBlock(f"forest-{kind}", figures.forest(chosen), data=data)


def is_changed(trend: Trend) -> bool:
    """Whether the verdict is growth or decline."""
    return trend.result.verdict in ("growth", "decline")


def _breaks(report: ReportData, kind: str) -> Iterator[Markup]:
    """Months of a new level, but where the comparison with the year before says the same already.

    What coincides with a known event or measure is told in any case: the comparison does not say so.
    """
    told = {(t.family, t.client_kind, t.code): t.result.verdict for t in report.trends}
    own = [t for t in coincidences.told_breaks(report) if t.client_kind == kind and is_changed(t)]
    found = by_strength(
        t
        for t in own
        if told.get((t.family, t.client_kind, t.code)) != t.result.verdict
        or coincidences.beside_trend(t, report)
    )
    said = [text for t in found if (text := level(t))]
    if said:
        yield tag("p", strings.TREND_BREAKS_LEAD)
        yield bullets(said)


def _sentence(trend: Trend, chosen: Sequence[Trend] = ()) -> str:
    """«Число обращений по теме «…» выросло на 46 % к АППГ (212 против 145). Рост статистически значим.»"""
    r, label = trend.result, inner(title(trend))
    if is_mixture(trend):
        moved = [t for t in by_strength(chosen) if is_told_by_mix(t, [trend]) and is_changed(t)]
        listed = "; ".join(f"{lowered(inner(title(t)))} {by(t.result, with_sign=True)}" for t in moved)
        classes = strings.TREND_MIXED_CLASSES.format(classes=listed) if listed else ""
        return noted(strings.TREND_MIXED.format(label=lowered(label), classes=classes), trend.note)
    if r.effect_kind != "ratio" or r.total is None or r.total_before is None:
        return noted(strings.TREND_CHANGED[r.verdict].format(label=label, change=by(r)), trend.note)
    sentence = strings.TREND_GROWTH if r.verdict == "growth" else strings.TREND_DECLINE
    subject = strings.SUBJECTS.get(trend.family, strings.TREND_OTHER)
    text = sentence.format(
        subject=f"{subject} «{label}»" if subject else "", change=by(r), now=decimal(r.total),
        before=decimal(r.total_before),
    )  # fmt: skip
    return noted(text, trend.note)


def _forest_data(report: ReportData, shown: Sequence[Trend]) -> tables.Grid:
    head = tuple(
        tables.Head(t, a) for t, a in zip(strings.FOREST_HEAD, ("text", *["num"] * 4, "text"), strict=True)
    )
    gap = "X" if report.edition == "public" else "…"
    lines = tuple(tables.Line((clean(t.label), *_forest_cells(t.result, gap))) for t in shown)
    # In print the statistical tables hold the same figures.
    place = "compact screen" if "stat_tables" in report.sections else "compact"
    return tables.Grid(strings.FOREST_DATA, head, lines, class_=place)


def _forest_cells(r: TestResult, gap: str) -> tuple[str, ...]:
    counts = (gap if n is None else decimal(n) for n in (r.total, r.total_before))
    sizes = (FEW, FEW) if is_few(r) else (effect(r), interval(r))
    return (*counts, *sizes, strings.VERDICTS[r.verdict])


def _shown_of(report: ReportData, shown: Sequence[MonthlySeries], drawable: Sequence[MonthlySeries]) -> str:
    """How many of the changed counts are drawn, and why not the others; empty: all of them."""
    changed = (t for t in report.trends if t.family != "totals" and is_changed(t))
    total = sum(t.result.effect_kind == "ratio" for t in changed)
    text = strings.MULTIPLES_NOTE if len(shown) < len(drawable) else strings.MULTIPLES_HIDDEN
    return text.format(n=len(shown), total=total) if len(shown) < total else ""


def changed_series(report: ReportData) -> list[MonthlySeries]:
    """Monthly series of what changed, the largest changes first, without the totals."""
    changed = by_strength(t for t in report.trends if t.family != "totals" and is_changed(t))
    names = (f"{t.family}-{t.client_kind}-{t.code}" for t in changed)
    return [report.series[name] for name in names if name in report.series]


def _multiples_data(
    report: ReportData, series: Sequence[MonthlySeries], caption: str = strings.MULTIPLES_DATA
) -> tables.Grid:
    from painmap.report.sections.data import by_year

    grids = [(clean(s.title), by_year(s, report.edition, with_interval=False)) for s in series]
    head = (tables.Head(strings.LABEL_COLUMN), *grids[0][1].head)
    lines = tuple(tables.Line((title, *line.cells)) for title, grid in grids for line in grid.lines)
    return tables.Grid(caption, head, lines, class_="compact")


# --- measures -------------------------------------------------------------------------------------


def measures(report: ReportData) -> Iterator[Block]:
    """Measures taken earlier and what the data say of their effect."""
    if report.measures:
        yield Prose(paragraphs([strings.MEASURES_LEAD]))
        aligns = ("text", "text", "mid", "mid", "mid", "text")
        head = tuple(tables.Head(t, a) for t, a in zip(strings.MEASURE_HEAD, aligns, strict=True))
        lines = tuple(_measure_line(m) for m in report.measures)
        grid = tables.Grid(strings.MEASURE_TABLE, head, lines, class_="dense", dash=strings.STAT_DASH)
        yield TableBlock("measures", grid)
        yield from _measure_lines(report)
    for key, table in of_section(report, "measures").items():
        yield table_block(report, key, table)


def measured_series(report: ReportData) -> list[MonthlySeries]:
    """Series of the problems that measures are against, with what had been expected since each measure."""
    known = {s.id.split("-", 2)[-1]: s for s in report.series.values() if s.id.startswith("problems-")}
    return [
        figures.with_path(known[m.problem_id], m.evidence.path, m.effect_date)
        for m in report.measures
        if m.evidence.path is not None and m.problem_id in known
    ]


def _measure_lines(report: ReportData) -> Iterator[Block]:
    series = measured_series(report)[:_DRAWN]
    if series:
        note, total = strings.MEASURES_FIGURE_NOTE, len(report.measures)
        if len(series) < total:
            note += strings.MEASURES_FIGURE_SOME.format(n=len(series), total=total)
        chart = figures.small_multiples(
            series, strings.MEASURES_FIGURE, period=report.period, note=note, events=report.events
        )
        data = _multiples_data(report, series, strings.MEASURES_DATA)
        yield FigureBlock("measures-lines", chart, data=data)


def _measure_line(m: MeasureEffect) -> tables.Line:
    r = m.result
    change = in_unit(effect(r), r) if r.effect is not None else DASH
    if r.effect is not None and is_few(r):
        now, before = (round(n or 0, 1) for n in (r.total, r.total_before))
        change = strings.MEASURE_COUNTS.format(
            now=decimal(now), before=decimal(before, 0 if float(before).is_integer() else 1)
        )
    return tables.Line((
        clean(m.measure), clean(m.problem_title), measure_words.began(m),
        strings.MEASURE_STATES.get(m.state, clean(m.state)), change, measure_words.conclusion(m),
    ))  # fmt: skip
