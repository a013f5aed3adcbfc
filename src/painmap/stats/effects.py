"""Effect of a measure with a known date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from painmap.params.models import TrendRules
from painmap.report_data import TestResult
from painmap.stats.counts.contrasts import contrasts
from painmap.stats.counts.series import CountSeries
from painmap.stats.estimates import Estimate
from painmap.stats.verdicts import conclude


def measure_effects(
    targets: Sequence[tuple[CountSeries, date]], portfolio: Sequence[CountSeries], rules: TrendRules
) -> list[TestResult]:
    """Level since the day of a measure against the level before it, «уровень без учёта тренда».

    `total` is the count since the measure, `total_before` what the level before it would have given in
    the same months. ρ and φ come from `portfolio`, laid out at each measure's date; results keep the
    order of `targets` and are adjusted together.
    """
    found = [contrasts([series, *portfolio], "step", rules, at=day)[0] for series, day in targets]
    return conclude([_against_expected(one) for one in found], rules)


def _against_expected(estimate: Estimate) -> Estimate:
    if not estimate.effect or estimate.total is None:
        return estimate
    return replace(estimate, total_before=estimate.total / estimate.effect)
