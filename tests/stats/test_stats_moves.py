"""A move to another registration system: what all series do at its day is the register, not life."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from painmap.params.models import TrendRules
from painmap.stats import CountSeries
from painmap.stats.counts.engine import contrast_many
from painmap.stats.counts.layout import Panel, year_on_year
from painmap.stats.counts.moves import Levelled, levelled
from painmap.stats.counts.poisson import Fit, fit_many
from painmap.stats.counts.pooling import pool
from painmap.stats.counts.series import month_number

Make = Callable[..., CountSeries]
Nulls = Callable[..., np.ndarray]
DAY, LAST = date(2025, 1, 1), month_number(date(2025, 12, 1))
FACTORS = (1.2, 1.4, 1.5, 1.5, 1.6, 2.0)


def panels(
    portfolio: Sequence[CountSeries], rules: TrendRules, last: int = LAST, months: int = 12
) -> list[Panel]:
    return [year_on_year(series, last, months, rules) for series in portfolio]


def freed(portfolio: Sequence[CountSeries], rules: TrendRules) -> list[Levelled]:
    return levelled(portfolio, panels(portfolio, rules), rules)


def p_values(found: Sequence[Levelled], rules: TrendRules, is_honest: bool = True) -> list[float]:
    fits = [f for f in fit_many([one.panel for one in found]) if isinstance(f, Fit)]
    assert len(fits) == len(found)
    extra = [one.variance if is_honest else 0.0 for one in found]
    return [e.p or 0.0 for e in contrast_many(fits, pool(fits, rules), rules, extra)]


@pytest.fixture
def exact(series: Make) -> Callable[..., list[CountSeries]]:
    """Series without scatter that the move multiplies by these factors."""

    def make(
        factors: Sequence[float] = FACTORS, at: int = 24, day: date = DAY, **fields: object
    ) -> list[CountSeries]:
        return [
            series([20.0] * at + [20.0 * f] * (36 - at), code=f"p{i}", moves=(day,), **fields)
            for i, f in enumerate(factors)
        ]

    return make


def test_the_median_of_the_others_is_taken_out(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    first, *_, last = freed(exact(), rules)
    assert np.exp(first.log).tolist() == pytest.approx([1.0] * 24 + [1.5] * 12, rel=3e-3)
    assert first.note == (
        "возможен эффект учёта: переход на другую систему регистрации 01.01.2025, "
        "уровень приведён к прежнему (×1,50)"
    )
    assert first.panel.base == pytest.approx(365 * 1.5, rel=3e-3)
    assert first.panel.base_before == 366
    # The series' own fate has no part in what is taken out of it: ×2.0 beside the others' 1.5.
    (fit,) = fit_many([last.panel])
    assert isinstance(fit, Fit)
    assert math.exp(fit.beta) == pytest.approx(2.0 / 1.5, rel=4e-3)


def test_the_error_of_the_median_goes_into_the_contrast(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    first = freed(exact(), rules)[0]
    logs = np.log(FACTORS[1:])
    deviation = 1.4826 * np.median(np.abs(logs - np.log(1.5)))
    assert first.variance == pytest.approx(math.pi / 2 * deviation**2 / 5, rel=1e-2)


def test_of_a_move_within_the_period_its_part_counts(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    whole, part = freed(exact(), rules)[0], freed(exact(at=30, day=date(2025, 7, 1)), rules)[0]
    assert np.exp(part.log).tolist() == pytest.approx([1.0] * 30 + [1.5] * 6, rel=3e-3)
    assert part.variance == pytest.approx(whole.variance / 4, rel=0.05)


def test_the_month_of_the_move_enters_by_its_days(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    found = freed(exact(at=30, day=date(2025, 6, 16)), rules)[0]
    assert math.exp(found.log[29]) == pytest.approx(1 + 0.5 * 0.5, rel=3e-3)


def test_soon_after_the_move_the_same_months_tell_its_ratio(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    portfolio = exact(at=34, day=date(2025, 11, 1))
    found = levelled(portfolio, panels(portfolio, rules, months=3), rules)[0]
    assert math.exp(found.log[-1]) == pytest.approx(1.5, rel=1e-6)


@pytest.mark.parametrize("count", [1, 5])
def test_the_whole_cannot_be_told_from_the_move(
    exact: Callable[..., list[CountSeries]], rules: TrendRules, count: int
) -> None:
    found = freed(exact([1.5] * count, family="totals"), rules)
    for one in found:
        assert one.reason == (
            "возможен эффект учёта: переход на другую систему регистрации 01.01.2025, "
            "отличить его от изменения числа обращений нельзя"
        )
        assert not one.log.any()


def test_other_clients_tell_nothing_of_the_move(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    portfolio = [*exact([1.5] * 5), *exact([1.5] * 5, client_kind="internal")]
    assert all(one.reason for one in freed(portfolio, rules))


def test_other_families_tell_of_the_move_but_count_the_same_appeals(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    few = exact([1.1, 1.2], family="channels")
    found = freed([*few, *exact()], rules)[0]
    logs = np.log([1.2, *FACTORS])
    assert math.exp(found.log[-1]) == pytest.approx(1.5, rel=3e-3)
    deviation = 1.4826 * np.median(np.abs(logs - np.median(logs)))
    assert found.variance == pytest.approx(math.pi / 2 * deviation**2 / 6, rel=1e-2)
    # Families of fewer than 5 others add up to no more appeals than one.
    assert all(
        one.reason
        for one in freed([*few, *exact([1.5] * 5)[:5], *exact([1.5] * 4, family="topics")], rules)[2:7]
    )


def test_the_whole_tells_nothing_of_its_parts(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    # With the whole's ratio the median of these six would be another.
    parts = exact((1.1, 1.2, 1.3, 1.6, 1.7, 1.8))
    whole = exact([1.65], family="totals")
    assert freed([*whole, *parts], rules)[0].reason
    assert freed([*whole, *parts], rules)[1].note == freed(parts, rules)[0].note != ""


def test_what_may_not_be_compared_tells_nothing_of_the_move(
    exact: Callable[..., list[CountSeries]], rules: TrendRules
) -> None:
    new = exact([9.0] * 5, reason="новая")
    assert freed([*exact(), *new], rules)[0].note == freed(exact(), rules)[0].note


def test_a_move_outside_what_is_compared_changes_nothing(
    exact: Callable[..., list[CountSeries]], series: Make, rules: TrendRules
) -> None:
    early = exact(at=6, day=date(2023, 7, 1))
    alone = series([20] * 36, code="p9")
    for found, given in zip(freed([*early, alone], rules), panels([*early, alone], rules), strict=True):
        assert (found.note, found.reason, found.variance) == ("", "", 0.0)
        assert found.panel.exposure.tolist() == given.exposure.tolist()


def test_two_moves_cannot_be_told_apart(series: Make, rules: TrendRules) -> None:
    days = (DAY, date(2025, 7, 1))
    portfolio = [series([20] * 36, code=f"p{i}", moves=days) for i in range(8)]
    assert freed(portfolio, rules)[0].reason.startswith(
        "возможен эффект учёта: переход на другую систему регистрации 01.01.2025, 01.07.2025"
    )


def test_registration_move_changes_with_no_order_of_the_series(
    null_counts: Nulls, series: Make, rules: TrendRules
) -> None:
    portfolio = [series(row, code=f"p{i}", moves=(DAY,)) for i, row in enumerate(null_counts(5, 12, 20, 2.5))]
    found = freed(portfolio, rules)
    again = freed(portfolio[::-1], rules)[::-1]
    assert [one.note for one in found] == [one.note for one in again]
    assert [one.variance for one in found] == pytest.approx([one.variance for one in again])


def test_registration_move_calibration_and_power(null_counts: Nulls, series: Make, rules: TrendRules) -> None:
    false, taken, found = [], [], []
    for seed in range(6):
        counts = null_counts(seed, 40, 20, 2.5)
        factor = np.where(np.arange(36) >= 24, 1.5, 1.0) * np.ones((40, 1))
        factor[:4, 24:] *= 2
        rows = np.random.default_rng(seed).poisson(counts * factor)
        portfolio = [series(row, code=f"p{i:02d}", moves=(DAY,)) for i, row in enumerate(rows)]
        given = [Levelled(panel=panel, log=np.zeros(0)) for panel in panels(portfolio, rules)]
        ours, plain = (np.array(p_values(some, rules)) for some in (freed(portfolio, rules), given))
        false += [*(ours[4:] <= 0.05)]
        taken += [*(plain[4:] <= 0.05)]
        found += [*(ours[:4] <= 0.05)]
    # The goal of the page: 6 % and 85 %; 216 and 24 series here.
    assert np.mean(taken) > 0.4
    assert np.mean(false) <= 0.06 + 2 * math.sqrt(0.06 * 0.94 / len(false))
    assert np.mean(found) >= 0.85


@pytest.mark.filterwarnings("error")
def test_odd_series_give_numbers_or_a_reason(
    exact: Callable[..., list[CountSeries]], series: Make, rules: TrendRules
) -> None:
    odd = [
        [0] * 24 + [30] * 12,
        [30] * 24 + [0] * 12,
        [0] * 20 + [3, 2, 2, 0] + [0] * 12,
        [10**6] * 36,
        [None, 20.5] * 18,
        [20, None] * 6 + [20] * 24,
    ]
    portfolio = [*exact(), *(series(row, code=f"o{i}", moves=(DAY,)) for i, row in enumerate(odd))]
    for one in freed(portfolio, rules):
        assert one.note or one.reason
        assert np.isfinite(one.log).all()
        assert math.isfinite(one.variance)
        assert math.isfinite(one.panel.base)
        assert math.isfinite(one.panel.base_before)
    assert levelled([], [], rules) == []
