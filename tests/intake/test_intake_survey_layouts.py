"""Layouts of survey exports: matrices, lists in a cell, «другое», Google Forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_files import shipped

from painmap.intake.options import Chosen, chosen_options
from painmap.params.models import Question, Questionnaire
from painmap.schema import BLANK_QUESTION, UNREADABLE

HEADER = ["Отметка времени", "Адрес электронной почты"]
DAY = "05.10.2024 12:30:00"


@pytest.fixture
def form(survey) -> Questionnaire:
    """The questionnaire of the tests, with «другое» and the rows of two matrices."""
    values = survey[1].model_dump()
    by_id = {question["id"]: question for question in values["questions"]}
    by_id["place"]["options"]["other"] = "Другое"
    by_id["need"]["options"] |= {"comma": "Тихо, без очередей", "other": "Свой вариант (укажите)"}
    scale = {"kind": "scale", "scale": "five"}
    rows = [
        {"id": "polite", "text": "Оцените сотрудников / Вежливость", **scale},
        {"id": "skill", "text": "Компетентность", **scale},
    ]
    return Questionnaire.model_validate(values | {"questions": [*by_id.values(), *rows]})


@pytest.fixture
def google(take, text_file, xlsx, survey, form):
    def run(titles, *rows, name="Ответы.csv", sheet="Ответы на форму (1)"):
        header, cells = [*HEADER, *titles], [[DAY, "", *row] for row in rows]
        is_book = name.endswith("xlsx")
        path = (
            xlsx(name, [header, *cells], sheet=sheet) if is_book
            else text_file(name, [header, *cells], delimiter=",")
        )  # fmt: skip
        return take(path, shipped("google-forms"), form=(survey[0], form))

    return run


def found(result) -> list[tuple]:
    frame = result.responses[["question_id", "option_code", "value", "text"]].astype(object)
    rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
    return sorted(rows, key=str)


@pytest.mark.parametrize("name", ["answers.csv", "answers.xlsx"])
def test_a_table_of_google_forms(name, google):
    titles = ["Где Вы живёте?", "Порекомендуете ли Вы нас?", "Ваши предложения"]
    result = google(titles, ["Село", "10", "Больше окон"], ["Город", "0", "Нет"], name=name)
    assert found(result) == [
        ("advise", None, 0, None), ("advise", None, 10, None), ("place", "town", None, None),
        ("place", "village", None, None), ("wish", None, None, "Больше окон"),
    ]  # fmt: skip
    assert {f"{day:%d.%m.%Y}" for day in result.responses["responded_date"]} == {"05.10.2024"}


@pytest.mark.parametrize(
    "written", ["05.10.2024 9:05:07", "2024/10/05 9:05:07 AM GMT+3", "2024/10/05 11:05:07 PM GMT+10"]
)
def test_time_stamps_of_google(written, take, text_file, survey, form):
    path = text_file("stamps.csv", [[HEADER[0], "Где Вы живёте?"], [written, "Село"]], delimiter=",")
    result = take(path, shipped("google-forms"), form=(survey[0], form))
    assert [f"{day:%d.%m.%Y}" for day in result.responses["responded_date"]] == ["05.10.2024"]


def test_an_address_is_known_to_the_masker_and_not_kept(take, text_file, survey, form):
    rows = [[*HEADER, "Ваши предложения"], [DAY, "petrov@example.ru", "Пишите мне на petrov@example.ru"]]
    result = take(text_file("mail.csv", rows, delimiter=","), shipped("google-forms"), form=(survey[0], form))
    assert "petrov" not in result.responses.to_csv()
    assert len(result.responses) == 1


@pytest.mark.parametrize("matrix", ["{} [{}]", "{} / {}"])
def test_rows_of_a_matrix_are_questions(matrix, google):
    titles = [matrix.format("Оцените сотрудников", row) for row in ("Вежливость", "Компетентность", "Рост")]
    result = google(titles, ["5 – да", "1 – нет", "1 – нет"])
    assert found(result) == [("polite", None, 5, None), ("skill", None, 1, None)]
    assert any("Рост" in warning or "№ 5" in warning for warning in result.journal["warnings"])


def test_an_option_column_is_no_row_of_a_matrix(google):
    """«Что важно? / Быстро» is an option although a question could be called «Быстро»."""
    result = google(["Что важно? / Быстро", "Что важно? / Компетентность"], ["Быстро", "5 – да"])
    assert found(result) == [("need", "fast", None, None), ("need", UNREADABLE, None, None)]
    assert result.journal["answers"]["rejected"] == 1


@pytest.mark.parametrize(
    ("cell", "chosen"),
    [
        ("Быстро, Близко", [("fast", None), ("near", None)]),
        ("Близко;Быстро\nБыстро", [("fast", None), ("near", None)]),
        ("Тихо, без очередей, Быстро", [("comma", None), ("fast", None)]),
        ("Быстро, Чтобы не болело, никогда", [("fast", None), ("other", "Чтобы не болело, никогда")]),
        ("Кофе, Близко, чай", [("near", None), ("other", "Кофе; чай")]),
        ("Свой вариант (укажите)", [("other", None)]),
        ("быстро,  БЛИЗКО", [("fast", None), ("near", None)]),
    ],
)
def test_a_list_in_a_cell(cell, chosen, google):
    result = google(["Что важно?"], [cell])
    assert found(result) == [("need", code, None, text) for code, text in chosen]
    assert "rejected" not in result.journal["answers"]


def test_words_of_ones_own_are_the_text_of_the_other_option(google):
    result = google(["Где Вы живёте?"], ["На  хуторе <b>Дальнем</b>"], ["Другое"], ["другое"], ["-"])
    rows = [("place", "other", None, None)] * 2 + [("place", "other", None, "На хуторе Дальнем")]
    rows.append((BLANK_QUESTION, None, None, None))
    assert found(result) == sorted(rows, key=str)
    assert result.journal["answers"]["rejected"] == 1


def test_words_of_ones_own_are_masked(google):
    result = google(["Где Вы живёте?"], ["У мамы, звоните 8 928 123-45-67"])
    assert "123-45-67" not in result.responses["text"][0]


def test_the_column_of_the_other_option_holds_its_words(google):
    titles = ["Что важно? / Быстро", "Что важно? / Свой вариант (укажите)"]
    result = google(titles, ["Быстро", "Чистота"], ["", "Свой вариант (укажите)"])
    assert found(result) == sorted(
        [("need", "fast", None, None), ("need", "other", None, "Чистота"), ("need", "other", None, None)],
        key=str,
    )


def question(**options: str) -> Question:
    return Question(id="q", text="Что?", kind="multi", options=options)


def test_without_such_an_option_an_unknown_answer_fits_none():
    asked = question(a="Да", b="Другой вопрос")
    assert chosen_options("Да, Луна; Марс", asked, is_list=True) == Chosen({"a": ""}, 2)
    assert chosen_options("Луна", asked, is_list=False) == Chosen({}, 1)


def test_an_option_with_a_semicolon_of_its_own():
    asked = question(a="Да; но не всегда", b="Да")
    assert chosen_options("Да; но не всегда", asked, is_list=True) == Chosen({"a": ""}, 0)


def test_a_letter_in_a_list_is_one_answer():
    asked = question(a="Да", other="Другое")
    text = "слово, " * 200_000
    assert chosen_options(text, asked, is_list=True).options.keys() == {"other"}


words = st.sampled_from(["Да", "Нет", "Тихо, без очередей", "Тихо", "Без, запятых, много"])


@given(chosen=st.lists(words, unique=True), sign=st.sampled_from([", ", "; ", "\n"]))
def test_any_list_of_options_is_read_back(chosen, sign):
    asked = question(a="Да", b="Нет", c="Тихо, без очередей", d="Тихо", e="Без, запятых, много")
    codes = {title: code for code, title in asked.options.items()}
    read = chosen_options(sign.join(chosen), asked, is_list=True)
    assert (set(read.options), read.unknown) == ({codes[title] for title in chosen}, 0)
