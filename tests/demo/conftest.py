from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import demo_files
import pytest

from painmap.demo.generate import SEED
from painmap.demo.phrases import agencies, bank
from painmap.demo.plan import Planner
from painmap.demo.records import Record


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def registers() -> list[demo_files.Register]:
    return demo_files.registers()


@pytest.fixture(scope="session")
def records() -> dict[str, list[Record]]:
    """Agency → all its appeals; the committed files are made of the same (test_demo_determinism)."""
    made = {}
    for agency in agencies():
        setup = bank(agency)["setup"]
        planner = Planner(agency, SEED, setup["phone_block"])
        made[agency] = [record for year in sorted(setup["received"]) for record in planner.year(year)]
    return made
