"""Dates as people, sites and Excel write them."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest
from intake_rows import HEADER, row

from painmap.intake.values import date_values


def days(texts, *formats, since="2025-01-01"):
    cells = pd.Series(texts, dtype=object)
    first = pd.Series(pd.Timestamp(since), index=cells.index, dtype="datetime64[s]") if since else None
    return ["" if pd.isna(day) else f"{day:%d.%m.%Y}" for day in date_values(cells, formats, first)]


MONTHS = [
    "января", "ФЕВРАЛЯ", "марта", "апреля", "мая", "июня", "июля", "августа", "Сентября", "октября", "ноября",
    "декабря",
]  # fmt: skip


@pytest.mark.parametrize("name", MONTHS)
def test_months_in_the_genitive(name):
    number = MONTHS.index(name) + 1
    assert days([f"28 {name} 2024"], "%d %B %Y") == [f"28.{number:02d}.2024"]


@pytest.mark.parametrize(
    "written",
    [
        "5 март 2025", "5 мар. 2025", "05 мар 2025 г.", "5 Марта 2025г.", "5\u00a0марта 2025 года",
        "5 march 2025", "5 Mar 2025",
    ],
)  # fmt: skip
def test_other_forms_of_a_month(written):
    assert days([written], "%d %B %Y") == ["05.03.2025"]
    assert days([written], "%d %b %Y г.") == ["05.03.2025"]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("янв.", 1), ("февр.", 2), ("фев", 2), ("мар", 3), ("апр.", 4), ("май", 5), ("июн.", 6), ("июль", 7),
        ("авг.", 8), ("сент.", 9), ("сен", 9), ("окт", 10), ("нояб.", 11), ("ноя.", 11), ("декабрь", 12),
    ],
)  # fmt: skip
def test_short_and_nominative_names(name, number):
    assert days([f"7 {name} 2024"], "%d %B %Y") == [f"07.{number:02d}.2024"]


@pytest.mark.parametrize(
    "written", ["5 мартобря 2025", "5 марта", "31 июня 2025", "5 мартъ 2025", "май 2025"]
)
def test_what_is_no_day_stays_unread(written):
    assert days([written], "%d %B %Y") == [""]


def test_time_and_words_around_a_named_month():
    assert days(["от 5 мая 2025 г. 10:15"], "от %d %B %Y г. %H:%M") == ["05.05.2025"]


def test_days_without_a_year_take_the_year_of_the_file():
    assert days(["28 августа", "1 янв.", "29 февраля"], "%d %B") == ["28.08.2025", "01.01.2025", ""]
    assert days(["28 августа", "29 февраля"], "%d %B", since="2023-09-01") == ["28.08.2024", "29.02.2024"]


def test_a_column_of_serial_numbers_is_one_of_dates():
    assert days(["45292", "45293.5", "45294,25"], "%d.%m.%Y") == ["01.01.2024", "02.01.2024", "03.01.2024"]


def test_a_serial_number_among_dates_is_none_unless_the_format_says_so():
    cells = ["45292", "01.02.2024"]
    assert days(cells, "%d.%m.%Y") == ["", "01.02.2024"]
    assert days(cells, "%d.%m.%Y", "excel") == ["01.01.2024", "01.02.2024"]


@pytest.mark.parametrize("number", ["36525", "73051", "1", "4529", "452920", "-45292"])
def test_numbers_that_are_no_days_of_this_century(number):
    assert days([number], "%d.%m.%Y", "excel") == [""]


def test_a_format_that_fits_comes_before_serial_numbers():
    assert days(["50524"], "%d%m%y") == ["05.05.2024"]


def test_serial_numbers_in_text_form_xlsx(take, xlsx, plain_format):
    rows = [HEADER, row("1", "45667", answer=datetime(2025, 1, 20)), row("2", 45668)]
    result = take(xlsx("serial_numbers.xlsx", rows), plain_format())
    assert [f"{day:%d.%m.%Y}" for day in result.appeals["registered_date"]] == ["10.01.2025", "11.01.2025"]
