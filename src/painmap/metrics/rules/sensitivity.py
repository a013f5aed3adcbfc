"""How the rules' outcomes change when all their limits move: a table for «Порядок расчёта показателей»."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from painmap.metrics.moved import columns, decimal, factors, row
from painmap.metrics.rules.conditions import percent
from painmap.metrics.rules.inputs import RuleInputs, quarters
from painmap.metrics.rules.materials import wanting
from painmap.params.models import moved_count
from painmap.report_data import RuleOutcome, Table, TableRow

_WORDS = {True: "выполняется", False: "не выполняется", None: "проверить нельзя"}
_GAP = "…"
ROUNDING = (
    "Пороги-числа после умножения округляются вверх до целого и не бывают меньше 1, "
    "доли не бывают больше 100 %.",
    "Порог, который срабатывает при меньшем значении («средняя оценка менее …»), изменяется в обратную "
    "сторону, поэтому множитель больше 1 всегда означает более строгие пороги. Наименьшее число ответов (n) "
    "и число кварталов для сравнения не изменяются.",
)


def sensitivity(inputs: RuleInputs, outcomes: Sequence[RuleOutcome]) -> Table | None:
    """Limits of each rule and of the topics for guidance with the outcome under each factor.

    Returns:
        None for a period without quarters.
    """
    if not quarters(inputs.setting.period):
        return None
    rows = [row for outcome in outcomes for row in _rule(inputs, outcome)]
    editions = inputs.setting.agency.editions
    if not editions or any("materials" in edition.sections for edition in editions):
        rows += _materials(inputs)
    return Table(
        id="sensitivity-rules",
        section="methodology",
        title="Пороговые значения правил и выводы по ним при изменении всех порогов",
        unit="",
        columns=columns(factors(inputs.setting.defaults), "text"),
        rows=tuple(rows),
        is_additive=False,
        is_internal=True,
        notes=ROUNDING,
    )


def _rule(inputs: RuleInputs, outcome: RuleOutcome) -> Iterator[TableRow]:
    rule = getattr(inputs.setting.agency.thresholds, outcome.id)
    moved = [rule.moved(factor) for factor, _ in outcome.sensitivity]
    for field, label, worded in LIMITS[outcome.id]:
        yield row(f"{TITLES[outcome.id]}: {label}", [worded(getattr(one, field)) for one in moved])
    words = [_WORDS[result] for _, result in outcome.sensitivity]
    yield row(f"{TITLES[outcome.id]}: правило", words, role="subtotal")


def _materials(inputs: RuleInputs) -> Iterator[TableRow]:
    shares = factors(inputs.setting.defaults)
    limit = inputs.setting.agency.thresholds.materials_requests_per_quarter
    yield row(
        "Разъяснения: обращений на тему за квартал, не менее", [str(moved_count(limit, f)) for f in shares]
    )
    found = wanting(inputs.appeals, inputs.setting, shares)
    for place, label in enumerate(("тем без материала", "тем, материал по которым требует доработки")):
        counts = [_GAP] * len(shares) if found is None else [str(pair[place]) for pair in found]
        yield row(f"Разъяснения: {label}", counts, role="subtotal")


TITLES = {
    "significant_number": "Значительное число",
    "in_depth_survey": "Углублённый опрос",
    "systematise": "Систематизация замечаний",
}
LIMITS: dict[str, tuple[tuple[str, str, Callable[[Any], str]], ...]] = {
    "significant_number": (
        ("min_clients", "клиентов с жалобами и оценками 1–2 за квартал, не менее", str),
        ("above_mean_share", "превышение среднего четырёх кварталов, не менее", percent),
        ("scatter", "превышение среднего, стандартных отклонений, более", decimal),
        ("problem_clients", "клиентов с одной проблемой за квартал, не менее", str),
        ("problem_growth", "рост числа клиентов с одной проблемой к АППГ, раз, не менее", decimal),
        ("low_score_share", "доля оценок 1–2, не менее", percent),
        ("low_score_base", "ответивших, не менее (не изменяется)", str),
    ),
    "in_depth_survey": (
        ("high_problems", "проблем высокого уровня, не менее", str),
        ("complaints_on_one", "жалоб на одну проблему, не менее", str),
        ("low_score_share", "доля оценок 1–2, не менее", percent),
        ("mean_below", "средняя оценка, менее", decimal),
        ("low_score_base", "ответивших, не менее (не изменяется)", str),
    ),
    "systematise": (("min_remarks", "замечаний на объект за год, не менее", str),),
}
