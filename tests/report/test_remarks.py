"""The list of remarks as the section prints it."""

from __future__ import annotations

from typing import Any

import pytest

from painmap.metrics.remark_rows import COLUMNS
from painmap.report.sections import pains
from painmap.report_data import Number, ReportData, Table, TableRow
from tests.report import sample


def listed(count: int, total: Any = None) -> Table:
    blank: dict[str, Any] = {column.key: "" for column in COLUMNS}
    one = blank | {
        "date": "03.2025",
        "what": "Очередь на приём",
        "kind": "жалоба",
        "period": Number(value=1),
    }
    rows = [TableRow(label=str(i), cells=one | {"object": f"Объект {i // 45}"}) for i in range(1, count + 1)]
    sums = TableRow(label="Всего", role="total", cells=blank | {"period": total or Number(value=count)})
    return Table(
        id="remarks-external",
        section="problems",
        title="Перечень: внешние клиенты",
        unit="обращений",
        metric="remarks",
        columns=COLUMNS,
        rows=(*rows, sums),
        client_kind="external",
        base=count,
        is_additive=False,
        is_internal=True,
    )


@pytest.fixture
def report() -> ReportData:
    return sample.internal()


def printed(report: ReportData, table: Table) -> str:
    return str(list(pains.problems(report.model_copy(update={"tables": {table.id: table}})))[-1])


def test_few_remarks_are_printed_all(report: ReportData) -> None:
    text = printed(report, listed(40))
    assert "03.2025" in text
    assert text.count("Очередь на приём") == 40
    assert "и ещё" not in text


def test_of_many_the_rest_is_counted_by_object(report: ReportData) -> None:
    text = printed(report, listed(57))
    assert text.count("Очередь на приём") == 40
    assert "и ещё 17\N{NO-BREAK SPACE}обращений (Объект 0 — 4; Объект 1 — 13)" in text.replace(
        "\\xa0", "\N{NO-BREAK SPACE}"
    )
    assert "'57'" in text


def test_none_is_a_sentence_and_unknown_is_none(report: ReportData) -> None:
    assert "за отчётный период не поступило: внешние клиенты" in printed(report, listed(0))
    assert "не поступило" not in printed(report, listed(0, total=Number(mark="…")))
