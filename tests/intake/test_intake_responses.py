"""Survey exports: one row per respondent becomes one row per answer."""

from __future__ import annotations

import pytest

from painmap.errors import PainmapError
from painmap.intake.questions import named

HEADER = [
    "ID",
    "Время",
    "Насколько Вы довольны\nсроком?",
    "Порекомендуете ли Вы нас?",
    "Где Вы живёте?",
    "Что важно? / Быстро",
    "Что важно? / Близко",
    "Ваши предложения",
]


def person(number: str, **cells: str) -> list[str]:
    values = {
        "day": "2024-10-05 10:00:00",
        "scale": "",
        "nps": "",
        "place": "",
        "fast": "",
        "near": "",
        "wish": "",
    }
    return [number, *(values | cells).values()]


@pytest.fixture
def export(take, text_file, forms_format):
    def run(*rows, header=HEADER, name="answers.csv", **layout):
        return take(text_file(name, [header, *rows], delimiter=","), forms_format(**layout))

    return run


def answered(result) -> list[tuple]:
    frame = result.responses[["question_id", "option_code", "value", "text"]].astype(object)
    return sorted(
        tuple(None if x is None or x != x or str(x) == "<NA>" else x for x in r) for r in frame.to_numpy()
    )


def test_each_kind_of_question(export):
    result = export(
        person("7", scale="5 – Да", nps="10", place="Село", fast="Быстро", near="Близко", wish="Больше окон")
    )
    assert sorted(result.responses["record_id"].str.partition(":")[2].str.partition(":")[2]) == [
        "advise",
        "need:fast",
        "need:near",
        "place:village",
        "time",
        "wish",
    ]
    values = result.responses.set_index("question_id")["value"]
    assert (values["time"], values["advise"]) == (5, 10)
    assert result.responses.set_index("question_id")["text"]["wish"] == "Больше окон"
    assert set(result.responses["wave_id"]) == {"2024"}
    assert set(result.responses["client_kind"]) == {"external"}
    assert result.journal["answers"] == {"kept": 6}


def test_difficult_to_answer_is_an_answer_without_a_value(export):
    result = export(person("7", scale="Затрудняюсь ответить"))
    assert list(result.responses["question_id"]) == ["time"]
    assert result.responses["value"].isna().all()


def test_unknown_labels_are_rows_without_words_and_counted(export):
    header = [*HEADER, "Что важно? / Дёшево"]
    result = export([*person("7", scale="6", nps="11", place="Луна", wish="x"), "Дёшево"], header=header)
    is_lost = result.responses["option_code"].eq("unreadable").fillna(False)
    assert list(result.responses.loc[is_lost, "question_id"]) == ["advise", "need", "place", "time"]
    assert list(result.responses.loc[~is_lost, "question_id"]) == ["wish"]
    assert result.journal["answers"] == {"kept": 1, "rejected": 4}
    assert result.journal["rows"]["kept"] == 1
    assert len([w for w in result.journal["warnings"] if "не подошли" in w]) == 4
    assert any(
        w.startswith("Вопрос «Насколько Вы довольны сроком?» (time): 1") for w in result.journal["warnings"]
    )
    assert "Луна" not in str(result.journal)


@pytest.mark.parametrize("word", ["-", "Нет", " . ", "все  хорошо", ""])
def test_empty_words_are_no_open_answer(word, export):
    result = export(person("7", wish=word, place="Город"))
    assert list(result.responses["question_id"]) == ["place"]


def test_open_answers_are_masked(export):
    result = export(person("7", wish="Позвоните мне: 8 928 123-45-67"))
    assert "123-45-67" not in result.responses["text"][0]
    assert result.journal["masked"] == {"PHONE phone-11-digits": 1}


def test_respondents_outside_of_waves_without_day_or_number_are_rejected(export):
    rows = [
        person("1", place="Село", day="2024-09-30 10:00:00"),
        person("2", place="Село", day="30.10.2024"),
        person("3", place="Село", day=""),
        person("", place="Село"),
        person("5", place="Село", day="2025-11-01 10:00:00"),
        person("6", place="Село"),
    ]
    result = export(*rows)
    reasons = list(result.rejects["reasons"])
    assert list(result.rejects["row"]) == [2, 3, 4, 5, 6]
    for reason, part in zip(
        reasons, ["вне замеров", "не распознана", "нет даты", "номера", "позже"], strict=True
    ):
        assert part in reason


def test_a_respondent_twice_the_later_counts(export):
    result = export(
        person("1", place="Село", day="2024-10-06 10:00:00"),
        person("1", place="Город", day="2024-10-05 10:00:00"),
    )
    assert list(result.responses["option_code"]) == ["village"]
    assert list(result.rejects["row"]) == [3]


def test_respondent_id_is_a_hash_and_order_does_not_matter(export):
    rows = [person(str(2_000_000_000 + i), place="Село", nps=str(i)) for i in range(9)]
    one, other = export(*rows).responses, export(*reversed(rows)).responses
    assert "2000000" not in one.to_csv()
    columns = [name for name in one if name != "source_file_id"]
    assert one[columns].equals(other[columns])


def test_export_without_numbers_tells_respondents_apart_by_content(export):
    header, rows = (
        HEADER[1:],
        [person("", place="Село")[1:], person("", place="Село")[1:], person("", nps="3")[1:]],
    )
    one = export(*rows, header=header, respondent_column="").responses
    other = export(*reversed(rows), header=header, respondent_column="").responses
    assert one["respondent_id"].nunique() == 3
    assert list(one["record_id"]) == list(other["record_id"])


def test_several_answers_in_one_cell(export):
    header = [*HEADER[:5], "Что важно?", "Ваши предложения"]
    result = export([*person("1")[:5], "Близко; быстро; быстро", ""], header=header)
    assert list(result.responses["option_code"]) == ["fast", "near"]


def options_kept(result) -> list[str]:
    return list(result.responses["option_code"])


@pytest.mark.parametrize(
    "word",
    ["0", "Нет", "-", "–", "—", "FALSE", "ложь", "No", "n", "☐", "Не выбрано", " нет ", "все  хорошо"],
)
def test_an_unticked_box_is_not_chosen(word, export):
    result = export(person("1", fast="Быстро", near=word))
    assert options_kept(result) == ["fast"]
    assert result.journal["answers"] == {"kept": 1}
    assert result.journal["warnings"] == []


@pytest.mark.parametrize(
    "word", ["1", "Да", "+", "X", "х", "v", "TRUE", "истина", "yes", "✓", "БЛИЗКО", "near", "2"]
)
def test_a_ticked_box_is_chosen(word, export):
    assert options_kept(export(person("1", near=word))) == ["near"]


@pytest.mark.parametrize("word", ["Быстро", "3", "Луна", "нет, близко"])
def test_other_words_in_the_column_of_an_option_fit_none(word, export):
    result = export(person("1", fast="1", near=word))
    assert options_kept(result) == ["fast", "unreadable"]
    assert result.journal["answers"] == {"kept": 1, "rejected": 1}
    assert any("(need): 1 ответов не подошли" in warning for warning in result.journal["warnings"])
    assert word not in str(result.journal["warnings"])


def test_an_unticked_box_of_an_unknown_option_fits_what_it_says(export):
    result = export(
        [*person("1", fast="1"), "0"], [*person("2"), "1"], header=[*HEADER, "Что важно? / Дёшево"]
    )
    assert result.journal["answers"] == {"kept": 1, "rejected": 1}


def test_an_option_called_as_an_unticked_box_is_chosen_by_its_title(take, text_file, forms_format, survey):
    study, form = survey
    values = form.model_dump()
    need = next(question for question in values["questions"] if question["id"] == "need")
    need["options"] = {"yes": "Да", "no": "Нет", "other": "Другое"}
    header = ["ID", "Время", *(f"Что важно? / {title}" for title in need["options"].values())]
    day = "2024-10-05 10:00:00"
    rows = [["1", day, "Нет", "Нет", "Нет"], ["2", day, "0", "0", "Нет, спасибо"]]
    path = text_file("no_is_an_option.csv", [header, *rows], delimiter=",")
    result = take(path, forms_format(), form=(study, form.model_validate(values)))
    assert sorted(result.responses["option_code"]) == ["no", "other"]
    assert set(result.responses["text"].dropna()) == {"Нет, спасибо"}
    assert result.journal["answers"] == {"kept": 2}


def test_a_question_that_is_not_in_the_file_is_a_warning(export):
    header = [title for title in HEADER if "Порекомендуете" not in title]
    result = export([cell for i, cell in enumerate(person("1", place="Село")) if i != 3], header=header)
    assert any(
        w.startswith("Вопроса «Порекомендуете ли Вы нас?» (advise) анкеты")
        for w in result.journal["warnings"]
    )


def test_no_question_matches(export):
    header = ["ID", "Время", "Что-то другое"]
    with pytest.raises(PainmapError, match="Ни одна графа не совпала"):
        export(["1", "2024-10-05 10:00:00", "x"], header=header)


def test_question_twice(export):
    header = [*HEADER, HEADER[4]]
    with pytest.raises(PainmapError, match=r"Вопрос «Где Вы живёте\?» \(place\) стоит в файле дважды"):
        export([*person("1"), "Село"], header=header)


def test_option_twice(export):
    header = [*HEADER, HEADER[5]]
    with pytest.raises(PainmapError, match=r"«Что важно\?» \(need\), вариант «Быстро», стоит в файле дважды"):
        export([*person("1"), "Быстро"], header=header)


def test_messages_name_a_question_by_its_text_cut_at_a_word(survey):
    _, form = survey
    long = "Насколько Вы удовлетворены полнотой и понятностью интернет-информирования?"
    question = form.question("time").model_copy(update={"text": long})
    assert named(question) == "«Насколько Вы удовлетворены полнотой и понятностью…» (time)"
    assert named(form.question("need")) == "«Что важно?» (need)"


def test_time_column_vanished(export):
    header = ["ID", "Когда", *HEADER[2:]]
    with pytest.raises(PainmapError, match="нет граф: «Время»"):
        export(person("1"), header=header)
