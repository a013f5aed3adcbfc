"""Series as they are drawn: what was expected of the period, breaks and measures at their places."""

from __future__ import annotations

from datetime import date

from painmap.periods import month_range
from painmap.report_data import ExpectedPath, MeasureEffect, TestResult, Trend
from painmap.stages._drawn import drawn
from painmap.stats import CountSeries

MONTHS = month_range(date(2025, 1, 1), date(2025, 4, 1))
PATH = ExpectedPath(
    months=(date(2025, 2, 1), date(2025, 4, 1)),
    observed=(5.0, 7.0),
    expected=(4.0, 6.0),
    low=(3.0, 5.0),
    high=(5.0, 8.0),
)
NOTHING = TestResult(test="step", effect_kind="ratio")


def series(family: str, code: str, *counts: float | None) -> CountSeries:
    return CountSeries(
        family=family, code=code, label=code, client_kind="external", months=MONTHS, counts=counts
    )


def test_a_path_stands_at_its_months_and_nowhere_else() -> None:
    one = drawn([series("topics", "01", 4, 5, 6, 7)], [PATH], [], [])["topics-external-01"]
    assert one.expected == (None, 4.0, None, 6.0)
    assert one.expected_low == (None, 3.0, None, 5.0)
    assert one.expected_high == (None, 5.0, None, 8.0)
    assert drawn([series("topics", "01", 4, 5, 6, 7)], [None], [], [])["topics-external-01"].expected == ()


def test_a_break_is_that_of_the_same_series() -> None:
    told = Trend(
        family="topics",
        code="01",
        label="",
        client_kind="external",
        result=NOTHING.model_copy(
            update={
                "change_date": date(2025, 3, 1),
                "change_from": date(2025, 2, 1),
                "change_to": date(2025, 4, 1),
            }
        ),
    )
    every = drawn([series(f, "01", 4, 5, 6, 7) for f in ("topics", "problems")], [None, None], [told], [])
    assert [one.break_month for one in every.values()] == [date(2025, 3, 1), None]
    first = every["topics-external-01"]
    assert (first.break_from, first.break_to) == (date(2025, 2, 1), date(2025, 4, 1))


def test_measures_are_those_of_the_problem() -> None:
    measure = MeasureEffect(
        measure_id="m1",
        problem_id="p01",
        problem_title="",
        measure="",
        effect_date=date(2025, 2, 1),
        state="",
        direction="decline",
        result=NOTHING,
    )
    planned = measure.model_copy(update={"effect_date": None})
    portfolio = [series("problems", "p01", 4, 5, 6, 7), series("topics", "p01", 4, 5, 6, 7)]
    every = drawn(portfolio, [None, None], [], [measure, measure, planned])
    assert [one.measures for one in every.values()] == [(date(2025, 2, 1),), ()]


def test_a_series_that_nobody_observed_is_not_drawn() -> None:
    assert drawn([series("topics", "01", None, None, None, None)], [None], [], []) == {}
