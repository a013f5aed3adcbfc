"""Every metric is recomputed by another route, and the route itself holds on rows counted by hand."""

from __future__ import annotations

# SQL reads best in whole lines.
# ruff: noqa: E501
import ast
from datetime import date
from pathlib import Path

import duckdb
import pytest

from painmap.metrics.catalogue import METRICS
from painmap.schema import APPEAL_ITEMS, APPEALS, ASSIGNMENTS, RESPONSES
from tests.conftest import ROOT
from tests.independent import expected, terms, waiting
from tests.independent.catalogue import RECOMPUTED
from tests.independent.data import Data, Period, opened


def test_each_metric_has_a_recomputation() -> None:
    """A new table of the catalogue fails here until SQL finds it too."""
    assert {m.key for m in METRICS} == RECOMPUTED


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("[!t]*.py")), ids=lambda p: p.stem)
def test_the_other_route_imports_nothing_of_the_first(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_bytes())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if name.startswith("painmap")], path.name


def test_a_year_before_is_seen_at_equal_maturity() -> None:
    """Ten days after the end of our period: ten days after the end of theirs, leap year or not."""
    period = Period.of("2025-Q1", {"2025-Q1": date(2025, 4, 10)})
    assert (period.start, period.end, period.as_of) == (
        date(2025, 1, 1),
        date(2025, 3, 31),
        date(2025, 4, 10),
    )
    assert period.previous == Period(date(2024, 1, 1), date(2024, 3, 31), date(2024, 4, 10))
    assert Period.of("2025-02", {}).previous.as_of == date(2024, 2, 29)
    assert Period.of("2025", {}).as_of == date(2025, 12, 31)


# --- SQL against rows counted by hand -----------------------------------------------------------

_APPEALS = (
    # number, registered, answered, known, outcome, kind, channel, term class, waited (None: not counted)
    ("a1", "2025-03-03", "2025-04-02", None, "explained", "complaint", "post", "in_time", 30),
    ("a2", "2025-03-03", "2025-04-03", None, "refused", "complaint", "post", "late", 31),
    ("a3", "2025-03-03", "2025-04-20", None, "upheld", "complaint", "post", "extended", 48),
    ("a4", "2025-12-15", "2026-01-12", None, "upheld", "complaint", "post", "open", 16),
    ("a5", "2025-10-01", None, None, "pending", "complaint", "post", "open_late", 91),
    ("a6", "2025-10-01", None, None, "upheld_partly", "complaint", "post", "no_date", None),
    ("a7", "2025-10-01", None, None, None, None, "post", "no_date", None),
    ("a8", "2025-05-05", "2025-05-06", "2026-01-20", "upheld", "complaint", "post", "no_date", None),
    ("a9", "2025-05-05", "2025-05-05", None, "upheld", "thanks", "call", "no_term", 0),
    # 30 days from 9 April end on 9 May, a day off, as is the 8th: the term ends on 7 May.
    ("b1", "2025-04-09", "2025-05-07", None, "upheld", "complaint", "post", "in_time", 28),
    ("b2", "2025-04-09", "2025-05-09", None, "upheld", "complaint", "post", "late", 30),
    # Its closing date is no day of an answer.
    ("b3", "2025-04-09", "2025-05-20", None, "left_unanswered", "statement", "post", "no_answer_due", None),
)  # fmt: skip


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Twelve appeals in a project of one channel with a term and one without."""
    root = tmp_path_factory.mktemp("twelve")
    for name in ("agencies", "obligations", "problems", "processes"):
        (root / "params" / name).mkdir(parents=True)
    (root / "params" / "report.yaml").write_text(_REPORT, encoding="utf-8")
    (root / "params" / "agencies" / "x.yaml").write_text(_PROFILE, encoding="utf-8")
    (root / "params" / "obligations" / "x.yaml").write_text("paragraphs: []\n", encoding="utf-8")
    (root / "params" / "problems" / "x.csv").write_text("id,client_kind,problem_kind,process_id\n")
    (root / "params" / "processes" / "x.csv").write_text("id,name,client_kind\n")
    (root / "params" / "calendar.yaml").write_text(
        (ROOT / "params" / "calendar.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    _parquet(root)
    return opened(root, "x", "2025").narrowed("external")


def _parquet(root: Path) -> None:
    (root / "data" / "processed" / "x" / "2025").mkdir(parents=True)
    (root / "data" / "interim" / "x" / "pain-points").mkdir(parents=True)
    con = duckdb.connect()
    for table, path in (
        (APPEALS, "processed/x/2025/appeals"),
        (RESPONSES, "processed/x/2025/responses"),
        (APPEAL_ITEMS, "processed/x/2025/appeal_items"),
        (ASSIGNMENTS, "interim/x/pain-points/assignments"),
    ):
        columns = ", ".join(f"{c.name} {_TYPES[c.kind]}" for c in table.columns)
        con.execute(f"create table {table.name} ({columns})")
        if table is APPEALS:
            _fill(con)
        con.execute(f"copy {table.name} to '{root}/data/{path}.parquet' (format parquet)")


def _fill(con: duckdb.DuckDBPyConnection) -> None:
    for number, day, answered, known, outcome, kind, channel, *_ in _APPEALS:
        fields = {
            "record_id": number, "source_id": "register", "source_file_id": "f", "appeal_id": number,
            "registered_date": day, "client_kind": "external", "channel_code": channel,
            "regime_code": "59-fz" if channel == "post" else "none", "appeal_kind": kind,
            "answered_date": answered, "answer_known_date": known or answered, "outcome_code": outcome,
            "outcome_known_date": known or answered, "extended_until_date": "2025-05-02" if number == "a3" else None,
        }  # fmt: skip
        names = ", ".join(fields)
        con.execute(
            f"insert into appeals ({names}) values ({', '.join('?' * len(fields))})", list(fields.values())
        )


_TYPES = {
    "text": "text", "code": "text", "date": "timestamp", "integer": "bigint", "number": "double",
    "boolean": "boolean",
}  # fmt: skip
_REPORT = """
reasons: {}
regimes: {59-fz: {days: 30, extension_days: 30, forward_days: 7}, none: {}}
trend: {equivalence_share: 0.05}
"""
_PROFILE = """
other_channels_title: Иные
topics: []
channels:
- {code: post, title: Почта, client_kinds: [external], paragraph: "8"}
- {code: call, title: Звонок, client_kinds: [external], paragraph: "8"}
"""


def test_the_class_of_each_term_is_that_counted_by_hand(twelve: Data) -> None:
    found = dict(
        twelve.con.execute(f"select appeal_id, term_class from {terms.classed(twelve, 'now')}").fetchall()
    )
    assert found == {row[0]: row[-2] for row in _APPEALS}


def test_complaints_are_shares_of_all_complaints_open_ones_too(twelve: Data) -> None:
    rows = terms.complaints(twelve)
    counts = {code: cells["period"] for code, cells in rows.items()}
    # a4 was answered after the cut-off, a8's outcome became known after it.
    assert counts == {
        "upheld": 3, "upheld_partly": 1, "refused": 1, "other": 1, "pending": 2, "": 1, "total": 9,
    }  # fmt: skip


def test_the_curve_of_waiting_counts_who_still_waits(twelve: Data) -> None:
    """By hand: days 0, 16+, 28, 30, 30, 31, 48, 91+ (a plus: open)."""
    waited = sorted(row[-1] for row in _APPEALS if row[-1] is not None)
    assert waited == [0, 16, 28, 30, 30, 31, 48, 91]
    answered, n, points, longest = waiting._curve(twelve, "now", "", None, 0)
    assert (answered, n, longest) == (6, 8, 91)
    left = [
        7 / 8,
        7 / 8 * 5 / 6,
        7 / 8 * 5 / 6 * 3 / 5,
        7 / 8 * 5 / 6 * 3 / 5 * 2 / 3,
        7 / 8 * 5 / 6 * 3 / 5 / 3,
    ]
    assert [day for day, _ in points] == [0, 28, 30, 31, 48]
    assert [share for _, share in points] == pytest.approx(left)
    assert waiting.quantile_cell((20, 30, points), 0.5) == 30
    assert waiting._mean((20, 30, points, 91.0), 30) == pytest.approx(7 / 8 * 28 + 7 / 8 * 5 / 6 * 2)


def test_what_nobody_knows_is_no_zero() -> None:
    cells = expected.compared((0, 0), None)
    assert cells == {
        "period": 0, "share": "–", "previous": "…", "previous_share": "…", "change": "…", "change_share": "…",
    }  # fmt: skip
    assert expected.compared((4, 19), (5, 20))["share"] == "*"
    assert expected.unknown(expected.compared((4, 20), (5, 20)))["previous"] == 5
    assert expected.unknown(expected.compared((4, 20), (5, 20)))["change"] == "…"


# --- the comparison itself ------------------------------------------------------------------------


def _table(note: str = "", **cells: object) -> dict[str, object]:
    found = {"period": {"value": 4.0, "mark": ""}, "change": {"value": 1.0, "mark": ""}, **cells}
    row = {"code": "a", "label": "А", "role": "item", "cells": found}
    columns = [{"key": key, "kind": "count"} for key in found]
    return {"id": "t", "rows": [row], "columns": columns, "notes": [note] if note else []}


def test_a_figure_that_differs_is_told() -> None:
    assert expected.differences(_table(), {"a": {"period": 4, "change": 1}}) == []
    assert len(expected.differences(_table(), {"a": {"period": 5, "change": 1}})) == 1
    assert len(expected.differences(_table(), {"a": {"period": "*"}})) == 1
    assert len(expected.differences(_table(), {"a": {"period": 4}, "b": {"period": 0}})) == 1
    assert len(expected.differences(_table(), {})) == 1
    assert expected.untold(_table(), {"a": {"period": 4}}) == {"change"}


def test_a_figure_may_be_withheld_only_where_a_note_says_why() -> None:
    gap = {"value": None, "mark": "…"}
    wanted = {"a": {"period": 4, "change": 1}}
    assert len(expected.differences(_table(change=gap), wanted)) == 1
    assert expected.differences(_table("Без источника «X»: нет данных за 01.2025.", change=gap), wanted) == []
    assert expected.differences(_table("Изменение не рассчитано: менялась анкета.", change=gap), wanted) == []
    # A count of something is never withheld for want of a source.
    assert len(expected.differences(_table("Без источника «X».", period=gap), wanted)) == 1
    assert (
        len(expected.differences(_table("Изменение не рассчитано: менялась анкета.", period=gap), wanted))
        == 1
    )
