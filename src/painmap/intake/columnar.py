"""Parquet: columns with types, read by batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from painmap.errors import PainmapError
from painmap.intake import container
from painmap.intake.cells import cell_of
from painmap.intake.pieces import in_parts
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell
from painmap.params.models import Format

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_MAGIC, _ENCRYPTED = b"PAR1", b"PARE"
_BATCH_ROWS = 8_192
# A million letters of 60 words are 0.8 GB; a word repeated in a dictionary page unpacks without end.
MAX_BYTES = 2 << 30
MAX_CELLS = 100_000_000
_REMEDY = "выгрузите файл заново в виде Parquet, CSV или Excel"


def read_parquet(path: Path, layout: Format) -> Iterator[Sheet]:
    """The one sheet of a Parquet file: the names of its columns, then its rows, numbered from 1.

    Dates and moments are real ones, with the time zone where the column has one; numbers, lists and
    objects are text; a column of bytes is left empty with a warning.

    Raises:
        PainmapError: The file is empty, encrypted, truncated, no Parquet, or too large when unpacked.
    """
    import pyarrow as pa

    _check_magic(path)
    try:
        yield from _sheet(path, layout)
        return
    except (pa.ArrowException, OSError, OverflowError):
        failure = container.truncated(path)
    # Outside of `except`: the library's message may quote a name or a value.
    raise failure


def _check_magic(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(4)
    if not head:
        raise container.refused(path, "Файл пуст", "выгрузите файл заново")
    if head == _ENCRYPTED:
        raise container.refused(path, "Файл Parquet зашифрован", "выгрузите его без шифрования")
    if head != _MAGIC:
        raise container.refused(path, "Это не файл Parquet", _REMEDY)


def _sheet(path: Path, layout: Format) -> Iterator[Sheet]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        if file.metadata.num_rows * len(names) > MAX_CELLS:
            raise _too_large(path)
        first = Sheet("", [list(names)], [0], warnings=list(_unread(file.schema_arrow)))
        yield from in_parts(first, _rows(path, file), layout)


def _too_large(path: Path) -> PainmapError:
    return container.refused(
        path,
        "Файл распаковывается в слишком большую таблицу",
        "выгрузите данные по частям, например по годам",
    )


def _rows(path: Path, file: pq.ParquetFile) -> Iterator[tuple[list[Cell], None]]:
    unpacked = 0
    for batch in file.iter_batches(batch_size=_BATCH_ROWS):
        unpacked += batch.nbytes
        if unpacked > MAX_BYTES:
            raise _too_large(path)
        columns = [[cell_of(value) for value in _values(column)] for column in batch.columns]
        yield from ((list(cells), None) for cells in zip(*columns, strict=True))


def _values(column: pa.Array) -> list[Any]:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        # Python's moments have no nanoseconds.
        column = column.cast(pa.timestamp("us", tz=kind.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values


def _unread(schema: pa.Schema) -> Iterator[str]:
    import pyarrow as pa

    for number, field in enumerate(schema, start=1):
        if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            yield f"Графа № {number} файла Parquet — двоичная и не прочитана."
