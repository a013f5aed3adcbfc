"""Answers to a form of `painmap questionnaire`: the same responses as if they came through Yandex Forms."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from message_files import REPOSITORY, shipped

from painmap.params.load import load_questionnaire
from painmap.params.models import Questionnaire, Study
from painmap.paths import Tree
from painmap.schema import UNREADABLE
from painmap.stages.inspection.parts import InspectRequest
from painmap.stages.inspection.run import look

IDS = sorted(path.stem for path in (REPOSITORY / "params" / "questionnaires").glob("*.yaml"))
# Of a made-up person: question → chosen words, codes or text.
Person = dict[str, Any]
WORDS = [
    "Больше окон",
    "нет",
    "Всё хорошо",
    "ё; «кавычки», запятая",
    "dk",
    "1",
    "строка\nдругая",
    "-",
    "=1+1",
]
# The agency of the tests lives three hours ahead of UTC.
AHEAD = timedelta(hours=3)


def name_of(id_: str) -> str:
    return id_.replace("-", "_")


def drawn(form: Questionnaire, rng: random.Random) -> Person:
    """Answers by the model: a scale's label, options' codes, words; some questions are left out."""
    person: Person = {}
    for question in form.questions:
        if rng.random() < 0.2:
            continue
        if question.kind == "scale":
            person[question.id] = rng.choice(list(form.scales[question.scale].labels))
        elif question.kind == "nps":
            person[question.id] = str(rng.randrange(11))
        elif question.kind == "open":
            person[question.id] = rng.choice(WORDS)
        else:
            most = 1 if question.kind == "single" else len(question.options)
            person[question.id] = rng.sample(list(question.options), rng.randint(1, most))
    return person


def as_yandex(form: Questionnaire, people: list[Person], moments: list[datetime]) -> list[list[str]]:
    titles = ["ID", "Время создания"]
    for question in form.questions:
        if question.kind == "multi":
            titles += [f"{question.text} / {title}" for title in question.options.values()]
        else:
            titles.append(question.text)
    rows = []
    for number, (person, moment) in enumerate(zip(people, moments, strict=True)):
        row = [f"n{number}", f"{moment:%Y-%m-%d %H:%M:%S}"]
        for question in form.questions:
            answer = person.get(question.id, "")
            if question.kind == "multi":
                row += [title if code in answer else "" for code, title in question.options.items()]
            elif question.kind == "single":
                row.append(question.options[answer[0]] if answer else "")
            else:
                row.append(answer)
        rows.append(row)
    return [titles, *rows]


def as_xlsform(
    form: Questionnaire, people: list[Person], moments: list[datetime], several: str
) -> list[list[str]]:
    """The export with names and codes; `several`: one column, 0/1 columns, or both, as KoboToolbox says."""
    titles = ["_lead"]
    for question in form.questions:
        if question.kind != "multi" or several != "details":
            titles.append(name_of(question.id))
        if question.kind == "multi" and several != "summary":
            titles += [f"{name_of(question.id)}/{name_of(code)}" for code in question.options]
    titles += ["_thanks", "_id", "_uuid", "_submission_time", "__version__"]
    rows = []
    for number, (person, moment) in enumerate(zip(people, moments, strict=True)):
        row = [""]
        for question in form.questions:
            answer = person.get(question.id, "")
            if question.kind == "multi":
                if several != "details":
                    row.append(" ".join(map(name_of, answer)))
                if several != "summary":
                    row += [("1" if code in answer else "0") if answer else "" for code in question.options]
            elif question.kind == "single":
                row.append(name_of(answer[0]) if answer else "")
            elif question.kind == "scale" and answer:
                value = form.scales[question.scale].labels[answer]
                row.append("dk" if value is None else str(value))
            else:
                row.append(answer)
        row += ["", str(number), f"n{number}", f"{moment - AHEAD:%Y-%m-%dT%H:%M:%S}", "v1"]
        rows.append(row)
    return [titles, *rows]


@pytest.mark.parametrize("several", ["summary", "details", "both"])
@pytest.mark.parametrize("id_", IDS)
def test_answers_are_the_same_by_either_way(id_, several, take, text_file, survey):
    form = load_questionnaire(Tree(Path(REPOSITORY)), id_)
    rng = random.Random(f"{id_} {several}")
    people = [drawn(form, rng) for _ in range(40)]
    moments = [datetime(2024, 10, 5) + timedelta(minutes=rng.randrange(60 * 24 * 80)) for _ in people]
    found = []
    for layout, rows, sign in (
        ("yandex-forms", as_yandex(form, people, moments), ","),
        ("xlsform", as_xlsform(form, people, moments, several), ";"),
    ):
        path = text_file(f"{layout}.csv", rows, delimiter=sign)
        result = take(path, shipped(layout), form=(survey[0], form))
        assert not [w for w in result.journal["warnings"] if "не описан" in w or "нет." in w]
        assert "rejected" not in result.journal["answers"]
        found.append(result.responses.drop(columns="source_file_id"))
    assert len(found[0]) > 40 * len(form.questions) / 3
    pd.testing.assert_frame_equal(*found)


def test_both_formats_hold_the_same_words_for_no_answer():
    assert shipped("xlsform").empty_words == shipped("yandex-forms").empty_words


def read(take, text_file, survey, titles, *rows, ending="csv", xlsx=None):
    header = [*titles, "_uuid", "_submission_time"]
    lines = [header, *([*row, f"u{i}", "2024-10-05T10:00:00"] for i, row in enumerate(rows))]
    path = xlsx("a.xlsx", lines) if xlsx else text_file("a.csv", lines)
    return take(path, shipped("xlsform"), form=survey)


def found(result) -> list[tuple]:
    frame = result.responses[["question_id", "option_code", "value", "text"]].astype(object)
    rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
    return sorted(rows, key=str)


def test_a_workbook_with_numbers(take, text_file, survey, xlsx):
    """Excel's numbers: 5 of a scale, 1 of a ticked box."""
    result = read(
        take, text_file, survey, ["time", "advise", "need/fast", "need/near"], [5, 10, 1, 0], xlsx=xlsx
    )
    assert found(result) == [
        ("advise", None, 10, None), ("need", "fast", None, None), ("time", None, 5, None),
    ]  # fmt: skip


def test_answers_that_the_form_does_not_have_are_counted(take, text_file, survey):
    titles = ["time", "advise", "place", "need", "need/fast"]
    result = read(take, text_file, survey, titles, ["7", "11", "moon", "fast moon", "2"])
    lost = [(question, UNREADABLE, None, None) for question in ("advise", "need", "place", "time")]
    assert found(result) == sorted([("need", "fast", None, None), *lost], key=str)
    assert result.journal["answers"] == {"kept": 1, "rejected": 5}


def test_codes_of_a_former_version(take, text_file, survey):
    """Answers of a wave whose scale and options were others, by the names that they had then."""
    study, form = survey
    values, waves = form.model_dump(), study.model_dump()
    values["scales"]["two"] = {"labels": {"Да": 2, "Нет": 1, "Не знаю": None}}
    old = [
        {"id": "time", "text": "Устраивает ли срок?", "scale": "two"},
        {"id": "place", "options": {"far-off": "Хутор"}},
        {"id": "need", "options": {"fast": "Живо", "most-of-all": "Дёшево"}},
    ]
    form = Questionnaire.model_validate(values | {"versions": [{"id": "v1", "questions": old}]})
    study = Study.model_validate(waves | {"waves": [waves["waves"][0] | {"version": "v1"}]})
    titles = ["time", "place", "need", "need/fast", "need/most_of_all"]
    rows = [["2", "far_off", "", "1", "1"], ["1", "", "most_of_all", "0", "1"], ["5", "town", "near", "", ""]]
    result = read(take, text_file, (study, form), titles, *rows)
    assert [row for row in found(result) if row[1] != UNREADABLE] == [
        ("need", "fast", None, None), ("need", "most-of-all", None, None),
        ("need", "most-of-all", None, None), ("place", "far-off", None, None),
        ("time", None, 1, None), ("time", None, 2, None),
    ]  # fmt: skip
    assert result.journal["answers"]["rejected"] == 3


def test_titles_and_labels_in_words_are_read_too(take, text_file, survey):
    titles = ["Насколько Вы довольны сроком?", "Где Вы живёте?", "Что важно?"]
    result = read(take, text_file, survey, titles, ["Затрудняюсь ответить", "Село", "Быстро, Близко"])
    assert found(result) == [
        ("need", "fast", None, None), ("need", "near", None, None),
        ("place", "village", None, None), ("time", None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-10-05T20:59:59", "05.10.2024"),
        ("2024-10-05T21:00:00", "06.10.2024"),
        ("2024-10-05 21:00:00", "06.10.2024"),
        ("2024-10-05T21:00:00.123Z", "06.10.2024"),
        ("2024-10-05T23:30:00.000+03:00", "05.10.2024"),
        ("2024-10-06T01:00:00+11:00", "05.10.2024"),
    ],
)
def test_the_day_is_that_of_the_agency(written, day, take, text_file, survey):
    rows = [["time", "_uuid", "_submission_time"], ["5", "u", written]]
    result = take(text_file("day.csv", rows), shipped("xlsform"), form=survey)
    assert [f"{one:%d.%m.%Y}" for one in result.responses["responded_date"]] == [day]


def test_a_day_that_is_none_costs_the_questionnaire(take, text_file, survey):
    rows = [["time", "_uuid", "_submission_time"], ["5", "a", "вчера"], ["5", "b", "2024-10-05T10:00:00"]]
    result = take(text_file("day.csv", rows), shipped("xlsform"), form=survey)
    assert (len(result.responses), len(result.rejects)) == (1, 1)


def test_a_long_export_is_decoded_in_all_its_parts(take, text_file, survey, monkeypatch):
    monkeypatch.setattr("painmap.intake.pieces.PART_ROWS", 7)
    rows = [["1" if i % 2 else "dk", "fast near"] for i in range(40)]
    result = read(take, text_file, survey, ["time", "need"], *rows)
    assert len(result.responses) == 3 * len(rows)
    assert result.responses["value"].notna().sum() == len(rows) / 2


def test_a_form_filled_in_twice_counts_once(take, text_file, survey):
    rows = [
        ["time", "_uuid", "_submission_time"],
        ["1", "u", "2024-10-05T10:00:00"],
        ["5", "u", "2024-10-06T10:00:00"],
    ]
    result = take(text_file("twice.csv", rows), shipped("xlsform"), form=survey)
    assert list(result.responses["value"]) == [5]


@pytest.mark.parametrize(
    ("id_", "several"),
    [("minec-49-service", "both"), ("dagpechat-service", "details"), ("minfin-chr-in-depth", "summary")],
)
def test_inspect_knows_the_export_and_its_questionnaire(id_, several, text_file):
    """Sister agencies have instruments with the same names."""
    form = load_questionnaire(Tree(Path(REPOSITORY)), id_)
    people = [{}, drawn(form, random.Random(id_))]
    rows = as_xlsform(form, people, [datetime(2024, 10, 5, 12)] * 2, several)
    seen = look(InspectRequest(text_file("export.csv", rows), root=Path(REPOSITORY)))
    assert seen.fit is not None
    assert seen.fit.format.id == "xlsform"
    assert seen.fit.new == 0
    chosen = load_questionnaire(Tree(Path(REPOSITORY)), seen.fit.questionnaire)
    names = [[question.id for question in one.questions] for one in (chosen, form)]
    assert names[0] == names[1]
    if several != "summary":
        options = [
            {q.id: set(q.options) for q in one.questions if q.kind == "multi"} for one in (chosen, form)
        ]
        assert options[0] == options[1]
