"""Trends and measures: what was found, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from painmap.report import figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Heading, Prose, TableBlock
from painmap.report.effects import by, effect, in_unit, interval
from painmap.report.formats import (
    DASH,
    clean,
    counted,
    decimal,
    inner,
)  # fmt: skip
from painmap.report.html import bullets, join, paragraphs, tag
from painmap.report.sections import measure_words
from painmap.report.sections.data import compared_across, monthly_block, of_section, table_block
from painmap.report.sections.words import KINDS, by_strength, is_mixture, lowered, noted, title
from painmap.report_data import MeasureEffect, MonthlySeries, ReportData, Trend

_SHOWN = 5
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
    if len(changed) > 1:
        shown = changed[:_DRAWN]
        note = strings.MULTIPLES_NOTE.format(n=len(shown), total=len(changed)) if changed != shown else ""
        chart = figures.small_multiples(shown, period=report.period, note=note)
        yield FigureBlock("multiples", chart, data=_multiples_data(report, shown))
    elif changed:
        yield monthly_block(report, changed[0])
    for key, table in of_section(report, "trends").items():
        yield table_block(report, key, table)


def _kind_trends(report: ReportData, chosen: Sequence[Trend], kind: str) -> Iterator[Block]:
    said = [_sentence(t) for t in by_strength(t for t in chosen if is_changed(t))]
    parts = [tag("p", text) for text in compared_across(report, kind)]
    parts.append(bullets(said) if said else tag("p", strings.TREND_NONE))
    stable = [inner(title(t)) for t in chosen if t.result.verdict == "no_change"]
    if stable:
        parts.append(
            tag("p", strings.TREND_STABLE_NAMED.format(labels=", ".join(f"«{label}»" for label in stable)))
        )
    parts += _unknown(report, [t for t in chosen if t.result.verdict == "insufficient"])
    # Those of series without a verdict stand in the annex: 30 of them here would hide the findings.
    parts += _notes(t for t in chosen if t.result.verdict == "no_change")
    yield Prose(join(parts))
    if sum(map(figures.has_ratio, chosen)) > 1:
        data = _forest_data(report, figures.forest_rows(chosen))
        yield FigureBlock(f"forest-{kind}", figures.forest(chosen), data=data)


def is_changed(trend: Trend) -> bool:
    """Whether the verdict is growth or decline."""
    return trend.result.verdict in ("growth", "decline")


def _sentence(trend: Trend) -> str:
    """«Число обращений по теме «…» выросло на 46 % к АППГ (212 против 145). Рост статистически значим.»"""
    r, label = trend.result, inner(title(trend))
    if is_mixture(trend):
        return noted(strings.TREND_MIXED.format(label=lowered(label)), trend.note)
    if r.effect_kind != "ratio" or r.total is None or r.total_before is None:
        return noted(strings.TREND_CHANGED[r.verdict].format(label=label, change=by(r)), trend.note)
    sentence = strings.TREND_GROWTH if r.verdict == "growth" else strings.TREND_DECLINE
    subject = strings.SUBJECTS.get(trend.family, strings.TREND_OTHER)
    text = sentence.format(
        subject=f"{subject} «{label}»" if subject else "", change=by(r), now=decimal(r.total),
        before=decimal(r.total_before),
    )  # fmt: skip
    return noted(text, trend.note)


def _notes(chosen: Iterable[Trend]) -> list[Markup]:
    """What a reader has to know of series without a sentence of their own: each note with its series."""
    labels: dict[str, list[str]] = {}
    for trend in chosen:
        # Why a series was not compared is no remark on its figures: the annex names it.
        if trend.note and trend.note != trend.result.reason:
            labels.setdefault(clean(trend.note).rstrip("."), []).append(f"«{inner(title(trend))}»")
    if not labels:
        return []
    told = (strings.TREND_NOTE.format(note=n, labels=", ".join(found)) for n, found in labels.items())
    return [tag("p", strings.TREND_NOTES.format(notes="; ".join(told)))]


def _counts(trend: Trend) -> str:
    """«… (9 обращений, в АППГ — 6)»; figures that are no counts of appeals by their name only."""
    r, label = trend.result, inner(title(trend), 90)
    if r.effect_kind != "ratio" or r.total is None or r.total_before is None:
        return strings.TREND_UNKNOWN_SHARE.format(label=label)
    now = counted(r.total, strings.FORMS["appeals"])
    return strings.TREND_UNKNOWN_ITEM.format(label=label, now=now, before=decimal(r.total_before))


def _unknown(report: ReportData, chosen: Sequence[Trend]) -> list[Markup]:
    known = [t for t in chosen if t.result.total is not None and t.result.total_before is not None]
    largest = sorted(known, key=lambda t: (t.result.effect_kind != "ratio", -(t.result.total or 0), t.label))[
        :_SHOWN
    ]
    if not chosen:
        return []
    labels = [_counts(t) for t in largest]
    text = strings.TREND_UNKNOWN.format(labels="; ".join(labels)) if labels else ""
    if len(chosen) > len(largest):
        count = counted(len(chosen) - len(largest), strings.FORMS["series_dative"])
        more = strings.TREND_UNKNOWN_MORE if labels else strings.TREND_UNKNOWN_ALL
        text = (text + more.format(count=count)).rstrip(".")
        if "stat_tables" in report.sections:
            text += strings.TREND_UNKNOWN_WHERE
    return [tag("p", text.rstrip(".") + ".")]


def _forest_data(report: ReportData, shown: Sequence[Trend]) -> tables.Grid:
    head = tuple(
        tables.Head(t, a) for t, a in zip(strings.FOREST_HEAD, ("text", "num", "num", "text"), strict=True)
    )
    lines = tuple(
        tables.Line(
            (clean(t.label), effect(t.result), interval(t.result), strings.VERDICTS[t.result.verdict])
        )
        for t in shown
    )
    # In print the statistical tables hold the same figures.
    place = "compact screen" if "stat_tables" in report.sections else "compact"
    return tables.Grid(strings.FOREST_DATA, head, lines, class_=place)


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
        yield TableBlock("measures", tables.Grid(strings.MEASURE_TABLE, head, lines, class_="dense"))
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
        note = strings.MEASURES_FIGURE_NOTE
        chart = figures.small_multiples(series, strings.MEASURES_FIGURE, period=report.period, note=note)
        data = _multiples_data(report, series, strings.MEASURES_DATA)
        yield FigureBlock("measures-lines", chart, data=data)


def _measure_line(m: MeasureEffect) -> tables.Line:
    r = m.result
    change = in_unit(effect(r), r) if r.effect is not None else DASH
    return tables.Line((
        clean(m.measure), clean(m.problem_title), measure_words.began(m),
        strings.MEASURE_STATES.get(m.state, clean(m.state)), change, measure_words.conclusion(m),
    ))  # fmt: skip
