"""Conditions of a rule, how they combine, and the outcome under moved limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol, Self, TypeVar

from painmap.metrics.moved import factors
from painmap.params.models import ReportDefaults
from painmap.report_data import RuleOutcome
from painmap.surveys import LowScores

Condition = tuple[str, str, str, bool | None]
Judged = tuple[Sequence[Condition], bool | None]
NO_APPEALS = "обращений этих клиентов за период нет, условие проверить нельзя"
NO_PROBLEMS = "обращения не отнесены к проблемам, условие проверить нельзя"
# From so many observations a share is printed with one decimal.
_ONE_DECIMAL_FROM = 100
_MOST_DIGITS = 9


class Movable(Protocol):
    """A rule of the profile."""

    @property
    def paragraph(self) -> str:
        """Of the order."""

    def moved(self, factor: float) -> Self:
        """The rule with all limits times `factor`."""


R = TypeVar("R", bound=Movable)


def outcome(
    name: Literal["significant_number", "in_depth_survey", "systematise"],
    rule: R,
    judge: Callable[[R], Judged],
    defaults: ReportDefaults,
) -> RuleOutcome:
    """The conditions with the limits as applied, and the outcome with each of `factors`."""
    conditions, result = judge(rule)
    return RuleOutcome(
        id=name,
        paragraph=rule.paragraph,
        conditions=tuple(conditions),
        outcome=result,
        sensitivity=tuple((f, judge(rule.moved(f))[1]) for f in factors(defaults)),
    )


def any_of(fired: Sequence[bool | None]) -> bool | None:
    """Whether any fired; None: none is known to, and some cannot be checked."""
    if any(fired):
        return True
    return None if None in fired else False


def within(least: float, most: float, limit: float) -> bool | None:
    """Whether a figure known to lie in these bounds reaches the limit; None: it may, and may not."""
    if least >= limit:
        return True
    return None if most >= limit else False


def both(first: bool | None, second: bool | None) -> bool | None:
    """Whether both fired; None: neither is known not to, and some cannot be checked."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def low_share(scores: LowScores, share: float, base: int, what: str, absent: str) -> Condition:
    """Share of the scores 1–2 of `base` respondents or more; without them it cannot be checked."""
    limit = f"не менее {percent(share)} при n ≥ {base}"
    if scores.respondents < base:
        return what, few(scores, base, absent), limit, None
    found = beside(scores.share, share, scores.answers)
    people = "" if scores.answers == scores.respondents else f"; n = {scores.respondents}"
    told = f"{found} ({scores.low_answers} из {scores.answers} оценок{people})"
    return what, told, limit, scores.share >= share


def few(scores: LowScores, base: int, absent: str) -> str:
    """Why scores of fewer than `base` respondents decide nothing; `absent`: why there are none at all."""
    if not scores.respondents:
        return absent
    return f"ответивших с оценками {scores.respondents}, меньше {base}: условие проверить нельзя"


def beside(share: float, limit: float, base: int) -> str:
    """A share printed so that rounding does not carry it across its limit."""
    return percent(share, settled(share, limit, (1 if base >= _ONE_DECIMAL_FROM else 0) + 2) - 2)


def settled(value: float, limit: float, digits: int) -> int:
    """So many digits after the comma, or as many more as keep the value on its side of the limit."""
    while digits < _MOST_DIGITS and (round(value, digits) >= limit) is not (value >= limit):
        digits += 1
    return digits


def percent(share: float, digits: int | None = None) -> str:
    """«25 %», «18,75 %»: as many digits as it has, or so many."""
    text = f"{100 * share:.6g}" if digits is None else f"{100 * share:.{digits}f}"
    return f"{text}\N{NO-BREAK SPACE}%".replace(".", ",")
