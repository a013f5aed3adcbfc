"""«Значительное число» of negative feedback → an additional quarterly collection (minyust-rd 19)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from painmap.metrics.moved import decimal
from painmap.metrics.rules.conditions import (
    NO_APPEALS,
    NO_PROBLEMS,
    Condition,
    Judged,
    any_of,
    low_share,
    outcome,
    percent,
)
from painmap.metrics.rules.inputs import RuleInputs, quarter_number, quarters, quarters_before
from painmap.params.models import SignificantNumber
from painmap.periods import Period
from painmap.report_data import RuleOutcome
from painmap.surveys import LowScores

_UNCHECKED = "{why}, условие проверить нельзя"
_LOW = "Доля оценок 1–2 в опросе внешних клиентов"


@dataclass(frozen=True, kw_only=True)
class _Quarter:
    """What one quarter gave.

    Attributes:
        negative: Different clients with complaints, and respondents with scores of 1–2: no fewer than the
            first, no more than the second, which adds the clients of appeals whose kind nobody wrote down
            and is infinite where nobody appealed.
        mean: The same, mean of the four quarters before; None: not all covered by appeals.
        unstated, appeals: Appeals of the quarter without a kind, and all of them.
        problems: Clients in the quarter and a year before (`now`, `before`) by problem id; None: not known.
        has_previous: Whether texts of the same quarter of the year before were assigned.
    """

    period: Period
    negative: tuple[float, float]
    mean: tuple[float, float] | None
    unstated: int
    appeals: int
    problems: pd.DataFrame | None
    has_previous: bool
    scores: LowScores


def significant_number(inputs: RuleInputs) -> RuleOutcome | None:
    """Whether negative feedback of a quarter reached «значительное число»; any condition is enough.

    Each quarter of a longer period is looked at on its own: demo-domain, «Пороги по умолчанию».
    """
    rule = inputs.setting.agency.thresholds.significant_number
    if rule is None:
        return None
    found = _facts(inputs)
    period = inputs.setting.period
    whole, absent = inputs.low_scores(period), _UNCHECKED.format(why=inputs.no_scores(period))
    prior = inputs.setting.defaults.trend.phi_prior
    phi = max(1.0, prior if inputs.dispersion is None else inputs.dispersion)

    def judge(moved: SignificantNumber) -> Judged:
        conditions = [_negative_clients(q, moved, phi) for q in found]
        conditions += [_grown_problem(q, moved, inputs) for q in found]
        conditions += _low_shares(found, whole, moved, absent)
        return conditions, any_of([c[3] for c in conditions])

    return outcome("significant_number", rule, judge, inputs.setting.defaults)


def _facts(inputs: RuleInputs) -> list[_Quarter]:
    bounds = _bounds(inputs)
    people = _problem_people(inputs) if inputs.is_assigned else None
    of_quarter = inputs.external.groupby("quarter")
    sizes, read = of_quarter.size(), of_quarter["is_read"].any()
    unstated = inputs.unstated.groupby("quarter").size()

    def negative(quarter: Period) -> tuple[float, float]:
        low, number = inputs.low_scores(quarter).low_respondents, quarter_number(quarter)
        least, most = bounds.get(number, (0, math.inf))
        return least + low, most + low

    def mean(earlier: Sequence[Period]) -> tuple[float, float] | None:
        if not inputs.is_covered(earlier) or any(quarter_number(q) not in bounds for q in earlier):
            return None
        low, high = zip(*map(negative, earlier), strict=True)
        return sum(low) / len(earlier), sum(high) / len(earlier)

    def is_read(quarter: Period) -> bool:
        return bool(read.get(quarter_number(quarter), False))

    return [
        _Quarter(
            period=quarter,
            negative=negative(quarter),
            mean=mean(quarters_before(quarter, 4)),
            unstated=int(unstated.get(quarter_number(quarter), 0)),
            appeals=int(sizes.get(quarter_number(quarter), 0)),
            problems=_of_quarter(people, quarter) if people is not None and is_read(quarter) else None,
            has_previous=inputs.is_covered([quarter.previous]) and is_read(quarter.previous),
            scores=inputs.low_scores(quarter),
        )
        for quarter in quarters(inputs.setting.period)
    ]


def _bounds(inputs: RuleInputs) -> dict[int, tuple[int, int]]:
    """Clients known to have complained, and with those who may have, by the quarters with appeals."""
    kind = inputs.external["appeal_kind"]
    chosen = {"least": inputs.complaints, "most": inputs.external[(kind == "complaint").fillna(True)]}
    people = pd.DataFrame(
        {name: rows.groupby("quarter")["person"].nunique() for name, rows in chosen.items()}
    )
    every = people.reindex(sorted(set(inputs.external["quarter"]))).fillna(0).astype(int)
    return {
        int(q): (int(n), int(m)) for q, n, m in zip(every.index, every["least"], every["most"], strict=True)
    }


def _problem_people(inputs: RuleInputs) -> pd.Series:
    """Different clients by quarter and problem."""
    return inputs.external.groupby(["quarter", "problem_id"], sort=True)["person"].nunique()


def _of_quarter(people: pd.Series, quarter: Period) -> pd.DataFrame:
    """Clients now and a year before by problem, the most now first."""
    number = quarter_number(quarter)
    level = people.index.get_level_values("quarter")
    sides = {
        name: people[level == n].droplevel("quarter") for name, n in (("now", number), ("before", number - 4))
    }
    found = pd.DataFrame(sides).fillna(0).astype(int)
    return found[found["now"] > 0].sort_index().sort_values("now", ascending=False, kind="stable")


def _negative_clients(quarter: _Quarter, rule: SignificantNumber, phi: float) -> Condition:
    what = f"Клиенты с жалобами и оценками 1–2, {quarter.period.label}"
    least, most = quarter.negative
    if quarter.mean is None:
        limit = f"не менее {rule.min_clients} и выше среднего четырёх кварталов"
        is_due = False if most < rule.min_clients else None
        return what, _told(quarter, "нет данных за четыре предшествующих квартала", is_due), limit, is_due
    (above, scatter, lowest), (*_, highest) = (_limits(mean, rule, phi) for mean in quarter.mean)
    is_due = True if least >= highest else (None if most >= lowest else False)
    before = f"в среднем за четыре предшествующих квартала {decimal(quarter.mean[0])}"
    limit = (
        f"не менее {lowest} (наибольшее из: {rule.min_clients}; на {percent(rule.above_mean_share)} выше "
        f"среднего — {above}; выше обычного разброса — {scatter})"
    )
    if highest > lowest:
        before += f", с обращениями без указанного вида — до {decimal(quarter.mean[1])}"
        limit += f"; с прошлыми обращениями без указанного вида — до {highest}"
    return what, _told(quarter, before, is_due), limit, is_due


def _limits(mean: float, rule: SignificantNumber, phi: float) -> tuple[int, int, int]:
    """Limits by the mean of the quarters before: a share above it, above its scatter, the larger of all."""
    above = math.ceil(round((1 + rule.above_mean_share) * mean, 9))
    scatter = math.floor(round(mean + rule.scatter * math.sqrt(phi * mean), 9)) + 1
    return above, scatter, max(rule.min_clients, above, scatter)


def _told(quarter: _Quarter, before: str, is_due: bool | None) -> str:
    """The figure with what it is held against, and how many appeals it does not know the kind of."""
    least, most = quarter.negative
    if not quarter.appeals and is_due is None:
        return f"{NO_APPEALS} (с оценками 1–2 — {least})" if least else NO_APPEALS
    told = f"{least} ({before})"
    if not quarter.unstated:
        return told
    silent = f"вид не указан у {quarter.unstated} из {quarter.appeals} обращений, с ними — до {most}"
    return f"{told}; проверить нельзя: {silent}" if is_due is None else f"{told}; {silent}"


def _grown_problem(quarter: _Quarter, rule: SignificantNumber, inputs: RuleInputs) -> Condition:
    what = f"Наибольшее число клиентов с одной проблемой, выросшее к АППГ, {quarter.period.label}"
    limit = f"не менее {rule.problem_clients} и не меньше АППГ, умноженного на {decimal(rule.problem_growth)}"
    people = quarter.problems
    if people is None:
        return what, NO_PROBLEMS if quarter.appeals else NO_APPEALS, limit, None
    if not quarter.has_previous:
        most = int(people["now"].max()) if len(people) else 0
        told = f"{most} (нет данных за АППГ)"
        return what, told, limit, False if most < rule.problem_clients else None
    grown = people[people["now"] >= rule.problem_growth * people["before"]]
    if grown.empty:
        return what, "таких проблем нет", limit, False
    now, before = int(grown["now"].iloc[0]), int(grown["before"].iloc[0])
    found = f"{now} («{inputs.title(str(grown.index[0]))}»; в АППГ — {before})"
    return what, found, limit, now >= rule.problem_clients


def _low_shares(
    found: Sequence[_Quarter], whole: LowScores, rule: SignificantNumber, absent: str
) -> Iterator[Condition]:
    """Each quarter with answers enough; where there is none, the whole period."""
    share, base = rule.low_score_share, rule.low_score_base
    judged = [q for q in found if q.scores.respondents >= base]
    for quarter in judged:
        yield low_share(quarter.scores, share, base, f"{_LOW}, {quarter.period.label}", absent)
    if not judged:
        yield low_share(whole, share, base, _LOW, absent)
