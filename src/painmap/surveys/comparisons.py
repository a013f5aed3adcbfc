"""Cases from responses: each rated question of a study in the period and in the same months before.

Only rated questions are tested: the shares of the two highest marks say what the mean says, and options of
a choice ask for no verdict. What may be compared the gate decides (`surveys.gate`), and few answers here.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from painmap.params.models import Question
from painmap.stats import Case, SeriesKind
from painmap.stats.nps import Loyalty, NpsCase
from painmap.stats.scores import ScoreCase
from painmap.surveys.answers import SurveySetting, of_period, scale_values
from painmap.surveys.gate import NOT_ASKED, barrier
from painmap.surveys.routing import routed

TOO_FEW = "ответивших менее {least}: показатель не сравнивается, чтобы их нельзя было узнать"
_PROMOTERS, _PASSIVES = 9, 7


def cases(responses: pd.DataFrame, setting: SurveySetting) -> list[Case]:
    """A case for each rated question that somebody answered in the period: `scores`, or `nps`.

    Args:
        responses: Whole history, rows of `schema.RESPONSES`, any studies, in any order.
        setting: Study, questionnaire, period, cut-off and events.
    """
    now, before = (
        routed(of_period(responses, setting, period), setting.study, setting.questionnaire).put
        for period in (setting.period, setting.period.previous)
    )
    rated = [q for q in setting.questionnaire.questions if q.kind in ("scale", "nps")]
    pairs = [(q, _rated(now, q, setting), _rated(before, q, setting)) for q in rated]
    return [
        _case(q, own, then, setting, barrier(now, before, q, setting)) for q, own, then in pairs if len(own)
    ]


def _rated(frame: pd.DataFrame, question: Question, setting: SurveySetting) -> pd.DataFrame:
    """Answers to the question that lie on its scale («затрудняюсь ответить» does not)."""
    on_scale = frame["value"].isin(list(scale_values(question, setting).values()))
    return frame[((frame["question_id"] == question.id) & on_scale).fillna(False)]


def _case(
    question: Question, now: pd.DataFrame, before: pd.DataFrame, setting: SurveySetting, barred: str
) -> Case:
    marks = tuple(sorted(set(scale_values(question, setting).values())))
    counts, counts_before = (_by_mark(frame, marks) for frame in (now, before))
    code, whose = f"{setting.study.id}-{question.id}", setting.study.client_kind
    kind: SeriesKind = "all" if whose == "unknown" else whose
    reason = barred or _reason(now, before, setting)
    if question.kind == "nps":
        return NpsCase(
            family="nps",
            code=code,
            label=question.text,
            client_kind=kind,
            reason=reason,
            now=_loyalty(counts),
            before=_loyalty(counts_before),
        )
    return ScoreCase(
        family="scores",
        code=code,
        label=question.text,
        client_kind=kind,
        reason=reason,
        counts=counts,
        counts_before=counts_before,
        scale=marks,
    )


def _by_mark(frame: pd.DataFrame, marks: tuple[int, ...]) -> tuple[int, ...]:
    found = Counter(int(value) for value in frame["value"])
    return tuple(found[mark] for mark in marks)


def _loyalty(counts: tuple[int, ...]) -> Loyalty:
    """Counts of 0, 1, … 10 as critics, neutrals and supporters."""
    return Loyalty(
        promoters=sum(counts[_PROMOTERS:]),
        passives=sum(counts[_PASSIVES:_PROMOTERS]),
        detractors=sum(counts[:_PASSIVES]),
    )


def _reason(now: pd.DataFrame, before: pd.DataFrame, setting: SurveySetting) -> str:
    """Why scores that were asked for alike are not compared; empty: they are."""
    if before.empty:
        return NOT_ASKED
    least = setting.defaults.survey_min_responses
    if min(len(now), len(before)) < least:
        return TOO_FEW.format(least=least)
    return ""
