"""Bands of usual counts and distances of words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from painmap.stats.typical import chance_distance, distance, typical_band, typical_sum


def test_the_band_of_a_poisson_count_is_that_of_anscombe_1948() -> None:
    """Of equal counts: sqrt(n + 3/8) ± width / 2."""
    low, high = typical_band([20] * 12, 3.0)
    assert low == pytest.approx((math.sqrt(20.375) - 1.5) ** 2 - 0.375)
    assert high == pytest.approx((math.sqrt(20.375) + 1.5) ** 2 - 0.375)


def test_few_poisson_counts_leave_the_band() -> None:
    """At 3.5 deviations: 5 of 10,000 of a normal distribution; a few more, as the band is estimated."""
    draws = np.random.default_rng(1).poisson(15, size=(4_000, 25))
    outside = [not low <= last <= high for *first, last in draws for low, high in [typical_band(first, 3.5)]]
    assert np.mean(outside) < 0.002


def test_a_wild_month_does_not_move_the_band() -> None:
    assert typical_band([20, 22, 18, 21, 19, 20, 500], 3.5)[1] < 45


def test_no_count_is_below_none() -> None:
    assert typical_band([0, 1, 2, 0, 1, 1], 3.5)[0] == 0.0


def test_few_sums_of_poisson_counts_leave_theirs_and_halves_do() -> None:
    draws = np.random.default_rng(3).poisson(18, size=(2_000, 24))
    bands = [typical_sum(old, 12, 3.5) for old in draws[:, :12].tolist()]
    sums = draws[:, 12:].sum(axis=1)
    assert np.mean([not low <= n <= high for n, (low, high) in zip(sums, bands, strict=True)]) < 0.005
    assert np.mean([n / 2 < low for n, (low, _) in zip(sums, bands, strict=True)]) > 0.9


def test_a_wild_month_does_not_move_the_usual_sum() -> None:
    _, high = typical_sum([20, 22, 18, 21, 19, 20, 500], 6, 3.5)
    assert high < 6 * 40


def test_the_distance_is_the_share_that_would_have_to_change_its_word() -> None:
    assert distance({"a": 0.5, "b": 0.5}, {"a": 10}) == pytest.approx(0.5)
    assert distance({"a": 0.5, "b": 0.5}, {"b": 3, "a": 3}) == pytest.approx(0.0)
    assert distance({"a": 1.0}, {"c": 4}) == pytest.approx(1.0)


def test_the_distance_by_chance_is_that_of_drawn_rows() -> None:
    expected = {"a": 0.5, "b": 0.3, "c": 0.2}
    draws = np.random.default_rng(2).multinomial(60, list(expected.values()), size=4_000)
    seen = [distance(expected, dict(zip(expected, row, strict=True))) for row in draws.tolist()]
    assert chance_distance(expected, 60) == pytest.approx(np.mean(seen), rel=0.05)
