"""Files that analysts really get; each fixture is named after its deformity."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_rows import HEADER, row
from message_files import shipped

from painmap.errors import PainmapError
from painmap.intake import IntakeRequest, container
from painmap.intake.encodings import SINGLE_BYTE, encoding_of
from painmap.intake.fingerprints import fingerprints
from painmap.intake.readers import read_csv, read_xlsx

TEXT = "Не могу дозвониться до отдела, никто не берёт трубку"


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(PainmapError) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def test_a_plain_register_is_read(take, xlsx, plain_format):
    path = xlsx("plain.xlsx", [HEADER, row("1", datetime(2025, 1, 9), text=TEXT), row("2")])
    result = take(path, plain_format())
    assert list(result.appeals["record_id"]) == ["register:1", "register:2"]
    assert str(result.appeals["registered_date"][0].date()) == "2025-01-09"
    assert result.appeals["text"][0] == TEXT
    assert result.journal["rows"] | {"data": 2, "kept": 2, "header": 1} == result.journal["rows"]


def test_truncated_xlsx(take, xlsx, plain_format):
    path = xlsx("truncated.xlsx", [HEADER, *(row(str(i)) for i in range(200))])
    path.write_bytes(path.read_bytes()[:-300])
    message = refusal(take, path, plain_format())
    assert "обрезан" in message
    assert "truncated.xlsx" in message


def test_a_refusal_names_the_folder_of_the_year(take, xlsx, text_file, tmp_path, plain_format, forms_format):
    """Two years often hold files of one name."""
    cut, html, empty = (tmp_path / name for name in ("register.xlsx", "register.xls", "register.csv"))
    cut.write_bytes(b"PK\x03\x04" + b"\0" * 40)
    html.write_text("<html></html>", encoding="utf-8")
    empty.write_bytes(b"")
    sheet = xlsx("other.xlsx", [HEADER])
    for path, layout in (
        (cut, plain_format()),
        (html, plain_format()),
        (empty, plain_format(reader="csv")),
        (sheet, plain_format(sheets=["Нет такого"])),
        (empty, plain_format(reader="mbox")),
        (empty, plain_format(reader="vk")),
        (empty, plain_format(reader="telegram")),
        (empty, shipped("survey-tally")),
        (text_file("tally.csv", [["Вопрос"]]), shipped("survey-tally")),
    ):
        assert f"Где: 2025/{path.name}." in refusal(take, path, layout), layout.reader


def test_the_gate_names_the_folder_of_the_year_too(agency, tmp_path, plain_format):
    path = tmp_path / "register.xlsx"
    path.write_bytes(b"")
    request = IntakeRequest(
        path=path,
        file_id="0" * 12,
        relative_name="2024/register.xlsx",
        agency=agency,
        source=agency.sources[0],
        format=plain_format(),
        received_date=date(2025, 2, 1),
        key=b"a key for tests",
        mask=lambda texts, known: [],
    )
    assert "Где: 2024/register.xlsx." in refusal(fingerprints, request)


def test_an_unknown_reader_names_the_format(take, xlsx, plain_format):
    message = refusal(take, xlsx("plain.xlsx", [HEADER]), plain_format(reader="pdf"))
    assert "«pdf»" in message
    assert "Где: params/formats/plain.yaml." in message


def test_xlsx_with_a_hole_inside(take, xlsx, plain_format):
    path = xlsx("hole.xlsx", [HEADER, *(row(str(i)) for i in range(2000))])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    middle = sheet.header_offset + sheet.compress_size // 2
    data[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(data)
    assert "повреждён" in refusal(take, path, plain_format())


@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx"])
def test_empty_file(name, take, tmp_path, plain_format):
    path = tmp_path / name
    path.write_bytes(b"")
    assert "Файл пуст" in refusal(take, path, plain_format(reader=name.rpartition(".")[2]))


@pytest.mark.parametrize("name", ["html_named_xls.xls", "html_named_xlsx.xlsx"])
def test_html_named_xls(name, take, tmp_path, plain_format):
    path = tmp_path / name
    path.write_text("\ufeff<html><table><tr><td>Номер</td></tr></table></html>", encoding="utf-8")
    assert "HTML" in refusal(take, path, plain_format())


def test_encrypted_xlsx(take, tmp_path, plain_format):
    path = tmp_path / "encrypted.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(ole + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
    assert "паролем" in refusal(take, path, plain_format())


def test_zip_bomb_xlsx(take, tmp_path, plain_format):
    path = tmp_path / "zip_bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (container.RATIO_COUNTS_FROM_BYTES + (1 << 20)))
    assert path.stat().st_size < 300_000
    assert "распаковывается" in refusal(take, path, plain_format())


def test_zip_bomb_with_a_lying_directory(take, tmp_path, plain_format):
    path = tmp_path / "lying_zip_bomb.xlsx"
    size = container.RATIO_COUNTS_FROM_BYTES + (1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    data = path.read_bytes()
    true = size.to_bytes(4, "little")
    assert data.count(true) == 2
    path.write_bytes(data.replace(true, (1000).to_bytes(4, "little")))
    assert "распаковывается" in refusal(take, path, plain_format())


def test_a_value_in_a_far_corner(take, tmp_path, plain_format):
    """calamine would allocate the whole rectangle, 17 thousand million cells."""
    path = tmp_path / "far_corner.xlsx"
    sheet = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    message = refusal(take, path, plain_format())
    assert "1048576" in message


def test_two_header_rows_xlsx(take, xlsx, plain_format):
    upper = ["Номер", "Дата", "", "", "Канал", "Вид", "Текст", "", ""]
    lower = ["", "", "ФИО", "Телефон", "", "", "", "Дата", "Итог"]
    rows = [["Журнал за год"], upper, lower, [str(i) for i in range(1, 10)]]
    rows += [["ЯНВАРЬ"], row("7", answer="20.01.2025"), ["Итого за январь: 1"], [""], upper, lower, row("8")]
    merges = [(1, 2, 1, 3, "Заявитель"), (1, 7, 1, 8, "Исполнение")]
    path = xlsx("two_header_rows.xlsx", rows, merges=merges)
    plain = plain_format().model_dump()["columns"]
    renamed = {"ФИО": "Заявитель / ФИО", "Телефон": "Заявитель / Телефон"}
    renamed |= {"Ответ": "Исполнение / Дата", "Итог": "Исполнение / Итог"}
    layout = plain_format(
        header_rows=2,
        header_anchor="Номер",
        skip=[{"role": "month", "pattern": "^ЯНВАРЬ$"}, {"role": "total", "pattern": "^Итого"}],
    ).model_copy(update={"columns": {}})
    columns = {renamed.get(title, title): column for title, column in plain.items()}
    layout = type(layout).model_validate(layout.model_dump() | {"columns": columns})
    result = take(path, layout)
    assert list(result.appeals["appeal_id"]) == ["7", "8"]
    assert str(result.appeals["answered_date"][0].date()) == "2025-01-20"
    counts = {"data": 2, "kept": 2, "header": 5, "month": 1, "total": 1, "note": 1, "blank": 1, "rejected": 0}
    assert result.journal["rows"] == counts
    assert sum(counts[head] for head in ("data", "header", "month", "total", "note", "blank")) == len(rows)


def test_merged_cells_of_data(take, xlsx, plain_format):
    rows = [HEADER, row("1"), row("2"), row("3", "11.01.2025")]
    rows[2][1] = ""
    path = xlsx("merged_cells.xlsx", rows, merges=[(1, 1, 2, 1, "10.01.2025")])
    result = take(path, plain_format())
    assert [f"{day:%d}" for day in result.appeals["registered_date"]] == ["10", "10", "11"]
    assert any("Объединённые ячейки" in warning for warning in result.journal["warnings"])


@pytest.mark.parametrize(
    ("name", "encoding"), [("cp866_semicolon.csv", "cp866"), ("koi8_semicolon.csv", "koi8-r")]
)
def test_single_byte_encodings_are_told_apart(name, encoding, take, text_file, plain_format):
    path = text_file(name, [HEADER, row("1", text=TEXT.replace("ё", "е"))], encoding=encoding)
    result = take(path, plain_format(reader="csv"))
    assert result.journal["encoding"] == encoding
    assert result.appeals["text"][0] == TEXT.replace("ё", "е")


def test_text_all_in_capitals_cp1251(text_file, plain_format):
    path = text_file("capitals.csv", [HEADER, row("1", text=TEXT.upper())], encoding="cp1251")
    assert next(read_csv(path, plain_format(reader="csv"))).rows[1][6] == TEXT.upper()


def test_utf8_file_that_the_format_calls_cp1251(take, text_file, plain_format):
    path = text_file("utf8_called_cp1251.csv", [HEADER, row("1", text=TEXT)])
    assert take(path, plain_format(reader="csv", encoding="cp1251")).appeals["text"][0] == TEXT


@pytest.mark.parametrize("hint", ["sep=,", '"sep=,"', "SEP=,"])
def test_a_first_line_that_tells_excel_the_delimiter(hint, take, tmp_path, plain_format):
    path = tmp_path / "sep_line.csv"
    lines = (HEADER, row("1", text="Нет света"), row("2", "31.02.2025"))
    path.write_text("\n".join([hint, *(",".join(cells) for cells in lines)]), encoding="utf-8-sig")
    result = take(path, plain_format(reader="csv", delimiter=";"))
    assert list(result.appeals["appeal_id"]) == ["1"]
    assert list(result.rejects["row"]) == [3]


def test_bars_in_texts_divide_nothing(text_file, plain_format):
    lines = [["1", "10.01.2025", "[club1|Город] [club2|Район] [id3|Я] [id4|Ты] [id5|Он]"]] * 3
    path = text_file("no_header_and_bars.csv", lines)
    assert next(read_csv(path, plain_format(reader="csv"))).delimiter == ";"


def test_one_letter_at_the_end_is_no_cut_utf8():
    """0xD2 is «Т» in cp1251, and the first half of a letter in UTF-8; ASCII before it tells nothing."""
    assert encoding_of(io.BytesIO(b"id;text\r\n1;\xd2"), None).name == "cp1251"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_line_ends_of_an_old_mac(encoding, take, tmp_path, plain_format):
    """The delimiter is not in the format: it is found in the lines, of which there must be more than one."""
    path = tmp_path / "old_mac_line_ends.csv"
    lines = (HEADER, row("1", text="Нет света; темно"), row("2"))
    path.write_bytes("\r".join(",".join(cells) for cells in lines).encode(encoding))
    result = take(path, plain_format(reader="csv"))
    assert list(result.appeals["appeal_id"]) == ["1", "2"]
    assert result.journal["delimiter"] == ","


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark(encoding, take, text_file, plain_format):
    table = [HEADER, row("1", text=TEXT), row("2", text=TEXT)]
    result = take(text_file("utf16_without_mark.csv", table, encoding=encoding), plain_format(reader="csv"))
    assert list(result.appeals["text"]) == [TEXT] * 2
    assert result.journal["encoding"] == encoding


def test_utf16_without_mark_that_is_declared(take, text_file, plain_format):
    """Signs beyond Latin and Cyrillic letters hide what it is; the format says it."""
    text = "Нет света " + "— № ” €" * 50
    path = text_file("utf16_of_signs.csv", [HEADER, row("1", text=text)], encoding="utf-16-le")
    layout = plain_format(reader="csv", encoding="UTF_16_LE")
    assert list(take(path, layout).appeals["text"]) == [text]


@pytest.mark.parametrize("main", ["utf-8", "cp1251"])
def test_mixed_encodings(main, take, tmp_path, plain_format):
    other = "cp1251" if main == "utf-8" else "utf-8"
    lines = [
        ";".join(line) for line in (HEADER, row("1", text=TEXT), row("2", text=TEXT), row("3", text=TEXT))
    ]
    path = tmp_path / "mixed_encodings.csv"
    parts = [line.encode(other if i == 2 else main) for i, line in enumerate(lines)]
    path.write_bytes(b"\r\n".join(parts))
    result = take(path, plain_format(reader="csv"))
    assert list(result.appeals["appeal_id"]) == ["1", "3"]
    assert list(result.rejects["row"]) == [3]
    assert "кодировке" in result.rejects["reasons"][0]


def test_truncated_csv(take, text_file, plain_format):
    path = text_file("truncated.csv", [HEADER, row("1"), row("2", text=TEXT)])
    path.write_bytes(path.read_bytes()[:-30])
    result = take(path, plain_format(reader="csv"))
    assert list(result.appeals["appeal_id"]) == ["1"]
    assert list(result.rejects["row"]) == [3]
    assert "оборвана" in result.rejects["reasons"][0]


def test_unbalanced_quote_costs_one_row(take, tmp_path, plain_format):
    rows = [
        HEADER,
        row("1"),
        row("2", text='"Не закрыто'),
        row("3", text='"В кавычках; с разделителем"'),
        row("4"),
    ]
    path = tmp_path / "unbalanced_quote.csv"
    path.write_text("\n".join(";".join(cells) for cells in rows), encoding="utf-8")
    result = take(path, plain_format(reader="csv"))
    assert list(result.appeals["appeal_id"]) == ["1", "3", "4"]
    assert result.appeals["text"][1] == "В кавычках; с разделителем"
    assert list(result.rejects["row"]) == [3]


def test_line_break_inside_a_cell_keeps_row_numbers_of_excel(take, text_file, plain_format):
    path = text_file("line_break.csv", [HEADER, row("1", text="Первая\nвторая"), row("2", "31.02.2025")])
    result = take(path, plain_format(reader="csv"))
    assert result.appeals["text"][0] == "Первая\nвторая"
    assert list(result.rejects["row"]) == [3]


def test_nul_bytes_csv(take, text_file, plain_format):
    path = text_file("nul_bytes.csv", [HEADER, row("1", text="Нет\0 света")])
    text = take(path, plain_format(reader="csv")).appeals["text"][0]
    assert text == "Нет света"


def test_one_megabyte_cell_csv(take, text_file, plain_format):
    path = text_file("one_megabyte_cell.csv", [HEADER, row("1", text="<script>" * 150_000)])
    # The masker is not what this test is about: a megabyte of text takes NER minutes.
    result = take(path, plain_format(reader="csv", columns={"Текст": {"field": "unit"}}))
    assert len(result.appeals["unit"][0]) == 1_200_000


def test_duplicate_header(take, xlsx, plain_format):
    path = xlsx("duplicate_header.xlsx", [[*HEADER, "Дата"], [*row("1"), "11.01.2025"]])
    message = refusal(take, path, plain_format())
    assert "Графа «Дата» стоит в шапке дважды" in message


def test_vanished_column(take, xlsx, plain_format):
    header = [title.replace("Итог", "Результат") for title in HEADER]
    message = refusal(take, xlsx("vanished_column.xlsx", [header, row("1")]), plain_format())
    for part in ("vanished_column.xlsx", "«Итог»", "Результат", "Номер"):
        assert part in message


def test_headerless_file_prints_none_of_its_values(take, xlsx, plain_format):
    path = xlsx("headerless.xlsx", [row("1", name="Гаджиев Али"), row("2")])
    message = refusal(take, path, plain_format())
    assert "найдено граф 0 из 9" in message
    assert "Гаджиев" not in message


def test_header_anchor_not_found(take, xlsx, plain_format):
    message = refusal(
        take, xlsx("no_anchor.xlsx", [["что-то"], ["иное"]]), plain_format(header_anchor="Номер")
    )
    assert "«Номер»" in message


def test_title_with_line_breaks_and_an_unknown_column(take, xlsx, plain_format):
    header = [" Номер\n", *HEADER[1:], "Новая графа"]
    result = take(xlsx("odd_titles.xlsx", [header, [*row("1"), "x"]]), plain_format())
    assert len(result.appeals) == 1
    assert any("«Новая графа»" in warning for warning in result.journal["warnings"])


def test_missing_sheet_names_the_known_ones(xlsx, plain_format):
    path = xlsx("other_sheet.xlsx", [HEADER], sheet="Лист 2025")
    assert "Лист 2025" in refusal(read_xlsx, path, plain_format(sheets=["Лист 2024"]))


def test_header_without_rows_is_an_empty_period(take, xlsx, plain_format):
    result = take(xlsx("only_header.xlsx", [HEADER]), plain_format())
    assert len(result.appeals) == 0
    assert any("нет строк с данными" in warning for warning in result.journal["warnings"])


cells = st.text(st.sampled_from("абвгдежзиклмнопрст АБВ,;\t\"'\n-012"), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(st.lists(cells, min_size=9, max_size=9), max_size=5),
    encoding=st.sampled_from([*SINGLE_BYTE, "utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(";,\t"),
)
def test_csv_round_trip(table, encoding, delimiter, text_file, plain_format):
    path: Path = text_file("round_trip.csv", [HEADER, *table], encoding=encoding, delimiter=delimiter)
    (sheet,) = read_csv(path, plain_format(reader="csv"))
    assert sheet.delimiter == delimiter
    assert not sheet.broken
    read = [[re.sub("\r\n?", "\n", cell) for cell in cells_] for cells_ in sheet.rows]
    assert read == [HEADER, *table]
