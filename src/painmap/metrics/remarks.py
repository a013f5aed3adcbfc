"""Concrete complaints, claims and suggestions: a list, above a threshold systematised."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from painmap.metrics.remark_rows import COLUMNS, kept, single, systematised, told
from painmap.metrics.tables import Body, without_figures
from painmap.metrics.two_periods import each, only
from painmap.metrics.views import AppealFrames, with_problems
from painmap.metrics.voiced import is_unread, voiced, with_entries
from painmap.report_data import TableRow
from painmap.stats import cells

# Where the profile has no rule: demo-domain.md, «Пороги по умолчанию».
_MIN_REMARKS = 10
_RULE = (
    "Замечания по объекту, которых за год не менее {limit}, обобщены по проблемам (где она не определена — "
    "по темам), остальные приведены по одному с месяцем регистрации; АППГ — у обобщённых и в итоге."
)
_BY_TEXT = (
    "Жалоба и предложение — по виду обращения в реестре; претензия, проблема и объект — по тексту, "
    "определено программой."
)
_UNREAD = "Тексты не прочитаны: претензии и объекты не определены."
_WORDS = {
    "external": "Содержание — из текста обращения с маскированными персональными данными, без сведений о "
    "заявителе и названий населённых пунктов, с сокращениями; где привести его нельзя — название проблемы "
    "или тема, одной строкой на проблему.",
    "internal": "Слова сотрудников не приводятся: содержание — название проблемы или тема, "
    "одной строкой на проблему.",
}
_COUNTED_ONLY = "Обращения, которые только подсчитываются, в перечень не входят: {count}."


def remarks(frames: AppealFrames) -> Body | None:
    """The remarks of the period by object: systematised objects first, then single remarks.

    A remark is a complaint or a suggestion of the register, or a claim (`voiced.is_claim`). None where no
    paragraph of the order asks for the list.
    """
    if "remarks" not in frames.setting.paragraphs:
        return None
    every = each(voiced(frames), lambda frame, _: told(frame, frames))
    own = only(every, kept)
    by_object = remarks_by_object(frames)
    many = frozenset(str(name) for name, n in by_object.items() if n >= _limit(frames))
    texts = frames.appeals.loc[frames.now.index, ["record_id", "text"]]
    rows = [*systematised(own, many), *single(own, texts, many)]
    numbered = (row.model_copy(update={"label": str(i)}) for i, row in enumerate(rows, start=1))
    return Body(
        rows=(*numbered, _total(own, every)),
        columns=COLUMNS,
        base=len(own.now),
        is_additive=False,
        notes=tuple(_notes(frames, every.now)),
    )


def remarks_by_object(frames: AppealFrames) -> pd.Series:
    """Remarks of the year that ends with the period, by object: process id → count, by id.

    The index is "" for those of no object (no problem, or a problem of no process). Channels that are
    counted only are left out.
    """
    period, history = frames.setting.period, frames.history
    dates = history["registered_date"]
    first = pd.Timestamp(period.end) + pd.DateOffset(days=1) - pd.DateOffset(years=1)
    is_earlier = (dates >= first) & (dates < pd.Timestamp(period.start))
    earlier = with_problems(history[is_earlier], frames.setting.assignments)
    found = (told(with_entries(part, frames), frames) for part in (earlier, frames.now))
    objects: pd.Series = pd.concat([part.loc[kept(part), "object"] for part in found])
    return objects.value_counts().sort_index()


def _limit(frames: AppealFrames) -> int:
    rule = frames.setting.agency.thresholds.systematise
    return _MIN_REMARKS if rule is None else rule.min_remarks


def _total(own: AppealFrames, every: AppealFrames) -> TableRow:
    """All remarks; «…» of a period in which a part of them cannot be told from other appeals."""
    before = None if own.before is None else (len(own.before), len(own.before))
    counted = cells.comparison((len(own.now), len(own.now)), before, own.setting.defaults.shares)
    blank = {column.key: counted.get(column.key, "") for column in COLUMNS}
    row = TableRow(label="Всего", role="total", cells=blank)
    for frame, is_before in ((every.now, False), (every.before, True)):
        if frame is not None and (is_unread(own, frame) or _is_kindless(frame)):
            row = without_figures(row, is_before=is_before)
    return row


def _is_kindless(frame: pd.DataFrame) -> bool:
    return len(frame) > 0 and bool(frame["appeal_kind"].isna().all())


def _notes(frames: AppealFrames, now: pd.DataFrame) -> Iterator[str]:
    yield _RULE.format(limit=_limit(frames))
    yield _UNREAD if is_unread(frames, now) else _BY_TEXT
    yield _WORDS[frames.client_kind]
    closed = int(now["is_count_only"].sum())
    if closed:
        yield _COUNTED_ONLY.format(count=closed)
