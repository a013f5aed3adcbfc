"""Titles of one word over dates («Поступило», «Исполнено»): each means its own date, none another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from painmap.stages.inspection.parts import Inspection, InspectRequest
from painmap.stages.inspection.run import run

DAYS = [date(2025, 1, 5) + timedelta(days=4 * n) for n in range(60)]


@pytest.fixture
def inspected(text_file) -> Callable[..., Inspection]:
    """A register with one column per title; serial numbers where `serials` says so."""

    def make(*titles: str, serials: tuple[str, ...] = ()) -> Inspection:
        def cell(title: str, n: int) -> str:
            if title in serials:
                return str((DAYS[n] - date(1899, 12, 30)).days)
            return f"{DAYS[n] + timedelta(days=20):%d.%m.%Y}"

        rows = [[f"{n}-ог", *[cell(title, n) for title in titles]] for n in range(len(DAYS))]
        path: Path = text_file("events.csv", [["Вх. №", *titles], *rows])
        return run(InspectRequest(path, out=path.with_name("draft.yaml"), is_forced=True))

    return make


def fields(found: Inspection) -> dict[str, str]:
    return {guess.title: guess.field for guess in found.guesses}


def test_numbers_of_days_are_dates_under_a_word_of_registration(inspected):
    found = fields(inspected("Поступило", "Исполнено", serials=("Поступило",)))
    assert found["Поступило"] == "registered_date"
    assert found["Исполнено"] == "answered_date"


@pytest.mark.parametrize("title", ["Исполнено", "Закрыто", "Решено", "Дан ответ"])
def test_a_word_of_completion_is_never_the_registration(inspected, title):
    found = inspected(title)
    assert fields(found)[title] == "answered_date"
    assert "registered_date" not in fields(found).values()


def test_a_title_that_says_it_in_full_comes_first(inspected):
    found = fields(inspected("Поступило", "Дата регистрации"))
    assert (found["Поступило"], found["Дата регистрации"]) == ("", "registered_date")
