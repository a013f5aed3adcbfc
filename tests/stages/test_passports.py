"""Which studies have a passport, and what it says of the waves, the form in force and the sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from painmap import metrics
from painmap.params.bundle import AgencyParams
from painmap.params.load import load_agency
from painmap.params.models import FormerQuestion, FormerVersion, Questionnaire, Study
from painmap.paths import Tree
from painmap.periods import Period
from painmap.report_data import Passport
from painmap.schema import RESPONSES
from painmap.stages._passports import told

AGENCY = "minyust-rd"


@pytest.fixture(scope="module")
def params(repository: Path) -> AgencyParams:
    return load_agency(Tree(repository), AGENCY)


def _responses(*days: str) -> pd.DataFrame:
    rows = [
        {
            "record_id": day,
            "source_id": "survey-external",
            "source_file_id": "aa",
            "study_id": f"{AGENCY}-external",
            "wave_id": day[:4],
            "respondent_id": day,
            "client_kind": "external",
            "responded_date": pd.Timestamp(day),
            "question_id": "overall",
        }
        for day in days
    ]
    return RESPONSES.conform(pd.DataFrame(rows)) if rows else RESPONSES.empty()


def _told(
    params: AgencyParams, period: str, *days: str, version: bool = False, **wave: object
) -> tuple[Passport, ...]:
    setting = metrics.Setting(
        agency=params.agency,
        defaults=params.report,
        period=Period.parse(period),
        responses=_responses(*days),
        source_titles={s.id: params.formats[s.format].title for s in params.agency.sources},
    )
    studies = [(s, params.questionnaires[s.questionnaire]) for s in params.studies.values()]
    if version or wave:
        studies = [_former(*studies[0], version=version, **wave), *studies[1:]]
    return told(studies, setting)


def _former(
    study: Study, form: Questionnaire, *, version: bool, **wave: object
) -> tuple[Study, Questionnaire]:
    """The wave of 2024 as the arguments say, with an older form."""
    older = FormerVersion(
        id="v1", questions=(FormerQuestion(id="overall", text="Всё ли хорошо?"),), absent=("access",)
    )
    changes = {**wave, **({"version": "v1"} if version else {})}
    waves = tuple(w.model_copy(update=changes) if w.id == "2024" else w for w in study.waves)
    return study.model_copy(update={"waves": waves}), form.model_copy(update={"versions": (older,)})


def test_studies_with_a_wave_in_the_period_have_a_passport(params: AgencyParams) -> None:
    assert [p.study_id for p in _told(params, "2025")] == [f"{AGENCY}-external", f"{AGENCY}-internal"]
    assert _told(params, "2025-Q1") == ()
    assert _told(params, "2022") == ()
    # 10.11–28.11.2025 of staff, 01.10–07.11.2025 of the others.
    assert [p.study_id for p in _told(params, "2025-10")] == [f"{AGENCY}-external"]
    assert len(_told(params, "2025-11")) == 2


def test_a_passport_says_what_the_study_and_its_form_say(params: AgencyParams) -> None:
    study = params.studies[f"{AGENCY}-external"]
    form = params.questionnaires[study.questionnaire]
    one = _told(params, "2025", "2025-10-03")[0]
    assert (one.title, one.purpose, one.object) == (study.title, study.purpose, study.object)
    assert (one.mode, one.service, one.population) == ("mixed", study.service, study.population)
    assert one.questionnaire == form.title
    assert len(one.questions) == len(form.questions)
    assert one.questions[1] == (form.question("overall").text, "общая удовлетворённость", "14")


def test_waves_go_up_to_the_end_of_the_period(params: AgencyParams) -> None:
    assert [w.id for w in _told(params, "2024")[0].waves] == ["2023", "2024"]
    (wave,) = _told(params, "2023", service="Бумага")[0].waves
    assert (wave.id, wave.start, wave.mode, wave.service) == (
        "2023",
        date(2023, 10, 2),
        "mixed",
        "Яндекс Формы",
    )
    latest = _told(params, "2024", mode="offline", service="Бумага")[0].waves[-1]
    assert (latest.mode, latest.service) == ("offline", "Бумага")


def test_questions_are_those_of_the_form_in_force(params: AgencyParams) -> None:
    then, now = (_told(params, year, version=True)[0] for year in ("2024", "2025"))
    texts = [text for text, _, _ in then.questions]
    assert "Всё ли хорошо?" in texts
    assert len(then.questions) == len(now.questions) - 1
    assert "Всё ли хорошо?" not in [text for text, _, _ in now.questions]
    assert [w.version for w in now.waves] == ["", "v1", ""]


def test_sources_are_those_that_answers_came_from(params: AgencyParams) -> None:
    assert _told(params, "2025")[0].sources == ()
    assert _told(params, "2024", "2025-10-03")[0].sources == ()
    (source,) = _told(params, "2025", "2024-10-03", "2025-10-03")[0].sources
    assert params.formats["yandex-forms"].title in source


def test_no_responses_at_all_are_no_sources(params: AgencyParams) -> None:
    setting = metrics.Setting(agency=params.agency, defaults=params.report, period=Period.parse("2025"))
    study = params.studies[f"{AGENCY}-external"]
    (one,) = told([(study, params.questionnaires[study.questionnaire])], replace(setting, responses=None))
    assert one.sources == ()
