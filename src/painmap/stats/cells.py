"""Figures as cells of a table: counts, shares and changes, with the sign where there is no figure.

A count of none is the figure 0; a share of nothing is «–»; a period without data is «…»; a share of a base
that is too small for percentages is «*».
"""

from __future__ import annotations

from painmap.params.models import ShareRules
from painmap.report_data import Number, TableColumn

Counted = tuple[float, float]
"""A count and the base of its share."""

COMPARISON: tuple[TableColumn, ...] = (
    TableColumn(key="period", title="Отчётный период", kind="count"),
    TableColumn(key="share", title="Доля, %", kind="share", depends_on=("period",)),
    TableColumn(key="previous", title="АППГ", kind="count"),
    TableColumn(key="previous_share", title="Доля, АППГ, %", kind="share", depends_on=("previous",)),
    TableColumn(key="change", title="Изменение, ед.", kind="change", depends_on=("period", "previous")),
    TableColumn(
        key="change_share", title="Изменение, %", kind="change_share", depends_on=("period", "previous")
    ),
)
UNKNOWN = Number(mark="…")


def count(value: float) -> Number:
    """A count."""
    return Number(value=float(value))


def share(k: float, n: float, rules: ShareRules) -> Number:
    """k/n with its base, «–» where the base is 0, «*» where it is too small for percentages."""
    return ratio(k / n if n else 0.0, n, rules)


def ratio(value: float, base: float, rules: ShareRules) -> Number:
    """A value computed from `base` observations that is printed as a percentage."""
    if base <= 0:
        return Number(mark="–", base=0)
    # 10–19 observations: counts only (reports.md); a percentage begins with whole ones.
    if base < rules.whole_from:
        return Number(mark="*", base=int(base))
    return Number(value=float(value), base=int(base))


def measured(value: float | None, base: float, least: int) -> Number:
    """A mean or a quantile of `base` observations, «–» without any, «*» below `least`."""
    if base <= 0 or value is None:
        return Number(mark="–", base=0)
    return Number(mark="*", base=int(base)) if base < least else Number(value=float(value), base=int(base))


def comparison(now: Counted, before: Counted | None, rules: ShareRules) -> dict[str, Number]:
    """The cells of `COMPARISON`; `before` None: the previous period is not covered by data."""
    cells = {"period": count(now[0]), "share": share(*now, rules)}
    if before is None:
        unknown = dict.fromkeys(("previous", "previous_share", "change", "change_share"), UNKNOWN)
        return cells | unknown
    return cells | {
        "previous": count(before[0]),
        "previous_share": share(*before, rules),
        "change": count(now[0] - before[0]),
        "change_share": ratio(now[0] / before[0] - 1 if before[0] else 0.0, before[0], rules),
    }
