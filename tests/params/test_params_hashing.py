"""The hash of a slice depends on the values alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from painmap.params.hashing import slice_hash
from painmap.params.load import load_agency
from painmap.paths import Tree


def test_canonical_json_of_a_plain_value() -> None:
    """sha256 of `{"a":1,"b":[true,null]}` (coreutils sha256sum)."""
    assert slice_hash({"a": 1, "b": (True, None)}) == "1cc69c7fa23616ca"


def test_order_of_keys_and_of_lists_matters() -> None:
    """The order of reasons or options in a file is the order of rows in a report."""
    assert slice_hash({"a": 1, "b": 2}) != slice_hash({"b": 2, "a": 1})
    assert slice_hash([1, 2]) != slice_hash([2, 1])
    assert slice_hash({"x", "y"}) == slice_hash(["x", "y"])


def test_models_frames_and_dates(real: Tree) -> None:
    params = load_agency(real, "minyust-rd")
    before = slice_hash(params.agency)
    assert before == slice_hash(load_agency(real, "minyust-rd").agency)
    assert before != slice_hash(params.agency.model_copy(update={"region": "иное"}))
    frame = slice_hash({"problems": params.problems, "day": date(2025, 1, 1)})
    changed = params.problems.assign(severity=params.problems["severity"] + 1)
    assert frame != slice_hash({"problems": changed, "day": date(2025, 1, 1)})
    assert slice_hash(params.decisions) == slice_hash(params.decisions.copy())


def test_missing_values_of_typed_columns() -> None:
    frame = pd.DataFrame({"n": pd.array([1, None], "Int64"), "t": pd.to_datetime(["2025-01-01", None])})
    assert slice_hash(frame) == slice_hash(
        {"columns": ["n", "t"], "rows": [[1, "2025-01-01T00:00:00"], [None, None]]}
    )


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        slice_hash(object())
    with pytest.raises(ValueError, match="JSON"):
        slice_hash(float("nan"))


def test_same_in_another_process_with_another_hash_seed(real: Tree) -> None:
    code = (
        "import sys; from pathlib import Path; from painmap.paths import Tree\n"
        "from painmap.params.load import load_agency; from painmap.params.hashing import slice_hash\n"
        "print(slice_hash(load_agency(Tree(Path(sys.argv[1])), 'minec-49').agency))"
    )
    command = [sys.executable, "-c", code, str(real.root)]
    printed = {
        subprocess.run(command, env={"PYTHONHASHSEED": s}, check=True, capture_output=True).stdout
        for s in "12"
    }
    assert printed == {slice_hash(load_agency(real, "minec-49").agency).encode() + b"\n"}
