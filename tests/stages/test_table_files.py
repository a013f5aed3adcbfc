"""Tables of any origin: cells as read, broken ones refused with their place and without their content."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from painmap.errors import PainmapError
from painmap.stages.store import replacing
from painmap.stages.tables.kinds import kind_of, open_table
from painmap.stages.tables.parts import Part, Row

SECRET = "Петухова"


def rows_of(path: Path, titles: tuple[str, ...] = (), sheet: str = "") -> list[Row]:
    return [row for piece in open_table(path, titles, sheet).pieces() for row in piece]


def copied(source: Path, out: Path, text: tuple[str, ...] = ()) -> Path:
    table = open_table(source)
    with replacing(out) as stream:
        kind_of(out).write(stream, Part(table, table.columns, text, ()), table.pieces())
    return out


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    options = {"strings_to_formulas": False, "default_date_format": "dd.mm.yyyy"}
    with xlsxwriter.Workbook(path, options) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "koi8-r", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding: str, delimiter: str, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    lines = ["id,текст,тема", '1,"нет воды, света; тепла|газа",вода', "2,дороги не чистят совсем,дороги"]
    cut = [(line.split(",")[0], ",".join(line.split(",")[1:-1]), line.split(",")[-1]) for line in lines]
    content = "\r\n".join(delimiter.join(cells) for cells in cut)
    source.write_bytes(f"{content}\r\n".encode(encoding))
    assert rows_of(source)[0] == {"id": "1", "текст": "нет воды, света; тепла|газа", "тема": "вода"}
    written = copied(source, tmp_path / "out.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf") == (encoding in ("utf-8-sig", "utf-16"))
    assert (
        written.decode("utf-8-sig").splitlines()[2] == f"2{delimiter}дороги не чистят совсем{delimiter}дороги"
    )
    assert written.count(b"\r\n") == 3


def test_commas_in_the_only_column_are_no_delimiter(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("text\nнет воды, света, тепла\nдороги\n", encoding="utf-8")
    assert rows_of(source, ("text",)) == [{"text": "нет воды, света, тепла"}, {"text": "дороги"}]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ragged.csv", f"id;text\n1;вода\n2;{SECRET};лишнее\n", "строка 3"),
        ("short.csv", f"id;text\n{SECRET}\n", "строка 2"),
        ("open_quote.csv", f'id;text\n1;вода\n2;"{SECRET}\n3;свет\n', "строка 3"),
        ("text_after_quote.csv", f'id;text\n1;"{SECRET}" Анна\n', "строка 2"),
        ("broken.jsonl", f'{{"text": "вода"}}\n\n{{"text": "{SECRET}\n', "строка 3"),
        ("twice.jsonl", f'{{"text": "вода"}}\n{{"text": "{SECRET}", "text": "свет"}}\n', "строка 2"),
        ("list.jsonl", f'["{SECRET}"]\n', "строка 1"),
        ("deep.jsonl", "[" * 100_000 + "\n", "строка 1"),
        ("empty.csv", "", "Файл пуст. Где"),
        ("empty.parquet", "", "обрезан"),
        ("cut.parquet", "PAR1" + SECRET, "обрезан"),
        ("empty.xlsx", "", "Файл пуст. Где"),
        ("csv.xlsx", f"id;{SECRET}", "не таблица Excel"),
        ("table.doc", SECRET, "годятся окончания .csv"),
    ],
)
def test_a_broken_file_is_refused_without_its_content(
    name: str, content: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(PainmapError) as caught:
        open_table(tmp_path / name, ("text",))
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None, "a library's error holds the line"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("odd.csv", f"id;{SECRET}\n".encode("utf-16")[:-1], "знаки не из его кодировки (utf-16)"),
        ("odd.jsonl", f'{{"text": "{SECRET}"}}'.encode("utf-16")[:-1], "знаки не из его кодировки (utf-16)"),
        ("hole.csv", "id;текст\n1;нет воды ".encode("cp1251") + b"\x98\n", "не из его кодировки (cp1251)"),
        ("return.csv", f"id;text\n1;во\rда{SECRET}\n\r".encode(), "В строке ячеек 1"),
    ],
)
def test_bytes_that_are_no_text_are_refused(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PainmapError) as caught:
        open_table(tmp_path / name, ("text",))
    assert said in str(caught.value)
    assert "Что сделать" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None


def test_half_of_a_surrogate_pair_is_written_as_a_question_mark(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "\\ud83d", "a\\ud83d": 1}\n')
    copied(source, tmp_path / "out.xlsx")
    assert rows_of(tmp_path / "out.xlsx") == [{"text": "?", "a?": 1}]
    copied(source, tmp_path / "out.parquet")
    assert rows_of(tmp_path / "out.parquet") == [{"text": "?", "a?": 1}]


def test_a_parquet_file_with_strings_that_are_none(tmp_path: Path) -> None:
    broken = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\x80")]
    )
    parquet.write_table(pa.table({"text": broken}), tmp_path / "in.parquet")
    table = open_table(tmp_path / "in.parquet")
    with pytest.raises(PainmapError, match="повреждён"):
        list(table.pieces())


@pytest.mark.parametrize(
    "told", [b"{broken", b"[]", b'{"columns": [1]}', b'{"columns": [{}], "index_columns": 1}']
)
def test_broken_metadata_of_pandas_are_left_out(told: bytes, tmp_path: Path) -> None:
    made = pa.table({"text": ["вода"]}).replace_schema_metadata({b"pandas": told})
    parquet.write_table(made, tmp_path / "in.parquet")
    copied(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert not parquet.read_schema(tmp_path / "out.parquet").metadata


def fuzzed(suffix: str, random: Random, folder: Path) -> bytes:
    """A file of that kind, cut, with other bytes in it, or nothing but random ones."""
    lines = ["id;text", '1;"нет воды; света"', "2;дороги", ""]
    if suffix in (".csv", ".tsv"):
        whole = "\n".join(lines).encode(random.choice(["utf-8", "cp1251", "utf-16", "koi8-r"]))
    elif suffix == ".jsonl":
        whole = b'{"id": 1, "text": "a\\ud83d"}\n' * 3
    else:
        path = folder / f"whole{suffix}"
        if suffix == ".xlsx":
            rows: list[list[Any]] = [["text", "n"], ["вода", 1], ["свет", None]]
            book(path, {"a": rows})
        elif not path.exists():
            pd.DataFrame({"text": ["вода", "свет"], "n": [1.0, None]}).to_parquet(path)
        whole = path.read_bytes()
    if random.random() < 0.2:
        return random.randbytes(random.randrange(1, 3000))
    if random.random() < 0.3:
        return whole[: random.randrange(len(whole))]
    changed = bytearray(whole)
    for _ in range(random.choice([1, 3, 20])):
        at = random.randrange(len(changed))
        changed[at : at + random.randrange(3)] = random.choice(
            [b'"', b"\r", b"\0", b"\xff", random.randbytes(3)]
        )
    return bytes(changed)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".xlsx", ".parquet"])
def test_whatever_is_in_a_file_is_read_or_refused(suffix: str, tmp_path: Path) -> None:
    random = Random(4)
    for number in range(60):
        source = tmp_path / f"in{suffix}"
        source.write_bytes(fuzzed(suffix, random, tmp_path))
        out = tmp_path / f"out{random.choice(['.csv', '.jsonl', '.xlsx', '.parquet'])}"
        with contextlib.suppress(PainmapError):
            copied(source, out)
        assert not list(tmp_path.glob(".*")), number


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "mixed.csv").write_bytes(
        "id;текст\n1;нет воды\n".encode() + "2;нет света\n".encode("cp1251") + "3;нет тепла\n".encode()
    )
    with pytest.raises(PainmapError, match="строка 3"):
        open_table(tmp_path / "mixed.csv")


def test_jsonl_keeps_types_and_order_of_keys(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    lines = (
        '{"b": 1, "a": [1, "да", null], "c": {"x": 1.5, "y": true}}',
        '{"c": null, "text": "строка\\u2028одна, \\"кавычки\\"\\n", "big": 123456789012345678901234567890}',
        '{"text": "\\ud83d"}',
    )
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert open_table(source).columns == ("b", "a", "c", "text", "big")
    copied(source, tmp_path / "out.jsonl")
    assert [list(row.items()) for row in rows_of(tmp_path / "out.jsonl")] == [
        list(row.items()) for row in rows_of(source)
    ]
    assert "строка\u2028одна" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_xlsx_keeps_numbers_dates_and_text_that_looks_like_a_formula(tmp_path: Path) -> None:
    day = datetime(2025, 3, 9)
    rows = [
        ["text", "n", "x", "day", "yes"],
        ["=HYPERLINK(1)", 17, 0.5, day, True],
        ["-5", None, None, None, None],
    ]
    source = book(tmp_path / "in.xlsx", {"Лист1": rows})
    written = openpyxl.load_workbook(copied(source, tmp_path / "out.xlsx")).active
    assert [cell.value for cell in written[2]] == ["=HYPERLINK(1)", 17, 0.5, day, True]
    assert written["A2"].data_type == "s", "a formula would run at whoever opens the file"
    assert [cell.value for cell in written[3]] == ["-5", None, None, None, None]
    copied(source, tmp_path / "out.jsonl")
    assert rows_of(tmp_path / "out.jsonl")[0] == {
        "text": "=HYPERLINK(1)", "n": 17, "x": 0.5, "day": "2025-03-09", "yes": True
    }  # fmt: skip


def test_a_workbook_bears_no_clock(tmp_path: Path) -> None:
    source = book(tmp_path / "in.xlsx", {"a": [["text"], ["вода"]]})
    written = openpyxl.load_workbook(copied(source, tmp_path / "out.xlsx"))
    assert written.properties.created == datetime(2000, 1, 1)


def test_the_sheet_is_the_one_with_the_columns_or_is_asked_for(tmp_path: Path) -> None:
    source = book(
        tmp_path / "in.xlsx",
        {
            "Справка": [["о файле"]],
            "Май": [["id", "Текст"], [1, "вода"]],
            "Июнь": [["id", "Текст"], [2, "свет"]],
        },
    )
    with pytest.raises(PainmapError, match="--sheet ЛИСТ; есть «Май», «Июнь»"):
        open_table(source, ("Текст",))
    assert rows_of(source, ("Текст",), "Июнь") == [{"id": 2, "Текст": "свет"}]
    with pytest.raises(PainmapError, match="возможно, имелось в виду «Июнь»"):
        open_table(source, ("Текст",), "Юнь")
    assert rows_of(source, ("о файле",)) == []


def test_parquet_keeps_the_types_of_other_columns(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": pa.array(["вода", None]).dictionary_encode(),
            "when": pa.array([1, None], pa.timestamp("ns", "Europe/Moscow")),
            "sum": pa.array([Decimal("1.50"), None], pa.decimal128(9, 2)),
            "tags": pa.array([["а"], []], pa.list_(pa.string())),
            "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int8())),
            "kind": pa.array(["x", "y"]).dictionary_encode(),
        }
    )
    parquet.write_table(table, tmp_path / "in.parquet")
    copied(tmp_path / "in.parquet", tmp_path / "out.parquet", text=("text",))
    result = parquet.read_table(tmp_path / "out.parquet")
    assert result.drop_columns("text").equals(table.drop_columns("text"))
    assert result["text"].to_pylist() == ["вода", None]


def test_a_frame_with_an_index_comes_back_with_it(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["вода", "свет"], "n": [1, 2]}, index=["а", "б"])
    frame.to_parquet(tmp_path / "in.parquet")
    copied(tmp_path / "in.parquet", tmp_path / "out.parquet", text=("text",))
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out.parquet"), frame)


def test_parquet_takes_no_metadata_but_pandas_types(tmp_path: Path) -> None:
    """Attributes, custom keys, names of axes, metadata of fields; also of an index that is not written."""
    frame = pd.DataFrame(
        {"text": ["вода"], "day": pd.Series(pd.to_datetime(["2025-03-09"])).dt.tz_localize("Europe/Moscow")}
    ).set_index(pd.Index(["а"], name=SECRET))
    frame.attrs = {"author": SECRET}
    frame.columns.name = SECRET
    made = pa.Table.from_pandas(frame)
    inner = pa.struct([pa.field("x", pa.int64(), metadata={"author": SECRET})])
    made = made.append_column(
        pa.field("tags", pa.list_(inner), metadata={"author": SECRET}),
        [pa.array([[{"x": 1}]], pa.list_(inner))],
    )
    made = made.replace_schema_metadata({**made.schema.metadata, b"author": SECRET.encode()})
    parquet.write_table(made, tmp_path / "in.parquet")
    table = open_table(tmp_path / "in.parquet")
    with replacing(tmp_path / "out.parquet") as stream:
        part = Part(table, ("text", "day", "tags"), ("text",), ())
        kind_of(tmp_path / "out.parquet").write(stream, part, table.pieces())
    written = (tmp_path / "out.parquet").read_bytes()
    schema = parquet.read_schema(tmp_path / "out.parquet")
    assert set(schema.metadata) == {b"pandas"}
    assert SECRET not in json.dumps(schema.pandas_metadata, ensure_ascii=False)
    assert SECRET.encode() not in written
    assert schema.field("tags").type.value_type.field("x").metadata is None
    back = pd.read_parquet(tmp_path / "out.parquet")
    assert back["day"].dtype == frame["day"].dtype
    assert list(back.index) == [0]


def test_types_for_parquet_are_those_of_the_cells(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"n": 1, "x": 1, "mix": 1, "none": null}\n{"n": null, "x": 2.5, "mix": "a"}\n')
    result = parquet.read_table(copied(source, tmp_path / "out.parquet"))
    assert [str(kind) for kind in result.schema.types] == ["int64", "double", "string", "string"]
    assert result.to_pylist()[0] == {"n": 1, "x": 1.0, "mix": "1", "none": None}


def test_formulas_without_a_kept_value_are_told(tmp_path: Path) -> None:
    path = tmp_path / "formulas.xlsx"
    made = openpyxl.Workbook()
    made.active.append(["Номер", "Текст"])
    made.active.append(["1", '="Нет "&"света"'])
    made.create_sheet("Второй")
    made.save(path)
    note = open_table(path).note
    assert note.startswith("взят лист «Sheet»; других листов в результате нет; ")
    assert "значения которых в файле не сохранены: 1" in note
