"""Lists of single cases: what is to be reconciled, what is about to run out."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from painmap import metrics
from painmap.metrics import Setting, reconciliation
from painmap.report_data import Table

Appeals = Callable[..., pd.DataFrame]
Settings = Callable[..., Setting]
SOUND = {"answered_date": "2025-03-10", "outcome_code": "explained", "appeal_kind": "complaint"}
GAPS = (
    SOUND,
    {
        "appeal_id": "12",
        "registered_date": "2025-04-01",
        "outcome_code": "explained",
        "appeal_kind": "request",
    },
    {"appeal_id": "2", "outcome_code": "explained", "unit": "Отдел"},
    {"appeal_id": "3", **SOUND, "outcome_code": None},
    {"appeal_id": "4", **SOUND, "outcome_code": "pending", "outcome_known_date": "2025-03-10"},
    {"appeal_id": "5", **SOUND, "appeal_kind": None},
    # A register that states neither has no gap in them.
    {"appeal_id": "6", "source_id": "box", "answered_date": "2025-03-10"},
    # In work: nothing to reconcile.
    {
        "appeal_id": "7",
        "registered_date": "2025-12-20",
        "outcome_code": "pending",
        "appeal_kind": "complaint",
    },
)


def lines(table: Table) -> list[tuple[str, str]]:
    return [(row.label, str(row.cells["reason"])) for row in table.rows]


def test_gaps_are_listed_by_reason_day_and_number(appeals: Appeals, setting: Settings) -> None:
    table = metrics.compute(appeals(*GAPS), setting())["reconciliation-external"]
    assert lines(table) == [
        ("2", "дата ответа не указана; вид обращения не указан"),
        ("12", "дата ответа не указана"),
        ("3", "ответ дан, результат не указан"),
        ("4", "ответ дан, в результате указано «на рассмотрении»"),
        ("5", "вид обращения не указан"),
    ]
    assert table.is_internal
    assert table.base == 5
    first = table.rows[0].cells
    assert (first["registered"], first["source"], first["unit"]) == ("2025-03-03", "register", "Отдел")
    assert table.rows[1].cells["unit"] == "…"
    assert table.notes[0] == (
        "Всего обращений: 5, из них: дата ответа не указана — 2; ответ дан, результат не указан — 1; "
        "ответ дан, в результате указано «на рассмотрении» — 1; вид обращения не указан — 2."
    )
    assert "в каждом из них" in table.notes[1]


def test_dates_to_reconcile_are_those_of_the_discipline_table(
    register: pd.DataFrame, setting: Settings
) -> None:
    gaps = register.assign(outcome_code=register["outcome_code"].fillna("explained"))
    gaps.loc[gaps.index % 7 == 0, ["answered_date", "answer_known_date"]] = pd.NaT
    tables = metrics.compute(gaps, setting())
    row = next(r for r in tables["terms-external"].rows if r.code == "no_date")
    listed = [reason for _, reason in lines(tables["reconciliation-external"]) if "дата ответа" in reason]
    assert len(listed) == row.cells["period"].value > 0  # type: ignore[union-attr]


def test_the_order_of_the_rows_does_not_depend_on_that_of_the_register(
    appeals: Appeals, setting: Settings
) -> None:
    frame = appeals(*GAPS)
    turned = metrics.compute(frame.iloc[::-1], setting())["reconciliation-external"]
    assert turned == metrics.compute(frame, setting())["reconciliation-external"]


def test_nothing_to_reconcile_is_no_table(appeals: Appeals, setting: Settings) -> None:
    assert "reconciliation-external" not in metrics.compute(appeals(SOUND), setting())


def test_a_list_that_is_too_long_is_cut_and_says_so(
    appeals: Appeals, setting: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "MOST", 2)
    table = metrics.compute(appeals(*GAPS), setting())["reconciliation-external"]
    assert (len(table.rows), table.base) == (2, 5)
    assert "первые 2" in table.notes[-1]


DUE = (
    # The term of 30 days: ends on 29 May, 6 June (from 7 May), 9 June, has run out on 30 April.
    {"appeal_id": "b", "registered_date": "2025-05-07", "outcome_code": "pending", "unit": "Отдел"},
    {"appeal_id": "a", "registered_date": "2025-05-07", "outcome_code": "pending"},
    {"appeal_id": "far", "registered_date": "2025-05-12", "outcome_code": "pending"},
    {"appeal_id": "late", "registered_date": "2025-03-31", "outcome_code": "pending"},
    {
        "appeal_id": "extended",
        "registered_date": "2025-04-05",
        "extended_until_date": "2025-06-03",
        "outcome_code": "pending",
    },
    # Answered after the cut-off: on that day it was open.
    {"appeal_id": "later", "registered_date": "2025-05-01", "answered_date": "2025-06-20"},
    # Perhaps answered, long ago: a gap, not a term that ran out.
    {"appeal_id": "gap", "registered_date": "2025-02-03"},
    {"appeal_id": "done", "registered_date": "2025-05-07", "answered_date": "2025-05-20"},
    {"appeal_id": "gone", "registered_date": "2025-05-30", "forwarded_date": "2025-05-31"},
    {"appeal_id": "none", "registered_date": "2025-05-07", "regime_code": "none"},
)


def test_terms_that_run_out_are_listed_by_their_end(appeals: Appeals, setting: Settings) -> None:
    table = metrics.compute(appeals(*DUE), setting("2025-05"))["due-soon-external"]
    assert [(row.label, row.cells["deadline"], row.cells["state"]) for row in table.rows] == [
        ("late", "2025-04-30", "срок истёк, дней: 31"),
        ("later", "2025-05-30", "срок истёк, дней: 1"),
        ("extended", "2025-06-03", "дней: 3"),
        ("a", "2025-06-06", "дней: 6"),
        ("b", "2025-06-06", "дней: 6"),
    ]
    assert table.is_internal
    assert table.section == "digest"
    assert table.notes[0] == "Всего обращений: 5, из них срок истёк: 2."
    assert table.rows[-1].cells["unit"] == "Отдел"


def test_only_a_month_has_terms_that_run_out(appeals: Appeals, setting: Settings) -> None:
    assert "due-soon-external" not in metrics.compute(appeals(*DUE), setting("2025-Q2"))
    quiet = appeals({"registered_date": "2025-05-07", "answered_date": "2025-05-20"})
    assert "due-soon-external" not in metrics.compute(quiet, setting("2025-05"))
