"""Made-up processed tables of one agency: appeals, answers of its first study, problems of the texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from painmap.codes import APPEAL_KINDS, FORMS, OUTCOMES, REFERRERS
from painmap.params.bundle import AgencyParams
from painmap.paths import Tree
from painmap.schema import APPEALS, ASSIGNMENTS, RESPONSES
from painmap.stages.store import write_table

_PER_CLIENT = 1.6
_TEXT = "прошу рассмотреть вопрос о сроках выдачи повторного свидетельства в отделе по месту жительства"
_WORDS = _TEXT.split()
_TEXT_WORDS = 40


def write(tree: Tree, params: AgencyParams, rows: int, answers: int) -> Path:
    """Write the tables for 2024 and 2025, `rows` appeals in each, and `answers` in each; the folder.

    The figures are drawn at random, apart from their proportions: no table is empty, 4 % of the answered
    appeals have no date, 12 % no kind, 9 % no outcome.
    """
    rng = np.random.default_rng(7)
    for year in (2024, 2025):
        place = tree.processed(params.agency.id) / str(year)
        appeals = _appeals(params, rows, year, rng)
        write_table(place / "appeals.parquet", APPEALS, appeals)
        write_table(place / "assignments.parquet", ASSIGNMENTS, _assignments(params, appeals, rng))
        write_table(place / "responses.parquet", RESPONSES, _responses(params, answers, year, rng))
    return tree.processed(params.agency.id)


def _appeals(params: AgencyParams, rows: int, year: int, rng: np.random.Generator) -> pd.DataFrame:
    agency = params.agency
    channels = [c for c in agency.channels if not c.is_survey]
    of_row = rng.integers(len(channels), size=rows)
    registered = np.datetime64(f"{year}-01-01") + rng.integers(365, size=rows)
    waited = rng.gamma(3.0, 7.0, size=rows).astype(int)
    answered = pd.Series(registered + waited).mask(rng.random(rows) < 0.1)
    answered = answered.mask(answered > np.datetime64(f"{year}-12-31"))
    outcome = _drawn(list(OUTCOMES), rows, rng, empty=0.09)
    words = rng.integers(len(_WORDS), size=(1000, _TEXT_WORDS))
    texts = np.array([" ".join(_WORDS[i] for i in line) for line in words])
    return APPEALS.conform(
        pd.DataFrame(
            {
                "record_id": [f"{year}-{i}" for i in range(rows)],
                "source_id": agency.sources[0].id,
                "source_file_id": "0",
                "appeal_id": [f"{i}/{year}" for i in range(rows)],
                "registered_date": registered,
                "client_id": pd.Series(rng.integers(int(rows / _PER_CLIENT), size=rows))
                .astype("string")
                .mask(rng.random(rows) < 0.2),
                "client_kind": np.where(rng.random(rows) < 0.93, "external", "internal"),
                "applicant_code": _drawn(["person", "company", "media"], rows, rng, empty=0.1),
                "channel_code": np.array([c.code for c in channels])[of_row],
                "form_code": _drawn(list(FORMS), rows, rng, empty=0.2),
                "appeal_kind": _drawn(list(APPEAL_KINDS), rows, rng, empty=0.12),
                "regime_code": np.array([c.regime for c in channels])[of_row],
                "topic_code": _drawn([t.code for t in agency.topics], rows, rng, empty=0.3),
                "reason_code": _drawn(list(params.report.reasons), rows, rng, empty=0.3),
                "unit": _drawn(list(agency.units), rows, rng, empty=0.3),
                "municipality": _drawn([f"район {i}" for i in range(50)], rows, rng, empty=0.2),
                "is_repeat": rng.random(rows) < 0.03,
                "is_collective": rng.random(rows) < 0.02,
                "is_anonymous": rng.random(rows) < 0.02,
                "referrer_code": _drawn(list(REFERRERS), rows, rng, empty=0.1),
                "answered_date": answered,
                "answer_known_date": answered,
                "outcome_code": outcome,
                "outcome_known_date": answered,
                "text": texts[rng.integers(len(texts), size=rows)],
            }
        )
    )


def _assignments(params: AgencyParams, appeals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    codes = [t.code for t in params.agency.topics]
    return ASSIGNMENTS.conform(
        pd.DataFrame(
            {
                "record_id": appeals["record_id"],
                "problem_id": _drawn(list(params.problems["id"]), len(appeals), rng, empty=0.5),
                "score": rng.random(len(appeals)),
                "topic_model_code": _drawn(codes, len(appeals), rng, empty=0.2),
                "quote_start": 0,
                "quote_end": 40,
                "quote_score": rng.random(len(appeals)),
            }
        )
    )


def _responses(params: AgencyParams, answers: int, year: int, rng: np.random.Generator) -> pd.DataFrame:
    """`answers` rows: as many respondents as it takes with every question that has a scale answered."""
    study = next(s for s in params.studies.values() if s.client_kind == "external")
    form = params.questionnaires[study.questionnaire]
    wave = next(w for w in study.waves if w.start.year == year)
    asked = [q.id for q in form.questions if q.kind == "scale"]
    people = -(-answers // len(asked))
    respondent = np.repeat(np.arange(people), len(asked))[:answers]
    question = np.tile(asked, people)[:answers]
    value = rng.integers(1, 6, size=answers).astype("float64")
    value[rng.random(answers) < 0.05] = np.nan
    day: date = wave.start
    return RESPONSES.conform(
        pd.DataFrame(
            {
                "record_id": [
                    f"{study.id}:{year}:{r}:{q}" for r, q in zip(respondent, question, strict=True)
                ],
                "source_id": "survey-external",
                "source_file_id": "0",
                "study_id": study.id,
                "wave_id": wave.id,
                "respondent_id": pd.Series(respondent).astype("string") + f"-{year}",
                "client_kind": study.client_kind,
                "responded_date": np.datetime64(day),
                "question_id": question,
                "value": value,
                "is_tally": False,
            }
        )
    )


def _drawn(codes: list[str], rows: int, rng: np.random.Generator, *, empty: float) -> pd.Series:
    """One of the codes for each row, none for a part of them."""
    found = pd.Series(np.array(codes, dtype=object)[rng.integers(len(codes), size=rows)], dtype="string")
    return found.mask(rng.random(rows) < empty)
