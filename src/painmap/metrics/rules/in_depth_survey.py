"""«Углублённая схема» of a survey: many problems and high dissatisfaction, both (5.2)."""

from __future__ import annotations

from dataclasses import dataclass

from painmap.metrics.moved import decimal
from painmap.metrics.rules.conditions import (
    NO_APPEALS,
    NO_PROBLEMS,
    Condition,
    Judged,
    any_of,
    both,
    few,
    low_share,
    outcome,
    settled,
    within,
)
from painmap.metrics.rules.inputs import RuleInputs
from painmap.metrics.views import registered
from painmap.params.models import InDepthSurvey
from painmap.report_data import RuleOutcome
from painmap.surveys import LowScores

_UNCHECKED = "{why}, условие (б) проверить нельзя"


@dataclass(frozen=True, kw_only=True)
class _Complaints:
    """Complaints of the period about one problem.

    Attributes:
        known: The most that one problem has, `problem` (the first by id of equals).
        most: The most that one problem may have: with its appeals whose kind nobody wrote down.
        unstated, appeals: Appeals of the period without a kind, and all of them.
        absent: Why nothing is known; empty: something is.
    """

    known: int = 0
    problem: str = ""
    most: int = 0
    unstated: int = 0
    appeals: int = 0
    absent: str = ""


def in_depth_survey(inputs: RuleInputs) -> RuleOutcome | None:
    """Whether the in-depth survey is due: (а) many problems, and (б) high dissatisfaction.

    Either condition of (а) and either of (б) is enough: demo-domain, «Пороги по умолчанию».
    """
    rule = inputs.setting.agency.thresholds.in_depth_survey
    if rule is None:
        return None
    found = _complaints(inputs)
    period = inputs.setting.period
    scores, absent = inputs.low_scores(period), _UNCHECKED.format(why=inputs.no_scores(period))

    def judge(moved: InDepthSurvey) -> Judged:
        many = [_high_problems(found.absent, moved, inputs), _complained(found, moved, inputs)]
        low = [
            low_share(
                scores,
                moved.low_score_share,
                moved.low_score_base,
                "(б) Доля оценок 1–2 в опросе внешних клиентов",
                absent,
            ),
            _low_mean(scores, moved, absent),
        ]
        due = both(any_of([c[3] for c in many]), any_of([c[3] for c in low]))
        return [*many, *low], due

    told = outcome("in_depth_survey", rule, judge, inputs.setting.defaults)
    return told.model_copy(update={"questionnaire": rule.questionnaire or ""})


def _high_problems(absent: str, rule: InDepthSurvey, inputs: RuleInputs) -> Condition:
    what = "(а) Проблемы высокого уровня распространённости (внешние клиенты)"
    limit = f"не менее {rule.high_problems}"
    high = sum(p.client_kind == "external" and p.prevalence == "high" for p in inputs.problems)
    if absent and high < rule.high_problems:
        return what, absent, limit, None
    return what, str(high), limit, high >= rule.high_problems


def _complaints(inputs: RuleInputs) -> _Complaints:
    period = inputs.setting.period
    own = registered(inputs.external, period)
    if own.empty:
        return _Complaints(absent=NO_APPEALS)
    if not inputs.is_assigned or not own["is_read"].any():
        return _Complaints(absent=NO_PROBLEMS)
    known, unstated = (
        registered(rows, period).groupby("problem_id", sort=True).size()
        for rows in (inputs.complaints, inputs.unstated)
    )
    bounds = known.add(unstated, fill_value=0)
    return _Complaints(
        known=int(known.max()) if len(known) else 0,
        problem=str(known.idxmax()) if len(known) else "",
        most=int(bounds.max()) if len(bounds) else 0,
        unstated=int(own["appeal_kind"].isna().sum()),
        appeals=len(own),
    )


def _complained(found: _Complaints, rule: InDepthSurvey, inputs: RuleInputs) -> Condition:
    what = "(а) Жалобы на одну проблему за отчётный период, наибольшее число"
    limit = f"не менее {rule.complaints_on_one}"
    if found.absent:
        return what, found.absent, limit, None
    is_due = within(found.known, found.most, rule.complaints_on_one)
    told = f"{found.known} («{inputs.title(found.problem)}»)" if found.known else "0"
    if found.unstated:
        silent = f"вид не указан у {found.unstated} из {found.appeals} обращений, с ними — до {found.most}"
        told += f"; проверить нельзя: {silent}" if is_due is None else f"; {silent}"
    return what, told, limit, is_due


def _low_mean(scores: LowScores, rule: InDepthSurvey, absent: str) -> Condition:
    what = "(б) Средняя оценка в опросе внешних клиентов"
    limit = f"менее {decimal(rule.mean_below)} при n ≥ {rule.low_score_base}"
    if scores.mean is None or scores.respondents < rule.low_score_base:
        return what, few(scores, rule.low_score_base, absent), limit, None
    found = f"{scores.mean:.{settled(scores.mean, rule.mean_below, 2)}f}".replace(".", ",")
    return what, found, limit, scores.mean < rule.mean_below
