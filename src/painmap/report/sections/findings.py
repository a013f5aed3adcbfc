"""Trends and measures: what was found, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from painmap.report import figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Heading, Prose, TableBlock
from painmap.report.formats import (
    DASH,
    MINUS,
    clean,
    counted,
    decimal,
    inner,
    short_date,
)  # fmt: skip
from painmap.report.html import bullets, join, paragraphs, tag
from painmap.report.sections.data import compared_across, monthly_block, of_section, table_block
from painmap.report.sections.words import KINDS, by, effect, interval, strength
from painmap.report_data import MeasureEffect, MonthlySeries, ReportData, Trend

_SHOWN = 5


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
    changed = _changed_series(report)
    if len(changed) > 1:
        yield FigureBlock(
            "multiples", figures.small_multiples(changed), data=_multiples_data(report, changed)
        )
    elif changed:
        yield monthly_block(report, changed[0])
    for key, table in of_section(report, "trends").items():
        yield table_block(report, key, table)


def _kind_trends(report: ReportData, chosen: Sequence[Trend], kind: str) -> Iterator[Block]:
    significant = [t for t in chosen if t.result.verdict in ("growth", "decline")]
    said = [_sentence(t) for t in sorted(significant, key=lambda t: (-strength(t), t.family, t.label))]
    parts = [tag("p", text) for text in compared_across(report, kind)]
    parts.append(bullets(said) if said else tag("p", strings.TREND_NONE))
    stable = [inner(t.label) for t in chosen if t.result.verdict == "no_change"]
    if stable:
        parts.append(
            tag("p", strings.TREND_STABLE_NAMED.format(labels=", ".join(f"«{label}»" for label in stable)))
        )
    parts += _unknown(report, [t for t in chosen if t.result.verdict == "insufficient"])
    yield Prose(join(parts))
    if sum(map(figures.has_ratio, chosen)) > 1:
        data = _forest_data(report, figures.forest_rows(chosen))
        yield FigureBlock(f"forest-{kind}", figures.forest(chosen), data=data)


def _sentence(trend: Trend) -> str:
    r, label = trend.result, inner(trend.label)
    if r.effect_kind != "ratio" or r.total is None or r.total_before is None:
        return strings.TREND_CHANGED.format(label=label, verdict=strings.VERDICTS[r.verdict], change=by(r))
    sentence = strings.TREND_GROWTH if r.verdict == "growth" else strings.TREND_DECLINE
    subject = strings.SUBJECTS.get(trend.family, strings.TREND_OTHER)
    text = sentence.format(
        subject=f"{subject} «{label}»" if subject else "", change=by(r), now=decimal(r.total),
        before=decimal(r.total_before),
    )  # fmt: skip
    return clean(f"{text} {trend.note}")


def _unknown(report: ReportData, chosen: Sequence[Trend]) -> list[Markup]:
    known = [t for t in chosen if t.result.total is not None and t.result.total_before is not None]
    largest = sorted(known, key=lambda t: (-(t.result.total or 0), t.label))[:_SHOWN]
    if not chosen:
        return []
    labels = [
        strings.TREND_UNKNOWN_ITEM.format(
            label=inner(t.label, 90),
            now=decimal(t.result.total or 0),
            before=decimal(t.result.total_before or 0),
        )
        for t in largest
    ]
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


def _changed_series(report: ReportData) -> list[MonthlySeries]:
    found = []
    for trend in report.trends:
        if trend.family != "totals" and trend.result.verdict in ("growth", "decline"):
            name = f"{trend.family}-{trend.client_kind}-{trend.code}"
            found += [report.series[name]] if name in report.series else []
    return found[:6]


def _multiples_data(report: ReportData, series: Sequence[MonthlySeries]) -> tables.Grid:
    from painmap.report.sections.data import by_year

    grids = [(clean(s.title), by_year(s, report.edition)) for s in series]
    head = (tables.Head(strings.LABEL_COLUMN), *grids[0][1].head)
    lines = tuple(tables.Line((title, *line.cells)) for title, grid in grids for line in grid.lines)
    return tables.Grid(strings.MULTIPLES_DATA, head, lines, class_="compact")


# --- measures -------------------------------------------------------------------------------------


def measures(report: ReportData) -> Iterator[Block]:
    """Measures taken earlier and what the data say of their effect."""
    if report.measures:
        yield Prose(paragraphs([strings.MEASURES_LEAD]))
        aligns = ("text", "text", "mid", "mid", "mid", "text")
        head = tuple(tables.Head(t, a) for t, a in zip(strings.MEASURE_HEAD, aligns, strict=True))
        lines = tuple(_measure_line(m) for m in report.measures)
        yield TableBlock("measures", tables.Grid(strings.MEASURE_TABLE, head, lines, class_="dense"))
    for key, table in of_section(report, "measures").items():
        yield table_block(report, key, table)


def _measure_line(m: MeasureEffect) -> tables.Line:
    r = m.result
    change = effect(r).replace(f"{MINUS}0", "0") if r.effect is not None else DASH
    unit = {"ratio": " %", "difference": " п. п.", "days": " дн."}[r.effect_kind]
    return tables.Line((
        clean(m.measure), clean(m.problem_title), short_date(m.effect_date) if m.effect_date else "…",
        strings.MEASURE_STATES.get(m.state, clean(m.state)), change + unit if change != DASH else DASH,
        _said(m),
    ))  # fmt: skip


def _said(m: MeasureEffect) -> str:
    match m.result.verdict:
        case "no_change":
            return strings.MEASURE_NO_CHANGE
        case "insufficient":
            reason = clean(m.result.reason).rstrip(".")
            return strings.MEASURE_UNKNOWN + (f": {reason}" if reason else "")
        case verdict:
            return strings.MEASURE_OUTCOMES[(m.direction, verdict)]
