"""Prescribed figures of appeals: the state of knowledge on a day, and the tables that the orders ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from painmap.errors import unknown_name
from painmap.metrics import appeals as counts
from painmap.metrics import coverage, incomplete, outcomes, terms
from painmap.metrics.calendars import with_missing
from painmap.metrics.comparisons import cases
from painmap.metrics.ledger import Ledger
from painmap.metrics.questions import questions
from painmap.metrics.rules import LowScoreSource, RuleInputs, materials, rules
from painmap.metrics.series import Plan, charted, collapsed, monthly, plan, portfolio
from painmap.metrics.signals import signals
from painmap.metrics.tables import Body
from painmap.metrics.views import (
    KINDS,
    AppealFrames,
    Kind,
    Setting,
    frames,
    of_scope,
    people,
    registered,
    view,
)
from painmap.params.bundle import AgencyParams
from painmap.report_data import CLIENT_TITLES, ObligationRow, ReportData, Table

__all__ = [
    "METRICS",
    "OVERALL",
    "AppealFrames",
    "LowScoreSource",
    "Metric",
    "Plan",
    "RuleInputs",
    "Setting",
    "cases",
    "charted",
    "collapsed",
    "compute",
    "frames",
    "ledger_rows",
    "materials",
    "monthly",
    "people",
    "plan",
    "portfolio",
    "registered",
    "rules",
    "signals",
    "view",
    "with_missing",
]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A prescribed table.

    Attributes:
        key: Table id without the kind of client.
        function: Makes the body from the frames of one kind of client; None: the table has no place.
        by: Column of the appeals whose values are the codes of the rows; empty: none says which appeals a
            row counts.
        counts_people: Comes first where the order counts people, after the others elsewhere.
        is_scoped: Made for each scope of the profile too, of external clients.
    """

    key: str
    function: Callable[[AppealFrames], Body | None]
    title: str
    unit: str
    section: str = "appeals"
    by: str = ""
    counts_people: bool = False
    is_scoped: bool = False


@dataclass(frozen=True, kw_only=True)
class Overall:
    """A table over all appeals, whatever the kind of client."""

    key: str
    function: Callable[[pd.DataFrame, Setting], Body]
    title: str
    unit: str
    section: str = "sources"


def compute(appeals: pd.DataFrame, setting: Setting) -> dict[str, Table]:
    """All tables of a report by id, in the order in which they stand.

    Args:
        appeals: Whole history, rows of `schema.APPEALS`, in any order.
        setting: Agency, defaults, period and what else the figures depend on.

    Raises:
        PainmapError: A regime has no entry among the terms.
    """
    setting = with_missing(appeals, setting)
    tables = [_table(s, s.function(appeals, setting), setting, None) for s in OVERALL]
    for kind in KINDS:
        own = frames(appeals, setting, kind)
        bodies = [(m, _body(m, own)) for m in _ordered(setting)]
        tables += [_table(m, body, setting, kind) for m, body in bodies if body is not None]
    return {t.id: t for t in [*tables, *_scoped(appeals, setting)]}


def _scoped(appeals: pd.DataFrame, setting: Setting) -> Iterator[Table]:
    """The tables of each scope of the profile, of external clients: powers are exercised for them."""
    if not setting.agency.scopes:
        return
    whole = frames(appeals, setting, "external")
    for scope in setting.agency.scopes:
        own = of_scope(whole, scope)
        for metric in (m for m in _ordered(setting) if m.is_scoped):
            body = _body(metric, own)
            if body is None:
                continue
            table = _table(metric, body, setting, "external")
            # A paragraph is answered by the table of the whole, found by its metric.
            yield table.model_copy(
                update={
                    "id": f"{table.id}-{scope.id}",
                    "title": f"{table.title} ({scope.title})",
                    "metric": "",
                    "scope": scope.id,
                }
            )


def ledger_rows(report: ReportData, params: AgencyParams) -> tuple[ObligationRow, ...]:
    """Each paragraph of the order with its status, from what `report`, one edition, really holds.

    Raises:
        PainmapError: The ledger names a metric that does not exist.
    """
    titles = {o.key: o.title for o in OVERALL} | {m.key: m.title for m in METRICS}
    for row in params.obligations.paragraphs:
        for key in row.metrics:
            if key not in titles:
                where = f"params/obligations/{params.agency.id}.yaml, пункт {row.paragraph}, поле metrics"
                raise unknown_name("Показатель", key, titles, where=where)
    studies = [(s, params.questionnaires[s.questionnaire]) for s in params.studies.values()]
    return Ledger(report, titles, studies).rows(params.obligations.paragraphs)


def _ordered(setting: Setting) -> list[Metric]:
    first = setting.agency.people_first
    channels = [m for m in METRICS if m.key.startswith("channels-")]
    rest = [m for m in METRICS if m not in channels]
    return sorted(channels, key=lambda m: m.counts_people is not first) + rest


def _body(metric: Metric, own: AppealFrames) -> Body | None:
    body = metric.function(own)
    return None if body is None else incomplete.of_clients(body, own, metric.by)


def _table(metric: Metric | Overall, body: Body, setting: Setting, kind: Kind | None) -> Table:
    paragraphs, names = setting.paragraphs, (f"{metric.key}-{kind}", metric.key, metric.section)
    return Table(
        id=metric.key if kind is None else f"{metric.key}-{kind}",
        section=metric.section,
        title=metric.title if kind is None else f"{metric.title}: {CLIENT_TITLES[kind]}",
        unit=metric.unit,
        columns=body.columns,
        rows=body.rows,
        client_kind=kind or "all",
        metric=metric.key,
        base=body.base,
        paragraph=next((paragraphs[name] for name in names if name in paragraphs), ""),
        is_additive=body.is_additive,
        notes=body.notes,
    )


OVERALL: tuple[Overall, ...] = (
    Overall(key="sources", function=coverage.sources, title="Источники данных", unit="записей"),
    Overall(
        key="completeness", function=coverage.completeness, title="Полнота данных реестра", unit="обращений"
    ),
)

METRICS: tuple[Metric, ...] = (
    Metric(
        key="channels-people",
        function=counts.channels_people,
        title="Обратившиеся по каналам поступления",
        unit="человек",
        by="channel_code",
        counts_people=True,
    ),
    Metric(
        key="channels-appeals",
        function=counts.channels_appeals,
        title="Обращения по каналам поступления",
        unit="обращений",
        by="channel_code",
        is_scoped=True,
    ),
    Metric(key="modes", function=counts.modes, title="Обращения по виду сбора", unit="обращений"),
    Metric(
        key="channels-complaints",
        function=counts.channels_complaints,
        title="Жалобы по каналам поступления",
        unit="жалоб",
        by="channel_code",
    ),
    Metric(
        key="kinds",
        function=counts.kinds,
        title="Обращения по видам",
        unit="обращений",
        by="appeal_kind",
        is_scoped=True,
    ),
    Metric(
        key="reasons", function=counts.reasons, title="Причины обращений", unit="обращений", by="reason_code"
    ),
    Metric(
        key="topics",
        function=counts.topics,
        title="Тематика обращений",
        unit="обращений",
        by="topic",
        is_scoped=True,
    ),
    Metric(
        key="terms",
        function=terms.discipline,
        title="Соблюдение сроков рассмотрения",
        unit="обращений",
        is_scoped=True,
    ),
    Metric(
        key="waiting",
        function=terms.waiting,
        title="Время от регистрации обращения до ответа",
        unit="обращений с ответом",
        by="channel_code",
    ),
    Metric(key="outcomes", function=outcomes.outcomes, title="Результаты рассмотрения", unit="обращений"),
    Metric(
        key="complaints",
        function=outcomes.complaints,
        title="Удовлетворённые и неудовлетворённые жалобы",
        unit="жалоб",
        is_scoped=True,
    ),
    Metric(key="questions", function=questions, title="Вопросы в обращениях", unit="вопросов"),
)
