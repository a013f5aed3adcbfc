"""Problems and needs of a period with their evidence: share, levels, score, what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal, cast

import pandas as pd

from painmap.errors import PainmapError
from painmap.params.models import Levels
from painmap.problem_map.breakdown import Breakdown
from painmap.problem_map.evidence import Evidence, Tally, clients_base, evidence_items, problem_items, tally
from painmap.problem_map.lineage import heirs_of, lineage, origins_of
from painmap.problem_map.prevalence import Prevalence, prevalence
from painmap.problem_map.priority import Facts, Score, score
from painmap.problem_map.processes import LEVELS
from painmap.problem_map.quotes import quotes
from painmap.problem_map.stability import Rules, stability
from painmap.report_data import Number, Problem

CLIENT_KINDS: tuple[Literal["external", "internal"], ...] = ("external", "internal")


class Counts:
    """Everything counted for the problems of one map; independent of the order of rows."""

    def __init__(self, evidence: Evidence) -> None:
        self._in = evidence
        self.items = evidence_items(evidence.items, evidence)
        self.now = tally(self.items)
        self.before = tally(evidence_items(evidence.previous, evidence))
        self.base = {kind: clients_base(self.items, kind) for kind in CLIENT_KINDS}
        self.into, self.out_of = heirs_of(evidence.registry), origins_of(evidence.registry)

    @cached_property
    def breakdown(self) -> Breakdown:
        """How each problem spreads over channels and quarters."""
        history = self._in.history
        told = self.items if history is None else evidence_items(history, self._in)
        return Breakdown(self.items, told, self._in.agency)

    def channels(self, kind: str) -> frozenset[str]:
        """Channels of the profile whose texts are read, by which this kind of clients may write."""
        known = self._in.agency.channels
        return frozenset(c.code for c in known if kind in c.client_kinds and not c.is_count_only)

    @property
    def set_aside(self) -> int:
        """Appeals and answers with a problem of another client kind than theirs."""
        every = problem_items(self._in.items, self._in)["record_id"].nunique()
        return int(every - self.items["record_id"].nunique())


def problems_of(
    evidence: Evidence, counts: Counts, decided: Iterable[tuple[str, str]]
) -> tuple[tuple[Problem, ...], dict[str, Facts]]:
    """The problems that have a row, in the order of the map, and what the levels of each come from.

    Args:
        decided: (client kind, problem id) of those that bear a person's decision.
    """
    marked = frozenset(decided)
    kept = [e for e in evidence.registry.to_dict("records") if _is_shown(e, evidence, counts, marked)]
    facts = {str(e["id"]): _facts(e, evidence, counts) for e in kept}
    sure: dict[str, dict[str, float]] = {}
    draws = evidence.defaults.priority.stability_draws
    for kind in CLIENT_KINDS:
        own = {str(e["id"]): facts[str(e["id"])] for e in kept if e["client_kind"] == kind}
        items = counts.items[counts.items["client_kind"] == kind]
        sure |= stability(items, own, _rules(evidence, counts, kind), draws)
    found = [_problem(e, evidence, counts, facts[str(e["id"])]) for e in kept]
    return _ordered([p.model_copy(update={"stability": sure.get(p.id, {})}) for p in found]), facts


def _rules(evidence: Evidence, counts: Counts, kind: str) -> Rules:
    return Rules(
        levels=_levels_of(evidence, kind),
        single_below=evidence.agency.thresholds.single_below_clients,
        priority=evidence.defaults.priority,
        channels=counts.channels(kind),
    )


def _problem(entry: dict[Any, Any], evidence: Evidence, counts: Counts, facts: Facts) -> Problem:
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
        out_of=counts.out_of.get(problem_id, {}),
        channels=tuple((counts.breakdown.title(c), Number(value=n)) for c, n in now.channels),
        portions=counts.breakdown.of(problem_id, kind) if now.clients else (),
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


def _facts(entry: dict[Any, Any], evidence: Evidence, counts: Counts) -> Facts:
    kind = _client_kind(entry)
    now, base = counts.now.get(str(entry["id"]), Tally()), counts.base[kind]
    channels = counts.channels(kind)
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
    entry: dict[Any, Any], evidence: Evidence, counts: Counts, decided: frozenset[tuple[str, str]]
) -> bool:
    """A problem has a row while it has evidence, had some, or bears a person's decision.

    A replaced one keeps the row of its decision: the measure has to go to the problems in its place.
    """
    problem_id = str(entry["id"])
    if problem_id in counts.now or problem_id in counts.before:
        return True
    is_remembered = problem_id in evidence.earlier_ids or (_client_kind(entry), problem_id) in decided
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


def _client_kind(entry: dict[Any, Any]) -> Literal["external", "internal"]:
    if entry["client_kind"] not in CLIENT_KINDS:
        raise PainmapError(
            "Для проблемы не указано, внешние это клиенты или внутренние",
            where=f"реестр проблем, {entry['id']}",
            remedy="укажите в графе client_kind значение external или internal",
        )
    return cast("Literal['external', 'internal']", entry["client_kind"])


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
