"""How sure a level is: bootstrap of the clients through the map's own rules."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from painmap.problem_map import build, problems
from painmap.problem_map.stability import _levels, stability
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


def test_each_count_of_a_draw_is_that_of_the_map_of_the_drawn_clients(make, agency) -> None:
    """Against maps of clients drawn one by one: repeats, overdue appeals, channels, several letters."""
    spread = [
        items("p01", 5, tag="a", channel_code="site", is_repeat=True),
        items("p01", 6, tag="b", client_id=[f"x{i // 2}" for i in range(6)], is_overdue=[True] + [False] * 5),
        items("p01", 2, tag="c", client_id=["y0", "y1"], channel_code="email", source="response"),
        items("p02", 70, tag="d", channel_code="site"),
    ]
    registry = [problem("p01", severity=10), problem("p02", severity=0)]
    evidence = make(spread, registry=registry)
    counts = problems.Counts(evidence)
    persons = counts.items["person"].unique()
    entry = evidence.registry.to_dict("records")[0]
    rules = problems._rules(evidence, counts, "external")
    facts = {"p01": problems._facts(entry, evidence, counts)}
    computed = _levels(facts["p01"], rules)
    places = [np.flatnonzero(counts.items["person"] == person) for person in persons]
    generator, same, draws = np.random.default_rng(7), np.zeros(2), 100
    for _ in range(draws):
        drawn = generator.integers(len(persons), size=len(persons))
        own = counts.items.iloc[np.concatenate([places[n] for n in drawn])]
        tags = np.repeat([f" draw {at}" for at in range(len(drawn))], [len(places[n]) for n in drawn])
        again = make([own.assign(client_id=tags, record_id=own["record_id"] + tags)], registry=registry)
        found = problems._facts(entry, again, problems.Counts(again))
        same += [a == b for a, b in zip(_levels(found, rules), computed, strict=True)]
    (told,) = stability(counts.items.sample(frac=1, random_state=5), facts, rules, 3000).values()
    assert 0.1 < told["priority"] < 0.9
    assert [told["prevalence"], told["priority"]] == pytest.approx(list(same / draws), abs=0.11)


def test_the_order_of_rows_is_nothing_to_the_draws(make) -> None:
    evidence = make([items("p01", 8), items("p02", 92)])
    counts = problems.Counts(evidence)
    rules = problems._rules(evidence, counts, "external")
    facts = {e["id"]: problems._facts(e, evidence, counts) for e in evidence.registry.to_dict("records")}
    told = [stability(rows, facts, rules, 150) for rows in (counts.items, counts.items.iloc[::-1])]
    assert told[0] == told[1]


def test_the_last_block_of_draws_is_no_larger_than_what_is_left(make, defaults) -> None:
    made = found(make, [items("p01", 150), items("p02", 50)], defaults=many(defaults, 150))
    assert made["p01"].stability == {"prevalence": 1.0, "priority": 1.0}


def test_the_same_draws_each_time(make) -> None:
    frames = [items("p01", 8), items("p02", 92)]
    first, second = (found(make, frames)["p01"].stability for _ in range(2))
    assert first == second
