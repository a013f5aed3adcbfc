"""Responses of a study: those of a period, how many people they are of, scales, low scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from painmap.params.models import Event, Question, Questionnaire, ReportDefaults, Study
from painmap.periods import Period
from painmap.surveys.routing import linked, routed

LOW_SCORE = 2
NPS_LABELS = {str(i): i for i in range(11)}


@dataclass(frozen=True, kw_only=True)
class SurveySetting:
    """What the figures of one study depend on beside the responses.

    Attributes:
        as_of: The cut-off.
        events: Of the profile; those of the questionnaire part answers that are not compared.
    """

    study: Study
    questionnaire: Questionnaire
    defaults: ReportDefaults
    period: Period
    as_of: date
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LowScores:
    """Satisfaction scores of a stretch of time.

    Attributes:
        respondents: Distinct questionnaires with a satisfaction score.
        low_respondents: Those with at least one score of 1–2. Of a tally, which links no two answers, both
            are the figures of its one question with most of them: no fewer people than these.
        answers, low_answers: Scores, and those of 1–2.
        mean: Mean score; None without answers.
    """

    respondents: int
    low_respondents: int
    answers: int
    low_answers: int
    mean: float | None

    @property
    def share(self) -> float:
        """Share of scores of 1–2; 0 without answers."""
        return self.low_answers / self.answers if self.answers else 0.0


def low_scores(
    responses: pd.DataFrame, studies: Sequence[tuple[Study, Questionnaire]], start: date, end: date
) -> LowScores:
    """Scores of the satisfaction questions of the studies, answered from `start` to `end`."""
    dates = responses["responded_date"]
    inside = responses[(dates >= pd.Timestamp(start)) & (dates <= pd.Timestamp(end))]
    inside = pd.concat(
        [routed(inside[inside["study_id"] == study.id], study, form).put for study, form in studies]
        or [inside[:0]]
    )
    pairs = {
        (study.id, q.id)
        for study, form in studies
        for q in form.questions
        if q.is_satisfaction and q.kind == "scale"
    }
    keys = pd.MultiIndex.from_frame(inside[["study_id", "question_id"]])
    rated = inside[keys.isin(pairs) & inside["value"].notna().to_numpy()]
    low = rated[(rated["value"] <= LOW_SCORE).fillna(False)]
    return LowScores(
        respondents=people(rated),
        low_respondents=people(low),
        answers=len(rated),
        low_answers=len(low),
        mean=float(rated["value"].mean()) if len(rated) else None,
    )


def of_period(responses: pd.DataFrame, setting: SurveySetting, period: Period) -> pd.DataFrame:
    """Responses of the study that were given in the period, up to the cut-off."""
    dates = responses["responded_date"]
    end = min(period.end, setting.as_of)
    inside = (dates >= pd.Timestamp(period.start)) & (dates <= pd.Timestamp(end))
    return responses[(responses["study_id"] == setting.study.id) & inside]


def respondents(frame: pd.DataFrame) -> int:
    """Distinct questionnaires."""
    return len(frame[["study_id", "wave_id", "respondent_id"]].drop_duplicates())


def people(frame: pd.DataFrame) -> int:
    """Distinct questionnaires; of a tally, those of its one question with most of them: no fewer people."""
    is_linked = linked(frame)
    by_question = frame[~is_linked].groupby(["study_id", "source_id", "wave_id", "question_id"])
    surveys = by_question["respondent_id"].nunique().groupby(["study_id", "source_id", "wave_id"])
    return respondents(frame[is_linked]) + int(surveys.max().sum())


def scale_values(question: Question, setting: SurveySetting) -> dict[str, int]:
    """Labels of a scale with their values, without «затрудняюсь ответить»."""
    if question.kind == "nps":
        return NPS_LABELS
    labels = setting.questionnaire.scales[question.scale].labels
    return {label: value for label, value in labels.items() if value is not None}


def form_changes(now: pd.DataFrame, before: pd.DataFrame, setting: SurveySetting) -> list[str]:
    """Days between the first and the last of these answers from which another questionnaire was used."""
    first, last = before["responded_date"].min(), now["responded_date"].max()
    return [
        f"{event.day:%d.%m.%Y}"
        for event in sorted(setting.events, key=lambda e: e.day)
        if event.kind == "questionnaire"
        and setting.study.client_kind in event.client_kinds
        and first < pd.Timestamp(event.day) <= last
    ]
