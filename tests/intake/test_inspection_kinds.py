"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from painmap.intake.inspection.kinds import file_kind
from painmap.intake.inspection.location import divided_by
from painmap.intake.readers import READERS


def zipped(part: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(part, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reader", "said"),
    [
        (zipped("xl/workbook.xml"), "xlsx", ".xlsx"),
        (zipped("xl/workbook.bin"), "xlsx", ".xlsb"),
        (zipped("content.xml"), "xlsx", ".ods"),
        (zipped("word/document.xml"), "", "Word"),
        (zipped("readme.txt"), "", "архив"),
        (b"PK\x03\x04 cut", "xlsx", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx", ".xls"),
        (b"PAR1....", "parquet", "Parquet"),
        (b"%PDF-1.7", "", "PDF"),
        (b"\xef\xbb\xbf <!DOCTYPE html>", "", "веб-страница"),
        (b"From - Tue Jan 14 05:20:51 2025\nDate: x\n", "mbox", "ящик"),
        (b"Return-Path: <a@example.org>\nDate: x\n", "eml", "письмо"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonl", "jsonl"),
        (b'{"a": 1}\n', "jsonl", "jsonl"),
        (b'{"messages": [1]}\n{"messages": [2]}\n', "jsonl", "jsonl"),
        (b'[{"a": 1}]', "jsonl", "jsonl"),
        (b'{"a": "' + b"x" * 70_000, "jsonl", "jsonl"),
        (b'{\n "name": "x",\n "type": "public_channel",\n "messages": []}', "telegram", "Telegram"),
        (b'{"name": "x", "type": "public_channel", "messages": []}', "telegram", "Telegram"),
        (b'{"response": {"items": [{"from_id": 1}]}}', "vk", "ВКонтакте"),
        (b'{"forms": [{"@mkgu-id": "1", "rates": [{"@indicator-id": "9"}]}]}', "mkgu", "МКГУ"),
        (b'<?xml version="1.0"?><body mkgu-id="1"/>', "mkgu", "МКГУ"),
        (b'{\n "a": {}}', "", "JSON"),
        ("Номер;Текст\n1;x\n".encode("cp1251"), "csv", "csv"),
        ("Номер;Текст\n1;x\n".encode("utf-16"), "csv", "csv"),
    ],
    # An archive holds the time at which it was made: two workers would name the same test differently.
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_the_content_says_what_a_file_is(content: bytes, reader: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "file.dat"
    path.write_bytes(content)
    kind = file_kind(path)
    assert (kind.reader, said in kind.title) == (reader, True)
    assert kind.reader in READERS or kind.remedy


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["id;text", "1;раз, два, три", "2;раз, два", "3;раз"], ";"),
        (["id,text", '1,"a; b; c"', "2,c; d"], ","),
        (["№|Дата|Текст", "1|01.02.2024|a, b; c"], "|"),
        (["id\ttext", "1\ta, b", "2\tc; d"], "\t"),
        (["Отчёт, за год; всего", "id;дата;text", "1;2;a, b, c", "2;3;d, e"], ";"),
    ],
)
def test_the_delimiter_is_the_one_of_even_rows(lines: list[str], delimiter: str) -> None:
    assert divided_by([line + "\n" for line in lines]) == delimiter
