"""Day and month that a program swapped show by the order of the rows; rows in no order show nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from intake_rows import HEADER, row

from painmap.intake import IntakeResult

DAYS = [date(2024, 1, 1) + timedelta(days=n * 365 // 400) for n in range(400)]
CAN_BE = [n for n, day in enumerate(DAYS) if day.day <= 12 and day.day != day.month]


@pytest.fixture
def register(take, text_file, plain_format) -> Callable[..., IntakeResult]:
    """The register of `DAYS` with some of them swapped, its rows in the order of `numbers`."""

    def make(
        swapped: list[int], order: list[int] | None = None, numbers: list[int] | None = None
    ) -> IntakeResult:
        rows = [
            row(
                f"ОГ-{(numbers or list(range(400)))[n]}/24",
                f"{DAYS[n]:%m.%d.%Y}" if n in swapped else f"{DAYS[n]:%d.%m.%Y}",
            )
            for n in (order or range(400))
        ]
        return take(text_file("days.csv", [HEADER, *rows]), plain_format(reader="csv"))

    return make


def days_of(result: IntakeResult) -> list[date]:
    frame = result.appeals.assign(n=result.appeals["record_id"].str.extract(r"-(\d+)/")[0].astype(int))
    return [day.date() for day in frame.sort_values("n")["registered_date"]]


def test_days_that_a_program_swapped_are_swapped_back(register):
    result = register(CAN_BE)
    assert days_of(result) == DAYS
    assert any(
        f"в {len(CAN_BE)} строках день и месяц переставлены обратно" in w for w in result.journal["warnings"]
    )
    assert len(result.rejects) == 0


def test_the_numbers_are_the_order_where_the_rows_are_shuffled(register):
    order = np.random.default_rng(3).permutation(400).tolist()
    assert days_of(register(CAN_BE, order)) == DAYS


def test_single_days_out_of_step_are_told_with_their_rows_and_left(register):
    few = CAN_BE[20:23]
    result = register(few)
    assert [n for n, day in enumerate(days_of(result)) if day != DAYS[n]] == few
    rows = ", ".join(str(n + 2) for n in few[:2])
    (warning,) = [w for w in result.journal["warnings"] if "не по порядку" in w]
    assert "дат не по порядку 3" in warning
    assert rows in warning


def test_a_register_in_order_is_left_alone(register):
    result = register([])
    assert days_of(result) == DAYS
    assert not any("по порядку" in w for w in result.journal["warnings"])


def test_nothing_is_claimed_of_rows_in_no_order(register):
    random = np.random.default_rng(4)
    result = register(CAN_BE, random.permutation(400).tolist(), random.permutation(400).tolist())
    assert not any("по порядку" in w for w in result.journal["warnings"])
    assert sum(day != DAYS[n] for n, day in enumerate(days_of(result))) > 0
