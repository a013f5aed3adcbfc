"""The annex of statistical tables: every test with its figures, its sentence and its picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from markupsafe import Markup

from painmap.report import coincidences, figures, strings, tables
from painmap.report.blocks import Block, FigureBlock, Heading, Prose, TableBlock
from painmap.report.effects import detectable, effect, interval, p_value
from painmap.report.formats import DASH, clean, counted, decimal
from painmap.report.html import bullets, join, paragraphs, tag
from painmap.report.sections import conclusions
from painmap.report.sections.data import of_section, table_block
from painmap.report.sections.unknown import plain_reason, why
from painmap.report.sections.words import title, verdict
from painmap.report_data import CLIENT_TITLES, EffectKind, ReportData, TestResult, Trend

# Label, result, verdict in words.
_Item = tuple[str, TestResult, str]

_CELLS: tuple[Callable[[TestResult], str], ...] = (
    lambda r: _whole(r.total),
    lambda r: _whole(r.total_before),
    effect,
    interval,
    lambda r: p_value(r.p),
    lambda r: p_value(r.q),
    lambda r: _digits(r.dispersion),
    lambda r: _digits(r.rho),
    lambda r: decimal(r.n) if r.n else DASH,
    lambda r: detectable(r, with_unit=False) or DASH,
)


def _whole(value: float | None) -> str:
    return DASH if value is None else decimal(value, 0 if float(value).is_integer() else 2)


def _digits(value: float | None) -> str:
    return DASH if value is None else decimal(value, 2)


def stat_tables(report: ReportData) -> Iterator[Block]:
    """Every test: the forest of all ratios, then a table for each family, clients and kind of effect."""
    if report.trends or report.measures or report.breaks:
        yield Prose(paragraphs([strings.STAT_NOTE]))
    yield from _trends(report)
    yield from _breaks(report)
    if report.measures:
        yield Heading(strings.STAT_MEASURES, "stat-measures")
        effects = [(clean(m.measure), m.result, verdict("", m.result)) for m in report.measures]
        grid = _grid(report, strings.STAT_MEASURES, effects, compared=strings.STAT_MEASURE_HEAD)
        yield TableBlock("stat-measures", grid)
        yield Prose(bullets(map(conclusions.measure, report.measures), class_="fine"))
    for key, table in of_section(report, "stat_tables").items():
        yield table_block(report, key, table)


def _trends(report: ReportData) -> Iterator[Block]:
    if not report.trends:
        return
    yield Heading(strings.STAT_TRENDS, "stat-trends")
    for number, chart in enumerate(figures.forest_pages(report.trends), 1):
        yield FigureBlock(f"forest-all-{number}", chart)
    groups: dict[tuple[str, str, EffectKind], list[Trend]] = {}
    for trend in report.trends:
        group = (trend.family, trend.client_kind, trend.result.effect_kind)
        groups.setdefault(group, []).append(trend)
    for (family, kind, effect_kind), found in groups.items():
        known = [t for t in found if t.result.n or t.result.total or t.result.total_before]
        caption = _caption(family, kind)
        if known:
            empty = counted(len(found) - len(known), strings.FORMS["series"])
            notes = (strings.STAT_EMPTY.format(count=empty),) if len(known) < len(found) else ()
            grid = _grid(report, caption, list(map(_item, known)), notes=notes)
            yield TableBlock(f"stat-{family}-{kind}-{effect_kind}", grid)
        else:
            # A table would be nothing but dashes.
            yield Prose(tag("p", strings.STAT_NONE_TESTED.format(caption=caption), class_="fine"))
        yield Prose(join(_said(found)))


def _item(trend: Trend, whose: str = "") -> _Item:
    return clean(title(trend)) + whose, trend.result, verdict(trend.family, trend.result)


def _caption(family: str, kind: str) -> str:
    return strings.STAT_TABLE.format(
        family=strings.FAMILIES.get(family, clean(family)).lower(),
        kind=CLIENT_TITLES.get(kind, strings.ALL_CLIENTS),
    )


def _said(known: Sequence[Trend]) -> Iterator[Markup]:
    """Sentences of what was found, then by reason of what was not."""
    found = [t for t in known if t.result.verdict != "insufficient"]
    if found:
        order = sorted(found, key=lambda t: (t.result.verdict == "no_change", t.result.q or 0, t.label))
        yield bullets(map(conclusions.trend, order), class_="fine")
    reasons: dict[str, list[Trend]] = {}
    for trend in known:
        if trend.result.verdict == "insufficient":
            # A series with a sentence bears its note there.
            reason = plain_reason(trend) if conclusions.trend(trend) else why(trend)
            reasons.setdefault(reason, []).append(trend)
    for reason, unknown in reasons.items():
        silent = [conclusions.label(t) for t in unknown if not conclusions.trend(t)]
        if silent:
            yield tag(
                "p", strings.STAT_REASON_NAMED.format(reason=reason, labels=", ".join(silent)), class_="fine"
            )
        said = [text for t in unknown if (text := conclusions.trend(t))]
        if said:
            yield tag("p", strings.STAT_REASON.format(reason=reason), class_="fine")
            yield bullets(said, class_="fine")


def _breaks(report: ReportData) -> Iterator[Block]:
    if not report.breaks:
        return
    yield Heading(strings.STAT_BREAKS, "stat-breaks")
    yield Prose(paragraphs([strings.STAT_BREAKS_LEAD]))
    tested = [t for t in coincidences.told_breaks(report) if t.result.p is not None]
    if tested:
        # One table of all clients.
        items = [_item(t, strings.OF_STAFF if t.client_kind == "internal" else "") for t in tested]
        grid = _grid(report, strings.STAT_BREAKS, items, compared=strings.STAT_BREAK_HEAD)
        yield TableBlock("stat-breaks", grid)
    said = [text for t in tested if (text := conclusions.level_change(t))]
    yield Prose(bullets(said, class_="fine") if said else tag("p", strings.STAT_BREAKS_NONE))


def _grid(
    report: ReportData,
    caption: str,
    items: Sequence[_Item],
    *,
    notes: tuple[str, ...] = (),
    compared: tuple[str, str] | None = None,
) -> tables.Grid:
    """A row per test; the numbers of the tests are told under the table. All have one kind of effect."""
    kind = items[0][1].effect_kind
    unit = strings.STAT_UNITS[kind]
    titles = [t.format(unit=unit, times=strings.STAT_TIMES.get(kind, unit)) for t in strings.STAT_HEAD]
    titles[1:3] = compared or titles[1:3]
    numbers = {name: str(i) for i, name in enumerate(dict.fromkeys(r.test for _, r, _ in items), 1)}
    lines = tuple(
        tables.Line((label, *(cell(r) for cell in _CELLS), numbers[r.test], word)) for label, r, word in items
    )
    aligns = ("text", *["num"] * 10, "mid", "text")
    head = tuple(tables.Head(t, a) for t, a in zip(titles, aligns, strict=True))
    told = _tests(report, numbers.items())
    return tables.Grid(
        caption, head, lines, notes=(told, *notes), class_="dense stat", dash=strings.STAT_DASH
    )


def _tests(report: ReportData, numbers: Iterable[tuple[str, str]]) -> str:
    """«Критерий: 1 — сравнение с теми же месяцами прошлого года; 2 — …»."""
    named = (
        strings.STAT_TEST.format(number=number, title=clean(report.tests.get(name, name)))
        for name, number in numbers
    )
    return strings.STAT_TESTS.format(tests="; ".join(named))
