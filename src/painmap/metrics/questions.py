"""Questions of appeals by topic and result: a table for the registers that keep a row for each (ССТУ)."""

from __future__ import annotations

import pandas as pd

from painmap.metrics.tables import Body, Role
from painmap.metrics.views import AppealFrames
from painmap.report_data import Number, TableColumn, TableRow
from painmap.stats import cells

# Results by column; they exclude each other, «» is a result that is not stated.
_RESULTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "upheld": ("Поддержано", ("upheld", "upheld_partly", "upheld_pending")),
    "explained": ("Разъяснено", ("explained",)),
    "refused": ("Отказано", ("refused",)),
    "elsewhere": (
        "Направлено, прекращено, без ответа (ст. 11)",
        ("forwarded", "left_unanswered", "withdrawn"),
    ),
    "pending": ("На рассмотрении", ("pending",)),
    "unstated": ("Результат не указан", ("",)),
}
_COMPARED = ("previous", "change", "change_share")
_COLUMNS: tuple[TableColumn, ...] = (
    # The results of a row add up to its count: one that is hidden must not follow from it.
    TableColumn(key="period", title="Отчётный период", kind="count", depends_on=tuple(_RESULTS)),
    *(column for column in cells.COMPARISON if column.key in _COMPARED),
    *(TableColumn(key=key, title=title, kind="count") for key, (title, _) in _RESULTS.items()),
)
_RULE = (
    "Результат обращения с несколькими вопросами: «на рассмотрении», пока рассматривается хотя бы один из "
    "них; не указан, если не указан результат хотя бы одного; «поддержано частично», если одни вопросы "
    "поддержаны, а другим отказано; иначе поддержка вопроса важнее отказа, отказ — разъяснения. Тема "
    "обращения — тема первого вопроса, дата ответа — дата последнего ответа, когда отвечены все вопросы."
)


def questions(frames: AppealFrames) -> Body | None:
    """Questions by topic, with their results; None where no appeal of either period has questions."""
    now = _asked(frames, frames.now, is_before=False)
    before = None if frames.before is None else _asked(frames, frames.before, is_before=True)
    if now.empty and (before is None or before.empty):
        return None
    met = {*now["topic"], *(() if before is None else before["topic"])}
    titles = {topic.code: topic.title for topic in frames.setting.agency.topics}
    labels = {code: titles.get(code, f"Код {code} (нет в перечне)") for code in sorted(met - {""})}
    if "" in met:
        labels[""] = "Тема не определена"
    rows = [
        _row(frames, (code, label, "item"), now[now["topic"] == code], _of_topic(before, code))
        for code, label in labels.items()
    ]
    rows.append(_row(frames, ("", "Всего вопросов", "total"), now, before))
    if before is not None:
        total: dict[str, Number | str] = dict.fromkeys(("period", *_COMPARED), "")
        total["previous"] = cells.count(len(before))
        rows.append(TableRow(label="АППГ, всего вопросов", role="aside", cells=total | _results(before)))
    counts = f"обращений — {now['record_id'].nunique()}"
    if before is not None:
        counts += f" (АППГ — {before['record_id'].nunique()})"
    return Body(
        rows=tuple(rows),
        columns=_COLUMNS,
        base=len(now),
        notes=(
            f"Учтены вопросы из источников, где они ведутся по отдельности: {counts}; в обращении может быть "
            "несколько вопросов.",
            _RULE,
        ),
    )


def _asked(frames: AppealFrames, appeals: pd.DataFrame, *, is_before: bool) -> pd.DataFrame:
    """The questions of these appeals: record_id, topic and result, as they were known on the cut-off day."""
    items = frames.setting.items
    if items is None or items.empty:
        return pd.DataFrame({name: pd.Series(dtype="string") for name in ("record_id", "topic", "result")})
    as_of = pd.Timestamp(frames.setting.previous_as_of if is_before else frames.setting.as_of)
    own = items[items["record_id"].isin(appeals["record_id"])]
    is_open = (own["answered_date"] > as_of).fillna(False) | (own["outcome_code"] == "pending").fillna(False)
    is_unknown = (own["outcome_known_date"] > as_of).fillna(False)
    results = own["outcome_code"].mask(is_unknown, "").mask(is_open, "pending")
    return own.assign(topic=own["topic_code"].fillna(""), result=results.fillna(""))


def _of_topic(before: pd.DataFrame | None, code: str) -> pd.DataFrame | None:
    return None if before is None else before[before["topic"] == code]


def _row(
    frames: AppealFrames, head: tuple[str, str, Role], now: pd.DataFrame, before: pd.DataFrame | None
) -> TableRow:
    code, label, role = head
    counted = cells.comparison(
        (len(now), len(now)),
        None if before is None else (len(before), len(before)),
        frames.setting.defaults.shares,
    )
    compared: dict[str, Number | str] = {key: counted[key] for key in ("period", *_COMPARED)}
    return TableRow(label=label, code=code, role=role, cells=compared | _results(now))


def _results(asked: pd.DataFrame) -> dict[str, Number | str]:
    return {key: cells.count(int(asked["result"].isin(codes).sum())) for key, (_, codes) in _RESULTS.items()}
