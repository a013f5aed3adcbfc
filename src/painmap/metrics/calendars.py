"""Which months each source covers; a month that lacks a usual source is missing, not small.

What is known of a source from its rows and receipts: days with a row are covered, and so are days without
one, unless at its usual pace the source would have had `_IMPLAUSIBLE` appeals in the whole silence. Silences
are the days outside its files, and within a file those that hold a whole month. After its last receipt
nothing is known. Outside the days that the profile gives a source (`since`, `until`) nothing is asked of it,
and periods that it calls silent (`silent`) are covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from painmap.metrics.views import Setting, covered_months
from painmap.params.models import Source
from painmap.periods import Period, month_end

# e⁻¹⁰, or 0.2 % with dispersion 2.5, is how often such a silence is chance.
_IMPLAUSIBLE = 10.0
# Days without work from 1 January on (ст. 112 ТК РФ): no source is asked for them.
_NEW_YEAR_DAYS = 8
# A month is missing from so many lost days on; two sources of one channel may overlap by so many and still
# be the journal and the system that came after it.
_SILENT_DAYS, _HANDOVER_DAYS = 10, 31
_LEAST_PACE_DAYS = 30
# A source that gives less of a series is not missed in it: ± 5 % are far within «без изменений».
_USUAL_SHARE = 0.05


@dataclass(frozen=True)
class _Covered:
    """One source: days on which there is such a source, and days for which a file of it speaks."""

    asked: np.ndarray
    covered: np.ndarray
    channels: frozenset[str]

    @property
    def lost(self) -> np.ndarray:
        return np.asarray(self.asked & ~self.covered)


def with_missing(appeals: pd.DataFrame, setting: Setting) -> Setting:
    """The setting with `missing`, computed once for all that is made of it."""
    if setting.missing is not None:
        return setting
    months = tuple(m for m in covered_months(appeals, setting) if m <= setting.until)
    return replace(setting, missing=calendars(appeals, setting, months))


def calendars(
    appeals: pd.DataFrame, setting: Setting, months: tuple[date, ...]
) -> dict[str, frozenset[date]]:
    """Source → months that neither it nor another in its place covers; absent: there are none.

    A source takes another's place where they share a channel and cover hardly a day together.

    Args:
        appeals: Rows of `schema.APPEALS`.
        setting: Its sources, receipts and cut-off.
        months: First days of the months asked, from the first with data to the cut-off.
    """
    if not months:
        return {}
    days = pd.date_range(months[0], min(month_end(months[-1]), setting.until))
    rows = appeals[appeals["registered_date"].between(days[0], days[-1])]
    profile = {source.id: source for source in setting.agency.sources}
    known = {
        str(name): _covered(own, profile.get(str(name)), setting.received.get(str(name)), days)
        for name, own in rows.groupby("source_id")
    }
    month_of = np.array(days.year * 12 + days.month - 1)
    found = {}
    for name, one in known.items():
        lost = one.lost & ~_replaced(one, known.values())
        missing = frozenset(m for m in months if _is_missing(lost[month_of == m.year * 12 + m.month - 1]))
        if missing:
            found[name] = missing
    return found


def lacking(
    rows: pd.DataFrame, codes: pd.Series, known: Mapping[str, frozenset[date]]
) -> dict[str, frozenset[date]]:
    """Code → months that lack a source which otherwise gives `_USUAL_SHARE` of the code's rows or more.

    Args:
        rows: What the series count.
        codes: The series of each row, with the index of `rows`.
        known: From `calendars`.
    """
    found: dict[str, frozenset[date]] = {}
    months = rows["registered_date"].dt.to_period("M").dt.start_time.dt.date
    for source, missing in sorted(known.items()):
        whole = ~months.isin(missing)
        shares = (rows["source_id"][whole] == source).groupby(codes[whole]).mean()
        for code in shares.index[shares >= _USUAL_SHARE]:
            found[str(code)] = found.get(str(code), frozenset()) | missing
    return found


def spans(months: Iterable[date]) -> str:
    """«03.2024–05.2024, 01.2025»: runs of months, oldest first."""
    runs: list[list[date]] = []
    for month in sorted(months):
        if runs and (month.year - runs[-1][-1].year) * 12 + month.month - runs[-1][-1].month == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(
        f"{run[0]:%m.%Y}" if len(run) == 1 else f"{run[0]:%m.%Y}–{run[-1]:%m.%Y}" for run in runs
    )


def _covered(
    own: pd.DataFrame, source: Source | None, received: date | None, days: pd.DatetimeIndex
) -> _Covered:
    spoken = _spoken(own, days)
    asked = np.array((days.month > 1) | (days.day > _NEW_YEAR_DAYS))
    if source is not None and source.since is not None:
        asked &= np.array(days >= pd.Timestamp(source.since))
    if source is not None and source.until is not None:
        asked &= np.array(days <= pd.Timestamp(source.until))
    pace = len(own) / max(int(spoken.sum()), _LEAST_PACE_DAYS)
    covered = spoken.copy()
    is_heard = np.array(days.isin(own["registered_date"]))
    silences = [gap for gap in _gaps(is_heard) if _holds_a_month(days[slice(*gap)])]
    for start, end in [*_gaps(spoken), *silences]:
        covered[start:end] = pace * asked[start:end].sum() < _IMPLAUSIBLE
    if received is not None:
        covered &= spoken | np.array(days <= pd.Timestamp(received))
    if source is not None:
        for period in map(Period.parse, source.silent):
            covered |= np.array((days >= pd.Timestamp(period.start)) & (days <= pd.Timestamp(period.end)))
    return _Covered(asked, covered, frozenset(own["channel_code"].astype(str)))


def _spoken(own: pd.DataFrame, days: pd.DatetimeIndex) -> np.ndarray:
    """Days from the first to the last record of any one file."""
    ends = own.groupby("source_file_id")["registered_date"].agg(["min", "max"])
    spoken = np.zeros(len(days), dtype=bool)
    for first, last in zip(ends["min"], ends["max"], strict=True):
        spoken |= np.array((days >= first) & (days <= last))
    return spoken


def _gaps(heard: np.ndarray) -> list[tuple[int, int]]:
    """Runs of days that are not: first day, and the day after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (~heard).astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _holds_a_month(days: pd.DatetimeIndex) -> bool:
    first = days[0] + pd.offsets.MonthBegin(0)
    return bool(first + pd.offsets.MonthEnd(0) <= days[-1])


def _replaced(one: _Covered, others: Iterable[_Covered]) -> np.ndarray:
    """Days on which another source speaks in its place."""
    found = np.zeros(len(one.covered), dtype=bool)
    for other in others:
        together = int((one.covered & other.covered).sum())
        if one.channels & other.channels and together <= _HANDOVER_DAYS:
            found |= other.covered
    return found


def _is_missing(lost: np.ndarray) -> bool:
    """Whether a month with these lost days is missing; of one cut by the end of the data half of its days."""
    return bool(lost.sum() > min(_SILENT_DAYS, len(lost) / 2))
