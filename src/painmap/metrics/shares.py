"""Cases of shares: complaints upheld and refused, answers in time, repeated appeals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from painmap.metrics.outcomes import complaints_of, is_unstated, outcomes_of, with_open
from painmap.metrics.terms import CLASSES, classified
from painmap.metrics.two_periods import NOT_COVERED, Mask, by_month, each, noted, only, uneven
from painmap.metrics.views import AppealFrames
from painmap.stats import Case
from painmap.stats.share_series import ShareSeriesCase

UNSTATED = "результат рассмотрения жалоб в источниках не указан"
_UPHELD = ("upheld", "upheld_partly")
_KEPT = ("in_time", "extended")
# The term was kept or is over: of the others nobody knows yet.
_DUE = (*_KEPT, "late", "open_late")


@dataclass(frozen=True, kw_only=True)
class _Base:
    """What a share is of, which of its rows count, and why it must not be compared (empty: it may be)."""

    frames: AppealFrames
    is_counted: Mask
    reason: str = ""


def share_cases(own: AppealFrames, note: str = "") -> Iterator[Case]:
    """Family `shares`; what has no base in either period makes no case.

    Args:
        own: Frames of one kind of client.
        note: What a reader has to know of them (Russian).
    """
    for code, (label, of) in _SHARES.items():
        base = of(own)
        k, n, is_now = by_month(base.frames, base.is_counted)
        if not sum(n):
            continue
        yield ShareSeriesCase(
            family="shares",
            code=code,
            label=label,
            client_kind=own.client_kind,
            reason=NOT_COVERED if own.before is None else base.reason,
            note=noted(own, note),
            k=k,
            n=n,
            is_now=is_now,
        )


def _complaints(own: AppealFrames, outcomes: tuple[str, ...]) -> _Base:
    """Complaints with one of the outcomes, of all complaints."""
    every = complaints_of(with_open(own))
    sides = [frame for frame in (every.now, every.before) if frame is not None]
    is_silent = any(is_unstated(outcomes_of(frame)) for frame in sides)
    is_uneven = uneven(every, lambda f: f["outcome_code"].isna(), "результаты рассмотрения жалоб")
    # What is not known to be a complaint is in no base.
    is_partial = uneven(own, lambda f: f["appeal_kind"].isna(), "виды обращений")
    return _Base(
        frames=every,
        is_counted=lambda f: f["outcome_code"].isin(outcomes),
        reason=UNSTATED if is_silent else is_uneven or is_partial,
    )


def _upheld(own: AppealFrames) -> _Base:
    return _complaints(own, _UPHELD)


def _refused(own: AppealFrames) -> _Base:
    return _complaints(own, ("refused",))


def _in_time(own: AppealFrames) -> _Base:
    """Answers within the term or its extension, of the appeals whose term was kept or is over."""
    timed = each(own, lambda f, day: classified(f, own.setting, day))
    timed = only(timed, lambda f: f["term_class"].isin(list(CLASSES)))
    return _Base(
        frames=only(timed, lambda f: f["term_class"].isin(_DUE)),
        is_counted=lambda f: f["term_class"].isin(_KEPT),
        reason=uneven(timed, lambda f: f["term_class"] == "no_date", "даты ответа"),
    )


def _repeats(own: AppealFrames) -> _Base:
    """Repeated appeals, of those that the register tells to be so or not; a copy by post repeats nothing."""
    first = only(own, lambda f: f["same_as"].isna())
    return _Base(
        frames=only(first, lambda f: f["is_repeat"].notna()),
        is_counted=lambda f: f["is_repeat"].fillna(False).astype(bool),
        reason=uneven(first, lambda f: f["is_repeat"].isna(), "сведения о повторности"),
    )


_SHARES: dict[str, tuple[str, Callable[[AppealFrames], _Base]]] = {
    "complaints-upheld": ("Доля жалоб, удовлетворённых полностью или частично", _upheld),
    "complaints-refused": ("Доля жалоб, по которым отказано", _refused),
    "terms-in_time": (
        "Доля ответов в срок (вместе с продлёнными, от обращений, срок которых соблюдён или истёк)",
        _in_time,
    ),
    "repeats": ("Доля повторных обращений", _repeats),
}
