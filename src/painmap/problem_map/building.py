"""The map of one period: problems, rows, order of processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from painmap.problem_map.decisions import check_problems
from painmap.problem_map.evidence import Evidence
from painmap.problem_map.priority import Facts
from painmap.problem_map.problems import Counts, problems_of
from painmap.problem_map.processes import rank_processes
from painmap.problem_map.rows import entered_of, rows_of, with_efforts
from painmap.report_data import MapRow, Problem, ProcessRank


@dataclass(frozen=True)
class ProblemMap:
    """The map of one period.

    Attributes:
        problems: With their evidence, in the order of `rows`.
        rows: «Часть I», then «Часть II», each numbered from 1: by priority, score, id.
        processes: In the order of redesign, external ones first.
        set_aside: Appeals and answers with a problem of another client kind than theirs, not in the map.
        facts: What the levels of each problem come from, by its id.
    """

    problems: tuple[Problem, ...]
    rows: tuple[MapRow, ...]
    processes: tuple[ProcessRank, ...]
    set_aside: int = 0
    facts: Mapping[str, Facts] = field(default_factory=dict)


def build(evidence: Evidence) -> ProblemMap:
    """The problem map of one agency and period; independent of the order of rows in `items`.

    Raises:
        PainmapError: A problem, process or decision that the registries lack.
    """
    check_problems(evidence.decisions, evidence.registry["id"].astype(str))
    counts, entered = Counts(evidence), entered_of(evidence)
    problems, facts = problems_of(evidence, counts, entered.cells)
    processes = with_efforts(evidence.processes, entered)
    return ProblemMap(
        problems=problems,
        rows=rows_of(problems, entered),
        processes=rank_processes(problems, processes, evidence.defaults.priority.tie_points),
        set_aside=counts.set_aside,
        facts=facts,
    )
