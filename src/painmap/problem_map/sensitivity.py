"""How the levels of columns 3 and 4 change when all their limits move by the same part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from painmap.metrics.moved import KEYS, columns, decimal, row
from painmap.metrics.moved import factors as shares
from painmap.params.models import Agency, Levels, ReportDefaults, moved_count
from painmap.problem_map.building import ProblemMap
from painmap.problem_map.prevalence import level_of
from painmap.problem_map.priority import moved, score
from painmap.problem_map.problems import CLIENT_KINDS
from painmap.report_data import (
    CLIENT_WORDS,
    LEVEL_WORDS,
    Level,
    Number,
    Problem,
    Table,
    TableColumn,
    TableRow,
)

_TITLES = ("Распространённость", "Приоритетность")
_ROUNDING = (
    "Числа клиентов после умножения округляются вверх до целого, доли не бывают больше 100 %.",
    "Веса баллов, тяжесть последствий и наименьшее число обращений для доли просрочки не изменяются; балл за "
    "распространённость рассчитан до изменённой границы высокого уровня.",
)
_STABLE = "Ни у одной проблемы уровень не изменяется."
Moved = tuple[tuple[Level, ...], tuple[Level, ...]]
"""Prevalence and priority of a problem under each factor."""


def sensitivity(found: ProblemMap, agency: Agency, defaults: ReportDefaults) -> tuple[Table, ...]:
    """Limits, problems by level, and the problems whose level changes, for limits moved by the same part.

    Returns:
        Tables of section «methodology» for internal editions; none where the map has no problems.
    """
    if not found.problems:
        return ()
    factors = shares(defaults)
    levels = {p.id: _levels(found, p, agency, defaults, factors) for p in found.problems}
    counts = _table(
        "levels",
        "Число проблем и потребностей каждого уровня при изменении всех порогов",
        columns(factors, "count"),
        tuple(_counts(found.problems, levels)),
    )
    limits = _table(
        "limits",
        "Пороговые значения уровней при изменении всех порогов",
        columns(factors, "text"),
        tuple(_limits(agency, defaults, factors)),
    )
    changed = tuple(_changed(found.problems, levels))
    which = _table(
        "problems",
        "Проблемы и потребности, уровень которых зависит от порогов",
        columns(factors, "text"),
        changed,
    )
    notes = (*_ROUNDING, *(() if changed else (_STABLE,)))
    counts = counts.model_copy(update={"unit": "проблем и потребностей", "notes": notes})
    return (limits, counts, which) if changed else (limits, counts)


def _levels(
    found: ProblemMap, problem: Problem, agency: Agency, defaults: ReportDefaults, factors: Sequence[float]
) -> Moved:
    facts, thresholds = found.facts[problem.id], agency.thresholds
    own = thresholds.external if problem.client_kind == "external" else thresholds.internal
    spread: list[Level] = []
    urgent: list[Level] = []
    for factor in factors:
        cut = own.moved(factor)
        is_single = facts.clients < moved_count(thresholds.single_below_clients, factor)
        spread.append("low" if is_single else level_of(facts.share, facts.clients, cut))
        points = score(replace(facts, high_from=cut.high_from), moved(defaults.priority, factor))
        urgent.append(points.level)
    return tuple(spread), tuple(urgent)


def _counts(problems: Sequence[Problem], levels: Mapping[str, Moved]) -> Iterator[TableRow]:
    """One row per column of the map, kind of client and level; a kind without problems has none."""
    for kind in CLIENT_KINDS:
        own = [levels[p.id] for p in problems if p.client_kind == kind]
        for place, title in enumerate(_TITLES if own else ()):
            tallies = [Counter(one[place][i] for one in own) for i in range(len(KEYS))]
            for level, word in LEVEL_WORDS.items():
                cells = {k: Number(value=tally[level]) for k, tally in zip(KEYS, tallies, strict=True)}
                label = f"{title} {word} ({CLIENT_WORDS[kind]})"
                yield TableRow(label=label, code=f"{kind}-{level}", cells=dict(cells))


def _changed(problems: Sequence[Problem], levels: Mapping[str, Moved]) -> Iterator[TableRow]:
    for problem in problems:
        for title, own in zip(_TITLES, levels[problem.id], strict=True):
            if len(set(own)) > 1:
                words = dict(zip(KEYS, (LEVEL_WORDS[level] for level in own), strict=True))
                label = f"{problem.title} ({CLIENT_WORDS[problem.client_kind]}): {title.lower()}"
                yield TableRow(label=label, code=problem.id, cells=dict(words))


def _limits(agency: Agency, defaults: ReportDefaults, factors: Sequence[float]) -> Iterator[TableRow]:
    thresholds = agency.thresholds
    for kind, levels in (("external", thresholds.external), ("internal", thresholds.internal)):
        cuts = [levels.moved(factor) for factor in factors]
        yield row(f"Распространённость ({CLIENT_WORDS[kind]})", [_cut(cut) for cut in cuts])
    singles = (moved_count(thresholds.single_below_clients, factor) for factor in factors)
    yield row("Единичные упоминания, клиентов менее", [str(n) for n in singles])
    rules = [moved(defaults.priority, factor) for factor in factors]
    borders = [f"низкая < {decimal(r.low_below)}; высокая ≥ {decimal(r.high_from)}" for r in rules]
    yield row("Приоритетность, баллов", borders)
    overdue = [f"{decimal(100 * r.overdue_share_forces_high)} %" for r in rules]
    yield row("Приоритетность всегда высокая: доля просрочки не менее", overdue)


def _cut(cut: Levels) -> str:
    low, high = decimal(100 * cut.low_below), decimal(100 * cut.high_from)
    return f"низкая < {low} %; высокая ≥ {high} %, клиентов не менее {cut.high_min_clients}"


def _table(name: str, title: str, columns: tuple[TableColumn, ...], rows: tuple[TableRow, ...]) -> Table:
    return Table(
        id=f"sensitivity-{name}",
        section="methodology",
        title=title,
        unit="",
        columns=columns,
        rows=rows,
        is_additive=False,
        is_internal=True,
    )
