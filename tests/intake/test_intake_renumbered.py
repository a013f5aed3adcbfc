"""Registers numbered anew: different appeals under one number are told, and take nothing from each other."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
import xlsxwriter
from intake_rows import HEADER, row

from painmap.intake import HeldTexts, combine

LOST = "под тем же номером в файле другое обращение"
SAME = "номер повторяется, действует более поздняя строка"


@pytest.fixture
def received(take, xlsx, plain_format):
    def run(name, day, *rows):
        return take(xlsx(name, [HEADER, *rows]), plain_format(), received=day)

    return run


@pytest.fixture
def one_file(received):
    def run(*rows):
        return received("a.xlsx", date(2025, 12, 1), *rows)

    return run


@pytest.fixture
def monthly_sheets(tmp_path, take, plain_format):
    """Sheets of two months, each numbered from 1."""
    path = tmp_path / "monthly-sheets-numbered-anew.xlsx"
    book = xlsxwriter.Workbook(path)
    for month in (1, 2):
        page = book.add_worksheet(f"Месяц {month}")
        for i, cells in enumerate(
            [HEADER, *(row(str(n), f"0{n}.0{month}.2025", text=f"Письмо {n}/{month}") for n in (1, 2, 3))]
        ):
            page.write_row(i, 0, cells)
    book.close()
    return take(path, plain_format(), received=date(2025, 12, 1))


ONE, OTHER = "+7 999 111-22-37", "111-22"


@pytest.mark.parametrize(
    ("first", "second", "is_lost"),
    [
        ({"phone": ONE}, {"phone": OTHER}, True),
        ({"phone": ONE, "text": "Нет света"}, {"phone": OTHER, "text": "Нет света"}, True),
        ({"phone": ONE, "text": "Нет света " * 12}, {"phone": OTHER, "text": "Нет света " * 12}, False),
        ({"phone": ONE, "text": "Нет света"}, {"phone": ONE, "text": "Нет воды"}, False),
        ({"text": "Нет света"}, {"text": "Нет воды"}, True),
        ({"text": "Нет света"}, {"text": "нет  света"}, False),
        ({"phone": ONE, "text": "Нет света"}, {"text": "Нет воды"}, True),
        ({}, {}, False),
        ({"day": "02.01.2025"}, {"day": "03.02.2025"}, True),
        ({"day": "20.01.2025", "phone": ONE}, {"phone": OTHER}, False),
    ],
)
def test_rows_of_one_file(one_file, first, second, is_lost):
    """The second row, one day later if not said otherwise, is another appeal or the same one corrected."""
    result = one_file(
        row("1", **({"day": "19.01.2025"} | first)), row("1", **({"day": "20.01.2025"} | second))
    )
    assert list(result.rejects["reasons"]) == [LOST if is_lost else SAME]
    place = f"потеряно 1 (лист «Лист», строки {result.rejects['row'][0]})"
    assert any(place in text for text in result.journal["warnings"]) == is_lost
    assert any("заменены более поздними" in text for text in result.journal["warnings"]) != is_lost
    if is_lost:
        assert all(word in result.rejects["remedy"][0] for word in ("is_numbered_by_year", "unnumbered: row"))


def test_sheets_numbered_anew(monthly_sheets):
    assert list(monthly_sheets.rejects["reasons"]) == [LOST] * 3
    told = [text for text in monthly_sheets.journal["warnings"] if "потеряно 3" in text]
    assert len(told) == 1
    assert "лист «Месяц 1», строки 2, 3, 4" in told[0]


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize(
    "later", [{"text": "Нет воды"}, {"text": "Нет света", "phone": OTHER}, {"text": "Нет света"}]
)
def test_another_appeal_of_a_later_file_takes_no_facts_over(received, agency, is_held, later):
    first = row("1", "10.03.2025", phone=ONE, text="Нет света", answer="25.03.2025", outcome="удовлетворено")
    one = received("a.xlsx", date(2025, 4, 1), first, row("2"))
    other = received("b.xlsx", date(2025, 9, 1), row("1", "15.08.2025", **later), row("2"))
    texts = HeldTexts() if is_held else None
    if texts is not None:
        for result in (one, other):
            object.__setattr__(result, "appeals", texts.put_away(result.appeals))
    combined = combine([one, other], agency, texts)
    appeal = combined.appeals.set_index("appeal_id").loc["1"]
    is_same = later == {"text": "Нет света"}
    assert pd.isna(appeal[["answered_date", "outcome_code", "outcome_known_date"]]).all()
    assert (appeal["appeal_kind"], pd.notna(appeal["client_id"])) == (
        "complaint",
        is_same or "phone" in later,
    )
    lost = [] if is_same else [[one.journal["file_id"], other.journal["file_id"]]]
    assert combined.replaced.to_numpy().tolist() == lost


def test_the_outcome_before_a_registration_that_a_later_file_moved(received, agency):
    """As it is not said again, it is emptied; said again it is known from the later file."""
    one = received("a.xlsx", date(2025, 2, 1), *(row(n, text="Нет света", outcome="отказано") for n in "12"))
    moved = [row("1", "05.02.2025", text="Нет света")]
    moved.append(row("2", "05.02.2025", text="Нет света", outcome="отказано"))
    other = received("b.xlsx", date(2025, 4, 1), *moved)
    found = combine([one, other], agency).appeals.set_index("appeal_id")
    assert pd.isna(found.loc["1", ["outcome_code", "outcome_known_date"]]).all()
    assert found.loc["2", "outcome_code"] == "refused"
    assert str(found.loc["2", "outcome_known_date"])[:10] == "2025-04-01"
