"""Sheets without the header's anchor: a note beside the register, or months of it that would be lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from painmap.errors import PainmapError
from painmap.intake.request import Context
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell, norm, value_class
from painmap.params.models import Format

HEADER_WITHIN_ROWS = 60
# So many known titles in one row are a header, so many rows as wide as the register's are its data.
_TITLES, _ROWS, _LEAST_WIDTH = 3, 5, 4
_TOLD_SHEETS = 6


@dataclass(frozen=True)
class _Headless:
    """A sheet without the anchor: its first rows in the form of `norm`, and rows by filled cells."""

    name: str
    lines: list[frozenset[str]]
    widths: list[int]


@dataclass
class Headless:
    """The sheets of a file that gave no data, judged when all of it has been read."""

    _sheets: list[_Headless] = field(default_factory=list, repr=False)
    _titles: set[str] = field(default_factory=set, repr=False)
    _columns: int = 0

    def add(self, sheet: Sheet) -> None:
        """Note a sheet, or a part of one, in which no header was found."""
        # A text file is one sheet without a name: without a header it is refused as a whole.
        if not sheet.name:
            return
        lines = [
            frozenset(norm(cell) for cell in row if isinstance(cell, str))
            for row in sheet.rows[:HEADER_WITHIN_ROWS]
        ]
        widths = [width for row in sheet.rows if (width := _width(row)) is not None]
        self._sheets.append(_Headless(sheet.name, lines, widths))

    def add_titles(self, titles: list[str]) -> None:
        """Note the titles of a sheet that is read."""
        self._titles.update(part for title in titles for part in _parts(title))
        columns = sum(map(bool, titles))
        self._columns = min(self._columns, columns) if self._columns else columns

    def tell(self, context: Context) -> None:
        """A warning for each note; sheets that look like the register refuse the file.

        Raises:
            PainmapError: Names the sheets.
        """
        layout = context.request.format
        known = _known(layout) | self._titles
        # Cells of a row that are filled and no numbers: two thirds of the columns.
        width = max(_LEAST_WIDTH, -(-2 * (self._columns or len(layout.columns)) // 3))
        filled = [sheet for sheet in self._sheets if sheet.widths]
        lost = [sheet for sheet in filled if _is_register(sheet, known, width)]
        if lost:
            raise _refusal([sheet.name for sheet in lost], context)
        for sheet in filled:
            context.journal.warn(f"Лист «{sheet.name}» не прочитан: нет шапки (строк: {len(sheet.widths)}).")


def _width(row: list[Cell]) -> int | None:
    """Number of the filled cells that are no numbers (those make a summary); None for a blank row."""
    kinds = [value_class(cell) for cell in row if not isinstance(cell, str) or cell.strip("\0 \t\r\n\xa0")]
    return sum(kind != "число" for kind in kinds) if kinds else None


def _parts(title: str) -> list[str]:
    """A title and, of a header of several lines, the words of each."""
    return [norm(part) for part in (title, *title.split(" / ")) if norm(part)]


def _known(layout: Format) -> frozenset[str]:
    titles = (*layout.columns, *layout.ignore, *layout.titles, layout.respondent_column, layout.time_column)
    return frozenset(part for title in titles for part in _parts(title))


def _is_register(sheet: _Headless, known: frozenset[str], width: int) -> bool:
    if not known:
        return False
    has_titles = any(len(line & known) >= min(_TITLES, len(known)) for line in sheet.lines)
    return has_titles or sum(found >= width for found in sheet.widths) >= _ROWS


def _refusal(names: list[str], context: Context) -> PainmapError:
    request = context.request
    layout = request.format
    told = ", ".join(f"«{name}»" for name in names[:_TOLD_SHEETS])
    more = f" и ещё {len(names) - _TOLD_SHEETS}" if len(names) > _TOLD_SHEETS else ""
    return PainmapError(
        f"Шапка таблицы не найдена: нет ячейки «{layout.header_anchor}» на листах, где похожие на реестр "
        f"строки: {told}{more}",
        where=request.relative_name,
        remedy="исправьте название графы на этих листах или впишите в header_anchor графу, одинаковую на "
        f"всех; если эти листы не нужны, перечислите нужные в sheets (params/formats/{layout.id}.yaml)",
    )
