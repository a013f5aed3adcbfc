"""Tables of what came in: rows kept and rejected, repeats, values mended or set aside; a row is a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from painmap.report import strings, tables
from painmap.report.blocks import Block, Prose, TableBlock
from painmap.report.formats import DASH, clean, decimal
from painmap.report.html import paragraphs
from painmap.report_data import DataQuality, SourceQuality

# Reasons of a source beyond these share a line.
_MOST_REASONS = 6
Count = Callable[[SourceQuality], int]


def grid_of(
    caption: str,
    titles: Sequence[str],
    lines: Iterable[tables.Line],
    *,
    texts: int = 1,
    widths: Sequence[int] = (),
    **more: Any,
) -> tables.Grid:
    """A grid whose first columns are texts and the others figures; `widths` in %."""
    aligns = ["text"] * texts + ["num"] * (len(titles) - texts)
    given = widths or [0] * len(titles)
    head = tuple(tables.Head(clean(t), a, w) for t, a, w in zip(titles, aligns, given, strict=True))
    return tables.Grid(caption, head, tuple(lines), **more)


def facts(unit: str, base: int) -> tuple[str, ...]:
    """What stands under a caption: the unit, and n."""
    return strings.FACT_UNIT.format(unit=unit), strings.FACT_BASE.format(n=decimal(base))


def sum_of(sources: Iterable[SourceQuality], of: Count) -> int:
    """The sum of a count over sources."""
    return sum(map(of, sources))


_ROW_CELLS: tuple[Count, ...] = (
    lambda s: s.files,
    lambda s: s.data,
    lambda s: s.kept,
    lambda s: s.rejected,
    lambda s: s.superseded,
    lambda s: s.other,
)


def rows(quality: DataQuality) -> Iterator[Block]:
    """Rows kept, rejected and superseded; then why they were rejected."""
    read = [source for source in quality.sources if source.files]
    if not read:
        yield Prose(paragraphs([strings.QUALITY_ROWS_NONE.format(year=quality.year)]))
        return
    yield TableBlock(
        "quality-rows",
        grid_of(
            strings.QUALITY_ROWS_TABLE.format(year=quality.year),
            strings.QUALITY_ROWS_HEAD,
            _summed(read, _ROW_CELLS),
            facts=facts(strings.QUALITY_ROWS_UNIT, sum_of(read, lambda s: s.data)),
            notes=strings.QUALITY_ROWS_NOTES,
        ),
    )
    yield from _reasons(read)


def _summed(sources: Sequence[SourceQuality], of: Sequence[Count]) -> Iterator[tables.Line]:
    """A line for each source, and their sum where there are several."""
    for source in sources:
        yield tables.Line((clean(source.title), *(decimal(cell(source)) for cell in of)))
    if len(sources) > 1:
        sums = (decimal(sum_of(sources, cell)) for cell in of)
        yield tables.Line((strings.QUALITY_TOTAL, *sums), "total")


def _reasons(read: Sequence[SourceQuality]) -> Iterator[Block]:
    lines = [line for source in read for line in _reasons_of(source)]
    if not lines:
        yield Prose(paragraphs([strings.QUALITY_REASONS_NONE]))
        return
    grid = grid_of(
        strings.QUALITY_REASONS_TABLE,
        strings.QUALITY_REASONS_HEAD,
        lines,
        texts=4,
        widths=(23, 15, 21, 34, 7),
        facts=facts(strings.QUALITY_ROWS_UNIT, sum_of(read, lambda s: s.rejected)),
        notes=(strings.QUALITY_REASONS_NOTE,),
        class_="dense",
    )
    yield TableBlock("quality-reasons", grid)


def _reasons_of(source: SourceQuality) -> Iterator[tables.Line]:
    title = clean(source.title)
    shown, rest = source.reasons[:_MOST_REASONS], source.reasons[_MOST_REASONS:]
    for one in shown:
        column = clean(one.column) or DASH
        yield tables.Line((title, column, clean(one.reason), clean(one.remedy), decimal(one.rows)))
    if rest:
        more = decimal(sum(one.rows for one in rest))
        yield tables.Line((title, DASH, strings.QUALITY_REASONS_MORE, DASH, more))


def _linked(source: SourceQuality) -> int:
    return source.linked or 0


_REPEAT_CELLS: tuple[Count, ...] = (
    lambda s: s.records,
    lambda s: s.mailing_letters,
    lambda s: s.mailings,
    _linked,
    lambda s: s.superseded,
    lambda s: s.renewed,
)


def repeats(quality: DataQuality) -> Iterator[Block]:
    """Letters of mailings, appeals of two channels, rows of one number."""
    shown = [s for s in quality.sources if not s.is_survey and (s.records or s.superseded or s.renewed)]
    if not shown:
        yield Prose(paragraphs([strings.QUALITY_REPEATS_NONE]))
        return
    lines, notes = list(_summed(shown, _REPEAT_CELLS)), list(strings.QUALITY_REPEATS_NOTES)
    if all(source.linked is None for source in shown):
        at = _REPEAT_CELLS.index(_linked) + 1
        cut = [(line.cells[:at], line.cells[at + 1 :], line.role) for line in lines]
        lines = [tables.Line((*a, strings.QUALITY_NOT_LINKED, *b), role) for a, b, role in cut]
        notes.append(strings.QUALITY_NOT_LINKED_NOTE)
    grid = grid_of(
        strings.QUALITY_REPEATS_TABLE,
        strings.QUALITY_REPEATS_HEAD,
        lines,
        facts=facts(strings.QUALITY_REPEATS_UNIT, sum_of(shown, lambda s: s.records)),
        notes=tuple(note.format(year=quality.year) for note in notes),
    )
    yield TableBlock("quality-repeats", grid)


def mended(quality: DataQuality) -> Iterator[Block]:
    """Values that intake corrected, and those that it left out of rows which it kept."""
    found = [
        (source.title, column, told.format(what=what), n)
        for source in quality.sources
        for told, noted in (("{what}", source.mended), (strings.QUALITY_SET_ASIDE, source.set_aside))
        for column, what, n in noted
    ]
    if not found:
        yield Prose(paragraphs([strings.QUALITY_MENDED_NONE]))
        return
    lines = (
        tables.Line((clean(title), clean(column) or DASH, clean(what), decimal(n)))
        for title, column, what, n in found
    )
    grid = grid_of(
        strings.QUALITY_MENDED_TABLE.format(year=quality.year),
        strings.QUALITY_MENDED_HEAD,
        lines,
        texts=3,
        widths=(30, 24, 35, 11),
        facts=facts(strings.QUALITY_MENDED_UNIT, sum(n for *_, n in found)),
        notes=(strings.QUALITY_MENDED_NOTE,),
        class_="dense",
    )
    yield TableBlock("quality-mended", grid)
