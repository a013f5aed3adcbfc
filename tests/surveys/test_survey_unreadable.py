"""Answers beside scale and options, and answers on last year's scale: given, and in no figure."""

from __future__ import annotations

from typing import Any

from tests.surveys.drawn_surveys import FORM, STUDY, answers, blank, compute, mark

from painmap.params.check_surveys import questionnaire_faults
from painmap.params.models import FormerVersion, Scale
from painmap.schema import UNREADABLE

NOW, BEFORE = "Отчётный период", "АППГ"


def unread(question: str, *numbers: int, wave: str = "2025") -> list[dict[str, Any]]:
    """Answers of these respondents that fit nothing."""
    drawn = answers(question, [UNREADABLE] * (max(numbers) + 1), wave)
    return [row for row in drawn if int(row["respondent_id"]) in numbers]


def test_answers_beside_the_scale_are_no_silence_and_no_figure() -> None:
    lost = [*unread("all", *range(30, 35)), *unread("advise", 30, 31), *unread("topic", 30)]
    read = [row for q, one in (("all", 5), ("advise", 9), ("topic", "a")) for row in answers(q, [one] * 30)]
    tables, plain = compute(read, lost, blank(35, 36)), compute(read)
    missing = tables["item-nonresponse"]
    told = {q: [mark(missing, q, key) for key in ("answered", "unsure", "unread", "period")] for q in (
        "all", "advise", "topic",
    )}  # fmt: skip
    assert told == {"all": [30, 0, 5, 2], "advise": [30, 0, 2, 5], "topic": [30, 0, 1, 6]}
    assert [mark(missing, q, "asked") for q in told] == [37, 37, 37]
    for id_ in ("summary", "all", "advise", "topic"):
        assert tables[id_].rows == plain[id_].rows
    assert mark(tables["indices"], "csi", "value") == mark(plain["indices"], "csi", "value")


def test_one_who_answered_beside_the_scale_has_answered() -> None:
    every = ("speed", "advise", "topic", "needs")
    rows = [row for q in every for row in answers(q, [{"topic": "a", "needs": "x"}.get(q, 5)] * 30)]
    table = compute(rows, unread("all", *range(29)), unread("all", 30), blank(31))["accounting"]
    # Five closed questions, of which 30 people answered four so that they could be read.
    assert [mark(table, NOW, key) for key in ("received", "finished", "usable", "blank")] == [32, 30, 30, 1]
    few = compute(rows[:90], unread("all", *range(29)))["accounting"]
    assert mark(few, NOW, "finished") == 29


def test_a_choice_of_several_with_one_that_fits_none_is_an_answer() -> None:
    missing = compute(answers("needs", [("x", UNREADABLE)] * 20), blank(20))["item-nonresponse"]
    assert [mark(missing, "needs", key) for key in ("answered", "unread", "period")] == [20, 0, 1]


def test_answers_on_last_years_scale_were_given() -> None:
    seven = Scale(labels={f"{i} из 7": i for i in range(1, 8)})
    former = FormerVersion.model_validate({"id": "old", "questions": [{"id": "all", "scale": "seven"}]})
    form = FORM.model_copy(update={"versions": (former,), "scales": {**FORM.scales, "seven": seven}})
    first, last = STUDY.waves
    study = STUDY.model_copy(update={"waves": (first.model_copy(update={"version": "old"}), last)})
    questions = ("speed", "advise", "topic", "needs")
    rest = [
        row for wave in ("2024", "2025") for q in questions
        for row in answers(q, [{"topic": "a", "needs": "x"}.get(q, 5)] * 30, wave)
    ]  # fmt: skip
    rest = [row for row in rest if (row["wave_id"], row["question_id"]) != ("2024", "speed")]
    then = answers("all", [*[7, 2] * 15, 7], "2024")
    tables = compute(
        rest, answers("all", [5] * 30), then, blank(31, 32, 33, wave="2024"), form=form, study=study
    )
    missing = tables["item-nonresponse"]
    assert mark(missing, "all", "previous") == 3
    assert [mark(tables["accounting"], "2024", key) for key in ("finished", "usable", "blank")] == [30, 31, 3]
    assert mark(tables["summary"], "all", "previous_mean") == "…"
    assert (
        "Показатели АППГ по вопросу «В целом?» не приводятся: шкала ответов изменена (замер 2024 → 2025)."
    ) in tables["summary"].notes


def test_the_code_of_what_cannot_be_read_is_no_option() -> None:
    changed = FORM.questions[3].model_copy(update={"options": {"a": "Архив", UNREADABLE: "Брак"}})
    assert not list(questionnaire_faults(FORM))
    faults = list(questionnaire_faults(FORM.model_copy(update={"questions": (changed,)})))
    assert [UNREADABLE in str(fault) for fault in faults] == [True]
