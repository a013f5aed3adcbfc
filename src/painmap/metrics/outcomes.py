"""Outcomes of appeals, and what was decided of complaints: every one of them in some row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from painmap.codes import OUTCOMES
from painmap.metrics.tables import Body, Compared, additive, compared, tally, without_figures
from painmap.metrics.terms import OPEN, classified
from painmap.metrics.views import AppealFrames
from painmap.report_data import Number, TableColumn, TableRow
from painmap.stats import cells, wilson

_COMPLAINT_OUTCOMES = {
    "upheld": "Удовлетворено",
    "upheld_partly": "Удовлетворено частично",
    "refused": "Отказано",
}
# What a complaint was found to be; «направлено по компетенции» and the like decide nothing of it.
_DECISIONS = (*_COMPLAINT_OUTCOMES, "upheld_pending", "explained")
# Rows of complaints that the orders do not name, so that every complaint stands in one.
_OTHER = "other"
_REST = {
    _OTHER: "Иной результат (разъяснено, направлено, меры не завершены и др.)",
    "pending": "На рассмотрении",
}
_DECIDED = (*_COMPLAINT_OUTCOMES, _OTHER)
_GAP = "unknown"
_GAP_LABEL = "Результат не указан"
_OPEN_NOTE = (
    "На рассмотрении — по отметке источника, а где результат не указан — обращения без ответа, срок которых "
    "не истёк либо ответ на которые дан после даты отчёта."
)
_KINDLESS = (
    "Вид обращения не указан у {unstated} из {count} обращений, жалобы среди остальных не отмечены: были ли "
    "они, неизвестно."
)
_UNDECIDED = "Ни по одной жалобе решение ещё не принято, доли решений не рассчитываются."
# With fewer appeals of no stated kind, none known to be a complaint is told as none.
_MOST_KINDLESS = 0.1
Limits = tuple[tuple[str, str], ...]
_LIMITS: Limits = (
    ("ci_low", "95\N{NO-BREAK SPACE}% доверительный интервал доли: от, %"),
    ("ci_high", "до, %"),
)
_RANGE: Limits = (
    ("range_low", "С учётом обращений без указания вида или результата: от, %"),
    ("range_high", "до, % (с учётом обращений без указания вида или результата)"),
)


def outcomes(frames: AppealFrames) -> Body:
    """Appeals by outcome; the classes exclude each other. What is open agrees with `terms.discipline`."""
    labels = {code: title.capitalize() for code, title in OUTCOMES.items()}
    is_stated = bool(frames.now["outcome_code"].notna().any())
    # Where no source states outcomes, those left open are no more a figure than the others.
    own = with_open(frames, only_stated=True)
    body = additive(own, "outcome_code", {**labels, "": _GAP_LABEL}, "Всего обращений")
    return replace(body, notes=(_OPEN_NOTE,)) if is_stated else body


def complaints(frames: AppealFrames) -> Body:
    """Complaints upheld, upheld partly and refused, and all the others: count, and share of all complaints.

    Where kinds or outcomes are missing, `range_low` and `range_high` bound the share whatever they are;
    where outcomes are missing and no decision on the merits is known, there is no figure, and none at all
    where nobody knows whether there were complaints. Shares of decisions begin with the first decision.
    """
    frames = with_open(frames)
    own = complaints_of(frames)
    now, before = outcomes_of(own.now), None if own.before is None else outcomes_of(own.before)
    table = compared(own, now, before)
    unknown = frames.now[frames.now["appeal_kind"].isna()]
    limits = _LIMITS + _RANGE if len(unknown) or now.get(_GAP) else _LIMITS
    has_gap = bool(now.get(_GAP) or (before or {}).get(_GAP))
    labels = _COMPLAINT_OUTCOMES | _REST | ({_GAP: _GAP_LABEL} if has_gap else {})
    items = [_with_limits(row, table, unknown, limits) for row in table.rows(labels)]
    # A row without a code is no category: it counts what nobody wrote down.
    items = [row.model_copy(update={"code": ""}) if row.code == _GAP else row for row in items]
    total = table.sum_row("Всего жалоб")
    blank: dict[str, Number | str] = dict.fromkeys((key for key, _ in limits), "")
    rows = [*items, total.model_copy(update={"cells": total.cells | blank})]
    for frame, counts, is_before in ((frames.now, now, False), (frames.before, before, True)):
        if frame is not None:
            rows = [_known(row, frame, counts or {}, is_before=is_before) for row in rows]
    return Body(
        rows=tuple(rows),
        columns=(
            *cells.COMPARISON,
            *(TableColumn(key=k, title=t, kind="share", depends_on=("period",)) for k, t in limits),
        ),
        base=len(own.now),
        notes=(
            "Доли рассчитаны от всех жалоб, зарегистрированных в периоде, включая находящиеся на "
            "рассмотрении.",
            _OPEN_NOTE,
            *_gaps(frames.now, now),
        ),
    )


def _known(row: TableRow, frame: pd.DataFrame, counts: Mapping[str, int], *, is_before: bool) -> TableRow:
    """The row without the figures that nobody knows of this period, or that are of nothing."""
    if _is_kindless(frame) or (row.code in _DECIDED and is_unstated(counts)):
        return without_figures(row, is_before=is_before)
    if row.code in _DECIDED and set(counts) == {"pending"}:
        of_period = ("previous_share",) if is_before else ("share", "ci_low", "ci_high")
        nothing: dict[str, Number | str] = {key: Number(mark="–", base=0) for key in of_period}
        return row.model_copy(update={"cells": row.cells | nothing})
    return row


def _is_kindless(frame: pd.DataFrame) -> bool:
    """Whether no complaint is known and too many appeals state no kind to say that there was none."""
    unstated = int(frame["appeal_kind"].isna().sum())
    is_any = (frame["appeal_kind"] == "complaint").fillna(False).any()
    return not is_any and unstated > _MOST_KINDLESS * len(frame)


def _gaps(frame: pd.DataFrame, counts: Mapping[str, int]) -> Iterator[str]:
    if _is_kindless(frame):
        unstated = int(frame["appeal_kind"].isna().sum())
        yield _KINDLESS.format(unstated=unstated, count=len(frame))
    elif set(counts) == {"pending"}:
        yield _UNDECIDED


def is_unstated(outcomes: Mapping[str, int]) -> bool:
    """Whether complaints were answered and no register wrote down what was decided."""
    return bool(outcomes.get(_GAP)) and not any(outcomes.get(code) for code in _DECISIONS)


def outcomes_of(frame: pd.DataFrame) -> dict[str, int]:
    """Appeals by outcome, those that the table of complaints does not name under `_OTHER` too."""
    counts = tally(frame, "outcome_code")
    counts[_GAP] = counts.pop("", 0)
    named = (*_COMPLAINT_OUTCOMES, "pending", _GAP)
    counts[_OTHER] = sum(n for code, n in counts.items() if code not in named)
    return {code: n for code, n in counts.items() if n}


def with_open(frames: AppealFrames, *, only_stated: bool = False) -> AppealFrames:
    """The frames with «на рассмотрении» where no outcome is stated and the appeal is certainly not closed.

    Args:
        only_stated: Leave a frame alone in which no appeal states its outcome.
    """
    setting = frames.setting

    def told(frame: pd.DataFrame, as_of: date) -> pd.DataFrame:
        if only_stated and not frame["outcome_code"].notna().any():
            return frame
        term = classified(frame, setting, as_of)["term_class"]
        is_open = frame["outcome_code"].isna() & (term.isin(OPEN) | frame["is_open"])
        return frame.assign(outcome_code=frame["outcome_code"].mask(is_open, "pending"))

    before = None if frames.before is None else told(frames.before, setting.previous_as_of)
    return replace(frames, now=told(frames.now, setting.as_of), before=before)


def _with_limits(row: TableRow, table: Compared, unknown: pd.DataFrame, limits: Limits) -> TableRow:
    """The row with the ends of Wilson's interval and of the range over gaps in kinds and outcomes."""
    n, k = table.base, table.now.get(row.code, 0)
    gaps = table.now.get(_GAP, 0) if row.code != _GAP else 0
    maybe = outcomes_of(unknown)
    same = maybe.get(row.code, 0)
    most = same + (maybe.get(_GAP, 0) if row.code != _GAP else 0)
    ends = dict(zip(("ci_low", "ci_high"), wilson(k, n), strict=True))
    ends["range_low"] = k / max(n + len(unknown) - same, 1)
    ends["range_high"] = (k + gaps + most) / max(n + most, 1)
    numbers = {key: cells.ratio(ends[key], n, table.rules) for key, _ in limits}
    return row.model_copy(update={"cells": row.cells | numbers})


def complaints_of(frames: AppealFrames) -> AppealFrames:
    """The frames with the complaints only."""

    def only(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["appeal_kind"] == "complaint").fillna(False)]

    before = None if frames.before is None else only(frames.before)
    return replace(frames, now=only(frames.now), before=before)
