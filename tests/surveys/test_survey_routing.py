"""Filter questions, on twelve questionnaires counted by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from tests.defaults import report_defaults
from tests.surveys.drawn_surveys import FORM, STUDY, answers, blank, compute, mark

from painmap import surveys
from painmap.params.models import Filter, FormerQuestion, FormerVersion, Question, Questionnaire
from painmap.periods import Period
from painmap.schema import RESPONSES, UNREADABLE
from painmap.surveys.routing import routed

# «topic» is for everybody, «speed» for whom it was «a», «needs» for whom «a» too, and «words» for whom
# «needs» was «y».
FILTERS = {
    "speed": Filter(question="topic", options=("a",)),
    "needs": Filter(question="topic", options=("a",)),
    "words": Filter(question="needs", options=("y",)),
}


def _form(**changes: Any) -> Questionnaire:
    order = ["topic", "all", "speed", "needs", "advise", "words"]
    asked: list[Question] = [
        FORM.question(id_).model_copy(update={"only_if": FILTERS.get(id_)}) for id_ in order
    ]
    return FORM.model_copy(update={"questions": tuple(asked), **changes})


def _of(question: str, given: dict[int, Any], wave: str = "2025", **fields: Any) -> list[dict[str, Any]]:
    """Answers of these respondents to a question."""
    last = max(given)
    drawn = answers(question, [given.get(n, "-") for n in range(last + 1)], wave, **fields)
    return [row for row in drawn if int(row["respondent_id"]) in given]


# Twelve people. 0–4 say «a», 5–7 «b», 8 cannot be read, 9–10 leave the filter out, 11 hands in a blank.
TWELVE = [
    *_of("topic", {**dict.fromkeys(range(5), "a"), **dict.fromkeys(range(5, 8), "b"), 8: UNREADABLE}),
    # 0–3 are asked and answer; 5 and 6 were sent past it and answer; 9 left the filter out and answers.
    *_of("speed", {0: 5, 1: 4, 2: 5, 3: None, 5: 1, 6: 1, 9: 4}),
    # 0 and 1 chose «y»; 7, who was sent past it, too; 8, whose filter nobody can read, answers.
    *_of("needs", {0: ("x", "y"), 1: "y", 2: "x", 7: ("x", "y"), 8: "x"}),
    *_of("all", dict.fromkeys(range(11), 5)),
    *blank(11),
]


def test_answers_of_those_who_were_sent_past_a_question_enter_no_figure() -> None:
    tables = compute(TWELVE, form=_form(), least=1)
    assert mark(tables["summary"], "speed", "n") == 4  # 0, 1, 2 and 9.
    assert mark(tables["summary"], "speed", "mean") == pytest.approx((5 + 4 + 5 + 4) / 4)
    assert [mark(tables["needs"], code, "period") for code in ("x", "y")] == [3, 2]
    assert mark(tables["summary"], "all", "n") == 11
    assert "Вопрос задавался тем, кто на вопрос «О чём?» ответил «Архив»" in tables["speed"].notes
    assert not [note for note in tables["all"].notes if "задавался" in note]


def test_who_was_sent_past_a_question_left_nothing_out() -> None:
    table = compute(TWELVE, form=_form(), least=1)["item-nonresponse"]
    keys = ("asked", "answered", "unsure", "unread", "period")
    told = {id_: [mark(table, id_, key) for key in keys] for id_ in ("topic", "all", "speed", "needs")}
    assert told == {
        "topic": [12, 8, 0, 1, 3],
        "all": [12, 11, 0, 0, 1],
        "speed": [6, 4, 1, 0, 1],  # 0–4, of whom 3 is unsure and 4 is silent, and 9.
        "needs": [6, 4, 0, 0, 2],  # 0–4 and 8.
    }
    # 0 and 1 chose «y», and said nothing.
    assert [mark(table, "words", key) for key in keys] == [2, 0, 0, 0, 2]
    assert "Кому вопрос не предназначен по ответу на вопрос-фильтр, тот его не получил" in table.notes
    assert "Ответили на вопрос, который им не предназначен, и в показатели не вошли: 3" in table.notes


def test_a_form_without_filters_says_nothing_of_them() -> None:
    notes = compute(TWELVE, least=1)["item-nonresponse"].notes
    assert not [note for note in notes if "предназначен" in note]


def test_a_questionnaire_is_finished_with_what_was_put_to_its_respondent() -> None:
    rows = [
        *_of("topic", {0: "b", 1: "a", 2: "b"}),
        *_of("all", {0: 5, 1: 5, 2: 5}),
        *_of("advise", {0: 9, 1: 9}),
    ]
    table = compute(rows, form=_form(), least=1)["accounting"]
    # Closed questions: three were put to 0 and 2, five to 1.
    assert mark(table, "Отчётный период", "finished") == 1


def test_low_marks_of_those_who_were_not_asked_are_no_feedback() -> None:
    frame = RESPONSES.conform(pd.DataFrame(TWELVE))
    period = Period.parse("2025")
    counts = []
    for condition in (FILTERS["speed"], None):
        asked = {"is_satisfaction": True, "only_if": condition}
        form = _form()
        questions = tuple(q.model_copy(update=asked) if q.id == "speed" else q for q in form.questions)
        surveyed = [(STUDY, form.model_copy(update={"questions": questions}))]
        found = surveys.low_scores(frame, surveyed, period.start, period.end)
        counts.append((found.low_respondents, found.low_answers))
    assert counts == [(0, 0), (2, 2)]


def test_answers_of_a_tally_are_not_linked_and_stand() -> None:
    rows = [*_of("topic", {0: "b", 1: "b"}, is_tally=True), *_of("speed", {0: 5, 1: 4}, is_tally=True)]
    frame = RESPONSES.conform(pd.DataFrame(rows))
    found = routed(frame, STUDY, _form())
    assert (len(found.put), len(found.passed_by), found.astray) == (4, 0, 0)
    # Another source of the same wave may number its people alike.
    frame = RESPONSES.conform(pd.DataFrame([*rows[2:], *_of("topic", {0: "a", 1: "b"}, source_id="forms")]))
    found = routed(frame, STUDY, _form())
    assert (len(found.put), found.astray) == (4, 0)


CHAIN = ["topic", "needs", "speed", "all"]


def _chain() -> Questionnaire:
    """«needs» is for whom «topic» was «a», «speed» for whom «needs» was «y»."""
    conditions = {"needs": FILTERS["needs"], "speed": FILTERS["words"]}
    asked = [FORM.question(id_).model_copy(update={"only_if": conditions.get(id_)}) for id_ in CHAIN]
    return FORM.model_copy(update={"questions": tuple(asked)})


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ({}, True),
        ({"topic": UNREADABLE}, True),
        ({"topic": "a"}, True),
        ({"topic": "b"}, False),
        ({"topic": "b", "needs": "y"}, False),
        ({"topic": "a", "needs": "x"}, False),
        ({"topic": "a", "needs": ("x", UNREADABLE)}, True),
        ({"topic": "a", "needs": ("x", "y")}, True),
    ],
)
def test_only_an_answer_that_can_be_read_sends_past_a_chain(given: dict[str, Any], is_kept: bool) -> None:
    rows = [row for question, answer in given.items() for row in _of(question, {0: answer})]
    rows += _of("speed", {0: 5})
    found = routed(RESPONSES.conform(pd.DataFrame(rows)), STUDY, _chain())
    assert ("speed" in set(found.put["question_id"])) is is_kept
    assert ("speed" not in set(found.passed_by["question_id"])) is is_kept


def test_words_stand_wherever_they_were_written() -> None:
    rows = [*_of("needs", {0: "x", 1: "x"}), *_of("topic", {0: "a", 1: "a"})]
    words = answers("words", [None], text="слова")
    found = routed(RESPONSES.conform(pd.DataFrame([*rows, *words])), STUDY, _form())
    assert found.astray == 0
    assert found.passed_by["respondent_id"][found.passed_by["question_id"] == "words"].tolist() == ["1"]


def test_a_tally_tells_nothing_of_whom_was_asked() -> None:
    rows = [{**row, "is_tally": True} for row in TWELVE]
    notes = compute(rows, form=_form(), least=1)["speed"].notes
    assert not [note for note in notes if "задавался" in note]


def test_nothing_came_in() -> None:
    found = routed(RESPONSES.conform(pd.DataFrame(columns=["record_id"])), STUDY, _form())
    assert (len(found.put), len(found.passed_by), found.astray) == (0, 0, 0)


def test_a_wave_is_sorted_by_its_own_version() -> None:
    open_to_all = FormerVersion(id="old", questions=(FormerQuestion(id="speed", only_if="all"),))
    form = _form(versions=(open_to_all,))
    before, now = STUDY.waves
    study = STUDY.model_copy(update={"waves": (before.model_copy(update={"version": "old"}), now)})
    rows = [
        row
        for wave in ("2024", "2025")
        for row in [*_of("topic", {0: "b"}, wave), *_of("speed", {0: 5}, wave), *_of("all", {0: 5}, wave)]
    ]
    found = routed(RESPONSES.conform(pd.DataFrame(rows)), study, form)
    assert found.put.groupby("wave_id")["question_id"].apply(list).to_dict() == {
        "2024": ["topic", "speed", "all"],
        "2025": ["topic", "all"],
    }
    assert found.astray == 1


def test_the_order_of_the_answers_changes_nothing() -> None:
    frame = RESPONSES.conform(pd.DataFrame(TWELVE))
    there, back = routed(frame, STUDY, _form()), routed(frame.iloc[::-1], STUDY, _form())
    assert there.astray == back.astray == 3
    assert set(there.put["record_id"]) == set(back.put["record_id"])
    assert there.passed_by.equals(back.passed_by)


def test_the_test_of_a_change_takes_only_those_who_were_asked() -> None:
    frame = RESPONSES.conform(pd.DataFrame(TWELVE))
    setting = surveys.SurveySetting(
        study=STUDY,
        questionnaire=_form(),
        defaults=report_defaults(survey_min_responses=1),
        period=Period.parse("2025"),
        as_of=Period.parse("2025").end,
    )
    (case,) = [one for one in surveys.cases(frame, setting) if one.code.endswith("speed")]
    assert sum(case.counts) == 4
