"""What a section is made of: headings, prose, tables and figures, numbered through the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from painmap.report import strings, tables
from painmap.report.charts import Chart, svg
from painmap.report.html import join, tag, template


@dataclass(frozen=True)
class Heading:
    """A heading inside a section; `level` 3 or 4."""

    text: str
    anchor: str = ""
    level: int = 3


@dataclass(frozen=True)
class Prose:
    """Paragraphs, lists, quotes: escaped already."""

    markup: Markup


@dataclass(frozen=True)
class TableBlock:
    """A numbered table.

    Attributes:
        key: Unique in the document; figures refer to it.
        page_class: CSS class of the wrapper («wide» for landscape pages).
    """

    key: str
    grid: tables.Grid


@dataclass(frozen=True)
class FigureBlock:
    """A numbered figure with its figures as a table: `data`, or the printed table `data_key`."""

    key: str
    chart: Chart
    data: tables.Grid | None = None
    data_key: str = ""


Block = Heading | Prose | TableBlock | FigureBlock


@dataclass(frozen=True)
class Numbering:
    """Numbers of the tables and figures of a document by key."""

    tables: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)


def numbering(blocks: Iterable[Block]) -> Numbering:
    """Numbers from 1 in the order of the blocks of the whole document; depends on nothing else.

    Raises:
        ValueError: Two tables or two figures bear one key: both would have the number of the first.
    """
    keys_t: dict[str, int] = {}
    keys_f: dict[str, int] = {}
    for block in blocks:
        if not isinstance(block, TableBlock | FigureBlock):
            continue
        keys = keys_t if isinstance(block, TableBlock) else keys_f
        if block.key in keys:
            raise ValueError(f"two blocks are called {block.key}")
        keys[block.key] = len(keys) + 1
    return Numbering(keys_t, keys_f)


def render(blocks: Iterable[Block], numbers: Numbering) -> Markup:
    """The blocks one under another."""
    return join(_render(block, numbers) for block in blocks)


def _render(block: Block, numbers: Numbering) -> Markup:
    match block:
        case Heading():
            return tag(f"h{block.level}", block.text, id=block.anchor or None)
        case Prose():
            return block.markup
        case TableBlock():
            caption = strings.TABLE_CAPTION.format(number=numbers.tables[block.key], title=block.grid.caption)
            return tables.render(block.grid, caption, anchor=f"table-{block.key}")
        case FigureBlock():
            return _figure(block, numbers)


def _figure(block: FigureBlock, numbers: Numbering) -> Markup:
    number = numbers.figures[block.key]
    return template(
        "figure.html.j2",
        anchor=f"figure-{block.key}",
        svg=svg(block.chart, f"f{number}"),
        caption=strings.FIGURE_CAPTION.format(number=number, title=block.chart.title),
        note=block.chart.note,
        summary=strings.FIGURE_DATA,
        on_screen=block.data is not None and "screen" in block.data.class_.split(),
        data=tables.render(block.data, block.data.caption) if block.data else "",
        reference=strings.FIGURE_DATA_IN.format(number=numbers.tables.get(block.data_key, 0))
        if block.data_key in numbers.tables
        else "",
        target=f"table-{block.data_key}",
    )
