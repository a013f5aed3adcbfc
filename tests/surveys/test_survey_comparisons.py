"""Cases from responses: which questions are compared, with whom, and why others are not."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pandas as pd
import pytest
from tests.defaults import report_defaults

from painmap import stats, surveys
from painmap.params.models import Event, Question, Questionnaire, Scale, Study, Wave
from painmap.periods import Period
from painmap.schema import RESPONSES
from painmap.stats import Case
from painmap.stats.nps import NpsCase
from painmap.stats.scores import ScoreCase

FORM = Questionnaire(
    schema_version=1,
    id="form",
    title="Анкета",
    client_kind="external",
    scales={"four": Scale(labels={"Да": 4, "Скорее да": 3, "Скорее нет": 2, "Нет": 1, "Не знаю": None})},
    questions=(
        Question(id="all", text="В целом?", kind="scale", scale="four", is_satisfaction=True),
        Question(id="advise", text="Посоветуете?", kind="nps"),
        Question(id="topic", text="О чём?", kind="single", options={"a": "Архив"}),
        Question(id="needs", text="Что важно?", kind="multi", options={"a": "Запись"}),
    ),
)
Answers = list[dict[str, Any]]


def study(kind: Literal["external", "internal", "unknown"] = "external") -> Study:
    return Study(
        schema_version=1,
        id="study",
        title="Опрос",
        purpose="оценка",
        object="клиенты",
        questionnaire="form",
        client_kind=kind,
        mode="online",
        kind="quantitative",
        waves=(Wave(id="2024", start=date(2024, 10, 1), end=date(2024, 11, 1)),),
    )


def answers(question: str, values: list[float | None], year: int = 2025, **fields: Any) -> Answers:
    return [
        {
            "source_id": "forms",
            "source_file_id": "aa",
            "study_id": "study",
            "wave_id": str(year),
            "respondent_id": f"{year}:{number}",
            "client_kind": "external",
            "responded_date": pd.Timestamp(year, 10, 1 + number % 20),
            "question_id": question,
            "value": value,
        }
        | fields
        for number, value in enumerate(values)
    ]


def cases(*groups: Answers, kind: Any = "external", **fields: Any) -> dict[str, Case]:
    rows = [row for group in groups for row in group]
    frame = RESPONSES.conform(pd.DataFrame([row | {"record_id": f"r{i}"} for i, row in enumerate(rows)]))
    setting = surveys.SurveySetting(
        study=study(kind),
        questionnaire=FORM,
        defaults=report_defaults(survey_min_responses=fields.pop("least", 10)),
        period=Period.parse("2025"),
        as_of=date(2025, 12, 31),
        events=fields.pop("events", ()),
    )
    return {case.code: case for case in surveys.cases(frame, setting)}


BOTH = (answers("all", [4, 4, 3, 1] * 5), answers("all", [4, 2, 2, 1, 1] * 4, 2024))


def test_scale_is_counted_by_mark() -> None:
    """«Затрудняюсь ответить» and marks outside the scale are no answers."""
    found = cases(*BOTH, answers("all", [None, 7], 2025, wave_id="late"))["study-all"]
    assert isinstance(found, ScoreCase)
    assert (found.family, found.label, found.client_kind) == ("scores", "В целом?", "external")
    assert (found.scale, found.counts, found.counts_before) == ((1, 2, 3, 4), (5, 0, 5, 10), (8, 8, 0, 4))
    assert found.reason == ""


def test_loyalty_is_counted_by_class() -> None:
    found = cases(answers("advise", [0, 6, 7, 8, 9, 10, 10]), answers("advise", [5, 9], 2024))["study-advise"]
    assert isinstance(found, NpsCase)
    assert (found.family, found.now, found.before) == ("nps", (3, 2, 2), (1, 0, 1))


def test_only_rated_questions_that_were_answered_are_cases() -> None:
    chosen = answers("topic", [None] * 20, option_code="a") + answers("needs", [None] * 20, option_code="a")
    assert set(cases(*BOTH, chosen, answers("advise", [9], 2024))) == {"study-all"}


def test_other_studies_and_years_do_not_count() -> None:
    strange = answers("all", [1] * 9, study_id="other") + answers("all", [1] * 9, 2023)
    assert cases(*BOTH, strange) == cases(*BOTH)


def test_question_not_asked_before_is_told() -> None:
    assert cases(BOTH[0])["study-all"].reason == "за тот же период прошлого года ответов на вопрос нет"


def _event(day: str, kind: Any = "questionnaire", whose: Any = ("external",)) -> Event:
    return Event(day=date.fromisoformat(day), kind=kind, title="Новая анкета", client_kinds=whose)


@pytest.mark.parametrize(
    ("event", "is_refused"),
    [
        (_event("2025-03-01"), True),
        (_event("2025-10-05"), True),  # within the answers of the period
        (_event("2024-10-05"), True),
        (_event("2024-10-01"), False),  # all answers lie on its later side
        (_event("2025-11-20"), False),  # and here on the earlier
        (_event("2025-03-01", "registration"), False),
        (_event("2025-03-01", whose=("internal",)), False),
    ],
)
def test_answers_on_both_sides_of_another_form_are_not_compared(event: Event, is_refused: bool) -> None:
    reason = cases(*BOTH, events=(event,))["study-all"].reason
    assert reason == (f"между периодами менялась анкета ({event.day:%d.%m.%Y})" if is_refused else "")


def test_answers_from_other_sources_are_not_compared() -> None:
    paper = answers("all", [3] * 20, 2024, source_id="paper", is_tally=True)
    assert "из разных источников" in cases(BOTH[0], paper)["study-all"].reason


@pytest.mark.parametrize(
    ("kind", "least", "is_refused"),
    [("internal", 21, True), ("internal", 20, False), ("external", 21, True), ("external", 20, False)],
)
def test_few_answers_are_not_compared(kind: str, least: int, is_refused: bool) -> None:
    assert bool(cases(*BOTH, kind=kind, least=least)["study-all"].reason) is is_refused


def test_study_of_anybody_is_of_all_clients() -> None:
    assert cases(*BOTH, kind="unknown")["study-all"].client_kind == "all"


def test_cases_reach_a_verdict() -> None:
    """The order of responses does not matter; what must not be compared says why."""
    found = [*cases(*BOTH, answers("advise", [9] * 25)).values()]
    turned = [*cases(*reversed(BOTH), answers("advise", [9] * 25)).values()]
    rules = report_defaults().trend
    trends = stats.compare_cases(found, rules)
    assert trends == stats.compare_cases(turned, rules)
    assert [(t.family, t.result.test, t.result.verdict) for t in trends] == [
        ("nps", "nps_difference", "insufficient"),
        ("scores", "score_difference", "growth"),
    ]
    assert trends[0].result.reason == "за тот же период прошлого года ответов на вопрос нет"
    assert (trends[1].result.total, trends[1].result.total_before, trends[1].result.effect) == (20, 20, 1.0)
