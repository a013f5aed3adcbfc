"""Filter questions: who was sent past a question, and what was answered there all the same.

A question with a filter is for those who gave one of its answers. Whoever gave another was sent past it: he
left nothing out, and what he ticked there on paper enters no figure. Where the filter itself stands without
an answer, or with a mark that nobody can read, the question counts as put to those who answered it. Words
stand wherever they were written, and so do the answers of a tally, which are not linked.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from painmap.params.models import Filter, Questionnaire, Study
from painmap.schema import UNREADABLE

_PAIR = ["wave_id", "respondent_id", "question_id"]


@dataclass(frozen=True)
class Routed:
    """Answers of one study, and to whom its questions were put.

    Attributes:
        put: Rows of `schema.RESPONSES` without the answers of those who were sent past the question.
        passed_by: A row per respondent and question that was not for him, and where he wrote no words:
            `wave_id`, `respondent_id`, `question_id`.
        astray: Answers that `put` leaves out, a respondent's to one question counted once.
    """

    put: pd.DataFrame
    passed_by: pd.DataFrame
    astray: int


def routed(responses: pd.DataFrame, study: Study, questionnaire: Questionnaire) -> Routed:
    """The answers to a study as the filter questions of each wave's version of its questionnaire sort them.

    Args:
        responses: Rows of `schema.RESPONSES`, of this study.
        study: Tells which version a wave had; a wave that it does not know had the present one.
        questionnaire: With its former versions.
    """
    nobody = pd.DataFrame(columns=_PAIR, dtype="object")
    forms = questionnaire.all_versions
    if not any(q.only_if for form in forms.values() for q in form.questions):
        return Routed(responses, nobody, 0)
    versions = {wave.id: wave.version for wave in study.waves}
    is_linked = linked(responses)
    parts = [
        _of_wave(answers, forms[versions.get(str(wave), "")]).assign(wave_id=str(wave))
        for wave, answers in responses[is_linked].groupby("wave_id", observed=True)
    ]
    passed_by = pd.concat([nobody, *parts])[_PAIR]
    is_astray = _keys(responses).isin(_keys(passed_by)) & is_linked.to_numpy()
    astray = len(responses.loc[is_astray, _PAIR].drop_duplicates())
    return Routed(responses[~is_astray], passed_by, astray)


def linked(responses: pd.DataFrame) -> pd.Series:
    """Whether an answer is linked to the others of its respondent: those of a tally are not."""
    return ~responses["is_tally"].fillna(False).astype(bool)


def _keys(frame: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[_PAIR].astype(object))


def _of_wave(answers: pd.DataFrame, form: Questionnaire) -> pd.DataFrame:
    """A row per respondent and question that he was sent past."""
    everybody = _people(answers)
    sent: dict[str, frozenset[str]] = {}
    rows = []
    for question in form.questions:
        if question.only_if:
            own = answers[answers["question_id"] == question.id]
            fitting, otherwise = _answered(answers, question.only_if)
            sent[question.id] = otherwise | sent.get(question.only_if.question, frozenset())
            silent = everybody - fitting - _people(own)
            past = (sent[question.id] | silent) - _people(own[own["text"].notna()])
            rows += [(person, question.id) for person in sorted(past)]
    return pd.DataFrame(rows, columns=["respondent_id", "question_id"], dtype="object")


def _answered(answers: pd.DataFrame, condition: Filter) -> tuple[frozenset[str], frozenset[str]]:
    """Who gave an answer that the filter lets pass, and who certainly gave none but others."""
    given = answers[(answers["question_id"] == condition.question) & answers["option_code"].notna()]
    fitting = _people(given[given["option_code"].isin(condition.options)])
    unread = _people(given[given["option_code"] == UNREADABLE])
    return fitting, _people(given) - fitting - unread


def _people(answers: pd.DataFrame) -> frozenset[str]:
    return frozenset(answers["respondent_id"])
