"""CSV tables under `params/`: header and every cell checked, errors name file, row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError, unknown_name
from painmap.params.yaml_file import read_text
from painmap.schema import SCHEMA_VERSION, Column, Kind, Table

_VERSION = "schema_version"


def read_table(path: Path, table: Table, where: str) -> pd.DataFrame:
    """The rows of a CSV file as `table`, in the order of the file; an empty cell is NA.

    Args:
        path: UTF-8, comma, the columns of `table` (those that `may_lack` at will), first `schema_version`.
        table: What a row is.
        where: How messages name the file.

    Raises:
        PainmapError: Missing or unreadable file, a column too few or too many, a torn row, a wrong cell,
            a repeated key.
    """
    header, rows = _cells(read_text(path, where), where)
    _check_header(header, table, where)
    for line, row in rows:
        _check_row(dict(zip(header, row, strict=True)), table, f"{where}, строка {line}")
    frame = pd.DataFrame([row for _, row in rows], columns=header, dtype="string").replace("", pd.NA)
    _check_key(frame, [line for line, _ in rows], table, where)
    return table.conform(frame)


def _cells(text: str, where: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header, and (line number, cells) of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, [cell.strip() for cell in row]))
    except csv.Error:
        raise PainmapError(
            "Таблица параметров повреждена",
            where=f"{where}, строка {reader.line_num}",
            remedy="проверьте кавычки: текст с запятой целиком заключается в кавычки",
        ) from None
    if not rows:
        raise PainmapError(
            "Таблица параметров пуста", where=where, remedy="в первой строке нужны названия граф"
        )
    header = rows[0][1]
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise PainmapError(
                f"В строке таблицы граф {len(row)}, а в шапке {len(header)}",
                where=f"{where}, строка {line}",
                remedy="текст с запятой заключите в кавычки, пустые графы отделите запятыми",
            )
    return header, rows[1:]


def _check_header(header: list[str], table: Table, where: str) -> None:
    known = (_VERSION, *table.names)
    for name in header:
        if name not in known:
            raise unknown_name("Графа", name, known, where=where)
    optional = {column.name for column in table.columns if column.may_lack}
    needed = [name for name in known if name not in optional]
    missing = [name for name in needed if name not in header]
    if missing or len(set(header)) < len(header):
        what = f"нет граф: {', '.join(missing)}" if missing else "графа повторяется"
        raise PainmapError(
            f"Таблица параметров: {what}", where=where, remedy=f"нужны графы: {', '.join(needed)}"
        )


def _check_row(row: dict[str, str], table: Table, where: str) -> None:
    if row[_VERSION] != str(SCHEMA_VERSION):
        raise unknown_name(
            "Версия схемы", row[_VERSION], [str(SCHEMA_VERSION)], where=f"{where}, графа {_VERSION}"
        )
    for column in table.columns:
        _check_cell(row.get(column.name, ""), column, f"{where}, графа {column.name}")


def _check_cell(value: str, column: Column, where: str) -> None:
    if not value:
        if column.required:
            raise PainmapError(
                "Обязательная графа не заполнена", where=where, remedy=f"укажите: {column.meaning}"
            )
        return
    if column.allowed is not None and value not in column.allowed:
        raise unknown_name("Значение", value, column.allowed, where=where)
    fits, wanted = KINDS.get(column.kind, (bool, ""))
    if not fits(value):
        raise PainmapError(f"Значение графы не подходит: {wanted}", where=where, remedy="исправьте значение")


def _check_key(frame: pd.DataFrame, lines: list[int], table: Table, where: str) -> None:
    if not table.key:
        return
    repeated = frame.duplicated(list(table.key)).to_numpy().nonzero()[0]
    if len(repeated):
        raise PainmapError(
            f"Ключ строки повторяется ({', '.join(table.key)})",
            where=f"{where}, строка {lines[repeated[0]]}",
            remedy="оставьте одну строку с таким ключом",
        )


def is_date(value: str) -> bool:
    """Whether `value` is a date written as 2025-03-30."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


KINDS: dict[Kind, tuple[Callable[[str], object], str]] = {
    "integer": (re.compile(r"-?\d{1,9}", re.ASCII).fullmatch, "нужно целое число"),
    "number": (re.compile(r"-?\d{1,9}(\.\d+)?", re.ASCII).fullmatch, "нужно число с точкой"),
    "boolean": (lambda value: value in ("true", "false"), "нужно true или false"),
    "date": (is_date, "нужна дата вида 2025-03-30"),
}
