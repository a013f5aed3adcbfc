"""Column 3, «Распространённость»: share of clients, its interval, its level."""

from __future__ import annotations

from dataclasses import dataclass

from painmap.params.models import Levels
from painmap.report_data import Level
from painmap.stats import wilson

PRINTED_LEVEL = 0.95
# demo-domain, «Пороги по умолчанию»: «90 %-й интервал Уилсона через границу — "на границе уровней"».
BORDER_LEVEL = 0.90


@dataclass(frozen=True)
class Prevalence:
    """Share of clients with the problem.

    Attributes:
        share: clients / base; None where nobody named any problem.
        ci_low, ci_high: 95 % Wilson interval of the share.
        is_single: Fewer clients than `single_below_clients`: «единичные», always low.
        is_on_border: The 90 % interval of the share crosses a cut point.
    """

    clients: int
    base: int
    share: float | None
    ci_low: float | None
    ci_high: float | None
    level: Level
    is_single: bool
    is_on_border: bool


def prevalence(clients: int, base: int, levels: Levels, single_below: int) -> Prevalence:
    """The share of `clients` in `base` (clients with any problem or need of that kind) and its level."""
    is_single = clients < single_below
    if base == 0:
        return Prevalence(clients, base, None, None, None, "low", is_single, False)
    share = clients / base
    low, high = wilson(clients, base, PRINTED_LEVEL)
    border_low, border_high = wilson(clients, base, BORDER_LEVEL)
    cuts = (levels.low_below, levels.high_from)
    return Prevalence(
        clients=clients,
        base=base,
        share=share,
        ci_low=low,
        ci_high=high,
        level="low" if is_single else level_of(share, clients, levels),
        is_single=is_single,
        is_on_border=not is_single and any(border_low < cut <= border_high for cut in cuts),
    )


def level_of(share: float, clients: int, levels: Levels) -> Level:
    """The level by the cut points; high needs `high_min_clients` besides."""
    if share < levels.low_below:
        return "low"
    return "high" if share >= levels.high_from and clients >= levels.high_min_clients else "middle"
