"""Explicit rules in place of what the orders leave undefined: extra collection, in-depth survey, guidance."""

from __future__ import annotations

from collections.abc import Callable

from painmap.metrics.rules.in_depth_survey import in_depth_survey
from painmap.metrics.rules.inputs import LowScoreSource, RuleInputs, quarters
from painmap.metrics.rules.materials import materials
from painmap.metrics.rules.sensitivity import sensitivity
from painmap.metrics.rules.significant_number import significant_number
from painmap.metrics.rules.systematise import systematise
from painmap.report_data import RuleOutcome

__all__ = ["RULES", "LowScoreSource", "RuleInputs", "materials", "quarters", "rules", "sensitivity"]


def rules(inputs: RuleInputs) -> tuple[RuleOutcome, ...]:
    """Outcome of each rule that the agency's profile sets; none for a month."""
    if not quarters(inputs.setting.period):
        return ()
    found = [rule(inputs) for rule in RULES]
    return tuple(outcome for outcome in found if outcome is not None)


RULES: tuple[Callable[[RuleInputs], RuleOutcome | None], ...] = (
    significant_number,
    in_depth_survey,
    systematise,
)
