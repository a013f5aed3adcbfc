"""The comparability gate: each difference between the waves is told by name, and nothing else bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pandas as pd
import pytest
from tests.defaults import report_defaults

from painmap.errors import PainmapError
from painmap.params.models import (
    Event,
    Filter,
    FormerQuestion,
    FormerVersion,
    Question,
    Questionnaire,
    Scale,
    Study,
    Wave,
)
from painmap.periods import Period
from painmap.schema import BLANK_QUESTION, RESPONSES, UNREADABLE
from painmap.surveys import SurveySetting, cases
from painmap.surveys.gate import NO_ANSWERS, NOT_ASKED, OTHER_SOURCE, barrier, sentences

FORM = Questionnaire(
    schema_version=1,
    id="form",
    title="Анкета",
    client_kind="external",
    scales={
        "two": Scale(labels={"Да": 2, "Нет": 1, "Не знаю": None}),
        "worded": Scale(labels={"Да, полностью": 2, "Нет": 1, "Не знаю": None}),
        "valued": Scale(labels={"Да": 5, "Нет": 1, "Не знаю": None}),
        "turned": Scale(labels={"Нет": 1, "Да": 2, "Не знаю": None}),
    },
    questions=(
        Question(id="first", text="Что важно?", kind="single", options={"a": "Запись", "b": "Срок"}),
        Question(id="second", text="В целом?", kind="scale", scale="two"),
        Question(id="third", text="Советуете?", kind="nps"),
        Question(id="last", text="Почему?", kind="open"),
    ),
)
WAY = "(замер 2024 → 2025)"


def _setting(
    former: FormerVersion | None, *, before: dict[str, Any] | None = None, events: tuple[Event, ...] = ()
) -> SurveySetting:
    """A study whose wave of 2024 had the former version and stood as `before` says."""
    form = FORM.model_copy(update={"versions": (former,) if former else ()})
    study = Study(
        schema_version=1,
        id="study",
        title="Опрос",
        purpose="оценка",
        object="клиенты",
        questionnaire="form",
        client_kind="external",
        mode="online",
        kind="quantitative",
        service="Формы",
        waves=(
            Wave(id="spring", start=date(2024, 3, 1), end=date(2024, 3, 31)),
            Wave(
                id="2024",
                start=date(2024, 10, 1),
                end=date(2024, 11, 1),
                version=former.id if former else "",
                **(before or {}),
            ),
            Wave(id="2025", start=date(2025, 10, 1), end=date(2025, 11, 1)),
        ),
    )
    return SurveySetting(
        study=study,
        questionnaire=form,
        defaults=report_defaults(survey_min_responses=1),
        period=Period.parse("2025"),
        as_of=date(2025, 12, 31),
        events=events,
    )


def _answers(
    wave: str, day: str, questions: tuple[str, ...] = ("first", "second", "third"), **more: Any
) -> Any:
    return RESPONSES.conform(
        pd.DataFrame(
            [
                {
                    "record_id": f"{wave}:{question}:{i}",
                    "source_id": "forms",
                    "source_file_id": "aa",
                    "study_id": "study",
                    "wave_id": wave,
                    "respondent_id": f"{wave}:{i}",
                    "client_kind": "external",
                    "responded_date": pd.Timestamp(day),
                    "question_id": question,
                    "value": 2.0,
                }
                | more
                for question in questions
                for i in range(3)
            ]
        )
    )


NOW, BEFORE, SPRING = (
    _answers(wave, day)
    for wave, day in (("2025", "2025-10-10"), ("2024", "2024-10-10"), ("spring", "2024-03-10"))
)


def _found(former: FormerVersion | None = None, question: str = "second", **more: Any) -> str:
    return barrier(NOW, BEFORE, FORM.question(question), _setting(former, **more))


def _changed(id_: str = "second", **fields: Any) -> FormerVersion:
    return FormerVersion(id="v1", questions=(FormerQuestion(id=id_, **fields),))


def test_what_was_asked_alike_is_compared() -> None:
    assert _found() == ""
    # A version in which another question stood otherwise.
    assert _found(_changed("third", text="Порекомендуете?")) == ""


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": "Вообще?"}, f"формулировка вопроса изменена {WAY}"),
        ({"text": "в целом?"}, f"формулировка вопроса изменена {WAY}"),
        ({"scale": "worded"}, f"шкала ответов изменена {WAY}"),
        ({"scale": "valued"}, f"шкала ответов изменена {WAY}"),
        ({"scale": "turned"}, f"шкала ответов изменена {WAY}"),
        ({"scale": "worded", "text": "Вообще?"}, f"формулировка вопроса изменена {WAY}"),
    ],
)
def test_other_wording_and_scale_bar(fields: dict[str, Any], reason: str) -> None:
    assert _found(_changed(**fields)) == reason
    # Only the question that stood otherwise.
    assert _found(_changed(**fields), "third") == ""


def test_blanks_are_no_wording() -> None:
    assert _found(_changed(text="В\u00a0 целом?")) == ""


@pytest.mark.parametrize(
    "options", [{"a": "Запись"}, {"a": "Запись на приём", "b": "Срок"}, {"b": "Срок", "a": "Запись"}]
)
def test_other_options_bar(options: dict[str, str]) -> None:
    assert _found(_changed("first", options=options), "first") == f"варианты ответа изменены {WAY}"


TALKED = Filter(question="first", options=("a",))


@pytest.mark.parametrize(
    ("now", "then", "is_barred"),
    [
        (None, TALKED, True),
        (TALKED, "all", True),
        (TALKED, Filter(question="first", options=("b",)), True),
        (TALKED, None, False),
        (TALKED, TALKED, False),
    ],
)
def test_another_circle_of_those_asked_bars(
    now: Filter | None, then: Filter | Literal["all"] | None, is_barred: bool
) -> None:
    first, second, *others = FORM.questions
    asked = second.model_copy(update={"only_if": now})
    setting = _setting(_changed(only_if=then))
    form = setting.questionnaire.model_copy(update={"questions": (first, asked, *others)})
    setting = replace(setting, questionnaire=form)
    reason = f"круг тех, кому задаётся вопрос, изменён {WAY}" if is_barred else ""
    assert barrier(NOW, BEFORE, asked, setting) == reason
    # Others that were asked their questions are not concerned.
    assert barrier(NOW, BEFORE, FORM.question("third"), setting) == ""


@pytest.mark.parametrize(
    ("options", "is_barred"),
    [({"a": "Запись", "b": "Срок", "c": "Цена"}, True), ({"b": "Срок", "a": "Запись"}, False)],
)
def test_an_answer_beside_those_that_pass_draws_people_away(options: dict[str, str], is_barred: bool) -> None:
    first, second, *others = FORM.questions
    asked = second.model_copy(update={"only_if": TALKED})
    setting = _setting(_changed("first", options=options))
    form = setting.questionnaire.model_copy(update={"questions": (first, asked, *others)})
    told = barrier(NOW, BEFORE, asked, replace(setting, questionnaire=form))
    assert told == (f"круг тех, кому задаётся вопрос, изменён {WAY}" if is_barred else "")


def test_a_filter_with_other_words_lets_others_pass() -> None:
    first, second, *others = FORM.questions
    asked = second.model_copy(update={"only_if": TALKED})
    between = Question(id="more", text="Ещё?", kind="single", options={"y": "Да", "n": "Нет"}, only_if=TALKED)
    through = second.model_copy(update={"only_if": Filter(question="more", options=("y",))})
    for questions in ((first, asked, *others), (first, between, through, *others)):
        setting = _setting(_changed("first", text="Что нужно?"))
        form = setting.questionnaire.model_copy(update={"questions": questions})
        setting = replace(setting, questionnaire=form)
        told = barrier(NOW, BEFORE, form.question("second"), setting)
        assert told == f"круг тех, кому задаётся вопрос, изменён {WAY}"


def test_other_order_above_bars_what_stands_below() -> None:
    former = FormerVersion(id="v1", order=("second", "first", "third", "last"))
    told = f"порядок вопросов перед ним изменён {WAY}"
    assert [_found(former, q) for q in ("first", "second", "third")] == [told, told, told]
    below = FormerVersion(id="v1", order=("first", "second", "last", "third"))
    assert [_found(below, q) for q in ("first", "second", "third")] == ["", "", told]


def test_a_question_added_above_bars_nothing_below() -> None:
    former = FormerVersion(id="v1", absent=("first",))
    assert _found(former) == ""
    assert _found(former, "third") == ""


def test_a_question_that_was_not_in_the_form_is_told_by_its_wave() -> None:
    former = FormerVersion(id="v1", absent=("second",))
    told = "вопрос не задавался (замер 2024)"
    before = BEFORE[BEFORE["question_id"] != "second"]
    assert barrier(NOW, before, FORM.question("second"), _setting(former)) == told
    found = {
        c.code: c.reason
        for c in cases(pd.concat([NOW, before]), _setting(former))
        if c.code.endswith("second")
    }
    assert found == {"study-second": told}


def test_a_question_nobody_answered_is_told() -> None:
    question, setting = FORM.question("second"), _setting(None)
    before = BEFORE[BEFORE["question_id"] != "second"]
    assert barrier(NOW, before, question, setting) == NOT_ASKED
    assert barrier(NOW, BEFORE.iloc[:0], question, setting) == NOT_ASKED
    assert barrier(NOW[NOW["question_id"] != "second"], BEFORE, question, setting) == NO_ANSWERS


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ({"mode": "offline"}, f"способ опроса изменён: офлайн → онлайн {WAY}"),
        ({"mode": "mixed", "service": "Бумага"}, f"способ опроса изменён: онлайн и офлайн → онлайн {WAY}"),
        ({"service": "Бумага"}, f"канал опроса изменён: Бумага → Формы {WAY}"),
        ({"service": ""}, f"канал опроса изменён: не указан → Формы {WAY}"),
        ({"mode": "online", "service": " Формы "}, ""),
    ],
)
def test_another_way_of_asking_bars_all_questions(before: dict[str, Any], reason: str) -> None:
    assert {_found(None, q, before=before) for q in ("first", "second", "third")} == {reason}


def test_other_sources_bar() -> None:
    before = BEFORE.assign(source_id="paper")
    assert barrier(NOW, before, FORM.question("second"), _setting(None)) == OTHER_SOURCE
    # Of this question, not of others.
    mixed = pd.concat([before[before["question_id"] == "first"], BEFORE[BEFORE["question_id"] != "first"]])
    assert barrier(NOW, mixed, FORM.question("second"), _setting(None)) == ""


def test_all_waves_of_both_periods_must_match() -> None:
    """The wave of spring had today's form; that of autumn 2024 had not, whichever of them is the later."""
    former, question = _changed(text="Вообще?"), FORM.question("second")
    told = f"формулировка вопроса изменена {WAY}"
    both = pd.concat([BEFORE, SPRING])
    assert barrier(NOW, SPRING, question, _setting(former)) == ""
    assert barrier(NOW, both, question, _setting(former)) == told
    assert barrier(both, SPRING, question, _setting(former)).startswith(
        "формулировка вопроса изменена (замер spring"
    )


def test_events_speak_for_a_form_without_versions_only() -> None:
    event = Event(
        day=date(2025, 3, 1), kind="questionnaire", title="Новая анкета", client_kinds=("external",)
    )
    assert _found(None, events=(event,)) == "между периодами менялась анкета (01.03.2025)"
    assert _found(_changed("third", text="Порекомендуете?"), events=(event,)) == ""


def test_a_wave_that_the_study_lost_stands_as_today() -> None:
    strange = BEFORE.assign(wave_id="gone")
    assert barrier(NOW, strange, FORM.question("second"), _setting(None)) == ""


def test_row_order_and_blank_questionnaires_say_nothing() -> None:
    blank = _answers("spring", "2024-12-10", (BLANK_QUESTION,), value=None)
    before = pd.concat([BEFORE, blank]).sample(frac=1, random_state=1)
    former = _changed(text="Вообще?")
    assert barrier(NOW, before, FORM.question("third"), _setting(former)) == ""
    assert barrier(NOW, before, FORM.question("second"), _setting(former)).endswith(WAY)


def test_answers_that_could_not_be_read_are_not_compared() -> None:
    lost = BEFORE.assign(option_code=UNREADABLE, value=None)
    assert barrier(NOW, lost, FORM.question("second"), _setting(None)) == NOT_ASKED
    strange = lost.assign(source_id="another")
    assert barrier(NOW, pd.concat([BEFORE, strange]), FORM.question("second"), _setting(None)) == ""


def test_a_difference_bars_the_test() -> None:
    responses = pd.concat([NOW, BEFORE])
    found = {case.code: case.reason for case in cases(responses, _setting(_changed(text="Вообще?")))}
    assert found == {"study-second": f"формулировка вопроса изменена {WAY}", "study-third": ""}


def test_a_version_that_nobody_described_is_told_with_the_known_ones() -> None:
    form = FORM.model_copy(update={"versions": (FormerVersion(id="v1"),)})
    with pytest.raises(PainmapError, match="Версия анкеты «v2»"):
        form.version("v2")


def test_sentences_name_the_questions_of_each_barrier() -> None:
    barriers = {"А": "шкала изменена", "Б": "", "В": "шкала изменена", "Г": "иной способ"}
    assert sentences(barriers) == (
        "Изменение по вопросам «А», «В» не рассчитано: шкала изменена.",
        "Изменение по вопросу «Г» не рассчитано: иной способ.",
    )
    assert sentences({"": "шкала изменена"}) == ("Изменение не рассчитано: шкала изменена.",)
    assert sentences({"А": ""}) == ()
