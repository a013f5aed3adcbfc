"""Shares by sub-periods: dispersion, the choice of distribution, gates and bad input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.stats.estimates import InsufficientError
from painmap.stats.share_series import ShareSeriesCase, dispersion, scaled_newcombe, share_series_difference
from painmap.stats.shares import ShareCase, newcombe, share_difference

pytestmark = pytest.mark.filterwarnings("error")
SCATTERED = ((10, 30, 15, 33, 12, 28, 20, 38), (40,) * 8)


def by_months(k: tuple[int, ...], n: tuple[int, ...], **fields: str) -> ShareSeriesCase:
    """The later half is the period."""
    start = {"family": "shares", "code": "x", "label": "Доля", "client_kind": "external"}
    is_now = tuple(i >= len(k) // 2 for i in range(len(k)))
    return ShareSeriesCase(**{**start, **fields}, k=k, n=n, is_now=is_now)  # type: ignore[arg-type]


def of_sums(k: int, n: int, k_before: int, n_before: int) -> ShareCase:
    return ShareCase(
        family="shares",
        code="x",
        label="Доля",
        client_kind="external",
        k=k,
        n=n,
        k_before=k_before,
        n_before=n_before,
    )


def test_dispersion_quasi_binomial_statsmodels() -> None:
    import statsmodels.api as sm

    k, n = (np.array(v) for v in SCATTERED)
    now = np.arange(8) >= 4
    design = np.column_stack([np.ones(8), now])
    theirs = sm.GLM(np.column_stack([k, n - k]), design, family=sm.families.Binomial()).fit()
    phi, df = dispersion(np.column_stack([k, n - k]), now.tolist())
    # Not its scale="X2", which leaves out the numbers of trials (0.15.0: 1/40 of this).
    assert phi == pytest.approx((theirs.resid_pearson**2).sum() / theirs.df_resid, rel=1e-9)
    assert df == theirs.df_resid
    assert phi > 2


def test_share_series_is_the_score_test_of_the_logit_model(rules: TrendRules) -> None:
    import statsmodels.api as sm
    from scipy.stats import t

    k, n = (np.array(v) for v in SCATTERED)
    now = np.arange(8) >= 4
    null = sm.GLM(np.column_stack([k, n - k]), np.ones((8, 1)), family=sm.families.Binomial()).fit()
    phi, df = dispersion(np.column_stack([k, n - k]), now.tolist())
    chi2 = null.score_test(exog_extra=now[:, None].astype(float))[0]
    found = share_series_difference(by_months(*SCATTERED), rules)
    assert found.p == pytest.approx(2 * t.sf(np.sqrt(float(np.squeeze(chi2)) / phi), df), rel=1e-6)
    assert found.dispersion == phi


def test_share_series_interval_nears_the_delta_method(rules: TrendRules) -> None:
    from scipy.stats import t

    k, n = (2000, 2150, 1900, 2050, 2100, 2250, 1950, 2200), (4000,) * 8
    found = share_series_difference(by_months(k, n), rules)
    phi, df = dispersion(np.column_stack([k, np.subtract(n, k)]), [False] * 4 + [True] * 4)
    now, before = sum(k[4:]) / 16000, sum(k[:4]) / 16000
    error = np.sqrt(phi * (now * (1 - now) + before * (1 - before)) / 16000)
    half = t.ppf(0.975, df) * error
    assert found.interval == pytest.approx((now - before - half, now - before + half), abs=0.001)


def test_share_series_without_extra_scatter_is_newcombe(rules: TrendRules) -> None:
    found = share_series_difference(by_months((20, 21, 22, 20, 21, 22), (40,) * 6), rules)
    assert found == share_difference(of_sums(63, 120, 63, 120), rules)
    assert scaled_newcombe((63, 120, 63, 120), 0.95, 1.0, 0) == newcombe(63, 120, 63, 120)


def test_fewer_than_6_sub_periods_are_summed(rules: TrendRules) -> None:
    found = share_series_difference(by_months((10, 38, 12, 28, 36), (40,) * 5), rules)
    assert found == share_difference(of_sums(76, 120, 48, 80), rules)
    empty = by_months((10, 38, 0, 12, 28, 36), (40, 40, 0, 40, 40, 40))
    assert share_series_difference(empty, rules).dispersion is None


def test_scatter_widens_the_interval(rules: TrendRules) -> None:
    wide = share_series_difference(by_months(*SCATTERED), rules)
    sums = share_difference(of_sums(98, 160, 88, 160), rules)
    assert wide.effect == sums.effect
    assert wide.interval[0] < sums.interval[0] < sums.interval[1] < wide.interval[1]  # type: ignore[operator]
    assert wide.p > sums.p  # type: ignore[operator]


@pytest.mark.parametrize("phi", [1.0, 2.5])
def test_size_of_share_series(phi: float, rules: TrendRules) -> None:
    rng, draws, n, share = np.random.default_rng(20260722), 1500, 40, 0.7
    hits = 0
    for _ in range(draws):
        rates = np.full(6, share)
        if phi > 1:
            weight = (n - 1) / (phi - 1) - 1
            rates = rng.beta(share * weight, (1 - share) * weight, 6)
        k = rng.binomial(n, rates)
        found = share_series_difference(by_months(tuple(k.tolist()), (n,) * 6), rules)
        hits += (found.p or 0.0) <= rules.alpha
    # 2.9 % at φ = 1, 5.3 % at φ = 2.5 of 20 000 draws; two standard errors of 1500.
    assert 0.015 <= hits / draws <= 0.066


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((10, 19, 10, 40), "наблюдений 19 и 40, нужно не менее 20"),
        ((4, 20, 10, 40), "одного из исходов менее 5"),
        ((40, 40, 10, 40), "одного из исходов менее 5"),
        ((0, 0, 0, 0), "наблюдений 0 и 0"),
        ((0, 100, 0, 100), "одного из исходов менее 5"),
    ],
)
def test_gates_of_shares(counts: tuple[int, int, int, int], reason: str, rules: TrendRules) -> None:
    with pytest.raises(InsufficientError, match=reason):
        share_difference(of_sums(*counts), rules)


def test_gates_hold_for_sub_periods_that_scatter(rules: TrendRules) -> None:
    with pytest.raises(InsufficientError, match="одного из исходов менее 5"):
        share_series_difference(by_months((0, 4, 0, 20, 2, 30), (40,) * 6), rules)
    for nothing in (by_months((), ()), by_months((0,) * 6, (0,) * 6)):
        with pytest.raises(InsufficientError, match="наблюдений 0 и 0"):
            share_series_difference(nothing, rules)


def test_shares_of_millions_are_finite(rules: TrendRules) -> None:
    found = share_series_difference(by_months((600_000, 500_000, 400_000) * 2, (1_000_000,) * 6), rules)
    assert found.p == 1.0
    assert all(np.isfinite(end) for end in (*found.interval, *found.narrow, found.detectable))


@pytest.mark.parametrize(
    "make",
    [
        lambda: by_months((1, 2), (1, 1)),
        lambda: by_months((-1, 2), (3, 3)),
        lambda: by_months((1, 2), (3,)),
        lambda: of_sums(3, 2, 1, 5),
    ],
)
def test_impossible_shares_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(PainmapError, match="Доля"):
        make()
