"""The catalogue of the prescribed tables: what each is called, counts, and how it is made.

The orders' paragraphs are in the ledgers (`params/obligations`): each names the metrics that answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from painmap.metrics import appeals as counts
from painmap.metrics import (
    claims,
    coverage,
    customary,
    outcomes,
    processes,
    reconciliation,
    remarks,
    repeats,
    terms,
    waiting,
    waiting_curve,
)
from painmap.metrics.questions import questions
from painmap.metrics.tables import Body
from painmap.metrics.views import AppealFrames, Setting


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
        is_internal: Its rows are single cases: no public edition has it.
    """

    key: str
    function: Callable[[AppealFrames], Body | None]
    title: str
    unit: str
    section: str = "appeals"
    by: str = ""
    counts_people: bool = False
    is_scoped: bool = False
    is_internal: bool = False


@dataclass(frozen=True, kw_only=True)
class Overall:
    """A table over all appeals, whatever the kind of client."""

    key: str
    function: Callable[[pd.DataFrame, Setting], Body]
    title: str
    unit: str
    section: str = "sources"


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
        function=waiting.waiting,
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
    Metric(key="claims", function=claims.claims, title="Жалобы, замечания и претензии", unit="обращений"),
    Metric(key="repeats", function=repeats.repeats, title="Повторные обращения", unit="обращений"),
    Metric(
        key="forms", function=customary.forms, title="Обращения по форме", unit="обращений", by="form_code"
    ),
    Metric(
        key="referrers",
        function=customary.referrers,
        title="Обращения по источнику поступления",
        unit="обращений",
        by="referrer_code",
    ),
    Metric(
        key="applicants",
        function=customary.applicants,
        title="Обращения по категории заявителя",
        unit="обращений",
        by="applicant_code",
    ),
    Metric(
        key="signs",
        function=customary.signs,
        title="Коллективные и анонимные обращения",
        unit="обращений",
    ),
    Metric(
        key="municipalities",
        function=customary.municipalities,
        title="Обращения по муниципальным образованиям",
        unit="обращений",
    ),
    Metric(
        key="units",
        function=customary.units,
        title="Обращения по подразделениям",
        unit="обращений",
        by="unit",
    ),
    Metric(
        key="touch-points",
        function=customary.touch_points,
        title="Обращения по точкам взаимодействия",
        unit="обращений",
        by="touch_point_code",
    ),
    Metric(
        key="life-situations",
        function=customary.life_situations,
        title="Обращения по жизненным ситуациям",
        unit="обращений",
        by="life_situation_code",
    ),
    Metric(
        key="processes",
        function=processes.processes,
        title="Обращения с проблемами по процессам",
        unit="обращений",
    ),
    Metric(
        key="remarks",
        function=remarks.remarks,
        title="Перечень жалоб, претензий и предложений",
        unit="обращений",
        section="problems",
        is_internal=True,
    ),
    Metric(
        key="waiting-curve",
        function=waiting_curve.curve,
        title="Время ожидания ответа с учётом открытых обращений",
        unit="обращений",
        section="stat_tables",
    ),
    Metric(
        key="reconciliation",
        function=reconciliation.reconciliation,
        title="Обращения, требующие сверки",
        unit="обращений",
        section="stat_tables",
        is_internal=True,
    ),
    Metric(
        key="due-soon",
        function=reconciliation.due_soon,
        title="Обращения, срок ответа по которым истекает или истёк",
        unit="обращений",
        section="digest",
        is_internal=True,
    ),
)
