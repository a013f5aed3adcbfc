"""Figures of a survey: scales, distributions, comparability."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tests.surveys.drawn_surveys import FORM, STUDY, answers, cell, compute

from painmap import surveys
from painmap.params.models import Event
from painmap.report_data import Number
from painmap.schema import RESPONSES


def test_tables_of_a_study() -> None:
    tables = compute(answers("all", [5] * 30), answers("needs", [("x",)] * 30))
    assert list(tables) == ["accounting", "summary", "indices", "all", "needs", "item-nonresponse"]
    appendix = tables.pop("item-nonresponse")
    assert (appendix.section, appendix.is_internal) == ("stat_tables", True)
    assert {(t.section, t.is_internal) for t in tables.values()} == {("surveys_external", False)}
    assert tables["all"].paragraph == "14"


def test_a_period_without_responses_has_no_tables() -> None:
    assert compute(answers("all", [5] * 30), period="2025-Q1") == {}
    assert compute(answers("all", [5] * 30), as_of=date(2025, 10, 1)) == {}


def test_accounting_counts_questionnaires_not_answers() -> None:
    tables = compute(answers("all", [5] * 50), answers("speed", [4] * 40), answers("all", [5] * 30, "2024"))
    table = tables["accounting"]
    assert cell(table, "Отчётный период", "received").value == 50
    assert cell(table, "Отчётный период", "response_share") == Number(value=0.125, base=400)
    assert cell(table, "АППГ", "response_share") == Number(value=0.15, base=200)
    assert table.notes == ("Отвечали по собственному желанию",)


def test_few_answers_are_not_generalised() -> None:
    assert "не распространяются" in compute(answers("all", [5] * 29))["accounting"].notes[-1]
    # 39 of 400 is below a tenth.
    assert "не распространяются" in compute(answers("all", [5] * 39))["accounting"].notes[-1]


def test_summary_of_a_scale() -> None:
    now, before = [5] * 10 + [4] * 10 + [2] * 20 + [None] * 7, [3] * 25
    table = compute(answers("all", now), answers("all", before, "2024"))["summary"]
    assert cell(table, "all", "n").value == 40
    assert cell(table, "all", "mean") == Number(value=3.25, base=40)
    assert cell(table, "all", "top2_share") == Number(value=0.5, base=40)
    assert cell(table, "all", "previous_mean").value == 3.0
    assert cell(table, "all", "change").value == 0.25


def test_summary_marks_what_is_too_small_or_not_asked() -> None:
    table = compute(answers("all", [5] * 9), answers("speed", [4] * 10))["summary"]
    assert (cell(table, "all", "mean").mark, cell(table, "all", "top2_share").mark) == ("*", "*")
    assert cell(table, "speed", "mean").value == 4.0
    assert cell(table, "advise", "mean").mark == "–"
    labels = {row.code: row.label for row in table.rows}
    assert labels == {"all": "В целом?", "speed": "Быстро?", "advise": "Посоветуете? (шкала 0–10)"}
    assert cell(table, "all", "change").mark == "…"


def test_the_smallest_number_of_responses_is_a_parameter() -> None:
    table = compute(answers("all", [5] * 39 + [None]), least=40)["summary"]
    assert cell(table, "all", "top2_share") == Number(mark="*", base=39)
    assert list(compute(answers("all", [5] * 39), least=40)) == ["accounting"]


def test_question_is_compared_only_where_both_waves_asked_it() -> None:
    tables = compute(answers("all", [5] * 30), answers("speed", [5] * 30), answers("all", [5] * 30, "2024"))
    assert cell(tables["all"], "5", "previous").value == 30
    assert cell(tables["speed"], "5", "previous").mark == "…"


@pytest.mark.parametrize(
    ("day", "kind", "is_other"),
    [
        (date(2025, 6, 1), "questionnaire", True),
        (date(2025, 6, 1), "legal", False),
        (date(2024, 10, 1), "questionnaire", False),
    ],
)
def test_no_change_is_printed_between_two_questionnaires(day: date, kind: Any, is_other: bool) -> None:
    event = Event(day=day, kind=kind, title="Новая анкета", client_kinds=("external",))
    tables = compute(answers("all", [5] * 30), answers("all", [4] * 30, "2024"), events=(event,))
    summary, marks = tables["summary"], tables["all"]
    assert cell(summary, "all", "previous_mean").value == 4.0
    assert cell(summary, "all", "change") == (Number(mark="…") if is_other else Number(value=1.0))
    assert (cell(marks, "5", "change").mark == "…") == is_other
    assert (cell(marks, "Всего ответивших", "change_share").mark == "…") == is_other
    told = "Изменение не рассчитано: между периодами менялась анкета (01.06.2025)."
    assert [told in table.notes for table in (summary, marks)] == [is_other] * 2


def test_distribution_of_a_scale_with_hard_to_say() -> None:
    table = compute(answers("all", [5] * 20 + [1] * 10 + [None] * 10))["all"]
    assert [r.code for r in table.rows] == ["5", "4", "3", "2", "1", "", ""]
    assert cell(table, "5", "share") == Number(value=0.5, base=40)
    assert cell(table, "Затрудняюсь ответить", "period").value == 10
    assert cell(table, "4", "period").value == 0
    assert cell(table, "Всего ответивших", "period").value == 40


def test_several_choices_are_shares_of_respondents() -> None:
    table = compute(answers("needs", [("x", "y")] * 20 + [("y",)] * 20))["needs"]
    assert cell(table, "x", "share") == Number(value=0.5, base=40)
    assert cell(table, "y", "share") == Number(value=1.0, base=40)
    assert not table.is_additive


def test_nps_question_top_is_9_and_10() -> None:
    table = compute(answers("advise", [10] * 10 + [9] * 5 + [8] * 15))["summary"]
    assert cell(table, "advise", "top2_share") == Number(value=0.5, base=30)


def test_another_study_is_not_counted() -> None:
    stranger = answers("all", [1] * 30, study_id="another")
    for number, row in enumerate(stranger):
        row["record_id"] = f"another:{number}"
    assert cell(compute(answers("all", [5] * 30), stranger)["all"], "1", "period").value == 0


def test_low_scores_of_satisfaction_questions_only() -> None:
    frame = RESPONSES.conform(pd.DataFrame(answers("all", [1, 2, 3, 5, None]) + answers("speed", [1] * 5)))
    found = surveys.low_scores(frame, [(STUDY, FORM)], date(2025, 10, 1), date(2025, 12, 31))
    assert (found.respondents, found.low_respondents, found.answers, found.low_answers) == (4, 2, 4, 2)
    assert (found.share, found.mean) == (0.5, 2.75)
    nobody = surveys.low_scores(frame, [(STUDY, FORM)], date(2024, 10, 1), date(2024, 12, 31))
    assert (nobody.respondents, nobody.mean, nobody.share) == (0, None, 0.0)


@pytest.mark.parametrize("seed", [1, 2])
def test_row_order_does_not_matter(seed: int) -> None:
    rows = answers("all", [5, 4, 3, 2, 1] * 8) + answers("needs", [("x", "y"), ("y",)] * 15)
    shuffled = pd.DataFrame(rows).sample(frac=1.0, random_state=seed).to_dict("records")
    first, second = compute(rows), compute(shuffled)  # type: ignore[arg-type]
    assert json.dumps({k: t.model_dump() for k, t in first.items()}) == json.dumps(
        {k: t.model_dump() for k, t in second.items()}
    )


def test_every_cell_stands_in_a_column() -> None:
    for table in compute(answers("all", [5] * 30), answers("all", [5] * 30, "2024")).values():
        keys = {c.key for c in table.columns}
        assert all(set(row.cells) == keys for row in table.rows), table.id
