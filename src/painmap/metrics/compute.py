"""The tables of a report, and the ledger of the order, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from painmap.errors import unknown_name
from painmap.metrics import incomplete
from painmap.metrics.calendars import with_missing
from painmap.metrics.catalogue import METRICS, OVERALL, Metric, Overall
from painmap.metrics.ledger import Ledger
from painmap.metrics.tables import Body
from painmap.metrics.views import KINDS, AppealFrames, Kind, Setting, frames, of_scope, without_texts
from painmap.params.bundle import AgencyParams
from painmap.report_data import CLIENT_TITLES, ObligationRow, ReportData, Table


def compute(appeals: pd.DataFrame, setting: Setting) -> dict[str, Table]:
    """All tables of a report by id, in the order in which they stand.

    Args:
        appeals: Whole history, rows of `schema.APPEALS`, in any order.
        setting: Agency, defaults, period and what else the figures depend on.

    Raises:
        PainmapError: A regime has no entry among the terms.
    """
    setting = with_missing(appeals, setting)
    lean = without_texts(appeals)
    tables = [_table(s, s.function(lean, setting), setting, None) for s in OVERALL]
    for kind in KINDS:
        tables += _of_kind(appeals, setting, kind)
    return {t.id: t for t in [*tables, *_scoped(appeals, setting)]}


def _of_kind(appeals: pd.DataFrame, setting: Setting, kind: Kind) -> list[Table]:
    """The tables of one kind of clients; their frames go before those of the other are made."""
    own = frames(appeals, setting, kind)
    bodies = [(m, _body(m, own)) for m in _ordered(setting)]
    return [_table(m, body, setting, kind) for m, body in bodies if body is not None]


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
    # Single cases have no change that a missing source could make.
    return body if body is None or metric.is_internal else incomplete.of_clients(body, own, metric.by)


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
        is_internal=isinstance(metric, Metric) and metric.is_internal,
        notes=body.notes,
    )
