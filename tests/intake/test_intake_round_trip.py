"""A table written in any kind of file comes back as it was."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import ods_cell, ods_row, write_ods, write_xls, write_xlsb, xlsb_rows

from painmap.intake.readers import READERS

TITLES = ["Номер", "Дата", "Текст", "Ещё"]
# What these kinds of files keep to the letter: calamine leaves out tabs of .ods and empty edges of all.
words = st.text(st.sampled_from("абвгдёжзЩЭЮЯАБ№«»-012;,'\"\\{}[]"), max_size=12).map(lambda s: "к" + s)
tables = st.lists(st.lists(words, min_size=4, max_size=4), max_size=6)


def _jsonl(path, table, encoding="utf-8"):
    lines = [json.dumps(dict(zip(TITLES, row, strict=True)), ensure_ascii=False) for row in table]
    path.write_bytes(
        "\n".join([json.dumps(dict.fromkeys(TITLES), ensure_ascii=False), *lines]).encode(encoding)
    )


def _parquet(path, table):
    columns = zip(*table, strict=True) if table else [[]] * len(TITLES)
    pq.write_table(
        pa.table({t: pa.array(c, pa.string()) for t, c in zip(TITLES, columns, strict=True)}), path
    )


def _ods(path, table):
    write_ods(path, *(ods_row(*map(ods_cell, row)) for row in [TITLES, *table]))


def _xlsb(path, table):
    write_xlsb(path, xlsb_rows([(i, list(enumerate(row))) for i, row in enumerate([TITLES, *table])]))


WRITERS = {
    "jsonl": _jsonl,
    "parquet": _parquet,
    "ods": _ods,
    "xls": lambda path, table: write_xls(path, [TITLES, *table]),
    "xlsb": _xlsb,
}


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables)
def test_any_table_comes_back(kind, table, tmp_path, plain_format):
    path = tmp_path / f"table.{kind}"
    WRITERS[kind](path, table)
    reader = kind if kind in READERS else "xlsx"
    (sheet,) = READERS[reader](path, plain_format())
    blank = [[""] * 4] if kind == "jsonl" else []
    assert sheet.rows == [TITLES, *blank, *table]
    assert not sheet.broken


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables, encoding=st.sampled_from(["utf-8-sig", "utf-16", "cp1251"]))
def test_json_lines_in_any_encoding(table, encoding, tmp_path, plain_format):
    path = tmp_path / "table.jsonl"
    _jsonl(path, table, encoding)
    (sheet,) = READERS["jsonl"](path, plain_format())
    assert sheet.rows[2:] == table
    assert sheet.encoding == encoding
