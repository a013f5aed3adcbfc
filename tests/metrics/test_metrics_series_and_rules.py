"""Monthly series for the tests, explicit rules, and topics that want guidance."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tests.report import sample

from painmap import metrics, stats
from painmap.metrics import Plan, RuleInputs, Setting
from painmap.params.models import Question, Questionnaire, Scale, Study
from painmap.periods import Period, month_range
from painmap.report_data import RuleOutcome
from painmap.schema import RESPONSES

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
JAN_MAR = month_range(date(2025, 1, 1), date(2025, 3, 1))


def plan(**fields: Any) -> Plan:
    start = {
        "family": "topics",
        "by": "topic_code",
        "labels": {"01": "Сроки", "02": "Справки"},
        "client_kind": "external",
        "covered": JAN_MAR,
        "until": date(2025, 3, 31),
    }
    return Plan(**(start | fields))


def test_monthly_counts_zero_where_covered_and_nothing_where_not(appeals: Appeals) -> None:
    frame = appeals(
        {"registered_date": "2025-01-31", "topic_code": "01"},
        {"registered_date": "2025-03-01", "topic_code": "01"},
        {"registered_date": "2025-03-02", "topic_code": "01", "client_kind": "internal"},
    )
    covered = (JAN_MAR[0], JAN_MAR[2])
    first, second = metrics.monthly(frame, plan(covered=covered))
    assert (first.code, first.counts) == ("01", (1.0, None, 1.0))
    assert second.counts == (0.0, None, 0.0)


def test_monthly_counts_a_mass_mailing_once(appeals: Appeals) -> None:
    letters = [{"registered_date": "2025-02-10", "topic_code": "01", "mailing_id": "m1"}] * 64
    (first, _) = metrics.monthly(
        appeals(*letters, {"registered_date": "2025-02-11", "topic_code": "01"}), plan()
    )
    assert first.counts == (0.0, 2.0, 0.0)


def test_monthly_cuts_the_last_month_by_days(appeals: Appeals) -> None:
    frame = appeals({"registered_date": "2025-03-03"}, {"registered_date": "2025-03-20"})
    (series,) = metrics.monthly(frame, plan(by="", labels={"": "Все"}, until=date(2025, 3, 10)))
    assert (series.counts[-1], series.exposure[-1]) == (1.0, 10)


def test_new_problems_are_not_testable(appeals: Appeals) -> None:
    first, second = metrics.monthly(appeals({"topic_code": "01"}), plan(new=frozenset({"02"})))
    assert (first.reason, second.reason) == ("", stats.NOT_TESTABLE)


def test_portfolio_runs_through_the_tests(register: pd.DataFrame, setting: Make) -> None:
    made = metrics.portfolio(register, setting())
    trends = stats.compare_counts(made, Period(2025), setting().defaults.trend)
    assert [t.family for t in trends] == sorted(s.family for s in made)
    total = next(t for t in trends if (t.family, t.client_kind) == ("totals", "external"))
    assert total.result.total == len(metrics.frames(register, setting(), "external").now)
    assert total.result.verdict in ("no_change", "insufficient")
    assert metrics.charted(made[0]).id == "totals-external"


def test_a_charted_series_says_whose_appeals_it_counts(register: pd.DataFrame, setting: Make) -> None:
    found = {
        s.id: (s.client_kind, s.channel) for s in map(metrics.charted, metrics.portfolio(register, setting()))
    }
    assert found["totals-internal"] == ("internal", "")
    assert found["channels-external-email"] == ("external", "email")
    assert {channel for id_, (_, channel) in found.items() if id_.startswith("topics")} == {""}


# --- rules ------------------------------------------------------------------------------------------


def quarter_rows(counts: dict[str, int], **fields: Any) -> list[dict[str, Any]]:
    """Complaints of different people in the first month of each quarter."""
    months = {"Q1": "01", "Q2": "04", "Q3": "07", "Q4": "10"}
    return [
        {"registered_date": f"{key[:4]}-{months[key[5:]]}-05", "appeal_kind": "complaint", **fields}
        for key, n in counts.items()
        for _ in range(n)
    ]


YEARS_OF_TEN = {f"{year}-Q{q}": 10 for year in (2023, 2024) for q in range(1, 5)}


def outcome(inputs: RuleInputs, name: str) -> RuleOutcome:
    return next(r for r in metrics.rules(inputs) if r.id == name)


@pytest.mark.parametrize(("clients", "due"), [(30, True), (19, False)])
def test_significant_number_of_complaints(appeals: Appeals, setting: Make, clients: int, due: bool) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": clients}))
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number")
    assert found.conditions[0][3] is due
    assert found.conditions[0][2] == "не менее 20"
    assert found.outcome is (True if due else None)


def test_significant_number_needs_four_quarters_of_history(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows({"2024-Q4": 10, "2025-Q1": 50}))
    found = outcome(RuleInputs(setting=setting("2025-Q1"), appeals=frame), "significant_number")
    assert (found.conditions[0][3], found.outcome) == (None, None)


def test_one_doubled_problem_is_enough(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN | {"2025-Q1": 16}))
    problem = ["p01" if str(d).startswith("2025") else None for d in frame["registered_date"]]
    assigned = pd.DataFrame(
        {"record_id": frame["record_id"], "problem_id": problem, "topic_model_code": None}
    )
    known = [p for p in sample.internal().problems if p.id == "p01"]
    inputs = RuleInputs(setting=setting("2025-Q1", assignments=assigned), appeals=frame, problems=known)
    found = outcome(inputs, "significant_number")
    assert found.conditions[1][1] == f"16 («{known[0].title}», I квартал 2025 года; в АППГ — 0)"
    assert found.outcome is True


def survey(scores: list[int]) -> tuple[pd.DataFrame, tuple[Study, Questionnaire]]:
    form = Questionnaire(
        schema_version=1,
        id="q",
        title="Анкета",
        client_kind="external",
        scales={"five": Scale(labels={str(i): i for i in range(1, 6)})},
        questions=(Question(id="all", text="В целом", kind="scale", scale="five", is_satisfaction=True),),
    )
    study = Study(
        schema_version=1,
        id="s",
        title="Опрос",
        purpose="оценка",
        object="клиенты",
        questionnaire="q",
        client_kind="external",
        mode="online",
        kind="quantitative",
        waves=(),
    )
    rows = [
        {
            "record_id": f"s:{i}:all",
            "source_id": "survey",
            "source_file_id": "aa",
            "study_id": "s",
            "wave_id": "2025",
            "respondent_id": str(i),
            "client_kind": "external",
            "responded_date": pd.Timestamp("2025-02-01"),
            "question_id": "all",
            "value": float(score),
        }
        for i, score in enumerate(scores)
    ]
    return RESPONSES.conform(pd.DataFrame(rows)), (study, form)


@pytest.mark.parametrize(
    ("scores", "complaints", "due"),
    [
        ([1] * 10 + [5] * 20, 10, True),
        ([5] * 30, 10, False),
        ([1] * 10 + [5] * 20, 9, False),
        ([1] * 29, 10, None),
        ([], 10, None),
        ([], 9, False),
    ],
)
def test_in_depth_survey_needs_both_conditions(
    appeals: Appeals, setting: Make, scores: list[int], complaints: int, due: bool | None
) -> None:
    frame = appeals(*quarter_rows({"2025-Q1": complaints}))
    assigned = pd.DataFrame({"record_id": frame["record_id"], "problem_id": "p01", "topic_model_code": None})
    responses, source = survey(scores or [5])
    given = setting("2025-Q1", assignments=assigned, responses=responses if scores else None)
    inputs = RuleInputs(setting=given, appeals=frame, surveys=(source,))
    assert outcome(inputs, "in_depth_survey").outcome is due


def test_rules_are_for_quarters(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*quarter_rows(YEARS_OF_TEN))
    assert metrics.rules(RuleInputs(setting=setting("2025-01"), appeals=frame)) == ()
    yearly = outcome(RuleInputs(setting=setting("2025"), appeals=frame), "significant_number")
    assert len(yearly.conditions) == 4 + 2


def test_materials_are_wanted_from_the_threshold_on(appeals: Appeals, setting: Make) -> None:
    asked = {"reason_code": "п03", "topic_code": "02", "registered_date": "2025-05-05"}
    frame = appeals(
        *[asked] * 5, *[asked | {"topic_code": "01"}] * 4, *[asked | {"client_kind": "internal"}] * 5
    )
    (found,) = metrics.materials(frame, setting())
    assert (found.topic_code, found.topic_title, found.requests.value, found.quarter) == (
        "02",
        "Справки",
        5,
        "2025-Q2",
    )


# --- speed ------------------------------------------------------------------------------------------


def test_all_metrics_of_7200_appeals_in_time(register: pd.DataFrame, setting: Make) -> None:
    large = pd.concat(
        [register.assign(record_id=register["record_id"] + f"-{i}") for i in range(3)], ignore_index=True
    )
    metrics.compute(register, setting())
    start = time.process_time()
    metrics.compute(large, setting())
    assert time.process_time() - start < 1.5


def test_import_is_light() -> None:
    code = "import sys, painmap.metrics; print([m for m in ('scipy', 'statsmodels') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
