"""What became of a problem: new, seen again, solved, or replaced by others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from painmap.params.check_tables import parents_of
from painmap.periods import Period
from painmap.problem_map.evidence import Evidence, Tally
from painmap.report_data import Lineage
from painmap.text.lineage import heirs

# Replaced problem → id and title of each that stands in its place.
Heirs = Mapping[str, Mapping[str, str]]


def heirs_of(registry: pd.DataFrame) -> dict[str, dict[str, str]]:
    """`Heirs` of `schema.PROBLEMS`; a proposed problem replaces nothing yet."""
    titles = dict(zip(registry["id"].astype(str), registry["title"].astype(str), strict=True))
    found = heirs(registry[registry["status"] != "proposed"])
    return {str(old): {str(id_): titles[str(id_)] for id_ in sorted(new)} for old, new in found.items()}


def origins_of(registry: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Problem → id and title of each that it stands in place of; of `schema.PROBLEMS`."""
    titles = dict(zip(registry["id"].astype(str), registry["title"].astype(str), strict=True))
    known = parents_of(registry[registry["status"] != "proposed"])
    return {
        str(new): {id_: titles[id_] for id_ in sorted(old) if id_ in titles} for new, old in known.items()
    }


def lineage(entry: dict[Any, Any], evidence: Evidence, tallies: tuple[Tally, Tally], into: Heirs) -> Lineage:
    """What became of the problem since earlier periods; evidence of the period comes first.

    Args:
        entry: The problem's row of `evidence.registry`.
        tallies: Of the period, and of the one compared with.
    """
    (now, before), problem_id = tallies, str(entry["id"])
    is_closed = entry["status"] == "closed"
    if not now.clients:
        if problem_id in into:
            return _of_replaced(problem_id, into)
        return "closed" if is_closed else "unconfirmed"
    if is_closed:
        return "reopened"
    is_entered_now = evidence.period.contains(Period.parse(str(entry["valid_from"])).start)
    parents = "" if pd.isna(entry["parent_ids"]) else str(entry["parent_ids"])
    if is_entered_now and parents.split():
        return "merged" if len(parents.split()) > 1 else "split"
    was_seen = bool(before.clients) or problem_id in evidence.earlier_ids
    return "new" if is_entered_now or not was_seen else "continued"


def _of_replaced(problem_id: str, into: Heirs) -> Lineage:
    """«joined» where a problem in its place took others as well."""
    others = {id_ for old, new in into.items() if old != problem_id for id_ in new}
    return "divided" if others.isdisjoint(into[problem_id]) else "joined"
