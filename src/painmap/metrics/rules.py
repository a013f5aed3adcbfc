"""Explicit rules in place of what the orders leave undefined: extra collection, in-depth survey, guidance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from painmap.metrics.views import Setting, covered_months, people, registered, view, with_topics
from painmap.params.models import InDepthSurvey, Questionnaire, SignificantNumber, Study
from painmap.periods import Period
from painmap.report_data import MaterialTopic, Number, Problem, RuleOutcome
from painmap.surveys import LowScores, low_scores

Condition = tuple[str, str, str, bool | None]
LowScoreSource = tuple[Study, Questionnaire]
_NO_SURVEY = "опрос не проводился, условие проверить нельзя"
_NO_HISTORY = "нет данных за четыре предшествующих квартала"


@dataclass(frozen=True, kw_only=True)
class RuleInputs:
    """What the rules look at, external clients only.

    Attributes:
        appeals: Whole history, rows of `schema.APPEALS`.
        problems: Problems of the period with their levels.
        surveys: Studies with their questionnaires; their responses stand in the setting.
    """

    setting: Setting
    appeals: pd.DataFrame
    problems: Sequence[Problem] = ()
    surveys: Sequence[LowScoreSource] = ()

    @property
    def external(self) -> pd.DataFrame:
        """Appeals of external clients registered up to the cut-off, with the problem of each."""
        seen = view(self.appeals, self.setting.as_of)
        own = seen[(seen["client_kind"] == "external").fillna(False)]
        if self.setting.assignments is None:
            return own.assign(problem_id=pd.array([pd.NA] * len(own), dtype="string"))
        by_record = self.setting.assignments.set_index("record_id")["problem_id"]
        return own.assign(problem_id=own["record_id"].map(by_record).astype("string"))

    def low_scores(self, period: Period) -> LowScores:
        """Satisfaction scores given in the period by external clients."""
        external = [s for s in self.surveys if s[0].client_kind == "external"]
        if self.setting.responses is None or not external:
            return LowScores(respondents=0, low_respondents=0, answers=0, low_answers=0, mean=None)
        end = min(period.end, self.setting.as_of)
        return low_scores(self.setting.responses, external, period.start, end)


def rules(inputs: RuleInputs) -> tuple[RuleOutcome, ...]:
    """Outcome of each rule that the agency's profile sets; none for a month."""
    if not quarters(inputs.setting.period):
        return ()
    found = [rule(inputs) for rule in RULES]
    return tuple(outcome for outcome in found if outcome is not None)


def quarters(period: Period) -> tuple[Period, ...]:
    """Quarters of the period, in order."""
    if period.kind == "quarter":
        return (period,)
    return tuple(
        q
        for q in (Period(period.year, f"Q{i}") for i in range(1, 5))
        if q.start >= period.start and q.end <= period.end
    )


# --- значительное число отрицательных отзывов -------------------------------------------------------


def significant_number(inputs: RuleInputs) -> RuleOutcome | None:
    """Whether negative feedback of a quarter reached «значительное число»; any condition is enough."""
    rule = inputs.setting.agency.thresholds.significant_number
    if rule is None:
        return None
    appeals = inputs.external
    own = quarters(inputs.setting.period)
    conditions = [_negative_clients(appeals, inputs, q, rule) for q in own]
    conditions.append(_doubled_problem(appeals, inputs, own, rule))
    scores = inputs.low_scores(inputs.setting.period)
    conditions.append(_low_share(scores, rule.low_score_share, rule.low_score_base))
    return _outcome("significant_number", rule.paragraph, conditions, _any([c[3] for c in conditions]))


def _negative_clients(
    appeals: pd.DataFrame, inputs: RuleInputs, quarter: Period, rule: SignificantNumber
) -> Condition:
    what = f"Клиенты с жалобами и оценками 1–2, {quarter.label}"
    now = _negative(appeals, inputs, quarter)
    earlier = _quarters_before(quarter)
    covered = set(covered_months(inputs.appeals, inputs.setting))
    if not all(set(q.months) <= covered for q in earlier):
        return what, f"{now} ({_NO_HISTORY})", f"не менее {rule.min_clients}", None
    mean = sum(_negative(appeals, inputs, q) for q in earlier) / len(earlier)
    scatter = mean + 2 * math.sqrt(inputs.setting.defaults.trend.phi_prior * mean)
    limit = max(rule.min_clients, math.ceil((1 + rule.above_mean_share) * mean), math.floor(scatter) + 1)
    found = f"{now} (в среднем за четыре предшествующих квартала {_decimal(mean)})"
    return what, found, f"не менее {limit}", now >= limit


def _negative(appeals: pd.DataFrame, inputs: RuleInputs, quarter: Period) -> int:
    own = registered(appeals, quarter)
    complaints = own[(own["appeal_kind"] == "complaint").fillna(False)]
    return people(complaints) + inputs.low_scores(quarter).low_respondents


def _quarters_before(quarter: Period) -> list[Period]:
    number = quarter.year * 4 + int(quarter.part[1]) - 1
    return [Period(i // 4, f"Q{i % 4 + 1}") for i in range(number - 4, number)]


def _doubled_problem(
    appeals: pd.DataFrame, inputs: RuleInputs, own: tuple[Period, ...], rule: SignificantNumber
) -> Condition:
    what = "Наибольшее число клиентов с одной проблемой за квартал, удвоившееся к АППГ"
    limit = f"не менее {rule.problem_clients} и вдвое больше, чем в АППГ"
    covered = set(covered_months(inputs.appeals, inputs.setting))
    if inputs.setting.assignments is None or not all(set(q.previous.months) <= covered for q in own):
        return what, "нет данных за АППГ", limit, None
    doubled = []
    for quarter in own:
        now, before = (_problem_people(registered(appeals, q)) for q in (quarter, quarter.previous))
        pairs = ((n, problem, before.get(problem, 0)) for problem, n in now.items())
        doubled += [(n, problem, quarter, was) for n, problem, was in pairs if n >= 2 * was]
    if not doubled:
        return what, "0", limit, False
    clients, problem, quarter, was = max(doubled, key=lambda found: found[0])
    title = next((p.title for p in inputs.problems if p.id == problem), problem)
    found = f"{clients} («{title}», {quarter.label}; в АППГ — {was})"
    return what, found, limit, clients >= rule.problem_clients


def _problem_people(appeals: pd.DataFrame) -> dict[str, int]:
    person = appeals["client_id"].fillna(appeals["record_id"])
    counts = appeals.assign(person=person).groupby("problem_id", sort=True)["person"].nunique()
    return {str(problem): int(n) for problem, n in counts.items()}


# --- углублённый опрос ------------------------------------------------------------------------------


def in_depth_survey(inputs: RuleInputs) -> RuleOutcome | None:
    """Whether the in-depth survey is due: many problems and high dissatisfaction, both."""
    rule = inputs.setting.agency.thresholds.in_depth_survey
    if rule is None:
        return None
    problems = [p for p in inputs.problems if p.client_kind == "external" and p.prevalence == "high"]
    many = len(problems) >= rule.high_problems
    complained = _complaints_on_one(inputs)
    crowded = None if complained is None else complained >= rule.complaints_on_one
    scores = inputs.low_scores(inputs.setting.period)
    low = _low_share(scores, rule.low_score_share, rule.low_score_base)
    mean = _low_mean(scores, rule)
    conditions: list[Condition] = [
        (
            "Проблемы высокого уровня распространённости",
            str(len(problems)),
            f"не менее {rule.high_problems}",
            many,
        ),
        (
            "Жалобы на одну проблему, наибольшее число",
            "сведения не представлены" if complained is None else str(complained),
            f"не менее {rule.complaints_on_one}",
            crowded,
        ),
        low,
        mean,
    ]
    due = _both(_any([many, crowded]), _any([low[3], mean[3]]))
    return _outcome("in_depth_survey", rule.paragraph, conditions, due)


def _complaints_on_one(inputs: RuleInputs) -> int | None:
    if inputs.setting.assignments is None:
        return None
    own = registered(inputs.external, inputs.setting.period)
    complaints = own[(own["appeal_kind"] == "complaint").fillna(False)]
    counts = complaints["problem_id"].dropna().value_counts()
    return int(counts.max()) if len(counts) else 0


def _low_share(scores: LowScores, share: float, base: int) -> Condition:
    what, limit = "Доля оценок 1–2 в опросе внешних клиентов", f"не менее {_percent(share)} при n ≥ {base}"
    if not scores.respondents:
        return what, _NO_SURVEY, limit, None
    if scores.respondents < base:
        return what, f"ответивших {scores.respondents}", limit, None
    return what, f"{_percent(scores.share)} (n = {scores.respondents})", limit, scores.share >= share


def _low_mean(scores: LowScores, rule: InDepthSurvey) -> Condition:
    what, limit = "Средняя оценка в опросе внешних клиентов", f"менее {_decimal(rule.mean_below)}"
    if scores.mean is None:
        return what, _NO_SURVEY, limit, None
    if scores.respondents < rule.low_score_base:
        return what, f"ответивших {scores.respondents}", limit, None
    return what, _decimal(scores.mean), limit, scores.mean < rule.mean_below


def _outcome(
    name: Literal["significant_number", "in_depth_survey"],
    paragraph: str,
    conditions: Sequence[Condition],
    outcome: bool | None,
) -> RuleOutcome:
    return RuleOutcome(id=name, paragraph=paragraph, conditions=tuple(conditions), outcome=outcome)


def _any(fired: Sequence[bool | None]) -> bool | None:
    if any(fired):
        return True
    return None if None in fired else False


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


# --- инструктивные материалы и разъяснения ----------------------------------------------------------


def materials(appeals: pd.DataFrame, setting: Setting) -> list[MaterialTopic]:
    """Topics on which information was wanted often enough in a quarter, by quarter and topic.

    Counts appeals of external clients with the reason that the profile names.
    """
    limits = setting.agency.thresholds
    seen = view(appeals, setting.as_of)
    wanted = (seen["client_kind"] == "external") & (seen["reason_code"] == limits.materials_reason)
    own = with_topics(seen[wanted.fillna(False)], setting.assignments)
    titles = {t.code: t.title for t in setting.agency.topics}
    found = []
    for quarter in quarters(setting.period):
        counts = registered(own, quarter)["topic"].value_counts().sort_index()
        found += [
            MaterialTopic(
                topic_code=str(code),
                topic_title=titles.get(str(code), str(code)),
                requests=Number(value=float(n)),
                quarter=str(quarter),
            )
            for code, n in counts.items()
            if n >= limits.materials_requests_per_quarter
        ]
    return found


RULES: tuple[Callable[[RuleInputs], RuleOutcome | None], ...] = (significant_number, in_depth_survey)
