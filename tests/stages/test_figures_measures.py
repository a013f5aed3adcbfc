"""What `decisions` register of a measure reaches the test of its effect and the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from painmap.params.bundle import AgencyParams
from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.problem_map.measures import CONTROL_LATE, LAG_LATE
from painmap.schema import DECISIONS
from painmap.stages._figures import Figures
from painmap.stats.effects import FOUND_LARGE, REGISTERED_LATE
from tests.stages.test_figures import AGENCY, figures


def registered(repository: Path, entered: str, **columns: str) -> AgencyParams:
    """The agency without a move of its register, with one measure, of p01, entered on this day."""
    params = load_agency(Tree(repository), AGENCY)
    params = replace(params, agency=params.agency.model_copy(update={"events": ()}))
    cells = {"measure": "Мера", "effect_date": "2024-10-01", **columns}
    rows = [
        {
            "map_period": "2024",
            "client_kind": "external",
            "problem_id": "p01",
            "measure_id": "m1",
            "column": column,
            "value": value,
            "author_role": "Отдел",
            "entered_date": entered,
        }
        for column, value in cells.items()
    ]
    return replace(params, decisions=DECISIONS.conform(pd.DataFrame(rows)))


@pytest.fixture(scope="module")
def told(repository: Path) -> Figures:
    params = registered(repository, "2024-11-05", lag_months="2", control_problem_id="p02")
    return figures(params, "2025")


def test_measure_takes_its_lag_control_and_registration_from_params(told: Figures) -> None:
    (measure,) = told.measures
    assert (measure.lag_months, measure.registered_date) == (2, date(2024, 11, 5))
    assert measure.result.n == 34, "two months of transition"
    assert measure.evidence.path is not None
    assert measure.evidence.path.months[0] == date(2024, 12, 1)
    assert REGISTERED_LATE in measure.evidence.notes
    assert measure.evidence.notes[-2:] == (LAG_LATE, CONTROL_LATE)
    assert measure.evidence.control is not None
    assert measure.evidence.control.code == "p02"
    assert "мало" in measure.evidence.control.reason, "a problem that nobody wrote of"


def test_measure_of_a_problem_found_by_its_counts_leaves_their_months_out(repository: Path) -> None:
    params = registered(repository, "2024-09-01")
    found = params.problems.assign(valid_from="2024-Q1", found_on=pd.NA)
    (measure,) = figures(replace(params, problems=found), "2025").measures
    assert measure.result.n == 33
    assert FOUND_LARGE in measure.evidence.notes
    assert REGISTERED_LATE not in measure.evidence.notes


def test_measure_that_has_not_begun_is_not_tested(repository: Path) -> None:
    assert figures(registered(repository, "2024-09-01"), "2024-Q3").measures == ()
