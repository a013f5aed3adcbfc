"""What `50_overview` shows of an agency's periods."""

from __future__ import annotations

from datetime import date

import pytest

from painmap.periods import Period, month_range
from painmap.report_data import (
    MonthlySeries,
    Number,
    ReportData,
    Table,
    TableColumn,
    TableRow,
    TestResult,
    Trend,
)
from painmap.stages._overview import Overview
from tests.report import sample

WAITED = {"answered": 1948, "median": 13, "q3": 21, "km_median": 14}
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
        id_: MonthlySeries(id=id_, title=title, months=months, values=values)
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


@pytest.fixture
def overview() -> Overview:
    periods = ("2024", "2024-Q4", "2025", "2025-Q1", "2025-Q4")
    return Overview({Period.parse(p): report(p, 2.0) for p in periods})


def test_years_and_quarters_stand_apart(overview: Overview) -> None:
    assert list(overview.years.index) == ["2024 год", "2025 год"]
    assert overview.quarters.index[0] == "2023-Q1"
    assert len(overview.quarters) == 12
    # 10 + 11 + 12 of the first three months.
    assert overview.quarters["Внешние клиенты"].iloc[0] == 33


def test_the_series_are_those_of_the_report_that_ends_last(overview: Overview) -> None:
    assert overview.latest.period == "2025"


def test_a_quarter_that_data_do_not_cover_whole_is_left_out() -> None:
    months = month_range(date(2025, 1, 1), date(2025, 5, 31))
    series = MonthlySeries(id="totals-external", title="Все", months=months, values=(1, 2, 3, 4, 5))
    own = sample.internal().model_copy(update={"series": {series.id: series}})
    assert list(Overview({Period.parse("2025"): own}).quarters.index) == ["2025-Q1"]


def test_verdicts_are_words_with_their_counts(overview: Overview) -> None:
    frame = overview.verdicts.data
    assert list(frame.columns) == [
        "2024 год", "2025 год", "IV квартал 2024 года", "I квартал 2025 года", "IV квартал 2025 года",
    ]  # fmt: skip
    said = frame.loc[("внешние", "Запись"), "2025 год"].replace("\N{NO-BREAK SPACE}", " ")
    assert said == "рост, +100 %; 46 против 23"


def test_problems_by_quarter_are_counts(overview: Overview) -> None:
    assert overview.problems_by_quarter.data.loc["Запись", "2023-Q1"] == 33


def test_satisfaction_and_waiting_read_the_reports_own_tables(overview: Overview) -> None:
    frame = overview.satisfaction.data
    assert list(frame.columns) == ["2024 год", "2025 год"]
    assert all("(n = " in cell for cell in frame["2025 год"])
    row = overview.waiting.loc[("2025 год", "внешние")]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in row] == ["1 948", "13,0", "21,0", "14,0"]
    assert ("IV квартал 2025 года", "сотрудники") in overview.waiting.index


@pytest.mark.parametrize("name", ["volume_chart", "months", "heatmap", "heatmap_staff", "lines"])
def test_charts_are_drawn_with_alternative_text(overview: Overview, name: str) -> None:
    page = getattr(overview, name)._repr_html_()
    assert "<svg" in page
    assert 'role="img"' in page


def test_the_tables_are_the_same_bytes_each_time(overview: Overview) -> None:
    for name in ("verdicts", "satisfaction", "problems_by_quarter"):
        first, second = (getattr(overview, name).to_html() for _ in range(2))
        assert first == second
