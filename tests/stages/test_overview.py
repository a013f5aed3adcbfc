"""What `50_overview` shows of an agency's periods."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from painmap.periods import Period, month_range
from painmap.report_data import (
    MonthlySeries,
    Number,
    ReportData,
    ReportEvent,
    Table,
    TableColumn,
    TableRow,
    TestResult,
    Trend,
)
from painmap.stages._overview import Overview
from tests.conftest import ROOT
from tests.report import sample

NOTEBOOK = json.loads((ROOT / "notebooks" / "50_overview.ipynb").read_text(encoding="utf-8"))
CELLS = sorted(
    {name for cell in NOTEBOOK["cells"] for name in re.findall(r"^overview\.(\w+)", "".join(cell["source"]))}
)
WAITED = {"answered": 1948, "median": 13}
WAITING = Table(
    id="waiting-external", section="appeals", title="Время до ответа", unit="обращений с ответом", base=1948,
    columns=tuple(
        TableColumn(key=key, title=key, kind="count" if key == "answered" else "days") for key in WAITED
    ),
    rows=(
        TableRow(
            label="Все каналы", role="total", cells={k: Number(value=v, base=1948) for k, v in WAITED.items()}
        ),
    ),
)  # fmt: skip


def report(period: str, growth: float) -> ReportData:
    """A report of the sample agency for `period`, with series up to its end and one tested problem."""
    end = Period.parse(period).end
    months = month_range(date(2023, 1, 1), end)
    values = tuple(float(10 + i) for i, _ in enumerate(months))
    series = {
        id_: MonthlySeries(id=id_, title=title, months=months, values=values, client_kind="external")
        for id_, title in (("totals-external", "Все обращения"), ("problems-external-p01", "Запись"))
    }
    result = TestResult(
        test="x", effect_kind="ratio", effect=growth, total=46, total_before=23, verdict="growth"
    )
    trend = Trend(family="problems", code="p01", label="Запись", client_kind="external", result=result)
    own = sample.internal()
    tables = {**own.tables, "waiting-external": WAITING, "waiting-internal": WAITING}
    changes = {"period": period, "series": series, "trends": (trend,), "tables": tables}
    return own.model_copy(update=changes)


def quarter(number: str, year: int) -> str:
    return f"{number}\N{NO-BREAK SPACE}кв. {year}"


@pytest.fixture
def overview() -> Overview:
    periods = ("2024", "2024-Q4", "2025", "2025-Q1", "2025-Q4")
    return Overview({Period.parse(p): report(p, 2.0) for p in periods})


def test_years_and_quarters_stand_apart(overview: Overview) -> None:
    assert list(overview.years.index) == ["2024 год", "2025 год"]
    assert overview.quarters.index[0] == quarter("I", 2023)
    assert len(overview.quarters) == 12
    # 10 + 11 + 12 of the first three months.
    assert overview.quarters["Внешние клиенты"].iloc[0] == 33


def test_the_series_are_those_of_the_report_that_ends_last(overview: Overview) -> None:
    assert overview.latest.period == "2025"


def test_a_quarter_that_data_do_not_cover_whole_is_left_out() -> None:
    months = month_range(date(2025, 1, 1), date(2025, 5, 31))
    series = MonthlySeries(id="totals-external", title="Все", months=months, values=(1, 2, 3, 4, 5))
    own = sample.internal().model_copy(update={"series": {series.id: series}})
    assert list(Overview({Period.parse("2025"): own}).quarters.index) == [quarter("I", 2025)]


def test_verdicts_are_words_with_their_counts(overview: Overview) -> None:
    frame = overview.verdicts.data
    assert list(frame.columns) == [
        "2024 год", "2025 год", quarter("IV", 2024), quarter("I", 2025), quarter("IV", 2025),
    ]  # fmt: skip
    said = frame.loc[("внешние", "Запись"), "2025 год"].replace("\N{NO-BREAK SPACE}", " ")
    assert said == "рост, +100 %; 46 против 23"


def test_problems_by_quarter_are_counts(overview: Overview) -> None:
    assert overview.problems_by_quarter.data.loc[("внешние", "Запись"), quarter("I", 2023)] == 33


def test_satisfaction_and_waiting_read_the_reports_own_tables(overview: Overview) -> None:
    frame = overview.satisfaction.data
    assert list(frame.columns) == ["2024 год", "2025 год"]
    assert all("(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}" in cell for cell in frame["2025 год"])
    row = overview.waiting.loc[("2025 год", "внешние")]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in row] == ["1 948", "13,0"]
    assert (quarter("IV", 2025), "сотрудники") in overview.waiting.index


def test_a_quarter_has_one_name_on_the_whole_page(overview: Overview) -> None:
    shown = [
        overview.quarters.to_html(),
        overview.volume_chart._repr_html_(),
        overview.problems_by_quarter.to_html(),
        overview.verdicts.to_html(),
        overview.waiting.to_html(),
    ]
    for page in shown:
        assert quarter("IV", 2025) in page
        assert "квартал " not in page
        assert not re.search(r"\d-Q\d", page)


def test_months_show_the_events_of_external_clients(overview: Overview) -> None:
    law, staff = (
        ReportEvent(day=date(2025, 3, 30), title=title, client_kinds=(kind,))
        for title, kind in (("Закон", "external"), ("Приказ о кадрах", "internal"))
    )
    latest = overview.latest.model_copy(update={"events": (law, staff)})
    note = Overview({Period(2025): latest}).months.note
    assert "Закон" in note
    assert "Приказ" not in note


@pytest.mark.parametrize("name", ["volume_chart", "months", "heatmap", "heatmap_staff", "lines"])
def test_charts_are_drawn_with_alternative_text(overview: Overview, name: str) -> None:
    page = getattr(overview, name)._repr_html_()
    assert "<svg" in page
    assert 'role="img"' in page


def test_the_tables_are_the_same_bytes_each_time(overview: Overview) -> None:
    for name in ("verdicts", "satisfaction", "problems_by_quarter"):
        first, second = (getattr(overview, name).to_html() for _ in range(2))
        assert first == second


@pytest.mark.parametrize("cell", CELLS)
def test_an_agency_without_data_of_a_kind_has_an_overview(cell: str) -> None:
    """A new agency may have neither surveys nor problems found, or no appeal from outside."""
    nothing = {"series": {}, "trends": (), "tables": {}, "problems": ()}
    reports = {Period.parse(p): report(p, 2.0).model_copy(update=nothing) for p in ("2024", "2025")}
    shown = getattr(Overview(reports), cell)
    page = shown._repr_html_() if hasattr(shown, "_repr_html_") else repr(shown)
    assert "Нет данных" in page or cell in ("years", "quarters")
