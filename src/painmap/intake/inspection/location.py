"""The table of a file: its sheets, its header, the rows above and below, the columns."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.delimited import DELIMITERS, MAX_CELL
from painmap.intake.encodings import encoding_of, lines_of
from painmap.intake.inspection.findings import Located
from painmap.intake.inspection.headers import filled, header_at
from painmap.intake.inspection.kinds import FileKind
from painmap.intake.layout import Grid, grids
from painmap.intake.readers import READERS
from painmap.intake.request import Context, IntakeRequest
from painmap.intake.sheets import Sheet
from painmap.intake.words import as_text, norm, squeezed
from painmap.params.models import Agency, Format, Source
from painmap.text.deidentify import mask_many

_SNIFF_LINES = 200
# So many rows show a layout; a million of them do not fit into memory beside what is made of them.
_MOST_ROWS = 100_000
_MONTHS = "ЯНВАРЬ|ФЕВРАЛЬ|МАРТ|АПРЕЛЬ|МАЙ|ИЮНЬ|ИЮЛЬ|АВГУСТ|СЕНТЯБРЬ|ОКТЯБРЬ|НОЯБРЬ|ДЕКАБРЬ"
# Rows that are no data where they fill but few cells: role and pattern of their first cell.
_SKIPS = (
    ("month", rf"^(?i:{_MONTHS})(?: 20\d\d)?(?: г(?:од)?\.?)?$"),
    ("total", r"^(?i:итого|всего)"),
    ("note", r"^(?i:примечани[ея]|сформирова[лн]|переходящий остаток|исполнитель:|выгружено)"),
)
_FEW = 0.4


# Nothing of the profile is asked of a table that is only looked at, but the zone of its hours.
_NO_AGENCY: Agency = Agency.model_construct(id="inspect", utc_offset_hours=3)  # type: ignore[call-arg]
_NO_SOURCE: Source = Source.model_construct(id="inspect")  # type: ignore[call-arg]


def read(path: Path, kind: FileKind, encoding: str = "", delimiter: str = "", sheet: str = "") -> list[Sheet]:
    """The sheets of a file, without a format.

    Raises:
        PainmapError: The file cannot be read, or has no such sheet.
    """
    layout = blank(kind.reader, encoding=encoding or None, sheets=(sheet,) if sheet else ())
    if kind.reader == "csv":
        layout = layout.model_copy(update={"delimiter": delimiter or _delimiter(path, layout.encoding)})
    return _beginning(READERS[kind.reader](path, layout))


def _beginning(parts: Iterable[Sheet]) -> list[Sheet]:
    sheets: list[Sheet] = []
    rows = 0
    for part in parts:
        if rows >= _MOST_ROWS and part.is_continued:
            sheets[0].warnings.append(f"Файл длинный: просмотрено его начало, строк: {rows}.")
            break
        sheets.append(part)
        rows += len(part.rows)
    return sheets


def _delimiter(path: Path, encoding: str | None) -> str:
    with path.open("rb") as stream:
        found = encoding_of(stream, encoding)
    with path.open("rb") as stream:
        return divided_by([line for line, _ in islice(lines_of(stream, found), _SNIFF_LINES)])


def blank(reader: str, **fields: object) -> Format:
    """A format that says nothing of the columns."""
    base = {"schema_version": 1, "id": "draft", "title": "Черновик", "rows": "appeals", "reader": reader}
    return Format.model_validate(base | {name: value for name, value in fields.items() if value})


def divided_by(lines: Sequence[str]) -> str:
    """The delimiter that gives most rows one and the same number of cells."""
    csv.field_size_limit(MAX_CELL)

    def score(delimiter: str) -> float:
        sample = StringIO("".join(lines[:_SNIFF_LINES]))
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        return (rows / max(widths.total(), 1)) * (1 - 1 / width)

    return max(DELIMITERS, key=score)


def located(sheets: Sequence[Sheet], kind: FileKind, name: str) -> Located:
    """The table of the sheets: that of the sheet with most rows, and of those with the same header.

    Raises:
        PainmapError: No sheet has a row of data.
    """
    headers = {i: header_at(sheet) for i, sheet in enumerate(sheets) if not sheet.is_continued}
    main = max(headers, key=lambda i: len(sheets[i].rows), default=None)
    if main is None or not any(map(filled, sheets[main].rows)):
        raise PainmapError("В файле нет строк с данными", where=name, remedy="проверьте выгрузку")
    header = headers[main]
    titles = _line(sheets[main], header[0]) if header else ()
    own = [i for i, at in headers.items() if at and header and _line(sheets[i], at[0]) == titles] or [main]
    layout = blank(kind.reader)
    if header:
        update = {
            "header_rows": header[1],
            "header_anchor": _anchor(sheets, own, headers, len(sheets) > len(own)),
        }
        layout = layout.model_copy(update=update)
    else:
        width = max(len(row) for row in sheets[main].rows[:1])
        made_up = tuple(f"Графа {j + 1}" for j in range(width))
        layout = layout.model_copy(update={"titles": made_up, "header_anchor": "Графа 1"})
    # A long sheet goes on in the parts behind it.
    parts = [i for i in range(len(sheets)) if max(j for j in headers if j <= i) in own]
    return _table([sheets[i] for i in parts], sheets, layout, header, name)


def _table(
    own: Sequence[Sheet], sheets: Sequence[Sheet], layout: Format, header: tuple[int, int] | None, name: str
) -> Located:
    grids, context = gridded(own, layout, name)
    if not grids:
        raise PainmapError("В файле нет строк с данными", where=name, remedy="проверьте выгрузку")
    skip, lone = _skips(grids)
    if skip:
        rules = [{"role": role, "pattern": pattern} for role, pattern in skip]
        layout = Format.model_validate(layout.model_dump() | {"skip": rules})
        grids, context = gridded(own, layout, name)
    rows: dict[str, int] = {}
    for sheet in sheets:
        is_own = any(sheet is one for one in own)
        rows[sheet.name] = rows.get(sheet.name, 0) + (0 if is_own else len(sheet.rows))
    for sheet, one in zip(own, grids, strict=False):
        rows[sheet.name] += len(one.frame)
    frame, heads = pd.concat([one.frame for one in grids], ignore_index=True), dict(context.journal.rows)
    return Located(
        sheets=rows,
        read=tuple(dict.fromkeys(sheet.name for sheet in own)),
        start=header[0] if header else 0,
        header_rows=header[1] if header else 0,
        anchor=layout.header_anchor,
        skip=tuple(skip),
        heads=heads | {"rejected": heads["data"] - len(frame)},
        titles=tuple(grids[0].titles),
        frame=frame,
        encoding=own[0].encoding,
        delimiter=own[0].delimiter,
        lone=lone,
        warnings=tuple(text for sheet in own for text in sheet.warnings),
    )


def gridded(sheets: Sequence[Sheet], layout: Format, name: str) -> tuple[list[Grid], Context]:
    """What intake makes of the sheets by a format, and what it counts on the way."""
    context = Context(
        IntakeRequest(
            path=Path(name),
            file_id="",
            relative_name=name,
            agency=_NO_AGENCY,
            source=_NO_SOURCE,
            format=layout,
            received_date=date.max,
            key=b"",
            mask=mask_many,
        )
    )
    # `grids` fills merged cells in place: the sheets are looked at more than once.
    copies = [replace(sheet, rows=[list(row) for row in sheet.rows]) for sheet in sheets]
    return list(grids(copies, context)), context


def _line(sheet: Sheet, i: int) -> tuple[str, ...]:
    return tuple(norm(as_text(cell)) for cell in sheet.rows[i])


def _anchor(
    sheets: Sequence[Sheet], own: list[int], headers: dict[int, tuple[int, int] | None], has_others: bool
) -> str:
    """A cell of the header that stands nowhere above it; empty where the first filled row is the header."""
    starts = [(sheets[i], at[0]) for i in own if (at := headers[i])]
    above = {
        norm(as_text(cell)) for sheet, start in starts for row in sheet.rows[:start] for cell in filled(row)
    }
    if not above and not has_others:
        return ""
    sheet, start = starts[0]
    line = [squeezed(as_text(cell)) for cell in filled(sheet.rows[start])]
    free = [text for text in line if norm(text) not in above and len(text) <= 60]
    return next(iter(free), line[0])


def _skips(grids: Sequence[Grid]) -> tuple[list[tuple[str, str]], int]:
    """Patterns of the rows with few cells that are no data, and how many such rows no pattern fits."""
    met: dict[str, str] = {}
    lone = 0
    for one in grids:
        cells = one.frame.drop(columns=["sheet", "row"])
        counts = cells.notna().sum(axis=1)
        few = cells[counts <= max(1, _FEW * counts.median())] if counts.median() >= 3 else cells.iloc[:0]
        for row in few.itertuples(index=False):
            first = next((squeezed(as_text(cell)) for cell in row if isinstance(cell, str)), "")
            role = next(((role, p) for role, p in _SKIPS if re.search(p, first)), None)
            if role:
                met[role[0]] = role[1]
            elif sum(isinstance(cell, str) for cell in row) == 1:
                lone += 1
    return list(met.items()), lone
