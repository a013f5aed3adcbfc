"""Numbers and dates as Russian official reports print them."""

from __future__ import annotations

# ruff: noqa: E501
from datetime import date

import pytest

from painmap.report import formats
from painmap.report_data import Number


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0, 0, "0"), (1234.5, 1, "1\u00a0234,5"), (2450, 0, "2\u00a0450"), (-0.04, 1, "0,0"), (-12, 0, "−12"), (0.125, 2, "0,12")],
)  # fmt: skip
def test_decimal(value: float, digits: int, text: str) -> None:
    assert formats.decimal(value, digits) == text


@pytest.mark.parametrize(
    ("value", "base", "text"),
    [
        (0.1234, 100, "12,3\u00a0%"), (0.1234, 99, "12\u00a0%"), (0.1234, 20, "12\u00a0%"), (0.5, 19, "*"), (0.5, 10, "*"),
        (0.5, 4, "*"), (0.5, None, "50,0\u00a0%"), (0.0, 2450, "0,0\u00a0%"),
    ],
)  # fmt: skip
def test_percent_by_base(value: float, base: int | None, text: str) -> None:
    assert formats.percent(value, base) == text


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (Number(value=-12), "change", "−12"), (Number(value=7), "change", "+7"), (Number(value=0), "change", "0"),
        (Number(value=0.46, base=145), "change_share", "+46,0\u00a0%"), (Number(value=4.123), "score", "4,12"),
        (Number(value=16.44), "days", "16,4"), (Number(mark="X"), "count", "X"), (Number(mark="…"), "share", "…"),
        (Number(), "count", "…"), ("2026-03-05", "date", "05.03.2026"), ("<b>", "text", "<b>"),
    ],
)  # fmt: skip
def test_cells(cell: Number | str, kind: formats.CellKind, text: str) -> None:
    assert formats.number(cell, kind) == text


def test_dates() -> None:
    assert formats.long_date(date(2026, 3, 5)) == "5\u00a0марта\u00a02026\u00a0г."
    assert formats.short_date(date(2026, 3, 5)) == "05.03.2026"
    assert formats.short_date("IV квартал 2026 года") == "IV квартал 2026 года"


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1 обращение"), (2, "2 обращения"), (5, "5 обращений"), (11, "11 обращений"), (21, "21 обращение"), (112, "112 обращений")],
)  # fmt: skip
def test_agreement(count: int, text: str) -> None:
    assert formats.counted(count, ("обращение", "обращения", "обращений")).replace("\u00a0", " ") == text


def test_clean_takes_away_what_misleads_and_keeps_what_is_text() -> None:
    assert formats.clean("а\u202eб\u200b\x00\ud800в\nг\u00a0%") == "абв г\u00a0%"
    assert formats.clean("ё" * 50, limit=10) == "ё" * 9 + "…"
    assert len(formats.clean("x" * 1_000_000)) == 2000
    assert formats.safe("שלום <") == "<bdi>שלום &lt;</bdi>"


def test_quotes_inside_quotes_and_cuts_after_a_word() -> None:
    assert formats.inner("Раздел «Приём» сайта") == "Раздел „Приём“ сайта"
    assert formats.trimmed("ответа нет второй месяц", 15) == "ответа нет…"
    assert formats.trimmed("ответа нет", 15) == "ответа нет"
    assert formats.trimmed("длинноесловобезпробелов", 10) == "длинноесл…"
