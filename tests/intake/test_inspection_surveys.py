"""Survey exports: layout recognised, format and questionnaire drafted, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.intake.inspected_files import google, yandex

from painmap.intake import IntakeResult
from painmap.params.messages import validated
from painmap.params.models import Format, Questionnaire, Study
from painmap.params.yaml_file import parsed_yaml
from painmap.stages.inspection.parts import Inspection, InspectRequest
from painmap.stages.inspection.run import run

RECEIVED = date(2026, 1, 31)


def drafts(found: Inspection) -> tuple[Format, Questionnaire]:
    layout, form = (parsed_yaml(path.read_text(encoding="utf-8"), path.name) for path in found.drafts)
    return validated(Format, layout, "format"), validated(Questionnaire, form, "questionnaire")


def of_all_time(study: Study, form: Questionnaire) -> Study:
    wave = study.waves[0].model_copy(update={"start": date(2000, 1, 1), "end": RECEIVED})
    return study.model_copy(update={"questionnaire": form.id, "waves": (wave,)})


def kinds(form: Questionnaire) -> dict[str, str]:
    return {question.text: question.kind for question in form.questions}


@pytest.fixture
def respondents(
    take: Callable[..., IntakeResult], survey: tuple[Study, Questionnaire]
) -> Callable[[Path, Inspection], IntakeResult]:
    """Intake of a survey with the drafts as they are; the study is a person's."""

    def read(path: Path, found: Inspection) -> IntakeResult:
        layout, form = drafts(found)
        return take(path, layout, received=RECEIVED, form=(of_all_time(survey[0], form), form))

    return read


def test_yandex_forms(
    text_file: Callable[..., Path], respondents: Callable[[Path, Inspection], IntakeResult]
) -> None:
    path = text_file("yandex.csv", yandex(), delimiter=",", encoding="utf-8-sig")
    found = run(InspectRequest(path, out=path.with_name("form.yaml")))
    layout, form = drafts(found)
    assert found.rows == "responses"
    assert (layout.respondent_column, layout.time_column) == ("ID", "Время создания")
    assert layout.time_formats == ("%Y-%m-%d %H:%M:%S",)
    assert kinds(form) == {
        "Ваш возраст:": "single", "С чем Вы обращались?": "multi", "Укажите другое:": "open",
        "Насколько Вы довольны сроком?": "scale", "Ваши предложения": "open",
    }  # fmt: skip
    assert list(form.questions[1].options.values()) == ["Справки", "Выплаты / льготы", "Другое"]
    scale = next(iter(form.scales.values())).labels
    assert scale == {"5 – да": 5, "3 – отчасти": 3, "1 – нет": 1, "Затрудняюсь ответить": None}
    taken = respondents(path, found)
    assert (taken.journal["rows"]["kept"], taken.journal["answers"].get("rejected", 0)) == (40, 0)


def test_google_forms(
    xlsx: Callable[..., Path], respondents: Callable[[Path, Inspection], IntakeResult]
) -> None:
    path = xlsx("google.xlsx", google(), sheet="Ответы на форму (1)")
    found = run(InspectRequest(path, out=path.with_name("form.yaml")))
    layout, form = drafts(found)
    assert layout.time_column == "Отметка времени"
    assert layout.time_formats == ("%d.%m.%Y %H:%M:%S",)
    assert layout.columns["Адрес электронной почты"].field == "email"
    assert kinds(form) == {
        "Оцените работу [Вежливость]": "scale", "Оцените работу [Скорость]": "scale",
        "Порекомендуете ли Вы нас?": "nps",
    }  # fmt: skip
    assert "example.org" not in str(found.samples)
    assert respondents(path, found).journal["rows"]["kept"] == 40


def test_a_questionnaire_of_the_project_lies_among_questionnaires(
    text_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = text_file("yandex.csv", yandex(), delimiter=",")
    (tmp_path / "params" / "formats").mkdir(parents=True)
    found = run(InspectRequest(path, root=tmp_path, out=tmp_path / "params" / "formats" / "mine.yaml"))
    places = [str(place.relative_to(tmp_path)) for place in found.drafts]
    assert places == ["params/formats/mine.yaml", "params/questionnaires/mine.yaml"]


def test_what_a_row_is_can_be_said(text_file: Callable[..., Path]) -> None:
    path = text_file("yandex.csv", yandex(), delimiter=",")
    found = run(InspectRequest(path, out=path.with_name("form.yaml"), rows="appeals"))
    assert (found.rows, len(found.drafts)) == ("appeals", 1)


def test_names_among_options_are_not_told(text_file: Callable[..., Path]) -> None:
    rows: list[list[Any]] = [["ID", "Кто Вас принял?", "Были ли Вы довольны?", "Пришли бы Вы ещё?"]]
    people = ("Петухова Анна Ивановна", "Зорькин Пётр Ильич")
    rows += [[str(500 + i), people[i % 2], ("Да", "Нет")[i % 2], ("Да", "Нет")[i % 3 % 2]] for i in range(30)]
    path = text_file("names_as_options.csv", rows)
    found = run(InspectRequest(path, out=path.with_name("form.yaml")))
    text = "".join(place.read_text(encoding="utf-8") for place in found.drafts) + str(found.samples)
    assert "Петухов" not in text
    assert "Зорькин" not in text


def test_a_ready_format_without_its_questionnaire_needs_that_alone(
    xlsx: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "params" / "formats"
    folder.mkdir(parents=True)
    ready = Path(__file__).resolve().parents[2] / "params" / "formats" / "google-forms.yaml"
    (folder / "google-forms.yaml").write_bytes(ready.read_bytes())
    path = xlsx("google.xlsx", google(), sheet="Ответы на форму (1)")
    found = run(InspectRequest(path, root=tmp_path))
    assert found.fit is not None
    assert found.fit.format.id == "google-forms"
    assert [place.parent.name for place in found.drafts] == ["questionnaires"]
    assert not found.is_format_drafted


def test_rows_of_a_matrix_share_their_scale(text_file: Callable[..., Path]) -> None:
    found = run(
        InspectRequest(path := text_file("g.csv", google(), delimiter=","), out=path.with_name("m.yaml"))
    )
    form = drafts(found)[1]
    assert len(form.scales) == 1
    assert list(next(iter(form.scales.values())).labels.values()) == [5, 4, 3, 2]


def test_a_questionnaire_that_asks_for_something_else_is_not_the_one(
    text_file: Callable[..., Path], tmp_path: Path, survey: tuple[Study, Questionnaire]
) -> None:
    for folder in ("formats", "questionnaires"):
        (tmp_path / "params" / folder).mkdir(parents=True)
    ready = Path(__file__).resolve().parents[2] / "params" / "formats" / "yandex-forms.yaml"
    (tmp_path / "params" / "formats" / ready.name).write_bytes(ready.read_bytes())
    # «Ваши предложения» is one of the five questions of the questionnaire, and the only one in the file.
    form = survey[1].model_dump_json()
    (tmp_path / "params" / "questionnaires" / "questionnaire.yaml").write_text(form, encoding="utf-8")
    found = run(InspectRequest(text_file("yandex.csv", yandex(), delimiter=","), root=tmp_path))
    assert found.fit is not None
    assert found.fit.needs_questionnaire
    assert [place.parent.name for place in found.drafts] == ["questionnaires"]
