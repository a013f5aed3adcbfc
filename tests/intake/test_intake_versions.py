"""Versions of a questionnaire in its exports, blank questionnaires, and a wave in two files."""

from __future__ import annotations

from datetime import date

import pytest
from message_files import shipped

from painmap.errors import PainmapError
from painmap.intake import combine
from painmap.params.models import Questionnaire, Source, Study
from painmap.schema import BLANK_QUESTION, UNREADABLE

TIME, PLACE = "Насколько Вы довольны сроком?", "Где Вы живёте?"
OLD_TIME = "Устраивает ли Вас срок?"
THEN, NOW = "2023-10-05 10:00:00", "2024-10-05 10:00:00"
RECEIVED = date(2025, 1, 20)


@pytest.fixture
def reworded(survey) -> tuple[Study, Questionnaire]:
    """The wave of 2023 asked for the term in other words and on another scale, had «Деревня» for «Село», and
    did not ask for wishes."""
    study, form = survey
    waves = [
        {"id": "2023", "start": "2023-10-01", "end": "2023-12-31", "version": "v1"},
        {"id": "2024", "start": "2024-10-01", "end": "2024-12-31"},
    ]
    versions = [
        {
            "id": "v1",
            "absent": ["wish"],
            "questions": [
                {"id": "time", "text": OLD_TIME, "scale": "two"},
                {"id": "place", "options": {"town": "Город", "village": "Деревня"}},
            ],
        }
    ]
    values = form.model_dump()
    values["scales"]["two"] = {"labels": {"Да": 2, "Нет": 1}}
    return (
        Study.model_validate(study.model_dump() | {"waves": waves}),
        Questionnaire.model_validate(values | {"versions": versions}),
    )


@pytest.fixture
def export(take, text_file, forms_format, reworded):
    def run(*rows, titles, name="answers.csv", form=reworded):
        path = text_file(name, [["ID", "Время", *titles], *rows], delimiter=",")
        return take(path, forms_format(), form=form, received=RECEIVED)

    return run


def answered(result) -> list[tuple]:
    frame = result.responses[["wave_id", "question_id", "option_code", "value"]].astype(object)
    return sorted(frame.where(frame.notna(), None).itertuples(index=False, name=None), key=str)


def told(result, part: str) -> list[str]:
    return [warning for warning in result.journal["warnings"] if part in warning]


def test_a_file_is_read_with_the_wording_scale_and_options_of_its_wave(export):
    result = export(["1", THEN, "Да", "Деревня"], titles=[OLD_TIME, PLACE])
    assert answered(result) == [("2023", "place", "village", None), ("2023", "time", None, 2.0)]
    assert not told(result, "не прочитано")
    assert not told(result, "(wish)")  # was not asked
    assert told(result, "(advise) анкеты")  # was, and is not there


def test_both_wordings_in_one_file_go_to_their_waves(export):
    rows = [["1", THEN, "Нет", ""], ["2", NOW, "", "5 – да"]]
    result = export(*rows, titles=[OLD_TIME, TIME])
    assert answered(result) == [("2023", "time", None, 1.0), ("2024", "time", None, 5.0)]
    assert not told(result, "не прочитано")


@pytest.mark.parametrize(
    ("day", "title", "word", "said"),
    [
        (THEN, TIME, "5 – да", "другой версии (действующая версия), а замер 2023 — версия «v1»"),
        (NOW, OLD_TIME, "Да", "другой версии (версия «v1»), а замер 2024 — действующая версия"),
    ],
)
def test_the_wording_of_another_version_is_told_and_not_read(export, day, title, word, said):
    result = export(["1", day, word, "10"], titles=[title, "Порекомендуете ли Вы нас?"])
    assert [row[1] for row in answered(result)] == ["advise"]
    (warning,) = told(result, "не прочитано: 1")
    assert said in warning
    assert "(time)" in warning
    assert "params/studies/study.yaml" in warning
    assert result.journal["answers"] == {"kept": 1, "rejected": 1}
    assert not told(result, "(time) анкеты")


def test_answers_to_a_question_that_was_not_asked_then_are_told(export):
    result = export(["1", THEN, "Да", "Больше окон"], titles=[OLD_TIME, "Ваши предложения"])
    assert answered(result) == [("2023", "time", None, 2.0)]
    assert told(result, "в анкете замера 2023 (версия «v1») его не было")


def test_a_file_in_the_wording_of_another_version_alone_is_refused(export):
    with pytest.raises(PainmapError, match="другой версии: версия «v1»") as caught:
        export(["1", NOW, "Да"], titles=[OLD_TIME])
    assert "сверьте version замеров «2024»" in caught.value.remedy


def test_a_word_of_another_version_fits_no_option(export):
    result = export(["1", THEN, "Село"], ["2", NOW, "Деревня"], ["3", NOW, "Село"], titles=[PLACE])
    assert answered(result) == [
        ("2023", "place", UNREADABLE, None),
        ("2024", "place", UNREADABLE, None), ("2024", "place", "village", None),
    ]  # fmt: skip
    assert result.journal["answers"] == {"kept": 1, "rejected": 2}


def test_columns_of_options_are_those_of_the_version(export, reworded):
    study, form = reworded
    need = {"id": "need", "options": {"fast": "Скорее", "near": "Близко"}}
    values = form.model_dump() | {"versions": [{"id": "v1", "questions": [need]}]}
    title = "Что важно? / "
    result = export(
        ["1", THEN, "1", "", "1"],
        ["2", NOW, "", "1", "1"],
        titles=[f"{title}Скорее", f"{title}Быстро", f"{title}Близко"],
        form=(study, Questionnaire.model_validate(values)),
    )
    assert [row[:3] for row in answered(result)] == [
        ("2023", "need", "fast"),
        ("2023", "need", "near"),
        ("2024", "need", "fast"),
        ("2024", "need", "near"),
    ]


# --- blank questionnaires -------------------------------------------------------------------------


def test_a_questionnaire_without_answers_is_a_row_of_its_own(export):
    result = export(["1", NOW, "", ""], ["2", NOW, "5 – да", ""], titles=[TIME, "Ваши предложения"])
    assert answered(result) == [("2024", BLANK_QUESTION, None, None), ("2024", "time", None, 5.0)]
    blank = result.responses[result.responses["question_id"] == BLANK_QUESTION].iloc[0]
    assert blank["record_id"] == f"study:{blank['respondent_id']}:blank"
    assert blank[["option_code", "value", "text"]].isna().all()
    assert result.journal["answers"] == {"kept": 1}


def test_a_file_of_blank_questionnaires_is_counted(export):
    result = export(["1", NOW, ""], ["2", NOW, "нет"], titles=["Ваши предложения"])
    assert [row[1] for row in answered(result)] == [BLANK_QUESTION] * 2


# --- a wave in two files --------------------------------------------------------------------------


def _combined(agency, *results) -> list[tuple]:
    for day, result in enumerate(results, start=1):
        result.journal["received_date"] = f"2025-01-{day:02}"
    return answered(combine(results, agency))


def test_a_wave_in_two_files_adds_up_and_a_number_met_again_is_superseded_whole(export, agency):
    titles = [TIME, PLACE]
    first = export(["1", NOW, "5 – да", "Город"], ["2", NOW, "5 – да", ""], titles=titles)
    second = export(["1", NOW, "1 – нет", ""], ["3", NOW, "1 – нет", ""], titles=titles, name="b.csv")
    assert sorted(row[3] for row in _combined(agency, first, second)) == [1.0, 1.0, 5.0]


def test_the_same_file_twice_counts_once(export, agency):
    rows = (["1", NOW, "5 – да", "Город"], ["2", NOW, "5 – да", ""], ["3", NOW, "", ""])
    one, other = (export(*rows, titles=[TIME, PLACE], name=name) for name in ("a.csv", "b.csv"))
    assert _combined(agency, one, other) == answered(one)


@pytest.mark.parametrize("turned", [False, True])
def test_a_blank_takes_back_no_answers(export, agency, turned):
    full = export(["1", NOW, "5 – да"], titles=[TIME])
    blank = export(["1", NOW, ""], ["2", NOW, ""], titles=[TIME], name="b.csv")
    pair = (blank, full) if turned else (full, blank)
    assert [row[1] for row in _combined(agency, *pair)] == [BLANK_QUESTION, "time"]


@pytest.mark.parametrize("turned", [False, True])
def test_words_that_cannot_be_read_take_back_no_answers(export, agency, turned):
    full = export(["1", NOW, "5 – да", "Хутор"], titles=[TIME, PLACE])
    lost = export(["1", NOW, "Отлично", ""], ["2", NOW, "Отлично", ""], titles=[TIME, PLACE], name="b.csv")
    found = _combined(agency, *((lost, full) if turned else (full, lost)))
    assert sorted((row[1], row[2] or "") for row in found) == [
        ("place", UNREADABLE), ("time", ""), ("time", UNREADABLE),
    ]  # fmt: skip


# --- other shapes of exports ----------------------------------------------------------------------


def test_a_tally_of_an_earlier_wave_has_its_wording(take, text_file, reworded):
    rows = [
        ["Свод", "", ""],
        ["Всего анкет", "", "4"],
        ["Опрос окончен", "", "31.10.2023"],
        ["Вопрос", "Вариант", "Число ответов"],
        [OLD_TIME, "Да", "3"],
        ["", "Нет", "1"],
        [PLACE, "Деревня", "2"],
    ]
    source = Source(id="survey", files="*", format="survey-tally", study="study")
    path = text_file("tally.csv", rows)
    result = take(path, shipped("survey-tally"), source=source, form=reworded, received=RECEIVED)
    assert [row[1:] for row in answered(result)] == [
        *[("place", "village", None)] * 2,
        ("time", None, 1.0),
        *[("time", None, 2.0)] * 3,
    ]
    twice = text_file("twice.csv", [*rows[:-2], [OLD_TIME, "Да", "1"]])
    with pytest.raises(PainmapError, match="тот же вариант ответа"):
        take(twice, shipped("survey-tally"), source=source, form=reworded)


def test_an_export_of_names_has_no_wording(take, text_file, reworded):
    """Its names say which question, in any version; what that version did not ask is not read."""
    head = ["_uuid", "_submission_time", "advise", "wish"]
    rows = [
        ["1", "2023-10-05T07:00:00", "9", "Больше окон"],
        ["2", "2024-10-05T07:00:00", "8", "Больше окон"],
    ]
    path = text_file("names.csv", [head, *rows], delimiter=",")
    result = take(path, shipped("xlsform"), form=reworded, received=RECEIVED)
    assert [row[:2] for row in answered(result)] == [("2023", "advise"), ("2024", "advise"), ("2024", "wish")]
    assert told(result, "в анкете замера 2023 (версия «v1») его не было")
