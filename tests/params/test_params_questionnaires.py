"""The instruments of every order: what each asks for is asked, by rules that a methodologist would accept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from painmap.errors import PainmapError
from painmap.params.load import load, load_agency, load_questionnaire
from painmap.params.models import Questionnaire
from painmap.paths import Tree

ROOT = Path(__file__).parents[2]
# Agency → instruments («5.2»–«5.5», приказ 2; 14, 19; 10, 16, 17).
INSTRUMENTS = {
    "minec-49": ("external", "function", "in-depth", "internal", "measure", "service"),
    "minfin-chr": ("external", "function", "in-depth", "internal", "service"),
    "dagpechat": ("external", "function", "in-depth", "internal", "service"),
    "minyust-rd": ("additional", "external", "internal"),
    "dztszn-nao": ("external", "internal", "registration"),
}
NEW = [
    f"{agency}-{name}"
    for agency, names in INSTRUMENTS.items()
    for name in names
    if name not in ("external", "internal")
]
ALL = [f"{agency}-{name}" for agency, names in INSTRUMENTS.items() for name in names]
THREE = ("minec-49", "minfin-chr", "dagpechat")
SERVICE = (
    "динамика числа пользователей", "удовлетворённост", "доступность", "понятность", "удобство",
    "оперативность", "лояльность", "предложения",
)  # fmt: skip
FUNCTION = (
    "потребности", "гипотез", "содержание мероприятий", "условия проведения", "качество организации",
    "предложения", "эффективность деятельности", "качество жизни",
)  # fmt: skip


def form(id_: str) -> Questionnaire:
    return load_questionnaire(Tree(ROOT), id_)


def aspects(id_: str, paragraph: str) -> str:
    return " | ".join(q.aspect for q in form(id_).questions if paragraph in q.paragraph)


def test_every_order_has_its_instruments_and_they_load_with_their_agency() -> None:
    for agency, params in load(Tree(ROOT)).agencies.items():
        assert sorted(params.questionnaires) == sorted(f"{agency}-{name}" for name in INSTRUMENTS[agency])


@pytest.mark.parametrize("agency", THREE)
def test_parameters_of_services_and_functions_are_asked(agency: str) -> None:
    for name, paragraph, parameters in (("service", "5.3", SERVICE), ("function", "5.4", FUNCTION)):
        asked = aspects(f"{agency}-{name}", paragraph)
        assert not [one for one in parameters if one not in asked]
    depth = form(f"{agency}-in-depth")
    assert sum(q.kind == "open" for q in depth.questions) >= 4
    assert {"5.1", "5.2"} == {q.paragraph for q in depth.questions}


def test_the_paragraphs_of_the_others_are_asked() -> None:
    assert {q.paragraph for q in form("minec-49-measure").questions} == {"5.1", "5.2"}
    registration = {q.paragraph for q in form("dztszn-nao-registration").questions}
    assert {
        "10",
        "16, подпункт 1",
        "16, подпункт 2",
        "16, подпункт 3",
        "16, подпункт «б»",
        "17",
    } <= registration
    assert {"14", "19"} <= {q.paragraph for q in form("minyust-rd-additional").questions}


@pytest.mark.parametrize("id_", ALL)
def test_the_lead_tells_of_anonymity_use_and_free_will(id_: str) -> None:
    lead = form(id_).lead
    for word in ("анонимна", "152-ФЗ", "добровольное", "в обобщённом виде", "можно пропустить"):
        assert word in lead
    if id_.startswith("dztszn-nao"):
        first = form(id_).questions[0]
        assert (first.id, first.paragraph) == ("anonymity", "10")
        assert "если Вы не решите иначе" in lead


@pytest.mark.parametrize("id_", ALL)
def test_scales_are_balanced_and_leave_a_way_out(id_: str) -> None:
    for scale in form(id_).scales.values():
        values = [value for value in scale.labels.values() if value is not None]
        assert values == [5, 4, 3, 2, 1]
        assert list(scale.labels)[-1] == "Затрудняюсь ответить"
        assert scale.labels["Затрудняюсь ответить"] is None


@pytest.mark.parametrize("id_", NEW)
def test_questions_ask_one_thing_each_and_name_their_paragraph(id_: str) -> None:
    questions = form(id_).questions
    assert sum(q.is_satisfaction for q in questions) == 1
    assert 10 <= len(questions) <= 22
    for question in questions:
        assert question.paragraph
        assert question.aspect
        assert question.text[0].isupper()
        if question.kind == "scale":
            # «и» between two things that are judged; «понятностью и удобством».
            judged = question.text.partition("(")[0]
            assert not re.search(r"(?:остью|ством|ием|ой|ами), \w+|(?:остью|ством) и \w", judged), (
                question.text
            )
            assert judged.count(" и ") == 0, question.text
        if question.kind == "multi":
            # Nothing of it; whoever had no difficulty at all was not asked at which stage he had it.
            way_out = "Затрудняюсь" if question.only_if else "Ни"
            assert any(title.startswith(way_out) for title in question.options.values()), question.id


def test_an_instrument_without_a_study_is_checked_with_its_agency(tree: Tree) -> None:
    path = tree.params / "questionnaires" / "minec-49-measure.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('paragraph: "5.1"', 'paragraph: "7.1"', 1), encoding="utf-8")
    with pytest.raises(PainmapError, match=r"«7\.1».*minec-49-measure\.yaml"):
        load_agency(tree, "minec-49")
    load_agency(tree, "minfin-chr")


def test_an_instrument_belongs_to_the_agency_with_the_longest_name(tree: Tree) -> None:
    """`minec-49-…` is none of an agency `minec`."""
    for path in sorted(tree.params.glob("*/minec-49.*")):
        text = re.sub(r"(?m)^(id|agency): minec-49$", r"\1: minec", path.read_text(encoding="utf-8"))
        # A rule of the profile names an instrument that `minec` has not.
        text = re.sub(r", questionnaire: [\w-]+|questionnaire: [\w-]+, ", "", text)
        path.with_stem("minec").write_text(text, encoding="utf-8")
    assert sorted(load_agency(tree, "minec").questionnaires) == ["minec-49-external", "minec-49-internal"]
    assert "minec-49-measure" in load_agency(tree, "minec-49").questionnaires


def test_one_questionnaire_can_be_loaded_alone(tree: Tree) -> None:
    assert load_questionnaire(tree, "mkgu").id == "mkgu"
    with pytest.raises(PainmapError, match="имелось в виду «mkgu»"):
        load_questionnaire(tree, "mkgy")
