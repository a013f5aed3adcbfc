"""Problems, trends and measures: what was found, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from painmap.report import figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Heading, Prose, TableBlock
from painmap.report.drawing import Bar
from painmap.report.formats import (
    DASH,
    FEW,
    MINUS,
    ShareRules,
    clean,
    counted,
    decimal,
    inner,
    number,
    short_date,
    trimmed,
)  # fmt: skip
from painmap.report.html import bullets, join, paragraphs, tag
from painmap.report.sections.data import monthly_block, of_section, table_block
from painmap.report.sections.words import KINDS, by, count_kinds, effect, interval, problem, strength
from painmap.report_data import LEVEL_WORDS, MeasureEffect, MonthlySeries, Problem, ReportData, Trend

_SHOWN = 5
_QUOTED, _QUOTE_LENGTH = 2, 200


def problems(report: ReportData) -> Iterator[Block]:
    """Ranked chart, table and masked quotes (internal edition, external clients) by client kind."""
    for kind in KINDS:
        chosen = [p for p in report.problems if p.client_kind == kind]
        if not chosen:
            continue
        yield Heading(strings.TREND_KINDS[kind], f"problems-{kind}")
        yield Prose(paragraphs([_found(chosen, kind)]))
        ranked = _ranked(chosen)
        if len(ranked) > 1:
            chart = figures.ranked(
                ranked, strings.PROBLEMS_MESSAGE[kind].format(title=inner(ranked[0].label))
            )
            yield FigureBlock(f"problems-{kind}", chart, data_key=f"problems-list-{kind}")
        yield TableBlock(f"problems-list-{kind}", _problem_grid(chosen, kind, tables.share_rules(report)))
        if report.edition == "internal":
            yield from _quotes(chosen)
    for key, table in of_section(report, "problems").items():
        yield table_block(report, key, table)


def _found(chosen: Sequence[Problem], kind: str) -> str:
    """How many were found; those of earlier periods without evidence in this one are counted apart."""
    seen = [p for p in chosen if p.lineage not in strings.GONE]
    gone = len(chosen) - len(seen)
    text = strings.PROBLEMS_LEAD[kind].format(counts=count_kinds(seen) or strings.PROBLEMS_NOT_FOUND)
    return f"{text} {strings.PROBLEMS_GONE.format(count=gone)}" if gone else text


def _ranked(chosen: Sequence[Problem]) -> list[Bar]:
    known = [p for p in chosen if p.share.value is not None and p.lineage not in strings.GONE]
    bars = [
        Bar(trimmed(p.title, 110), p.share.value, number(p.share, "share"), low=p.ci_low, high=p.ci_high)
        for p in known
    ]
    return sorted(bars, key=lambda b: (-(b.value or 0), b.label))


def _problem_grid(chosen: Sequence[Problem], kind: str, rules: ShareRules) -> tables.Grid:
    aligns = ("mid", "text", "num", "num", "num", "num", "mid", "mid", "text")
    head = tuple(tables.Head(t, a) for t, a in zip(strings.PROBLEM_HEAD, aligns, strict=True))
    order = sorted(chosen, key=lambda p: (-(p.share.value or -1), p.id))
    lines = tuple(_problem_line(i, p, rules) for i, p in enumerate(order, 1))
    notes = tuple(
        text
        for text, is_used in (
            (strings.BORDER_NOTE, any(p.is_on_border and not p.is_single for p in chosen)),
            (strings.SINGLE_NOTE, any(p.is_single for p in chosen)),
        )
        if is_used
    )
    return tables.Grid(strings.PROBLEM_TABLE[kind], head, lines, notes=notes, row_head=1, class_="dense")


def _problem_line(index: int, p: Problem, rules: ShareRules) -> tables.Line:
    ends = (p.ci_low, p.ci_high)
    share = number(p.share, "share", rules)
    is_plain = p.share.value is not None and share != FEW
    interval_ = strings.INTERVAL.format(
        low=decimal(100 * (ends[0] or 0), 1), high=decimal(100 * (ends[1] or 0), 1)
    )
    return tables.Line((
        str(index), problem(p), number(p.clients, "count"),
        number(p.previous_clients, "count"), share.removesuffix("%").rstrip(),
        interval_ if is_plain and None not in ends else DASH, _level(p), LEVEL_WORDS[p.priority],
        strings.LINEAGE[p.lineage],
    ))  # fmt: skip


def _level(p: Problem) -> str:
    level = LEVEL_WORDS[p.prevalence]
    if p.is_single:
        return strings.SINGLE.format(level=level)
    return strings.BORDER.format(level=level) if p.is_on_border else level


def _quotes(chosen: Sequence[Problem]) -> Iterator[Block]:
    quoted = [(p, telling(p.quotes)) for p in chosen if p.client_kind == "external"]
    quoted = [(p, quotes) for p, quotes in quoted if quotes]
    if not quoted:
        return
    yield Heading(strings.QUOTES, f"quotes-{chosen[0].client_kind}", level=4)
    for p, quotes in quoted:
        items = join(tag("blockquote", tag("p", f"«{inner(q, _QUOTE_LENGTH)}»")) for q in quotes)
        yield Prose(
            tag("div", join([tag("p", clean(p.title), class_="quoted lead"), items]), class_="quotes")
        )


def telling(quotes: Sequence[str], limit: int = _QUOTED) -> list[str]:
    """The first quotes in the client's own words; a clerk's annotation («О сроках …») only where no other is.

    A quote that repeats a part of another one is left out.
    """
    own = [clean(q) for q in quotes if not clean(q).startswith(strings.ANNOTATION_STARTS)]
    chosen: list[str] = []
    for quote in own or [clean(q) for q in quotes]:
        if quote and not any(quote.lower() in q.lower() or q.lower() in quote.lower() for q in chosen):
            chosen.append(quote)
    return chosen[:limit]


# --- trends ---------------------------------------------------------------------------------------


def trends(report: ReportData) -> Iterator[Block]:
    """Plain sentences by client kind, a forest plot, and the series that changed."""
    if not report.trends:
        return
    is_annexed = "stat_tables" in report.sections
    yield Prose(paragraphs([strings.TREND_LEAD + (strings.TREND_LEAD_WHERE if is_annexed else "")]))
    for kind in ("all", *KINDS):
        chosen = [t for t in report.trends if t.client_kind == kind]
        if chosen:
            yield Heading(strings.TREND_KINDS[kind], f"trends-{kind}")
            yield from _kind_trends(report, chosen, kind)
    changed = _changed_series(report)
    if len(changed) > 1:
        yield FigureBlock("multiples", figures.small_multiples(changed), data=_multiples_data(changed))
    elif changed:
        yield monthly_block(report, changed[0])
    for key, table in of_section(report, "trends").items():
        yield table_block(report, key, table)


def _kind_trends(report: ReportData, chosen: Sequence[Trend], kind: str) -> Iterator[Block]:
    significant = [t for t in chosen if t.result.verdict in ("growth", "decline")]
    said = [_sentence(t) for t in sorted(significant, key=lambda t: (-strength(t), t.family, t.label))]
    parts = [bullets(said) if said else tag("p", strings.TREND_NONE)]
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
    if r.effect_kind != "ratio" or r.effect is None or r.total is None or r.total_before is None:
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


def _multiples_data(series: Sequence[MonthlySeries]) -> tables.Grid:
    from painmap.report.sections.data import by_year

    grids = [(clean(s.title), by_year(s)) for s in series]
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
