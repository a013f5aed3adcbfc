"""JSON Lines and Parquet: typed columns as a register, broken lines beside whole ones."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from intake_rows import HEADER, row

from painmap.errors import PainmapError
from painmap.intake import columnar, jsonl, pieces
from painmap.intake.columnar import read_parquet
from painmap.intake.jsonl import read_jsonl
from painmap.params.models import Format

TEXT = "Не могу дозвониться до отдела, никто не берёт трубку"
SHARED = Path("/work/shared/data")


def record(number: Any, **cells: Any) -> dict[str, Any]:
    """A row of the register as an object."""
    values = dict(zip(HEADER, row("", "10.01.2025", text=TEXT), strict=True))
    return {**values, "Номер": number, **cells}


def line(*args: Any, **cells: Any) -> str:
    return json.dumps(record(*args, **cells), ensure_ascii=False)


@pytest.fixture
def lines(tmp_path):
    def write(name: str, *texts: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(texts).encode(encoding))
        return path

    return write


@pytest.fixture
def jsonl_format(plain_format) -> Format:
    return plain_format(reader="jsonl")


def refusal(call, *args) -> str:
    with pytest.raises(PainmapError) as caught:
        call(*args)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return str(caught.value)


# --- JSON Lines -----------------------------------------------------------------------------------


def test_an_object_a_line(take, lines, jsonl_format):
    path = lines("plain.jsonl", line(17), line(18.0, Ответ=None), line("19", Телефон=79991112237))
    result = take(path, jsonl_format)
    assert list(result.appeals["appeal_id"]) == ["17", "18", "19"]
    assert result.appeals["text"][0] == TEXT
    assert result.journal["encoding"] == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "koi8-r", "utf-16"])
def test_encodings_of_json_lines(encoding, take, lines, jsonl_format):
    path = lines("encoded.jsonl", line("1", Текст=TEXT.replace("ё", "е")), encoding=encoding)
    result = take(path, jsonl_format)
    assert result.appeals["text"][0] == TEXT.replace("ё", "е")
    assert result.journal["encoding"] == encoding


def test_broken_lines_cost_themselves_alone(take, lines, jsonl_format):
    twice = '{"Номер": "7", "Номер": "8"}'
    path = lines(
        "cut_in_the_middle.jsonl", line("1"), line("2")[:40], "[1, 2]", twice, "", line("6"), line("7")[:-1]
    )
    result = take(path, jsonl_format)
    assert list(result.appeals["appeal_id"]) == ["1", "6"]
    assert list(result.rejects["row"]) == [2, 3, 4, 7]
    reasons = list(result.rejects["reasons"])
    for reason, part in zip(reasons, ["оборвана", "не объект", "дважды", "оборвана"], strict=True):
        assert part in reason
    assert result.journal["rows"]["blank"] == 1
    assert "1, 2" not in str(result.journal)


def test_a_line_in_another_encoding(take, tmp_path, jsonl_format):
    path = tmp_path / "mixed_encodings.jsonl"
    path.write_bytes(b"\n".join(line(str(n)).encode("cp1251" if n == 2 else "utf-8") for n in (1, 2, 3)))
    result = take(path, jsonl_format)
    assert list(result.rejects["row"]) == [2]
    assert "кодировке" in result.rejects["reasons"][0]


def test_keys_in_order_of_appearance(lines, jsonl_format):
    path = lines("other_keys.jsonl", '{"b": 1, "a": 2}', '{"a": 3, "c": true, "b": null}')
    (sheet,) = read_jsonl(path, jsonl_format)
    assert sheet.rows == [["b", "a", "c"], ["1", "2", ""], ["", "3", "да"]]
    assert sheet.numbers == [0, 1, 2]


def test_values_of_every_kind_are_text(lines, jsonl_format):
    values = {
        "id": "007",
        "x": 0.1,
        "y": 1e300,
        "big": 12345678901234567890,
        "list": ["а", 1],
        "of": {"к": None},
    }
    path = lines("kinds.jsonl", json.dumps(values), '{"id": NaN, "x": Infinity, "y": "\\ud83d"}')
    (sheet,) = read_jsonl(path, jsonl_format)
    first = ["007", "0.1", str(int(1e300)), "12345678901234567890", '["а", 1]', '{"к": null}']
    assert sheet.rows[1:] == [first, ["", "", "\ufffd", "", "", ""]]


def test_a_list_of_objects_is_read_too(take, lines, jsonl_format):
    path = lines("list.json", json.dumps([record("1"), 5, record("2")], ensure_ascii=False, indent=1))
    result = take(path, jsonl_format)
    assert list(result.appeals["appeal_id"]) == ["1", "2"]
    assert list(result.rejects["row"]) == [2]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.jsonl", " \n\n", "Файл пуст"),
        ("cut_list.json", '[{"Номер": "1"}, {"Номер"', "повреждён или обрезан"),
        ("no_object.jsonl", "Номер;Дата\n1;2", "нет ни одного объекта"),
        ("html.jsonl", "<html></html>", "нет ни одного объекта"),
        ("deep.jsonl", '{"a": ' * 100_000, "нет ни одного объекта"),
    ],
)
def test_what_is_no_json_lines_is_refused(name, text, said, take, lines, jsonl_format):
    message = refusal(take, lines(name, text), jsonl_format)
    assert said in message
    assert name in message


def test_values_that_stand_where_keys_should(take, lines, jsonl_format, monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_KEYS", 3)
    message = refusal(take, lines("keys.jsonl", *(f'{{"Иванов{n}": 1}}' for n in range(5))), jsonl_format)
    assert "разных ключей" in message
    assert "Иванов" not in message


def test_a_long_file_comes_in_parts_unless_its_rows_lean_on_one_another(lines, plain_format, monkeypatch):
    monkeypatch.setattr(pieces, "PART_ROWS", 3)
    path = lines("long.jsonl", *(f'{{"a": {n}}}' for n in range(7)), "{")
    parts = list(read_jsonl(path, plain_format()))
    assert [part.numbers for part in parts] == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert [part.is_continued for part in parts] == [False, True, True]
    assert list(parts[2].broken) == [2]
    assert len(list(read_jsonl(path, plain_format(ditto_words=["то же"])))) == 1


# --- Parquet --------------------------------------------------------------------------------------


@pytest.fixture
def parquet(tmp_path):
    def write(name: str, columns: dict[str, Any], **options: Any) -> Path:
        path = tmp_path / name
        pq.write_table(pa.table(columns), path, **options)
        return path

    return write


def register(*numbers: Any, **columns: Any) -> dict[str, Any]:
    records = [record(number) for number in numbers]
    return {title: pa.array([one[title] for one in records]) for title in HEADER} | columns


def test_a_register_in_parquet(take, parquet, plain_format):
    days = pa.array([date(2025, 1, 9), None], pa.date32())
    path = parquet("plain.parquet", register(1, 2, Дата=pa.array(["09.01.2025"] * 2), Ответ=days))
    result = take(path, plain_format(reader="parquet"))
    assert list(result.appeals["appeal_id"]) == ["1", "2"]
    assert str(result.appeals["answered_date"][0].date()) == "2025-01-09"
    assert list(result.appeals["text"]) == [TEXT, TEXT]


def test_a_moment_with_a_time_zone_is_a_day_of_the_agency(take, parquet, plain_format):
    late = pa.array([datetime(2025, 1, 9, 22, 30, tzinfo=UTC)], pa.timestamp("ns", tz="UTC"))
    result = take(parquet("zone.parquet", register(1, Дата=late)), plain_format(reader="parquet"))
    assert str(result.appeals["registered_date"][0].date()) == "2025-01-10"


def test_types_of_parquet_as_cells(parquet, plain_format):
    columns = {
        "целое": pa.array([7, None]),
        "дробное": pa.array([17.0, float("nan")]),
        "десятичное": pa.array([Decimal("1.50"), None]),
        "да-нет": pa.array([True, False]),
        "слово": pa.array(["а", "б"]).dictionary_encode(),
        "время": pa.array([time(10, 5), None]),
        "миг": pa.array([datetime(2025, 1, 9, 10, 5), None], pa.timestamp("s")),
        "точный миг": pa.array([1_736_417_100_000_000_001, None], pa.timestamp("ns")),
        "список": pa.array([["а"], []]),
        "байты": pa.array([b"\xff", b""]),
    }
    (sheet,) = read_parquet(parquet("types.parquet", columns), plain_format())
    assert sheet.rows == [
        list(columns),
        ["7", "17", "1.50", "да", "а", "10:05:00", *[datetime(2025, 1, 9, 10, 5)] * 2, '["а"]', ""],
        ["", "", "", "нет", "б", "", "", "", "[]", ""],
    ]
    assert [type(cell) for cell in sheet.rows[1][6:8]] == [datetime, datetime]
    assert sheet.numbers == [0, 1, 2]
    assert sheet.warnings == ["Графа № 10 файла Parquet — двоичная и не прочитана."]


def test_parquet_without_rows_is_an_empty_period(take, parquet, plain_format):
    path = parquet("only_header.parquet", {title: pa.array([], pa.string()) for title in HEADER})
    result = take(path, plain_format(reader="parquet"))
    assert len(result.appeals) == 0
    assert any("нет строк с данными" in warning for warning in result.journal["warnings"])


def test_truncated_parquet(take, parquet, plain_format):
    path = parquet("truncated.parquet", register(*range(100)))
    data = path.read_bytes()
    for cut in (data[:-9], data[: len(data) // 2], b"PAR1", data[:200] + b"\xff" * 300 + data[500:]):
        path.write_bytes(cut)
        assert "повреждён или обрезан" in refusal(take, path, plain_format(reader="parquet"))


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "Файл пуст"), (b"PARE" + b"\0" * 50, "зашифрован"), (b"PK\x03\x04", "не файл Parquet")],
)
def test_what_is_no_parquet_is_refused(data, said, take, tmp_path, plain_format):
    path = tmp_path / "other.parquet"
    path.write_bytes(data)
    assert said in refusal(take, path, plain_format(reader="parquet"))


def test_a_word_repeated_without_end(take, parquet, plain_format, monkeypatch):
    monkeypatch.setattr(columnar, "MAX_BYTES", 10 << 20)
    path = parquet("bomb.parquet", register(*["1"] * 20_000, Текст=pa.array(["а" * 1_000] * 20_000)))
    assert path.stat().st_size < 200_000
    assert "слишком большую" in refusal(take, path, plain_format(reader="parquet"))


def test_more_cells_than_memory_holds(take, parquet, plain_format, monkeypatch):
    monkeypatch.setattr(columnar, "MAX_CELLS", 8)
    assert "слишком большую" in refusal(
        take, parquet("cells.parquet", register(1)), plain_format(reader="parquet")
    )


def test_parquet_comes_in_parts(parquet, plain_format, monkeypatch):
    monkeypatch.setattr(pieces, "PART_ROWS", 3)
    parts = list(read_parquet(parquet("long.parquet", {"a": pa.array(range(7))}), plain_format()))
    assert [part.numbers for part in parts] == [[0, 1, 2], [3, 4, 5], [6, 7]]


# --- Real files -----------------------------------------------------------------------------------


@pytest.mark.skipif(not (SHARED / "reviews_dated.jsonl").exists(), reason="нет данных для разработки")
def test_dated_reviews_are_read(take):
    """4314 days in ISO and 447 without a year; the texts are left alone, masking them takes minutes."""
    columns = {
        "id": {"field": "appeal_id"},
        "date": {"field": "registered_date", "dates": ["%Y-%m-%d", "%d %B"]},
    }
    base = {"schema_version": 1, "id": "reviews", "title": "Отзывы", "rows": "appeals", "reader": "jsonl"}
    more = {"columns": columns, "ignore": ["pii", "product", "text"], "defaults": {"channel_code": "post"}}
    result = take(
        SHARED / "reviews_dated.jsonl", Format.model_validate(base | more), received=date(2025, 12, 31)
    )
    assert result.journal["rows"]["kept"] == result.journal["rows"]["data"] == 4761
    assert set(result.appeals["registered_date"].dt.year) == set(range(2010, 2026))
    assert result.journal["warnings"] == []


@pytest.mark.skipif(not (SHARED / "survey_multiselect.csv").exists(), reason="нет данных для разработки")
def test_the_survey_is_read(forms_format):
    from painmap.intake.readers import read_csv

    path = SHARED / "survey_multiselect.csv"
    (sheet,) = read_csv(path, forms_format(delimiter=","))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert len(sheet.rows) == sum(1 for _ in csv.reader(stream)) == 177
    assert {len(cells) for cells in sheet.rows} == {48}
    assert not sheet.broken
