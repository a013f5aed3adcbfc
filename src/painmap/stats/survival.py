"""Kaplan–Meier curve of one period: restricted mean, answers in time, quartiles; log-rank of two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from painmap.stats.estimates import quiet

_QUARTERS = (0.25, 0.5, 0.75)
# The product of ratios hits a quartile exactly only up to rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class WaitingTimes:
    """Days of waiting of one period, open cases at their censoring.

    Attributes:
        days: To the answer, or to the cut-off where there is none.
        is_answered: False: still waiting at `days`.
        followup_days: How long cases could be followed (first registration to cut-off); None: the longest
            of `days`.
    """

    days: tuple[float, ...]
    is_answered: tuple[bool, ...]
    followup_days: float | None = None

    @property
    def answered(self) -> int:
        """How many got an answer."""
        return sum(self.is_answered)

    @property
    def followup(self) -> float:
        """Days that cases could be followed, 0 without cases."""
        return self.followup_days if self.followup_days is not None else max(self.days, default=0.0)


@dataclass(frozen=True, eq=False)
class Curve:
    """Share still waiting after each day with an answer; `at_risk` before that day's `answers`."""

    days: np.ndarray
    waiting: np.ndarray
    at_risk: np.ndarray
    answers: np.ndarray

    def until(self, day: float) -> Curve:
        """The curve up to `day`, inclusive."""
        rows = self.days <= day
        return Curve(self.days[rows], self.waiting[rows], self.at_risk[rows], self.answers[rows])

    def hazards(self) -> np.ndarray:
        """Greenwood's terms d/(n(n − d)), finite where all who waited were answered: none is left to vary."""
        terms: np.ndarray = self.answers / (self.at_risk * np.maximum(self.at_risk - self.answers, 1))
        return terms


def kaplan_meier(times: WaitingTimes) -> Curve:
    """The curve; an answer and a censoring of the same day: the answer first."""
    from statsmodels.duration.survfunc import SurvfuncRight

    with quiet():
        curve = SurvfuncRight(np.asarray(times.days, dtype=float), np.asarray(times.is_answered, dtype=int))
    return Curve(curve.surv_times, curve.surv_prob, curve.n_risk.astype(float), curve.n_events)


def restricted_mean(curve: Curve, horizon: float) -> tuple[float, float]:
    """Mean of min(days, horizon), the area under the curve, and its standard error.

    Source: Irwin 1949 (J Hygiene 47:188); Uno et al. 2014 (J Clin Oncol 32:2380), as in R's survRM2.
    """
    seen = curve.until(horizon)
    steps = np.diff(np.concatenate([[0.0], seen.days, [horizon]]))
    areas = steps * np.concatenate([[1.0], seen.waiting])
    mean = float(areas.sum())
    left = areas[::-1].cumsum()[::-1][1:]
    return mean, float(np.sqrt((left**2 * seen.hazards()).sum()))


def answered_within(times: WaitingTimes, horizon: float) -> tuple[float, float]:
    """Share answered within the horizon, 1 − S, and how many uncensored cases would know it as well.

    That number is S(1 − S)/V with Greenwood's V (Rothman 1978, J Chronic Dis 31:557): with it Wilson's and
    Newcombe's intervals hold, which do not shrink to a point at 0 and 100 % as S ± 1.96·√V does. There,
    where V is 0, it is the number of cases that were not censored within the horizon.
    """
    seen = kaplan_meier(times).until(horizon)
    late = float(seen.waiting[-1]) if len(seen.waiting) else 1.0
    variance = late**2 * float(seen.hazards().sum())
    if variance > 0:
        return 1 - late, late * (1 - late) / variance
    known = sum(done or day > horizon for day, done in zip(times.days, times.is_answered, strict=True))
    return 1 - late, float(known)


def quartiles(curve: Curve) -> tuple[float | None, float | None, float | None]:
    """Days by which a quarter, a half and three quarters were answered; None: not reached.

    Where the curve is level at the quartile, the middle of the level, as in R's survival.
    """
    low, middle, high = (_quantile(curve, share) for share in _QUARTERS)
    return low, middle, high


def _quantile(curve: Curve, share: float) -> float | None:
    reached = np.flatnonzero(curve.waiting <= 1 - share + _ROUNDING)
    if not len(reached):
        return None
    first = reached[0]
    ends = curve.days[first : first + 2]
    is_level = abs(curve.waiting[first] - (1 - share)) <= _ROUNDING
    return float(ends.mean() if is_level else ends[0])


def log_rank(now: WaitingTimes, before: WaitingTimes) -> tuple[float, float] | None:
    """χ² with one degree of freedom and its p; None where nobody was answered while both waited."""
    from scipy.special import chdtrc
    from statsmodels.duration.survfunc import survdiff

    group = np.repeat([1, 0], [len(now.days), len(before.days)])
    try:
        with quiet():
            chi2 = float(survdiff(now.days + before.days, now.is_answered + before.is_answered, group)[0])
    except (np.linalg.LinAlgError, ValueError):
        return None
    return (chi2, float(chdtrc(1, chi2))) if np.isfinite(chi2) else None
