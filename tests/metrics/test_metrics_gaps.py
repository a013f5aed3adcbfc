"""What no record states is a gap in every table and in the ledger, never a figure of zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.metrics import Setting
from painmap.params.models import Source
from painmap.report_data import Number, Table

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]


def marks(table: Table, column: str) -> set[str]:
    items = [row for row in table.rows if row.role == "item" and row.code not in ("", "pending")]
    cells = [row.cells[column] for row in items]
    return {cell.mark if isinstance(cell, Number) else "" for cell in cells}


@pytest.mark.parametrize("metric", ["kinds", "reasons", "topics", "outcomes"])
def test_a_field_that_no_appeal_has_is_a_gap(metric: str, appeals: Appeals, setting: Make) -> None:
    frame = appeals({}, {"registered_date": "2024-03-03"}, {"registered_date": "2023-03-03"})
    table = metrics.compute(frame, setting())[f"{metric}-external"]
    assert table.is_unstated
    assert [marks(table, c) for c in ("period", "share", "previous", "change")] == [{"…"}] * 4
    total = table.rows[-1].cells["period"]
    assert isinstance(total, Number)
    assert total.value == 1


def test_open_appeals_do_not_make_outcomes_known(appeals: Appeals, setting: Make) -> None:
    table = metrics.compute(appeals({}, {"registered_date": "2025-12-20"}), setting())["outcomes-external"]
    assert table.is_unstated
    assert next(row for row in table.rows if row.code == "pending").cells["period"] == Number(mark="…")
    assert table.notes == ()


def test_a_gap_of_one_period_leaves_the_other(appeals: Appeals, setting: Make) -> None:
    known = {"reason_code": "п01"}
    rows = ({}, {"registered_date": "2024-03-03", **known}, {"registered_date": "2023-03-03"})
    table = metrics.compute(appeals(*rows), setting())["reasons-external"]
    assert (table.is_unstated, marks(table, "period"), marks(table, "previous")) == (True, {"…"}, {""})
    table = metrics.compute(appeals(*rows, known), setting())["reasons-external"]
    assert (table.is_unstated, marks(table, "period")) == (False, {""})


def test_no_appeals_at_all_are_zeros(appeals: Appeals, setting: Make) -> None:
    table = metrics.compute(appeals({}, {"registered_date": "2023-03-03"}), setting())["kinds-internal"]
    assert not table.is_unstated


def test_sources_of_one_format_are_told_apart(appeals: Appeals, setting: Make, agency: Any) -> None:
    sources = (
        Source(id="mail", files="a*", format="mbox", channel="email"),
        Source(id="staff", files="b*", format="mbox", client_kind="internal"),
        Source(id="register", files="*.xlsx", format="register"),
    )
    titles = {"mail": "Ящик", "staff": "Ящик", "register": "Журнал"}
    own = setting(agency=agency.model_copy(update={"sources": sources}), source_titles=titles)
    labels = [row.label for row in metrics.compute(appeals({}), own)["sources"].rows]
    assert labels == ["Ящик: Эл. почта", "Ящик: внутренние клиенты (сотрудники)", "Журнал"]


def test_complaints_without_a_decision_are_a_gap_though_some_were_forwarded(
    appeals: Appeals, setting: Make
) -> None:
    """A register without results knows only what it sent on: «удовлетворено — 0 %» would be made up."""
    complaint = {"appeal_kind": "complaint", "answered_date": "2025-04-01"}
    sent = {"appeal_kind": "complaint", "outcome_code": "forwarded"}
    old = {"registered_date": "2024-03-03", "answered_date": "2024-03-20", "appeal_kind": "complaint"}
    table = metrics.compute(appeals(*[complaint] * 26, *[sent] * 7, old), setting())["complaints-external"]
    assert table.is_unstated
    assert [marks(table, c) for c in ("period", "ci_low", "previous", "change")] == [{"…"}] * 4
    still_open = next(row for row in table.rows if row.code == "pending")
    assert still_open.cells["period"] == Number(value=0)
    # An explanation is a decision: then none of them was upheld, and that is a figure.
    known = {**complaint, "outcome_code": "explained"}
    table = metrics.compute(appeals(*[complaint] * 26, known, old), setting())["complaints-external"]
    assert (table.is_unstated, marks(table, "period"), marks(table, "ci_low")) == (False, {""}, {""})
    assert marks(table, "previous") == {"…"}


def test_a_channel_without_kinds_has_no_figure_of_complaints(appeals: Appeals, setting: Make) -> None:
    kinds = ({"appeal_kind": "complaint"}, {"appeal_kind": "request"}, {})
    frame = appeals(*kinds, {"channel_code": "email"}, {"channel_code": "email"})
    table = metrics.compute(frame, setting())["channels-complaints-external"]
    cells = {row.code: row.cells["period"] for row in table.rows if row.code}
    assert cells == {"post": Number(value=1), "email": Number(mark="…")}
    assert any("жалобы не выделены по каналам: Эл. почта." in note for note in table.notes)


def test_a_mass_mailing_says_how_the_series_count_it(appeals: Appeals, setting: Make) -> None:
    plain = metrics.compute(appeals({}), setting())["channels-appeals-external"]
    letters = metrics.compute(appeals({}, {"mailing_id": "m1"}), setting())["channels-appeals-external"]
    assert [any("учтены один раз" in note for note in t.notes) for t in (plain, letters)] == [False, True]
