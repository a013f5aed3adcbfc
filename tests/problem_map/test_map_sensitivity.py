"""Levels of columns 3 and 4 with all limits a quarter softer and stricter."""

from __future__ import annotations

import pandas as pd
import pytest

from painmap.params.models import Levels, moved_count, moved_share
from painmap.problem_map import build, sensitivity
from painmap.report_data import LEVEL_WORDS, Number

from .conftest import items, problem

LEVELS = Levels(low_below=0.04, high_from=0.09, high_min_clients=30)


def test_scaled_counts_are_rounded_up_and_shares_stay_shares():
    assert [moved_count(n, 0.75) for n in (5, 15, 30, 1)] == [4, 12, 23, 1]
    assert [moved_count(n, 1.25) for n in (5, 15, 30, 1)] == [7, 19, 38, 2]
    # 10 × 1.1 is 11.000000000000002 in binary: the limit must not become 12.
    assert moved_count(10, 1.1) == 11
    assert moved_share(0.09, 1.25) == 0.1125
    assert moved_share(0.9, 1.25) == 1
    assert LEVELS.moved(1.0) == LEVELS


@pytest.fixture
def made(make):
    """85 clients with p01, 45 with p02, 4 with p03, the rest of 1000 with p04."""
    counts = {"p01": 85, "p02": 45, "p03": 4, "p04": 866}
    frame = pd.concat([items(p, n) for p, n in counts.items()], ignore_index=True)
    return make([frame], [problem(p) for p in counts])


def tables(made, agency, defaults):
    return {t.id: t for t in sensitivity(build(made), agency, defaults)}


def test_the_middle_column_is_the_map(made, agency, defaults):
    found = build(made)
    counts = tables(made, agency, defaults)["sensitivity-levels"]
    for level, word in LEVEL_WORDS.items():
        for title, own in (("Распространённость", "prevalence"), ("Приоритетность", "priority")):
            row = next(r for r in counts.rows if r.label == f"{title} {word} (внешние)")
            wanted = sum(getattr(p, own) == level for p in found.problems)
            assert row.cells["applied"] == Number(value=wanted)


def test_levels_move_with_their_limits(made, agency, defaults):
    counts = tables(made, agency, defaults)["sensitivity-levels"]
    spread = {
        r.label.split()[1]: tuple(c.value for c in r.cells.values())
        for r in counts.rows
        if r.label.startswith("Распространённость")
    }
    # Softer: low below 3 %, high from 6.75 %; stricter: 5 % and 11.25 %.
    assert spread == {"низкая": (1, 1, 2), "средняя": (1, 2, 1), "высокая": (2, 1, 1)}
    assert not any("сотрудники" in r.label for r in counts.rows)


def test_what_changes_is_named(made, agency, defaults):
    rows = tables(made, agency, defaults)["sensitivity-problems"].rows
    spread = {r.code: tuple(r.cells.values()) for r in rows if r.label.endswith("распространённость")}
    assert spread == {
        "p01": ("высокая", "средняя", "средняя"),
        "p02": ("средняя", "средняя", "низкая"),
    }


def test_limits_are_printed_as_applied(made, agency, defaults):
    found = tables(made, agency, defaults)
    said = {r.label: r.cells for r in found["sensitivity-limits"].rows}
    assert said["Распространённость (внешние)"]["stricter"] == (
        "низкая < 5 %; высокая ≥ 11,25 %, клиентов не менее 38"
    )
    assert said["Единичные упоминания, клиентов менее"]["softer"] == "4"
    assert said["Приоритетность, баллов"]["softer"] == "низкая < 26,25; высокая ≥ 45"
    assert all(t.is_internal and t.section == "methodology" for t in found.values())


def test_forced_priority_moves_with_its_share(make, agency, defaults):
    """11 % overdue force «высокая» from 7.5 and 10 %, not from 12.5 %."""
    late = pd.array([True] * 11 + [False] * 89, dtype="boolean")
    made = make([items("p01", 100, is_overdue=late)], [problem("p01", severity=0)])
    (row,) = (
        r
        for r in tables(made, agency, defaults)["sensitivity-problems"].rows
        if r.label.endswith("приоритетность")
    )
    assert tuple(row.cells.values())[:2] == ("высокая", "высокая")
    assert row.cells["stricter"] != "высокая"


def test_a_stable_map_says_so(make, agency, defaults):
    made = make([items("p01", 2)], [problem("p01", severity=30)])
    found = tables(made, agency, defaults)
    assert "sensitivity-problems" not in found
    assert "Ни у одной проблемы уровень не изменяется." in found["sensitivity-levels"].notes


def test_an_empty_map_has_no_tables(make, agency, defaults):
    assert sensitivity(build(make([])), agency, defaults) == ()
