"""Waiting times of two periods: difference of restricted means, and of the shares answered in time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from painmap.params.models import TrendRules
from painmap.stats.cases import Case
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, InsufficientError, Interval, at_least
from painmap.stats.shares import newcombe
from painmap.stats.survival import WaitingTimes, answered_within, kaplan_meier, restricted_mean
from painmap.stats.welch import Mean, welch_interval, welch_p

_MIN_ANSWERED = 10


@dataclass(frozen=True, kw_only=True)
class WaitingCase(Case):
    """Days of waiting in the period and in the period compared with, both cut off at equal maturity.

    `horizon_days`: to which day waiting counts (`restricted_mean`), and how long cases must be followed.
    """

    now: WaitingTimes
    before: WaitingTimes
    horizon_days: int = 30

    def __post_init__(self) -> None:
        for times in (self.now, self.before):
            if len(times.days) != len(times.is_answered):
                raise self.refused(
                    "Сроки ответа: число сроков и число отметок об ответе различаются",
                    "проверьте, что на каждое обращение приходится один срок",
                )
            if any(not math.isfinite(d) or d < 0 for d in times.days):
                raise self.refused(
                    "Сроки ответа: срок отрицателен или не является числом",
                    "проверьте даты регистрации и ответа",
                )


def waiting_difference(case: WaitingCase, rules: TrendRules) -> Estimate:
    """Change of the mean waiting to the horizon, in days, as Welch compares two means.

    Greenwood's variance with the normal distribution, as in survRM2, has a size of 7–8 % at 12–15 cases
    a period (6000 draws, a quarter cut off at its end, 23 % open); as a sample variance, n/(n − 1), and with
    t on the answered it has 4.4–5.6 % from 12 to 100 cases. Without open cases this is Welch's test itself.
    The log-rank test and quartiles are in `stats.survival`: hazards that cross may differ significantly
    without a change of the mean, so that only the test of the printed effect decides.

    Raises:
        InsufficientError: Fewer than 10 answers in a period, a follow-up shorter than the horizon, or no
            differences within the periods.
    """
    _enough_followed(case)
    now, before = (_mean(times, case.horizon_days) for times in (case.now, case.before))
    spread = math.hypot(math.sqrt(now.variance), math.sqrt(before.variance))
    if not spread:
        raise InsufficientError("внутри периодов сроки ответа не различаются, оценить разброс нельзя")
    return Estimate(
        test="waiting_difference",
        effect_kind="days",
        effect=now.value - before.value,
        interval=welch_interval(now, before, 1 - rules.alpha),
        narrow=welch_interval(now, before, 1 - 2 * rules.alpha),
        p=welch_p(now, before),
        n=len(case.now.days) + len(case.before.days),
        total=len(case.now.days),
        total_before=len(case.before.days),
        detectable=POWER_AND_SIZE * spread,
    )


def in_time_difference(case: WaitingCase, level: float = 0.95) -> tuple[float, Interval]:
    """Change of the share answered within the horizon, open cases counted, with Newcombe's interval.

    Raises:
        InsufficientError: As of `waiting_difference`.
    """
    _enough_followed(case)
    (now, n), (before, n_before) = (
        answered_within(times, case.horizon_days) for times in (case.now, case.before)
    )
    return now - before, newcombe(now * n, n, before * n_before, n_before, level)


def _mean(times: WaitingTimes, horizon: float) -> Mean:
    n = len(times.days)
    mean, error = restricted_mean(kaplan_meier(times), horizon)
    return Mean(mean, error**2 * n / (n - 1), times.answered)


def _enough_followed(case: WaitingCase) -> None:
    at_least(_MIN_ANSWERED, case.now.answered, case.before.answered)
    followed = min(case.now.followup, case.before.followup)
    if followed < case.horizon_days:
        raise InsufficientError(
            f"обращения прослежены на {followed:.0f} дн., нужно не менее {case.horizon_days}"
        )
