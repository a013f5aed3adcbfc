"""Numbers of appeals as programs show them."""

from __future__ import annotations

import pytest
from intake_rows import HEADER, row

from painmap.intake.words import number_text


@pytest.mark.parametrize("name", ["thousands_set_apart.csv", "thousands_set_apart.xlsx"])
@pytest.mark.parametrize("shown", ["1\u00a0234", "1\u202f234", "\u00a01\u00a0234 "])
def test_thousands_set_apart_by_excel_are_the_same_number(name, shown, take, text_file, xlsx, plain_format):
    lines = [HEADER, row("1234"), row(shown), row("12\u00a0345\u00a0678")]
    path = xlsx(name, lines) if name.endswith("xlsx") else text_file(name, lines)
    result = take(path, plain_format(reader="table"))
    assert sorted(result.appeals["appeal_id"]) == ["1234", "12345678"]
    assert list(result.rejects["row"]) == [2]


@pytest.mark.parametrize("number", ["0 234", "12 34", "ОГ 1 234", "1234 567", "17/1 234"])
def test_blanks_that_set_no_thousands_apart_stay(number):
    assert number_text(number.replace(" ", "\u00a0")) == number
    assert number_text("1 234") == "1 234"
