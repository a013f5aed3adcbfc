"""What the map promised: states on the cut-off, and which terms are past."""

from __future__ import annotations

from datetime import date

import pytest

from painmap.periods import Period
from painmap.problem_map import measures_of, promises
from painmap.report_data import Promise
from tests.problem_map.conftest import decision, items

AS_OF = date(2025, 12, 31)


def told(make, entries) -> tuple[Promise, ...]:
    evidence = make([items("p01", 5)], decisions=entries)
    return promises(measures_of(evidence.decisions, evidence.registry, Period(2025), AS_OF), AS_OF)


@pytest.mark.parametrize(
    ("due", "state", "is_overdue"),
    [
        ("2025-12-30", "исполняется", True),
        ("30.12.2025", "", True),
        ("2025-12-31", "исполняется", False),
        ("2026-03-01", "запланировано", False),
        ("в течение года", "исполняется", False),
        ("", "исполняется", False),
        ("2025-12-30", "исполнено", False),
        ("2025-12-30", "исполнено с нарушением срока", False),
        ("2025-12-30", "снято", False),
    ],
)
def test_a_measure_is_overdue_from_the_day_after_its_term(make, due, state, is_overdue):
    entries = [decision("measure", "Памятка"), decision("due_date", due), decision("state", state)]
    (promise,) = told(make, [e for e in entries if e["value"]])
    assert (promise.is_overdue, promise.state) == (is_overdue, state)


def test_all_columns_are_told_and_a_later_state_is_not_known_yet(make):
    entries = [
        decision("measure", "Памятка"),
        decision("responsible", "Отдел"),
        decision("due_date", "30.12.2025"),
        decision("effect_date", "2025-03-01"),
        decision("state", "исполняется"),
        decision("state", "исполнено", entered_date="2026-01-15"),
    ]
    (promise,) = told(make, entries)
    assert promise == Promise(
        measure_id=promise.measure_id,
        problem_id="p01",
        problem_title="Название p01",
        client_kind="external",
        measure="Памятка",
        responsible="Отдел",
        due="2025-12-30",
        state="исполняется",
        is_overdue=True,
        effect_date=date(2025, 3, 1),
    )


def test_finished_measures_stay_and_the_order_is_of_clients_problems_and_measures(make):
    own = {"client_kind": "internal", "problem_id": "n1"}
    entries = [
        decision("title", "Нет стола", **own),
        decision("measure", "Столы", **own),
        decision("measure", "Второе", measure_id="m2"),
        decision("measure", "Первое", measure_id="m1"),
        decision("state", "исполнено", measure_id="m1"),
    ]
    found = [(p.client_kind, p.problem_title, p.measure) for p in told(make, entries)]
    assert found == [
        ("external", "Название p01", "Первое"),
        ("external", "Название p01", "Второе"),
        ("internal", "Нет стола", "Столы"),
    ]
