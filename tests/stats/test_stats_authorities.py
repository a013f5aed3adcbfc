"""Values of textbooks and of R 4.2 (statistics.md, «Reference values»)."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from painmap import stats
from painmap.params.models import TrendRules
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.pooling import Pool
from painmap.stats.counts.rare import direct_p, rare_counts, score_interval
from painmap.stats.scores import brunner_munzel, score_counts
from painmap.stats.shares import ShareCase, newcombe, share_difference, wilson
from painmap.stats.survival import (
    WaitingTimes,
    answered_within,
    kaplan_meier,
    log_rank,
    quartiles,
    restricted_mean,
)
from painmap.stats.waiting import WaitingCase, waiting_difference

POISSON = Pool(rho=0.0, phi=1.0)
LUNG = Path(__file__).parent / "data" / "lung.csv"


def panel(now: float, before: float, base: float = 12.0, base_before: float = 12.0) -> Panel:
    empty = np.zeros(0)
    return Panel(
        test="year_on_year",
        index=empty,
        counts=empty,
        exposure=empty,
        design=np.zeros((0, 0)),
        total=float(now),
        total_before=float(before),
        base=base,
        base_before=base_before,
        pairs=12,
    )


@pytest.mark.parametrize(
    ("k", "n", "expected"), [(15, 148, (0.062386, 0.160487)), (81, 263, (0.255289, 0.366210))]
)
def test_wilson_newcombe_1998(k: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson(k, n) == pytest.approx(expected, rel=1e-4)


def test_wilson_stays_within_0_and_1() -> None:
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((56, 70, 48, 80), (0.0524315, 0.3338727)), ((15, 20, 25, 48), (-0.0275585, 0.4241018))],
)
def test_newcombe_1998_method_10(counts: tuple[int, int, int, int], expected: tuple[float, float]) -> None:
    assert newcombe(*counts) == pytest.approx(expected, rel=1e-4)


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
    p = share_difference(case, rules).p
    assert p is not None
    assert NormalDist().inv_cdf(p / 2) ** 2 == pytest.approx(3.06101, rel=1e-4)


def test_proportions_fisher_scipy() -> None:
    from scipy.stats import fisher_exact

    assert fisher_exact([[15, 5], [25, 23]]).pvalue == pytest.approx(0.107128, rel=1e-4)


def test_rates_e_test_krishnamoorthy_thomson(rules: TrendRules) -> None:
    assert direct_p(panel(5, 14), POISSON, rules) == pytest.approx(0.0395227, rel=1e-5)


@pytest.mark.parametrize(("method", "expected"), [("score", 0.0389475), ("exact-cond", 0.0635681)])
def test_rates_statsmodels(method: str, expected: float) -> None:
    from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep

    assert poisson_2indep(5, 12, 14, 12, method=method).pvalue == pytest.approx(expected, rel=1e-4)


def test_rates_score_interval_statsmodels(rules: TrendRules) -> None:
    from statsmodels.stats.rates import confint_poisson_2indep

    ours = score_interval(panel(5, 14), 0.95, POISSON, rules)
    assert ours == pytest.approx((0.133869, 0.952803), rel=1e-5)
    theirs = confint_poisson_2indep(9, 200, 21, 365, method="score", compare="ratio")
    ours = score_interval(panel(9, 21, 200, 365), 0.95, POISSON, rules)
    assert ours == pytest.approx(theirs, rel=1e-5)


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


def lung(sex: int) -> WaitingTimes:
    """Deaths and censoring of the patients of one sex (1: male)."""
    rows = np.loadtxt(LUNG, delimiter=",", skiprows=3)
    rows = rows[rows[:, 2] == sex]
    return WaitingTimes(days=tuple(rows[:, 0].tolist()), is_answered=tuple((rows[:, 1] == 1).tolist()))


def test_log_rank_lung_survival() -> None:
    assert log_rank(lung(1), lung(2)) == pytest.approx((10.326742, 0.0013111646), rel=1e-6)


@pytest.mark.parametrize(("sex", "median"), [(1, 270), (2, 426)])
def test_median_lung_survival(sex: int, median: int) -> None:
    assert quartiles(kaplan_meier(lung(sex)))[1] == median


@pytest.mark.parametrize(("sex", "expected"), [(1, (241.4951, 10.3582)), (2, (297.4654, 10.7913))])
def test_rmst_lung_survival(sex: int, expected: tuple[float, float]) -> None:
    assert restricted_mean(kaplan_meier(lung(sex)), 365) == pytest.approx(expected, rel=1e-5)


def test_rmst_difference_lung_survival(rules: TrendRules) -> None:
    case = WaitingCase(
        family="lung",
        code="sex",
        label="lung",
        client_kind="external",
        now=lung(2),
        before=lung(1),
        horizon_days=365,
    )
    found = waiting_difference(case, rules)
    assert found.effect == pytest.approx(297.4654 - 241.4951, rel=1e-5)
    # survRM2's interval of the difference is normal: 55.9703 ± 1.96 · 14.9580.
    assert found.interval == pytest.approx((26.6531, 85.2876), abs=0.5)


@pytest.mark.parametrize("sex", [1, 2])
def test_share_within_a_year_greenwood_statsmodels(sex: int) -> None:
    from statsmodels.duration.survfunc import SurvfuncRight

    times = lung(sex)
    theirs = SurvfuncRight(np.array(times.days), np.array(times.is_answered, dtype=int))
    last = np.flatnonzero(theirs.surv_times <= 365)[-1]
    share, n = answered_within(times, 365)
    assert share == pytest.approx(1 - theirs.surv_prob[last], rel=1e-9)
    assert np.sqrt(share * (1 - share) / n) == pytest.approx(theirs.surv_prob_se[last], rel=1e-9)


def test_brunner_munzel_2000_example() -> None:
    """Pain scores on the third day after surgery, 14 and 11 patients, as in R's lawstat."""
    treated = score_counts([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1])
    control = score_counts([3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4])
    tendency, p = brunner_munzel(control, treated)
    assert p == pytest.approx(0.0057862, rel=1e-4)
    assert tendency == pytest.approx(1 - 2 * 0.21103896, rel=1e-6)
    assert brunner_munzel(treated, control) == pytest.approx((-tendency, p), rel=1e-9)
