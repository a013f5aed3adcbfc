"""What the figures of a period hand to the tests: what was found for its size, what no file covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from painmap.params.bundle import AgencyParams
from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.periods import Period
from painmap.schema import APPEAL_ITEMS, APPEALS, ASSIGNMENTS, RESPONSES
from painmap.stages import _coverage
from painmap.stages._figures import Figures, Inputs, _refused
from painmap.stages.project import Project
from painmap.stats import NOT_TESTABLE, CountSeries
from tests.stages import check_tree

AGENCY = "minyust-rd"


@pytest.fixture(scope="module")
def params(repository: Path) -> AgencyParams:
    return load_agency(Tree(repository), AGENCY)


def figures(params: AgencyParams, period: str, **received: date) -> Figures:
    """Of one letter a day through two registers, all on the first problem."""
    days = pd.date_range("2023-01-09", "2025-12-30")
    source = ["register" if day < pd.Timestamp("2024-07-01") else "delo" for day in days]
    appeals = APPEALS.conform(
        pd.DataFrame(
            {
                "record_id": [f"r{i}" for i in range(len(days))],
                "source_id": source,
                "source_file_id": source,
                "appeal_id": [str(i) for i in range(len(days))],
                "registered_date": days,
                "client_kind": "external",
                "channel_code": "post",
                "regime_code": "59-fz",
            }
        )
    )
    assigned = pd.DataFrame({"record_id": appeals["record_id"], "problem_id": "p01", "score": 1.0})
    return Figures(
        Inputs(
            params=params,
            period=Period.parse(period),
            appeals=appeals,
            responses=RESPONSES.empty(),
            assignments=ASSIGNMENTS.conform(assigned),
            first=date(2023, 1, 1),
            items=APPEAL_ITEMS.empty(),
            rejected={},
            received=received,
        )
    )


def first_problem(found: Figures) -> CountSeries:
    return next(s for s in found.portfolio if (s.family, s.code) == ("problems", "p01"))


def test_problems_found_in_the_period_are_not_compared(params: AgencyParams) -> None:
    entered = params.problems.assign(valid_from="2025-Q3", found_on=pd.NA)
    new = replace(params, problems=entered)
    assert first_problem(figures(new, "2025")).reason == NOT_TESTABLE
    assert first_problem(figures(new, "2025-Q4")).reason == ""
    assert first_problem(figures(params, "2025")).reason == ""


def test_no_date_of_change_is_sought_where_the_discovery_makes_one(params: AgencyParams) -> None:
    def told(entered: str) -> str:
        changed = replace(params, problems=params.problems.assign(valid_from=entered, found_on=pd.NA))
        found = figures(changed, "2025").breaks
        return next(t.result.reason for t in found if (t.family, t.code) == ("problems", "p01"))

    assert told("2023-Q1") == "новая: выявлена по обращениям этих же месяцев"
    assert told("2022") == ""


def test_series_of_problems_know_the_move_and_end_with_the_last_receipt(params: AgencyParams) -> None:
    found = first_problem(figures(params, "2025", register=date(2025, 1, 20), delo=date(2025, 11, 10)))
    assert found.moves == (date(2024, 7, 1),)
    assert (found.months[-1], found.exposure[-1]) == (date(2025, 11, 1), 10)
    # The journal ended where the system began: nothing is missing.
    assert (found.note, None in found.counts) == ("", False)


def test_receipts_are_those_of_the_registers_the_last_of_each(tree: Path) -> None:
    raw = tree / "data" / "raw" / check_tree.AGENCY
    (raw / "2024").mkdir()
    (raw / "2024" / "register-2024.csv").write_bytes(
        (raw / "2025" / "register-2025.csv").read_bytes() + b"\n"
    )
    (raw / "2025" / "survey-external-2025.csv").write_bytes(b"x")
    # A file that intake.csv does not name was received by the end of its year.
    assert _coverage.received(Project(tree, check_tree.AGENCY)) == {"register": date(2025, 12, 31)}


def test_a_refusal_is_known_when_there_is_an_outcome() -> None:
    outcomes = pd.Series(["refused", "upheld", "pending", None], dtype="string")
    assert _refused(outcomes).tolist() == [True, False, pd.NA, pd.NA]
