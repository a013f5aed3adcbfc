"""Numbers, dates and agreement in Russian: how a figure of `ReportData` becomes text.

Decimal comma, no-break space in thousands and before %, a true minus; all through Babel, never through
the locale of the machine. Percentages by the base n (reports.md): n ≥ 100 one decimal, n ≥ 20 whole,
10–19 counts only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from painmap.report_data import CellKind, Number

if TYPE_CHECKING:
    from babel import Locale

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
FEW = "*"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"

# Directions, invisible characters and byte-order marks reverse or hide what a reader sees.
_UNSAFE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\ufff9-\ufffd]")
_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029\u0085]+")


@dataclass(frozen=True)
class ShareRules:
    """From which base n a percentage has one decimal, is whole, is not computed at all."""

    one_decimal_from: int = 100
    whole_from: int = 20


def clean(value: object, limit: int = 2000) -> str:
    """The value as one line of plain text, without control and direction characters, cut at `limit`."""
    text = str(value)[: 4 * limit]
    text = _SPACES.sub(" ", _UNSAFE.sub("", unicodedata.normalize("NFC", text)))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co")).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def trimmed(value: object, limit: int) -> str:
    """`clean` text cut after a whole word, with «…» where it was cut."""
    text = clean(value, 4 * limit)
    if len(text) <= limit:
        return text
    return text[: text.rfind(" ", 0, limit) if " " in text[:limit] else limit - 1].rstrip(" ,;:—–-«(") + "…"


def inner(value: object, limit: int = 300) -> str:
    """A text to stand between «ёлочки»: its own ones become „лапки“."""
    return trimmed(value, limit).replace("«", "„").replace("»", "“")


def safe(value: object, limit: int = 2000) -> Markup:
    """`clean` text escaped for HTML, in an element that keeps its direction to itself where it needs one."""
    text = clean(value, limit)
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return Markup("<bdi>{}</bdi>").format(text)
    return escape(text)


@cache
def _locale() -> Locale:
    from babel import Locale

    return Locale("ru")


def decimal(value: float, digits: int = 0) -> str:
    """`1234.5` → «1 234,5»; rounds half to even away from surprises of binary fractions; no «−0»."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = str(format_decimal(round(value, 10), format=pattern, locale=_locale()))
    text = text.replace("\N{NARROW NO-BREAK SPACE}", NBSP).replace("-", MINUS)
    return text.removeprefix(MINUS) if not re.search("[1-9]", text) else text


def signed(value: float, digits: int = 0) -> str:
    """With «+» or «−»; zero has no sign."""
    text = decimal(value, digits)
    return text if text.startswith(MINUS) or not re.search("[1-9]", text) else "+" + text


def share_digits(base: int | None, rules: ShareRules) -> int | None:
    """Decimals of a percentage with this base; None where only counts are printed."""
    if base is None or base >= rules.one_decimal_from:
        return 1
    return 0 if base >= rules.whole_from else None


def percent(
    value: float, base: int | None = None, *, sign: bool = False, rules: ShareRules | None = None
) -> str:
    """A share 0–1 as «12,3 %», or «*» where the base is too small."""
    digits = share_digits(base, rules or ShareRules())
    if digits is None:
        return FEW
    return (signed if sign else decimal)(100 * value, digits) + NBSP + "%"


def change_percent(ratio: float) -> str:
    """A ratio as the change «+46 %»."""
    return signed(100 * (ratio - 1)) + NBSP + "%"


def number(cell: Number | str, kind: CellKind, rules: ShareRules | None = None) -> str:
    """The text of a cell of this kind; the sign where it holds one, «…» where it holds nothing."""
    if isinstance(cell, str):
        return short_date(cell) if kind == "date" else clean(cell)
    if cell.mark:
        return cell.mark
    if cell.value is None:
        return "…"
    return _by_kind(cell.value, cell.base, kind, rules)


def _by_kind(value: float, base: int | None, kind: CellKind, rules: ShareRules | None) -> str:
    match kind:
        case "share":
            return percent(value, base, rules=rules)
        case "change_share":
            return percent(value, base, sign=True, rules=rules)
        case "change":
            return signed(value, 0 if float(value).is_integer() else 2)
        case "score":
            return decimal(value, 2)
        case "days":
            return decimal(value, 1)
        case _:
            return decimal(value, 0 if float(value).is_integer() else 1)


def _as_date(value: date | str) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(value[:10])
    except ValueError:
        return None


def short_date(value: date | str) -> str:
    """05.03.2026, for tables; text that is no ISO date stays as it is («IV квартал 2026 года»)."""
    day = _as_date(value)
    return f"{day:%d.%m.%Y}" if day else clean(value)


def long_date(value: date | str) -> str:
    """«5 марта 2026 г.», for prose."""
    from babel.dates import format_date

    day = _as_date(value)
    if day is None:
        return clean(value)
    return str(format_date(day, f"d{NBSP}MMMM{NBSP}y{NBSP}'г.'", locale=_locale()))


def month_from(day: date) -> str:
    """«марта 2026 г.», after «с»."""
    from babel.dates import format_date

    return str(format_date(day, f"MMMM{NBSP}y{NBSP}'г.'", locale=_locale()))


def month_to(day: date) -> str:
    """«март 2026 г.», after «по»."""
    from babel.dates import format_date

    return str(format_date(day, f"LLLL{NBSP}y{NBSP}'г.'", locale=_locale()))


def plural(count: float, forms: tuple[str, str, str]) -> str:
    """The form of a noun that agrees with the number: forms for 1, 2–4, 5 («1,5» takes the second)."""
    name = _locale().plural_form(int(count)) if float(count).is_integer() else "few"
    return forms[{"one": 0, "few": 1}.get(name, 2)]


def counted(count: float, forms: tuple[str, str, str]) -> str:
    """«2 450 обращений»."""
    return f"{decimal(count)}{NBSP}{plural(count, forms)}"


def counted_of(count: float, forms: tuple[str, str, str]) -> str:
    """After «из»: «21 обращения», «83 обращений»."""
    return counted(count, (forms[1], forms[2], forms[2]))


def parameter(value: Any) -> str:
    """A value of `ReportData.parameters` as text."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if value is None:
        return DASH
    if isinstance(value, int | float):
        return decimal(value, 0 if float(value).is_integer() else 2)
    if isinstance(value, list | tuple):
        return "; ".join(parameter(item) for item in value)
    return short_date(value) if isinstance(value, date) else clean(value)
