"""Column 4, «Приоритетность»: a score of 0–100 from five printed parts, and what overrides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from painmap.params.models import Agency, Levels, Priority, ReportDefaults, moved_share
from painmap.report_data import Level, Verdict

# Scale of `severity` in the registry: 30 is «здоровье, утрата права, невозвратный срок».
SEVERITY_MAX = 30


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the priority of one problem depends on.

    Attributes:
        share: Share of clients (0 without evidence); high_from: cut point of the high level.
        severity: 0–30, a person's decision in the registry.
        overdue_share, overdue_base, repeat_share: Of the appeals for which it is known.
        reach: Share of the agency's channels for this client kind in which the problem occurs.
        clients: Distinct people; without any, nothing is forced.
    """

    clients: int
    share: float
    high_from: float
    severity: int
    overdue_share: float
    overdue_base: int
    repeat_share: float
    verdict: Verdict
    reach: float


@dataclass(frozen=True)
class Score:
    """The score, its parts (keys of `params.models.Weights`), its level, and why it was forced high."""

    total: float
    parts: dict[str, float]
    level: Level
    forced_by: str


def _prevalence(facts: Facts, rule: Priority) -> float:
    return rule.weights.prevalence * min(facts.share / facts.high_from, 1.0)


def _severity(facts: Facts, rule: Priority) -> float:
    return rule.weights.severity * min(facts.severity / SEVERITY_MAX, 1.0)


def _overdue_and_repeat(facts: Facts, rule: Priority) -> float:
    return rule.weights.overdue_and_repeat * min(facts.overdue_share + facts.repeat_share, 1.0)


def _trend(facts: Facts, rule: Priority) -> float:
    # demo-domain: «динамика 15 (0/7/15, "данных недостаточно" = 7)».
    half = rule.weights.trend // 2
    return {"decline": 0, "growth": rule.weights.trend}.get(facts.verdict, half)


def _reach(facts: Facts, rule: Priority) -> float:
    return rule.weights.reach * facts.reach


def _is_severe(facts: Facts, _: Priority) -> bool:
    return facts.severity >= SEVERITY_MAX


def _is_overdue(facts: Facts, rule: Priority) -> bool:
    limit = rule.overdue_share_forces_high
    return facts.overdue_base >= rule.overdue_min_base and facts.overdue_share >= limit


def score(facts: Facts, rule: Priority) -> Score:
    """The score of one problem: the sum of `PARTS`, in points, and the level with what forces it high."""
    parts = {key: round(part(facts, rule), 1) for key, _, part in PARTS}
    total = round(sum(parts.values()), 1)
    forced = next((why for why, is_forced in FORCES if facts.clients and is_forced(facts, rule)), "")
    return Score(total, parts, "high" if forced else _level(total, rule), forced)


def moved(rule: Priority, factor: float) -> Priority:
    """The rule with its limits times `factor`; the weights and the least base of a share stay."""
    return rule.model_copy(
        update={
            "low_below": round(rule.low_below * factor, 9),
            "high_from": round(rule.high_from * factor, 9),
            "overdue_share_forces_high": moved_share(rule.overdue_share_forces_high, factor),
        }
    )


def _level(total: float, rule: Priority) -> Level:
    if total < rule.low_below:
        return "low"
    return "high" if total >= rule.high_from else "middle"


def printed_rules(agency: Agency, defaults: ReportDefaults) -> dict[str, str]:
    """The rules of columns 3 and 4 in Russian with the values applied, for «Порядок расчёта показателей»."""
    rule, thresholds = defaults.priority, agency.thresholds
    weights = rule.weights.model_dump()
    parts = "; ".join(f"{title} — {weights[key]}" for key, title, _ in PARTS)
    return {
        "Распространённость (внешние клиенты)": _levels_text(thresholds.external),
        "Распространённость (внутренние клиенты)": _levels_text(thresholds.internal),
        "Единичные упоминания": (
            f"менее {thresholds.single_below_clients} клиентов — всегда низкая распространённость"
        ),
        "Приоритетность, баллы": parts,
        "Приоритетность, уровни": (
            f"менее {_number(rule.low_below)} — низкая, от {_number(rule.high_from)} — высокая"
        ),
        "Приоритетность всегда высокая": (
            f"тяжесть последствий {SEVERITY_MAX} баллов; либо просрочено не менее "
            f"{_number(rule.overdue_share_forces_high * 100)} % обращений "
            f"при их числе не менее {rule.overdue_min_base}"
        ),
        "Очередность процессов": (
            "уровень приоритетности, затем сумма баллов проблем процесса, делённая на трудоёмкость; "
            f"разница менее {_number(rule.tie_points)} баллов — наравне"
        ),
    }


def _levels_text(levels: Levels) -> str:
    low, high = _number(levels.low_below * 100), _number(levels.high_from * 100)
    return (
        f"менее {low} % клиентов — низкая, от {high} % при числе клиентов "
        f"не менее {levels.high_min_clients} — высокая"
    )


def _number(value: float) -> str:
    return f"{value:.10g}".replace(".", ",")


# Key of the weight, how the rule is printed, points. Their sum is the score.
PARTS: tuple[tuple[str, str, Callable[[Facts, Priority], float]], ...] = (
    (
        "prevalence",
        "распространённость (пропорционально доле клиентов до границы высокого уровня)",
        _prevalence,
    ),
    ("severity", "тяжесть последствий (пропорционально оценке 0–30)", _severity),
    ("overdue_and_repeat", "нарушение сроков и повторность (сумма долей)", _overdue_and_repeat),
    (
        "trend",
        "динамика (снижение 0, без изменений или данных недостаточно — половина, рост — полностью)",
        _trend,
    ),
    ("reach", "охват (доля каналов, в которых проблема названа)", _reach),
)

# demo-domain: «Всегда высокая: угроза жизни или здоровью, подтверждённое нарушение закона,
# ≥ 10 % просрочки при n ≥ 10».
FORCES: tuple[tuple[str, Callable[[Facts, Priority], bool]], ...] = (
    ("высшая тяжесть последствий: здоровье, утрата права, невозвратный срок", _is_severe),
    ("доля обращений, рассмотренных с нарушением срока", _is_overdue),
)
