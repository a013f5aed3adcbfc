"""Cases from appeals: shares, waiting times and the mix of channels, against the same months before.

Both periods are seen at equal maturity (`views.frames`), a mass mailing is one letter, and months that lack
a source in either year are left out of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from painmap.metrics.series import collapsed, plan
from painmap.metrics.shares import share_cases
from painmap.metrics.terms import classified
from painmap.metrics.two_periods import (
    NOT_COVERED,
    Mask,
    by_month,
    days,
    each,
    lost_months,
    moves,
    noted,
    of_channels,
    only,
    uneven,
    without_months,
)
from painmap.metrics.views import KINDS, AppealFrames, Setting, frames
from painmap.metrics.waiting import waits
from painmap.stats import Case
from painmap.stats.estimates import InsufficientError
from painmap.stats.mix import MixCase, class_cases
from painmap.stats.survival import WaitingTimes
from painmap.stats.waiting import WaitingCase

MOVED_SOME = "часть каналов перешла на другую систему регистрации {days}: доли каналов не сопоставимы"
# To which day waiting counts: the term of 59-ФЗ.
HORIZON = 30
WAITING = "Среднее время до ответа (в пределах {days} дней)"
# Its effect is of the channel that changed most; the note names it.
MIX = "Структура обращений по каналам"


def cases(appeals: pd.DataFrame, setting: Setting) -> list[Case]:
    """Families `shares`, `waiting`, `mix` and `mix_classes` of each kind of client.

    What was observed in neither period makes no case.

    Args:
        appeals: Whole history, rows of `schema.APPEALS`, in any order.
        setting: Agency, defaults, period and what else the figures depend on.
    """
    missing = plan(appeals, setting).missing
    found: list[Case] = []
    for kind in KINDS:
        own = each(frames(appeals, setting, kind), lambda frame, _: collapsed(frame))
        named = of_channels(own, [c.code for c in own.channels])
        together, note = without_months(own, lost_months(own, missing))
        found += share_cases(together, note)
        found += waiting_cases(together, note)
        found += mix_cases(*without_months(named, lost_months(named, missing, "channel_code")))
    return found


def waiting_cases(own: AppealFrames, note: str = "") -> Iterator[Case]:
    """All channels together, and each channel of the order; what was answered in neither period is no case.

    Only regimes with a term: without one, nobody knows which of the unanswered still wait.
    """
    timed = each(own, lambda f, day: classified(f, own.setting, day))
    timed = only(timed, lambda f: f["term_class"] != "no_term")
    whole = _waiting(timed, "all", WAITING, note)
    channels = [
        _waiting(of_channels(timed, [c.code]), c.code, f"{WAITING}: {c.title}", note) for c in own.channels
    ]
    for case in (whole, *channels):
        # A channel that is all there is says the same twice.
        is_twice = case is not whole and (case.now, case.before) == (whole.now, whole.before)
        if case.now.answered + case.before.answered and not is_twice:
            yield case


def _waiting(own: AppealFrames, code: str, label: str, note: str) -> WaitingCase:
    setting, before = own.setting, WaitingTimes((), ())
    if own.before is not None:
        before = waits(own.before, setting.previous_as_of)
    reason = uneven(own, lambda f: f["term_class"] == "no_date", "даты ответа")
    return WaitingCase(
        family="waiting",
        code=code,
        label=label.format(days=HORIZON),
        client_kind=own.client_kind,
        reason=NOT_COVERED if own.before is None else reason,
        note=noted(own, note, "" if code == "all" else code),
        now=waits(own.now, setting.as_of),
        before=before,
        horizon_days=HORIZON,
    )


def mix_cases(own: AppealFrames, note: str = "") -> Iterator[Case]:
    """Whether the shares of the channels changed, then the share of each of them.

    Args:
        own: Frames of one kind of client, of the channels that the order names only.
        note: What a reader has to know of them (Russian).
    """
    titles = {c.code: c.title for c in own.channels}
    if len(titles) < 2 or not len(own.now):
        return
    counted = [by_month(own, _is_of(code)) for code in titles]
    mix = MixCase(
        family="mix",
        code="channels",
        label=MIX,
        client_kind=own.client_kind,
        reason=NOT_COVERED if own.before is None else _moved_apart(own),
        note=note,
        classes=tuple(titles.items()),
        counts=tuple(zip(*(k for k, _, _ in counted), strict=True)),
        is_now=counted[0][2],
    )
    yield mix
    if mix.reason:
        return
    try:
        shares = class_cases(mix)
    except InsufficientError:
        return
    # In a sentence the title of the channel alone would mean its appeals.
    yield from (replace(case, label=f"Доля канала: {case.label}", note=note) for case in shares)


def _is_of(channel: str) -> Mask:
    return lambda frame: frame["channel_code"] == channel


def _moved_apart(own: AppealFrames) -> str:
    """Why the shares of the channels are counted otherwise: some of them have another register."""
    codes = {c.code for c in own.channels}
    apart = [event for event in moves(own) if event.channels and not codes <= set(event.channels)]
    return MOVED_SOME.format(days=days(apart)) if apart else ""
