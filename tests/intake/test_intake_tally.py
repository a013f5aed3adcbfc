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
from painmap.schema import BLANK_QUESTION
from painmap.surveys import low_scores

HEADER = ["Вопрос", "Вариант", "Число ответов", "Доля, %"]


def answered(result) -> pd.DataFrame:
    """The answers; questionnaires beyond them were received, and are rows of their own."""
    return result.responses[result.responses["question_id"] != BLANK_QUESTION]


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
    said = "Вопрос «Ваши предложения» (wish): открытые ответы в своде не читаются"
    assert [w for w in result.journal["warnings"] if w.startswith(said)]


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
        ([[SCALE, "5 – да", "6"], ["", "1 – нет", "5"]], {}, "(time), строки 5–6: ответов 11, а анкет 10"),
        (
            [["Что важно?", "Быстро", "9"], ["", "быстро ", "8"]],
            {},
            "строка 6: тот же вариант ответа, что в строке 5",
        ),
    ],
)
def test_a_tally_that_does_not_add_up_is_refused_whole(rows, options, what, tally):
    message = refusal(tally, *rows, **options)
    assert what in message
    assert "tally.csv" in message
    assert "Что сделать" in message


PLACE, NEED = "Где Вы живёте?", "Что важно?"


def shared(question, *options):
    """Rows of a question: (option, count, share)."""
    return [[question if i == 0 else "", *map(str, option)] for i, option in enumerate(options)]


@pytest.mark.parametrize(
    "rows",
    [
        shared(PLACE, ("Город", 6, "60"), ("Село", 4, "40")),
        shared(PLACE, ("Город", 6, "60,0 %"), ("Село", 4, "40,0 %")),
        # Of the questionnaires, and of those who answered the question.
        shared(PLACE, ("Город", 6, "60"), ("Село", 1, "10")),
        shared(PLACE, ("Город", 6, "85.7"), ("Село", 1, "14.3")),
        # Rounded so that they make 100; cut off instead of rounded; not stated.
        shared(PLACE, ("Город", 6, "86"), ("Село", 1, "14")),
        shared(PLACE, ("Город", 6, "85"), ("Село", 1, "")),
        shared(PLACE, ("Город", 7, "-"), ("Село", "-", "0,0")),
        # What Excel keeps of a cell that shows per cent.
        shared(PLACE, ("Город", 6, "0.857142857142857"), ("Село", 1, "0.142857142857143")),
        shared(PLACE, ("Город", 6, "0,86"), ("Село", 1, "0,14")),
        # Several answers: of the questionnaires, of the eight who gave any, of all answers.
        shared(NEED, ("Быстро", 6, "60"), ("Близко", 4, "40")),
        shared(NEED, ("Быстро", 6, "75"), ("Близко", 4, "50")),
        shared(NEED, ("Быстро", 9, "52,9"), ("Близко", 8, "47,1")),
        shared(NEED, ("Быстро", 9, "90"), ("Близко", "-", "0")),
    ],
)
def test_shares_that_the_counts_bear_out(rows, tally):
    result = tally(*rows)
    assert len(answered(result)) == sum(int(row[2]) for row in rows if row[2] != "-")
    assert not [w for w in result.journal["warnings"] if "Доли" in w]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (
            shared(PLACE, ("Город", 6, "60"), ("Село", 3, "40")),
            "вопрос «Где Вы живёте?» (place), строка 6: 3 из 10 — это 30 %, а в своде 40 %",
        ),
        (shared(PLACE, ("Город", 7, "85,7"), ("Село", 3, "14,3")), "строка 5: 7 из 10 — это 70,0 %"),
        (shared(PLACE, ("Город", 7, "85,7"), ("Село", 3, "14,3")), "(и ещё строк: 1)"),
        (
            shared(PLACE, ("Город", 6, "62"), ("Село", 4, "38")),
            "строка 5: 6 из 10 — это 60 %, а в своде 62 %",
        ),
        # Two bases in one question.
        (
            shared(PLACE, ("Город", 6, "60"), ("Село", 1, "14")),
            "строка 6: 1 из 10 — это 10 %, а в своде 14 %",
        ),
        # One answer each: nobody but the ten or the seven can be meant.
        (shared(PLACE, ("Город", 6, "75"), ("Село", 1, "12,5")), "строка 5: 6 из"),
        (
            shared(PLACE, ("Город", 6, "0,60"), ("Село", 4, "0,50")),
            "строка 6: 4 из 10 — это 40 %, а в своде 50 %",
        ),
        (shared(NEED, ("Быстро", 6, "75"), ("Близко", 4, "60")), "вопрос «Что важно?» (need), строка"),
        (shared(NEED, ("Быстро", 6, "50"), ("Близко", 4, "33")), "строка 5: 6 из 10 — это 60 %"),
        (shared(NEED, ("Быстро", 9, "90"), ("Близко", "-", "8")), "строка 6: 0 из 10 — это 0 %"),
    ],
)
def test_shares_that_contradict_their_counts_refuse_the_tally(rows, what, tally):
    message = refusal(tally, *rows)
    assert what in message
    assert "Где: 2025/tally.csv." in message
    assert "Что сделать: исправьте в своде" in message


def test_all_questions_that_do_not_add_up_are_told_at_once(tally):
    message = refusal(
        tally,
        *shared(SCALE, ("5 – да", 8, ""), ("1 – нет", 3, "")),
        *shared(PLACE, ("Город", 11, "")),
        *shared(NEED, ("Быстро", 5, "60")),
        *shared("Порекомендуете ли Вы нас?", ("9", 12, "")),
    )
    for part in ("(time), строки 5–6", "(place), строка 7", "(need), строка 8", "и ещё 1"):
        assert part in message
    assert "(advise)" not in message


def test_questions_left_out_by_some_are_told(tally):
    result = tally(*shared(SCALE, ("5 – да", 8, ""), ("1 – нет", 1, "")), *shared(NEED, ("Быстро", 5, "")))
    (said,) = [w for w in result.journal["warnings"] if "меньше, чем анкет" in w]
    assert said.startswith(
        "Ответов меньше, чем анкет: «Насколько Вы довольны сроком?» (time) — 9 из 10; остальные"
    )
    assert "need" not in said
    whole = tally(*shared(PLACE, ("Город", 6, ""), ("Село", 4, "")))
    assert not [w for w in whole.journal["warnings"] if "меньше, чем анкет" in w]


def test_a_share_that_cannot_be_read_is_told_and_costs_nothing(tally):
    result = tally(*shared(PLACE, ("Город", 6, "около 60"), ("Село", 4, "40")))
    assert len(result.responses) == 10
    assert "Доли в строках 5 не распознаны и с числами ответов не сверены." in result.journal["warnings"]


def test_shares_in_excel_are_compared(take, xlsx):
    source = Source(id="survey", files="*", format="survey-tally", study="study")
    for share, is_right in ((6 / 7, True), (0.6, False)):
        rows = [*FACTS, HEADER, [PLACE, "Город", 6, share], ["", "Село", 1, 1 / 7]]
        path = xlsx(f"tally{is_right}.xlsx", rows)
        if is_right:
            assert len(answered(take(path, shipped("survey-tally"), source=source))) == 7
        else:
            assert "строка 5: 1 из 10 — это 10,00 %, а в своде 14,29 %" in refusal(
                take, path, shipped("survey-tally"), source=source
            )


def test_what_is_not_asked_need_not_add_up(tally):
    """Questions that the questionnaire does not have, and open ones, are not read."""
    rows = [*shared("Иное", ("Да", 5, "60"), ("Да", 5, "60")), *shared("Ваши предложения", ("Окна", 1, "90"))]
    assert len(tally(*ROWS, *rows).responses) == len(tally(*ROWS).responses)


def test_a_tally_without_shares(tally):
    plain = tally(*(row[:3] for row in ROWS), header=HEADER[:3])
    assert len(plain.responses) == len(tally(*ROWS).responses)


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
    second = tally([SCALE, "5 – да", "6", "75"], ROWS[3], facts=fewer, name="tally2.csv")
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
