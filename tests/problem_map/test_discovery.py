"""Problems found because they were large: told without a verdict while their period is compared."""

from __future__ import annotations

import pandas as pd
import pytest

from painmap import problem_map
from painmap.periods import Period
from painmap.schema import PROBLEMS
from tests.problem_map.conftest import problem


def found(period: str, **columns: str) -> bool:
    registry = PROBLEMS.conform(pd.DataFrame([problem("p01", **columns), problem("p02", valid_from="2020")]))
    problems = problem_map.found_in(registry, Period.parse(period))
    assert "p02" not in problems
    return "p01" in problems


@pytest.mark.parametrize(
    ("entered", "period", "is_new"),
    [
        ("2025", "2025", True),
        # Periods of different kinds meet.
        ("2025-Q3", "2025", True),
        ("2025-Q3", "2025-07", True),
        ("2025", "2025-Q3", True),
        ("2025-Q3", "2025-Q4", False),
        ("2025-Q3", "2025-10", False),
        # The period of discovery is the one compared with: its figure is as inflated there.
        ("2024", "2025", True),
        ("2024-Q3", "2025", True),
        ("2024", "2025-01", True),
        ("2024-Q3", "2025-Q1", False),
        ("2024-Q3", "2025-Q4", False),
        ("2024", "2026", False),
        ("2023", "2025", False),
        # Entered later than the period that is told of.
        ("2025-Q3", "2025-Q2", True),
        ("2026", "2025", True),
    ],
)
def test_a_problem_is_compared_where_its_discovery_has_no_part(
    entered: str, period: str, is_new: bool
) -> None:
    assert found(period, valid_from=entered) is is_new


def test_what_was_found_on_the_whole_history_is_always_compared() -> None:
    assert not found("2025", valid_from="2025", found_on="history")
    assert found("2025", valid_from="2025", found_on="period")
