"""Tables .csv and .tsv with any delimiter; line breaks within cells are kept to the byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from painmap.intake.delimited import MAX_CELL, sniffed
from painmap.stages.tables.parts import Part, Piece, TableFile, as_text, broken, cut, unique_names
from painmap.stages.tables.text import encoding_of, opened, undecodable

_SAMPLE_LINES = 200
_RAGGED = "проверьте в строке кавычки и разделители; если это не начало записи, смотрите и строки выше"


def open_table(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """A delimited text file; its first line is the header."""
    encoding = encoding_of(path)
    with opened(path, encoding) as stream:
        sample = list(islice(stream, _SAMPLE_LINES))
    delimiter = sniffed(sample, titles, has_header=True)
    records = _records(path, encoding, delimiter)
    header = next(records, (0, []))[1]
    names = unique_names(header)
    count = 0
    for line, cells in records:
        if len(cells) != len(names):
            what = f"В строке ячеек {len(cells)}, а в заголовке столбцов {len(names)}"
            raise broken(path, what, line, _RAGGED)
        count += 1

    def pieces() -> Iterator[Piece]:
        rows = islice(_records(path, encoding, delimiter), 1, None)
        return cut(dict(zip(names, cells, strict=True)) for _, cells in rows)

    return TableFile(
        path,
        tuple(names),
        count,
        pieces,
        titles={name: title for name, title in zip(names, header, strict=True) if name != title},
        delimiter=delimiter,
        newline="\r\n" if sample and sample[0].endswith("\r\n") else "\n",
        has_mark=encoding in ("utf-8-sig", "utf-16"),
    )


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the number of their first line; blank lines are none."""
    csv.field_size_limit(MAX_CELL)
    line = 1
    with opened(path, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            error = broken(path, "Кавычки не закрыты или стоят не на месте", line, _RAGGED)
        except UnicodeDecodeError:
            error = undecodable(path, encoding)
        else:
            return
    # Outside of `except`: the library's message may quote the line.
    raise error


def write_csv(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """Delimited text in UTF-8: delimiter, line ends and byte order mark as in the source, if that is .csv."""
    _write(stream, part, pieces, (part.table.path.suffix.lower() == ".csv" and part.table.delimiter) or ",")


def write_tsv(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """The same with tabulators, unless the source is a .tsv that is divided otherwise."""
    _write(stream, part, pieces, (part.table.path.suffix.lower() == ".tsv" and part.table.delimiter) or "\t")


def _write(stream: IO[bytes], part: Part, pieces: Iterable[Piece], delimiter: str) -> None:
    table = part.table
    if table.has_mark:
        stream.write(b"\xef\xbb\xbf")
    stream.write(_line([table.titles.get(name, name) for name in part.columns], delimiter, table.newline))
    for piece in pieces:
        for row in piece:
            cells = [as_text(row.get(name)) for name in part.columns]
            stream.write(_line(cells, delimiter, table.newline))


def _line(cells: list[str], delimiter: str, newline: str) -> bytes:
    buffer = io.StringIO()
    # Written with \r\n whatever the file's line end is: only then csv quotes a cell with a lone \r.
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return (buffer.getvalue()[:-2] + newline).encode(errors="replace")
