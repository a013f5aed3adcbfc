"""Discipline of terms, a case a line; waiting times with open appeals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.metrics import Setting
from painmap.metrics.terms import classified, waiting_times
from painmap.params.models import ReportDefaults

Appeals = Callable[..., pd.DataFrame]
AS_OF = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"answered_date": "2025-04-02"}, "in_time"),  # the 30th day
        ({"answered_date": "2025-04-03"}, "late"),
        ({"answered_date": "2025-04-20", "extended_until_date": "2025-05-02"}, "extended"),
        ({"answered_date": "2025-05-03", "extended_until_date": "2025-05-02"}, "late"),
        ({"answered_date": "2025-03-20", "extended_until_date": "2025-05-02"}, "in_time"),
        ({"registered_date": "2025-12-10"}, "open"),
        ({"registered_date": "2025-12-01"}, "open"),  # the 30th day is the cut-off
        ({"registered_date": "2025-11-01", "outcome_code": "pending"}, "open_late"),
        (
            {"registered_date": "2025-11-01", "extended_until_date": "2026-01-15", "outcome_code": "pending"},
            "open",
        ),
        (
            {"registered_date": "2025-11-01", "answered_date": "2026-01-20", "outcome_code": "upheld"},
            "open_late",
        ),
        ({"outcome_code": "explained"}, "no_date"),
        ({}, "no_date"),  # a gap is never printed as overdue
        ({"outcome_code": "withdrawn"}, "no_answer_due"),
        ({"outcome_code": "left_unanswered"}, "no_answer_due"),
        ({"forwarded_date": "2025-03-10", "outcome_code": "forwarded"}, "in_time"),
        ({"forwarded_date": "2025-03-11", "outcome_code": "forwarded"}, "late"),
        ({"regime_code": "none", "answered_date": "2025-09-01"}, "no_term"),
        # 15 working days from Monday 3 March end on Monday 24 March; from Saturday 1 March on the 21st.
        ({"regime_code": "210-fz", "answered_date": "2025-03-24"}, "in_time"),
        ({"regime_code": "210-fz", "answered_date": "2025-03-25"}, "late"),
        (
            {"regime_code": "210-fz", "registered_date": "2025-03-01", "answered_date": "2025-03-21"},
            "in_time",
        ),
        ({"regime_code": "210-fz", "registered_date": "2025-03-01", "answered_date": "2025-03-22"}, "late"),
    ],
)
def test_discipline_class(
    appeals: Appeals, defaults: ReportDefaults, row: dict[str, Any], expected: str
) -> None:
    seen = metrics.view(appeals(row), AS_OF)
    assert list(classified(seen, defaults, AS_OF)["term_class"]) == [expected]


def test_discipline_table_adds_up(register: pd.DataFrame, setting: Callable[..., Setting]) -> None:
    table = metrics.compute(register, setting())["terms-external"]
    by_role: dict[str, float] = {}
    for row in table.rows:
        by_role[row.role] = by_role.get(row.role, 0) + (row.cells["period"].value or 0)  # type: ignore[union-attr]
    everything = len(metrics.frames(register, setting(), "external").now)
    assert by_role["item"] == by_role["total"]
    assert by_role["total"] + by_role["aside"] == everything


def test_working_days_are_explained_where_they_are_used(
    appeals: Appeals, setting: Callable[..., Setting]
) -> None:
    plain = metrics.compute(appeals({}), setting())["terms-external"]
    working = metrics.compute(appeals({"regime_code": "210-fz"}), setting())["terms-external"]
    assert plain.notes == ()
    assert "без учёта праздничных дней" in working.notes[0]


def test_waiting_counts_open_cases(appeals: Appeals, defaults: ReportDefaults) -> None:
    rows: list[dict[str, Any]] = [
        {"registered_date": "2025-03-01", "answered_date": f"2025-03-{1 + days:02d}"} for days in (2, 4, 6, 8)
    ]
    rows += [{"registered_date": "2025-12-21", "outcome_code": "pending"}] * 6
    found = waiting_times(metrics.view(appeals(*rows), AS_OF), defaults, AS_OF)
    assert (found.answered, found.quartiles) == (4, (3.5, 5.0, 6.5))
    # Six of ten are still open after 10 days: less than half were answered, the median is not reached.
    assert found.median_with_open is None


def test_waiting_kaplan_meier_median_of_complete_data(appeals: Appeals, defaults: ReportDefaults) -> None:
    rows = [
        {"registered_date": "2025-03-01", "answered_date": f"2025-03-{1 + d:02d}"} for d in (0, 2, 5, 9, 9)
    ]
    found = waiting_times(metrics.view(appeals(*rows), AS_OF), defaults, AS_OF)
    assert found.median_with_open == 5.0


def test_waiting_leaves_out_closed_appeals_without_a_date(appeals: Appeals, defaults: ReportDefaults) -> None:
    rows: list[dict[str, Any]] = [{"registered_date": "2025-03-01", "answered_date": "2025-03-11"}] * 3
    rows += [{"registered_date": "2025-03-01", "outcome_code": "explained"}] * 9
    rows += [{"registered_date": "2025-03-01", "regime_code": "none"}] * 9
    found = waiting_times(metrics.view(appeals(*rows), AS_OF), defaults, AS_OF)
    assert found.median_with_open == 10.0


def test_waiting_of_few_answers_is_not_printed(appeals: Appeals, setting: Callable[..., Setting]) -> None:
    rows = [{"registered_date": "2025-03-01", "answered_date": "2025-03-11"}] * 9
    for count, mark in ((9, "*"), (10, "")):
        frame = appeals(*rows, *rows[: count - 9])
        row = metrics.compute(frame, setting())["waiting-external"].rows[0]
        assert row.cells["median"].mark == mark  # type: ignore[union-attr]
        assert row.cells["answered"].value == count  # type: ignore[union-attr]
