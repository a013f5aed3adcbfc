"""Complaints, remarks and claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from painmap.metrics.tables import Body, additive, without_figures
from painmap.metrics.two_periods import each, only
from painmap.metrics.views import AppealFrames
from painmap.metrics.voiced import is_claim, is_complaint, is_unread, voiced
from painmap.report_data import TableRow

_LABELS = {
    "complaint": "Жалобы (вид указан в реестре)",
    "claim": "Замечания и претензии в обращениях иного вида",
}
_UNSTATED = {"claim_unstated": "Замечания и претензии в обращениях, вид которых не указан"}
_BY_TEXT = (
    "Замечания и претензии — по тексту, определено программой: обращение иного вида или без указания вида "
    "(кроме предложений и благодарностей) отнесено к проблеме из реестра проблем."
)
_UNREAD = "Обращений без прочитанного текста — {count}: претензии в них, если они есть, не учтены."


def claims(frames: AppealFrames) -> Body | None:
    """Complaints of the register and other appeals that voice a claim; they add up.

    «…» where no kind is stated, where no text was read, and in the total of either; None where that leaves
    nothing in both periods.
    """
    own = voiced(frames)
    sides = [frame for frame in (own.now, own.before) if frame is not None]
    if any(map(len, sides)) and all(set(_LABELS) <= _unknown(frames, f) for f in sides if len(f)):
        return None
    is_partial = any(bool(frame["appeal_kind"].isna().any()) for frame in sides)
    labels = _LABELS | (_UNSTATED if is_partial else {})
    counted = only(each(own, lambda frame, _: _coded(frame)), lambda frame: frame["claim"] != "")
    body = additive(counted, "claim", labels, "Всего жалоб, замечаний и претензий")
    rows = [_known(row, _unknown(frames, own.now), is_before=False) for row in body.rows]
    if own.before is not None:
        rows = [_known(row, _unknown(frames, own.before), is_before=True) for row in rows]
    return replace(body, rows=tuple(rows), notes=tuple(_notes(frames, own.now)))


def _coded(frame: pd.DataFrame) -> pd.DataFrame:
    """The appeals with `claim`: the code of a row, or "" for what is neither complaint nor claim."""
    is_stated, claim = frame["appeal_kind"].notna(), is_claim(frame)
    masks = (is_complaint(frame), claim & is_stated, claim)
    return frame.assign(claim=np.select([m.to_numpy(dtype=bool) for m in masks], [*_LABELS, *_UNSTATED], ""))


def _unknown(frames: AppealFrames, frame: pd.DataFrame) -> set[str]:
    """Rows of which nobody knows the figure; "" is the total."""
    codes = set[str]()
    if len(frame) and frame["appeal_kind"].isna().all():
        codes |= {"complaint", ""}
    if is_unread(frames, frame):
        codes |= {"claim", *_UNSTATED, ""}
    return codes


def _known(row: TableRow, unknown: set[str], *, is_before: bool) -> TableRow:
    return without_figures(row, is_before=is_before) if row.code in unknown else row


def _notes(frames: AppealFrames, now: pd.DataFrame) -> Iterator[str]:
    if is_unread(frames, now):
        return
    yield _BY_TEXT
    unread = int((~now["is_read"]).sum())
    if unread:
        yield _UNREAD.format(count=unread)
