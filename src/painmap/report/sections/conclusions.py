"""Sentences of the statistical annex: what was found with its interval, and what could have been found."""

from __future__ import annotations

from painmap.report import strings
from painmap.report.effects import by, detectable, effect, in_unit, interval, p_value, size
from painmap.report.formats import (
    NBSP,
    clean,
    counted,
    counted_of,
    decimal,
    inner,
    month_from,
    month_to,
    trimmed,
)
from painmap.report.sections import measure_words
from painmap.report.sections.words import is_mixture, lowered, noted, title
from painmap.report_data import ControlEffect, IntervalEstimate, MeasureEffect, TestResult, Trend


def trend(t: Trend) -> str:
    """The sentence of a tested series; empty where nothing is known but why there is no verdict."""
    match t.result.verdict:
        case "insufficient":
            text = _unknown(t)
        case "no_change":
            text = _same(t)
        case _:
            text = _changed(t)
    return noted(text, t.note if t.note != t.result.reason else "") if text else ""


def _is_count(r: TestResult) -> bool:
    return r.effect_kind == "ratio" and r.total is not None and r.total_before is not None


def _subject(t: Trend) -> str:
    """«по теме «…»»; the total of all appeals needs no name."""
    words = strings.SUBJECTS.get(t.family, strings.TREND_OTHER)
    return f"{words} «{inner(title(t))}»" if words else ""


def _changed(t: Trend) -> str:
    """«Рост: число обращений по теме «…» увеличилось на 46 % (95 % ДИ: +18…+81 %; 212 против 145 …).»"""
    r, is_growth = t.result, t.result.verdict == "growth"
    if is_mixture(t):
        largest = strings.STAT_MIXED_LARGEST.format(by=size(r))
        facts = _facts(largest, _interval(r), _n(r), _q(r))
        return strings.STAT_MIXED.format(label=lowered(inner(title(t))), facts=facts)
    if not _is_count(r):
        text = strings.STAT_GROWTH_OTHER if is_growth else strings.STAT_DECLINE_OTHER
        return text.format(label=inner(title(t)), by=size(r), facts=_facts(_interval(r), _n(r), _q(r)))
    text = strings.STAT_GROWTH if is_growth else strings.STAT_DECLINE
    facts = _facts(_interval(r), _counts(r), _q(r))
    return text.format(subject=_subject(t), by=size(r), facts=facts)


def _same(t: Trend) -> str:
    r = t.result
    found = strings.STAT_CHANGE.format(change=in_unit(effect(r), r)) if r.effect is not None else ""
    told = (found, _interval(r), _detectable(r), _q(r))
    if not _is_count(r):
        return strings.STAT_SAME_OTHER.format(label=inner(title(t)), facts=_facts(*told))
    facts = _facts(_counts(r), *told)
    return strings.STAT_SAME.format(subject=_subject(t), facts=facts)


def _unknown(t: Trend) -> str:
    """«Недостаточно данных: 9 против 6 обращений; при таком объёме различимо лишь …»"""
    r = t.result
    if r.detectable is None:
        return ""
    if not _is_count(r):
        return strings.STAT_UNKNOWN_OTHER.format(label=inner(title(t)), detectable=detectable(r))
    return strings.STAT_UNKNOWN.format(
        now=decimal(r.total or 0),
        before=counted_of(r.total_before or 0, strings.FORMS["appeals"]),
        subject=_subject(t),
        detectable=detectable(r),
    ).replace(" ;", ";")


def level_change(t: Trend) -> str:
    """«Рост с мар 2025 (возможные месяцы: …): число обращений … увеличилось …»; empty without a month."""
    r = t.result
    if r.change_date is None or r.verdict not in strings.STAT_BREAK:
        return ""
    facts = _facts(_interval(r), _q(r))
    text = strings.STAT_BREAK[r.verdict].format(
        month=month_from(r.change_date), span=_span(r), subject=_subject(t), by=size(r), facts=facts
    )
    return noted(text, t.note)


def level(t: Trend) -> str:
    """The same in plain words: «Уровень числа обращений … изменился с февраля 2025 г.: стал выше …»"""
    r = t.result
    if r.change_date is None or r.verdict not in strings.TREND_BREAKS:
        return ""
    text = strings.TREND_BREAKS[r.verdict].format(
        month=month_from(r.change_date), span=_span(r), subject=_subject(t), change=by(r)
    )
    return noted(text.replace(" .", "."), t.note)


def _span(r: TestResult) -> str:
    if r.change_from is None or r.change_to is None or r.change_from == r.change_to:
        return ""
    return strings.STAT_BREAK_SPAN.format(first=month_from(r.change_from), last=month_to(r.change_to))


# --- measures -------------------------------------------------------------------------------------


def measure(m: MeasureEffect) -> str:
    """«После введения меры (01.03.2025) уровень ниже ожидаемого на 24 % …; контрольный ряд: …»"""
    r = m.result
    known = {
        "measure": inner(m.measure, 120),
        "day": measure_words.began(m),
        "caution": strings.STAT_CAUTION,
        "control": _control(m.evidence.control),
        "more": _avoided(m) + _slope(m),
    }
    if r.verdict == "insufficient":
        reason = clean(r.reason).rstrip(".")
        text = strings.STAT_MEASURE_UNKNOWN.format(**known, facts=_facts(reason, _detectable(r)))
    elif r.verdict == "no_change":
        facts = _facts(_interval(r), _detectable(r), _q(r))
        text = strings.STAT_MEASURE_SAME.format(**known, facts=facts)
    else:
        side, facts = strings.STAT_MEASURE_SIDES[r.verdict], _facts(_interval(r), _q(r))
        text = strings.STAT_MEASURE.format(**known, side=side, by=size(r), facts=facts)
    for note in m.evidence.notes:
        text = noted(text, note)
    return clean(text)


def _control(found: ControlEffect | None) -> str:
    if found is None:
        return strings.STAT_CONTROL_NONE
    told = [
        text.format(**{name: _ratio(value)})
        for name, text, value in (
            ("own", strings.STAT_CONTROL_OWN, found.own),
            ("relative", strings.STAT_CONTROL_RELATIVE, found.relative),
        )
        if value is not None
    ]
    said = ", ".join(told) or clean(found.reason).rstrip(".")
    return strings.STAT_CONTROL.format(label=inner(found.label), told=said or strings.STAT_NO_REASON)


def _ratio(value: IntervalEstimate) -> str:
    """A ratio as «−22 % (95 % ДИ: −30…−13 %)»."""
    r = TestResult(
        test="", effect_kind="ratio", effect=value.value, ci_low=value.ci_low, ci_high=value.ci_high
    )
    return strings.STAT_WITH_INTERVAL.format(value=in_unit(effect(r), r), interval=in_unit(interval(r), r))


def _avoided(m: MeasureEffect) -> str:
    """Appeals avoided, or more than expected, as a number with its interval."""
    found = m.evidence.avoided
    if found is None:
        return ""
    is_more = found.value < 0
    ends = [found.ci_low, found.ci_high]
    if is_more:
        ends = [None if end is None else -end for end in reversed(ends)]
    low, high = ("∞" if end is None else decimal(end) for end in ends)
    shown = counted(round(abs(found.value)), strings.FORMS["appeals"])
    text = strings.STAT_EXCESS if is_more else strings.STAT_AVOIDED
    return text.format(value=shown, interval=strings.INTERVAL.format(low=low, high=high))


def _slope(m: MeasureEffect) -> str:
    found = m.evidence.slope_change
    return strings.STAT_SLOPE.format(value=_ratio(found)) if found is not None else ""


# --- facts ----------------------------------------------------------------------------------------


def _facts(*told: str) -> str:
    return "; ".join(text for text in told if text)


def _interval(r: TestResult) -> str:
    if r.ci_low is None and r.ci_high is None:
        return ""
    return strings.STAT_INTERVAL.format(interval=in_unit(interval(r), r))


def _counts(r: TestResult) -> str:
    return strings.STAT_COUNTS.format(now=decimal(r.total or 0), before=decimal(r.total_before or 0))


def _detectable(r: TestResult) -> str:
    found = detectable(r)
    return strings.STAT_DETECTABLE.format(detectable=found) if found else ""


def _n(r: TestResult) -> str:
    return strings.STAT_N.format(n=decimal(r.n)) if r.n else ""


def _q(r: TestResult) -> str:
    if r.q is None:
        return ""
    shown = p_value(r.q)
    return strings.STAT_Q.format(q=shown if shown.startswith("<") else f"={NBSP}{shown}")


def label(t: Trend) -> str:
    """«…», cut where many stand in one line."""
    return f"«{trimmed(inner(title(t)), 90)}»"
