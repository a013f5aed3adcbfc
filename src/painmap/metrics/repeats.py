"""Repeated appeals: the same client and problem within some months, and those that the register marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.metrics.tables import Body, compared, without_figures
from painmap.metrics.two_periods import Mask, each, only
from painmap.metrics.views import AppealFrames, covered_months, with_problems
from painmap.metrics.voiced import is_unread, voiced, with_entries
from painmap.periods import Period, month_range
from painmap.report_data import TableRow

_SAME = "Тот же клиент с той же проблемой не позднее {months} мес. после предыдущего обращения"
_MARKED = "С отметкой «повторное» в источнике"
_NAMELESS = "Клиент не установлен, повторность по клиенту не определяется"
_NOTES = (
    "Строки пересекаются и не складываются. Доля первой строки — от обращений с установленным клиентом: "
    "проблема определена программой по тексту, предыдущее обращение могло поступить и до начала периода. "
    "Письма одной массовой рассылки и одно обращение, поступившее по нескольким каналам, повторными не "
    "считаются.",
    "Доля обращений с отметкой — от обращений, по которым источник указывает, повторное ли оно; доля "
    "обращений без установленного клиента — от всех обращений.",
)
_SHORT = "{period}: повторность по клиенту не определена, данные не охватывают предшествующие {months} мес."
Integers = NDArray[np.int64]
# More days than any calendar has since 1970: a group and a day make one number.
_GROUP = 10_000_000


def repeats(frames: AppealFrames) -> Body | None:
    """Repeats by client and problem, and by the mark of the register; the rows overlap.

    Copies that came through another channel are left out of all rows. None where neither row has a figure.
    """
    own = only(voiced(frames), lambda frame: frame["same_as"].isna())
    own = each(own, lambda frame, _: frame[["record_id", "client_id", "is_repeat", "is_read"]])
    again = pd.Index(_repeated(frames))
    named = only(own, lambda frame: frame["client_id"].notna())
    marked = only(own, lambda frame: frame["is_repeat"].notna())
    rows = (
        _row(named, "same", _SAME, lambda frame: _is_among(frame, again)),
        _row(marked, "marked", _MARKED, lambda frame: frame["is_repeat"].astype(bool)),
        _row(own, "nameless", _NAMELESS, lambda frame: frame["client_id"].isna()),
    )
    lost = {
        "same": [_is_untold(frames, own, named, is_before=side) for side in (False, True)],
        "marked": [_is_unmarked(own, marked, is_before=side) for side in (False, True)],
    }
    filled = [bool(frame is not None and len(frame)) for frame in (own.now, own.before)]
    if all(
        is_lost or not has_any
        for sides in lost.values()
        for is_lost, has_any in zip(sides, filled, strict=True)
    ):
        return None
    return Body(
        rows=tuple(_known(row, lost.get(row.code, ())) for row in rows),
        # Each row has a base of its own.
        base=None,
        is_additive=False,
        notes=(*_NOTES, *_short(frames)),
    )


def _row(own: AppealFrames, code: str, label: str, mask: Mask) -> TableRow:
    now, before = (None if f is None else {code: int(mask(f).sum())} for f in (own.now, own.before))
    title = label.format(months=own.setting.defaults.repeat_months)
    return compared(own, now or {}, before).row(code, title)


def _is_among(frame: pd.DataFrame, records: pd.Index) -> pd.Series:
    # Many times faster than `isin` with hundreds of thousands of texts.
    return pd.Series(records.get_indexer(pd.Index(frame["record_id"])) >= 0, index=frame.index)


def _known(row: TableRow, lost: Sequence[bool]) -> TableRow:
    for is_lost, is_before in zip(lost, (False, True), strict=False):
        row = without_figures(row, is_before=is_before) if is_lost else row
    return row


def _side(own: AppealFrames, *, is_before: bool) -> pd.DataFrame | None:
    return own.before if is_before else own.now


def _is_untold(frames: AppealFrames, own: AppealFrames, named: AppealFrames, *, is_before: bool) -> bool:
    """Whether no repeat could be found: no client known, no text read, or the months before not covered."""
    every, known = _side(own, is_before=is_before), _side(named, is_before=is_before)
    if every is None or known is None or is_unread(frames, every):
        return True
    period = frames.setting.period
    is_short = _is_short(frames, period.previous if is_before else period)
    return is_short or (len(every) > 0 and known.empty)


def _is_unmarked(own: AppealFrames, marked: AppealFrames, *, is_before: bool) -> bool:
    every, told = _side(own, is_before=is_before), _side(marked, is_before=is_before)
    return every is None or told is None or (len(every) > 0 and told.empty)


def _is_short(frames: AppealFrames, period: Period) -> bool:
    """Whether data do not cover the months before the period in which an earlier appeal may lie."""
    first = (pd.Timestamp(period.start) - pd.DateOffset(months=frames.setting.defaults.repeat_months)).date()
    needed = month_range(first, period.start)[:-1]
    return not set(needed) <= set(covered_months(frames.history, frames.setting))


def _short(frames: AppealFrames) -> Iterator[str]:
    months = frames.setting.defaults.repeat_months
    sides = (frames.setting.period, *([] if frames.before is None else [frames.setting.period.previous]))
    for period in sides:
        if _is_short(frames, period):
            yield _SHORT.format(period=period.label, months=months)


def _repeated(frames: AppealFrames) -> pd.Series:
    """`record_id` of the appeals that an earlier one of the same client on the same problem preceded.

    Earlier is an earlier day, up to the months of the rule before; letters of one mailing do not repeat
    each other.
    """
    setting = frames.setting
    months = pd.DateOffset(months=setting.defaults.repeat_months)
    first = pd.Timestamp(setting.period.previous.start) - months
    rows = frames.history
    rows = rows[rows["client_id"].notna() & rows["same_as"].isna() & (rows["registered_date"] >= first)]
    rows = rows[["record_id", "client_id", "channel_code", "registered_date", "mailing_id"]]
    rows = with_entries(with_problems(rows, setting.assignments), frames)
    rows = rows[rows["problem_id"].notna()]
    days, since = (_days(dates) for dates in (rows["registered_date"], rows["registered_date"] - months))
    pair = _groups(rows, ["client_id", "problem_id"])
    is_letter = rows["mailing_id"].notna().to_numpy()
    letter = _groups(rows[is_letter], ["client_id", "problem_id", "mailing_id"])
    earlier = _earlier(pair, days, since)
    earlier[is_letter] -= _earlier(letter, days[is_letter], since[is_letter])
    return rows.loc[earlier > 0, "record_id"]


def _groups(rows: pd.DataFrame, by: list[str]) -> Integers:
    return np.asarray(rows.groupby(by, sort=False).ngroup(), dtype=np.int64)


def _days(dates: pd.Series) -> Integers:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def _earlier(group: Integers, days: Integers, since: Integers) -> Integers:
    """Of each row, the rows of its group from the day `since` on and before its own day."""
    every = np.sort(group * _GROUP + days)
    low, high = (np.searchsorted(every, group * _GROUP + day) for day in (since, days))
    return high - low
