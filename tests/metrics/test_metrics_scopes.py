"""Powers that are shown apart: their tables add up to the whole, which alone answers the order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.metrics import METRICS, Setting
from painmap.params.models import Agency, Scope
from painmap.report_data import Number, Table

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
SCOPES = (
    Scope(id="service", title="Регистрация", topics=("01",), processes=("intake",)),
    Scope(id="rest", title="Иные полномочия"),
)


@pytest.fixture
def scoped(agency: Agency) -> Agency:
    return agency.model_copy(update={"scopes": SCOPES})


def period(table: Table, code: str) -> float | None:
    cell = next(row for row in table.rows if code in (row.code, row.role)).cells["period"]
    assert isinstance(cell, Number)
    return cell.value


def total(table: Table, column: str) -> float:
    cell = next(row for row in table.rows if row.role == "total").cells[column]
    assert isinstance(cell, Number)
    return cell.value or 0


def test_scopes_add_up_to_the_whole(register: pd.DataFrame, setting: Make, scoped: Agency) -> None:
    tables = metrics.compute(register, setting(agency=scoped))
    for metric in (m for m in METRICS if m.is_scoped):
        whole, *parts = (tables[f"{metric.key}-external{tail}"] for tail in ("", "-service", "-rest"))
        for column in ("period", "previous"):
            first, *others = (total(table, column) for table in (whole, *parts))
            assert first == sum(others) > 0, (metric.key, column)


def test_an_appeal_without_a_topic_belongs_to_the_rest(
    appeals: Appeals, setting: Make, scoped: Agency
) -> None:
    rows = [{"topic_code": code} for code in ("01", "01", "02", None)]
    tables = metrics.compute(appeals(*rows), setting(agency=scoped))
    service, rest = (tables[f"topics-external-{scope.id}"] for scope in SCOPES)
    assert [row.code for row in service.rows if row.role == "item"] == ["01"]
    assert [row.code for row in rest.rows if row.role == "item"] == ["02", ""]
    assert (period(service, "total"), period(rest, "total"), period(rest, "")) == (2, 2, 1)


def test_scopes_are_of_external_clients_and_answer_no_paragraph(
    register: pd.DataFrame, setting: Make, scoped: Agency
) -> None:
    tables = metrics.compute(register, setting(agency=scoped, paragraphs={"topics": "18"}))
    apart = {key: table for key, table in tables.items() if table.scope}
    assert {table.scope for table in apart.values()} == {"service", "rest"}
    assert {(table.client_kind, table.metric) for table in apart.values()} == {("external", "")}
    assert all("(Регистрация)" in t.title or "(Иные полномочия)" in t.title for t in apart.values())
    plain = metrics.compute(register, setting(paragraphs={"topics": "18"}))
    assert {key: t for key, t in tables.items() if not t.scope} == plain


def test_online_and_offline_where_the_order_asks(register: pd.DataFrame, setting: Make, agency: Any) -> None:
    channels = tuple(
        c.model_copy(update={"mode": "offline" if c.code == "post" else "online"}) for c in agency.channels
    )
    profile = agency.model_copy(update={"channels": channels})
    assert "modes-external" not in metrics.compute(register, setting(agency=profile))
    tables = metrics.compute(register, setting(agency=profile, paragraphs={"modes": "7"}))
    modes, by_channel = tables["modes-external"], tables["channels-appeals-external"]
    assert period(modes, "offline") == period(by_channel, "post")
    assert period(modes, "total") == period(modes, "offline") + period(modes, "online")  # type: ignore[operator]
