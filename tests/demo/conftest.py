from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import demo_files
import pytest


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def registers() -> list[demo_files.Register]:
    return demo_files.registers()
