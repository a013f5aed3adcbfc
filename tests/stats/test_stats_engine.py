"""The engine against statsmodels, against direct formulas, and what it makes of a portfolio."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from painmap import stats
from painmap.params.models import TrendRules
from painmap.stats.counts.contrasts import contrasts
from painmap.stats.counts.engine import contrast, fit, fit_many, pool, uncertain
from painmap.stats.counts.layout import slope, year_on_year
from painmap.stats.counts.poisson import Fit
from painmap.stats.counts.rare import is_rare
from painmap.stats.counts.shapes import RHO_GRID, Shape
from painmap.stats.estimates import quiet

Make = Callable[..., stats.CountSeries]
Nulls = Callable[..., np.ndarray]
LAST = 2025 * 12 + 11
ALONE = stats.Pool(rho=0.0, phi=1.0)


def fits_of(rows: np.ndarray, series: Make, rules: TrendRules) -> list[Fit]:
    found = fit_many([year_on_year(series(row), LAST, 12, rules) for row in rows])
    assert all(isinstance(one, Fit) for one in found)
    return [one for one in found if isinstance(one, Fit)]


def test_many_regressions_are_those_of_statsmodels_glm(
    null_counts: Nulls, series: Make, rules: TrendRules
) -> None:
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    rows = null_counts(3, 12, 6, 2.0)
    for found in fits_of(rows, series, rules):
        panel = found.panel
        with quiet():
            theirs = GLM(panel.counts, panel.design, family=Poisson(), offset=np.log(panel.exposure)).fit(
                scale="X2"
            )
        assert found.coefficients == pytest.approx(theirs.params, rel=1e-6, abs=1e-8)
        # Without autocorrelation and without a portfolio the test is statsmodels' quasi-Poisson one.
        estimate = contrast(panel, ALONE, rules)
        low, high = theirs.conf_int()[0]
        df = len(panel.index) - panel.design.shape[1]
        assert estimate.dispersion == pytest.approx(theirs.scale, rel=1e-6)
        assert estimate.p == pytest.approx(2 * student.sf(abs(theirs.tvalues[0]), df), rel=1e-6)
        half = student.ppf(0.975, df) * theirs.bse[0]
        assert np.log(estimate.interval) == pytest.approx(
            [theirs.params[0] - half, theirs.params[0] + half], rel=1e-6
        )
        assert low < theirs.params[0] < high


def test_standard_error_with_autocorrelation_is_the_sandwich_of_the_page(
    null_counts: Nulls, series: Make, rules: TrendRules
) -> None:
    found = fits_of(null_counts(4, 1, 30, 2.5), series, rules)[0]
    x, mu, n = found.panel.design, found.mu, len(found.mu)
    m = np.eye(n) - x @ np.linalg.inv(x.T @ x) @ x.T
    r = 0.3 ** np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    phi = (found.residuals**2).sum() / np.trace(m @ r)
    bread = np.linalg.inv(x.T @ np.diag(mu) @ x)
    root = np.diag(np.sqrt(mu))
    error = np.sqrt(phi * (bread @ x.T @ root @ r @ root @ x @ bread)[0, 0])
    df = np.trace(m @ r) ** 2 / np.trace(m @ r @ m @ r)
    known = uncertain([found], stats.Pool(rho=0.3, phi=1.0), rules)[0]
    assert known.error == pytest.approx(error, rel=1e-8)
    assert known.df[0] == pytest.approx(df, rel=1e-8)
    assert known.p(found.beta) == pytest.approx(2 * student.sf(abs(found.beta) / error, df), rel=1e-6)
    assert known.p(known.half_width(0.05)) == pytest.approx(0.05, rel=1e-9)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6])
def test_moments_of_the_lag_one_correlation_are_those_of_draws(
    series: Make, rules: TrendRules, rho: float
) -> None:
    panel = slope(series([10] * 36), LAST, rules)
    shape = Shape(panel.design, panel.index)
    rng = np.random.default_rng(11)
    draws = rng.standard_normal((20_000, 36)) @ np.linalg.cholesky(shape.correlation(np.array([rho]))[0]).T
    r = draws @ shape.projection
    lags = (r[:, 1:] * r[:, :-1]).sum(axis=1) / (r**2).sum(axis=1)
    found = shape.moments.at(np.array([rho]))
    assert found.lag_one[0] == pytest.approx(lags.mean(), abs=0.006)
    assert found.variance[0] == pytest.approx(lags.var(), rel=0.2)
    assert found.trace[0] == pytest.approx((r**2).sum(axis=1).mean(), rel=0.02)
    assert shape.spare == pytest.approx(36 - 13)
    assert (np.diff(shape.moments.lag_one) >= 0).all()
    assert len(shape.moments.df) == len(RHO_GRID)


def test_a_series_of_its_own_autocorrelation_is_known_less_well(
    series: Make, null_counts: Nulls, rules: TrendRules
) -> None:
    rows = null_counts(8, 60, 60, 2.0)
    # Every second series drifts: its months follow each other, those of the others do not.
    rng = np.random.default_rng(1)
    drift = rng.standard_normal((30, 36))
    for month in range(1, 36):
        drift[:, month] = 0.85 * drift[:, month - 1] + 0.53 * drift[:, month]
    rows[::2] = rng.poisson(100 * np.exp(0.3 * drift))
    fits = fits_of(rows, series, rules)
    common = pool(fits, rules)
    own = [known.mean(known.rho) for known in uncertain(fits, common, rules)]
    assert common.rho_spread > 0.2
    assert np.mean(own[::2]) > common.rho + 0.1 > common.rho - 0.1 > np.mean(own[1::2])
    notes = [e.note for e in (contrast(f.panel, common, rules) for f in fits)]
    assert sum(bool(n) for n in notes[::2]) >= 15
    assert sum(bool(n) for n in notes[1::2]) == 0


def test_series_of_one_autocorrelation_are_taken_as_such(
    series: Make, null_counts: Nulls, rules: TrendRules
) -> None:
    strict = rules.model_copy(update={"prior_series": 1})
    fits = fits_of(null_counts(8, 200, 60, 1.5), series, strict)
    common = pool(fits, strict)
    assert common.rho < 0.05
    assert common.rho_spread < 0.1


def test_large_series_scatter_more_than_small_ones(series: Make, rules: TrendRules) -> None:
    rng = np.random.default_rng(6)
    means = np.exp(rng.uniform(np.log(5), np.log(200), 80))
    # Negative binomial counts of size 20: φ = 1 + μ/20.
    rows = rng.poisson(rng.gamma(20, np.tile(means / 20, (36, 1)).T))
    common = pool(fits_of(rows, series, rules), rules)
    assert common.phi_at(6) == pytest.approx(1.3, rel=0.25)
    assert common.phi_at(150) == pytest.approx(8.5, rel=0.25)
    # Beyond the means that were seen the line ends.
    assert common.phi_at(1e6) == common.phi_at(means.max() * 1.2)
    assert common.prior_df > 20


def test_dispersion_that_differs_between_series_weighs_less(series: Make, rules: TrendRules) -> None:
    rng = np.random.default_rng(7)
    even = rng.poisson(rng.gamma(40, 1, (80, 36)))
    uneven = even.copy()
    uneven[::2] = rng.poisson(rng.gamma(2, 20, (40, 36)))
    weights = [pool(fits_of(rows, series, rules), rules).prior_df for rows in (even, uneven)]
    assert weights[0] > 50
    assert weights[1] < 8


def test_rare_series_go_by_the_scatter_of_their_own_size(series: Make, rules: TrendRules) -> None:
    common = stats.Pool(rho=0.1, phi=3.0, level=np.log(50), slope=0.35, lowest=np.log(0.5), highest=6.0)
    panel = year_on_year(
        series([1, 0, 0, 1] * 3 + [0, 1, 0, 1, 0, 0] * 2 + [1, 0, 1, 1] * 3), LAST, 12, rules
    )
    assert is_rare(panel, common, rules)
    assert not is_rare(panel, stats.Pool(rho=0.1, phi=3.0), rules)


def test_order_of_the_portfolio_changes_no_byte(null_counts: Nulls, series: Make, rules: TrendRules) -> None:
    rows = np.concatenate([null_counts(5, 40, 12, 2.0), null_counts(5, 20, 0.5, 1.0)])
    portfolio = [series(row, code=f"p{i:02d}") for i, row in enumerate(rows)]
    mixed = portfolio.copy()
    random.Random(1).shuffle(mixed)
    for name in ("year_on_year", "trend"):
        straight = by_code(portfolio, name, rules)
        assert by_code(mixed, name, rules) == straight


def test_a_lost_month_is_two_months_away(series: Make, rules: TrendRules) -> None:
    counts: list[object] = [9, 11, 14, 8] * 9
    counts[20] = None
    found = fit(year_on_year(series(counts), LAST, 12, rules))
    at = list(found.panel.index).index(2023 * 12 + 19)
    assert found.shape.correlation(np.array([0.5]))[0][at, at + 1] == 0.25


def by_code(portfolio: list[stats.CountSeries], name: str, rules: TrendRules) -> dict[str, stats.Estimate]:
    found = contrasts(portfolio, name, rules)
    return {series.code: one.estimate for series, one in zip(portfolio, found, strict=True)}


def test_a_month_without_data_in_one_of_two_like_series(
    null_counts: Nulls, series: Make, rules: TrendRules
) -> None:
    row: list[object] = list(null_counts(5, 1, 12, 1.0)[0])
    gap = [*row[:5], None, *row[6:]]
    portfolio = [series(row, code="a"), series(gap, code="b"), series(gap, code="c")]
    found = contrasts(portfolio, "year_on_year", rules)
    assert [one.estimate.n for one in found] == [36, 35, 35]


@pytest.mark.parametrize(("months", "test"), [(36, "trend"), (35, "year_on_year"), (5, "year_on_year")])
def test_auto_is_named_by_what_it_does(series: Make, rules: TrendRules, months: int, test: str) -> None:
    assert contrasts([series([10, 12, 9, 11, 8] * 7 + [9])], "auto", rules)[0].estimate.test == "trend"
    values = ([10, 12, 9, 11, 8] * 7 + [9])[:months]
    assert contrasts([series(values)], "auto", rules)[0].estimate.test == test


def test_a_contrast_that_the_months_explain_has_no_figure(series: Make, rules: TrendRules) -> None:
    panel = year_on_year(series([10, 12, 9, 11] * 9), LAST, 12, rules)
    doubled = replace(panel, design=np.column_stack([panel.design, panel.design[:, 0]]))
    assert fit_many([doubled]) == ["модель не сошлась"]


@pytest.mark.parametrize("months", [1, 3, 12])
def test_variance_of_a_sum_of_months_is_that_of_its_correlations(months: int) -> None:
    at = np.arange(months)
    correlations = 0.3 ** np.abs(np.subtract.outer(at, at))
    found = stats.Pool(rho=0.3, phi=2.0).inflation(10, months)
    assert found == pytest.approx(2.0 * correlations.sum() / months)
