"""A drawn questionnaire, its study, and answers to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from tests.defaults import report_defaults

from painmap import surveys
from painmap.params.models import Event, Question, Questionnaire, Scale, Study, Wave
from painmap.periods import Period
from painmap.report_data import Number, Table
from painmap.schema import BLANK_QUESTION, RESPONSES

LABELS: dict[str, int | None] = {f"{i} – балл": i for i in range(5, 0, -1)}
FORM = Questionnaire(
    schema_version=1,
    id="form",
    title="Анкета",
    client_kind="external",
    scales={"five": Scale(labels={**LABELS, "Затрудняюсь ответить": None})},
    questions=(
        Question(id="all", text="В целом?", kind="scale", scale="five", is_satisfaction=True, paragraph="14"),
        Question(id="speed", text="Быстро?", kind="scale", scale="five"),
        Question(id="advise", text="Посоветуете?", kind="nps"),
        Question(id="topic", text="О чём?", kind="single", options={"a": "Архив", "b": "Брак"}),
        Question(id="needs", text="Что важно?", kind="multi", options={"x": "Запись", "y": "Срок"}),
        Question(id="words", text="Предложения", kind="open"),
    ),
)
STUDY = Study(
    schema_version=1,
    id="study",
    title="Опрос клиентов",
    purpose="оценка",
    object="клиенты",
    questionnaire="form",
    client_kind="external",
    mode="online",
    kind="quantitative",
    population="Отвечали по собственному желанию",
    waves=(
        Wave(id="2024", start=date(2024, 10, 1), end=date(2024, 11, 1), offered=200),
        Wave(id="2025", start=date(2025, 10, 1), end=date(2025, 11, 1), offered=400),
    ),
)
RULES = report_defaults()
HEAD = "survey-study-"
STAFF = STUDY.model_copy(update={"client_kind": "internal"})


def answers(question: str, values: list[Any], wave: str = "2025", **fields: Any) -> list[dict[str, Any]]:
    """One answer of respondent 0, 1, …; numbers are scores, words options, tuples several options."""
    rows = []
    for number, value in enumerate(values):
        for place, option in enumerate(value if isinstance(value, tuple) else (value,)):
            is_score = isinstance(option, int) or option is None
            rows.append(
                {
                    "record_id": f"study:{wave}:{number}:{question}:{place}:{option}",
                    "source_id": "survey",
                    "source_file_id": "aa",
                    "study_id": "study",
                    "wave_id": wave,
                    "respondent_id": str(number),
                    "client_kind": "external",
                    "responded_date": pd.Timestamp(f"{wave}-10-15"),
                    "question_id": question,
                    "value": option if is_score else None,
                    "option_code": None if is_score else option,
                    **fields,
                }
            )
    return rows


def compute(
    *groups: list[dict[str, Any]],
    period: str = "2025",
    as_of: date = date(2025, 12, 31),
    least: int = 10,
    events: tuple[Event, ...] = (),
    study: Study = STUDY,
    form: Questionnaire = FORM,
) -> dict[str, Table]:
    """Tables without the head «survey-study-» of their ids."""
    frame = RESPONSES.conform(pd.DataFrame([row for rows in groups for row in rows]))
    setting = surveys.SurveySetting(
        study=study,
        questionnaire=form,
        defaults=RULES.model_copy(update={"survey_min_responses": least}),
        period=Period.parse(period),
        as_of=as_of,
        events=events,
    )
    tables = surveys.compute(frame, setting)
    assert all(key.startswith(HEAD) for key in tables)
    return {key.removeprefix(HEAD): table for key, table in tables.items()}


def cell(table: Table, row: str, column: str) -> Number:
    value = next(r for r in table.rows if row in (r.code, r.label)).cells[column]
    assert isinstance(value, Number)
    return value


def mark(table: Table, row: str, column: str) -> float | str | None:
    """The figure, or the sign that stands for it."""
    found = cell(table, row, column)
    return found.mark or found.value


def blank(*numbers: int, wave: str = "2025", **fields: Any) -> list[dict[str, Any]]:
    """Questionnaires of these respondents that were handed in without an answer."""
    drawn = answers(BLANK_QUESTION, [None] * (max(numbers) + 1), wave, **fields)
    return [row for row in drawn if int(row["respondent_id"]) in numbers]


def waves(**fields: Any) -> Study:
    """The study whose wave of 2025 has these fields."""
    before, now = STUDY.waves
    return STUDY.model_copy(update={"waves": (before, now.model_copy(update=fields))})
