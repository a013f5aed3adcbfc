"""Lists of single cases: the first rows in the report, all of them in the workbook beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from painmap.report import cases_book
from painmap.report.formats import NBSP
from painmap.report.sections.data import table_block
from painmap.report_data import ReportData, Table, TableColumn, TableRow


def listed(n: int, **fields: object) -> Table:
    values = {
        "id": "reconciliation-external",
        "section": "stat_tables",
        "title": "Обращения, требующие сверки: внешние клиенты",
        "unit": "обращений",
        "columns": (
            TableColumn(key="reason", title="Что сверить", kind="text"),
            TableColumn(key="registered", title="Дата регистрации", kind="date"),
        ),
        "rows": tuple(
            TableRow(label=f"=1+{i}", cells={"reason": "дата ответа не указана", "registered": "2025-03-05"})
            for i in range(n)
        ),
        "client_kind": "external",
        "metric": "reconciliation",
        "base": n,
        "is_internal": True,
        "notes": (f"Всего обращений: {n}.",),
    }
    return Table(**{**values, **fields})


def with_lists(report: ReportData, *tables: Table) -> ReportData:
    return report.model_copy(update={"tables": {t.id: t for t in tables}})


def test_the_report_prints_thirty_rows_and_names_the_file(internal: ReportData) -> None:
    short, long = (table_block(internal, "r", listed(n)).grid for n in (30, 1200))
    assert (len(short.lines), len(long.lines)) == (30, 30)
    assert long.lines[0].cells == ("=1+0", "дата ответа не указана", "05.03.2025")
    assert long.head[0].title == "Регистрационный номер"
    said = f"Показано 30 из 1{NBSP}200; полный перечень — в файле reconciliation.xlsx"
    assert any(said in note for note in long.notes)
    assert not any("Показано" in note for note in short.notes)


def test_other_tables_are_printed_whole(internal: ReportData) -> None:
    assert len(table_block(internal, "r", listed(40, metric="waiting")).grid.lines) == 40


def test_the_workbook_has_every_row_as_words_and_dates(internal: ReportData, tmp_path: Path) -> None:
    due = listed(2, id="due-soon-internal", metric="due-soon", client_kind="internal")
    cases_book.write(with_lists(internal, listed(1200), due), tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["Сверка (внешние)", "Сроки (сотрудники)"]
    rows = list(book.worksheets[0].iter_rows(min_row=4, values_only=True))
    assert rows[0] == ("Регистрационный номер", "Что сверить", "Дата регистрации")
    assert len(rows) == 1 + 1200
    assert rows[1][0] == "=1+0"
    assert book.worksheets[0]["A5"].data_type == "s"
    assert f"{rows[1][2]:%d.%m.%Y}" == "05.03.2025"
    assert "Для внутриведомственного использования" in book.worksheets[0]["A2"].value


def test_two_writes_give_the_same_bytes(internal: ReportData, tmp_path: Path) -> None:
    for name in ("a", "b"):
        cases_book.write(with_lists(internal, listed(3)), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("table", [listed(0), listed(3, is_internal=False), listed(3, metric="waiting")])
def test_without_cases_there_is_no_workbook(internal: ReportData, table: Table) -> None:
    assert not cases_book.lists(with_lists(internal, table))
