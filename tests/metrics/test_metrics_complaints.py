"""Complaints upheld and refused: of all complaints, and nothing where nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.metrics import Setting
from painmap.report_data import Number, Table
from painmap.stats import wilson

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
COMPLAINT = {"appeal_kind": "complaint"}
CLOSED = {"answered_date": "2025-04-01"}
EARLY = {"registered_date": "2023-03-03"}
DECIDED = ("upheld", "upheld_partly", "refused", "other")


def complaints(frame: pd.DataFrame, own: Setting) -> Table:
    return metrics.compute(frame, own)["complaints-external"]


def cell(table: Table, row: str, column: str = "period") -> Any:
    found = next(r for r in table.rows if row in (r.code, r.label)).cells[column]
    assert isinstance(found, Number)
    return found.mark or found.value


def closed(code: str | None, **fields: Any) -> dict[str, Any]:
    return {**COMPLAINT, **CLOSED, "outcome_code": code, **fields}


def test_twelve_appeals_and_the_share_of_all_complaints(
    appeals: Appeals, setting: Make, defaults: Any
) -> None:
    """9 complaints: 3 upheld, 1 partly, 2 refused, 1 explained, 1 open, 1 answered after the cut-off."""
    frame = appeals(
        *[closed("upheld")] * 3,
        closed("upheld_partly"),
        *[closed("refused")] * 2,
        closed("explained"),
        {**COMPLAINT, "outcome_code": "pending"},
        closed("upheld", registered_date="2025-12-20", answered_date="2026-03-30"),
        *[{**CLOSED, "appeal_kind": "request", "outcome_code": "upheld"}] * 3,
    )
    own = setting()
    table = complaints(frame, own)
    figures = {row.code or row.label: cell(table, row.code or row.label) for row in table.rows}
    assert figures == {
        "upheld": 3,
        "upheld_partly": 1,
        "refused": 2,
        "other": 1,
        "pending": 2,
        "Всего жалоб": 9,
    }
    # Of fewer than 20 no percentage is printed.
    assert cell(table, "upheld", "share") == cell(table, "upheld", "ci_low") == "*"
    many = complaints(
        pd.concat([frame.assign(record_id=frame["record_id"] + f":{i}") for i in range(5)]), own
    )
    assert [cell(many, "upheld", key) for key in ("share", "ci_low", "ci_high")] == [15 / 45, *wilson(15, 45)]
    assert [cell(many, "refused", key) for key in ("share", "ci_low", "ci_high")] == [
        10 / 45,
        *wilson(10, 45),
    ]


def test_no_complaints_are_zeros_without_shares(appeals: Appeals, setting: Make) -> None:
    table = complaints(appeals(*[{"appeal_kind": "request"}] * 12), setting())
    assert [cell(table, code) for code in (*DECIDED, "Всего жалоб")] == [0] * 5
    assert [cell(table, "upheld", key) for key in ("share", "ci_low", "ci_high")] == ["–"] * 3


@pytest.mark.parametrize(("kindless", "figure"), [(12, "…"), (2, "…"), (1, 0)])
def test_appeals_without_a_kind_may_be_complaints(
    kindless: int, figure: Any, appeals: Appeals, setting: Make
) -> None:
    frame = appeals(*[{}] * kindless, *[{"appeal_kind": "request"}] * (12 - kindless))
    table = complaints(frame, setting())
    assert [cell(table, code) for code in (*DECIDED, "pending", "Всего жалоб")] == [figure] * 6
    assert any(note.startswith("Вид обращения не указан у") for note in table.notes) is (figure == "…")
    assert table.is_unstated is (figure == "…")


def test_a_year_before_without_kinds_makes_no_growth(appeals: Appeals, setting: Make) -> None:
    frame = appeals(closed("upheld"), {"registered_date": "2024-03-03"}, EARLY)
    table = complaints(frame, setting())
    assert [cell(table, "upheld", key) for key in ("period", "previous", "change")] == [1, "…", "…"]
    assert cell(table, "Всего жалоб", "change") == "…"


def test_all_open_have_counts_and_no_share_of_nothing_decided(appeals: Appeals, setting: Make) -> None:
    pending = {**COMPLAINT, "outcome_code": "pending"}
    frame = appeals(*[pending] * 24, *[{**pending, "registered_date": "2024-05-05"}] * 24, EARLY)
    table = complaints(frame, setting())
    assert [cell(table, code) for code in DECIDED] == [0] * 4
    for key in ("share", "ci_low", "ci_high", "previous_share"):
        assert [cell(table, code, key) for code in DECIDED] == ["–"] * 4
    assert (cell(table, "pending"), cell(table, "pending", "share")) == (24, 1)
    assert "Ни по одной жалобе решение ещё не принято" in table.notes[-1]
    # With the first decision the shares begin.
    table = complaints(appeals(*[pending] * 24, closed("refused")), setting())
    assert (cell(table, "upheld", "share"), cell(table, "refused", "share")) == (0, 1 / 25)


def test_all_unstated_are_a_gap(appeals: Appeals, setting: Make) -> None:
    table = complaints(appeals(*[closed(None)] * 24), setting())
    for key in ("period", "share", "ci_low", "range_low", "range_high"):
        assert [cell(table, code, key) for code in DECIDED] == ["…"] * 4
    assert cell(table, "Всего жалоб") == cell(table, "Результат не указан") == 24


def test_one_complaint_has_counts_only(appeals: Appeals, setting: Make) -> None:
    table = complaints(appeals(closed("upheld"), {"appeal_kind": "request"}), setting())
    assert (cell(table, "upheld"), cell(table, "Всего жалоб"), table.base) == (1, 1, 1)
    assert [cell(table, "upheld", key) for key in ("share", "ci_low", "ci_high")] == ["*"] * 3


def test_the_range_holds_whatever_the_gaps_are(appeals: Appeals, setting: Make) -> None:
    """20 complaints, 8 upheld, 4 without a result; without a kind 3 upheld, 2 refused, 1 without a result."""
    rows = [*[closed("upheld")] * 8, *[closed("refused")] * 8, *[closed(None)] * 4]
    gaps = [
        *[{**closed("upheld"), "appeal_kind": None}] * 3,
        *[{**closed("refused"), "appeal_kind": None}] * 2,
    ]
    table = complaints(appeals(*rows, *gaps, {**closed(None), "appeal_kind": None}), setting())
    # Least: the refused one and the one without a result are complaints, none of the gaps was upheld.
    assert cell(table, "upheld", "range_low") == pytest.approx(8 / 23)
    # Most: all gaps were upheld, the refused ones are no complaints.
    assert cell(table, "upheld", "range_high") == pytest.approx((8 + 4 + 4) / 24)
