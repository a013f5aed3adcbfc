"""The one exception that people see: what happened, where, what to do; in Russian, without raw values."""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Iterable

_NOTHING_KNOWN = "сначала заведите хотя бы одно значение: сейчас нет ни одного"


class PainmapError(Exception):
    """A failure with a message for the analyst.

    Args:
        what: What happened, one sentence in Russian without a full stop.
        where: File, field, sheet, row or cell; never a raw value of personal data.
        remedy: What to do, one sentence in Russian.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [self.what.rstrip(".") + "."]
        if self.where:
            parts.append(f"Где: {self.where.rstrip('.')}.")
        if self.remedy:
            parts.append(f"Что сделать: {self.remedy.rstrip('.')}.")
        return " ".join(parts)


def unknown_name(kind: str, value: str, known: Iterable[str], *, where: str = "") -> PainmapError:
    """The error for a name that is not in a list: says the known names and the nearest one.

    Args:
        kind: What the name is, in Russian and in the nominative («Орган», «Параметр»).
        value: The name as given.
        known: The names that would have been right.
        where: Where the name stands.
    """
    names = sorted(known, key=_in_order)
    near = difflib.get_close_matches(value, names, n=1, cutoff=0.5)
    remedy = f"укажите одно из допустимых значений: {listed(names)}" if names else _NOTHING_KNOWN
    if near:
        remedy += f"; возможно, имелось в виду «{near[0]}»"
    return PainmapError(f"{kind} «{printable(value)}»: нет такого значения", where=where, remedy=remedy)


def listed(names: Iterable[str]) -> str:
    """The names after each other; in «» where one of them holds a comma itself («9, абзац второй»)."""
    names = list(names)
    if any("," in name or ";" in name for name in names):
        names = [f"«{name}»" for name in names]
    return ", ".join(names)


def _in_order(name: str) -> list[tuple[str, int]]:
    """The key by which 2 comes before 10."""
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)([0-9]*)", name)]


def unforeseen(error: BaseException) -> PainmapError:
    """The error for an exception that nobody foresaw: its class and place, never its message.

    A library's message may quote a raw value.
    """
    frames = reversed(traceback.extract_tb(error.__traceback__)[-6:])
    place = " ← ".join(
        f"{frame.filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames
    )
    return PainmapError(
        f"Внутренняя ошибка {type(error).__name__}", where=place, remedy="сообщите разработчикам эту строку"
    )


def printable(value: object, limit: int = 60) -> str:
    """The value on one line, cut, without control or direction-changing characters."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"
