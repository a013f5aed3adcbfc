"""The table of filled fields: a row is a field, a column a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painmap.report import strings, tables
from painmap.report.blocks import Block, Prose, TableBlock
from painmap.report.formats import DASH, clean, decimal, inner, percent
from painmap.report.html import paragraphs
from painmap.report.sections.quality_rows import facts, grid_of, sum_of
from painmap.report_data import DataQuality, FieldFill, ReportData, SourceQuality

# So many columns of sources a portrait page holds beside that of all sources.
_MOST_SOURCES = 5
_HALF = 0.5


def _with_appeals(quality: DataQuality) -> list[SourceQuality]:
    return [source for source in quality.sources if source.fields and source.records]


def fields(report: ReportData, quality: DataQuality) -> Iterator[Block]:
    """A table of up to five sources, and more of them where there are more."""
    shown = _with_appeals(quality)
    if not shown:
        yield Prose(paragraphs([strings.QUALITY_FIELDS_NONE]))
    groups = [shown[i : i + _MOST_SOURCES] for i in range(0, len(shown), _MOST_SOURCES)]
    for place, group in enumerate(groups, start=1):
        part = strings.QUALITY_PART.format(number=place) if len(groups) > 1 else ""
        whole = shown if len(shown) > 1 and place == len(groups) else []
        yield TableBlock(f"quality-fields-{place}", _fields_grid(report, group, whole, part))


def _fields_grid(
    report: ReportData, group: Sequence[SourceQuality], whole: Sequence[SourceQuality], part: str
) -> tables.Grid:
    """A row for each field, a column for each source of a group and one for all sources of `whole`."""
    titles = [source.title for source in group] + [strings.QUALITY_ALL] * bool(whole)
    records = [source.records for source in group] + [sum_of(whole, lambda s: s.records)] * bool(whole)
    lines = [tables.Line((strings.QUALITY_FIELDS_N, *map(decimal, records)))]
    for i, first in enumerate(group[0].fields):
        cells = [source.fields[i] for source in group] + ([_over_all(whole, i)] if whole else [])
        lines.append(tables.Line((clean(first.title), *(_filled(report, cell) for cell in cells))))
    used = [cell for line in lines for cell in line.cells]
    return grid_of(
        strings.QUALITY_FIELDS_TABLE.format(part=part),
        (strings.QUALITY_FIELDS_HEAD, *titles),
        lines,
        facts=facts(strings.QUALITY_FIELDS_UNIT, records[-1] if whole else sum(records)),
        notes=tuple(
            note
            for note, is_due in (
                (strings.QUALITY_NO_FIELD_NOTE, strings.QUALITY_NO_FIELD in used),
                (strings.QUALITY_COUNTS_NOTE, any(_COUNTED in cell for cell in used)),
            )
            if is_due
        ),
        class_="wide-table",
    )


_COUNTED = strings.QUALITY_COUNTS.format(filled="", base="")


def _over_all(sources: Sequence[SourceQuality], i: int) -> FieldFill:
    """A field over the sources that can fill it."""
    able = [s.fields[i] for s in sources if s.fields[i].filled is not None]
    filled = sum(one.filled or 0 for one in able) if able else None
    return sources[0].fields[i].model_copy(update={"filled": filled, "base": sum(one.base for one in able)})


def _filled(report: ReportData, one: FieldFill) -> str:
    """A percentage; a count of how many where the base is small; a sign where it is too small for both."""
    if one.filled is None:
        return strings.QUALITY_NO_FIELD
    if not one.base:
        return DASH
    rules = tables.share_rules(report)
    shares = report.parameters.get("shares", {})
    if shares.get("counts_only_from", 10) <= one.base < rules.whole_from:
        return strings.QUALITY_COUNTS.format(filled=decimal(one.filled), base=decimal(one.base))
    return percent(one.filled / one.base, one.base, rules=rules)


def thin_fields(report: ReportData, quality: DataQuality) -> Iterator[str]:
    """Sentences: fields that fewer than half of all appeals, or of a source's, have; those no source has."""
    shown = _with_appeals(quality)
    whole = [_over_all(shown, i) for i in range(len(shown[0].fields))] if shown else []
    absent = [f"«{inner(one.title)}»" for one in whole if one.filled is None]
    low = [one for one in whole if _is_low(one)]
    named = {one.field for one in low}
    of_sources = [
        (source, [f for f in source.fields if _is_low(f) and f.field not in named]) for source in shown
    ]
    if low:
        yield strings.QUALITY_LOW.format(fields=_listed(report, low))
    yield from _thin_sources(report, of_sources)
    if whole and not low and not any(fields for _, fields in of_sources):
        yield strings.QUALITY_LOW_NONE
    if absent:
        yield strings.QUALITY_ABSENT.format(fields=", ".join(absent))


def _thin_sources(
    report: ReportData, of_sources: Sequence[tuple[SourceQuality, Sequence[FieldFill]]]
) -> Iterator[str]:
    """One sentence, or none: what the table shows as a share or a count below one half."""
    least = report.parameters.get("shares", {}).get("counts_only_from", 10)
    told = [
        strings.QUALITY_LOW_SOURCE.format(title=inner(source.title), fields=_listed(report, due))
        for source, low in of_sources
        if (due := [one for one in low if one.base >= least])
    ]
    if told:
        yield strings.QUALITY_LOW_SOURCES.format(sources="; ".join(told))


def _is_low(one: FieldFill) -> bool:
    return one.filled is not None and one.filled < _HALF * one.base


def _listed(report: ReportData, low: Sequence[FieldFill]) -> str:
    return ", ".join(
        strings.QUALITY_LOW_FIELD.format(title=inner(one.title), share=_filled(report, one)) for one in low
    )
