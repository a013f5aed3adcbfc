"""Text tables: .csv and .tsv with any delimiter, .jsonl; line breaks within cells are kept to the byte."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from painmap.errors import PainmapError
from painmap.intake.delimited import MAX_CELL, sniffed
from painmap.intake.encodings import decode
from painmap.stages._table_parts import (
    Part,
    Piece,
    Row,
    TableFile,
    as_text,
    broken,
    cut,
    is_empty,
    json_text,
    kind_name,
    unique_names,
)

_BLOCK = 1 << 20
_SAMPLE_LINES = 200
_RAGGED = "проверьте в строке кавычки и разделители; если это не начало записи, смотрите и строки выше"


def open_csv(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """A delimited text file; its first line is the header."""
    encoding = _encoding(path)
    with _opened(path, encoding) as stream:
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
    with _opened(path, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            error = broken(path, "Кавычки не закрыты или стоят не на месте", line, _RAGGED)
        except UnicodeDecodeError:
            error = _undecodable(path, encoding)
        else:
            return
    # Outside of `except`: the library's message may quote the line.
    raise error


def open_jsonl(path: Path, titles: Sequence[str], sheet: str) -> TableFile:
    """JSON objects, one a line; the columns are all the keys in order of appearance."""
    encoding = _encoding(path)
    kinds: dict[str, set[str]] = {}
    count = 0
    for row in _objects(path, encoding):
        count += 1
        for name, cell in row.items():
            seen = kinds.setdefault(name, set())
            if cell is not None:
                seen.add(kind_name(cell))
    return TableFile(
        path,
        tuple(kinds),
        count,
        lambda: cut(_objects(path, encoding)),
        kinds={name: frozenset(names) for name, names in kinds.items()},
        has_mark=encoding in ("utf-8-sig", "utf-16"),
    )


def _objects(path: Path, encoding: str) -> Iterator[Row]:
    with _opened(path, encoding) as stream:
        try:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _object(path, number, line)
        except UnicodeDecodeError:
            error = _undecodable(path, encoding)
        else:
            return
    raise error


def _object(path: Path, number: int, line: str) -> Row:
    row: Any = None
    remedy = "в .jsonl каждая строка — один целый объект; выгрузите файл заново"
    try:
        row = json.loads(line, object_pairs_hook=_once)
    except KeyError:
        what, remedy = "Ключ назван в объекте дважды", "оставьте один: иначе пропадёт значение другого"
    except (ValueError, RecursionError):
        what = "Строка — не JSON"
    else:
        what = "Строка — не объект JSON вида {…}"
    if not isinstance(row, dict):
        # Outside of `except`: the library's error holds the line.
        raise broken(path, what, number, remedy)
    return row


def _once(pairs: list[tuple[str, Any]]) -> Row:
    """An object of which no value is lost."""
    row = dict(pairs)
    if len(row) < len(pairs):
        raise KeyError
    return row


def _encoding(path: Path) -> str:
    """Encoding of the file. Valid UTF-8 is told without holding the file in memory."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if not path.stat().st_size:
        raise PainmapError("Файл пуст", where=path.name, remedy="выгрузите файл заново")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    encoding = "utf-8-sig" if head.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        with path.open(encoding=encoding, newline="") as text:
            while text.read(_BLOCK):
                pass
    except UnicodeDecodeError:
        decoded = decode(path.read_bytes(), None)
    else:
        return encoding
    if decoded.foreign:
        line = min(decoded.foreign) + 1
        raise broken(
            path, "Строка в другой кодировке, чем весь файл", line, "пересохраните файл целиком в UTF-8"
        )
    return decoded.encoding


def _opened(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, newline="")


def _undecodable(path: Path, encoding: str) -> PainmapError:
    return PainmapError(
        f"В файле есть знаки не из его кодировки ({encoding})",
        where=path.name,
        remedy="пересохраните файл целиком в UTF-8",
    )


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


def write_jsonl(stream: IO[bytes], part: Part, pieces: Iterable[Piece]) -> None:
    """One object a line; a key that a row lacks stays absent, an empty cell of a workbook is null."""
    if part.table.has_mark:
        stream.write(b"\xef\xbb\xbf")
    wanted = frozenset(part.columns)
    for piece in pieces:
        for row in piece:
            cells = {name: _cell(cell) for name, cell in row.items() if name in wanted}
            stream.write(json_text(cells).encode() + b"\n")


def _cell(cell: Any) -> Any:
    """NaN, which JSON lacks, is null."""
    return None if isinstance(cell, float) and is_empty(cell) else cell
