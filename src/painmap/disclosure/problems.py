"""Publication of problems, the map and the order of processes: levels, and counts that may be shown."""

from __future__ import annotations

import math
from typing import Any

from painmap.disclosure import figures
from painmap.disclosure.cells import HIDDEN, is_small, suppressed
from painmap.disclosure.context import Context, Outcome
from painmap.problem_map.rows import row_title
from painmap.report_data import Audit, MapRow, Number, Precision, Problem, ProcessRank, ReportData
from painmap.stats import wilson

# Points of a score published to the nearest five: finer ones would give a hidden share away.
SCORE_STEP = 5
# The share of right assignments is published as «at least» so many twentieths.
BOUND_STEP = 0.05


def problems(report: ReportData, context: Context) -> Outcome:
    """Problems with a public title."""
    if not context.allows("problems", "problem_map"):
        return {"problems": ()}, {}
    kept = tuple(_problem(p, context) for p in report.problems if p.id in context.titles)
    before = sum(_hidden_figures(p) for p in report.problems if p.id in context.titles)
    cells = sum(_hidden_figures(p) for p in kept) - before
    return {"problems": kept}, {"problems": cells + len(report.problems) - len(kept)}


def _problem(problem: Problem, context: Context) -> Problem:
    """Levels with counts that may be shown; never quotes, channels, signs or parts of the score."""
    threshold = context.rule.threshold
    clients = suppressed(problem.clients, threshold)
    fields: dict[str, Any] = {
        "title": context.titles[problem.id],
        "into": {id_: context.titles[id_] for id_ in problem.into if id_ in context.titles},
        "out_of": {id_: context.titles[id_] for id_ in problem.out_of if id_ in context.titles},
        "signs": {},
        "stability": {},
        "portions": (),
        "appeals": suppressed(problem.appeals, threshold),
        "clients": clients,
        "previous_clients": suppressed(problem.previous_clients, threshold),
        "score": _rounded(problem.score),
        "score_parts": {},
        "channels": (),
        "quotes": (),
    }
    is_hidden = "X" in (clients.mark, problem.share.mark) or is_small(problem.share.base, threshold)
    if is_hidden:
        fields |= {"share": HIDDEN, "ci_low": None, "ci_high": None, "is_on_border": False, "forced_by": ""}
    return problem.model_copy(update=fields)


def _hidden_figures(problem: Problem) -> int:
    numbers: tuple[Number, ...] = (problem.appeals, problem.clients, problem.previous_clients, problem.share)
    return sum(n.mark == "X" for n in numbers)


def _rounded(score: float) -> float:
    return float(SCORE_STEP * round(score / SCORE_STEP))


def audit(report: ReportData, context: Context) -> Outcome:
    """That assignments were checked, and at least how many of them are right; doubtful published changes.

    The bound is that of a sample with as many wrong ones as may just not be told, if it has fewer; rounded
    down, it leaves neither their number nor that of the judged ones to be found.
    """
    found = report.audit
    if found is None or not context.allows("problems", "trends"):
        return {"audit": None}, {}
    total = found.total
    shown = {t.code for t in figures.trends(report, context)[0]["trends"] if t.family == "problems"}
    public = Audit(
        total=Precision(
            assigned=HIDDEN,
            judged=HIDDEN if found.is_judged else total.judged,
            share=HIDDEN if found.is_judged else total.share,
            ci_low=total.ci_low if total.share.mark == "X" else _at_least(total, context.rule.threshold),
        ),
        bounded=tuple(i for i in found.bounded if i in shown),
        doubtful=tuple(i for i in found.doubtful if i in shown),
    )
    return {"audit": public}, {}


def _at_least(found: Precision, threshold: int) -> float | None:
    """The lower end of the interval, down to a whole `BOUND_STEP`; None where that says nothing."""
    if found.share.value is None or found.judged.value is None:
        return None
    judged = int(found.judged.value)
    wrong = max(judged - round(found.share.value * judged), threshold - 1)
    low = wilson(judged - wrong, judged)[0] if judged > wrong else 0.0
    return round(math.floor(low / BOUND_STEP) * BOUND_STEP, 2) or None


def map_and_processes(report: ReportData, context: Context) -> Outcome:
    """Levels only: no decision bears `is_public` yet, so columns 5–7 are empty. Numbered anew."""
    if not context.allows("problem_map"):
        return {"map_rows": (), "processes": ()}, {}
    kinds = {p.id: p.kind for p in report.problems}
    rows: list[MapRow] = []
    numbers: dict[str, int] = {}
    for row in report.map_rows:
        if row.problem_id not in context.titles:
            continue
        numbers[row.client_kind] = numbers.get(row.client_kind, 0) + 1
        title = row_title(context.titles[row.problem_id], kinds.get(row.problem_id, "problem"))
        fields = {
            "number": numbers[row.client_kind],
            "title": title,
            "measure": "",
            "responsible": "",
            "due": "",
            # Who changed a level, and why, is the agency's own matter.
            "changes": (),
            "status_step": None,
        }
        rows.append(row.model_copy(update=fields))
    processes = _processes(report, context)
    hidden = {
        "map_rows": len(report.map_rows) - len(rows),
        "processes": len(report.processes) - len(processes),
    }
    return {"map_rows": tuple(rows), "processes": processes}, hidden


def _processes(report: ReportData, context: Context) -> tuple[ProcessRank, ...]:
    """Processes with a published problem, ranked anew with the same ties."""
    kept: list[ProcessRank] = []
    for process in report.processes:
        ids = tuple(i for i in process.problem_ids if i in context.titles)
        if ids:
            fields = {"problem_ids": ids, "score": _rounded(process.score)}
            kept.append(process.model_copy(update=fields))
    ranks = [1 + sum(o.client_kind == p.client_kind and o.rank < p.rank for o in kept) for p in kept]
    return tuple(p.model_copy(update={"rank": rank}) for p, rank in zip(kept, ranks, strict=True))
