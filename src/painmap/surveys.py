"""Figures of a survey: who answered, means and top-two shares of scales, distributions of every question.

A question is compared with the previous period only where it was asked in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from painmap.params.models import Question, Questionnaire, ReportDefaults, Study
from painmap.periods import Period
from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells

LOW_SCORE = 2
_SECTIONS = {"external": "surveys_external", "internal": "surveys_internal"}
_NPS_LABELS = {str(i): i for i in range(11)}
_TOP_OF = {"scale": 2, "nps": 2}
_NOT_GENERAL = (
    "Ответили немногие: результаты отражают мнение ответивших и не распространяются на всех клиентов."
)


@dataclass(frozen=True, kw_only=True)
class SurveySetting:
    """What the figures of one study depend on beside the responses; `as_of` is the cut-off."""

    study: Study
    questionnaire: Questionnaire
    defaults: ReportDefaults
    period: Period
    as_of: date


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


def compute(responses: pd.DataFrame, setting: SurveySetting) -> dict[str, Table]:
    """Tables of one study by id, in the order in which they stand; empty where nobody was asked.

    Args:
        responses: Whole history, rows of `schema.RESPONSES`, any studies, in any order.
        setting: Study, questionnaire, period and cut-off.
    """
    own = _of(responses, setting, setting.period)
    before = _of(responses, setting, setting.period.previous)
    if own.empty:
        return {}
    tables = [_accounting(own, before, setting)]
    scaled = [q for q in setting.questionnaire.questions if q.kind in _TOP_OF]
    if scaled:
        tables.append(_summary(own, before, scaled, setting))
    tables += [
        _distribution(own, before, q, setting) for q in setting.questionnaire.questions if q.kind != "open"
    ]
    return {t.id: t for t in tables}


def low_scores(
    responses: pd.DataFrame, studies: Sequence[tuple[Study, Questionnaire]], start: date, end: date
) -> LowScores:
    """Scores of the satisfaction questions of the studies, answered from `start` to `end`."""
    dates = responses["responded_date"]
    inside = responses[(dates >= pd.Timestamp(start)) & (dates <= pd.Timestamp(end))]
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
        respondents=_people(rated),
        low_respondents=_people(low),
        answers=len(rated),
        low_answers=len(low),
        mean=float(rated["value"].mean()) if len(rated) else None,
    )


def _of(responses: pd.DataFrame, setting: SurveySetting, period: Period) -> pd.DataFrame:
    dates = responses["responded_date"]
    end = min(period.end, setting.as_of)
    inside = (dates >= pd.Timestamp(period.start)) & (dates <= pd.Timestamp(end))
    return responses[(responses["study_id"] == setting.study.id) & inside]


def _respondents(frame: pd.DataFrame) -> int:
    return len(frame[["study_id", "wave_id", "respondent_id"]].drop_duplicates())


def _people(frame: pd.DataFrame) -> int:
    is_tally = frame["is_tally"].fillna(False).astype(bool)
    by_question = frame[is_tally].groupby(["study_id", "source_id", "wave_id", "question_id"])
    surveys = by_question["respondent_id"].nunique().groupby(["study_id", "source_id", "wave_id"])
    return _respondents(frame[~is_tally]) + int(surveys.max().sum())


def _table(setting: SurveySetting, suffix: str, title: str, unit: str, **parts: object) -> Table:
    return Table.model_validate(
        {
            "id": f"survey-{setting.study.id}-{suffix}",
            "section": _SECTIONS.get(setting.study.client_kind, "surveys_external"),
            "title": title,
            "unit": unit,
            "client_kind": setting.study.client_kind,
            **parts,
        }
    )


# --- who answered ---------------------------------------------------------------------------------

_ACCOUNTING = (
    TableColumn(key="offered", title="Предложено анкет", kind="count"),
    TableColumn(key="received", title="Получено анкет", kind="count"),
    TableColumn(
        key="response_share", title="Доля ответивших, %", kind="share", depends_on=("offered", "received")
    ),
)


def _accounting(own: pd.DataFrame, before: pd.DataFrame, setting: SurveySetting) -> Table:
    defaults = setting.defaults
    received, offered = _respondents(own), _offered(setting, setting.period)
    rate = received / offered if offered else None
    notes = [setting.study.population] if setting.study.population else []
    if received < defaults.response_min_warning or (
        rate is not None and rate < defaults.response_rate_warning
    ):
        notes.append(_NOT_GENERAL)
    rows = [_accounting_row("Отчётный период", own, setting, setting.period)]
    if not before.empty:
        rows.append(_accounting_row("АППГ", before, setting, setting.period.previous))
    return _table(
        setting,
        "accounting",
        f"Учёт анкет: {setting.study.title}",
        "анкет",
        columns=_ACCOUNTING,
        rows=tuple(rows),
        base=received,
        is_additive=False,
        notes=tuple(notes),
    )


def _accounting_row(label: str, frame: pd.DataFrame, setting: SurveySetting, period: Period) -> TableRow:
    received, offered = _respondents(frame), _offered(setting, period)
    known: dict[str, Number | str] = {"offered": cells.UNKNOWN, "response_share": cells.UNKNOWN}
    if offered:
        share = cells.share(received, offered, setting.defaults.shares)
        known = {"offered": cells.count(offered), "response_share": share}
    return TableRow(label=label, code=str(period), cells={**known, "received": cells.count(received)})


def _offered(setting: SurveySetting, period: Period) -> int | None:
    """People asked in the waves that lie in the period; None where one of them does not say."""
    waves = [w.offered for w in setting.study.waves if w.start <= period.end and w.end >= period.start]
    known = [n for n in waves if n is not None]
    return sum(known) if known and len(known) == len(waves) else None


# --- scales ---------------------------------------------------------------------------------------

_SUMMARY = (
    TableColumn(key="n", title="Ответов", kind="count"),
    TableColumn(key="mean", title="Средний балл", kind="score", depends_on=("n",)),
    TableColumn(key="top2", title="Две высшие оценки", kind="count"),
    TableColumn(key="top2_share", title="Доля двух высших оценок, %", kind="share", depends_on=("n", "top2")),
    TableColumn(key="previous_n", title="Ответов, АППГ", kind="count"),
    TableColumn(key="previous_mean", title="Средний балл, АППГ", kind="score", depends_on=("previous_n",)),
    TableColumn(
        key="previous_top2_share",
        title="Доля двух высших оценок, АППГ, %",
        kind="share",
        depends_on=("previous_n",),
    ),
    TableColumn(
        key="change", title="Изменение среднего балла", kind="score", depends_on=("mean", "previous_mean")
    ),
)


def _summary(
    own: pd.DataFrame, before: pd.DataFrame, questions: Sequence[Question], setting: SurveySetting
) -> Table:
    return _table(
        setting,
        "summary",
        f"Оценки по шкалам: {setting.study.title}",
        "ответов",
        columns=_SUMMARY,
        rows=tuple(_summary_row(own, before, q, setting) for q in questions),
        base=_respondents(own),
        is_additive=False,
        notes=("Среднее порядковой шкалы приводится вместе с распределением ответов и их числом.",),
    )


def _summary_row(
    own: pd.DataFrame, before: pd.DataFrame, question: Question, setting: SurveySetting
) -> TableRow:
    now = _scores(own, question, setting)
    numbers = {key: now[key] for key in ("n", "mean", "top2", "top2_share")}
    keys = ("previous_n", "previous_mean", "previous_top2_share", "change")
    numbers |= dict.fromkeys(keys, cells.UNKNOWN)
    if (before["question_id"] == question.id).any():
        then = _scores(before, question, setting)
        numbers |= {f"previous_{key}": then[key] for key in ("n", "mean", "top2_share")}
        numbers["change"] = _difference(now["mean"], then["mean"])
    return TableRow(label=question.text, code=question.id, cells=dict(numbers))


def _scores(frame: pd.DataFrame, question: Question, setting: SurveySetting) -> dict[str, Number]:
    values = frame.loc[(frame["question_id"] == question.id).fillna(False), "value"].dropna()
    n = len(values)
    highest = max(_values(question, setting).values(), default=0)
    top = int((values > highest - _TOP_OF[question.kind]).sum())
    least = setting.defaults.survey_min_responses
    share = cells.share(top, n, setting.defaults.shares)
    return {
        "n": cells.count(n),
        "mean": cells.measured(float(values.mean()) if n else None, n, least),
        "top2": cells.count(top),
        "top2_share": Number(mark="*", base=n) if 0 < n < least else share,
    }


def _values(question: Question, setting: SurveySetting) -> dict[str, int]:
    """Labels of a scale with their values, without «затрудняюсь ответить»."""
    if question.kind == "nps":
        return _NPS_LABELS
    labels = setting.questionnaire.scales[question.scale].labels
    return {label: value for label, value in labels.items() if value is not None}


def _difference(now: Number, before: Number) -> Number:
    if now.value is None or before.value is None:
        return Number(mark=now.mark or before.mark)
    return Number(value=now.value - before.value)


# --- distributions --------------------------------------------------------------------------------


def _distribution(
    own: pd.DataFrame, before: pd.DataFrame, question: Question, setting: SurveySetting
) -> Table:
    """Respondents by answer; shares of those who answered the question."""
    labels = _labels(question, setting)
    now, base = _answers(own, question, labels)
    was, base_before = _answers(before, question, labels)
    rules = setting.defaults.shares
    rows = []
    for code, label in labels.items():
        then = (was.get(code, 0), base_before) if base_before else None
        counted = cells.comparison((now.get(code, 0), base), then, rules)
        rows.append(TableRow(label=label, code=code, cells=dict(counted)))
    then = (base_before, base_before) if base_before else None
    total = cells.comparison((base, base), then, rules)
    rows.append(TableRow(label="Всего ответивших", role="total", cells=dict(total)))
    is_multi = question.kind == "multi"
    several = ("Можно было выбрать несколько вариантов; доли — от числа ответивших.",)
    return _table(
        setting,
        question.id,
        question.text,
        "ответивших",
        columns=cells.COMPARISON,
        rows=tuple(rows),
        base=base,
        paragraph=question.paragraph,
        is_additive=not is_multi,
        notes=several if is_multi else (),
    )


def _labels(question: Question, setting: SurveySetting) -> dict[str, str]:
    """Titles of the answers by code, in the order of the questionnaire; a scale's code is its value."""
    if question.kind == "nps":
        return {str(v): label for label, v in _NPS_LABELS.items()}
    if question.kind == "scale":
        scale = setting.questionnaire.scales[question.scale].labels
        return {"" if value is None else str(value): label for label, value in scale.items()}
    return dict(question.options)


def _answers(
    frame: pd.DataFrame, question: Question, labels: Mapping[str, str]
) -> tuple[dict[str, int], int]:
    """Respondents by answer code, and all who answered.

    An answer outside the scale («затрудняюсь ответить») counts only where the scale has a label for it.
    """
    rows = frame[(frame["question_id"] == question.id).fillna(False)]
    if question.kind in _TOP_OF:
        codes = rows["value"].round().astype("Int64").astype("string").fillna("")
    else:
        codes = rows["option_code"]
    codes = codes[codes.isin(list(labels)).fillna(False)]
    counts = {str(code): int(n) for code, n in codes.value_counts().items()}
    return counts, _respondents(rows.loc[codes.index])
