"""«Очередность реинжиниринга процессов»: level first, then points by effort; near equals are a tie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from painmap.errors import unknown_name
from painmap.report_data import Level, Problem, ProcessRank

LEVELS: tuple[Level, ...] = ("low", "middle", "high")
# A process whose effort nobody has assessed yet stands as one of middle effort (scale 1–3).
DEFAULT_EFFORT = 2


def rank_processes(
    problems: Iterable[Problem], processes: pd.DataFrame, tie_points: float
) -> tuple[ProcessRank, ...]:
    """Processes with evidence in the period, external ones first, each client kind ranked apart.

    The level is the highest of the process's problems, the score the sum of their scores; within a level
    the order is by score / effort. A process less than `tie_points` below the first of its group shares
    that one's rank («наравне»); ranks count on («1, 1, 3»).

    Raises:
        PainmapError: A problem names a process that `processes` lacks.
    """
    known = {str(row["id"]): row for row in processes.to_dict("records")}
    groups: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if not problem.process_id or not problem.clients.value:
            continue
        if problem.process_id not in known:
            raise unknown_name("Процесс", problem.process_id, known, where=f"реестр проблем, {problem.id}")
        groups[problem.process_id].append(problem)
    ranked = [_process(known[process_id], members) for process_id, members in sorted(groups.items())]
    parts = ([p for p in ranked if p.client_kind == kind] for kind in ("external", "internal"))
    return tuple(process for part in parts for process in _ranks(part, tie_points))


def _process(row: dict[Any, Any], members: Sequence[Problem]) -> ProcessRank:
    return ProcessRank(
        rank=0,
        process_id=str(row["id"]),
        name=str(row["name"]),
        unit=str(row["unit"]),
        client_kind=row["client_kind"],
        level=max((p.priority for p in members), key=LEVELS.index),
        score=round(sum(p.score for p in members), 1),
        effort=None if pd.isna(row["effort"]) else int(row["effort"]),
        problem_ids=tuple(sorted(p.id for p in members)),
    )


def _points(process: ProcessRank) -> float:
    return process.score / (process.effort or DEFAULT_EFFORT)


def _ranks(processes: list[ProcessRank], tie_points: float) -> list[ProcessRank]:
    ordered = sorted(processes, key=lambda p: (-LEVELS.index(p.level), -_points(p), p.process_id))
    result: list[ProcessRank] = []
    leader: ProcessRank | None = None
    for position, process in enumerate(ordered, start=1):
        is_tie = leader is not None and (
            process.level == leader.level and _points(leader) - _points(process) < tie_points
        )
        rank = result[-1].rank if is_tie else position
        leader = leader if is_tie else process
        result.append(process.model_copy(update={"rank": rank}))
    return result
