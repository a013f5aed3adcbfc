"""New groups against the registry: what continues, is new, split, merged, closed or reopened."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from painmap.params.check_tables import parents_of, replaced
from painmap.periods import Period

# Of 80 k-means groups of 2000 real appeals and those of a random 1000 of them (12 lemmas each) all pairs
# with half of their texts in common have 0.45 or more, and 999 of 1000 pairs with less than 5 % have at
# most 0.30.
THRESHOLD = 0.35
COLUMNS = (
    "id", "client_kind", "title", "status", "before", "now", "lineage", "from_ids", "into_ids", "told",
)  # fmt: skip
WORDS = {
    "new": "впервые выявлена",
    "continued": "сохраняется",
    "split": "выделена из прежней",
    "merged": "объединила прежние",
    "closed": "устранена",
    "reopened": "возникла повторно",
    "unconfirmed": "в периоде не подтвердилась",
    "joined": "вошла в другую",
    "divided": "разделена",
}
TITLES = {
    "id": "Код",
    "title": "Проблема",
    "before": "Было обращений",
    "now": "Стало обращений",
    "lineage": "Что с ней стало",
    "told": "Пояснение",
}


@dataclass(frozen=True)
class Signed:
    """A group or a problem as the other side sees it: its id, its lemmas with the most telling first."""

    id: str
    title: str
    lemmas: tuple[str, ...]


def match(
    groups: Sequence[Signed], registry: Sequence[Signed], threshold: float = THRESHOLD
) -> dict[str, str]:
    """Group id → id of the registry's problem with the same meaning; a group without one is left out.

    One problem takes one group at most. The outcome does not depend on the order of either side: among
    equally good assignments, the one that scipy finds for both sides in the order of their ids.

    Args:
        groups, registry: With distinct ids each.
        threshold: Least likeness of a pair, 0 to 1.
    """
    if not groups or not registry:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows, columns = sorted(groups, key=lambda s: s.id), sorted(registry, key=lambda s: s.id)
    likeness = _likeness([s.lemmas for s in rows], [s.lemmas for s in columns])
    # Squares: one sure pair outweighs two doubtful ones (0.9² > 0.5² + 0.5²).
    found = linear_sum_assignment(np.where(likeness < threshold, 0, likeness**2), maximize=True)
    return {rows[i].id: columns[j].id for i, j in zip(*found, strict=True) if likeness[i, j] >= threshold}


def _likeness(left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> Any:
    """Part of the weight that two signatures share, from 0 (no lemma) to 1 (the same order): left × right.

    A lemma weighs 1/log2(its place + 1), as in Järvelin and Kekäläinen 2002 (discounted gain), the weights
    of a signature add up to 1; shared is the smaller of both weights.
    """
    import numpy as np

    result = np.zeros((len(left), len(right)))
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, lemmas in enumerate(right):
        for lemma, weight in _weights(lemmas).items():
            holders[lemma].append((j, weight))
    for i, lemmas in enumerate(left):
        for lemma, weight in sorted(_weights(lemmas).items()):
            for j, other in holders.get(lemma, ()):
                result[i, j] += min(weight, other)
    return result.round(9)


def _weights(lemmas: Sequence[str]) -> dict[str, float]:
    distinct = list(dict.fromkeys(lemmas))
    raw = [1 / math.log2(place + 2) for place in range(len(distinct))]
    total = sum(raw)
    return {lemma: weight / total for lemma, weight in zip(distinct, raw, strict=True)}


def living(registry: pd.DataFrame) -> pd.DataFrame:
    """The problems to which texts may be assigned: all but those that a later one names as its parent.

    A proposed child replaces nothing yet. Registries of other makers may state no parents.

    A problem that was closed because it was solved stays: when it has appeals again, that must show.

    Args:
        registry: `schema.PROBLEMS`.
    """
    if not {"parent_ids", "status"} <= set(registry):
        return registry
    return registry[~registry["id"].isin(replaced(registry[registry["status"] != "proposed"]))]


def heirs(registry: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Replaced problem → the problems that name it as a parent, in the order of the registry."""
    found: dict[str, list[str]] = defaultdict(list)
    for id_, parents in parents_of(registry).items():
        for parent in parents:
            found[parent].append(id_)
    return {parent: tuple(children) for parent, children in found.items()}


def changes(
    registry: pd.DataFrame, now: Mapping[str, int], before: Mapping[str, int], period: Period
) -> pd.DataFrame:
    """What became of each problem of the registry in a period; a row is a problem.

    Args:
        registry: `schema.PROBLEMS`.
        now, before: Problem → appeals of `period`, and of the period compared with, all history assigned
            with this registry.
        period: A problem is new in it if it entered the registry then, or had no appeals before.

    Returns:
        `COLUMNS`: lineage is a key of `WORDS`; from_ids: what it came from, into_ids: what it went into,
        blank-separated; told: a Russian sentence. In the order of the registry.
    """
    into, parents = heirs(registry), parents_of(registry)
    rows = []
    for entry in registry.to_dict("records"):
        id_ = str(entry["id"])
        children, own = into.get(id_, ()), parents.get(id_, ())
        counts = before.get(id_, 0), now.get(id_, 0)
        is_entered = period.contains(Period.parse(str(entry["valid_from"])).start)
        lineage = (
            _of_replaced(children, parents)
            if children
            else _of_living(str(entry["status"]), counts, own, is_entered=is_entered)
        )
        rows.append(
            {
                **{name: entry[name] for name in ("id", "client_kind", "title", "status")},
                "before": counts[0],
                "now": counts[1],
                "lineage": lineage,
                "from_ids": " ".join(own),
                "into_ids": " ".join(children),
                "told": _told(lineage, counts, own, children),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def table(changed: pd.DataFrame) -> pd.DataFrame:
    """`changes` under Russian titles, largest of each kind of change first, what merely continues last."""
    order = {word: place for place, word in enumerate(_SHOWN)}
    rows = changed.assign(place=changed["lineage"].map(order), size=-changed[["now", "before"]].max(axis=1))
    rows = rows.sort_values(["place", "size", "id"]).assign(lineage=lambda f: f["lineage"].map(WORDS))
    return rows[list(TITLES)].rename(columns=TITLES).reset_index(drop=True)


def _of_replaced(children: tuple[str, ...], parents: Mapping[str, tuple[str, ...]]) -> str:
    is_merged = any(len(parents[child]) > 1 for child in children)
    return "joined" if is_merged else "divided"


def _of_living(status: str, counts: tuple[int, int], parents: tuple[str, ...], *, is_entered: bool) -> str:
    before, now = counts
    if status == "closed":
        return "reopened" if now else "closed"
    if not now:
        return "unconfirmed"
    if is_entered and parents:
        return "merged" if len(parents) > 1 else "split"
    # All history is assigned with one registry: what replaced others had their appeals before.
    return "continued" if not is_entered and (before or parents) else "new"


def _told(lineage: str, counts: tuple[int, int], parents: tuple[str, ...], into: tuple[str, ...]) -> str:
    before, now = counts
    sentences = {
        "new": f"обращений в периоде: {now}"
        + (f"; в пересчитанной истории было {before}" if before else ", прежде не было"),
        "continued": f"обращений: {now}, было {before}",
        "split": f"выделена из {', '.join(parents)}",
        "merged": f"объединяет {', '.join(parents)}; история прежних проблем перешла к ней",
        "closed": "отмечена как устранённая, обращений в периоде нет",
        "reopened": f"отмечена как устранённая, но в периоде снова есть обращения: {now}",
        "unconfirmed": f"обращений в периоде нет, было {before}; не закрыта",
        "joined": f"её обращения учтены в {', '.join(into)}",
        "divided": f"её обращения распределены между {', '.join(into)}",
    }
    return sentences[lineage]


_SHOWN = (
    "reopened", "new", "merged", "split", "joined", "divided", "closed", "unconfirmed", "continued",
)  # fmt: skip
