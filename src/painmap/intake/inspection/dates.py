"""How the dates of a column are written: formats that fit its cells; day or month is for the whole to say.

No cell is judged alone: «03.04.2025» says nothing, the column it stands in does.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from functools import lru_cache

import numpy as np
import pandas as pd

from painmap.intake.inspection.findings import Dates
from painmap.intake.months import SERIAL, are_serials, of_serials, with_numbers
from painmap.intake.words import Cell

_NAME = (
    r"(?:январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]"
    r"|декабр[ья])"
)
_SHORT = (
    r"(?:янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_ZONE = r"(?:[+-]\d\d:?\d\d|Z)"
# Part of a cell → part of its format; the first that fits. A letter and digits that repeat stay as they are.
_DAYS = (
    (re.compile(r"\d{4}([-./])\d{1,2}\1\d{1,2}"), "%Y{0}%m{0}%d"),
    (re.compile(r"\d{1,2}([-./])\d{1,2}\1\d{4}"), "%d{0}%m{0}%Y"),
    (re.compile(r"\d{1,2}([-./])\d{1,2}\1\d{2}(?!\d)"), "%d{0}%m{0}%y"),
    (re.compile(rf"\d{{1,2}} {_NAME} \d{{4}}", re.I), "%d %B %Y"),
    (re.compile(rf"\d{{1,2}} {_NAME}", re.I), "%d %B"),
    (re.compile(rf"\d{{1,2}} {_SHORT}\.? \d{{4}}", re.I), "%d %b %Y"),
    (re.compile(rf"\d{{1,2}} {_SHORT}\.?(?!\w)", re.I), "%d %b"),
    (re.compile(r"20\d\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d)"), "%Y%m%d"),
    (re.compile(r"\d{1,2}\.\d{1,2}\."), "%d.%m."),
    (re.compile(r"\d{1,2}\.\d{1,2}(?![\d.])"), "%d.%m"),
)
_TIMES = (
    (re.compile(r" \d{1,2}:\d{2}:\d{2} [AP]M( GMT[+-]\d{1,2})?"), " %I:%M:%S %p{0}"),
    (re.compile(r"(T| |, | в )\d{1,2}:\d{2}:\d{2}\.\d{1,6}"), "{0}%H:%M:%S.%f"),
    (re.compile(r"(T| |, | в )\d{1,2}:\d{2}:\d{2}"), "{0}%H:%M:%S"),
    (re.compile(r"(T| |, | в )\d{1,2}:\d{2}"), "{0}%H:%M"),
)
_ENDS = re.compile(rf" ?г\.?(?: ?г\.)?| ?{_ZONE}")
_UNIX = re.compile(r"1\d{9}(?:\d{3})?")
_TWO_NUMBERS = re.compile(r"%d(.)%m\1%[Yy]")
# A column with fewer dates is one of something else.
_ENOUGH = 0.6
# How far apart the two readings must be for the order of the rows to decide, and how orderly the better one.
_CLEARLY, _ORDERLY = 0.15, 0.6
_YEARLESS = "в части дат года нет: его дают имя листа, папка года или соседние даты"
_ASK_ORDER = (
    "день и месяц различить нельзя: все числа не больше 12, а порядок строк не помогает; взято «день, "
    "месяц», проверьте по самому файлу"
)


def dates_of(cells: pd.Series, numbers: pd.Series | None = None) -> Dates | None:
    """How the filled cells of a column are written as dates; None for a column of something else.

    Args:
        cells: Cells in the order of the file; None where empty.
        numbers: Numbers of the rows that grow with time (a register's), same index, for want of order.
    """
    present = cells.dropna()
    if present.empty:
        return None
    is_real = present.map(lambda cell: isinstance(cell, datetime)).astype(bool)
    real = pd.to_datetime(present[is_real], errors="coerce").astype("datetime64[s]")
    texts = present[~is_real].astype(str).str.split().str.join(" ")
    shapes = texts.map(shape)
    found = shapes.dropna()
    if len(real) + len(found) < _ENOUGH * len(present):
        return _numbers(texts)
    forms = tuple(form for form, _ in Counter(found).most_common())
    forms, decided, question, days = _day_or_month(forms, texts, shapes, numbers)
    parsed = pd.concat([real, days]).dropna()
    if len(parsed) < _ENOUGH * len(present):
        return None
    is_yearless = any("%y" not in form.lower() for form in forms)
    first, last = (None, None) if parsed.empty else (parsed.min(), parsed.max())
    if is_yearless:
        decided = "; ".join(part for part in (decided, _YEARLESS) if part)
        first = last = None
    # «1.5» is a number wherever the title does not say that it is a date.
    is_number = set(forms) == {"%d.%m"} and real.empty
    return Dates(forms, len(parsed), len(present), decided, question, first, last, is_number)


def _numbers(texts: pd.Series) -> Dates | None:
    """Numbers for moments: Excel's of days, which intake reads, and Unix's of seconds, which it does not."""
    if are_serials(texts):
        days = of_serials(texts)
        decided = "порядковые номера дней Excel"
        return Dates(
            (SERIAL,), len(days), len(texts), decided, first=days.min(), last=days.max(), is_number=True
        )
    if len(texts) and texts.str.fullmatch(_UNIX.pattern).all():
        question = "вместо дат число секунд с 1970 года (Unix): пересохраните графу как дату"
        return Dates((), 0, len(texts), question=question, is_number=True)
    return None


@lru_cache(1 << 16)
def shape(text: str) -> str | None:
    """The strptime format of one cell, day before month; None for anything but a date."""
    for pattern, form in _DAYS:
        if match := pattern.match(text):
            day, rest = form.format(*match.groups()), text[match.end() :]
            break
    else:
        return None
    for pattern, form in _TIMES:
        if match := pattern.match(rest):
            day, rest = day + form.format(*(part or "" for part in match.groups())), rest[match.end() :]
            break
    return day + rest if not rest or _ENDS.fullmatch(rest) else None


def _day_or_month(
    forms: tuple[str, ...], texts: pd.Series, shapes: pd.Series, numbers: pd.Series | None
) -> tuple[tuple[str, ...], str, str, pd.Series]:
    """Formats with day and month in their places, how that was decided, what is left to ask, and the days."""
    ambiguous = [form for form in forms if _TWO_NUMBERS.search(form)]
    days = _parsed(texts, shapes, forms)
    if not ambiguous:
        return forms, "", "", days
    turned = {form: _turned(form) for form in ambiguous}
    other_forms = tuple(turned.get(form, form) for form in forms)
    other = _parsed(texts, shapes.replace(turned), other_forms)
    own, swapped = int(days.notna().sum()), int(other.notna().sum())
    if own != swapped:
        is_own = own > swapped
        decided = f"{'день' if is_own else 'месяц'} впереди: иначе не прочитать {abs(own - swapped)} дат"
        return (forms, decided, "", days) if is_own else (other_forms, decided, "", other)
    if days.equals(other):
        return forms, "день впереди: при обоих чтениях даты одни и те же", "", days
    one, two = _order(days, numbers), _order(other, numbers)
    if max(one, two) >= _ORDERLY and abs(one - two) >= _CLEARLY:
        which = "день" if one > two else "месяц"
        decided = f"{which} впереди: так даты идут в порядке строк файла"
        return (forms, decided, "", days) if one > two else (other_forms, decided, "", other)
    return forms, "", _ASK_ORDER, days


def _turned(form: str) -> str:
    return form.replace("%d", "%0").replace("%m", "%d").replace("%0", "%m")


def _parsed(texts: pd.Series, shapes: pd.Series, forms: tuple[str, ...]) -> pd.Series:
    """Days of the cells, in the order of the file; one without a year is of 2000, a leap year."""
    result = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[s]")
    for form in forms:
        own = texts[shapes == form]
        own, form = with_numbers(own, form)
        if "%y" not in form.lower():
            own, form = own + " 2000", form + " %Y"
        result[own.index] = pd.to_datetime(own, format=form, errors="coerce").astype("datetime64[s]")
    return result


def _order(days: pd.Series, numbers: pd.Series | None) -> float:
    """How far the days go in step with the rows of the file, or with their numbers: 0 to 1."""
    days = days.dropna()
    if days.nunique() < 3:
        return 0.0
    steps = [pd.Series(np.arange(len(days)), index=days.index)]
    if numbers is not None:
        steps.append(pd.to_numeric(numbers.reindex(days.index), errors="coerce"))
    ranks = days.astype("int64").rank()
    found = [abs(ranks.corr(step.rank())) for step in steps if step.notna().sum() > 2 and step.nunique() > 2]
    return max((float(value) for value in found if value == value), default=0.0)


def is_date(cell: Cell) -> bool:
    """Whether a cell is a date, real or written."""
    return isinstance(cell, datetime) or shape(" ".join(cell.split())) is not None
