"""Effect of measures with registered dates: the model that the data carry, its verdict and its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from painmap.params.models import TrendRules
from painmap.periods import Period
from painmap.report_data import ControlEffect, EffectEvidence, IntervalEstimate, TestResult
from painmap.stats.counts.engine import Fit, contrast_many
from painmap.stats.counts.expected import avoided, expected_path, relative_to, slope_change, with_interval
from painmap.stats.counts.interrupted import (
    Intervention,
    before_and_after,
    gate_mean,
    level_and_trend,
    level_only,
)
from painmap.stats.counts.layout import Panel
from painmap.stats.counts.rare import rare_counts
from painmap.stats.counts.series import CountSeries
from painmap.stats.counts.together import Key, Layout, Together, key_of
from painmap.stats.estimates import Estimate, InsufficientError
from painmap.stats.verdicts import conclude

LEVEL_ONLY = "уровень без учёта тренда"
DIRECTLY = "сопоставлены одноимённые месяцы до и после меры, тренд не учтён"
REGISTERED_LATE = "мера внесена после начала действия: дата выбрана, когда данные были уже известны"
FOUND_LARGE = "месяцы, по которым проблема была выявлена, не учтены: обращений в них было больше обычного"
NOT_BEYOND_CONTROL = "относительно контрольного ряда изменение не различимо"


@dataclass(frozen=True, kw_only=True)
class MeasuredCase:
    """A measure to be tested.

    Attributes:
        series: Of the problem that it is to change; control: one that it does not concern.
        is_late: Its date was entered after it had begun.
        found: Period whose large counts the problem was found by; its months are left out.
    """

    series: CountSeries
    at: Intervention
    control: CountSeries | None = None
    is_late: bool = False
    found: Period | None = None

    @property
    def seen(self) -> CountSeries:
        """The series without the months that the problem was found by: they are large by that choice."""
        if self.found is None:
            return self.series
        months, counts = self.series.months, self.series.counts
        kept = (None if m in self.found.months else c for m, c in zip(months, counts, strict=True))
        return replace(self.series, counts=tuple(kept))


@dataclass(frozen=True)
class _Found:
    """An estimate; where it is no refusal, how it was laid out; where it is a model's, the model."""

    estimate: Estimate
    panel: Panel | None = None
    layout: Layout | None = None
    model: Fit | None = None


def measure_effects(
    cases: Sequence[MeasuredCase], portfolio: Sequence[CountSeries], rules: TrendRules
) -> list[tuple[TestResult, EffectEvidence]]:
    """Level since each measure against the level expected without it, in the order of `cases`.

    Months, trend and level where there are 36 months with 12 on each side, enough information and 5 appeals
    a month; else «уровень без учёта тренда»; for rare or absent counts the same months before and after
    directly; else the reason. `total` is the count since the measure, `total_before` what had been expected
    in the same months. ρ and φ come from all series, each laid out as the tested one; the q-values of
    all cases are adjusted together.
    """
    controls = [case.control for case in cases if case.control]
    together = Together([*controls, *portfolio, *(case.seen for case in cases)], rules)
    found = [_found(case, together, rules) for case in cases]
    results = conclude([_against_expected(one) for one in found], rules)
    return [
        (result, _evidence(case, one, together, rules))
        for case, one, result in zip(cases, found, results, strict=True)
    ]


def _found(case: MeasuredCase, together: Together, rules: TrendRules) -> _Found:
    """By the first of the models whose gates the series passes."""
    if not case.found and case.series.reason:
        return _Found(Estimate(test="interrupted", reason=case.series.reason))
    key = key_of(case.series)
    try:
        return _by(level_and_trend, key, case.at, together, rules)
    except InsufficientError as gate:
        why = gate.reason
    try:
        found = _by(level_only, key, case.at, together, rules)
    except InsufficientError as gate:
        return _Found(Estimate(test="step", reason=gate.reason))
    told = DIRECTLY if found.layout is before_and_after else LEVEL_ONLY
    return replace(found, estimate=_noted(found.estimate, f"{told}: {why}"))


def _by(layout: Layout, key: Key, at: Intervention, together: Together, rules: TrendRules) -> _Found:
    """The estimate by this layout, or by the direct comparison where counts are rare or absent.

    Raises:
        InsufficientError: A gate of the layout; the model does not converge.
    """
    laid = together.panel(layout, at, key)
    is_direct = layout is before_and_after or laid.panel.sum < rules.rare_total
    if is_direct or min(laid.panel.total, laid.panel.total_before) <= 0:
        laid = together.panel(before_and_after, at, key)
        found = rare_counts(laid.panel, together.pool(level_only, at), rules)
        return _Found(_noted(found, laid.note), laid.panel, before_and_after)
    if layout is level_and_trend:
        gate_mean(laid.panel)
    model = together.fit(layout, at, key)
    found = contrast_many([model], together.pool(layout, at), rules, [laid.variance])[0]
    return _Found(_noted(found, laid.note), laid.panel, layout, model)


def _noted(estimate: Estimate, note: str) -> Estimate:
    return replace(estimate, note=_joined(note, estimate.note))


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _against_expected(found: _Found) -> Estimate:
    """With what had been expected as the total compared with."""
    estimate, panel = found.estimate, found.panel
    if panel is None:
        return estimate
    expected = panel.total_before * panel.base / panel.base_before
    if estimate.effect:
        expected = panel.total / estimate.effect
    return replace(estimate, n=len(panel.index), total=panel.total, total_before=expected)


def _evidence(case: MeasuredCase, found: _Found, together: Together, rules: TrendRules) -> EffectEvidence:
    control = _control(case, found, together, rules)
    notes, model, layout = _notes(case, found, control), found.model, found.layout
    if model is None or layout is None:
        return EffectEvidence(avoided=avoided(found.estimate), control=control, notes=notes)
    return EffectEvidence(
        path=expected_path(model, found.estimate),
        avoided=avoided(found.estimate),
        slope_change=slope_change(model.panel, together.pool(layout, case.at), rules),
        control=control,
        notes=notes,
    )


def _control(
    case: MeasuredCase, found: _Found, together: Together, rules: TrendRules
) -> ControlEffect | None:
    """The control by the model that the measure's own series was tested by."""
    control = case.control
    if control is None or found.layout is None:
        return None
    named = {"code": control.code, "label": control.label}
    if control.reason:
        return ControlEffect(**named, reason=control.reason)
    try:
        other = _by(found.layout, key_of(control), case.at, together, rules)
    except InsufficientError as gate:
        return ControlEffect(**named, reason=gate.reason)
    relative = relative_to(found.estimate, other.estimate)
    if other.layout is not found.layout or relative is None:
        return ControlEffect(**named, reason="в контрольном ряду слишком мало обращений")
    return ControlEffect(**named, own=with_interval(other.estimate), relative=relative)


def _notes(case: MeasuredCase, found: _Found, control: ControlEffect | None) -> tuple[str, ...]:
    notes = [note for note in (case.series.note, found.estimate.note) if note]
    if case.is_late:
        notes.append(REGISTERED_LATE)
    if case.found:
        notes.append(FOUND_LARGE)
    if control is not None and control.relative is not None and _holds_one(control.relative):
        notes.append(NOT_BEYOND_CONTROL)
    return tuple(notes)


def _holds_one(ratio: IntervalEstimate) -> bool:
    return (ratio.ci_low or 0.0) <= 1 <= (ratio.ci_high or 1.0)
