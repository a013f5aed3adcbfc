"""Single cases that somebody has to look at: gaps to reconcile before signature, terms that run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from painmap.metrics.tables import Body
from painmap.metrics.terms import OPEN, classified, limits
from painmap.metrics.views import AppealFrames, Setting, source_label, view
from painmap.report_data import Number, TableColumn, TableRow

REASONS = {
    "no_date": "дата ответа не указана",
    "no_outcome": "ответ дан, результат не указан",
    "pending": "ответ дан, в результате указано «на рассмотрении»",
    "no_kind": "вид обращения не указан",
}
MOST = 20_000
"""Rows of a list: what is more is the state of a register, which nobody reconciles by hand."""
_REGISTERED = TableColumn(key="registered", title="Дата регистрации", kind="date")
_SOURCE = TableColumn(key="source", title="Источник", kind="text")
_UNIT = TableColumn(key="unit", title="Подразделение", kind="text")
_SHOWN = ["record_id", "appeal_id", "registered_date", "source_id", "unit"]
_TOTAL = "Всего обращений: {total}, из них: {parts}."
_SEVERAL = "Обращение с несколькими основаниями учтено в каждом из них."
_STATED = "Вид и результат сверяются по источникам, в которых они указываются."
_CUT = "Перечислены первые {most}."
_DUE = "Всего обращений: {total}, из них срок истёк: {late}."
# A span of so many working days is shorter than twice as many days, but for the days of New Year and May.
_HOLIDAYS = 31


def reconciliation(frames: AppealFrames) -> Body | None:
    """Appeals of the period whose gaps have to be reconciled before signature; None where there are none.

    A row is an appeal (its registration number), with what is to be reconciled; by reason, day, number. Kinds
    and outcomes only of sources that state them of any appeal: what a register has no column for is no gap.
    An answer before the registration never gets here: intake sets it aside, and the date is then not stated.
    """
    timed = classified(frames.now, frames.setting, frames.setting.as_of)
    masks = _gaps(frames, timed)
    # A bit for each reason, the first one the lowest.
    bits = np.sum([mask.to_numpy(dtype="int64") << place for place, mask in enumerate(masks)], axis=0)
    found = timed[_SHOWN].assign(gaps=bits, first=bits & -bits)[bits > 0]
    if found.empty:
        return None
    listed = _sorted(found, ["first", "registered_date"])
    words = listed["gaps"].map({bits: _reasons(bits) for bits in listed["gaps"].unique()})
    notes = [_total(masks)]
    if sum(int(mask.sum()) for mask in masks) > len(found):
        notes.append(_SEVERAL)
    return Body(
        rows=_rows(listed, {"reason": words}, frames.setting),
        columns=(
            TableColumn(key="reason", title="Что сверить", kind="text"),
            _REGISTERED,
            _SOURCE,
            *_unit(listed),
        ),
        base=len(found),
        is_additive=False,
        notes=(*notes, _STATED, *_cut(found)),
    )


def due_soon(frames: AppealFrames) -> Body | None:
    """Appeals, of any period, whose term runs out within `due_soon_days` after the cut-off or has run out.

    A row is an appeal (its registration number), by the end of its term. None where the period is no month,
    or where there are none.
    """
    setting = frames.setting
    if setting.period.kind != "month":
        return None
    day = pd.Timestamp(setting.as_of)
    open_ = _perhaps_open(frames)
    until = limits(open_, setting)["limit"]
    timed = classified(open_, setting, setting.as_of).assign(until=until)
    is_soon = until <= day + timedelta(days=setting.defaults.due_soon_days)
    found = timed[timed["term_class"].isin(OPEN) & is_soon]
    if found.empty:
        return None
    listed = _sorted(found, ["until", "registered_date"])
    left = (listed["until"] - day).dt.days
    states = {int(n): _state(int(n)) for n in left.unique()}
    late = int((found["term_class"] == "open_late").sum())
    return Body(
        rows=_rows(listed, {"deadline": _iso(listed["until"]), "state": left.map(states)}, setting),
        columns=(
            TableColumn(key="deadline", title="Срок ответа", kind="date"),
            TableColumn(key="state", title="Осталось", kind="text"),
            _REGISTERED,
            _SOURCE,
            *_unit(listed),
        ),
        base=len(found),
        is_additive=False,
        notes=(_DUE.format(total=len(found), late=late), *_cut(found)),
    )


def _gaps(frames: AppealFrames, timed: pd.DataFrame) -> list[pd.Series]:
    """What there is to reconcile of each appeal, in the order of `REASONS`."""
    is_answered, outcome = timed["answered_date"].notna(), timed["outcome_code"]

    def stated(column: str) -> pd.Series:
        known = frames.history.loc[frames.history[column].notna(), "source_id"].unique()
        return timed["source_id"].isin(known)

    return [
        timed["term_class"] == "no_date",
        is_answered & outcome.isna() & stated("outcome_code"),
        is_answered & (outcome == "pending").fillna(False).astype(bool),
        timed["appeal_kind"].isna() & stated("appeal_kind"),
    ]


def _reasons(bits: int) -> str:
    return "; ".join(title for place, title in enumerate(REASONS.values()) if bits >> place & 1)


def _total(masks: Sequence[pd.Series]) -> str:
    total = int(np.logical_or.reduce(masks).sum())
    counts = zip(REASONS.values(), (int(mask.sum()) for mask in masks), strict=True)
    return _TOTAL.format(total=total, parts="; ".join(f"{title} — {n}" for title, n in counts if n))


def _perhaps_open(frames: AppealFrames) -> pd.DataFrame:
    """Appeals without an answer at the cut-off: certainly open, or so late that their term may still run."""
    setting = frames.setting
    seen = view(frames.history, setting.as_of)
    terms = setting.defaults.regimes.values()
    reach = _HOLIDAYS + 2 * max(((t.days or 0) + t.extension_days for t in terms), default=0)
    is_recent = seen["registered_date"] >= pd.Timestamp(setting.as_of) - timedelta(days=reach)
    is_unanswered = seen[["answered_date", "forwarded_date"]].isna().all(axis="columns")
    return seen[is_unanswered & (seen["is_open"] | is_recent)]


def _state(left: int) -> str:
    if left < 0:
        return f"срок истёк, дней: {-left}"
    return f"дней: {left}" if left else "последний день"


def _sorted(found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return found.sort_values([*by, "appeal_id", "record_id"], kind="stable").head(MOST)


def _cut(found: pd.DataFrame) -> tuple[str, ...]:
    return (_CUT.format(most=MOST),) if len(found) > MOST else ()


def _unit(listed: pd.DataFrame) -> tuple[TableColumn, ...]:
    return (_UNIT,) if listed["unit"].notna().any() else ()


def _iso(days: pd.Series) -> pd.Series:
    texts: pd.Series = days.dt.strftime("%Y-%m-%d")
    return texts


def _rows(listed: pd.DataFrame, own: dict[str, pd.Series], setting: Setting) -> tuple[TableRow, ...]:
    """A row per appeal: its own columns, then what all lists have."""
    titles = {name: source_label(setting, name) for name in listed["source_id"].unique()}
    columns = own | {
        "registered": _iso(listed["registered_date"]),
        "source": listed["source_id"].map(titles),
    }
    if _unit(listed):
        columns["unit"] = listed["unit"].fillna("…")
    numbers = listed["appeal_id"].tolist()
    lines = zip(*(values.tolist() for values in columns.values()), strict=True)
    keys = list(columns)
    return tuple(
        TableRow(label=number, cells=dict[str, Number | str](zip(keys, line, strict=True)))
        for number, line in zip(numbers, lines, strict=True)
    )
