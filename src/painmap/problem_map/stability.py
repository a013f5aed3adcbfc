"""How sure a level is: the share of bootstrap draws of the clients in which it comes out again.

Clients are drawn with replacement within their kind (Efron 1979, Ann. Statist. 7:1), all records of a client
together; share, overdue and repeated appeals and channels are counted anew in each draw and go through the
map's own rules. Severity and the trend verdict stay: they are no counts of these clients.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.params.models import Levels, Priority
from painmap.problem_map.evidence import origins, overdue_of, repeats_of
from painmap.problem_map.prevalence import level_of
from painmap.problem_map.priority import Facts, score

# Draws held at once: a year of 20,000 clients takes 16 MB.
_AT_ONCE = 100
_SEED = 20240401
_COUNTS = ("clients", "overdue", "overdue_base", "repeats", "repeat_base")
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """What the levels of one kind of clients are read off by.

    Attributes:
        channels: Those of the profile that this kind of clients may write by.
        single_below: Fewer clients are «единичные»: always low.
    """

    levels: Levels
    single_below: int
    priority: Priority
    channels: frozenset[str]


def stability(
    items: pd.DataFrame, facts: Mapping[str, Facts], rules: Rules, draws: int
) -> dict[str, dict[str, float]]:
    """Share of `draws` with the computed prevalence and priority, by problem; none without clients.

    Args:
        items: Evidence of one kind of clients (`evidence_items`), in any order.
        facts: Of its problems, by id.
    """
    ids = sorted(facts)
    codes = sorted(rules.channels)
    persons, people = pd.factorize(items["person"], sort=True)
    if not len(people):
        return {}
    own = _own(items, persons, len(people), ids)
    present = [_present(items, persons, len(people), (id_, codes)) for id_ in ids]
    computed = {id_: _levels(facts[id_], rules) for id_ in ids}
    same = {id_: np.zeros(2) for id_ in ids if facts[id_].clients}
    # The generator's stream depends on neither the order of rows nor the size of a block.
    generator = np.random.default_rng(_SEED)
    even = np.full(len(people), 1 / len(people))
    for first in range(0, draws, _AT_ONCE):
        size = min(_AT_ONCE, draws - first)
        weights = generator.multinomial(len(people), even, size).astype(float)
        drawn = {name: weights @ matrix for name, matrix in own.items()}
        for place, id_ in enumerate(ids):
            if id_ not in same:
                continue
            reach = (weights @ present[place] > 0).mean(axis=1) if codes else np.zeros(size)
            for draw in range(size):
                counts = {name: values[draw, place] for name, values in drawn.items()}
                again = _levels(_drawn(facts[id_], counts, len(people), float(reach[draw])), rules)
                same[id_] += [a == b for a, b in zip(again, computed[id_], strict=True)]
    return {
        id_: {"prevalence": float(n[0] / draws), "priority": float(n[1] / draws)} for id_, n in same.items()
    }


def _own(items: pd.DataFrame, persons: Any, people: int, ids: list[str]) -> dict[str, Counts]:
    """Of each count a matrix people × problems."""
    places = items["problem_id"].astype(str).map({id_: i for i, id_ in enumerate(ids)})
    tables = {name: np.zeros((people, len(ids))) for name in _COUNTS}
    found = items.assign(row=persons, place=places).dropna(subset=["place"])
    for row, place in found[["row", "place"]].drop_duplicates().itertuples(index=False):
        tables["clients"][row, int(place)] = 1
    appeals = found[found["source"] == "appeal"].drop_duplicates(["problem_id", "record_id"])
    for name, marks in (("overdue", overdue_of(appeals)), ("repeat", repeats_of(appeals))):
        at = appeals.loc[marks.index]
        where = at["row"].to_numpy(dtype=int), at["place"].to_numpy(dtype=int)
        total, base = ("overdue", "overdue_base") if name == "overdue" else ("repeats", "repeat_base")
        np.add.at(tables[total], where, marks.to_numpy(dtype=float))
        np.add.at(tables[base], where, 1.0)
    return tables


def _present(items: pd.DataFrame, persons: Any, people: int, whose: tuple[str, list[str]]) -> Counts:
    """People × channels: 1 where the person named the problem by the channel."""
    problem_id, codes = whose
    table = np.zeros((people, len(codes)))
    is_own = (items["problem_id"].astype(str) == problem_id).to_numpy()
    places = origins(items).map({code: i for i, code in enumerate(codes)}).to_numpy(dtype=float)
    chosen = is_own & ~np.isnan(places)
    table[persons[chosen], places[chosen].astype(int)] = 1
    return table


def _drawn(facts: Facts, counts: Mapping[str, float], base: int, reach: float) -> Facts:
    overdue, repeats = counts["overdue_base"], counts["repeat_base"]
    return replace(
        facts,
        clients=int(counts["clients"]),
        share=counts["clients"] / base,
        overdue_share=counts["overdue"] / overdue if overdue else 0.0,
        overdue_base=int(overdue),
        repeat_share=counts["repeats"] / repeats if repeats else 0.0,
        reach=reach,
    )


def _levels(facts: Facts, rules: Rules) -> tuple[str, str]:
    is_single = facts.clients < rules.single_below
    spread = "low" if is_single else level_of(facts.share, facts.clients, rules.levels)
    return spread, score(facts, rules.priority).level
