"""What could not be read fills no question in the counts that a later file is compared with."""

from __future__ import annotations

import pandas as pd

from painmap.schema import RESPONSES, UNREADABLE
from painmap.stages.baselines.counts import _of_responses
from tests.surveys.drawn_surveys import answers


def test_unreadable_answers_fill_no_question() -> None:
    rows = RESPONSES.conform(pd.DataFrame(answers("all", [5, None, UNREADABLE])))
    part = _of_responses(rows)["parts"]["2025"]
    assert (part["rows"], part["filled"]) == (3, {"all": 2})
