"""What a program did to the days of registration it did to the other dates of the sheet, column by column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from intake_rows import HEADER, row

from painmap.intake import IntakeResult

TITLES = {"answered_date": "Ответ", "forwarded_date": "Передано", "extended_until_date": "Продлено"}
Days = dict[str, list[date | None]]


def year_of(rows: int) -> list[date]:
    return [date(2024, 1, 1) + timedelta(days=n * 365 // rows) for n in range(rows)]


def facts_of(days: list[date]) -> Days:
    """An answer within a month but for some, few redirects, few extensions."""
    rows = range(len(days))
    return {
        "registered_date": list(days),
        "answered_date": [days[n] + timedelta(days=3 + n * 7 % 26) if n % 9 else None for n in rows],
        "forwarded_date": [days[n] + timedelta(days=n % 7) if n % 9 == 0 else None for n in rows],
        "extended_until_date": [days[n] + timedelta(days=59) if n % 11 == 0 else None for n in rows],
    }


@pytest.fixture
def register(take, text_file, plain_format) -> Callable[..., IntakeResult]:
    """The register of these dates, the columns `swapped` as Excel with American settings leaves them."""

    def written(day: date | None, *, is_swapped: bool) -> str:
        if day is None:
            return ""
        return f"{day:%m.%d.%Y}" if is_swapped and day.day <= 12 else f"{day:%d.%m.%Y}"

    def make(facts: Days, swapped: tuple[str, ...], numbers: list[int] | None = None) -> IntakeResult:
        rows = []
        for n in range(len(facts["registered_date"])):
            day = {name: written(days[n], is_swapped=name in swapped) for name, days in facts.items()}
            cells = row(f"ОГ-{n if numbers is None else numbers[n]}/24", day["registered_date"])
            cells[HEADER.index("Ответ")] = day["answered_date"]
            rows.append([*cells, day["forwarded_date"], day["extended_until_date"]])
        columns = {title: {"field": name, "dates": ["%d.%m.%Y"]} for name, title in TITLES.items()}
        path = text_file("days.csv", [[*HEADER, "Передано", "Продлено"], *rows])
        return take(path, plain_format(reader="csv", columns=columns))

    return make


def found(result: IntakeResult) -> Days:
    frame = result.appeals.assign(n=result.appeals["record_id"].str.extract(r"-(\d+)/")[0].astype(int))
    frame = frame.sort_values("n")
    names = ("registered_date", *TITLES)
    return {name: [day.date() if day == day else None for day in frame[name]] for name in names}


def swapped_back(result: IntakeResult) -> int:
    return result.journal.get("cleaned", {}).get("день и месяц переставлены обратно", 0)


def can_be(days: list[date | None]) -> int:
    return sum(day is not None and day.day <= 12 and day.day != day.month for day in days)


@pytest.mark.parametrize("rows", [60, 100, 150, 400])
def test_all_dates_that_a_program_swapped_are_swapped_back_and_told(register, rows):
    facts = facts_of(year_of(rows))
    result = register(facts, tuple(facts))
    assert found(result) == facts
    assert swapped_back(result) == sum(map(can_be, facts.values()))
    for name, title in TITLES.items():
        told = f"Графа «{title}»: в {can_be(facts[name])} строках день и месяц переставлены обратно"
        assert any(told in warning for warning in result.journal["warnings"])
    assert "set_aside" not in result.journal


@pytest.mark.parametrize("right", list(TITLES))
def test_a_column_that_no_program_swapped_stays_as_it_is(register, right):
    facts = facts_of(year_of(200))
    result = register(facts, tuple(name for name in facts if name != right))
    assert found(result) == facts
    assert not any(f"«{TITLES[right]}»" in warning for warning in result.journal["warnings"])


def test_the_columns_of_a_register_that_no_program_swapped_stay(register):
    facts = facts_of(year_of(200))
    result = register(facts, ())
    assert found(result) == facts
    assert swapped_back(result) == 0


def test_long_waits_are_no_sign_of_a_right_column(register):
    facts = facts_of(year_of(300)[:200])
    days = facts["registered_date"]
    facts["answered_date"] = [day + timedelta(days=70 + n % 50) for n, day in enumerate(days) if day]
    assert found(register(facts, tuple(facts))) == facts


def test_what_the_parts_before_told_holds_for_a_short_last_part(register, monkeypatch):
    monkeypatch.setattr("painmap.intake.pieces.PART_ROWS", 190)
    facts = facts_of(year_of(400)[:205])
    result = register(facts, tuple(facts))
    assert found(result) == facts


@pytest.mark.parametrize("rows", [60, 100, 150, 400, 2000])
@pytest.mark.parametrize("seed", range(4))
def test_rows_entered_late_and_slips_are_not_taken_for_a_program(register, rows, seed):
    random = np.random.default_rng(seed)
    days = [
        day - timedelta(days=int(random.integers(0, 12) * (random.random() < 0.2))) for day in year_of(rows)
    ]
    for n in random.choice(rows, rows // 50, replace=False):
        days[n] = days[n].replace(month=int(random.integers(1, 13)), day=int(random.integers(1, 29)))
    result = register(facts_of(days), ())
    assert swapped_back(result) == 0
    assert not any("переставлены обратно" in warning for warning in result.journal["warnings"])


@pytest.mark.parametrize("rows", [60, 150])
def test_a_sparse_register_with_noise_or_with_the_newest_row_first_is_mended(register, rows):
    random = np.random.default_rng(rows)
    days = [
        day - timedelta(days=int(random.integers(0, 8) * (random.random() < 0.2))) for day in year_of(rows)
    ]
    facts = facts_of(days)
    assert found(register(facts, tuple(facts))) == facts
    newest = facts_of(days[::-1])
    assert found(register(newest, tuple(newest))) == newest


@pytest.mark.parametrize("rows", [60, 150, 600])
def test_rows_in_no_order_are_left_however_few_they_are(register, rows):
    random = np.random.default_rng(rows)
    days = [year_of(rows)[n] for n in random.permutation(rows)]
    facts = facts_of(days)
    result = register(facts, tuple(facts), random.permutation(rows).tolist())
    assert swapped_back(result) == 0


def test_the_newest_rows_lean_on_those_before_them_whichever_end_they_stand_at(register):
    days = year_of(400)[:173]
    assert days[-1] == date(2024, 6, 5)
    for order in (days, days[::-1]):
        facts = facts_of(order)
        assert found(register(facts, tuple(facts)))["registered_date"] == order


def test_rows_entered_right_after_the_program_are_left(register):
    facts = facts_of(year_of(400)[:176])
    n = facts["registered_date"].index(date(2024, 6, 8))
    swapped_twice = {**facts, "registered_date": [*facts["registered_date"][:n], date(2024, 8, 6)]}
    assert (
        found(register(swapped_twice, tuple(facts)))["registered_date"] == facts["registered_date"][: n + 1]
    )


@pytest.mark.parametrize(
    ("name", "day"), [("answered_date", date(2025, 1, 3)), ("extended_until_date", date(2025, 2, 5))]
)
def test_an_answer_after_the_receipt_is_impossible_and_the_end_of_a_term_is_not(register, name, day):
    days = [one + timedelta(days=1) for one in year_of(400)]
    facts = facts_of(days)
    since = date(2024, 12, 31) if name == "answered_date" else date(2024, 12, 21)
    facts[name] = [day if one >= since else None for one in days]
    assert found(register(facts, tuple(facts))) == facts


def test_a_few_rows_of_the_last_part_do_not_outvote_the_parts_before(register, monkeypatch):
    monkeypatch.setattr("painmap.intake.pieces.PART_ROWS", 190)
    facts = facts_of(year_of(400)[:205])
    # Swapped it is the 9th of July: as it stands it fits better than as it was.
    facts["answered_date"][190:] = [*[None] * 14, date(2024, 9, 7)]
    assert found(register(facts, tuple(facts))) == facts
