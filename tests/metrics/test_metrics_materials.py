"""Topics that want guidance: limit, materials in force, recurrence, last year, gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.metrics import RuleInputs, Setting
from painmap.params.models import Agency
from painmap.periods import month_range
from painmap.report_data import MaterialTopic
from painmap.schema import MATERIALS, PROBLEMS

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
COVERED = month_range(date(2023, 1, 1), date(2025, 12, 1))


def asked(day: str, count: int, **fields: Any) -> list[dict[str, Any]]:
    return [{"reason_code": "п03", "topic_code": "02", "registered_date": day} | fields] * count


def material(**fields: Any) -> pd.DataFrame:
    start = {"id": "m", "topic_code": "02", "title": "Памятка", "issued_date": "2025-01-01"}
    row = {"withdrawn_date": None} | start | fields
    frame = pd.DataFrame([row])
    for name in ("issued_date", "withdrawn_date"):
        frame[name] = pd.to_datetime(frame[name])
    return MATERIALS.conform(frame)


def topics(found: list[MaterialTopic]) -> list[tuple[str, str, str, float | None]]:
    return [(m.client_kind, m.quarter, m.topic_code, m.requests.value) for m in found]


def test_topics_are_wanted_from_the_limit_on(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        *asked("2025-05-05", 5),
        *asked("2025-05-05", 4, topic_code="01"),
        *asked("2025-05-05", 5, client_kind="internal"),
        *asked("2025-05-05", 5, topic_code="01", reason_code="п01"),
        *asked("2025-05-05", 5, topic_code="01", channel_code="poll"),
    )
    (found,) = metrics.materials(frame, setting())
    assert topics([found]) == [("external", "2025-Q2", "02", 5)]
    assert (found.topic_title, found.material) == ("Справки", "")


def both_kinds(agency: Agency) -> Agency:
    limits = agency.thresholds.model_copy(update={"materials_client_kinds": ("external", "internal")})
    return agency.model_copy(update={"thresholds": limits})


def test_staff_are_counted_apart_where_the_profile_asks(
    appeals: Appeals, setting: Make, agency: Agency
) -> None:
    frame = appeals(
        *asked("2025-02-05", 4), *asked("2025-02-05", 5, client_kind="internal"), *asked("2025-08-05", 6)
    )
    found = metrics.materials(frame, setting(agency=both_kinds(agency)))
    assert topics(found) == [("external", "2025-Q3", "02", 6), ("internal", "2025-Q1", "02", 5)]


@pytest.mark.parametrize(
    ("issued", "withdrawn", "is_in_force"),
    [
        ("2025-06-30", None, True),  # the last day of the quarter
        ("2025-07-01", None, False),
        ("2023-01-01", "2025-06-30", False),  # out of date on the last day
        ("2023-01-01", "2025-07-01", True),
        ("2025-05-01", "2025-04-01", False),  # withdrawn before issued: never in force
    ],
)
def test_a_material_counts_by_the_end_of_the_quarter(
    appeals: Appeals, setting: Make, issued: str, withdrawn: str | None, is_in_force: bool
) -> None:
    given = setting(materials=material(issued_date=issued, withdrawn_date=withdrawn))
    (found,) = metrics.materials(appeals(*asked("2025-05-05", 5)), given)
    assert found.material == ("Памятка" if is_in_force else "")


def test_a_material_of_an_unknown_topic_concerns_nobody(appeals: Appeals, setting: Make) -> None:
    given = setting(materials=material(topic_code="77"))
    (found,) = metrics.materials(appeals(*asked("2025-05-05", 5)), given)
    assert found.material == ""


def test_recurring_is_how_many_of_the_last_four_quarters(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        *asked("2024-05-05", 9),  # before the last four
        *asked("2024-08-05", 5),
        *asked("2024-11-05", 4),
        *asked("2025-02-05", 5),
        *asked("2025-05-05", 6),
    )
    found = metrics.materials(frame, setting(covered=COVERED))[-1]
    assert (found.quarter, found.quarters_over, found.quarters_known) == ("2025-Q2", 3, 4)
    assert found.previous.value == 9


def test_quarters_without_reasons_or_data_are_unknown_and_not_zero(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        *asked("2024-05-05", 9, reason_code=None),
        *asked("2024-11-05", 9, reason_code=None),
        *asked("2025-02-05", 5),
        *asked("2025-05-05", 5),
    )
    last = metrics.materials(frame, setting(covered=COVERED))[-1]
    # The third quarter of 2024 has no appeals at all: zero; the fourth states no reason.
    assert (last.quarters_over, last.quarters_known, last.previous.mark) == (2, 3, "…")
    short = metrics.materials(frame, setting(covered=COVERED[24:]))[-1]
    assert (short.quarters_over, short.quarters_known, short.previous.mark) == (2, 2, "…")


def test_the_problems_behind_a_topic_are_named_the_most_frequent_first(
    appeals: Appeals, setting: Make
) -> None:
    frame = appeals(*asked("2025-05-05", 7))
    problems = ["p1", "p2", "p2", "p3", "p4", None, "p2"]
    known = pd.DataFrame({"record_id": frame["record_id"], "problem_id": problems, "topic_model_code": pd.NA})
    registry = pd.DataFrame({"id": ["p1", "p2"], "title": ["Первая", "Вторая"]})
    assert set(registry) <= set(PROBLEMS.names)
    (found,) = metrics.materials(frame, setting(assignments=known, registry=registry))
    assert found.problems == ("Вторая", "Первая", "p3")


def said(frame: pd.DataFrame, given: Setting) -> dict[str, tuple[object, ...]]:
    table = metrics.sensitivity(RuleInputs(setting=given, appeals=frame), ())
    assert table is not None
    return {row.label.removeprefix("Разъяснения: "): tuple(row.cells.values()) for row in table.rows}


def test_topics_are_counted_with_three_limits(appeals: Appeals, setting: Make) -> None:
    """5 × 0.75 is 4 after rounding up, 5 × 1.25 is 7."""
    frame = appeals(
        *asked("2025-02-05", 4, topic_code="01"), *asked("2025-02-05", 7), *asked("2025-05-05", 5)
    )
    found = said(frame, setting(materials=material(topic_code="01")))
    assert found["обращений на тему за квартал, не менее"] == ("4", "5", "7")
    assert found["тем без материала"] == ("1", "1", "1")
    assert found["тем, материал по которым требует доработки"] == ("1", "0", "0")


@pytest.mark.parametrize("missing", ["reason_code", "topic_code"])
def test_without_reasons_or_topics_the_count_is_a_gap(appeals: Appeals, setting: Make, missing: str) -> None:
    found = said(appeals(*asked("2025-05-05", 9, **{missing: None})), setting())
    assert found["тем без материала"] == ("…",) * 3


def test_no_appeals_are_no_topics_and_no_traceback(appeals: Appeals, setting: Make) -> None:
    empty = appeals(*asked("2025-05-05", 1)).iloc[:0]
    assert metrics.materials(empty, setting(covered=COVERED)) == []
    assert said(empty, setting(covered=COVERED))["тем без материала"] == ("…", "…", "…")
    assert metrics.materials(appeals(*asked("2025-05-05", 9)), setting("2025-05")) == []
