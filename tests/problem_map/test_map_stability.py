"""How sure a level is: bootstrap of the clients through the map's own rules."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats

from painmap.problem_map import build
from painmap.report_data import Problem
from tests.problem_map.conftest import items, problem


def found(make, frames, **fields) -> dict[str, Problem]:
    return {p.id: p for p in build(make(frames, **fields)).problems}


def many(defaults, draws: int):
    priority = defaults.priority.model_copy(update={"stability_draws": draws})
    return defaults.model_copy(update={"priority": priority})


@pytest.mark.parametrize(("clients", "others"), [(20, 180), (18, 182), (9, 191), (30, 170)])
def test_prevalence_is_as_stable_as_the_binomial_says(make, defaults, clients, others) -> None:
    """One problem a client: the count of a draw is binomial (n, k/n), whatever the other clients named."""
    made = found(make, [items("p01", clients), items("p02", others)], defaults=many(defaults, 4000))["p01"]
    base = clients + others
    # Cut points of the fixture: below 4 % low, from 9 % high with 30 clients at least; below 5 always low.
    cuts = {"low": (0, max(4, -(-4 * base // 100) - 1)), "middle": (max(5, -(-4 * base // 100)), 29)}
    low, high = cuts.get(made.prevalence, (30, base))
    count = stats.binom(base, clients / base)
    expected = count.cdf(high) - count.cdf(low - 1)
    assert made.stability["prevalence"] == pytest.approx(expected, abs=0.03)


def test_what_is_far_from_every_limit_is_sure(make) -> None:
    made = found(make, [items("p01", 150), items("p02", 50)])
    assert made["p01"].stability == {"prevalence": 1.0, "priority": 1.0}


def test_a_problem_on_the_border_is_not(make) -> None:
    # 4 % of 200: half of the draws are below.
    made = found(make, [items("p01", 8), items("p02", 192)])["p01"]
    assert 0.3 < made.stability["prevalence"] < 0.8


def test_overdue_appeals_are_drawn_with_their_clients(make, defaults) -> None:
    """Two of twenty are overdue, the share that forces «высокая»: it holds in some draws only."""
    late = pd.array([True, True] + [False] * 18, dtype="boolean")
    registry = [problem("p01", severity=0), problem("p02", severity=0)]
    made = found(
        make,
        [items("p01", 20, is_overdue=late), items("p02", 480)],
        registry=registry,
        defaults=many(defaults, 2000),
    )["p01"]
    assert made.priority == "high"
    assert made.forced_by
    assert 0.4 < made.stability["priority"] < 0.85


def test_neither_the_order_of_rows_nor_other_clients_problems_change_it(make) -> None:
    frames = [items("p01", 8), items("p02", 92)]
    shuffled = pd.concat(frames).sample(frac=1, random_state=3)
    staff = items("p09", 12, client_kind="internal")
    registry = [problem("p01"), problem("p02"), problem("p09", client_kind="internal")]
    alone = found(make, frames, registry=registry)
    assert found(make, [shuffled], registry=registry)["p01"].stability == alone["p01"].stability
    assert found(make, [*frames, staff], registry=registry)["p01"].stability == alone["p01"].stability


def test_without_clients_there_is_nothing_to_draw(make) -> None:
    made = found(
        make, [items("p02", 10)], previous=items("p01", 5), registry=[problem("p01"), problem("p02")]
    )
    assert made["p01"].stability == {}
    assert set(made["p02"].stability) == {"prevalence", "priority"}


def test_one_client_with_many_letters_is_drawn_whole(make) -> None:
    """Ten letters of one person are one person in each draw."""
    letters = items("p01", 10, client_id="one", tag="a")
    made = found(make, [letters, items("p02", 39)])["p01"]
    assert made.clients.value == 1
    assert made.stability["prevalence"] == pytest.approx(1.0, abs=0.01)


def test_the_same_draws_each_time(make) -> None:
    frames = [items("p01", 8), items("p02", 92)]
    first, second = (found(make, frames)["p01"].stability for _ in range(2))
    assert first == second
