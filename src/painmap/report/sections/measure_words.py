"""What the data say of a measure, in the words of the report's body: the level, and what limits it."""

from __future__ import annotations

from collections.abc import Iterator

from painmap.report import strings
from painmap.report.effects import in_unit, interval, is_few, size
from painmap.report.formats import clean, counted, inner, short_date
from painmap.report.sections.words import noted
from painmap.report_data import ControlEffect, MeasureEffect


def began(m: MeasureEffect) -> str:
    """«01.03.2025», and after how many months an effect was expected, where that was registered."""
    day = short_date(m.effect_date) if m.effect_date else "…"
    if not m.lag_months:
        return day
    return strings.MEASURE_LAG.format(day=day, months=counted(m.lag_months, strings.FORMS["months"]))


def conclusion(m: MeasureEffect) -> str:
    """«После введения меры (01.03.2025) уровень ниже ожидаемого на 32 % (95 % ДИ: …). Возможен …»"""
    text = _level(m)
    for caveat in caveats(m):
        text = noted(text, caveat)
    return text


def _level(m: MeasureEffect) -> str:
    r, day = m.result, began(m)
    if r.verdict == "insufficient":
        reason = clean(r.reason).rstrip(".")
        return strings.MEASURE_UNKNOWN.format(day=day, reason=f": {reason}" if reason else "") + "."
    has_ends = (r.ci_low is not None or r.ci_high is not None) and not is_few(r)
    told = strings.MEASURE_INTERVAL.format(interval=in_unit(interval(r), r)) if has_ends else ""
    if r.verdict == "no_change":
        return strings.MEASURE_SAME.format(day=day, interval=told)
    side = strings.STAT_MEASURE_SIDES[r.verdict]
    against = "" if r.verdict == m.direction else strings.MEASURE_AGAINST[m.direction]
    change = "" if is_few(r) else f" {size(r)}"
    return strings.MEASURE_LEVEL.format(day=day, side=side, by=change, interval=told, against=against)


def caveats(m: MeasureEffect) -> Iterator[str]:
    """What the reader must know beside the level: of the register, the model, the control series."""
    control = m.evidence.control
    for note in m.evidence.notes:
        yield _named(note, control)
    if m.result.verdict == "insufficient":
        return
    if control is None:
        yield strings.STAT_CONTROL_NONE
    elif control.reason:
        yield strings.STAT_CONTROL.format(label=inner(control.label), told=clean(control.reason).rstrip("."))


def _named(note: str, control: ControlEffect | None) -> str:
    """The note with the name of the control series that it speaks of."""
    if control is None or strings.OF_CONTROL not in note:
        return note
    return note.replace(strings.OF_CONTROL, f"{strings.OF_CONTROL} «{inner(control.label)}»")
