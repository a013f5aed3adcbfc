"""Every figure of a built report is found again in the processed parquet by SQL (`tests/independent`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.independent.catalogue import check
from tests.pipeline.conftest import AGENCY, SMALL, Done

pytestmark = [pytest.mark.pipeline, pytest.mark.xdist_group("pipeline")]


@pytest.mark.parametrize("agency", [AGENCY, SMALL])
def test_every_figure_of_the_tables_is_found_again_by_sql(built: tuple[Path, Done], agency: str) -> None:
    """`SMALL` has a register of 59 rows and no history: signs in the place of figures agree as well."""
    assert check(built[0], agency, "2025") == []
