"""What people said of single texts, as the assignment of all texts is taught by it."""

from __future__ import annotations

import pandas as pd

from painmap.schema import NO_PROBLEM
from painmap.stages.registry.audit import today
from painmap.text.lineage import heirs

_COLUMNS = ("record_id", "judged_problem_id", "denied_problem_id")


def answers(reviews: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    """The last judgement of each text as an answer; a row is a judged text, by record_id.

    Args:
        reviews: `schema.REVIEWS`, in the order of entry.
        registry: `schema.PROBLEMS`: what was merged since stands for its parts.

    Returns:
        record_id, judged_problem_id (what the text speaks of, `NO_PROBLEM`: none; empty: not said),
        denied_problem_id (what it does not speak of, though the program said so).
    """
    last = reviews.drop_duplicates("record_id", keep="last").sort_values("record_id", ignore_index=True)
    into = heirs(registry)
    of = last["problem_id"].map(lambda id_: today(str(id_), into))
    right = last["right_problem_id"].fillna("")
    named = right.map(lambda id_: id_ if id_ in ("", NO_PROBLEM) else today(str(id_), into))
    is_wrong = last["verdict"] == "wrong"
    return pd.DataFrame(
        {
            "record_id": last["record_id"],
            "judged_problem_id": named.where(is_wrong, of.where(last["verdict"] == "right", "")),
            "denied_problem_id": of.where(is_wrong, ""),
        }
    )[list(_COLUMNS)]
