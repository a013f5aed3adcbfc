"""Days of waiting from registration to the answer, with open cases counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from painmap.metrics.tables import Body, Role
from painmap.metrics.terms import NO_ANSWER_DUE, OPEN, classified
from painmap.metrics.views import AppealFrames
from painmap.metrics.workdays import Days, Workdays
from painmap.report_data import Number, TableColumn, TableRow
from painmap.stats import cells
from painmap.stats.survival import Curve, WaitingTimes, quartiles

_SEEN = ["registered_date", "answered_date", "channel_code"]
METHOD = (
    "Медиана рассчитана по методу Каплана — Мейера: обращения, ответа на которые ещё нет, входят в расчёт "
    "сроком, прошедшим до даты отчёта. Обращения, дата ответа на которые не указана, и обращения, ответ по "
    "которым автору не требуется, в расчёт не входят."
)
OTHER_WAYS = "other-ways"
NOT_REACHED = "«…» вместо медианы: к дате отчёта ответ получили менее половины обращений строки."
_WAITING = (
    TableColumn(key="answered", title="Получили ответ", kind="count"),
    TableColumn(key="median", title="Медиана, дней", kind="days", depends_on=("answered",)),
    TableColumn(key="previous_answered", title="Получили ответ, АППГ", kind="count"),
    TableColumn(key="previous_median", title="Медиана, АППГ", kind="days", depends_on=("previous_answered",)),
    TableColumn(
        key="change", title="Изменение медианы, дней", kind="days", depends_on=("median", "previous_median")
    ),
)


def waiting(frames: AppealFrames) -> Body:
    """Days from registration to the answer, all channels together and each channel of the order."""
    least = frames.setting.defaults.shares.counts_only_from
    now, before = of_both(frames)
    rows = []
    named = [channel.code for channel in frames.channels]
    for label, code, role in groups(frames):
        own, then = (None if group is None else estimated(group.of(code, named)) for group in (now, before))
        assert own is not None
        if code == OTHER_WAYS and not own.n and (then is None or not then.n):
            continue
        figures = {"answered": cells.count(own.answered), "median": own.cell(own.quartiles[1], least)}
        earlier = {"previous_answered": cells.UNKNOWN, "previous_median": cells.UNKNOWN}
        if then is not None:
            earlier = {
                "previous_answered": cells.count(then.answered),
                "previous_median": then.cell(then.quartiles[1], least),
            }
        change = difference(figures["median"], earlier["previous_median"])
        rows.append(
            TableRow(label=label, code=code, role=role, cells={**figures, **earlier, "change": change})
        )
    is_open_ended = any(row.cells["median"] == cells.UNKNOWN for row in rows)
    return Body(
        rows=tuple(rows),
        columns=_WAITING,
        base=int(now.is_answered.sum()),
        is_additive=False,
        notes=(METHOD, *([NOT_REACHED] if is_open_ended else [])),
    )


@dataclass(frozen=True, eq=False)
class Waits:
    """Waiting of appeals that were answered or are certainly open, a value each.

    Attributes:
        days: To the answer, or to the cut-off where there is none.
        is_answered: False: still waiting at `days`.
        channels: Channel of each.
    """

    days: np.ndarray
    is_answered: np.ndarray
    channels: np.ndarray

    def of(self, channel: str, named: Collection[str] = ()) -> Waits:
        """Those of one channel; all where it is empty, of `OTHER_WAYS` those of no channel in `named`."""
        if channel == OTHER_WAYS:
            return self.where(~np.isin(self.channels.astype(str), list(named)))
        return self.where(self.channels == channel) if channel else self

    def where(self, mask: np.ndarray) -> Waits:
        """Those that the mask is true of."""
        return Waits(self.days[mask], self.is_answered[mask], self.channels[mask])


@dataclass(frozen=True, eq=False)
class Waiting:
    """What a group's waiting is: counts, the curve, its quartiles (None: not reached)."""

    answered: int
    open: int
    curve: Curve
    quartiles: tuple[float | None, float | None, float | None]

    @property
    def n(self) -> int:
        """Answered and open."""
        return self.answered + self.open

    def cell(self, value: float | None, least: int) -> Number:
        """A value of the curve: «–» of nobody, «*» of fewer than `least`, «…» where it is not reached."""
        if value is None and self.n >= least:
            return cells.UNKNOWN
        known = self.answered if self.n >= least else self.n
        return cells.measured(0.0 if value is None else value, known, least)


def estimated(times: Waits) -> Waiting:
    """The Kaplan–Meier curve of a group, and what is read off it."""
    answered = int(times.is_answered.sum())
    curve = curve_of(times.days, times.is_answered)
    return Waiting(answered, len(times.days) - answered, curve, quartiles(curve))


def curve_of(days: np.ndarray, is_answered: np.ndarray) -> Curve:
    """The curve from counts by day; an answer and a censoring of the same day: the answer first.

    As `stats.survival.kaplan_meier`, which takes 0.7 s for 1,000,000 cases where this takes 0.02 s.

    Source: Kaplan & Meier 1958 (J Am Stat Assoc 53:457).
    """
    answers = np.bincount(days[is_answered], minlength=int(days.max(initial=0)) + 1)
    at_risk = np.bincount(days, minlength=len(answers))[::-1].cumsum()[::-1]
    on = np.flatnonzero(answers)
    waiting = np.cumprod(1 - answers[on] / at_risk[on])
    return Curve(on.astype(float), waiting, at_risk[on].astype(float), answers[on])


def of_both(frames: AppealFrames) -> tuple[Waits, Waits | None]:
    """Waiting in the period and in the one before (None: not covered), of all channels."""
    setting = frames.setting
    before = None
    if frames.before is not None:
        before = seen(classified(frames.before, setting, setting.previous_as_of), setting.previous_as_of)
    return seen(classified(frames.now, setting, setting.as_of), setting.as_of), before


def seen(timed: pd.DataFrame, as_of: date, workdays: Workdays | None = None) -> Waits:
    """Waiting of the appeals (`terms.classified`) that were answered or are in work on that day.

    What is closed without a date of answer is left out, and so is what may have been answered: nobody knows
    how long those waited. Where no term is set, only those wait that were certainly answered later; who is
    owed no answer waits for none.

    Args:
        timed: The appeals with their class.
        as_of: Cut-off day.
        workdays: Count working days by these; None: calendar days.
    """
    is_waiting = timed["term_class"].isin(OPEN) | ((timed["term_class"] == "no_term") & timed["is_open"])
    is_owed = ~timed["outcome_code"].isin(NO_ANSWER_DUE)
    own = timed.loc[(timed["answered_date"].notna() | is_waiting) & is_owed, _SEEN]
    start: Days = own["registered_date"].to_numpy().astype("datetime64[D]")
    until: Days = own["answered_date"].fillna(pd.Timestamp(as_of)).to_numpy().astype("datetime64[D]")
    return Waits(
        days=(until - start).astype("int64") if workdays is None else workdays.between(start, until),
        is_answered=own["answered_date"].notna().to_numpy(),
        channels=own["channel_code"].to_numpy(dtype=object),
    )


def waits(timed: pd.DataFrame, as_of: date) -> WaitingTimes:
    """The same as the tests take it; cases could be followed from the first registration to `as_of`."""
    times = seen(timed, as_of)
    elapsed = (pd.Timestamp(as_of) - timed["registered_date"]).dt.days
    return WaitingTimes(
        days=tuple(times.days.astype(float).tolist()),
        is_answered=tuple(times.is_answered.tolist()),
        followup_days=float(elapsed.max()) if len(timed) else None,
    )


def difference(now: Number, before: Number) -> Number:
    """now − before, or the sign of the one that has no figure."""
    if now.value is None or before.value is None:
        return Number(mark=now.mark or before.mark)
    return Number(value=now.value - before.value)


def groups(frames: AppealFrames) -> Iterator[tuple[str, str, Role]]:
    """Label, channel and role of the rows."""
    yield "Все каналы", "", "total"
    for channel in frames.channels:
        yield channel.title, channel.code, "item"
    yield frames.setting.agency.other_channels_title, OTHER_WAYS, "aside"
