"""View(d): a fact known later is unknown; periods are compared at equal maturity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from painmap import metrics
from painmap.metrics import Setting

Appeals = Callable[..., pd.DataFrame]


def test_view_hides_what_became_known_later(appeals: Appeals) -> None:
    frame = appeals(
        {"registered_date": "2025-12-01", "answered_date": "2026-01-10", "outcome_code": "upheld"},
        {
            "registered_date": "2025-11-01",
            "extended_until_date": "2025-12-31",
            "extension_known_date": "2025-12-01",
        },
        {"registered_date": "2025-11-01", "forwarded_date": "2025-11-05", "outcome_code": "forwarded"},
        {"registered_date": "2026-01-01"},
    )
    seen = metrics.view(frame, date(2025, 11, 30))
    assert list(seen["appeal_id"]) == ["1", "2"]
    assert seen["extended_until_date"].isna().all()
    assert list(seen["outcome_code"].fillna("")) == ["", "forwarded"]
    later = metrics.view(frame, date(2025, 12, 31))
    assert later["answered_date"].isna().all()
    assert list(later["outcome_code"].fillna("")) == ["", "", "forwarded"]
    assert list(later["is_open"]) == [True, False, False]
    assert metrics.view(frame, date(2026, 1, 31))["answered_date"].notna().sum() == 1


def test_view_uses_the_day_of_the_file_where_a_fact_has_no_date(appeals: Appeals) -> None:
    frame = appeals({"outcome_code": "explained", "outcome_known_date": "2026-01-15"})
    assert metrics.view(frame, date(2025, 12, 31))["outcome_code"].isna().all()
    assert metrics.view(frame, date(2026, 1, 15))["outcome_code"].notna().all()


def test_view_leaves_its_input_alone(appeals: Appeals) -> None:
    frame = appeals({"answered_date": "2026-05-01", "outcome_code": "upheld"})
    copy = frame.copy()
    metrics.view(frame, date(2025, 12, 31))
    pd.testing.assert_frame_equal(frame, copy)


def test_previous_period_is_seen_at_equal_maturity(
    appeals: Appeals, setting: Callable[..., Setting], agency: object
) -> None:
    late = {"outcome_code": "upheld", "appeal_kind": "complaint"}
    frame = appeals(
        {"registered_date": "2024-01-10"},
        {"registered_date": "2024-12-20", "answered_date": "2025-01-20", **late},
        {"registered_date": "2025-12-20", "answered_date": "2026-01-20", **late},
    )
    own = metrics.frames(frame, setting(), "external")
    assert own.before is not None
    assert own.before["answered_date"].isna().all()
    profile = agency.model_copy(update={"as_of": {"2025": date(2026, 1, 31)}})  # type: ignore[attr-defined]
    mature = metrics.frames(frame, setting(agency=profile), "external")
    assert mature.before is not None
    assert mature.before["answered_date"].notna().sum() == 1
    assert mature.now["answered_date"].notna().sum() == 1


def test_previous_period_without_data_is_none(appeals: Appeals, setting: Callable[..., Setting]) -> None:
    frame = appeals({"registered_date": "2025-01-10"}, {"registered_date": "2025-05-10"})
    assert metrics.frames(frame, setting(), "external").before is None
    table = metrics.compute(frame, setting())["kinds-external"]
    assert all(row.cells["previous"].mark == "…" for row in table.rows)  # type: ignore[union-attr]


def test_people_without_id_are_one_each(appeals: Appeals) -> None:
    frame = appeals({"client_id": "a"}, {"client_id": "a"}, {"client_id": None}, {"client_id": None})
    assert metrics.people(frame) == 3
