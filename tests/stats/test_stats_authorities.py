"""Values of textbooks and of R 4.2 (statistics.md, «Reference values»)."""

from __future__ import annotations

import numpy as np
import pytest

from painmap import stats
from painmap.params.models import TrendRules
from painmap.stats.layout import Panel
from painmap.stats.proportions import share_difference
from painmap.stats.rare import exact_p, rare_counts, score_interval
from painmap.stats.series import Pool, ShareCase

POISSON = Pool(rho=0.0, phi=1.0)


def panel(now: float, before: float, exposure: float = 12.0, exposure_before: float = 12.0) -> Panel:
    empty = np.zeros(0)
    return Panel(
        test="year_on_year",
        index=empty,
        counts=empty,
        days=empty,
        design=np.zeros((0, 0)),
        total=float(now),
        total_before=float(before),
        exposure=exposure,
        exposure_before=exposure_before,
        pairs=12,
    )


@pytest.mark.parametrize(
    ("k", "n", "expected"), [(15, 148, (0.062386, 0.160487)), (81, 263, (0.255289, 0.366210))]
)
def test_wilson_newcombe_1998(k: int, n: int, expected: tuple[float, float]) -> None:
    assert stats.wilson(k, n) == pytest.approx(expected, rel=1e-4)


def test_wilson_stays_within_0_and_1() -> None:
    assert stats.wilson(0, 10)[0] == 0.0
    assert stats.wilson(10, 10)[1] == 1.0
    assert stats.wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((56, 70, 48, 80), (0.0524315, 0.3338727)), ((15, 20, 25, 48), (-0.0275585, 0.4241018))],
)
def test_newcombe_1998_method_10(counts: tuple[int, int, int, int], expected: tuple[float, float]) -> None:
    assert stats.newcombe(*counts) == pytest.approx(expected, rel=1e-4)


def test_share_difference_pearson_chi2(rules: TrendRules) -> None:
    case = ShareCase(
        family="shares",
        code="x",
        label="Доля",
        client_kind="external",
        k=15,
        n=20,
        k_before=25,
        n_before=48,
    )
    # χ² 3.06101 with one degree of freedom.
    assert share_difference(case, POISSON, rules).p == pytest.approx(0.080190, rel=1e-4)


def test_rates_e_test_krishnamoorthy_thomson(rules: TrendRules) -> None:
    assert exact_p(panel(5, 14), POISSON, rules) == pytest.approx(0.0395227, rel=1e-5)


def test_rates_score_interval_statsmodels() -> None:
    from statsmodels.stats.rates import confint_poisson_2indep

    assert score_interval(panel(5, 14), 0.95) == pytest.approx((0.133869, 0.952803), rel=1e-5)
    theirs = confint_poisson_2indep(9, 200, 21, 365, method="score", compare="ratio")
    assert score_interval(panel(9, 21, 200, 365), 0.95) == pytest.approx(theirs, rel=1e-5)


def test_rates_of_none_have_open_ends_and_no_infinity(rules: TrendRules) -> None:
    gone, new = (rare_counts(panel(*c), POISSON, rules) for c in ((0, 14), (14, 0)))
    assert (gone.effect, gone.interval[0]) == (0.0, 0.0)
    assert gone.interval[1] == pytest.approx(3.841459 / 14, rel=1e-5)
    assert new.effect is None
    assert new.interval == (pytest.approx(14 / 3.841459, rel=1e-5), None)


def test_adjust_benjamini_hochberg_1995() -> None:
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    q = stats.adjust(list(reversed(p)))[::-1]
    assert q[:5] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603], rel=1e-9)
    assert sum(value <= 0.05 for value in q) == 4
    assert stats.adjust([]) == []
