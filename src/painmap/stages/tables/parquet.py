"""Files .parquet: columns that nobody changes keep their types; the source's metadata is not copied."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from painmap.intake import container
from painmap.stages.tables.parts import PIECE_ROWS, Part, Piece, TableFile, as_text, encodable

# Strings that are no UTF-8, days out of range.
_UNREADABLE = (ValueError, OverflowError)


def open_table(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """A .parquet file."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError, *_UNREADABLE):
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
    except (pa.ArrowException, OSError, *_UNREADABLE):
        error = container.truncated(path)
    else:
        return
    raise error


def write(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """A .parquet file; changed columns, lists and whatever has no one type become strings."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(encodable(name), _type(part, name)) for name in part.columns])
    if part.table.schema is not None:
        schema = schema.with_metadata(_pandas(schema, part.table.schema))
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for piece in pieces:
            arrays = [
                _array([row.get(name) for row in piece], field)
                for name, field in zip(part.columns, schema, strict=True)
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))


def _pandas(schema: Any, source: Any) -> dict[bytes, bytes] | None:
    """What pandas needs for the frame: types and index of written columns.

    Of the source's metadata nothing else is taken: attributes and names may hold anything.
    """
    try:
        return _of_pandas(schema, source, source.pandas_metadata)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None  # broken, or none


def _of_pandas(schema: Any, source: Any, told: Any) -> dict[bytes, bytes]:
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


def _array(cells: list[Any], field: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
        cells = [None if cell is None else encodable(as_text(cell)) for cell in cells]
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
