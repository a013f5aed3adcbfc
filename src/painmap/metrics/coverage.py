"""What came in and how full it is: sources, and completeness of the fields that the metrics need."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from painmap.metrics import incomplete
from painmap.metrics.tables import Body
from painmap.metrics.views import Setting, covered_months, registered, source_label, view
from painmap.params.models import Source
from painmap.periods import Period
from painmap.report_data import TableColumn, TableRow
from painmap.stats import cells

Filled = Callable[[pd.DataFrame], tuple[int, int]]
"""Rows where a field is filled, and rows where it has to be."""


def sources(appeals: pd.DataFrame, setting: Setting) -> Body:
    """One row per source: records dated in the period and in the previous one, first and last date."""
    months = set(covered_months(appeals, setting))
    is_covered = set(setting.period.previous.months) <= months
    body = Body(
        rows=tuple(_source(appeals, setting, s, is_covered) for s in setting.agency.sources),
        columns=_SOURCES,
        is_additive=False,
        notes=(
            "Реестры считаются в обращениях по дате регистрации, опросы — в анкетах по дате заполнения.",
            *_rejected(setting),
        ),
    )
    return incomplete.of_sources(body, setting)


def _rejected(setting: Setting) -> tuple[str, ...]:
    """What the files held and no figure counts: a rejected row often has no date to place it by."""
    told = [
        f"{source_label(setting, source.id)} — {lost} из {data}"
        for source in setting.agency.sources
        for lost, data in [setting.rejected.get(source.id, (0, 0))]
        if lost
    ]
    if not told:
        return ()
    year = setting.period.start.year
    return (f"Не учтены строки файлов за {year} год, отклонённые при приёме: {'; '.join(told)}.",)


def _source(appeals: pd.DataFrame, setting: Setting, source: Source, is_covered: bool) -> TableRow:
    label = source_label(setting, source.id)
    dates = record_dates(appeals, setting, source)
    dates = dates[dates <= pd.Timestamp(setting.as_of)]
    now = _within(dates, setting.period)
    before = len(_within(dates, setting.period.previous))
    previous = (before, before) if is_covered or before else None
    counted = cells.comparison((len(now), len(now)), previous, setting.defaults.shares)
    ends = {"first": now.min(), "last": now.max()} if len(now) else {}
    days = {key: day.date().isoformat() for key, day in ends.items()}
    own = {k: counted[k] for k in ("period", "previous", "change", "change_share")}
    return TableRow(label=label, code=source.id, cells={**own, **days})


def record_dates(appeals: pd.DataFrame, setting: Setting, source: Source) -> pd.Series:
    """Days of registration of the source's appeals; of a survey, days of its questionnaires, one each."""
    if source.study is None:
        return appeals.loc[appeals["source_id"] == source.id, "registered_date"]
    if setting.responses is None:
        return pd.Series(dtype="datetime64[s]")
    own = setting.responses[setting.responses["study_id"] == source.study]
    return own.drop_duplicates(["wave_id", "respondent_id"])["responded_date"]


def _within(dates: pd.Series, period: Period) -> pd.Series:
    return dates[(dates >= pd.Timestamp(period.start)) & (dates <= pd.Timestamp(period.end))]


_SOURCES = (
    TableColumn(key="period", title="Отчётный период", kind="count"),
    TableColumn(key="previous", title="АППГ", kind="count"),
    TableColumn(key="change", title="Изменение, ед.", kind="change", depends_on=("period", "previous")),
    TableColumn(
        key="change_share", title="Изменение, %", kind="change_share", depends_on=("period", "previous")
    ),
    TableColumn(key="first", title="Первая дата", kind="date"),
    TableColumn(key="last", title="Последняя дата", kind="date"),
)


def completeness(appeals: pd.DataFrame, setting: Setting) -> Body:
    """One row per field: appeals in which it is filled, as a share of those in which it has to be."""
    # Numbers, sources and the like are copied with every mask of a million rows.
    appeals = appeals.drop(columns=["record_id", "appeal_id", "source_file_id", "unit", "municipality"])
    now = view(registered(appeals, setting.period), setting.as_of)
    before = None
    if set(setting.period.previous.months) <= set(covered_months(appeals, setting)):
        before = view(registered(appeals, setting.period.previous), setting.previous_as_of)
    rows = []
    for label, code, filled in FIELDS:
        previous = None if before is None else filled(before)
        counted = cells.comparison(filled(now), previous, setting.defaults.shares)
        rows.append(TableRow(label=label, code=code, cells=dict(counted)))
    kept = {c.key for c in _COMPLETENESS}
    rows = [r.model_copy(update={"cells": {k: v for k, v in r.cells.items() if k in kept}}) for r in rows]
    return Body(rows=tuple(rows), columns=_COMPLETENESS, base=len(now), is_additive=False)


_COMPLETENESS = tuple(
    c.model_copy(update={"title": title})
    for c, title in zip(
        cells.COMPARISON[:4], ("Заполнено", "Доля, %", "Заполнено, АППГ", "Доля, АППГ, %"), strict=True
    )
)


def _field(column: str) -> Filled:
    return lambda frame: (int(frame[column].notna().sum()), len(frame))


def _answer(frame: pd.DataFrame) -> tuple[int, int]:
    """Dates of answer among appeals whose outcome says that they were answered."""
    outcome = frame["outcome_code"]
    due = frame[outcome.notna() & ~outcome.isin(("pending", "left_unanswered", "withdrawn", "forwarded"))]
    return int(due["answered_date"].notna().sum()), len(due)


def _client_kind(frame: pd.DataFrame) -> tuple[int, int]:
    return int((frame["client_kind"] != "unknown").sum()), len(frame)


FIELDS: tuple[tuple[str, str, Filled], ...] = (
    ("Вид клиента установлен", "client_kind", _client_kind),
    ("Заявитель установлен", "client_id", _field("client_id")),
    ("Вид обращения", "appeal_kind", _field("appeal_kind")),
    ("Тема", "topic_code", _field("topic_code")),
    ("Причина", "reason_code", _field("reason_code")),
    ("Дата ответа (где результат указан)", "answered_date", _answer),
    ("Результат рассмотрения", "outcome_code", _field("outcome_code")),
)
