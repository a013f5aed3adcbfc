"""Repeated appeals: the same client on the same problem, and the mark of the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
from tests.registries import voices

from painmap import metrics
from painmap.metrics import Setting
from painmap.periods import month_range
from painmap.report_data import Number, Table

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
COVERED = month_range(date(2023, 1, 1), date(2025, 12, 1))


def figures(table: Table, code: str, *keys: str) -> list[Any]:
    row = next(row for row in table.rows if row.code == code)
    cells = [row.cells[key] for key in keys or ("period",)]
    return [cell.mark or cell.value for cell in cells if isinstance(cell, Number)]


def repeats(frame: pd.DataFrame, own: Setting, kind: str = "external") -> Table:
    return metrics.compute(frame, own)[f"repeats-{kind}"]


def drawn(day: str, client: str | None = "a", **fields: Any) -> dict[str, Any]:
    return {"registered_date": day, "client_id": client, **fields}


def test_twelve_appeals_of_the_same_clients(appeals: Appeals, setting: Make) -> None:
    rows = (
        (drawn("2024-05-05"), "p1"),
        (drawn("2025-05-05"), "p1"),  # twelve months to the day: a repeat
        (drawn("2025-06-05"), "p1"),  # of the one before
        (drawn("2025-06-06"), "p2"),  # another problem
        (drawn("2025-06-07"), None),  # no problem
        (drawn("2024-01-01", "b"), "p1"),
        (drawn("2025-01-02", "b"), "p1"),  # twelve months and a day
        (drawn("2025-03-01", None), "p1"),
        (drawn("2025-03-02", None), "p1"),  # nobody knows
        (drawn("2025-08-08", "c"), "p1"),
        (drawn("2025-08-08", "c"), "p1"),  # the same day precedes nothing
        (drawn("2023-12-30", "b"), "p1"),
    )
    frame = appeals(*[row for row, _ in rows])
    own = setting(covered=COVERED, **voices(frame, *[p for _, p in rows]))
    table = repeats(frame, own)
    assert figures(table, "same") == [2]
    # Of those of January 2024 one was preceded in the year before the period.
    assert figures(table, "same", "previous", "change") == [1, 1]
    # The rows have three bases: none of them is the table's.
    assert (table.base, table.is_additive) == (None, False)
    assert figures(table, "nameless", "period", "previous") == [2, 0]
    assert any("установленным клиентом" in note for note in table.notes)


def test_shares_have_their_own_bases(appeals: Appeals, setting: Make) -> None:
    named = [drawn("2025-02-02", f"c{i}", is_repeat=i < 5) for i in range(40)]
    again = [drawn("2025-04-04", f"c{i}") for i in range(10)]
    nameless = [drawn("2025-04-04", None) for _ in range(50)]
    frame = appeals(*named, *again, *nameless)
    table = repeats(frame, setting(covered=COVERED, **voices(frame, *["p1"] * 100)))
    assert figures(table, "same", "period", "share") == [10, 10 / 50]
    assert figures(table, "marked", "period", "share") == [5, 5 / 40]
    assert figures(table, "nameless", "period", "share") == [50, 50 / 100]


def test_copies_and_letters_of_one_mailing_repeat_nothing(appeals: Appeals, setting: Make) -> None:
    rows = (
        drawn("2025-02-01"),
        drawn("2025-02-02", same_as="register:0", is_repeat=True),
        drawn("2025-03-01", "m", mailing_id="x"),
        drawn("2025-03-02", "m", mailing_id="x"),
        drawn("2025-03-03", "m", mailing_id="y"),
        # More than twelve months behind the appeal itself, within them behind its copy.
        drawn("2024-02-01", "k"),
        drawn("2024-02-20", "k", same_as="register:5"),
        drawn("2025-02-10", "k"),
    )
    frame = appeals(*rows)
    table = repeats(frame, setting(covered=COVERED, **voices(frame, *["p1"] * 8)))
    # Only the letter of another mailing; the copy is in no base.
    assert figures(table, "same") == [1]
    assert figures(table, "nameless") == [0]
    assert figures(table, "marked") == ["…"]


def test_months_before_that_no_data_cover_are_a_gap(appeals: Appeals, setting: Make) -> None:
    frame = appeals(drawn("2024-03-03"), drawn("2025-03-03", is_repeat=True))
    covered = month_range(date(2024, 1, 1), date(2025, 12, 1))
    table = repeats(frame, setting(covered=covered, **voices(frame, "p1", "p1")))
    assert figures(table, "same", "period", "previous", "change") == [1, "…", "…"]
    assert any(note.startswith("2024 год: повторность по клиенту не определена") for note in table.notes)
    table = repeats(frame, setting(covered=covered[1:], **voices(frame, "p1", "p1")))
    assert figures(table, "same", "period", "previous") == ["…", "…"]
    assert figures(table, "marked") == [1]


def test_the_mark_alone_and_nothing_at_all(appeals: Appeals, setting: Make) -> None:
    frame = appeals(drawn("2025-03-03", is_repeat=False), drawn("2025-03-04"))
    table = repeats(frame, setting(covered=COVERED))
    assert (figures(table, "same"), figures(table, "marked")) == (["…"], [0])
    bare = appeals(drawn("2025-03-03"))
    assert "repeats-external" not in metrics.compute(bare, setting(covered=COVERED))
    # No client is known: a repeat cannot be told, and that is no zero.
    nameless = appeals(drawn("2025-03-03", None, is_repeat=True))
    table = repeats(nameless, setting(covered=COVERED, **voices(nameless, "p1")))
    assert figures(table, "same") == ["…"]


def test_the_order_of_rows_changes_nothing(appeals: Appeals, setting: Make) -> None:
    days = [
        drawn(f"2025-0{1 + i % 9}-1{i % 7}", f"c{i % 5}", mailing_id="x" if i % 3 else None)
        for i in range(40)
    ]
    frame = appeals(*days)
    own = setting(covered=COVERED, **voices(frame, *[f"p{1 + i % 2}" for i in range(40)]))
    assert repeats(frame, own) == repeats(frame.iloc[::-1], own)
    assert (figures(repeats(frame, own), "same")[0] or 0) > 0
