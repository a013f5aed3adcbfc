"""Questions left out: who was asked a question and gave no answer, for the appendix."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells
from painmap.surveys.accounting import TALLY
from painmap.surveys.answers import SurveySetting
from painmap.surveys.periods import APPENDIX, FEW, Answered, TwoPeriods, asked, survey_table

_NON_RESPONSE = (
    TableColumn(key="asked", title="Получили вопрос", kind="count"),
    TableColumn(key="answered", title="Ответили", kind="count"),
    TableColumn(key="unsure", title="Затруднились ответить", kind="count"),
    TableColumn(key="unread", title="Не распознано (вне шкалы и вариантов)", kind="count"),
    TableColumn(key="period", title="Не ответили", kind="count"),
    TableColumn(key="share", title="Доля не ответивших, %", kind="share", depends_on=("period",)),
    TableColumn(key="previous", title="Не ответили, АППГ", kind="count"),
    TableColumn(key="previous_share", title="Доля, АППГ, %", kind="share", depends_on=("previous",)),
    cells.COMPARISON[-2],
)
_LEFT_OUT = (
    "Вопрос получили все, чья анкета получена в замере с этим вопросом; в вопросе с несколькими вариантами "
    "анкета без отметок — не ответ"
)
_PAST = "Кому вопрос не предназначен по ответу на вопрос-фильтр, тот его не получил"
_ASTRAY = "Ответили на вопрос, который им не предназначен, и в показатели не вошли: {count}"


def non_response(two: TwoPeriods) -> Table | None:
    """A row per question: who was asked, answered, was unsure, was not understood, gave no answer; None of
    too few staff."""
    if two.is_few(two.now.received):
        return None
    own, then = (_left_out(part, two.setting) for part in (two.now, two.before))
    rows = tuple(
        TableRow(label=q.text, code=q.id, cells=dict(_row(own[q.id], then[q.id], two)))
        for q in two.setting.questionnaire.questions
        if own[q.id].n
    )
    return survey_table(
        two,
        "item-nonresponse",
        f"Вопросы без ответа: {two.setting.study.title}",
        "анкет",
        section=APPENDIX,
        is_internal=True,
        columns=_NON_RESPONSE,
        rows=rows,
        base=two.now.received,
        notes=(_LEFT_OUT, *_routing(two.now), *((TALLY,) if two.now.is_tally else ())),
    )


def _routing(part: Answered) -> tuple[str, ...]:
    past = (_PAST,) if len(part.passed_by) else ()
    return (*past, _ASTRAY.format(count=part.astray)) if part.astray else past


def _row(now: _Asked, then: _Asked, two: TwoPeriods) -> dict[str, Number]:
    told = {
        "asked": cells.UNKNOWN if two.now.is_tally else cells.count(now.n),
        "answered": cells.count(now.answered),
        "unsure": cells.count(now.unsure),
        "unread": cells.count(now.unread),
    }
    before = (then.none, then.n) if then.n and not two.before.is_tally else None
    told |= cells.comparison((now.none, now.n), before, two.setting.defaults.shares)
    if two.now.is_tally:
        told |= dict.fromkeys(("period", "share", "change"), cells.UNKNOWN)
    if two.is_few(then.given):
        told |= dict.fromkeys(("previous", "previous_share", "change"), FEW)
    told = {column.key: told[column.key] for column in _NON_RESPONSE}
    return dict.fromkeys(told, FEW) if two.is_few(now.given) else told


class _Asked(NamedTuple):
    """Questionnaires whose wave asked a question: answered, unsure, only beside scale and options, not."""

    answered: int
    unsure: int
    unread: int
    none: int

    @property
    def n(self) -> int:
        """All that were asked."""
        return sum(self)

    @property
    def given(self) -> int:
        """Those with an answer that could be read."""
        return self.answered + self.unsure


def _left_out(part: Answered, setting: SurveySetting) -> dict[str, _Asked]:
    """By question."""
    ids, known = [q.id for q in setting.questionnaire.questions], asked(setting)
    by_wave = {str(wave): int(n) for wave, n in part.persons["wave_id"].value_counts().items()}
    rows = pd.concat([part.rows, part.others, part.texts])
    read = pd.MultiIndex.from_frame(rows[["person", "question_id"]])
    is_read = pd.MultiIndex.from_frame(part.unread[["person", "question_id"]]).isin(read)
    unread = part.unread[~is_read].groupby("question_id")["person"].nunique().to_dict()
    every = rows.groupby("question_id")["person"].nunique().to_dict()
    is_unsure = (rows["code"] == "").fillna(False)
    unsure = rows[is_unsure].groupby("question_id")["person"].nunique().to_dict()
    past = part.passed_by["question_id"].value_counts().to_dict()
    asked_of = {}
    for id_ in ids:
        given, doubt, lost = (int(found.get(id_, 0)) for found in (every, unsure, unread))
        n = sum(n for wave, n in by_wave.items() if id_ in known.get(wave, ids)) - int(past.get(id_, 0))
        # An answer to what its version does not ask is still an answer.
        none = max(n - given - lost, 0)
        asked_of[id_] = _Asked(answered=given - doubt, unsure=doubt, unread=lost, none=none)
    return asked_of
