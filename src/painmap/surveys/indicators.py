"""Indicators of a survey: means and two highest marks of the scales, and how many use the service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painmap.params.models import Question
from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells
from painmap.stats.shares import wilson
from painmap.surveys.answers import SurveySetting, scale_values
from painmap.surveys.gate import sentences
from painmap.surveys.periods import (
    FEW,
    RATED,
    Answered,
    TwoPeriods,
    change,
    is_asked,
    survey_table,
)

TOP = 2
_BOTH_ENDS = ("ci_low", "ci_high")
_SUMMARY = (
    TableColumn(key="n", title="Ответов", kind="count"),
    TableColumn(key="mean", title="Средний балл", kind="score", depends_on=("n",)),
    TableColumn(key="top2_share", title="Доля двух высших оценок, %", kind="share", depends_on=("n",)),
    TableColumn(key="ci_low", title="95 % ДИ, от", kind="share", depends_on=("top2_share", "n")),
    TableColumn(key="ci_high", title="95 % ДИ, до", kind="share", depends_on=("top2_share", "n")),
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
_ORDINAL = "Среднее порядковой шкалы приводится вместе с распределением ответов и их числом."
_SHORT_SCALE = "Двух высших оценок на шкале из {length} нет: «…» в графе их доли — {questions}"
_SHORTEST = 3
_OTHER_FORM = "Показатели АППГ по вопросу «{name}» не приводятся: {reason}."
# Its mean stands among those of shorter scales.
_OTHER_SCALE = " (шкала 0–10)"


def marks(question: Question, setting: SurveySetting) -> list[int]:
    """The marks of the scale from the lowest, without «затрудняюсь ответить»."""
    return sorted(set(scale_values(question, setting).values()))


def has_top(scale: Sequence[int]) -> bool:
    """Whether the two highest of these marks are not simply all of them."""
    return len(scale) >= _SHORTEST


def summary(two: TwoPeriods) -> Table | None:
    """A row per rated question: n, mean, share of the two highest marks with Wilson's interval, АППГ."""
    setting = two.setting
    rated = [q for q in setting.questionnaire.questions if q.kind in RATED]
    if not rated:
        return None
    short = [q for q in rated if not has_top(marks(q, setting))]
    notes = [_SHORT_SCALE.format(length="двух и менее делений", questions=_quoted(short))] if short else []
    return survey_table(
        two,
        "summary",
        f"Оценки по шкалам: {setting.study.title}",
        "ответов",
        columns=_SUMMARY,
        rows=tuple(_summary_row(two, q) for q in rated),
        base=two.now.received,
        notes=(_ORDINAL, *notes, *not_compared(two, rated), *_other_forms(two, rated)),
    )


def _summary_row(two: TwoPeriods, question: Question) -> TableRow:
    now = _scores(two.now, question, two)
    numbers = now if now["n"].value or _was_asked(two, question) else dict.fromkeys(now, cells.UNKNOWN)
    kept = ("previous_n", "previous_mean", "previous_top2_share")
    told = numbers | dict.fromkeys((*kept, "change"), cells.UNKNOWN)
    if len(two.before.to(question)):
        then = _scores(two.before, question, two)
        told |= {f"previous_{key}": then[key] for key in ("n", "mean", "top2_share")}
        told["change"] = change(numbers["mean"], then["mean"], two.barriers.get(question.id, ""))
    label = question.text + (_OTHER_SCALE if question.kind == "nps" else "")
    return TableRow(label=label, code=question.id, cells=dict(told))


def _was_asked(two: TwoPeriods, question: Question) -> bool:
    return is_asked(question, two.setting, two.setting.period)


def _scores(answered: Answered, question: Question, two: TwoPeriods) -> dict[str, Number]:
    """`n`, `mean`, `top2_share` with its interval; «*» of fewer answers than a mean is stated of."""
    keys = ("mean", "top2_share", *_BOTH_ENDS)
    values, scale = answered.values(question), marks(question, two.setting)
    n = len(values)
    if two.is_few(answered.to(question)["person"].nunique()):
        return dict.fromkeys(("n", *keys), FEW)
    told = {"n": cells.count(n), "mean": cells.measured(float(values.mean()) if n else None, n, two.least)}
    if 0 < n < two.least:
        return told | dict.fromkeys(keys, Number(mark="*", base=n))
    if not has_top(scale):
        return told | dict.fromkeys(keys[1:], cells.UNKNOWN)
    rules, top = two.setting.defaults.shares, int(values.isin(scale[-TOP:]).sum())
    ends = (cells.ratio(end, n, rules) for end in wilson(top, n))
    return told | {"top2_share": cells.share(top, n, rules)} | dict(zip(_BOTH_ENDS, ends, strict=True))


def not_compared(two: TwoPeriods, questions: Sequence[Question]) -> tuple[str, ...]:
    """Why the answers of two periods are not compared, with the questions unless it is all of them."""
    barred = {q.id: two.barriers.get(q.id, "") for q in questions if len(two.now.to(q))}
    if len(set(barred.values())) == 1:
        return sentences({"": next(iter(barred.values()))})
    return sentences({q.aspect or q.text: barred[q.id] for q in questions if q.id in barred})


def _other_forms(two: TwoPeriods, questions: Sequence[Question]) -> Iterator[str]:
    """Why last year's figures of a question are not there although it was answered: on another scale."""
    for question in questions:
        reason = two.barriers.get(question.id, "")
        is_other = question.id in two.before.others["question_id"].to_numpy()
        if reason and is_other and not len(two.before.to(question)):
            yield _OTHER_FORM.format(name=question.aspect or question.text, reason=reason)


def _quoted(questions: Sequence[Question]) -> str:
    return ", ".join(f"«{q.aspect or q.text}»" for q in questions)


# --- users of a service ---------------------------------------------------------------------------

_USERS = (
    TableColumn(key="population", title="Число", kind="count"),
    TableColumn(key="change", title="Изменение, ед.", kind="change", depends_on=("population",)),
    TableColumn(key="change_share", title="Изменение, %", kind="change_share", depends_on=("population",)),
)


def users(two: TwoPeriods) -> Table | None:
    """A row per wave up to the period: how many users or grants; None where no wave says it."""
    setting = two.setting
    by_id = {w.id: w for w in setting.study.waves if w.start <= setting.period.end}
    waves = sorted(by_id.values(), key=lambda w: (w.start, w.id))
    if all(w.population is None for w in waves):
        return None
    before = [None, *(w.population for w in waves[:-1])]
    rows = (
        TableRow(label=w.id, code=w.id, cells=dict(_users_row(w.population, then, setting)))
        for w, then in zip(waves, before, strict=True)
    )
    unit = setting.study.population_unit or "клиентов"
    return survey_table(
        two,
        "users",
        f"Число {unit} по замерам: {setting.study.title}",
        unit,
        columns=_USERS,
        rows=tuple(rows),
        notes=("Изменение — к предыдущему замеру",),
    )


def _users_row(now: int | None, before: int | None, setting: SurveySetting) -> dict[str, Number]:
    told = {"population": cells.UNKNOWN if now is None else cells.count(now)}
    if now is None or before is None:
        return told | dict.fromkeys(("change", "change_share"), cells.UNKNOWN)
    compared = cells.comparison((now, now), (before, before), setting.defaults.shares)
    # With its base, so that a small count of the wave before does not follow from this row.
    difference = compared["change"].model_copy(update={"base": before})
    return told | {"change": difference, "change_share": compared["change_share"]}
