"""Words of so few staff that counts made of them would tell who said what."""

from __future__ import annotations

import pandas as pd
import pytest

from painmap.schema import RESPONSES
from painmap.surveys import open_answers


def said(people: int, kind: str, wave: str = "2025") -> pd.DataFrame:
    """One mark and one open answer of each."""
    rows = [
        {
            "record_id": f"{kind}-{wave}-{i}-{question}",
            "source_id": "s",
            "source_file_id": "f",
            "study_id": f"office-{kind}",
            "wave_id": wave,
            "respondent_id": f"{wave}-{i}",
            "client_kind": kind,
            "responded_date": pd.Timestamp(f"{wave}-11-01"),
            "question_id": question,
            "value": 4.0 if question == "overall" else None,
            "text": None if question == "overall" else "техника старая",
        }
        for i in range(people)
        for question in ("overall", "difficulties")
    ]
    return RESPONSES.conform(pd.DataFrame(rows))


@pytest.mark.parametrize(
    ("people", "kind", "kept"), [(9, "internal", 0), (10, "internal", 10), (9, "external", 9)]
)
def test_words_of_fewer_than_ten_staff_are_no_evidence(people: int, kind: str, kept: int) -> None:
    found = open_answers(said(people, kind), 10)
    assert len(found) == kept
    assert found["text"].notna().all()


def test_each_wave_is_judged_by_itself() -> None:
    waves = pd.concat([said(12, "internal", "2024"), said(3, "internal")])
    assert open_answers(waves, 10)["wave_id"].unique().tolist() == ["2024"]
