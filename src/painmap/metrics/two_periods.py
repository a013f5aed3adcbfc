"""The frames of a period and of the one before, changed alike: what the cases of appeals have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from painmap.metrics.calendars import lacking, spans
from painmap.metrics.views import AppealFrames
from painmap.params.models import Event

NOT_COVERED = "тот же период прошлого года не охвачен данными"
UNEVEN = "{field} в двух периодах указаны неодинаково полно"
MOVED = "возможен эффект учёта: переход на другую систему регистрации {days}"
LOST = "без месяцев, не охваченных данными: {months}"
Mask = Callable[[pd.DataFrame], pd.Series]
Counts = tuple[tuple[int, ...], tuple[int, ...], tuple[bool, ...]]


def each(own: AppealFrames, change: Callable[[pd.DataFrame, date], pd.DataFrame]) -> AppealFrames:
    """Both frames changed alike; `change` is given the day that a frame is seen on."""
    setting = own.setting
    before = None if own.before is None else change(own.before, setting.previous_as_of)
    return replace(own, now=change(own.now, setting.as_of), before=before)


def only(own: AppealFrames, mask: Mask) -> AppealFrames:
    """Both frames with the rows that the mask is true of."""
    return each(own, lambda frame, _: frame[mask(frame)])


def of_channels(own: AppealFrames, codes: Collection[str]) -> AppealFrames:
    """Both frames with the appeals of these channels."""
    return only(own, lambda frame: frame["channel_code"].isin(list(codes)))


def by_month(own: AppealFrames, mask: Mask) -> Counts:
    """Rows that the mask is true of, all rows, and whether the month is of the period: by month of either."""
    counted, every, is_now = [], [], []
    period = own.setting.period
    for frame, months in ((own.before, period.previous.months), (own.now, period.months)):
        if frame is None:
            continue
        starts = frame["registered_date"].dt.to_period("M").dt.start_time
        for month in months:
            rows = frame[starts == pd.Timestamp(month)]
            every.append(len(rows))
            counted.append(int(mask(rows).sum()))
            is_now.append(frame is own.now)
    return tuple(counted), tuple(every), tuple(is_now)


def uneven(own: AppealFrames, is_gap: Mask, field: str) -> str:
    """Why the periods differ in what nobody wrote down; empty where they do not.

    Shares of rows with a gap that differ by more than shares may under «без изменений» could alone make
    the change. `field` is what was to be written down (Russian, plural).
    """
    now, before = (
        float(is_gap(frame).mean()) if frame is not None and len(frame) else 0.0
        for frame in (own.now, own.before)
    )
    most = own.setting.defaults.trend.equivalence_share
    return UNEVEN.format(field=field) if abs(now - before) > most else ""


def lost_months(own: AppealFrames, missing: Mapping[str, frozenset[date]], by: str = "") -> set[date]:
    """Months of the period that lack a source then or a year before.

    Args:
        missing: By source, months that lack it (`calendars`).
        by: Column of the codes whose usual sources are asked for; empty: those of all rows.
    """
    rows = own.now if own.before is None else pd.concat([own.now, own.before])
    codes = rows[by].astype("string") if by else pd.Series("", index=rows.index, dtype="string")
    lost = {month for months in lacking(rows, codes, missing).values() for month in months}
    return {m for m in own.setting.period.months if not lost.isdisjoint((m, m.replace(year=m.year - 1)))}


def without_months(own: AppealFrames, lost: Collection[date]) -> tuple[AppealFrames, str]:
    """Both frames without these months of the year, and the note that says so."""
    numbers = [month.month for month in lost]
    kept = only(own, lambda frame: ~frame["registered_date"].dt.month.isin(numbers))
    return kept, LOST.format(months=spans(lost)) if lost else ""


def moves(own: AppealFrames, channel: str = "") -> list[Event]:
    """Changes of the register that part the periods, for these clients and this channel (empty: any)."""
    period = own.setting.period
    return [
        event
        for event in own.setting.agency.events
        if event.kind == "registration"
        and own.client_kind in event.client_kinds
        and (not channel or not event.channels or channel in event.channels)
        and period.previous.start < event.day <= period.end
    ]


def days(events: Iterable[Event]) -> str:
    """«01.07.2024, 01.02.2025»."""
    return ", ".join(f"{day:%d.%m.%Y}" for day in sorted(event.day for event in events))


def noted(own: AppealFrames, note: str, channel: str = "") -> str:
    """The note, after what has to be known of a change of the register."""
    found = moves(own, channel)
    moved = MOVED.format(days=days(found)) if found else ""
    return "; ".join(part for part in (moved, note) if part)
