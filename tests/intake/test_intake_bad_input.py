"""Bad input word by word as issue 5 lists it: a named file each, refused whole or taken row by row.

Negative ages are in `test_intake_deformed_values`, with the answers of a survey.
`take` asserts of every file that is read that each row of it is kept, rejected or counted under its head.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import xlsxwriter
from intake_rows import HEADER, row
from message_files import chat, mail, shipped, telegram_message
from office_files import write_xls

from painmap.errors import PainmapError
from painmap.intake import container
from painmap.params.models import Source

TEXT = "Не могу дозвониться до отдела: «Идите, ждите», — никто не берёт трубку"
LINES = [HEADER, *(row(str(n), text=TEXT) for n in (1, 2, 3))]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def delimited(lines: list[list[Any]] = LINES, encoding: str = "utf-8") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(lines)
    return stream.getvalue().encode(encoding)


def workbook(lines: list[list[Any]] = LINES, formulas: dict[str, tuple[str, str]] | None = None) -> bytes:
    """An .xlsx; `formulas`: place → formula and the value that the program kept of it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("Лист")
    for i, cells in enumerate(lines):
        for j, cell in enumerate(cells):
            if cell != "":
                (page.write_string if isinstance(cell, str) else page.write_number)(i, j, cell)
    for place, (formula, value) in (formulas or {}).items():
        page.write_formula(place, formula, None, value)
    book.close()
    return stream.getvalue()


def json_lines(*texts: str) -> bytes:
    records = (dict(zip(HEADER, row(str(n), text=text), strict=True)) for n, text in enumerate(texts, 1))
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def cut_in_a_letter(data: bytes) -> bytes:
    return data[: data.rindex("трубку".encode()) + 1]


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        blanks = b" " * (container.RATIO_COUNTS_FROM_BYTES + (1 << 20))
        archive.writestr("xl/worksheets/sheet1.xml", blanks)
    return stream.getvalue()


def spoiled(text: str) -> str:
    """What a program shows that reads UTF-8 as cp1251."""
    return text.encode().decode("cp1251", "surrogateescape").replace("\udc98", "\x98")


def changed(lines: list[list[Any]], place: int, **cells: Any) -> list[list[Any]]:
    return [row(str(i), text=TEXT, **cells) if i == place else line for i, line in enumerate(lines)]


CHAT = json.dumps(chat(telegram_message(1), telegram_message(2)), ensure_ascii=False).encode()
UTF16 = delimited(encoding="utf-16")
MIXED = b"\r\n".join(
    line.encode("cp1251" if i == 2 else "utf-8") for i, line in enumerate(delimited().decode().split("\r\n"))
)

# Name of the file → its content, the reader, what is said. A row of a workbook is not read at all.
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "truncated.xlsx": (workbook()[:-300], "table", "повреждён или обрезан"),
    "empty.xlsx": (b"", "xlsx", "Файл пуст"),
    "empty.csv": (b"", "table", "Файл пуст"),
    "empty_but_for_the_mark_of_utf16.csv": (b"\xff\xfe", "csv", "Файл пуст"),
    "html_saved_as.xls": (b"\xef\xbb\xbf<html><table></table></html>", "xlsx", "веб-страница (HTML)"),
    "html_saved_as_xls_of_a_mixed_source.xls": (b"<table><tr></tr></table>", "table", "веб-страница (HTML)"),
    "html_saved_as.csv": ("<!DOCTYPE html>Номер;Дата".encode("utf-16"), "csv", "веб-страница (HTML)"),
    "xml_saved_as.xls": (b'<?xml version="1.0"?><rows/>', "table", "файл XML"),
    "password_protected.xlsx": (_OLE + "EncryptedPackage".encode("utf-16-le"), "table", "защищён паролем"),
    "zip_bomb.xlsx": (bomb(), "table", "распаковывается более чем"),
    "only_nul_bytes.csv": (b"\0" * 5_000, "table", "Файл пуст"),
    "duplicate_header.csv": (delimited([[*HEADER, "Дата"], [*row("1"), "x"]]), "csv", "«Дата» стоит в шапке"),
    "duplicate_header.xlsx": (workbook([[*HEADER, "Дата"], [*row("1"), "x"]]), "xlsx", "лист «Лист»"),
    "mbox_without_from_line.mbox": (mail().partition(b"\n")[2], "mbox", "нет строки «From »"),
    "json_cut_in_the_middle.json": (CHAT[: len(CHAT) // 2], "telegram", "повреждён или обрезан"),
    "json_list_cut_in_the_middle.json": (b'[{"\xd0\x9d": 1}, {"', "jsonl", "повреждён или обрезан"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_whole_with_file_and_remedy(name, take, tmp_path, plain_format):
    content, reader, said = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    layout = shipped(reader) if reader in ("mbox", "telegram") else plain_format(reader=reader)
    with pytest.raises(PainmapError) as caught:
        take(tmp_path / name, layout)
    message = str(caught.value)
    assert said in message
    assert f"Где: 2025/{name}" in message
    assert "Что сделать: " in message


def test_a_password_in_xls(take, tmp_path, plain_format):
    path = write_xls(tmp_path / "password_protected.xls", LINES, is_encrypted=True)
    with pytest.raises(PainmapError, match="защищён паролем"):
        take(path, plain_format(reader="table"))


@dataclass(frozen=True)
class Read:
    """What becomes of a file that is read: row → words of its reason; numbers kept; words of a warning."""

    content: bytes
    rejected: dict[int, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ("1", "2", "3")
    warning: str = ""
    check: Callable[[Any], bool] = lambda rows: True


def texts_are(*texts: str) -> Callable[[Any], bool]:
    return lambda rows: list(rows["text"]) == list(texts)


NUL_PADDED = b"\0\0\0" + delimited().replace(b"10.01", b"10.\x0001").replace(b"\n2", b"\n\0002") + b"\0\0"
WIDE = [[*HEADER, *(f"Лишняя {n}" for n in range(291))], *([*line, *["x"] * 291] for line in LINES[1:])]
# The text stands last: the cut line has all its cells.
TEXT_LAST = delimited([[*HEADER[:6], *HEADER[7:], "Текст"], [*row("1")[:6], "", "", TEXT]])

READ: dict[str, Read] = {
    "truncated.csv": Read(delimited()[:-60], {4: "оборвана"}, ("1", "2")),
    "truncated_in_a_letter.csv": Read(cut_in_a_letter(TEXT_LAST), {2: "оборвана посреди буквы"}, ()),
    "truncated_utf16.csv": Read(UTF16[:-31], {4: "оборвана"}, ("1", "2")),
    "mixed_encodings.csv": Read(MIXED, {3: "в другой кодировке"}, ("1", "3")),
    "utf8_read_as_cp1251.csv": Read(spoiled(delimited().decode()).encode(), warning="исправлено ячеек 18"),
    "nul_bytes.csv": Read(NUL_PADDED),
    "nul_bytes.jsonl": Read(
        b"\0" + json_lines("Нет\0 света", TEXT, TEXT).replace(b"\\u0000", b"\0"),
        check=texts_are("Нет света", TEXT, TEXT),
    ),
    "escaped_nul_in_a_number.jsonl": Read(json_lines(TEXT, TEXT, TEXT).replace(b'"2"', b'"\\u00002"')),
    "one_megabyte_cell.csv": Read(delimited(changed(LINES, 2, kind="а" * 1_000_000)), {3: ""}, ("1", "3")),
    "300_columns.xlsx": Read(
        workbook(WIDE), warning="не описанных в params/formats/plain.yaml: 291 («Лишняя 0»"
    ),
    "formulas.xlsx": Read(
        workbook(formulas={"G2": ('="Нет "&"света"', "Нет света"), "I3": ("=NA()", "#N/A")}),
        check=lambda rows: rows["text"][0] == "Нет света" and rows["outcome_code"].isna().all(),
    ),
    "formulas_never_computed.xlsx": Read(
        workbook(formulas={"B2": ("=TODAY()", ""), "G3": ('="Нет "&"света"', "")}),
        {2: "нет даты регистрации"},
        ("2", "3"),
        "значения которых в файле не сохранены: 2",
    ),
    "dates_as_serial_numbers.csv": Read(
        delimited([HEADER, *(row(str(n), f"4566{n + 5}", text=TEXT) for n in (1, 2, 3))]),
        check=lambda rows: str(rows["registered_date"][0].date()) == "2025-01-09",
    ),
    "dates_as_serial_numbers.xlsx": Read(
        workbook([HEADER, *(row(str(n), 45_665 + n, text=TEXT) for n in (1, 2, 3))]),
        check=lambda rows: str(rows["registered_date"][0].date()) == "2025-01-09",
    ),
    "31.02.csv": Read(delimited(changed(LINES, 2, day="31.02.2025")), {3: "не распознана"}, ("1", "3")),
    "future.csv": Read(delimited(changed(LINES, 2, day="10.01.2035")), {3: "позже получения"}, ("1", "3")),
    "answer_before_registration.csv": Read(
        delimited(changed(LINES, 2, answer="09.01.2025")),
        warning="раньше регистрации: 1 (",
        check=lambda rows: rows["answered_date"].isna().all(),
    ),
    "ids_with_leading_zeros.csv": Read(delimited([HEADER, row("007"), row("7")]), kept=("007", "7")),
    "ids_with_leading_zeros.xlsx": Read(workbook([HEADER, row("007"), row("7")]), kept=("007", "7")),
    "json_lines_cut_in_the_middle.jsonl": Read(
        json_lines(TEXT, TEXT, TEXT)[:-40], {3: "оборвана"}, ("1", "2")
    ),
    "json_lines_cut_in_a_letter.jsonl": Read(
        cut_in_a_letter(json_lines(TEXT, TEXT)), {2: "оборвана посреди буквы"}, ("1",)
    ),
}


@pytest.mark.parametrize("name", READ)
def test_taken_row_by_row(name, take, tmp_path, plain_format):
    given = READ[name]
    (tmp_path / name).write_bytes(given.content)
    reader = "jsonl" if name.endswith("jsonl") else "table"
    result = take(tmp_path / name, plain_format(reader=reader))
    assert tuple(result.appeals["appeal_id"]) == given.kept
    assert list(result.rejects["row"]) == list(given.rejected)
    for reason, said in zip(result.rejects["reasons"], given.rejected.values(), strict=True):
        assert said in reason
    assert (result.rejects["remedy"] != "").all()
    assert given.check(result.appeals)
    warnings = result.journal["warnings"]
    assert len(warnings) == bool(given.warning), warnings
    assert all(given.warning in warning for warning in warnings)


def test_a_mailbox_with_a_cut_letter(take, tmp_path):
    path = tmp_path / "cut_letter.mbox"
    parts = b"--b\nContent-Type: text/plain; charset=utf-8\n\n" + TEXT.encode()
    path.write_bytes(mail("1", TEXT) + mail("2", parts, Content_Type='multipart/mixed; boundary="b"'))
    source = Source(id="mail", files="*", format="mbox", channel="email")
    result = take(path, shipped("mbox"), source=source)
    assert (list(result.appeals["appeal_id"]), list(result.rejects["row"])) == (["1"], [2])
