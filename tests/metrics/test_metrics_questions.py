"""«Вопросы в обращениях»: questions by topic and result."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.disclosure.cells import suppress_table
from painmap.params.models import Disclosure
from painmap.report_data import Number, Table
from painmap.schema import APPEAL_ITEMS

RESULTS = ("upheld", "explained", "refused", "elsewhere", "pending", "unstated")


def asked(*rows: tuple[int, str | None, str | None, str | None]) -> pd.DataFrame:
    """Questions from (appeal, topic, outcome, day of the answer); results known on that day, or in 2026."""
    frame = pd.DataFrame(
        [
            {
                "record_id": f"register:{appeal}",
                "item_number": number,
                "topic_code": topic,
                "outcome_code": outcome,
                "outcome_known_date": pd.Timestamp(day or "2026-01-20"),
                "answered_date": pd.Timestamp(day) if day else pd.NaT,
            }
            for number, (appeal, topic, outcome, day) in enumerate(rows, start=1)
        ]
    )
    return APPEAL_ITEMS.conform(frame)


@pytest.fixture
def tables(appeals: Any, setting: Any) -> Any:
    """Tables of 2025 with these questions; appeal 0 is of 2024, appeal 3 internal, the others external."""

    def compute(*rows: Any, **fields: Any) -> dict[str, Table]:
        frame = appeals(
            {"registered_date": "2024-05-06"},
            {},
            {},
            {"client_kind": "internal", "channel_code": "box"},
            {"registered_date": "2025-12-20"},
            {"registered_date": "2024-01-09"},
        )
        return metrics.compute(frame, setting("2025", items=asked(*rows) if rows else None, **fields))

    return compute


def figures(table: Table, code: str = "", role: str = "item") -> dict[str, float | None]:
    row = next(r for r in table.rows if (r.code, r.role) == (code, role))
    return {k: v.value for k, v in row.cells.items() if isinstance(v, Number)}


def test_questions_are_counted_by_topic_and_result_beside_the_year_before(tables: Any) -> None:
    table = tables(
        (0, "01", "refused", "2024-06-01"),
        (1, "01", "upheld_partly", "2025-03-10"),
        (1, "02", "explained", "2025-03-11"),
        (2, "01", "forwarded", "2025-03-12"),
        (2, None, None, "2025-03-12"),
        (3, "01", "upheld", "2025-03-12"),
    )["questions-external"]
    assert (table.section, table.unit, table.base) == ("appeals", "вопросов", 4)
    first = figures(table, "01")
    assert [first[key] for key in ("period", "previous", "change", *RESULTS)] == [2, 1, 1, 1, 0, 0, 1, 0, 0]
    assert [figures(table, "02")[key] for key in ("period", "previous", "explained")] == [1, 0, 1]
    assert figures(table)["unstated"] == 1
    total = figures(table, role="total")
    assert [total[key] for key in ("period", "previous", *RESULTS)] == [4, 1, 1, 1, 0, 1, 0, 1]
    before = figures(table, role="aside")
    assert before == {"previous": 1, **dict.fromkeys(RESULTS, 0), "refused": 1}
    assert "обращений — 2 (АППГ — 1)" in table.notes[0]


def test_items_add_up_to_the_total_in_every_column(tables: Any) -> None:
    table = tables((1, "01", "upheld", "2025-03-10"), (1, "09", None, None), (2, None, "pending", None))[
        "questions-external"
    ]
    for key in ("period", *RESULTS):
        cells = [r.cells[key] for r in table.rows if r.role == "item"]
        assert sum(c.value or 0 for c in cells if isinstance(c, Number)) == figures(table, role="total")[key]
    for row in table.rows[:-1]:
        own = {k: c.value or 0 for k, c in row.cells.items() if isinstance(c, Number)}
        assert own["period"] == sum(own[key] for key in RESULTS)
    assert "нет в перечне" in next(r.label for r in table.rows if r.code == "09")


def test_what_became_known_after_the_cut_off_is_open_or_unstated(tables: Any) -> None:
    table = tables(
        (4, "01", "upheld", "2026-01-12"),  # answered after the cut-off: open on it
        (4, "02", "refused", None),  # without a day: known when the register came
        (4, "02", "pending", None),
    )["questions-external"]
    assert figures(table, "01")["pending"] == 1
    assert [figures(table, "02")[key] for key in ("refused", "pending", "unstated")] == [0, 1, 1]


def test_clients_of_each_kind_have_a_table_of_their_own_or_none(tables: Any) -> None:
    found = tables((3, "01", "upheld", "2025-03-12"))
    assert "questions-internal" in found
    assert "questions-external" not in found
    assert not any(key.startswith("questions") for key in tables())


def test_a_period_before_the_data_is_not_compared(tables: Any) -> None:
    covered = tuple(pd.date_range("2025-01-01", "2025-12-01", freq="MS").date)
    table = tables((1, "01", "upheld", "2025-03-10"), covered=covered)["questions-external"]
    cell = table.rows[0].cells["previous"]
    assert isinstance(cell, Number)
    assert cell.mark == "…"
    assert not any(row.role == "aside" for row in table.rows)
    assert "АППГ" not in table.notes[0]


def test_a_hidden_result_does_not_follow_from_the_count_of_the_row(tables: Any) -> None:
    rows = [(1, "01", "upheld", "2025-03-10")] * 9 + [(2, "01", "refused", "2025-03-10")] * 2
    public = suppress_table(tables(*rows)["questions-external"], Disclosure(threshold=5, survey_min=10))
    cells = public.rows[0].cells
    marks = {key: cell.mark for key, cell in cells.items() if isinstance(cell, Number)}
    assert marks["refused"] == marks["period"] == marks["change"] == "X"
    assert marks["upheld"] == ""
