"""A dated event is drawn and told where its clients' appeals are, and nowhere else."""

from __future__ import annotations

import re
from datetime import date

import pytest

from painmap.report import figures, sections
from painmap.report.html import Html
from painmap.report_data import MonthlySeries, ReportData, ReportEvent

LAW = ReportEvent(
    day=date(2025, 3, 30), title="Новый закон", client_kinds=("external",), channels=("email", "epgu")
)
REGISTER = ReportEvent(day=date(2025, 6, 2), title="Новый журнал", client_kinds=("external", "internal"))
MONTHS = tuple(date(2025, month, 1) for month in range(1, 7))


def text(markup: Html) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", str(markup)))


def series(kind: str, channel: str = "") -> MonthlySeries:
    values = tuple(float(i) for i, _ in enumerate(MONTHS))
    return MonthlySeries(
        id=f"totals-{kind}", title="Все обращения", months=MONTHS, values=values,
        client_kind=kind, channel=channel,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "channel", "told"),
    [
        ("external", "", "Вертикальные линии: 30.03.2025 — Новый закон; 02.06.2025 — Новый журнал."),
        ("external", "email", "Вертикальные линии: 30.03.2025 — Новый закон; 02.06.2025 — Новый журнал."),
        ("external", "post", "Вертикальная линия: 02.06.2025 — Новый журнал."),
        ("internal", "", "Вертикальная линия: 02.06.2025 — Новый журнал."),
        ("all", "", "Вертикальные линии: 30.03.2025 — Новый закон; 02.06.2025 — Новый журнал."),
    ],
)
def test_a_chart_has_the_events_of_its_clients_and_channel(kind: str, channel: str, told: str) -> None:
    chart = figures.monthly(series(kind, channel), (LAW, REGISTER))
    assert chart.note == told
    (axes,) = chart.draw().axes
    drawn = [line for line in axes.lines if line.get_linestyle() == ":"]
    assert len(drawn) == told.count(" — ")


def test_events_outside_of_the_months_are_not_drawn() -> None:
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1))
    events = [REGISTER.model_copy(update={"day": day}) for day in days]
    note = figures.monthly(series("internal"), events).note
    assert re.findall(r"\d\d\.\d\d\.\d{4}", note) == ["01.01.2025", "30.06.2025"]
    assert figures.monthly(series("internal"), events[:1]).note == ""


def test_trends_tell_the_events_of_the_compared_periods_to_their_clients(internal: ReportData) -> None:
    past = REGISTER.model_copy(update={"day": date(2022, 7, 1), "title": "Давний журнал"})
    report = internal.model_copy(update={"events": (past, LAW, REGISTER)})
    before, external, staff = re.split('<h3 id="trends-(?:external|internal)"', str(sections.trends(report)))
    assert "сопоставимость" not in before
    assert "события: 30.03.2025 — Новый закон; 02.06.2025 — Новый журнал." in external
    assert "события: 02.06.2025 — Новый журнал." in staff
    assert "Новый закон" not in staff
    assert "сопоставимость" not in text(sections.trends(internal.model_copy(update={"events": ()})))


def test_the_method_says_whom_an_event_concerns(internal: ReportData) -> None:
    told = text(sections.methodology(internal.model_copy(update={"events": (LAW, REGISTER)})))
    assert "30.03.2025 — Новый закон (внешние клиенты)" in told
    assert re.search("02.06.2025 — Новый журнал (?![(])", told)


def test_a_change_of_the_questionnaire_shows_in_no_series_of_appeals() -> None:
    form = REGISTER.model_copy(update={"kind": "questionnaire"})
    assert REGISTER.concerns("external", "post")
    assert not form.concerns("external")
    assert not form.concerns("all")
