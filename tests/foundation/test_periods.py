from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from painmap.errors import PainmapError, unknown_name
from painmap.periods import Period, covering, month_range


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "label"),
    [
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31), "2025 год"),
        ("2025-Q3", "quarter", date(2025, 7, 1), date(2025, 9, 30), "III квартал 2025 года"),
        ("2024-H1", "half", date(2024, 1, 1), date(2024, 6, 30), "I полугодие 2024 года"),
        ("2025-9M", "nine_months", date(2025, 1, 1), date(2025, 9, 30), "9 месяцев 2025 года"),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "февраль 2024 года"),
    ],
)
def test_forms(text: str, kind: str, start: date, end: date, label: str) -> None:
    period = Period.parse(text)
    assert (period.kind, period.start, period.end, period.label) == (kind, start, end, label)
    assert str(period) == text
    assert str(period.previous) == text.replace(str(period.year), str(period.year - 1))


def test_a_quarter_has_a_short_name() -> None:
    names = [Period.parse(text).short for text in ("2025", "2025-Q1", "2025-Q4", "2025-07")]
    assert names == [
        "2025 год",
        "I\N{NO-BREAK SPACE}кв. 2025",
        "IV\N{NO-BREAK SPACE}кв. 2025",
        "июль 2025 года",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-Q5", "2025-13", "2025-00", "２０２５", "2025 ", "2025/1", "../2025", "1899"],
)
def test_other_words_are_refused_with_the_known_forms(text: str) -> None:
    with pytest.raises(PainmapError, match="2025-Q3"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["2025-q3", "2025-h1", "2025-9m"])
def test_small_letters_name_the_same_period(text: str) -> None:
    assert str(Period.parse(text)) == text.upper()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2025Q3", "2025-Q3"),
        ("q3.2025", "2025-Q3"),
        ("3кв2025", "2025-Q3"),
        ("III квартал 2025 года", "2025-Q3"),
        ("IV кв. 2025 г.", "2025-Q4"),
        ("I полугодие 2025", "2025-H1"),
        ("2025-9М", "2025-9M"),  # Cyrillic
        ("9 месяцев 2025 года", "2025-9M"),
        ("2025-7", "2025-07"),
        ("12.2025", "2025-12"),
        ("2025 год", "2025"),
    ],
)
def test_what_was_meant_is_said(text: str, meant: str) -> None:
    with pytest.raises(PainmapError) as caught:
        Period.parse(text)
    assert caught.value.remedy.endswith(f"возможно, имелось в виду «{meant}»")


@pytest.mark.parametrize("text", ["2025-Q5", "2025-13", "май 2025", "25-Q1", "2025-2026", "Q3"])
def test_nothing_is_guessed_where_the_words_do_not_tell(text: str) -> None:
    with pytest.raises(PainmapError) as caught:
        Period.parse(text)
    assert "имелось в виду" not in caught.value.remedy


@given(st.integers(1900, 2099), st.sampled_from(["", "9M", "H1", "H2", "Q1", "Q4", "01", "12"]))
def test_parse_is_the_inverse_of_str(year: int, part: str) -> None:
    period = Period(year, part)
    assert Period.parse(str(period)) == period
    assert period.contains(period.start)
    assert period.contains(period.end)
    assert len(period.months) == len(month_range(period.start, period.end))


def test_covering_lists_periods_year_by_year() -> None:
    names = [str(p) for p in covering([2025, 2024], ["year", "quarter"])]
    assert names[:5] == ["2024", "2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert len(names) == 10


def test_an_unknown_name_lists_the_known_and_the_nearest() -> None:
    message = str(unknown_name("Орган", "minust-rd", ["minyust-rd", "minec-49"]))
    assert "minec-49, minyust-rd" in message
    assert "возможно, имелось в виду «minyust-rd»" in message


def test_known_names_are_told_apart_and_stand_in_order() -> None:
    """«11, абзац второй» is one paragraph, 2 comes before 10."""
    message = str(unknown_name("Пункт акта", "99", ["10", "2", "11, абзац второй"]))
    assert "укажите одно из допустимых значений: «2», «10», «11, абзац второй»" in message
    assert "значений: 2, 10" in str(unknown_name("Пункт акта", "99", ["10", "2"]))
