"""A share over sub-periods: the quasi-binomial comparison, whose dispersion comes from within the periods."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.cases import Case
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, Interval
from painmap.stats.shares import ShareCase, enough_observed, newcombe, null_variance, share_difference

_SUB_PERIODS = 6


@dataclass(frozen=True, kw_only=True)
class ShareSeriesCase(Case):
    """A share by months or quarters: `k[t]` of `n[t]`, and whether sub-period t is of the period itself."""

    k: tuple[int, ...]
    n: tuple[int, ...]
    is_now: tuple[bool, ...]

    def __post_init__(self) -> None:
        if len({len(self.k), len(self.n), len(self.is_now)}) > 1:
            raise self.refused(
                "Доля по месяцам: число месяцев, числителей и знаменателей различается",
                "проверьте, что на каждый месяц приходится по одному числителю и знаменателю",
            )
        if any(not 0 <= k <= n for k, n in zip(self.k, self.n, strict=True)):
            raise self.refused(
                "Доля по месяцам: числитель больше знаменателя или отрицателен",
                "проверьте расчёт числителя и знаменателя",
            )

    def summed(self) -> ShareCase:
        """The two periods without their sub-periods."""
        k, n, is_now = (np.array(v, dtype=np.int64) for v in (self.k, self.n, self.is_now))
        now = is_now == 1
        return ShareCase(
            family=self.family,
            code=self.code,
            label=self.label,
            client_kind=self.client_kind,
            reason=self.reason,
            k=int(k[now].sum()),
            n=int(n[now].sum()),
            k_before=int(k[~now].sum()),
            n_before=int(n[~now].sum()),
        )


def dispersion(counts: np.ndarray, is_now: Sequence[bool]) -> tuple[float, int]:
    """φ = max(1, X²/df) of a table's rows around the shares of their own period, and its df.

    A binomial series is a table of two columns. φ is 1 with df 0, for the normal distribution, with fewer
    than 6 sub-periods, and where the rows scatter no more than by chance: there t on top of max(1, …) has a
    size of .3 % (6 sub-periods) to 3 % (24); t only where φ > 1 has 2.9–5.4 % in every cell of
    φ 1, 1.5, 2.5 × 6, 8, 12, 24 sub-periods (20 000 draws each), the normal throughout up to 9.8 %.

    Args:
        counts: Sub-periods × classes; empty sub-periods are left out.
        is_now: Which rows are of the period itself.

    Source: McCullagh & Nelder 1989, Generalized Linear Models, 4.5 and 5.5.
    """
    filled = counts.sum(axis=1) > 0
    counts, now = counts[filled].astype(float), np.asarray(is_now, dtype=bool)[filled]
    if len(counts) < _SUB_PERIODS:
        return 1.0, 0
    chi2, df = 0.0, 0
    for rows in (counts[now], counts[~now]):
        rows = rows[:, rows.sum(axis=0) > 0]
        expected = np.outer(rows.sum(axis=1), rows.sum(axis=0)) / max(rows.sum(), 1.0)
        chi2 += float(((rows - expected) ** 2 / expected).sum())
        df += max(len(rows) - 1, 0) * max(rows.shape[1] - 1, 0)
    return (chi2 / df, df) if chi2 > df else (1.0, 0)


def share_series_difference(case: ShareSeriesCase, rules: TrendRules) -> Estimate:
    """Difference of two shares whose sub-periods scatter more than chance: quasi-binomial, logit.

    With the period as the only regressor the fitted shares of the logit model are those of the summed
    periods. p is of its score test, χ²/φ; the interval is Newcombe's with the bases n/φ, because it stays
    within ±100 % where the delta method leaves it. Both use t with the df of φ. Fewer than 6 sub-periods
    with observations, or no more scatter than by chance: `share_difference` of the sums.

    Raises:
        InsufficientError: As of `share_difference`, for the sums.
    """
    whole = case.summed()
    k, n = np.array(case.k, dtype=np.int64), np.array(case.n, dtype=np.int64)
    phi, df = dispersion(np.column_stack([k, n - k]), case.is_now)
    if phi == 1:
        return share_difference(whole, rules)
    from scipy.special import stdtr

    counts = (whole.k, whole.n, whole.k_before, whole.n_before)
    enough_observed(*counts)
    error = math.sqrt(phi * null_variance(*counts))
    difference = whole.k / whole.n - whole.k_before / whole.n_before
    return Estimate(
        test="share_series",
        effect_kind="difference",
        effect=difference,
        interval=scaled_newcombe(counts, 1 - rules.alpha, phi, df),
        narrow=scaled_newcombe(counts, 1 - 2 * rules.alpha, phi, df),
        p=min(2 * float(stdtr(df, -abs(difference) / error)), 1.0),
        dispersion=phi,
        n=whole.n + whole.n_before,
        total=whole.k,
        total_before=whole.k_before,
        detectable=POWER_AND_SIZE * error,
    )


def scaled_newcombe(counts: tuple[int, int, int, int], level: float, phi: float, df: int) -> Interval:
    """Newcombe's interval with bases n/φ and the quantile of t with `df`, where 0 is the normal one."""
    from scipy.special import ndtr, stdtrit

    if df:
        level = 2 * float(ndtr(stdtrit(df, 0.5 + level / 2))) - 1
    k, n, k_before, n_before = (value / phi for value in counts)
    return newcombe(k, n, k_before, n_before, level)
