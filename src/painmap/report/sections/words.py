"""Wording that several sections share: problems counted, changes and questions named, levels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from painmap.periods import Period
from painmap.report import strings
from painmap.report.formats import (
    DASH,
    FEW,
    change_percent,
    clean,
    counted,
    counted_of,
    decimal,
    inner,
    percent,
    signed,
)
from painmap.report_data import Problem, Table, TestResult, Trend

KINDS = ("external", "internal")
_SATISFIED = re.compile(r"Насколько Вы (?P<whole>в целом )?удовлетворены (?P<what>.+?)\??")


def period(text: str) -> str:
    """«III квартал 2024 года» for `2024-Q3`."""
    return Period.parse(text).label


def count_kinds(problems: Sequence[Problem]) -> str:
    """«14 проблем и 2 потребности»."""
    parts = [
        (sum(p.kind == k for p in problems), forms)
        for k, forms in (("problem", "problems"), ("need", "needs"))
    ]
    return " и ".join(counted(n, strings.FORMS[forms]) for n, forms in parts if n)


def question(text: str) -> str:
    """«Удовлетворённость качеством …» for «Насколько Вы удовлетворены качеством …?»; others as they are."""
    text = clean(text, 300)
    match = _SATISFIED.fullmatch(text)
    if match is None:
        return text
    return (strings.SATISFACTION_WHOLE if match["whole"] else strings.SATISFACTION).format(what=match["what"])


def problem(p: Problem) -> str:
    """The title, with «потребность» where it does not say so itself."""
    title = clean(p.title)
    is_plain = p.kind == "problem" or strings.NEED_STEM in title.lower()
    return title if is_plain else strings.NEED.format(title=title)


def share_base(table: Table) -> str:
    """« из 293 обращений по каналам, названным в Порядке»: what the shares of a table are of."""
    if not table.base:
        return ""
    forms = strings.FORMS[strings.UNIT_FORMS.get(table.unit, "appeals")]
    template = next(text for key, text in strings.SHARE_BASES.items() if table.id.startswith(key))
    return template.format(count=counted_of(table.base, forms))


# --- changes --------------------------------------------------------------------------------------


def strength(trend: Trend) -> float:
    """How large a change is, for ordering: the logarithm of a ratio, else the size of the difference."""
    r = trend.result
    if r.effect is None:
        return 0.0
    return abs(math.log(r.effect)) if r.effect_kind == "ratio" and r.effect > 0 else abs(r.effect)


def changed(trends: Iterable[Trend], verdict: str, limit: int = 3) -> str:
    """«канал «Сайт» (+108 %)» for the strongest changes with this verdict, and how many more there are."""
    known = [t for t in trends if t.result.verdict == verdict]
    known.sort(key=lambda t: (-strength(t), t.family, t.label))
    named = [_changed(t) for t in known[:limit]]
    more = [strings.AND_MORE.format(count=len(known) - limit)] if len(known) > limit else []
    return "; ".join(named + more)


def _changed(trend: Trend) -> str:
    subject = strings.SUBJECTS_NOMINAL.get(trend.family, strings.SUBJECT_OTHER)
    name = subject.format(label=inner(trend.label))
    if trend.client_kind == "internal":
        name += strings.OF_STAFF
    size = by(trend.result, with_sign=True)
    return f"{name} ({size})" if size else name


def by(r: TestResult, *, with_sign: bool = False) -> str:
    """«на 46 %» or «+46 %»; nothing where the base is too small for a percentage."""
    if r.effect is None:
        return ""
    shown = signed if with_sign else _size
    match r.effect_kind:
        case "difference":
            text = strings.POINTS.format(value=shown(100 * r.effect, 1))
        case "days":
            text = strings.DAYS.format(value=shown(r.effect, 1))
        case "ratio":
            base = min(99, int(r.total_before or 0))
            text = percent(r.effect - 1 if with_sign else abs(r.effect - 1), base, sign=with_sign)
            if text == FEW:
                return ""
    return text if with_sign else strings.TREND_BY.format(size=text)


def _size(value: float, digits: int) -> str:
    return decimal(abs(value), digits)


def effect(r: TestResult) -> str:
    """The effect without unit: % for ratios, points for differences, days."""
    return DASH if r.effect is None else _effect_value(r.effect, r)


def interval(r: TestResult) -> str:
    """The 95 % interval in the unit of the effect."""
    if r.ci_low is None or r.ci_high is None:
        return DASH
    return strings.INTERVAL.format(low=_effect_value(r.ci_low, r), high=_effect_value(r.ci_high, r))


def _effect_value(value: float, r: TestResult) -> str:
    match r.effect_kind:
        case "ratio":
            # Upper ends of rare series run to thousands of per cent; a bound says enough.
            return "> +1000" if value > 11 else change_percent(value).rstrip("%").rstrip()
        case "difference":
            return signed(100 * value, 1)
        case "days":
            return signed(value, 1)
