"""Sizes of a tested change as text: in its own unit, with its interval, and what would have been found."""

from __future__ import annotations

from painmap.report import strings
from painmap.report.formats import (
    DASH,
    FEW,
    MINUS,
    NBSP,
    ShareRules,
    change_percent,
    decimal,
    percent,
    plural,
    share_digits,
    signed,
)
from painmap.report_data import EffectKind, TestResult

_DIGITS: dict[EffectKind, int] = {"difference": 1, "days": 1, "score": 2, "nps": 1}
# From so many times on the factor itself says nothing more.
_MANY_TIMES = 50
# The same of a change in per cent: a growth of more than 1000 %.
_MANY_PERCENT = 11


def by(r: TestResult, *, with_sign: bool = False) -> str:
    """«на 46 %» or «+46 %»; nothing where the base is too small for a percentage."""
    if r.effect is None:
        return ""
    if r.effect_kind == "ratio":
        base = min(99, _base(r))
        change = percent(r.effect - 1 if with_sign else abs(r.effect - 1), base, sign=with_sign)
        if change == FEW:
            return ""
    else:
        change = in_unit(_effect_value(r.effect, r) if with_sign else _size(r.effect, r), r)
    return change if with_sign else strings.TREND_BY.format(size=change)


def is_few(r: TestResult) -> bool:
    """Whether the base is too small for a percentage: only counts are printed."""
    is_counted = r.effect_kind == "ratio" and r.total_before is not None
    return is_counted and share_digits(_base(r), ShareRules()) is None


def _base(r: TestResult) -> int:
    return int(r.total_before or 0)


def size(r: TestResult) -> str:
    """«на 46 %» whatever the base; nothing where there is no effect."""
    if r.effect is None:
        return ""
    if r.effect_kind == "ratio" and r.effect > _MANY_PERCENT:
        return strings.SIZE_MANY
    value = decimal(100 * abs(r.effect - 1)) if r.effect_kind == "ratio" else _size(r.effect, r)
    return strings.TREND_BY.format(size=in_unit(value, r))


def _size(value: float, r: TestResult) -> str:
    scale = 100 if r.effect_kind == "difference" else 1
    return decimal(abs(scale * value), _DIGITS[r.effect_kind])


def effect(r: TestResult) -> str:
    """The effect without unit: % for ratios, points for differences of shares, else in its own unit."""
    return DASH if r.effect is None else _effect_value(r.effect, r)


def interval(r: TestResult) -> str:
    """The 95 % interval in the unit of the effect; an open end is «∞»."""
    if r.ci_low is None and r.ci_high is None:
        return DASH
    low, high = (_effect_value(v, r) if v is not None else "" for v in (r.ci_low, r.ci_high))
    return strings.INTERVAL.format(low=low or f"{MINUS}∞", high=high or "+∞")


def p_value(value: float | None) -> str:
    """«0,031»; «< 0,001» below."""
    if value is None:
        return DASH
    return f"<{NBSP}0,001" if value < 0.001 else decimal(value, 3)


def in_unit(value: str, r: TestResult) -> str:
    """«24 %», «2,1 п. п.»."""
    return strings.UNITS[r.effect_kind].format(value=value)


def detectable(r: TestResult, *, with_unit: bool = True) -> str:
    """The smallest change that could have been told apart: «в 4 раза», «на 8,1 п. п.»; empty if unknown."""
    if r.detectable is None:
        return ""
    if r.effect_kind != "ratio":
        size = _size(r.detectable, r)
        return strings.TREND_BY.format(size=in_unit(size, r)) if with_unit else size
    # A factor below 1 is the same change the other way; «в 1 раз» would say nothing.
    factor = max(r.detectable if r.detectable >= 1 else 1 / max(r.detectable, 1e-9), 1.01)
    if factor >= _MANY_TIMES:
        return strings.TIMES_MANY.format(times=_times(_MANY_TIMES)) if with_unit else f"> {_MANY_TIMES}"
    factor = round(factor, _factor_digits(factor))
    if not with_unit:
        return decimal(factor, max(1, _factor_digits(factor)))
    return strings.TIMES.format(times=_times(factor))


def _factor_digits(factor: float) -> int:
    return 2 if factor < 1.1 else 1 if factor < 10 else 0


def _times(factor: float) -> str:
    """«4 раза», «1,4 раза», «12 раз»."""
    digits = 0 if float(factor).is_integer() else _factor_digits(factor)
    return f"{decimal(factor, digits)}{NBSP}{plural(factor, strings.FORMS['times'])}"


def _effect_value(value: float, r: TestResult) -> str:
    if r.effect_kind == "ratio":
        # Upper ends of rare series run to thousands of per cent; a bound says enough.
        return "> +1000" if value > _MANY_PERCENT else change_percent(value).rstrip("%").rstrip()
    scale = 100 if r.effect_kind == "difference" else 1
    return signed(scale * value, _DIGITS[r.effect_kind])
