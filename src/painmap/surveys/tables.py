"""Figures of a survey: who answered, means and top-two shares of scales, distributions of every question.

A question is compared with the previous period only where it was asked in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from painmap.params.models import Question
from painmap.periods import Period
from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells
from painmap.surveys.answers import (
    NPS_LABELS,
    SurveySetting,
    form_changes,
    of_period,
    respondents,
    scale_values,
)

_SECTIONS = {"external": "surveys_external", "internal": "surveys_internal"}
_TOP_OF = {"scale": 2, "nps": 2}
_NOT_GENERAL = (
    "Ответили немногие: результаты отражают мнение ответивших и не распространяются на всех клиентов."
)
_OTHER_FORM = "Между сравниваемыми периодами менялась анкета ({days}): изменение не рассчитано."


def compute(responses: pd.DataFrame, setting: SurveySetting) -> dict[str, Table]:
    """Tables of one study by id, in the order in which they stand; empty where nobody was asked.

    Args:
        responses: Whole history, rows of `schema.RESPONSES`, any studies, in any order.
        setting: Study, questionnaire, period and cut-off.
    """
    own = of_period(responses, setting, setting.period)
    before = of_period(responses, setting, setting.period.previous)
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
    received, offered = respondents(own), _offered(setting, setting.period)
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
    received, offered = respondents(frame), _offered(setting, period)
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
    changes = sorted({day for q in questions for day in _changes(own, before, q, setting)})
    notes = [_OTHER_FORM.format(days=", ".join(changes))] if changes else []
    return _table(
        setting,
        "summary",
        f"Оценки по шкалам: {setting.study.title}",
        "ответов",
        columns=_SUMMARY,
        rows=tuple(_summary_row(own, before, q, setting) for q in questions),
        base=respondents(own),
        is_additive=False,
        notes=("Среднее порядковой шкалы приводится вместе с распределением ответов и их числом.", *notes),
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
        is_other = bool(_changes(own, before, question, setting))
        numbers["change"] = cells.UNKNOWN if is_other else _difference(now["mean"], then["mean"])
    return TableRow(label=question.text, code=question.id, cells=dict(numbers))


def _scores(frame: pd.DataFrame, question: Question, setting: SurveySetting) -> dict[str, Number]:
    values = frame.loc[(frame["question_id"] == question.id).fillna(False), "value"].dropna()
    n = len(values)
    highest = max(scale_values(question, setting).values(), default=0)
    top = int((values > highest - _TOP_OF[question.kind]).sum())
    least = setting.defaults.survey_min_responses
    share = cells.share(top, n, setting.defaults.shares)
    return {
        "n": cells.count(n),
        "mean": cells.measured(float(values.mean()) if n else None, n, least),
        "top2": cells.count(top),
        "top2_share": Number(mark="*", base=n) if 0 < n < least else share,
    }


def _changes(
    own: pd.DataFrame, before: pd.DataFrame, question: Question, setting: SurveySetting
) -> list[str]:
    """Days from which the question stood in another questionnaire, between the answers compared."""
    now, then = (f[(f["question_id"] == question.id).fillna(False)] for f in (own, before))
    return [] if now.empty or then.empty else form_changes(now, then, setting)


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
    rules, changes = setting.defaults.shares, _changes(own, before, question, setting)
    # Beside another form of the question a difference of the answers says nothing.
    blank = dict.fromkeys(("change", "change_share"), cells.UNKNOWN) if changes else {}
    rows = []
    for code, label in labels.items():
        then = (was.get(code, 0), base_before) if base_before else None
        counted = cells.comparison((now.get(code, 0), base), then, rules) | blank
        rows.append(TableRow(label=label, code=code, cells=dict(counted)))
    then = (base_before, base_before) if base_before else None
    total = cells.comparison((base, base), then, rules) | blank
    rows.append(TableRow(label="Всего ответивших", role="total", cells=dict(total)))
    is_multi = question.kind == "multi"
    several = ("Можно было выбрать несколько вариантов; доли — от числа ответивших.",)
    other = (_OTHER_FORM.format(days=", ".join(changes)),) if changes else ()
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
        notes=(*(several if is_multi else ()), *other),
    )


def _labels(question: Question, setting: SurveySetting) -> dict[str, str]:
    """Titles of the answers by code, in the order of the questionnaire; a scale's code is its value."""
    if question.kind == "nps":
        return {str(v): label for label, v in NPS_LABELS.items()}
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
    return counts, respondents(rows.loc[codes.index])
