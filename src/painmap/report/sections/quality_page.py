"""The page of data quality in short, and its calendar and changes; by source, internal editions only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from painmap.report import strings, tables
from painmap.report.blocks import Block, Heading, Prose, TableBlock
from painmap.report.formats import clean, counted, counted_of, decimal, inner, number, short_date
from painmap.report.html import bullets, paragraphs
from painmap.report.sections.quality_fields import fields, thin_fields
from painmap.report.sections.quality_rows import facts, grid_of, mended, repeats, rows, sum_of
from painmap.report.sections.words import period
from painmap.report_data import DataQuality, IntakeChange, Number, ReportData, SourceQuality

# Months of the period and of the year before stand in one table up to so many.
_FEW_MONTHS = 3
_SHORT_FIGURE = 3
_UNKNOWN = "…"


def data_quality(report: ReportData) -> Iterator[Block]:
    """What came in and how good it is; nothing in an edition that does not hold it."""
    quality = report.quality
    if quality is None:
        return
    yield Prose(bullets(_findings(report, quality)))
    for anchor, heading, part in _PARTS:
        yield Heading(heading, f"quality-{anchor}")
        yield from part(report, quality)


def _findings(report: ReportData, quality: DataQuality) -> Iterator[str]:
    read = [source for source in quality.sources if source.files]
    if read:
        total = sum_of(read, lambda s: s.data)
        yield strings.QUALITY_ROWS_LEAD.format(
            data=counted_of(total, strings.FORMS["data_rows"]),
            year=quality.year,
            kept=decimal(sum_of(read, lambda s: s.kept)),
            rejected=decimal(sum_of(read, lambda s: s.rejected)),
            superseded=decimal(sum_of(read, lambda s: s.superseded)),
        )
    else:
        yield strings.QUALITY_ROWS_NONE.format(year=quality.year)
    yield from thin_fields(report, quality)
    yield from _gaps(quality)
    yield _changed(quality)


def _gaps(quality: DataQuality) -> Iterator[str]:
    """Sources that miss months of the period, and those that gave nothing any more."""
    gaps = []
    for source in quality.sources:
        missed = [m for m, n in zip(quality.months, source.months, strict=True) if n.mark == _UNKNOWN]
        if missed and not _is_silent(source.months):
            months = ", ".join(strings.MONTHS_SHORT[month.month - 1] for month in missed)
            gaps.append(strings.QUALITY_GAP.format(title=inner(source.title), months=months))
    stopped = [s for s in quality.sources if _is_lost(s.months) and not _is_silent(s.previous_months)]
    if gaps:
        yield strings.QUALITY_GAPS.format(gaps="; ".join(gaps))
    if stopped:
        titles = ", ".join(f"«{inner(source.title)}»" for source in stopped)
        yield strings.QUALITY_STOPPED.format(titles=titles)
    if not gaps and not stopped:
        yield strings.QUALITY_GAPS_NONE


def _changed(quality: DataQuality) -> str:
    known = [one for one in quality.changes if one.accepted_date is not None]
    if not known:
        return strings.QUALITY_CHANGES_NONE
    warned = sum(len(one.warnings) for one in quality.changes)
    return strings.QUALITY_CHANGES_LEAD.format(
        new=decimal(sum(one.rows_new for one in known)),
        gone=decimal(sum(one.rows_gone for one in known)),
        warnings=counted(warned, strings.FORMS["warnings"]),
    )


@dataclass(frozen=True)
class _Span:
    """Months of a table: their titles, that of their sum, and how a source has them."""

    titles: tuple[str, ...]
    total: str
    of: Callable[[SourceQuality], tuple[Number, ...]]


def _coverage(report: ReportData, quality: DataQuality) -> Iterator[Block]:
    """The period beside the year before where both fit in one table, else one under the other."""
    told, told_before = period(report.period), period(report.previous_period)
    is_short = len(quality.months) <= _FEW_MONTHS
    short = tuple(strings.MONTHS_SHORT[month.month - 1] for month in quality.months)
    named, named_before = (tuple(map(_named, m)) for m in (quality.months, quality.previous_months))
    now = _Span(named if is_short else short, strings.QUALITY_TOTAL, lambda s: s.months)
    total = strings.QUALITY_TOTAL_BEFORE if is_short else strings.QUALITY_TOTAL
    before = _Span(named_before if is_short else short, total, lambda s: s.previous_months)
    both = strings.QUALITY_COVERAGE_BOTH.format(now=told, before=told_before)
    told_before = strings.QUALITY_COVERAGE_BEFORE.format(before=told_before)
    planned = [(both, [now, before])] if is_short else [(told, [now]), (told_before, [before])]
    for place, (caption, spans) in enumerate(planned, start=1):
        yield from _calendar(f"quality-months-{place}", caption, spans, quality.sources)


def _named(month: date) -> str:
    return strings.QUALITY_MONTH.format(month=strings.MONTHS_SHORT[month.month - 1], year=month.year)


def _is_lost(months: Sequence[Number]) -> bool:
    """Whether data that there should be are wanting: a survey need not be held."""
    return _is_silent(months) and any(month.mark == _UNKNOWN for month in months)


def _is_silent(months: Sequence[Number]) -> bool:
    return all(month.mark for month in months)


def _calendar(
    key: str, told: str, spans: Sequence[_Span], sources: Sequence[SourceQuality]
) -> Iterator[Block]:
    """A row for each source that has a record in these months, a column for each month."""
    is_shown = [not all(_is_silent(span.of(source)) for span in spans) for source in sources]
    shown = [source for source, is_due in zip(sources, is_shown, strict=True) if is_due]
    silent = tuple(_named_silent([s for s, is_due in zip(sources, is_shown, strict=True) if not is_due]))
    caption = strings.QUALITY_COVERAGE_TABLE.format(period=told)
    if not shown:
        yield Prose(paragraphs([strings.QUALITY_COVERAGE_NONE.format(caption=inner(caption)), *silent]))
        return
    lines = [tables.Line((clean(source.title), *_months(source, spans))) for source in shown]
    used = {cell for line in lines for cell in line.cells}
    grid = grid_of(
        caption,
        (strings.LABEL_COLUMNS["sources"], *(t for span in spans for t in (*span.titles, span.total))),
        lines,
        widths=_widths(lines, spans),
        facts=facts(strings.QUALITY_COVERAGE_UNIT, sum_of(shown, lambda s: _total(spans[0].of(s)))),
        notes=(*(note for sign, note in _CALENDAR_NOTES if sign in used), *silent),
        class_="wide-table",
    )
    yield TableBlock(key, grid)


def _months(source: SourceQuality, spans: Sequence[_Span]) -> Iterator[str]:
    for span in spans:
        yield from (number(month, "count") for month in span.of(source))
        yield decimal(_total(span.of(source)))


def _total(months: Sequence[Number]) -> int:
    return int(sum(month.value or 0 for month in months))


def _named_silent(sources: Sequence[SourceQuality]) -> Iterator[str]:
    """Registers without data, and surveys that were not held: a survey has months without a wave."""
    for note, is_survey in ((strings.QUALITY_SILENT, False), (strings.QUALITY_NOT_HELD, True)):
        titles = "; ".join(clean(source.title) for source in sources if source.is_survey is is_survey)
        if titles:
            yield note.format(titles=titles)


def _widths(lines: Sequence[tables.Line], spans: Sequence[_Span]) -> tuple[int, ...]:
    """In %: months as wide as their figures want, the source what is left."""
    longest = max(len(cell) for line in lines for cell in line.cells[1:-1])
    month = 5 if longest <= _SHORT_FIGURE else 6
    if len(spans[0].titles) <= _FEW_MONTHS:
        month = 9
    figures = [width for span in spans for width in (*[month] * len(span.titles), month + 2)]
    return (100 - sum(figures), *figures)


_CALENDAR_NOTES = ((_UNKNOWN, strings.QUALITY_COVERAGE_NOTE), ("–", strings.QUALITY_WAVE_NOTE))


def _changes(report: ReportData, quality: DataQuality) -> Iterator[Block]:
    shown = [one for one in quality.changes if one.accepted_date is not None or one.rows_now]
    if not any(one.accepted_date for one in shown):
        accept = strings.QUALITY_ACCEPT.format(agency=report.agency_id)
        yield Prose(paragraphs([f"{strings.QUALITY_CHANGES_NONE} {accept}"]))
    else:
        lines = [_change(one) for one in shown]
        is_new = any(one.accepted_date is None for one in shown)
        grid = grid_of(
            strings.QUALITY_CHANGES_TABLE,
            strings.QUALITY_CHANGES_HEAD,
            lines,
            facts=facts(strings.QUALITY_CHANGES_UNIT, sum(one.rows_now for one in shown)),
            notes=(strings.QUALITY_CHANGES_NOTE,) if is_new else (),
        )
        yield TableBlock("quality-changes", grid)
    told = [clean(warning) for one in quality.changes for warning in one.warnings]
    if told:
        yield Prose(paragraphs([strings.QUALITY_WARNED]))
        yield Prose(bullets(told))


def _change(one: IntakeChange) -> tables.Line:
    title = clean(one.title)
    if one.accepted_date is None:
        return tables.Line((title, _UNKNOWN, _UNKNOWN, decimal(one.rows_now), _UNKNOWN, _UNKNOWN))
    counts = (one.rows_then, one.rows_now, one.rows_new, one.rows_gone)
    return tables.Line((title, short_date(one.accepted_date), *map(decimal, counts)))


Part = Callable[[ReportData, DataQuality], Iterator[Block]]
_PARTS: tuple[tuple[str, str, Part], ...] = (
    ("coverage", strings.QUALITY_COVERAGE, _coverage),
    ("rows", strings.QUALITY_ROWS, lambda _, quality: rows(quality)),
    ("fields", strings.QUALITY_FIELDS, fields),
    ("repeats", strings.QUALITY_REPEATS, lambda _, quality: repeats(quality)),
    ("mended", strings.QUALITY_MENDED, lambda _, quality: mended(quality)),
    ("changes", strings.QUALITY_CHANGES, _changes),
)
