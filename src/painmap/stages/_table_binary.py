"""Workbooks (.xlsx, read by calamine, written by xlsxwriter) and .parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from painmap.errors import PainmapError, listed, unknown_name
from painmap.intake import container
from painmap.intake.books import read_book
from painmap.intake.words import norm
from painmap.stages._table_parts import (
    PIECE_ROWS,
    Part,
    Piece,
    TableFile,
    as_text,
    cut,
    is_empty,
    kind_name,
    unique_names,
)

# Excel's limits; xlsxwriter leaves out what is beyond them without a word.
_MAX_ROWS = 1_048_576
_MAX_COLUMNS = 16_384
_MAX_CELL = 32_767
_SHEET = "Данные"
# A workbook bears a fixed day of creation: two runs give the same bytes.
_CREATED = datetime(2000, 1, 1)
_AS_CSV = "укажите в --out файл .csv, .jsonl или .parquet"
_DATE_FORMAT = {date: "dd.mm.yyyy", datetime: "dd.mm.yyyy hh:mm:ss", time: "hh:mm:ss"}


def open_xlsx(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """A sheet of a workbook; its first row is the header. Formulas are read as their values."""

    def read(book: Any) -> tuple[str, list[str], list[list[Any]]]:
        names = list(book.sheet_names)
        if sheet and sheet not in names:
            raise unknown_name("Лист", sheet, names, where=path.name)
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in ([sheet] if sheet else names)
        }
        found = _only(path, sheets, titles)
        return found, names, sheets[found]

    name, names, cells = read_book(path, read)
    while cells and all(is_empty(cell) for cell in cells[-1]):
        cells.pop()
    header = [as_text(cell) for cell in cells[0]] if cells else []
    columns = unique_names(header)
    rows = [{c: _native(cell) for c, cell in zip(columns, row, strict=True)} for row in cells[1:]]
    return TableFile(
        path,
        tuple(columns),
        len(rows),
        lambda: cut(dict(row) for row in rows),
        titles={c: title for c, title in zip(columns, header, strict=True) if c != title},
        kinds={c: frozenset(kind_name(row[c]) for row in rows if row[c] is not None) for c in columns},
        note=f"взят лист «{name}»; других листов в результате нет" if len(names) > 1 else "",
    )


def _only(path: Path, sheets: dict[str, list[list[Any]]], titles: Sequence[str]) -> str:
    """The only sheet that has the titles, or the only sheet that has anything."""
    filled = [name for name, rows in sheets.items() if rows]
    fitting = [name for name in filled if set(titles) <= {norm(as_text(cell)) for cell in sheets[name][0]}]
    for names in (filled, fitting):
        if len(names) == 1:
            return names[0]
    if not filled:
        raise container.refused(path, "В книге нет ни одной заполненной ячейки", "выгрузите файл заново")
    raise PainmapError(
        "Названные столбцы есть на нескольких листах"
        if fitting
        else "Ни на одном листе нет названных столбцов",
        where=path.name,
        remedy=f"укажите лист: --sheet ЛИСТ; есть {listed(f'«{name}»' for name in fitting or filled)}",
    )


def _native(cell: Any) -> Any:
    """A cell of calamine: empty as None; Excel has no integers, so 17.0 is 17."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if is_empty(cell) else cell


def write_xlsx(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """A workbook with one sheet. Text is written as text: `=HYPERLINK(…)` stays words."""
    import xlsxwriter

    table = part.table
    if table.rows >= _MAX_ROWS or len(part.columns) > _MAX_COLUMNS:
        raise PainmapError("В лист Excel не вмещается столько строк или столбцов", remedy=_AS_CSV)
    # In memory: temporary files of xlsxwriter would outlive a kill.
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _DATE_FORMAT.items()}
    sheet = book.add_worksheet(_SHEET)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(part.columns):
        sheet.write_string(0, column, table.titles.get(name, name))
    number = 0
    for piece in pieces:
        for row in piece:
            number += 1
            for column, name in enumerate(part.columns):
                _write_cell(sheet, (number, column), row.get(name), formats)
    book.close()


def _write_cell(sheet: Any, place: tuple[int, int], cell: Any, formats: dict[type, Any]) -> None:
    if is_empty(cell):
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, int | float) and abs(cell) < 1e15:
        sheet.write_number(*place, cell)
    elif type(cell) in formats and not getattr(cell, "tzinfo", None):
        sheet.write_datetime(*place, cell, formats[type(cell)])
    else:
        text = as_text(cell)
        if len(text) > _MAX_CELL:
            raise PainmapError(
                f"В ячейку Excel не вмещается текст длиннее {_MAX_CELL} знаков",
                where=f"строка {place[0] + 1}, столбец {place[1] + 1}",
                remedy=_AS_CSV,
            )
        sheet.write_string(*place, text)


def open_parquet(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """A .parquet file; columns that nobody changes keep their types."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError):
        error = container.truncated(path)
    else:
        if len(set(schema.names)) == len(schema.names):
            return TableFile(path, tuple(schema.names), rows, lambda: _batches(path), schema=schema)
        error = container.refused(path, "Столбцы с одинаковыми именами", "переименуйте столбцы")
    raise error


def _batches(path: Path) -> Iterator[Piece]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=PIECE_ROWS):
                columns = [column.to_pylist() for column in batch.columns]
                names = batch.schema.names
                yield [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
    except (pa.ArrowException, OSError):
        error = container.truncated(path)
    else:
        return
    raise error


def write_parquet(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """A .parquet file; changed columns, lists and whatever has no one type become strings."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _type(part, name)) for name in part.columns])
    if part.table.schema is not None:
        schema = schema.with_metadata(_pandas(schema, part.table.schema))
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for piece in pieces:
            arrays = [_array(piece, field) for field in schema]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))


def _pandas(schema: Any, source: Any) -> dict[bytes, bytes] | None:
    """What pandas needs for the frame: types and index of written columns.

    Of the source's metadata nothing else is taken: attributes and names may hold anything.
    """
    told = source.pandas_metadata
    if not isinstance(told, dict):
        return None
    columns = [
        {"name": c.get("name") and c["field_name"], "metadata": _technical(c.get("metadata"))}
        | {key: c.get(key) for key in ("field_name", "pandas_type", "numpy_type")}
        for c in told.get("columns", ())
        if c.get("field_name") in schema.names
        and schema.field(c["field_name"]).type == source.field(c["field_name"]).type
    ]
    index = [
        {**{key: i.get(key) for key in ("kind", "start", "stop", "step")}, "name": None}
        if isinstance(i, dict)
        else i
        for i in told.get("index_columns", ())
        if isinstance(i, dict) or i in schema.names
    ]
    return {
        b"pandas": json.dumps({"index_columns": index, "column_indexes": [], "columns": columns}).encode()
    }


def _technical(told: Any) -> dict[str, Any] | None:
    """Of a column's metadata, the time zone and what is told of categories."""
    keys = ("timezone", "num_categories", "ordered", "encoding", "precision", "scale", "unit")
    return {key: told[key] for key in keys if key in told} if isinstance(told, dict) else None


def _bare(kind: Any) -> Any:
    """The type without the metadata that fields within it may have."""
    import pyarrow as pa

    if pa.types.is_struct(kind):
        return pa.struct([pa.field(f.name, _bare(f.type), f.nullable) for f in kind])
    if pa.types.is_large_list(kind):
        return pa.large_list(_bare(kind.value_type))
    if pa.types.is_list(kind):
        return pa.list_(_bare(kind.value_type))
    return kind


def _array(piece: Piece, field: Any) -> Any:
    import pyarrow as pa

    cells = [row.get(field.name) for row in piece]
    if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
        cells = [None if cell is None else as_text(cell) for cell in cells]
    return pa.array(cells, type=field.type)


def _type(part: Part, name: str) -> Any:
    import pyarrow as pa

    types = {
        frozenset({"bool"}): pa.bool_(),
        frozenset({"int"}): pa.int64(),
        frozenset({"float"}): pa.float64(),
        frozenset({"int", "float"}): pa.float64(),
        frozenset({"datetime"}): pa.timestamp("us"),
        frozenset({"date"}): pa.date32(),
    }
    if part.table.schema is not None and name not in part.lists:
        kind = part.table.schema.field(name).type
        is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        return _bare(kind) if is_text or name not in part.text else pa.string()
    if name in part.text or name in part.lists:
        return pa.string()
    return types.get(part.table.kinds.get(name, frozenset()), pa.string())
