"""Dates of a column: the formats that fit all its cells, day and month told apart by the whole."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest

from painmap.intake.inspection.dates import dates_of
from painmap.intake.values import date_values


def column(form: str, days: list[datetime]) -> pd.Series:
    return pd.Series([day.strftime(form) for day in days], dtype=object)


YEAR = [datetime(2024, 1, 1) + timedelta(days=5 * i) for i in range(60)]
# No day is later than the twelfth.
EARLY = [datetime(2024, 1 + i // 6, 1 + 2 * (i % 6)) for i in range(72)]


@pytest.mark.parametrize(
    "form",
    [
        "%d.%m.%Y", "%d.%m.%y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S",
        "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S+03:00",
        "%d.%m.%Yг.", "%d.%m.%Y г.",
        "%Y%m%d", "%Y/%m/%d %I:%M:%S %p GMT+3", "%m.%d.%Y", "%d.%m.",
    ],
)  # fmt: skip
def test_the_format_of_a_column_is_found_and_intake_reads_it(form: str) -> None:
    cells = column(form, YEAR)
    found = dates_of(cells)
    assert found is not None
    assert (found.formats, found.share, found.question) == ((form,), 1.0, "")
    since = pd.Series(pd.Timestamp("2024-01-01"), index=cells.index)
    assert date_values(cells, found.formats, since).tolist() == [pd.Timestamp(day) for day in YEAR]


def test_several_ways_of_writing_in_one_column_are_all_named() -> None:
    cells = pd.concat(
        [column("%Y-%m-%d", YEAR[:50]), pd.Series(["28 августа", "3 мая", "1 января"])], ignore_index=True
    )
    found = dates_of(cells)
    assert found is not None
    assert found.formats == ("%Y-%m-%d", "%d %B")
    assert found.share == 1.0
    since = pd.Series(pd.Timestamp("2025-01-01"), index=cells.index)
    days = date_values(cells, found.formats, since)
    assert days.notna().all()
    assert days.iloc[-3] == pd.Timestamp("2025-08-28")


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y"])
def test_day_and_month_are_told_apart_by_the_order_of_the_rows(form: str) -> None:
    found = dates_of(column(form, EARLY))
    assert found is not None
    assert found.formats == (form,)
    assert "в порядке строк" in found.decided


def test_day_and_month_are_told_apart_by_numbers_in_step() -> None:
    shuffled = pd.Series(range(72)).sample(frac=1, random_state=7).tolist()
    cells = column("%m/%d/%Y", [EARLY[i] for i in shuffled])
    assert dates_of(cells).question  # type: ignore[union-attr]
    found = dates_of(cells, pd.Series(shuffled, dtype=float))
    assert found is not None
    assert found.formats == ("%m/%d/%Y",)


def test_what_nothing_tells_apart_is_asked() -> None:
    days = pd.Series(EARLY).sample(frac=1, random_state=3).tolist()
    found = dates_of(column("%d.%m.%Y", days))
    assert found is not None
    assert found.formats == ("%d.%m.%Y",)
    assert "различить нельзя" in found.question


def test_an_impossible_day_does_not_turn_the_column() -> None:
    cells = column("%d.%m.%Y", YEAR)
    cells.iloc[5] = "31.02.2024"
    found = dates_of(cells)
    assert found is not None
    assert (found.formats, found.parsed) == (("%d.%m.%Y",), 59)


def test_numbers_of_days_of_excel_and_seconds_of_unix() -> None:
    serial = dates_of(pd.Series(["45292", "45293.5", "45310"], dtype=object))
    assert serial is not None
    assert (serial.formats, serial.is_number) == (("excel",), True)
    unix = dates_of(pd.Series(["1704067200", "1704153600"], dtype=object))
    assert unix is not None
    assert unix.formats == ()
    assert "Unix" in unix.question


@pytest.mark.parametrize(
    "words", [["12-ОГ", "13-ОГ"], ["1", "2"], ["Жалоба", "3 жалобы"], ["1.5", "2.75"], ["", ""]]
)
def test_other_columns_are_none(words: list[str]) -> None:
    assert dates_of(pd.Series([word or None for word in words], dtype=object)) is None


def test_decimals_are_dates_only_where_a_title_says_so() -> None:
    found = dates_of(pd.Series(["1.5", "3.10", "12.12"], dtype=object))
    assert found is not None
    assert found.is_number


def test_a_day_that_only_one_reading_has_decides_whatever_the_order() -> None:
    shuffled = pd.Series(YEAR).sample(frac=1, random_state=5).tolist()
    found = dates_of(column("%m/%d/%Y", shuffled))
    assert found is not None
    assert found.formats == ("%m/%d/%Y",)
    assert found.decided == "месяц впереди: иначе не прочитать 36 дат"
