"""Values that an earlier program or a person spoiled; each fixture is named after its deformity."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from intake_rows import HEADER, row
from message_files import chat, shipped, telegram_message

from painmap.errors import PainmapError
from painmap.intake.mended import mended, original
from painmap.intake.sheets import Sheet

TEXT = "Не могу дозвониться до отдела: «Идите, ждите», — и никто не берёт трубку. Эх!"


def spoiled(text: str, codec: str = "cp1251") -> str:
    """What a program shows that reads UTF-8 as `codec`; bytes that it lacks keep their numbers."""
    return "".join(
        chr(byte) if (shown := bytes([byte]).decode(codec, "ignore")) == "" else shown
        for byte in text.encode()
    )


def test_the_spoiled_text_of_the_issue():
    assert spoiled("Дом") == "Р”РѕРј"
    assert original("Р”РѕРј", "cp1251") == "Дом"


def test_the_byte_that_cp1251_lacks_and_programs_replace():
    bad = spoiled("Идите, Ирина")
    assert "\x98" in bad
    assert original(bad, "cp1251") == original(bad.replace("\x98", "\ufffd"), "cp1251") == "Идите, Ирина"


@pytest.mark.parametrize("codec", ["cp1251", "cp1252"])
@pytest.mark.parametrize("name", ["utf8_read_as_cp1251.csv", "utf8_read_as_cp1251.xlsx"])
def test_utf8_read_as_another_encoding_by_an_earlier_program(
    name, codec, take, text_file, xlsx, plain_format
):
    lines = [HEADER, *(row(str(n), name="Ёлкина Анна", text=f"{TEXT} {n}") for n in range(1, 4))]
    bad = [[spoiled(cell, codec) for cell in line] for line in lines]
    path = xlsx(name, bad) if name.endswith("xlsx") else text_file(name, bad)
    result = take(path, plain_format(reader="table"))
    assert list(result.appeals["text"]) == [f"{TEXT} {n}" for n in range(1, 4)]
    cells = len(HEADER) + 3 * 4
    assert any(f"исправлено ячеек {cells}" in warning for warning in result.journal["warnings"])


def test_a_column_with_few_spoiled_texts_is_left_as_it_is(take, text_file, plain_format):
    texts = [spoiled(TEXT), TEXT, TEXT, TEXT]
    path = text_file("one_spoiled.csv", [HEADER, *(row(str(n), text=t) for n, t in enumerate(texts, 1))])
    result = take(path, plain_format(reader="csv"))
    assert result.appeals["text"][1] == TEXT
    assert result.appeals["text"][0] != TEXT
    assert result.journal["warnings"] == []


def test_a_column_of_mostly_spoiled_texts_keeps_its_whole_ones():
    rows = [
        [spoiled(TEXT)],
        [TEXT],
        [spoiled("Не берёт")[:-1]],
        [spoiled("Дом")],
        [datetime(2025, 1, 1)],
        ["7"],
    ]
    first, last = mended([Sheet("", rows, list(range(6)))])
    assert [first.rows[i][0] for i in (0, 1, 3, 4, 5)] == [TEXT, TEXT, "Дом", datetime(2025, 1, 1), "7"]
    assert first.rows[2][0] == "Не берё"
    assert (last.rows, last.is_continued) == ([], True)
    assert "исправлено ячеек 3" in last.warnings[0]


def test_parts_of_one_sheet_are_counted_together():
    parts = [Sheet("", [[spoiled(TEXT)]], [n], is_continued=bool(n)) for n in range(3)]
    *_, last = mended(parts)
    assert "исправлено ячеек 3" in last.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "РС",
        "СРО РФ",
        "Р.С. Иванов",
        "«РС»",
        "Дом № 5",
        "РЭС и СПС",
        "СЁМГА",
        "PLAIN",
        "РЃ",
        TEXT.upper(),
        "ÐÐ",
    ],
)
def test_texts_that_nobody_spoiled(text):
    assert original(text, "cp1251") is None
    assert original(text, "cp1252") is None


russian = st.text(
    st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁИЭЮЯ .,—«»№!?\n0123456789"), min_size=1
)


@given(text=russian)
def test_any_russian_text_comes_back_and_none_is_taken_for_spoiled(text):
    for codec in ("cp1251", "cp1252"):
        assert original(text, codec) is None
        found = original(spoiled(text, codec), codec)
        letters = sum(c.isalpha() for c in text)
        assert found == text if letters > 1 else found in (None, text)


def test_three_hundred_columns(take, xlsx, plain_format):
    header = [*HEADER, *(f"Лишняя {n}" for n in range(291))]
    lines = [header, [*row("1"), *["x"] * 291], [*row("2"), *[""] * 291]]
    result = take(xlsx("three_hundred_columns.xlsx", lines), plain_format())
    assert list(result.appeals["appeal_id"]) == ["1", "2"]


def test_formulas(take, tmp_path, plain_format):
    path = tmp_path / "formulas.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    for i in (1, 2):
        page.write_row(i, 0, row(str(i)))
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    page.write_formula(1, 1, "=DATE(2025,1,9)", day, 45666)
    page.write_formula(1, 6, '="Нет "&"света"', None, "Нет света")
    page.write_formula(2, 8, "=NA()", None, "#N/A")
    page.write_string(2, 6, '=HYPERLINK("http://example.ru";"сюда")')
    book.close()
    result = take(path, plain_format())
    rows = result.appeals.set_index("appeal_id")
    assert str(rows["registered_date"]["1"].date()) == "2025-01-09"
    assert rows["text"]["1"] == "Нет света"
    assert rows["text"]["2"] == '=HYPERLINK("http://example.ru";"сюда")'
    assert rows["outcome_code"].isna().all()


@pytest.mark.parametrize("name", ["leading_zeros.csv", "leading_zeros.xlsx"])
def test_numbers_with_leading_zeros(name, take, text_file, xlsx, plain_format):
    lines = [HEADER, row("007"), row("7"), row("0000001234567890123456")]
    path = xlsx(name, lines) if name.endswith("xlsx") else text_file(name, lines)
    result = take(path, plain_format(reader="table"))
    assert sorted(result.appeals["appeal_id"]) == ["0000001234567890123456", "007", "7"]


def test_negative_ages(take, text_file, survey, forms_format):
    """An age that is no option, and a mark below zero, cost the answer and are counted."""
    lines = [
        ["ID", "Время", "Где Вы живёте?", "Порекомендуете ли Вы нас?", "Насколько Вы довольны сроком?"],
        ["1", "2024-10-05 10:00:00", "-5", "-1", "-5"],
        ["2", "2024-10-05 10:00:00", "Село", "7", "5 – да"],
    ]
    result = take(text_file("negative_ages.csv", lines, delimiter=","), forms_format())
    assert result.journal["answers"] == {"kept": 3, "rejected": 3}


def test_a_questionnaire_that_looks_like_a_row_of_column_numbers(take, text_file, forms_format):
    lines = [
        ["ID", "Порекомендуете ли Вы нас?", "Насколько Вы довольны сроком?"],
        ["1", "2", "3"],
        ["2", "7", ""],
    ]
    layout = forms_format(time_column="", time_formats=[])
    path = text_file("answers_1_2_3.csv", lines, delimiter=",")
    result = take(path, layout, received=date(2024, 10, 5))
    assert result.journal["rows"]["kept"] == 2
    # «3» is no label of the scale.
    assert sorted(result.responses["value"].dropna()) == [2, 7]


def test_totals_below(take, xlsx, plain_format):
    lines = [
        HEADER,
        row("1"),
        row("2"),
        [""] * 9,
        ["Итого", "2", *[""] * 7],
        ["Всего за год: 2"],
        ["Исполнитель:"],
    ]
    skip = [{"role": "total", "pattern": "^(Итого|Всего)"}, {"role": "note", "pattern": "^Исполнитель"}]
    result = take(xlsx("totals_below.xlsx", lines), plain_format(skip=skip))
    counts = {"data": 2, "kept": 2, "total": 2, "note": 1, "blank": 1}
    assert result.journal["rows"] | counts == result.journal["rows"]


def test_totals_that_the_format_does_not_know_are_rejected_not_lost(take, xlsx, plain_format):
    lines = [HEADER, row("1"), ["Итого", "1", *[""] * 7]]
    result = take(xlsx("unknown_totals.xlsx", lines), plain_format())
    assert list(result.rejects["row"]) == [3]


@pytest.mark.parametrize("day", ["31.02.2025", "00.01.2025", "29.02.2023"])
def test_days_that_do_not_exist(day, take, xlsx, plain_format):
    result = take(xlsx("no_such_day.xlsx", [HEADER, row("1", day)]), plain_format())
    assert "не распознана" in result.rejects["reasons"][0]


def test_nul_bytes_in_json_lines(take, tmp_path, plain_format):
    path = tmp_path / "nul_bytes.jsonl"
    record = json.dumps(dict(zip(HEADER, row("1", text="Нет\0 света"), strict=True)), ensure_ascii=False)
    path.write_bytes(b"\0\0" + record.encode() + b"\0\n\0\0")
    assert list(take(path, plain_format(reader="jsonl")).appeals["text"]) == ["Нет света"]


def test_telegram_cut_in_the_middle(take, tmp_path):
    path = tmp_path / "cut_in_the_middle.json"
    text = json.dumps(chat(telegram_message(1), telegram_message(2)), ensure_ascii=False)
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(PainmapError, match="повреждён или обрезан"):
        take(path, shipped("telegram"))


def test_one_megabyte_cell_jsonl(take, tmp_path, plain_format):
    path = tmp_path / "one_megabyte_cell.jsonl"
    record = dict(zip(HEADER, row("1", text="слово " * 200_000), strict=True))
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    # The masker is not what this test is about: a megabyte of text takes NER minutes.
    result = take(path, plain_format(reader="jsonl", columns={"Текст": {"field": "source_topic"}}))
    assert len(result.appeals) == 1
