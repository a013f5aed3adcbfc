"""Rows of months as series of counts; a series with values that no count can have is set aside."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from painmap.stages.trend_table.rows import MonthRow, rows_named
from painmap.stats.counts.series import CountSeries

# No month has as many; from 10¹⁴ on the engine's sums lose the scatter among their digits.
_MOST = 1e12
# A denominator beyond is a slip, and its logarithm no offset.
_LEAST_BASE, _MOST_BASE = 1e-9, 1e15


@dataclass(frozen=True)
class Fault:
    """Why the values of a series are no counts: what (Russian), and in which rows."""

    what: str
    rows: tuple[int, ...]

    @property
    def reason(self) -> str:
        """In words."""
        return f"{self.what} ({rows_named(self.rows)})"


@dataclass(frozen=True)
class NamedSeries:
    """A series of the table.

    Attributes:
        name: The cell with its name.
        counts: None where its values are no counts; then `fault` says why.
        observed: Months with a value.
    """

    name: Any
    counts: CountSeries | None
    fault: Fault | None
    observed: int


def named_series(rows: Sequence[MonthRow], *, has_exposure: bool) -> list[NamedSeries]:
    """The series, sorted by name; by number where all names are numbers."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.name].append(row)
    is_numbered = all(name.isascii() and name.isdecimal() for name in groups)
    are_integers = all(type(row.series) is int for row in rows)
    names = sorted(groups, key=lambda name: (int(name) if is_numbered else 0, name))
    return [
        _series(number, int(name) if are_integers else name, groups[name], has_exposure)
        for number, name in enumerate(names)
    ]


def _series(number: int, name: Any, rows: list[MonthRow], has_exposure: bool) -> NamedSeries:
    seen = sorted((row for row in rows if row.count is not None), key=lambda row: row.month)
    fault = next(_faults(seen, _CHECKS + _BASE_CHECKS * has_exposure), None)
    if fault is not None:
        return NamedSeries(name, None, fault, len(seen))
    counts = CountSeries(
        family="series",
        # Not the name: errors quote the code.
        code=f"{number:06d}",
        label="",
        client_kind="all",
        months=tuple(row.month for row in seen),
        counts=tuple(row.count for row in seen),
        exposure=tuple(row.exposure or 0.0 for row in seen) if has_exposure else (),
    )
    return NamedSeries(name, counts, None, len(seen))


Check = tuple[str, Callable[[float, float | None], bool]]


def _faults(rows: Sequence[MonthRow], checks: Sequence[Check]) -> Iterator[Fault]:
    for what, is_bad in checks:
        bad = [row.row for row in rows if row.count is not None and is_bad(row.count, row.exposure)]
        if bad:
            yield Fault(what, tuple(sorted(bad)))


# What a month with a value must not have: said of the value and its base, the first that is met.
_CHECKS: tuple[Check, ...] = (
    ("значение отрицательно", lambda count, _: count < 0),
    ("значение бесконечно", lambda count, _: math.isinf(count)),
    ("значение слишком велико", lambda count, _: count > _MOST),
    ("значения не целые, а сравниваются количества", lambda count, _: not count.is_integer()),
)
_BASE_CHECKS: tuple[Check, ...] = (
    ("нет базы", lambda _, base: base is None),
    ("база отрицательна", lambda _, base: base is not None and base < 0),
    ("база 0 при ненулевом значении", lambda count, base: base == 0 and count > 0),
    (
        "база слишком мала или велика",
        lambda _, base: bool(base) and not _LEAST_BASE <= float(base or 0) <= _MOST_BASE,
    ),
)
