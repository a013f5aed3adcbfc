"""How a problem spreads over channels and quarters."""

from __future__ import annotations

import pandas as pd
import pytest

from painmap.problem_map import build
from painmap.report_data import Portion
from painmap.stats import wilson
from tests.problem_map.conftest import items, problem


def portions(make, frames, problem_id: str = "p01", **fields) -> list[Portion]:
    made = {p.id: p for p in build(make(frames, **fields)).problems}
    return list(made[problem_id].portions)


def told(found: list[Portion], kind: str) -> list[tuple[str, float | None, int | None]]:
    return [(p.label, p.clients.value, p.share.base) for p in found if p.kind == kind]


def test_channels_with_their_own_clients_as_base(make) -> None:
    frames = [
        items("p01", 6, channel_code="site", tag="a"),
        items("p01", 2, channel_code="post", tag="b"),
        items("p02", 14, channel_code="site"),
        items("p02", 3, channel_code="email", tag="c"),
    ]
    found = portions(make, frames)
    assert told(found, "channel") == [("Канал site", 6, 20), ("Канал post", 2, 2)]
    site = next(p for p in found if p.code == "site")
    assert (site.ci_low, site.ci_high) == pytest.approx(wilson(6, 20))
    assert site.share.value == pytest.approx(0.3)


def test_answers_and_unknown_channels_have_names(make) -> None:
    frames = [
        items("p01", 2, source="response", channel_code="", tag="a"),
        items("p01", 3, channel_code="", tag="b", client_id=["x", "y", "z"]),
    ]
    assert told(portions(make, frames), "channel") == [("канал не указан", 3, 3), ("анкеты", 2, 2)]


def test_quarters_from_the_period_compared_with_on(make) -> None:
    def at(day: str, problem_id: str, clients: int, tag: str) -> pd.DataFrame:
        return items(problem_id, clients, registered_date=pd.Timestamp(day), tag=tag)

    now = [at("2025-03-01", "p01", 4, "a"), at("2025-11-01", "p02", 5, "b")]
    history = pd.concat([at("2024-02-01", "p01", 2, "c"), at("2024-02-01", "p02", 6, "d"), *now])
    found = told(portions(make, now, history=history), "quarter")
    assert found == [
        ("I квартал 2024 года", 2, 8),
        ("I квартал 2025 года", 4, 4),
        ("IV квартал 2025 года", 0, 5),
    ]


def test_staff_are_no_base_of_clients(make) -> None:
    registry = [problem("p01"), problem("p09", client_kind="internal")]
    frames = [items("p01", 4), items("p09", 30, client_kind="internal")]
    assert told(portions(make, frames, registry=registry), "channel") == [("Канал post", 4, 4)]
    assert told(portions(make, frames, "p09", registry=registry), "channel") == [("Канал post", 30, 30)]


def test_a_problem_without_clients_in_the_period_has_none(make) -> None:
    registry = [problem("p01"), problem("p02")]
    assert portions(make, [items("p02", 5)], previous=items("p01", 5), registry=registry) == []


def test_one_person_with_two_letters_counts_once(make) -> None:
    frames = [items("p01", 3, client_id="one"), items("p02", 1, client_id="one", tag="b")]
    assert told(portions(make, frames), "channel") == [("Канал post", 1, 1)]
