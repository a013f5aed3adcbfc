"""Marks of «Ваш контроль»: JSON and XML of one content are one questionnaire."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from message_files import REPOSITORY, shipped

from painmap.errors import PainmapError
from painmap.intake.mkgu import INDICATORS, MARKS
from painmap.params.models import Questionnaire, Study
from painmap.params.yaml_file import read_yaml
from painmap.schema import UNREADABLE

QUESTIONNAIRE = Path("/work/shared/data/mkgu_questionnaire.json")


@pytest.fixture
def form() -> Questionnaire:
    where = "params/questionnaires/mkgu.yaml"
    return Questionnaire.model_validate(read_yaml(REPOSITORY / where, where))


@pytest.fixture
def rates(take, tmp_path, survey, form):
    study = Study.model_validate(survey[0].model_dump() | {"questionnaire": "mkgu"})

    def run(content: object, name: str = "rates.json"):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        return take(path, shipped("mkgu"), form=(study, form))

    return run


def filled(
    number: str, *marks: tuple[int, int], day: str = "2024-10-05", sign: str = "@"
) -> dict[str, object]:
    data = {
        "user": {f"{sign}id": "u-17"}, "service": {f"{sign}id": "555"}, "procedure": {f"{sign}id": "1"},
        "authority": {f"{sign}id": "77"}, "date": day, "received-date": "2024-10-06", "okato": "01000000000",
    }  # fmt: skip
    rate = [{f"{sign}indicator-id": indicator, f"{sign}value-id": value} for indicator, value in marks]
    return {f"{sign}mkgu-id": "m", f"{sign}foreign-id": number, "data": data, "rates": {"rate": rate}}


def body(*forms: object, sign: str = "@") -> dict[str, object]:
    return {"body": {"vendor": {f"{sign}id": "9"}, "form-version": "0.0.4", "forms": {"form": list(forms)}}}


def answers(result) -> list[tuple[str, float]]:
    return sorted(result.responses[["question_id", "value"]].itertuples(index=False, name=None))


ALL = ((9, 41), (10, 47), (11, 53), (12, 59), (13, 65))
READ = [("comfort", 4.0), ("information", 5.0), ("queue", 2.0), ("staff", 3.0), ("time", 1.0)]


@pytest.mark.parametrize("sign", ["@", "", "_"])
def test_each_indicator_is_a_question(sign, rates):
    result = rates(body(filled("1", *ALL, sign=sign), sign=sign))
    assert answers(result) == READ
    assert set(result.responses["wave_id"]) == {"2024"}
    assert result.journal["warnings"] == []


def test_one_form_without_a_list_and_rates_as_a_list(rates):
    one = filled("1", *ALL)
    one["rates"] = one["rates"]["rate"]
    assert answers(rates({"forms": {"form": one}})) == READ


def test_the_wording_is_that_of_the_questionnaire(form):
    assert [question.text for question in form.questions] == [title for title, _ in INDICATORS.values()]
    assert set(form.scales["quality"].labels) == set(MARKS)


@pytest.mark.skipif(not QUESTIONNAIRE.exists(), reason="нет данных для разработки")
def test_the_indicators_are_those_of_the_federal_form():
    content = json.loads(QUESTIONNAIRE.read_text(encoding="utf-8"))
    assert list(MARKS) == content["scale"]
    found = {str(one["id"]): (one["title"], one["value_ids"]) for one in content["indicators"]}
    assert found == {
        number: (title, list(range(low, low + 5))) for number, (title, low) in INDICATORS.items()
    }


def test_the_same_marks_in_xml(rates):
    marks = "".join(f'<rate indicator-id="{indicator}" value-id="{value}"/>' for indicator, value in ALL)
    form = (
        '<form mkgu-id="m" foreign-id="1"><data><user id="u-17"/><service id="555"/><procedure>1</procedure>'
        f'<authority id="77"/><date>2024-10-05</date></data><rates>{marks}</rates></form>'
    )
    text = f'<?xml version="1.0"?><body xmlns="urn:m"><vendor id="9"/><forms>{form}</forms></body>'
    assert answers(rates(text, "rates.xml")) == READ
    twice = text.replace("</forms>", form.replace('foreign-id="1"', 'foreign-id="2"') + "</forms>")
    assert len(rates(twice, "rates.xml").responses) == 10


def test_people_are_told_apart_by_the_number_of_the_form(rates):
    result = rates(body(filled("1", (9, 45)), filled("2", (9, 45)), filled("2", (9, 41), day="2024-10-07")))
    assert answers(result) == [("time", 1.0), ("time", 5.0)]
    assert list(result.rejects["row"]) == [2]
    assert "u-17" not in result.responses.to_csv()


def test_unknown_marks_and_indicators_are_counted_and_told(rates):
    result = rates(body(filled("1", (9, 46), (10, 46), (14, 70)), filled("2", (9, "нет"))))
    assert result.responses["question_id"].tolist() == ["time", "queue", "time"]
    assert int(result.responses["option_code"].eq(UNREADABLE).sum()) == 2
    assert result.journal["answers"]["rejected"] == 2
    assert any("Показатель № 14" in warning or "№ 14" in warning for warning in result.journal["warnings"])


def test_forms_that_cannot_be_read_are_rejected(rates):
    empty = filled("3")
    result = rates(body(filled("1", *ALL), "не анкета", empty, {"data": None}))
    assert list(result.rejects["row"]) == [2, 3, 4]
    assert all("нет сведений" in reason for reason in result.rejects["reasons"])


@pytest.mark.parametrize("written", ["2024-10-05T10:00:00", "2024-10-05 10:00:00 UTC", "05.10.2024"])
def test_dates_as_the_system_writes_them(written, rates):
    result = rates(body(filled("1", (9, 45), day=written)))
    assert str(result.responses["responded_date"][0].date()) == "2024-10-05"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("empty.json", " ", "Файл пуст"),
        ("cut_in_the_middle.json", json.dumps(body(filled("1", *ALL)))[:-40], "повреждён или обрезан"),
        ("other.json", '{"messages": []}', "нет анкет"),
        ("list.json", "[1]", "нет анкет"),
        ("cut.xml", "<body><forms><form>", "повреждён или обрезан"),
        ("page.xml", "<!DOCTYPE html><html></html>", "HTML или XML с DOCTYPE"),
        ("laughs.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
    ],
)
def test_what_are_no_marks_is_refused(name, text, said, rates):
    with pytest.raises(PainmapError, match=said) as caught:
        rates(text, name)
    assert caught.value.__cause__ is None
