"""Complaints of the register and claims that texts voice; processes of what they voice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from tests.registries import processes, registry, voices

from painmap import metrics
from painmap.metrics import Setting
from painmap.report_data import Number, Table

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
TOTAL = "Всего жалоб, замечаний и претензий"
BEFORE = {"registered_date": "2024-03-03"}
EARLY = {"registered_date": "2023-03-03"}


def column(table: Table, key: str = "period") -> dict[str, Any]:
    cells = {row.code or row.label: row.cells[key] for row in table.rows}
    return {code: cell.mark or cell.value for code, cell in cells.items() if isinstance(cell, Number)}


def test_twelve_appeals_add_up(appeals: Appeals, setting: Make) -> None:
    drawn: tuple[tuple[dict[str, Any], str | None], ...] = (
        ({"appeal_kind": "complaint"}, "p1"),
        ({"appeal_kind": "complaint"}, None),
        ({"appeal_kind": "statement"}, "p1"),
        ({"appeal_kind": "suggestion"}, "p2"),  # the register calls it a suggestion
        ({"appeal_kind": "request"}, "p2"),
        ({"appeal_kind": "thanks"}, "p1"),  # a thanks voices no claim
        ({"appeal_kind": "request"}, "p3"),  # a need is none
        ({"appeal_kind": "request"}, "s1"),  # nor is a problem of others
        ({"appeal_kind": "request"}, None),
        ({}, "p4"),
        ({}, ""),
        ({**BEFORE, "appeal_kind": "complaint"}, "p1"),
        ({**BEFORE, "appeal_kind": "request"}, "p1"),
    )
    frame = appeals(*[row for row, _ in drawn], EARLY)
    table = metrics.compute(frame, setting(**voices(frame, *[p for _, p in drawn], None)))["claims-external"]
    assert column(table) == {"complaint": 2, "claim": 2, "claim_unstated": 1, TOTAL: 5}
    assert column(table, "previous") == {"complaint": 1, "claim": 1, "claim_unstated": 0, TOTAL: 2}
    assert (table.base, table.is_additive) == (5, True)
    assert any("по тексту, определено программой" in note for note in table.notes)
    assert any("без прочитанного текста — 1" in note for note in table.notes)


def test_staff_is_counted_apart(appeals: Appeals, setting: Make) -> None:
    staff = {"client_kind": "internal", "channel_code": "box", "appeal_kind": "statement"}
    frame = appeals(staff, staff, {"appeal_kind": "statement"})
    tables = metrics.compute(frame, setting(**voices(frame, "s1", "p1", "s1")))
    assert column(tables["claims-internal"])["claim"] == 1
    assert column(tables["claims-external"])["claim"] == 0
    assert column(tables["claims-external"], "previous")["claim"] == "…"


@pytest.mark.parametrize("known", [{}, {"registry": registry()}])
def test_without_texts_only_the_register_speaks(known: Any, appeals: Appeals, setting: Make) -> None:
    frame = appeals({"appeal_kind": "complaint"}, {"appeal_kind": "request"}, EARLY)
    table = metrics.compute(frame, setting(**known))["claims-external"]
    assert column(table) == {"complaint": 1, "claim": "…", TOTAL: "…"}
    assert table.notes == ()


def test_texts_that_were_read_in_one_period_only(appeals: Appeals, setting: Make) -> None:
    kind = {"appeal_kind": "request"}
    frame = appeals(kind, {**BEFORE, **kind}, EARLY)
    table = metrics.compute(frame, setting(**voices(frame, "p1", "", "")))["claims-external"]
    assert column(table)["claim"] == 1
    assert column(table, "previous") == {"complaint": 0, "claim": "…", TOTAL: "…"}
    assert column(table, "change")["claim"] == "…"


def test_where_no_kind_is_stated_complaints_are_unknown(appeals: Appeals, setting: Make) -> None:
    frame = appeals({}, {}, EARLY)
    table = metrics.compute(frame, setting(**voices(frame, "p1", None, None)))["claims-external"]
    assert column(table) == {"complaint": "…", "claim": 0, "claim_unstated": 1, TOTAL: "…"}
    assert "claims-external" not in metrics.compute(frame, setting())


def test_a_channel_that_is_counted_only_voices_no_claim(appeals: Appeals, setting: Make, agency: Any) -> None:
    closed = [c.model_copy(update={"is_count_only": c.code == "post"}) for c in agency.channels]
    own = agency.model_copy(update={"channels": tuple(closed)})
    frame = appeals({"appeal_kind": "request"}, {"appeal_kind": "request", "channel_code": "email"})
    table = metrics.compute(frame, setting(agency=own, **voices(frame, "p1", "p1")))["claims-external"]
    assert column(table)["claim"] == 1


def test_appeals_by_process_in_the_order_of_the_file(appeals: Appeals, setting: Make) -> None:
    frame = appeals({}, {}, {}, {}, {}, {**BEFORE}, EARLY)
    told = voices(frame, "p1", "p3", "p2", "p4", None, "p2", None)
    table = metrics.compute(frame, setting(**told))["processes-external"]
    assert list(column(table).items()) == [
        ("contacts", 1),
        ("intake", 2),
        ("Процесс не определён", 1),
        ("Всего обращений с проблемой или потребностью", 4),
    ]
    assert list(column(table, "previous").values()) == [1, 0, 0, 1]
    assert [row.label for row in table.rows][:2] == ["Справки по телефону", "Приём заявлений"]


def test_no_row_for_the_rest_where_every_process_is_known(appeals: Appeals, setting: Make) -> None:
    frame = appeals({}, {})
    table = metrics.compute(frame, setting(**voices(frame, "p1", None)))["processes-external"]
    assert [row.code for row in table.rows] == ["contacts", "intake", ""]
    assert "processes-internal" not in metrics.compute(frame, setting(**voices(frame, "p1", None)))


def test_no_table_of_processes_without_problems(appeals: Appeals, setting: Make) -> None:
    frame = appeals({}, {})
    assert "processes-external" not in metrics.compute(frame, setting(processes=processes()))
    assert "processes-external" not in metrics.compute(frame, setting(**voices(frame, None, None)))
