"""Cross-checks of studies and questionnaires, each with a file that is really broken."""

# ruff: noqa: E501 — a case stands on one line.

from __future__ import annotations

from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.params.load import load_agency
from painmap.params.models import Questionnaire
from painmap.paths import Tree

STUDY = "studies/minyust-rd-external.yaml"
STAFF = "studies/minyust-rd-internal.yaml"
FORM = "questionnaires/minyust-rd-external.yaml"
WAVES, QUESTIONS = "waves:\n", "questions:\n"


def _version(rest: str) -> str:
    return f"versions:\n- {{id: old, {rest}}}\nquestions:\n"


CASES = {
    # waves
    "end_before_start": (STUDY, 'id: "2023", start: 2023-10-02', 'id: "2023", start: 2023-11-12', ("Замер «2023» кончается раньше", "waves[1].end", "поменяйте даты")),
    "touching": (STUDY, "start: 2024-10-01", "start: 2023-11-10", ("«2023» и «2024» пересекаются", "waves[2].start", "исправьте даты")),
    "out_of_order": (STUDY, "start: 2023-10-02, end: 2023-11-10", "start: 2026-10-02, end: 2026-11-10", ("«2023» и «2024»", "не по порядку")),
    "wave_version": (STUDY, "end: 2023-11-10}", "end: 2023-11-10, version: old}", ("Версия анкеты «old»", "waves[1].version")),
    "more_started": (STUDY, "end: 2023-11-10}", "end: 2023-11-10, offered: 10, started: 11}", ("начато анкет (11) больше, чем предложено (10)", "waves[1].started", "исправьте offered")),
    "unit_of_population": (STUDY, "end: 2023-11-10}", "end: 2023-11-10, population: 100}", ("указан объём совокупности", "waves[1].population", "population_unit")),
    # groups
    "unknown_breakdown": (STUDY, WAVES, "breakdowns: [form, age]\nwaves:\n", ("Вопрос «age»", "breakdowns[2]", "form")),
    "open_breakdown": (STUDY, WAVES, "breakdowns: [difficulties]\nwaves:\n", ("«difficulties» не делит", "breakdowns[1]", "form, needs")),
    "breakdown_twice": (STUDY, WAVES, "breakdowns: [form, form]\nwaves:\n", ("Вопрос «form» встречается дважды", "breakdowns")),
    "breakdown_of_staff": (STAFF, WAVES, "breakdowns: [overall]\nwaves:\n", ("Опросы сотрудников не разбиваются", "поле breakdowns", "уберите breakdowns")),
    # margins
    "margin_question": (STUDY, WAVES, "margins: {age: {young: 1}}\nwaves:\n", ("Вопрос «age»", "margins.age")),
    "margin_of_several": (STUDY, WAVES, "margins: {needs: {a: 1}}\nwaves:\n", ("«needs» не делит", "margins.needs", "(form)")),
    "margin_option": (STUDY, WAVES, "margins: {form: {zagz: 1}}\nwaves:\n", ("Вариант ответа «zagz»", "margins.form.zagz")),
    "margin_missing": (STUDY, WAVES, "margins: {form: {FIRST: 1}}\nwaves:\n", ("не для всех вариантов", "margins.form", "впишите долю")),
    "margin_zero": (STUDY, WAVES, "margins: {form: {ZERO}}\nwaves:\n", ("равна нулю", "margins.form", "нулевым весом")),
    "margin_sum": (STUDY, WAVES, "margins: {form: {LITTLE}}\nwaves:\n", ("в сумме 0,500", "margins.form", "сумма равна 1")),
    # filter questions
    "filter_unknown": (FORM, "{id: access,", "{id: access, only_if: {question: fom, options: [zags]},", ("Вопрос выше этого «fom»", "only_if.question", "«form»")),
    "filter_below": (FORM, "{id: access,", "{id: access, only_if: {question: needs, options: [speed]},", ("Вопрос выше этого «needs»", "only_if.question")),
    "filter_of_itself": (FORM, "{id: access,", "{id: access, only_if: {question: access, options: [a]},", ("Вопрос выше этого «access»", "only_if.question")),
    "filter_by_scale": (FORM, "{id: access,", "{id: access, only_if: {question: overall, options: [a]},", ("«overall» не отбирает", "only_if.question", "single или multi")),
    "filter_option": (FORM, "{id: access,", "{id: access, only_if: {question: form, options: [zagz]},", ("Вариант ответа «zagz»", "only_if, поле options[1]", "«zags»")),
    "filter_option_twice": (FORM, "{id: access,", "{id: access, only_if: {question: form, options: [zags, zags]},", ("«zags» встречается дважды", "only_if.options")),
    "filter_of_all": (FORM, "{id: access,", "{id: access, only_if: {question: form, options: [EVERY]},", ("отбор никого не отсеивает", "only_if.options", "уберите only_if")),
    "filter_in_version": (FORM, QUESTIONS, _version("questions: [{id: access, only_if: {question: form, options: [zagz]}}]"), ("Вариант ответа «zagz»", "versions[1].questions")),
    "filter_absent": (FORM, QUESTIONS, _version("absent: [form], questions: [{id: access, only_if: {question: form, options: [zags]}}]"), ("Вопрос выше этого «form»", "versions[1].questions")),
    # versions
    "reserved_id": (FORM, "{id: access", "{id: blank", ("«blank» занят", "questions", "другой идентификатор")),
    "version_twice": (FORM, QUESTIONS, "versions:\n- {id: old}\n- {id: old}\nquestions:\n", ("Версия анкеты «old» встречается дважды", "versions")),
    "version_question": (FORM, QUESTIONS, _version("questions: [{id: acces}]"), ("Вопрос «acces»", "versions[1].questions[1].id", "«access»")),
    "version_absent": (FORM, QUESTIONS, _version("absent: [acces]"), ("Вопрос «acces»", "versions[1].absent[1]", "«access»")),
    "absent_twice": (FORM, QUESTIONS, _version("absent: [access, access]"), ("«access» встречается дважды", "versions[1].absent")),
    "changed_twice": (FORM, QUESTIONS, _version("questions: [{id: access, text: А}, {id: access, text: Б}]"), ("«access» встречается дважды", "versions[1].questions")),
    "absent_and_changed": (FORM, QUESTIONS, _version("absent: [access], questions: [{id: access, text: А}]"), ("отсутствовавшими, и изменёнными: access", "versions[1].absent")),
    "order_short": (FORM, QUESTIONS, _version("order: [form, overall]"), ("Порядок вопросов версии «old»", "access", "versions[1].order", "каждый один раз")),
    "order_of_absent": (FORM, QUESTIONS, _version("absent: [access], order: [ALL]"), ("Порядок вопросов версии «old»", "access")),
    "order_twice": (FORM, QUESTIONS, _version("order: [ALL, form]"), ("Порядок вопросов версии «old»", "form")),
    "version_scale": (FORM, QUESTIONS, _version("questions: [{id: access, scale: ten}]"), ("шкала «ten» не описана", "versions[1].questions[1].scale", "influence")),
    "scale_of_open": (FORM, QUESTIONS, _version("questions: [{id: difficulties, scale: influence}]"), ("не вопрос со шкалой", "versions[1].questions[1].scale")),
    "options_of_scale": (FORM, QUESTIONS, _version("questions: [{id: access, options: {a: А}}]"), ("не вопрос с вариантами", "versions[1].questions[1].options")),
    "no_options": (FORM, QUESTIONS, _version("questions: [{id: form, options: {}}]"), ("нет вариантов ответа", "versions[1].questions[1].options")),
    "version_text_twice": (FORM, QUESTIONS, _version('questions: [{id: access, text: "Насколько Вы удовлетворены возможностью  записи на приём?"}]'), ("Текст вопроса", "дважды", "versions[1].questions")),
    "version_option_twice": (FORM, QUESTIONS, _version("questions: [{id: form, options: {a: А, b: А}}]"), ("Вариант ответа «А»", "versions[1].questions[1].options")),
}  # fmt: skip


def _written(text: str, form: Questionnaire) -> str:
    """The case with what depends on the real questionnaire."""
    options = list(form.question("form").options)
    each = f"{1 / len(options):.6f}"
    parts = {
        "ALL": ", ".join(q.id for q in form.questions),
        "FIRST": options[0],
        "ZERO": ", ".join([f"{options[0]}: 0", f"{options[1]}: 1", *(f"{o}: 0" for o in options[2:])]),
        "LITTLE": ", ".join(f"{o}: {0.5 / len(options):.6f}" for o in options),
        "EVERY": ", ".join(options),
        "EVEN": ", ".join(f"{o}: {each}" for o in options),
    }
    for name, value in parts.items():
        text = text.replace(name, value)
    return text


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    from pathlib import Path

    root = Tree(Path(__file__).parents[2])
    return load_agency(root, "minyust-rd").questionnaires["minyust-rd-external"]


@pytest.mark.parametrize("case", CASES)
def test_cross_check(tree: Tree, break_: Any, form: Questionnaire, case: str) -> None:
    name, old, new, says = CASES[case]
    break_(name, old, _written(new, form))
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, "minyust-rd")
    text = str(caught.value)
    for part in (f"params/{name}", *says):
        assert part in text


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            STUDY,
            WAVES,
            "margins: {form: {EVEN}}\nbreakdowns: [form, needs]\npopulation_unit: обратившихся\nwaves:\n",
        ),
        (STUDY, "end: 2023-11-10}", "end: 2023-11-10, offered: 10, started: 10}"),
        (
            FORM,
            QUESTIONS,
            _version("absent: [access], questions: [{id: overall, text: Всё хорошо?, scale: influence}]"),
        ),
        (FORM, QUESTIONS, _version("order: [ALL]")),
        (FORM, "{id: access,", "{id: access, only_if: {question: form, options: [zags, other]},"),
    ],
)
def test_what_is_in_order_is_accepted(
    tree: Tree, break_: Any, form: Questionnaire, name: str, old: str, new: str
) -> None:
    break_(name, old, _written(new, form))
    assert load_agency(tree, "minyust-rd").agency.id == "minyust-rd"


def test_a_version_is_the_questionnaire_as_it_stood(tree: Tree, break_: Any, form: Questionnaire) -> None:
    ids = [q.id for q in form.questions if q.id != "access"]
    order = ", ".join([ids[1], ids[0], *ids[2:]])
    rest = f"absent: [access], order: [{order}], questions: [{{id: overall, text: Всё хорошо?, scale: influence}}]"
    break_(FORM, QUESTIONS, _version(rest))
    now = load_agency(tree, "minyust-rd").questionnaires[form.id]
    then = now.version("old")
    assert [q.id for q in then.questions] == [ids[1], ids[0], *ids[2:]]
    assert (then.question("overall").text, then.question("overall").scale) == ("Всё хорошо?", "influence")
    assert then.question("overall").is_satisfaction
    assert then.question("clarity") == now.question("clarity")
    assert then.versions == ()
    assert now.version("") == now
    assert [*now.all_versions] == ["", "old"]
