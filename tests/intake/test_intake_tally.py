"""Surveys that arrive as counts: figures as of any survey, nothing by person."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from message_files import REPOSITORY, shipped

from painmap.demo.surveys import SurveyMaker, read_study
from painmap.errors import PainmapError
from painmap.intake import combine
from painmap.params.models import Source
from painmap.surveys import low_scores

HEADER = ["Вопрос", "Вариант", "Число ответов", "Доля, %"]
FACTS = [["Всего анкет", "", "10"], ["Опрос окончен", "", "31.10.2024"]]
SCALE = "Насколько Вы довольны сроком?"
ROWS = [
    [SCALE, "5 – да", "6", "60"],
    ["", "1 – нет", "2", "20"],
    ["", "Затрудняюсь ответить", "1", "10"],
    ["Где Вы живёте?", "Город", "7", ""],
    ["Где Вы живёте?", "Село", "-", ""],
    ["Что важно?", "Быстро", "9", ""],
    ["Что важно?", "Близко", "8", ""],
]


@pytest.fixture
def tally(take, text_file, agency):
    def run(*rows, facts=FACTS, header=HEADER, name="tally.csv", encoding="utf-8", source="survey"):
        path = text_file(name, [["Свод анкет отдела", "", ""], *facts, header, *rows], encoding=encoding)
        own = Source(id=source, files="*", format="survey-tally", study="study")
        return take(path, shipped("survey-tally"), source=own)

    return run


def refusal(tally, *rows, **options) -> str:
    with pytest.raises(PainmapError) as caught:
        tally(*rows, **options)
    return str(caught.value)


def test_counts_come_back(tally):
    result = tally(*ROWS)
    answers = result.responses
    assert result.journal["rows"] | {"data": 10, "kept": 10} == result.journal["rows"]
    assert answers["respondent_id"].nunique() == 10
    assert answers["value"].value_counts().to_dict() == {5: 6, 1: 2}
    assert answers["option_code"].value_counts().to_dict() == {"town": 7, "fast": 9, "near": 8}
    assert answers.groupby("question_id")["respondent_id"].nunique().to_dict() == {
        "time": 9,
        "place": 7,
        "need": 10,
    }
    assert set(answers["responded_date"].dt.strftime("%d.%m.%Y")) == {"31.10.2024"}
    assert answers["is_tally"].all()


def test_other_surveys_are_no_tally(take, text_file, forms_format):
    rows = [["ID", "Время", SCALE], ["1", "2024-10-05 10:00:00", "5 – да"]]
    result = take(text_file("answers.csv", rows, delimiter=","), forms_format())
    assert not result.responses["is_tally"].any()


def test_a_tally_in_excel_with_merged_questions(take, xlsx, agency):
    rows = [*FACTS, HEADER, *ROWS]
    rows = [[int(c) if c.isdigit() else c for c in row] for row in rows]
    source = Source(id="survey", files="*", format="survey-tally", study="study")
    result = take(xlsx("tally.xlsx", rows), shipped("survey-tally"), source=source)
    assert result.responses["value"].value_counts().to_dict() == {5: 6, 1: 2}


def test_cp1251_as_excel_saves_it(tally):
    assert len(tally(*ROWS, encoding="cp1251").responses) == len(tally(*ROWS).responses)


def test_open_answers_do_not_exist_and_unknown_options_are_counted(tally):
    result = tally(*ROWS, ["Ваши предложения", "Больше окон", "3"], ["Где Вы живёте?", "Луна", "1"])
    assert result.responses["text"].isna().all()
    assert result.journal["answers"]["rejected"] == 4
    assert [w for w in result.journal["warnings"] if "открытые ответы в своде не читаются" in w]


@pytest.mark.parametrize(
    ("rows", "options", "what"),
    [
        (ROWS, {"facts": FACTS[1:]}, "нет строки «Всего анкет»"),
        (ROWS, {"facts": FACTS[:1]}, "нет строки «Опрос окончен»"),
        (ROWS, {"facts": [["Всего анкет", "", "много"], FACTS[1]]}, "нет числа"),
        (ROWS, {"facts": [["Всего анкет", "", "9000000"], FACTS[1]]}, "нет числа"),
        (ROWS, {"header": ["Вопрос", "Ответ", "Итог"]}, "нет шапки"),
        ([[SCALE, "5 – да", "шесть"]], {}, "строка 5: число ответов не распознано"),
        ([[SCALE, "5 – да", "-2"]], {}, "строка 5: число ответов не распознано"),
        ([["", "5 – да", "2"]], {}, "строка 5: число ответов не распознано"),
        ([[SCALE, "5 – да", "11"]], {}, "строка 5: ответов 11, а анкет 10"),
        ([[SCALE, "5 – да", "0"]], {}, "нет ни одного ответа"),
        ([[SCALE, "5 – да", "6"], ["", "1 – нет", "5"]], {}, "«time»: ответов в своде больше, чем анкет"),
    ],
)
def test_a_tally_that_does_not_add_up_is_refused_whole(rows, options, what, tally):
    message = refusal(tally, *rows, **options)
    assert what in message
    assert "tally.csv" in message
    assert "Что сделать" in message


def test_empty_and_cut_tallies(take, tmp_path):
    source = Source(id="survey", files="*", format="survey-tally", study="study")
    for name, data, what in (
        ("empty.csv", b"", "Файл пуст"),
        ("cut.csv", 'Вопрос;Вариант;Число ответов\n"Где Вы'.encode(), "Всего анкет"),
        ("cut.xlsx", b"PK\x03\x04" + b"\0" * 40, "обрезан"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(PainmapError, match=what):
            take(path, shipped("survey-tally"), source=source)


def test_last_day_outside_of_the_waves_rejects_all(tally):
    result = tally(*ROWS, facts=[FACTS[0], ["Опрос окончен", "", "31.05.2024"]])
    assert len(result.rejects) == 10
    assert "вне замеров" in result.rejects["reasons"][0]


def test_what_is_counted_by_person_takes_no_two_questions_together(tally, survey):
    study, form = survey
    rated = form.model_copy(
        update={"questions": tuple(q.model_copy(update={"is_satisfaction": True}) for q in form.questions)}
    )
    second = form.question("time").model_copy(
        update={"id": "second", "text": "А вежливостью?", "is_satisfaction": True}
    )
    rated = rated.model_copy(update={"questions": (*rated.questions, second)})
    responses = tally(*ROWS).responses
    low = responses[responses["question_id"] == "time"].assign(question_id="second")
    # The same scores of other questionnaires, as the order of counts has it.
    ids = sorted(responses["respondent_id"].unique())
    low = low.assign(respondent_id=low["respondent_id"].map(dict(zip(ids, ids[5:] + ids[:5], strict=True))))
    both = pd.concat([responses, low], ignore_index=True)
    scores = low_scores(both, [(study, rated)], date(2024, 10, 1), date(2024, 12, 31))
    assert (scores.low_answers, scores.low_respondents) == (4, 2)
    assert (scores.answers, scores.respondents) == (16, 8)
    assert scores.share == 0.25


def test_a_later_tally_of_a_source_replaces_the_earlier_and_others_stay(tally, agency):
    first, other = tally(*ROWS), tally(*ROWS, source="paper", name="paper.csv")
    fewer = [["Всего анкет", "", "8"], FACTS[1]]
    second = tally(*ROWS[:2], ROWS[3], facts=fewer, name="tally2.csv")
    for result, day in ((first, "2025-01-10"), (other, "2025-01-10"), (second, "2025-01-20")):
        result.journal["received_date"] = day
    profile = agency.model_copy(
        update={
            "sources": (
                *agency.sources,
                Source(id="paper", files="*", format="survey-tally", study="study"),
            )
        }
    )
    kept = combine([second, other, first], profile).responses
    by_source = kept.groupby("source_id")["respondent_id"].nunique().to_dict()
    assert by_source == {"paper": 10, "survey": 8}


def test_a_tally_of_the_generator_gives_the_figures_it_was_made_of(take, tmp_path):
    maker = SurveyMaker("dztszn-nao", "external", REPOSITORY, 7)
    wave = maker.study.waves[0]
    path = tmp_path / "tally.csv"
    made = maker.write(wave, path)
    first = path.read_bytes()
    SurveyMaker("dztszn-nao", "external", REPOSITORY, 7).write(wave, path)
    assert path.read_bytes() == first
    source = Source(id="survey", files="*", format="survey-tally", study=maker.study.id)
    study, form = read_study(REPOSITORY, maker.study.id)
    result = take(path, shipped("survey-tally"), source=source, form=(study, form))
    answers = result.responses
    assert made.problems == {}
    assert answers["respondent_id"].nunique() == made.respondents
    assert result.journal["answers"].get("rejected", 0) == 0
    for question, values in made.values.items():
        found = answers.loc[answers["question_id"] == question, "value"].dropna()
        assert sorted(found) == sorted(values)
