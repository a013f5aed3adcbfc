"""Discipline of terms, a case a line, by the production calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.errors import PainmapError
from painmap.metrics import Setting
from painmap.metrics.terms import classified
from painmap.params.models import ReportDefaults, Term, WorkCalendar
from painmap.stats import wilson

Appeals = Callable[..., pd.DataFrame]
Settings = Callable[..., Setting]
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
        # The register closes them on a day that is no day of an answer.
        ({"outcome_code": "left_unanswered", "answered_date": "2025-05-20"}, "no_answer_due"),
        ({"outcome_code": "withdrawn", "answered_date": "2025-12-20"}, "no_answer_due"),
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
def test_discipline_class(appeals: Appeals, setting: Settings, row: dict[str, Any], expected: str) -> None:
    seen = metrics.view(appeals(row), AS_OF)
    assert list(classified(seen, setting(), AS_OF)["term_class"]) == [expected]


@pytest.fixture(scope="module")
def strict(setting: Settings, defaults: ReportDefaults) -> Setting:
    """More regimes, and the calendar of 2025."""
    regimes = defaults.regimes | {
        "210-fz": Term(title="210-ФЗ", days=15, unit="working", extension_days=5, forward_days=3),
        "media": Term(title="СМИ", days=7),
        "oral": Term(title="Приём", days=0),
    }
    calendar = WorkCalendar(
        schema_version=1,
        holidays={2025: ("01-01..01-08", "05-01", "05-02", "05-08", "05-09", "11-03", "11-04", "12-31")},
        worked={2025: ("11-01",)},
    )
    return setting(defaults=defaults.model_copy(update={"regimes": regimes}), calendar=calendar)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # 30 days from Thursday 6 March end on Saturday 5 April: the term ends on the 4th.
        ({"registered_date": "2025-03-06", "answered_date": "2025-04-04"}, "in_time"),
        ({"registered_date": "2025-03-06", "answered_date": "2025-04-05"}, "late"),
        # 30 days from 2 October end on Saturday 1 November, which was worked.
        ({"registered_date": "2025-10-02", "answered_date": "2025-11-01"}, "in_time"),
        # Reception on a Saturday: the same day, for there is none before.
        ({"regime_code": "oral", "registered_date": "2025-03-01", "answered_date": "2025-03-01"}, "in_time"),
        ({"regime_code": "oral", "registered_date": "2025-03-01", "answered_date": "2025-03-03"}, "late"),
        # 7 days from 1 January hold no working day: the next one is the 9th.
        ({"regime_code": "media", "registered_date": "2025-01-01", "answered_date": "2025-01-09"}, "in_time"),
        ({"regime_code": "media", "registered_date": "2025-01-01", "answered_date": "2025-01-10"}, "late"),
        # 15 working days from Friday 25 April: 1, 2, 8 and 9 May are days off.
        (
            {"regime_code": "210-fz", "registered_date": "2025-04-25", "answered_date": "2025-05-22"},
            "in_time",
        ),
        ({"regime_code": "210-fz", "registered_date": "2025-04-25", "answered_date": "2025-05-23"}, "late"),
        # Extended by the register to June; the regime allows 5 working days more, to Thursday the 29th.
        (
            {
                "regime_code": "210-fz",
                "registered_date": "2025-04-25",
                "answered_date": "2025-05-29",
                "extended_until_date": "2025-06-30",
            },
            "extended",
        ),
        (
            {
                "regime_code": "210-fz",
                "registered_date": "2025-04-25",
                "answered_date": "2025-05-30",
                "extended_until_date": "2025-06-30",
            },
            "late",
        ),
        # The regime of the channel knows no extension, the register does: as it says.
        (
            {
                "regime_code": "oral",
                "registered_date": "2025-04-02",
                "answered_date": "2025-05-15",
                "extended_until_date": "2025-06-01",
            },
            "extended",
        ),
        # 60 days from 3 March end on Friday 2 May, a day off.
        ({"answered_date": "2025-04-30", "extended_until_date": "2025-06-30"}, "extended"),
        ({"answered_date": "2025-05-05", "extended_until_date": "2025-06-30"}, "late"),
        # Forwarded within 3 working days, whatever the extension.
        (
            {
                "regime_code": "210-fz",
                "registered_date": "2025-04-30",
                "forwarded_date": "2025-05-07",
                "outcome_code": "forwarded",
            },
            "in_time",
        ),
        (
            {
                "regime_code": "210-fz",
                "registered_date": "2025-04-30",
                "forwarded_date": "2025-05-12",
                "extended_until_date": "2025-05-30",
                "outcome_code": "forwarded",
            },
            "late",
        ),
    ],
)
def test_terms_end_by_the_production_calendar(
    appeals: Appeals, strict: Setting, row: dict[str, Any], expected: str
) -> None:
    seen = metrics.view(appeals(row), AS_OF)
    assert list(classified(seen, strict, AS_OF)["term_class"]) == [expected]


def test_the_calendar_is_needed_only_for_the_years_of_terms(appeals: Appeals, strict: Setting) -> None:
    rows = [
        {"registered_date": "2025-11-20"},
        {"registered_date": "2025-12-20", "regime_code": "none"},
    ]
    assert len(classified(metrics.view(appeals(*rows), AS_OF), strict, AS_OF)) == 2
    with pytest.raises(PainmapError, match="нет 2026 года"):
        classified(metrics.view(appeals(*rows, {"registered_date": "2025-12-20"}), AS_OF), strict, AS_OF)


def test_without_a_calendar_no_term_is_guessed(appeals: Appeals, setting: Settings) -> None:
    seen = metrics.view(appeals({}), AS_OF)
    with pytest.raises(PainmapError, match="Нет производственного календаря"):
        classified(seen, setting(calendar=None), AS_OF)


def test_shares_in_time_and_late_have_wilsons_interval(register: pd.DataFrame, setting: Settings) -> None:
    table = metrics.compute(register, setting())["terms-external"]
    rows = {row.code: row.cells for row in table.rows}
    for code in ("in_time", "late"):
        low, high = wilson(rows[code]["period"].value, table.base)  # type: ignore[union-attr, arg-type]
        assert (rows[code]["ci_low"].value, rows[code]["ci_high"].value) == (low, high)  # type: ignore[union-attr]
        assert rows[code]["ci_low"].base == table.base  # type: ignore[union-attr]
    assert rows["open"]["ci_low"] == ""


def test_discipline_table_adds_up(register: pd.DataFrame, setting: Callable[..., Setting]) -> None:
    table = metrics.compute(register, setting())["terms-external"]
    by_role: dict[str, float] = {}
    for row in table.rows:
        by_role[row.role] = by_role.get(row.role, 0) + (row.cells["period"].value or 0)  # type: ignore[union-attr]
    everything = len(metrics.frames(register, setting(), "external").now)
    assert by_role["item"] == by_role["total"]
    assert by_role["total"] + by_role["aside"] == everything


def test_what_was_done_with_terms_is_told(appeals: Appeals, setting: Settings) -> None:
    def notes(*rows: dict[str, Any], **fields: Any) -> str:
        return " ".join(metrics.compute(appeals(*rows), setting(**fields))["terms-external"].notes)

    plain = notes({"answered_date": "2025-04-02"})
    assert "предшествующий рабочий день" in plain
    assert "Сроки в рабочих днях" not in plain
    assert "Продление" not in plain
    working = notes({"regime_code": "210-fz"})
    assert "Сроки в рабочих днях" in working
    assert "предшествующий" not in working
    assert "Продление учтено" in notes({"answered_date": "2025-06-02", "extended_until_date": "2025-06-02"})
    assert notes({"regime_code": "none"}) == ""


@pytest.mark.parametrize(("rule", "says"), [("next", "в следующий за ним рабочий день"), ("same", "")])
def test_the_rule_for_days_off_is_a_parameter(
    appeals: Appeals, setting: Settings, defaults: ReportDefaults, rule: str, says: str
) -> None:
    other = setting(defaults=defaults.model_copy(update={"term_on_day_off": rule}))
    seen = metrics.view(appeals({"registered_date": "2025-03-06", "answered_date": "2025-04-07"}), AS_OF)
    expected = "in_time" if rule == "next" else "late"
    assert list(classified(seen, other, AS_OF)["term_class"]) == [expected]
    notes = metrics.compute(seen.drop(columns="is_open"), other)["terms-external"].notes
    assert says in " ".join(notes)
    assert bool(notes) is bool(says)
