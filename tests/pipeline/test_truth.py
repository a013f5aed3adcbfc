"""The planted figures in the reports of one agency, in the build that the other tests share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pipeline.conftest import AGENCY, Done
from tests.pipeline.truth import CHECKS, Year, is_near, problems

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("pipeline")]


@pytest.fixture(scope="module")
def own(built: tuple[Path, Done]) -> Year:
    truth = json.loads((ROOT / "tests" / "demo" / "truth.json").read_text(encoding="utf-8"))
    return Year(built[0], AGENCY, "2025", truth[AGENCY])


@pytest.mark.parametrize("check", CHECKS)
def test_the_planted_figures_are_met(own: Year, check: str) -> None:
    assert CHECKS[check](own) == []


def test_planted_problems_are_found_as_often(own: Year) -> None:
    found = problems(own)
    assert len(found) == len(own.planted["problem_of"])
    assert not found[~is_near(found)].to_dict("records")
