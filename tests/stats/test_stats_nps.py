"""Net promoter scores: the adjustment, its size and direction; gates and bad input."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.stats.estimates import InsufficientError
from painmap.stats.nps import Loyalty, NpsCase, nps_difference

pytestmark = pytest.mark.filterwarnings("error")


def case(now: tuple[int, int, int], before: tuple[int, int, int]) -> NpsCase:
    return NpsCase(
        family="nps",
        code="x",
        label="Индекс",
        client_kind="external",
        now=Loyalty(*now),
        before=Loyalty(*before),
    )


def test_nps_adjusted_wald_by_hand(rules: TrendRules) -> None:
    found = nps_difference(case((12, 5, 3), (9, 8, 13)), rules)
    assert (found.effect_kind, found.total, found.total_before) == ("nps", 20, 30)
    assert found.effect == pytest.approx(100 * (9 / 20 + 4 / 30))
    sides = [(12.75 / 22.25, 3.75 / 22.25, 22.25), (9.75 / 32.25, 13.75 / 32.25, 32.25)]
    centre = 100 * ((sides[0][0] - sides[0][1]) - (sides[1][0] - sides[1][1]))
    error = 100 * math.sqrt(sum((up + down - (up - down) ** 2) / n for up, down, n in sides))
    assert found.interval == pytest.approx((centre - 1.959964 * error, centre + 1.959964 * error), rel=1e-6)
    assert found.narrow == pytest.approx((centre - 1.644854 * error, centre + 1.644854 * error), rel=1e-6)
    assert found.p == pytest.approx(math.erfc(centre / error / math.sqrt(2)), rel=1e-9)


def test_size_of_adjusted_wald(rules: TrendRules) -> None:
    rng, draws = np.random.default_rng(20260722), 2000
    hits = 0
    for _ in range(draws):
        now, before = (rng.multinomial(n, [0.45, 0.25, 0.3]).tolist() for n in (20, 25))
        hits += (nps_difference(case(tuple(now), tuple(before)), rules).p or 0.0) <= rules.alpha
    assert 0.035 <= hits / draws <= 0.062


def test_significant_difference_has_the_sign_of_the_effect(rules: TrendRules) -> None:
    """The answers added shrink a small period more than a large one, never to the other side for sure."""
    for up, up_before, n in itertools.product(range(0, 21, 2), range(0, 1001, 50), (1000, 10**6)):
        before = up_before * n // 1000
        found = nps_difference(case((up, 0, 20 - up), (before, 0, n - before)), rules)
        low, high = found.interval
        if found.p is not None and found.p <= rules.alpha:
            assert (low > 0) == (found.effect > 0)  # type: ignore[operator]
        assert low <= found.effect <= high  # type: ignore[operator]


@pytest.mark.parametrize(
    ("now", "before", "reason"),
    [
        ((0, 0, 0), (0, 0, 0), "ответов 0 и 0, нужно не менее 20"),
        ((19, 0, 0), (20, 0, 0), "ответов 19 и 20"),
    ],
)
def test_gates_of_nps(
    now: tuple[int, int, int], before: tuple[int, int, int], reason: str, rules: TrendRules
) -> None:
    with pytest.raises(InsufficientError, match=reason):
        nps_difference(case(now, before), rules)


def test_equal_answers_keep_an_interval(rules: TrendRules) -> None:
    found = nps_difference(case((20, 0, 0), (20, 0, 0)), rules)
    assert found.p == 1.0
    assert found.interval[0] < -10 < 10 < found.interval[1]  # type: ignore[operator]


def test_nps_of_millions_stays_within_the_scale(rules: TrendRules) -> None:
    found = nps_difference(case((10**6, 0, 0), (0, 0, 10**6)), rules)
    assert (found.effect, found.p) == (200.0, 0.0)
    assert found.interval[1] <= 200  # type: ignore[operator]
    few = nps_difference(case((20, 0, 0), (0, 0, 20)), rules)
    assert few.interval[1] == 200


def test_negative_counts_are_refused() -> None:
    with pytest.raises(PainmapError, match="отрицательно"):
        case((1, 2, -3), (1, 2, 3))
