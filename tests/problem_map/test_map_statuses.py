"""A state holds for the content that people saw: it falls as far as that has changed, and no further."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painmap.params.check_tables import STATUSES as KNOWN
from painmap.periods import Period
from painmap.problem_map import build
from painmap.problem_map.statuses import STATUSES, Mark, content, marks, next_steps, with_status
from painmap.report_data import MapRow
from painmap.schema import DECISIONS
from tests.problem_map.conftest import decision, items

ROW = MapRow(
    number=1, problem_id="p01", title="Очередь", client_kind="external", prevalence="high", priority="middle",
    measure="Окно", responsible="Отдел", due="2026-03-01",
)  # fmt: skip
DAY = date(2026, 1, 12)


def mark(status: str, row: MapRow = ROW) -> Mark:
    return Mark(status, content(row, status), f"кто: {status}", DAY)


WHOLE = tuple(mark(status) for status in STATUSES[1:])


def changed(**fields: object) -> MapRow:
    return ROW.model_copy(update=fields)


def test_the_last_step_stands_with_who_took_it() -> None:
    row = with_status(ROW, WHOLE)
    assert row.status == "approved"
    assert row.status_step is not None
    assert row.status_step.author_role == "кто: approved"


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"title": "Очереди"}, "proposed"),
        ({"prevalence": "low"}, "proposed"),
        ({"priority": "high"}, "proposed"),
        ({"measure": "Два окна"}, "confirmed"),
        ({"responsible": ""}, "confirmed"),
        ({"due": "2026-04-01"}, "confirmed"),
        ({"number": 7}, "approved"),
    ],
)
def test_a_change_takes_the_row_back_as_far_as_it_reaches(fields, left) -> None:
    row = with_status(changed(**fields), WHOLE)
    assert row.status == left
    assert (row.status_step is None) is (left == "proposed")
    # What comes back to the letter has its state again.
    assert with_status(
        row.model_copy(update={name: getattr(ROW, name) for name in fields}), WHOLE
    ).status == ("approved")


def test_a_lower_step_taken_later_takes_the_higher_ones_back() -> None:
    assert with_status(ROW, (*WHOLE, mark("confirmed"))).status == "confirmed"
    assert with_status(ROW, (*WHOLE, mark("proposed"))).status == "proposed"


def test_what_was_approved_anew_after_a_change_stands() -> None:
    now = changed(measure="Два окна")
    again = (*WHOLE, mark("reviewed", now), mark("approved", now))
    assert with_status(now, again).status == "approved"
    # The former content was replaced by what people saw last.
    assert with_status(ROW, again).status == "confirmed"


@given(st.lists(st.tuples(st.sampled_from(STATUSES[1:]), st.sampled_from(["Окно", "Два окна"])), max_size=8))
def test_no_state_stands_for_a_content_that_nobody_saw(entries) -> None:
    rows = [(status, changed(measure=measure)) for status, measure in entries]
    row = with_status(ROW, [mark(status, seen) for status, seen in rows])
    if row.status != "proposed":
        assert any(
            status == row.status and content(seen, status) == content(ROW, status) for status, seen in rows
        )


def test_steps_are_one_up_or_any_down() -> None:
    assert list(next_steps(ROW)) == ["proposed", "confirmed"]
    assert list(next_steps(changed(status="reviewed"))) == [*STATUSES]


def test_the_registry_knows_the_same_states() -> None:
    assert KNOWN == STATUSES


def test_states_are_of_one_map_and_of_any_day() -> None:
    rows = [
        decision("status", "confirmed", map_period="2025", base_hash="x", entered_date="2026-01-12"),
        decision("status", "approved", map_period="2024", base_hash="y"),
    ]
    told = marks(DECISIONS.conform(pd.DataFrame(rows)), Period(2025))
    assert [m.status for m in told["external", "p01"]] == ["confirmed"]


def test_the_built_map_shows_them(make) -> None:
    evidence = make([items("p01", 5)])
    (row,) = build(evidence).rows
    entry = decision(
        "status",
        "confirmed",
        map_period="2025",
        base_hash=content(row, "confirmed"),
        entered_date="2026-01-12",
    )
    (again,) = build(make([items("p01", 5)], decisions=[entry])).rows
    assert (row.status, again.status) == ("proposed", "confirmed")
    measured = decision("measure", "Окно", map_period="2025", entered_date="2025-06-01")
    (still,) = build(make([items("p01", 5)], decisions=[entry, measured])).rows
    assert (still.status, still.measure) == ("confirmed", "Окно")
