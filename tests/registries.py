"""A registry of problems, its processes, and assignments of appeals to them, drawn row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from painmap.schema import ASSIGNMENTS, PROBLEMS, PROCESSES

_PROBLEMS = (
    ("p1", "external", "problem", "Очередь на приём", "intake"),
    ("p2", "external", "problem", "Нет ответа по телефону", "contacts"),
    ("p3", "external", "need", "Образец заявления", "intake"),
    ("p4", "external", "problem", "Отказ без пояснений", None),
    ("s1", "internal", "problem", "Долгие согласования", "approvals"),
)
_PROCESSES = (
    ("contacts", "Справки по телефону", "external"),
    ("intake", "Приём заявлений", "external"),
    ("approvals", "Согласование документов", "internal"),
)


def registry() -> pd.DataFrame:
    """Three problems and a need of external clients in two processes and none, a problem of staff."""
    names = ("id", "client_kind", "problem_kind", "title", "process_id")
    rows = pd.DataFrame(list(_PROBLEMS), columns=list(names))
    return PROBLEMS.conform(rows.assign(status="accepted", valid_from="2023"))


def processes() -> pd.DataFrame:
    """Two processes of external clients, one of staff."""
    rows = pd.DataFrame(list(_PROCESSES), columns=["id", "name", "client_kind"])
    return PROCESSES.conform(rows.assign(unit="Отдел", kind="service"))


def assignments(appeals: pd.DataFrame, *problems: str | None, **fields: Any) -> pd.DataFrame:
    """The appeals, in their order, assigned to these problems; None: read, no problem; "": not read."""
    rows = pd.DataFrame(
        {"record_id": appeals["record_id"], "problem_id": list(problems), "score": 0.9, **fields}
    )
    return ASSIGNMENTS.conform(rows[rows["problem_id"] != ""])


def voices(appeals: pd.DataFrame, *problems: str | None, **fields: Any) -> dict[str, Any]:
    """Fields of `Setting` for appeals assigned to these problems."""
    assigned = assignments(appeals, *problems, **fields)
    return {"registry": registry(), "processes": processes(), "assignments": assigned}
