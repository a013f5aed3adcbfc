"""Whether a source still comes as it used to; the agency's last receipt stands for today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from statistics import median

from painmap.periods import Period, month_range
from painmap.stages.baselines.case import Case

# Reports are of months at the least: what comes weekly is not late before a month has gone by.
_LEAST_INTERVAL = timedelta(31)
_MONTHS_OF_MEAN = 12


@dataclass(frozen=True)
class _Silence:
    """Whole months without records after the last month that has some.

    Attributes:
        last: That month; months: how many; longest: most months without records before.
    """

    last: str
    months: int
    longest: int


def silent(case: Case) -> Iterator[str]:
    """A register whose records end long before its last file was received."""
    if case.source.study is not None or case.counted.newest is None:
        return
    has_rhythm = _interval(case.receipts) is not None
    received = case.receipts[-1] if has_rhythm else case.agency_received
    found = _silence(case, case.now, received)
    if found is None:
        return
    if case.accepted is not None:
        day = case.accepted.received_date if has_rhythm else case.accepted.agency_received_date
        before = _silence(case, case.then, day)
        if before is not None and before.last == found.last:
            return
    usual = f"прежде без записей не проходило больше {found.longest} мес. подряд"
    yield (
        f"источник молчит с {case.counted.newest:%d.%m.%Y}: до {received:%d.%m.%Y} — {found.months} мес. "
        "без записей; "
        f"{usual if found.longest else 'обычно записи есть каждый месяц'}. Запросите недостающее"
    )


def late(case: Case) -> Iterator[str]:
    """A source whose next file should have come before the agency's last receipt."""
    if not _is_late(case, case.receipts, case.agency_received):
        return
    known = case.accepted
    is_same = known is not None and case.receipts[-1] == known.received_date
    if known is not None and is_same and _is_late(case, case.receipts, known.agency_received_date):
        return
    interval = _interval(case.receipts)
    assert interval is not None
    yield (
        f"файлов нет с {case.receipts[-1]:%d.%m.%Y}, хотя другие получены {case.agency_received:%d.%m.%Y}; "
        f"обычно файл приходит раз в {_told(interval)}. Запросите новый"
    )


def _silence(case: Case, rows: Mapping[str, int], received: date) -> _Silence | None:
    full = [month for month, count in rows.items() if count]
    if len(full) < case.rules.least_months:
        return None
    last = full[-1]
    after = [day for day in month_range(Period.parse(last).end, received) if f"{day:%Y-%m}" > last]
    months = sum(Period.parse(f"{day:%Y-%m}").end <= received for day in after)
    longest = max((len(list(run)) for count, run in groupby(rows.values()) if not count), default=0)
    lately = list(rows.values())[-_MONTHS_OF_MEAN:]
    # By chance alone a month brings none with the probability exp(-rows expected): exp(-5) < 1 %.
    is_many = months * sum(lately) / len(lately) >= case.rules.least_rows
    return _Silence(last, months, longest) if months > longest and is_many else None


def _is_late(case: Case, receipts: tuple[date, ...], present: date) -> bool:
    interval = _interval(receipts)
    return interval is not None and present - receipts[-1] > case.rules.late_intervals * interval


def _interval(receipts: tuple[date, ...]) -> timedelta | None:
    """Usual interval between receipts; None where too few are known, or all came at once."""
    days = [(later - earlier).days for earlier, later in pairwise(receipts)]
    if not days or (len(days) == 1 and timedelta(days[0]) < _LEAST_INTERVAL):
        return None
    return max(timedelta(median(days)), _LEAST_INTERVAL)


def _told(interval: timedelta) -> str:
    months = round(interval.days / 30.4)
    return "месяц" if months == 1 else "год" if months == 12 else f"{months} мес."
