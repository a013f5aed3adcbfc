"""Rows of the map: evidence of each problem → levels, score, lineage → ordered and numbered rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import pandas as pd

from painmap.errors import PainmapError
from painmap.params.models import Agency, Levels
from painmap.problem_map.decisions import (
    LEVEL_CODES,
    Cell,
    HumanCells,
    SetLevel,
    added,
    check_problems,
    human_cells,
    set_levels,
    standing,
)
from painmap.problem_map.evidence import (
    RESPONSE,
    Evidence,
    Tally,
    clients_base,
    evidence_items,
    problem_items,
    tally,
)
from painmap.problem_map.lineage import heirs_of, lineage
from painmap.problem_map.prevalence import Prevalence, prevalence
from painmap.problem_map.priority import Facts, Score, score
from painmap.problem_map.processes import LEVELS, rank_processes
from painmap.problem_map.quotes import quotes
from painmap.report_data import ANSWERS, LevelChange, MapRow, Number, Problem, ProcessRank

CLIENT_KINDS: tuple[Literal["external", "internal"], ...] = ("external", "internal")
# Evidence that came by no channel of the profile.
OTHER_ORIGINS = {"": "канал не указан", RESPONSE: ANSWERS}


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


@dataclass(frozen=True)
class _Counts:
    """Counts of both periods by problem id, the base by client kind, and what stands in place of what."""

    items: pd.DataFrame
    now: dict[str, Tally]
    before: dict[str, Tally]
    base: dict[str, int]
    into: dict[str, dict[str, str]]


@dataclass(frozen=True)
class _Entered:
    """What people entered: columns 5–7, levels, problems of their own, reasons and efforts."""

    cells: dict[tuple[str, str], HumanCells]
    levels: dict[Cell, SetLevel]
    added: dict[tuple[str, str], str]
    standing: dict[Cell, str]


def build(evidence: Evidence) -> ProblemMap:
    """The problem map of one agency and period; independent of the order of rows in `items`.

    Raises:
        PainmapError: A problem, process or decision that the registries lack.
    """
    check_problems(evidence.decisions, evidence.registry["id"].astype(str))
    items = evidence_items(evidence.items, evidence)
    counts = _Counts(
        items=items,
        now=tally(items),
        before=tally(evidence_items(evidence.previous, evidence)),
        base={kind: clients_base(items, kind) for kind in CLIENT_KINDS},
        into=heirs_of(evidence.registry),
    )
    entered = _entered(evidence)
    cells = entered.cells
    kept = [e for e in evidence.registry.to_dict("records") if _is_shown(e, evidence, counts, cells)]
    facts = {str(e["id"]): _facts(e, evidence, counts) for e in kept}
    problems = _ordered([_problem(e, evidence, counts, facts[str(e["id"])]) for e in kept])
    return ProblemMap(
        problems=problems,
        rows=_rows(problems, entered),
        processes=rank_processes(
            problems, _with_efforts(evidence.processes, entered), evidence.defaults.priority.tie_points
        ),
        set_aside=_set_aside(evidence, items),
        facts=facts,
    )


def row_title(title: str, kind: str) -> str:
    """Column 2: the registry's title; a need is told from a problem by its first word or by a mark.

    A title that does not begin with «Потребность» keeps its case («Выездной приём …»): the mark follows it.
    """
    return title if kind != "need" or title.lower().startswith("потребност") else f"{title} (потребность)"


def _problem(entry: dict[Any, Any], evidence: Evidence, counts: _Counts, facts: Facts) -> Problem:
    problem_id, kind = str(entry["id"]), _client_kind(entry)
    now, before = counts.now.get(problem_id, Tally()), counts.before.get(problem_id, Tally())
    single = evidence.agency.thresholds.single_below_clients
    spread = prevalence(now.clients, counts.base[kind], _levels_of(evidence, kind), single)
    points = score(facts, evidence.defaults.priority)
    return Problem(
        id=problem_id,
        title=str(entry["title"]),
        client_kind=kind,
        kind=entry["problem_kind"],
        lineage=lineage(entry, evidence, (now, before), counts.into),
        into={} if now.clients else counts.into.get(problem_id, {}),
        process_id=_text(entry["process_id"]),
        appeals=Number(value=now.appeals),
        clients=Number(value=now.clients),
        previous_clients=Number(value=before.clients),
        **_share(spread),
        **_levels(spread, points),
        channels=tuple((_channel_title(evidence.agency, c), Number(value=n)) for c, n in now.channels),
        signs=_signs(now),
        quotes=_quotes(problem_id, kind, evidence, counts.items),
        verdict=evidence.verdicts.get(problem_id, "insufficient"),
    )


def _share(spread: Prevalence) -> dict[str, Any]:
    share = Number(mark="–") if spread.share is None else Number(value=spread.share, base=spread.base)
    return {"share": share, "ci_low": spread.ci_low, "ci_high": spread.ci_high}


def _levels(spread: Prevalence, points: Score) -> dict[str, Any]:
    return {
        "prevalence": spread.level,
        "is_on_border": spread.is_on_border,
        "is_single": spread.is_single,
        "priority": points.level,
        "score": points.total,
        "score_parts": points.parts,
        "forced_by": points.forced_by,
    }


def _levels_of(evidence: Evidence, kind: str) -> Levels:
    thresholds = evidence.agency.thresholds
    return thresholds.external if kind == "external" else thresholds.internal


def _facts(entry: dict[Any, Any], evidence: Evidence, counts: _Counts) -> Facts:
    kind = _client_kind(entry)
    now, base = counts.now.get(str(entry["id"]), Tally()), counts.base[kind]
    channels = {c.code for c in evidence.agency.channels if kind in c.client_kinds and not c.is_count_only}
    reached = channels & {code for code, _ in now.channels}
    return Facts(
        clients=now.clients,
        share=now.clients / base if base else 0.0,
        high_from=_levels_of(evidence, kind).high_from,
        severity=0 if pd.isna(entry["severity"]) else int(entry["severity"]),
        overdue_share=now.overdue_share,
        overdue_base=now.overdue_base,
        repeat_share=now.repeat_share,
        verdict=evidence.verdicts.get(str(entry["id"]), "insufficient"),
        reach=len(reached) / len(channels) if channels else 0.0,
    )


def _signs(now: Tally) -> dict[str, Number]:
    marked = {
        "overdue": (now.overdue, now.overdue_base),
        "repeated": (now.repeats, now.repeat_base),
        "refused": (now.refused, now.refused_base),
        "strong": (now.strong, now.strong_base),
    }
    return {sign: Number(value=count, base=base) for sign, (count, base) in marked.items()}


def _is_shown(
    entry: dict[Any, Any], evidence: Evidence, counts: _Counts, cells: dict[tuple[str, str], HumanCells]
) -> bool:
    """A problem has a row while it has evidence, had some, or bears a person's decision.

    A replaced one keeps the row of its decision: the measure has to go to the problems in its place.
    """
    problem_id = str(entry["id"])
    if problem_id in counts.now or problem_id in counts.before:
        return True
    is_remembered = problem_id in evidence.earlier_ids or (_client_kind(entry), problem_id) in cells
    return bool(is_remembered and (entry["status"] != "closed" or problem_id in counts.into))


def _quotes(problem_id: str, kind: str, evidence: Evidence, items: pd.DataFrame) -> tuple[str, ...]:
    if kind != "external":
        return ()
    agency, limit = evidence.agency, evidence.defaults.text.quotes_per_problem
    own_names = (agency.title, agency.title_short, agency.region)
    return quotes(items[items["problem_id"] == problem_id], limit, own_names)


def _ordered(problems: list[Problem]) -> tuple[Problem, ...]:
    def key(problem: Problem) -> tuple[int, int, float, str]:
        return (
            CLIENT_KINDS.index(problem.client_kind),
            -LEVELS.index(problem.priority),
            -problem.score,
            problem.id,
        )

    return tuple(sorted(problems, key=key))


def _entered(evidence: Evidence) -> _Entered:
    told = (evidence.decisions, evidence.period, evidence.agency.cut_off(evidence.period))
    return _Entered(
        human_cells(*told), set_levels(*told), added(evidence.decisions, evidence.period), standing(*told)
    )


def _rows(problems: tuple[Problem, ...], entered: _Entered) -> tuple[MapRow, ...]:
    """Each part by the priority that stands, then by points; what people added follows its equals."""
    points = {p.id: p.score for p in problems}
    rows = [_row(problem, entered) for problem in problems] + [
        _added_row(kind, id_, title, entered) for (kind, id_), title in entered.added.items()
    ]

    def key(row: MapRow) -> tuple[int, float, str]:
        return -LEVELS.index(row.priority), -points.get(row.problem_id, -1.0), row.problem_id

    parts = (sorted((r for r in rows if r.client_kind == kind), key=key) for kind in CLIENT_KINDS)
    return tuple(
        row.model_copy(update={"number": number})
        for part in parts
        for number, row in enumerate(part, start=1)
    )


def _row(problem: Problem, entered: _Entered) -> MapRow:
    computed = {code: getattr(problem, code) for code in LEVEL_CODES}
    set_ = {code: entered.levels.get(Cell(problem.client_kind, problem.id, "", code)) for code in LEVEL_CODES}
    reason = entered.standing.get(Cell(problem.client_kind, problem.id, "", "level_reason"), "")
    return MapRow(
        number=0,
        problem_id=problem.id,
        title=row_title(problem.title, problem.kind),
        client_kind=problem.client_kind,
        **(computed | {code: level.value for code, level in set_.items() if level}),
        **_cells_of(problem.client_kind, problem.id, entered),
        changes=tuple(
            LevelChange(
                column=code,
                computed=computed[code],
                author_role=level.author_role,
                day=level.day,
                reason=reason,
            )
            for code, level in set_.items()
            if level and level.value != computed[code]
        ),
    )


def _added_row(kind: str, id_: str, title: str, entered: _Entered) -> MapRow:
    levels = {code: entered.levels.get(Cell(kind, id_, "", code)) for code in LEVEL_CODES}
    return MapRow(
        number=0,
        problem_id=id_,
        title=title,
        client_kind=kind,
        **{code: level.value if level else "low" for code, level in levels.items()},
        **_cells_of(kind, id_, entered),
        is_added=True,
    )


def _cells_of(kind: str, id_: str, entered: _Entered) -> dict[str, str]:
    return entered.cells.get((kind, id_), HumanCells())._asdict()


def _with_efforts(processes: pd.DataFrame, entered: _Entered) -> pd.DataFrame:
    """The processes with the efforts that managers estimated."""
    efforts = {
        (c.client_kind, c.problem_id): v for c, v in entered.standing.items() if c.column == "effort" and v
    }
    told = [
        float(efforts.get((str(kind), str(id_)), effort))
        for kind, id_, effort in zip(
            processes["client_kind"], processes["id"], processes["effort"].astype("Float64"), strict=True
        )
    ]
    return processes.assign(effort=pd.array(told, dtype="Float64"))


def _set_aside(evidence: Evidence, used: pd.DataFrame) -> int:
    return int(problem_items(evidence.items, evidence)["record_id"].nunique() - used["record_id"].nunique())


def _client_kind(entry: dict[Any, Any]) -> Literal["external", "internal"]:
    if entry["client_kind"] not in CLIENT_KINDS:
        raise PainmapError(
            "Для проблемы не указано, внешние это клиенты или внутренние",
            where=f"реестр проблем, {entry['id']}",
            remedy="укажите в графе client_kind значение external или internal",
        )
    return cast("Literal['external', 'internal']", entry["client_kind"])


def _channel_title(agency: Agency, code: str) -> str:
    return next((c.title for c in agency.channels if c.code == code), OTHER_ORIGINS.get(code, code))


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
