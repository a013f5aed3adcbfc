"""The audit of a period as the report takes it, and the remark on changes that errors could make."""

from __future__ import annotations

import pandas as pd
import pytest

from painmap.periods import Period
from painmap.report_data import TestResult, Trend
from painmap.schema import PROBLEMS, REVIEWS
from painmap.stages._audits import Assigned, told


def trend(code: str, effect: float, verdict: str = "decline", **fields: str) -> Trend:
    result = TestResult(test="counts", effect_kind="ratio", effect=effect, verdict=verdict)  # type: ignore[arg-type]
    values = {"family": "problems", "code": code, "label": code, "client_kind": "external", **fields}
    return Trend(**values, result=result)  # type: ignore[arg-type]


def assigned(verdicts: dict[str, str]) -> Assigned:
    """Twenty texts of each of two years, all of p01; staff's are never judged."""
    ids = [f"{year}-{n:02}" for year in (2024, 2025) for n in range(20)]
    texts = pd.DataFrame({"record_id": [*ids, "staff"], "client_kind": ["external"] * 40 + ["internal"]})
    texts["date"] = pd.to_datetime([f"{i[:4]}-05-01" for i in ids] + ["2025-05-01"])
    rows = [
        {
            "record_id": id_,
            "problem_id": "p01",
            "verdict": verdict,
            "author_role": "Отдел",
            "entered_date": "2026-01-10",
        }
        for id_, verdict in verdicts.items()
    ]
    problem = {
        "id": "p01", "client_kind": "external", "problem_kind": "problem", "title": "Очереди",
        "status": "accepted", "valid_from": "2023",
    }  # fmt: skip
    return Assigned(
        texts=texts.assign(record_id=texts["record_id"].astype("string")),
        assignments=pd.DataFrame({"record_id": texts["record_id"], "problem_id": "p01"}).astype("string"),
        reviews=REVIEWS.conform(pd.DataFrame(rows, columns=REVIEWS.names)),
        registry=PROBLEMS.conform(pd.DataFrame([problem])),
    )


WRONG_NOW = {f"2025-{n:02}": "right" if n < 12 else "wrong" for n in range(16)}
DOUBTFUL = trend("p01", 0.9)


def test_the_audit_of_a_period_and_the_changes_in_doubt() -> None:
    audit, trends = told(assigned(WRONG_NOW), Period(2025), [DOUBTFUL])
    assert (audit.total.assigned.value, audit.total.judged.value, audit.total.share.value) == (20, 16, 0.75)
    assert audit.total.ci_low is not None
    assert 0.5 < audit.total.ci_low < 0.75
    assert audit.problems["p01"].judged.value == 16
    assert (audit.bounded, audit.doubtful) == (("p01",), ("p01",))
    assert trends[0].note.startswith("может объясняться ошибками отнесения к проблеме (с их учётом — от −")


@pytest.mark.parametrize(
    "other",
    [
        trend("p01", 0.2),
        trend("p01", 0.9, "no_change"),
        trend("p01", 0.9, client_kind="internal"),
        trend("p01", 0.9, family="topics"),
    ],
    ids=["too large", "no change", "of staff", "no problem"],
)
def test_other_changes_bear_no_remark(other: Trend) -> None:
    audit, (noted,) = told(assigned(WRONG_NOW), Period(2025), [other])
    assert (audit.doubtful, noted) == ((), other)
    assert bool(audit.bounded) == (other.result.effect == 0.2)


def test_a_remark_joins_the_note_that_was_there() -> None:
    noted = DOUBTFUL.model_copy(update={"note": "возможен эффект учёта"})
    _, trends = told(assigned(WRONG_NOW), Period(2025), [noted])
    assert trends[0].note.startswith("возможен эффект учёта; может объясняться")


@pytest.mark.parametrize("verdicts", [{}, {"2023-00": "right"}, {"staff": "right"}])
def test_without_judgements_nothing_is_bounded(verdicts: dict[str, str]) -> None:
    audit, trends = told(assigned(verdicts), Period(2025), [DOUBTFUL])
    assert not audit.is_judged
    assert (audit.total.assigned.value, audit.total.judged.value) == (20, 0)
    assert (audit.bounded, trends[0].note) == ((), "")


def test_judgements_of_the_year_before_bound_a_change_too() -> None:
    audit, _ = told(assigned({f"2024-{n:02}": "right" for n in range(20)}), Period(2025), [DOUBTFUL])
    assert not audit.is_judged
    assert (audit.bounded, audit.doubtful) == (("p01",), ())
