"""What was found in the series of a table: rows of the result, and the account of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from painmap.report_data import TestResult, Verdict
from painmap.stages.trend_table.series import NamedSeries

COLUMNS = (
    "series", "contrast", "ratio", "ci_low", "ci_high", "p", "q", "dispersion", "rho", "n", "detectable",
    "verdict", "reason",
)  # fmt: skip
_INSUFFICIENT: Verdict = "insufficient"
_DIGITS = 8
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Found:
    """A series and its result; None where its values are no counts."""

    series: NamedSeries
    result: TestResult | None

    @property
    def reason(self) -> str:
        """Why the data are insufficient; empty otherwise."""
        if self.result is not None:
            return self.result.reason
        return self.series.fault.reason if self.series.fault is not None else ""

    @property
    def is_tested(self) -> bool:
        """Whether there is a p-value."""
        return self.result is not None and self.result.p is not None

    def row(self, contrast: str) -> dict[str, Any]:
        """A row of the result; `contrast` stands where nothing was tested."""
        result = self.result or TestResult(test=contrast, effect_kind="ratio")
        figures = (result.effect, result.ci_low, result.ci_high, result.p, result.q)
        cells = (
            self.series.name,
            # What `auto` would have been is not known of a series that was not laid out.
            "" if result.test == "auto" else result.test,
            *map(_figure, (*figures, result.dispersion, result.rho)),
            result.n or self.series.observed,
            _figure(result.detectable),
            result.verdict,
            self.reason,
        )
        return dict(zip(COLUMNS, cells, strict=True))


def _figure(value: float | None) -> float | None:
    """Rounded: the last digits depend on the machine."""
    return float(f"{value:.{_DIGITS}g}") if value is not None else None


@dataclass(frozen=True)
class TrendsFound:
    """The account of a table.

    Attributes:
        rows: Rows of months; series: of the result.
        first, last: First days of the first and of the last month.
        verdicts: Verdict → series.
        untested, unclear: Reason without the figures that differ → series that were not tested, or whose
            test tells nothing; the most frequent first.
        note: How the file was read, if the user should know.
    """

    rows: int
    series: int
    first: date
    last: date
    verdicts: dict[str, int]
    untested: dict[str, int]
    unclear: dict[str, int]
    note: str = ""


def account(found: Sequence[Found], rows: int, months: tuple[date, date], note: str) -> TrendsFound:
    """What is told of the series."""
    verdicts = Counter(f.result.verdict if f.result is not None else _INSUFFICIENT for f in found)
    untested = [f for f in found if not f.is_tested]
    unclear = [f.reason for f in found if f.is_tested and f.reason]
    return TrendsFound(
        rows,
        len(found),
        *months,
        verdicts={str(verdict): count for verdict, count in verdicts.items()},
        untested=_grouped(f.series.fault.what if f.series.fault is not None else f.reason for f in untested),
        unclear=_grouped(unclear),
        note=note,
    )


def _grouped(reasons: Iterable[str]) -> dict[str, int]:
    """Reasons that differ in figures only, together: «мало обращений: … и …, нужно не менее 6» → how many."""
    groups = defaultdict(list)
    for reason in reasons:
        groups[_NUMBER.sub("\0", reason)].append(_NUMBER.findall(reason))
    counts = {_common(text, figures): len(figures) for text, figures in groups.items()}
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _common(text: str, figures: Sequence[Sequence[str]]) -> str:
    """The text with the figures that are the same in all reasons."""
    pieces = text.split("\0")
    same = [seen[0] if len(set(seen)) == 1 else "…" for seen in zip(*figures, strict=True)]
    return "".join(piece + figure for piece, figure in zip(pieces, [*same, ""], strict=True))
