"""Channel mix: the common test, what moved, pooling of rare channels; gates and bad input."""

from __future__ import annotations

import numpy as np
import pytest

from painmap.errors import PainmapError
from painmap.params.models import TrendRules
from painmap.stats.estimates import InsufficientError
from painmap.stats.mix import POOLED, MixCase, class_cases, mix_change, pooled_rare
from painmap.stats.share_series import share_series_difference
from painmap.stats.shares import newcombe

pytestmark = pytest.mark.filterwarnings("error")
CHANNELS = (("paper", "Бумажное"), ("mail", "Почта"), ("site", "Сайт"), ("visit", "Приём"))


def case(counts: object, channels: int = 4) -> MixCase:
    """The later half of the rows is the period."""
    rows = tuple(tuple(int(v) for v in row) for row in counts)  # type: ignore[attr-defined]
    return MixCase(
        family="mix",
        code="x",
        label="Структура",
        client_kind="external",
        classes=CHANNELS[:channels],
        counts=rows,
        is_now=tuple(i >= len(rows) // 2 for i in range(len(rows))),
    )


def test_mix_of_totals_is_pearson_chi2_scipy(rules: TrendRules) -> None:
    from scipy.stats import chi2_contingency

    table = ((120, 60, 40, 30), (90, 80, 45, 20))
    found = mix_change(case(table), rules)
    assert found.p == pytest.approx(chi2_contingency(table, correction=False)[1], rel=1e-9)
    assert (found.dispersion, found.n) == (1.0, 485)
    assert found.effect == pytest.approx(80 / 235 - 60 / 250)
    assert found.note == "больше всего изменилась доля: Почта"
    assert (found.total, found.total_before) == (80, 60)


def test_mix_interval_is_of_all_channels_together(rules: TrendRules) -> None:
    found = mix_change(case(((40, 60, 120, 30), (45, 80, 90, 20))), rules)
    assert found.interval == pytest.approx(newcombe(80, 235, 60, 250, 1 - 0.05 / 4))
    ends = [newcombe(k, 235, b, 250, 0.9) for k, b in ((90, 120), (80, 60), (45, 40), (20, 30))]
    assert found.narrow == pytest.approx((min(low for low, _ in ends), max(high for _, high in ends)))


def test_two_channels_by_months_are_a_share_by_months(rules: TrendRules) -> None:
    rows = ((10, 30), (30, 10), (15, 25), (33, 7), (28, 12), (38, 2))
    found = mix_change(case(rows, 2), rules)
    one, other = (share_series_difference(c, rules) for c in class_cases(case(rows, 2)))
    assert found.dispersion == pytest.approx(one.dispersion)
    assert found.p == pytest.approx(one.p, rel=1e-9)
    assert one.effect == pytest.approx(-other.effect)  # type: ignore[operator]


@pytest.mark.parametrize("phi", [1.0, 2.5])
def test_size_of_mix(phi: float, rules: TrendRules) -> None:
    rng, draws, n, shares = np.random.default_rng(20260722), 1000, 60, np.array([0.5, 0.3, 0.15, 0.05])
    hits = 0
    for _ in range(draws):
        rates = np.tile(shares, (6, 1))
        if phi > 1:
            rates = rng.dirichlet(shares * ((n - phi) / (phi - 1)), 6)
        found = mix_change(case(rng.multinomial(n, rates)), rules)
        hits += (found.p or 0.0) <= rules.alpha
    assert 0.015 <= hits / draws <= 0.066


def test_scatter_between_months_raises_p(rules: TrendRules) -> None:
    rows = ((60, 10, 20, 10), (20, 50, 20, 10), (50, 10, 30, 10))
    moved = ((30, 50, 10, 10), (60, 15, 15, 10), (20, 40, 30, 10))
    found = mix_change(case((*rows, *moved)), rules)
    sums = mix_change(case((np.sum(rows, axis=0), np.sum(moved, axis=0))), rules)
    assert found.dispersion is not None
    assert found.dispersion > 5
    assert found.p > 0.3 > 0.05 > sums.p  # type: ignore[operator]


def test_rare_channels_are_pooled_and_join_until_they_are_enough() -> None:
    pooled = pooled_rare(case(((100, 80, 4, 3), (100, 80, 3, 4))))
    assert (pooled.classes, pooled.counts) == (
        (*CHANNELS[:2], POOLED),
        ((100, 80, 7), (100, 80, 7)),
    )
    joined = pooled_rare(case(((100, 80, 20, 1), (100, 80, 20, 1))))
    assert joined.classes == (*CHANNELS[:2], POOLED)
    assert joined.counts[0] == (100, 80, 21)
    # A channel without any appeal is no channel of the mix.
    assert pooled_rare(case(((100, 80, 20, 0), (100, 80, 20, 0)))).classes == CHANNELS[:3]


def test_channels_that_were_pooled_have_no_case_of_their_own(rules: TrendRules) -> None:
    cases = class_cases(case(((100, 80, 4, 3), (100, 80, 3, 4))))
    assert [(c.family, c.code, c.label) for c in cases] == [
        ("mix_classes", "paper", "Бумажное"),
        ("mix_classes", "mail", "Почта"),
    ]
    assert cases[0].n == (187, 187)
    assert share_series_difference(cases[0], rules).effect == 0.0


@pytest.mark.parametrize(
    "counts",
    [
        (),
        ((0, 0, 0, 0), (0, 0, 0, 0)),
        ((5, 5, 5, 5), (0, 0, 0, 0)),
        ((100, 0, 0, 0), (100, 0, 0, 0)),
        ((100, 2, 0, 0), (100, 1, 0, 0)),
        ((2, 2, 2, 2), (1, 2, 2, 2)),
    ],
)
def test_gates_of_mix(counts: object, rules: TrendRules) -> None:
    for tested in (lambda: mix_change(case(counts), rules), lambda: class_cases(case(counts))):
        with pytest.raises(InsufficientError, match="ожидается не менее 5 обращений, меньше двух"):
            tested()


def test_mix_without_change_and_of_millions_is_finite(rules: TrendRules) -> None:
    found = mix_change(case(((10**6,) * 4,) * 8), rules)
    assert (found.effect, found.p) == (0.0, 1.0)
    gone = mix_change(case(((10**6, 10**6, 0, 0), (0, 0, 10**6, 10**6))), rules)
    assert (abs(gone.effect or 0), gone.p) == (0.5, 0.0)
    assert all(np.isfinite(end) for end in (*gone.interval, *gone.narrow))


def test_impossible_mixes_are_refused() -> None:
    with pytest.raises(PainmapError, match="Структура"):
        case(((1, 2, 3), (1, 2, 3)))
    with pytest.raises(PainmapError, match="отрицательно"):
        case(((1, 2, 3, -4), (1, 2, 3, 4)))
