"""A dated event is drawn and told where its clients' appeals are, and nowhere else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

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
    parts = re.split('<h3 id="trends-(?:external|internal|months)"', str(sections.trends(report)))
    before, external, staff, _ = parts
    assert "сопоставимость" not in before
    assert "события: 30.03.2025 — Новый закон; 02.06.2025 — Новый журнал." in external
    assert "события: 02.06.2025 — Новый журнал." in staff
    assert "Новый закон" not in staff
    assert "сопоставимость" not in text(sections.trends(internal.model_copy(update={"events": ()})))


def test_another_questionnaire_is_told_beside_the_answers(internal: ReportData) -> None:
    form = LAW.model_copy(update={"kind": "questionnaire", "title": "Новая анкета", "channels": ()})
    report = internal.model_copy(update={"events": (form, REGISTER)})
    _, external, staff, _ = re.split(
        '<h3 id="trends-(?:external|internal|months)"', str(sections.trends(report))
    )
    assert "события: 30.03.2025 — Новая анкета; 02.06.2025" in external
    assert "Новая анкета" not in staff
    assert "Анкета менялась: 30.03.2025 — Новая анкета." in text(sections.surveys_external(report))
    assert "Анкета менялась" not in text(sections.surveys_internal(report))
    assert "Новая анкета" not in text(sections.sources(report))


def level(first: int, last: int, **more: Any) -> MonthlySeries:
    days = {"break_month": date(2025, first, 1), "break_from": date(2025, first, 1)}
    days |= {"break_to": date(2025, last, 1)}
    return series("external", "email").model_copy(update={**days, **more})


KNOWN = "совпадает по времени с событием 30.03.2025 — Новый закон"


@pytest.mark.parametrize(
    ("first", "last", "is_told"),
    # what happens at the end of March shows in April; from May on it is another thing
    [(3, 3, True), (4, 4, True), (2, 4, True), (5, 6, False), (1, 2, False)],
)
def test_a_new_level_at_a_known_event_is_told_with_it(first: int, last: int, is_told: bool) -> None:
    chart = figures.monthly(level(first, last), (LAW,))
    assert (f"(дата найдена по данным; {KNOWN})" in chart.note) == is_told
    assert ("дата заранее не была известна" in chart.note) == (not is_told)


def test_an_event_of_other_channels_and_another_questionnaire_are_no_coincidence() -> None:
    form = LAW.model_copy(update={"kind": "questionnaire"})
    for other, event in ((level(4, 4, channel="post"), LAW), (level(4, 4), form)):
        assert "дата заранее не была известна" in figures.monthly(other, (event,)).note


def test_a_new_level_at_the_start_of_a_measure_is_told_with_it() -> None:
    note = figures.monthly(level(4, 4, measures=(date(2025, 4, 1),)), (LAW,)).note
    assert f"{KNOWN} и с началом меры (01.04.2025))" in note


def found_level(report: ReportData, family: str = "channels", code: str = "email") -> ReportData:
    (one, *_) = report.breaks
    days = dict.fromkeys(("change_date", "change_from", "change_to"), date(2025, 4, 1))
    result = one.result.model_copy(update={**days, "verdict": "decline"})
    named = {"family": family, "code": code, "label": "Почта", "client_kind": "external", "result": result}
    fields = {"breaks": (one.model_copy(update=named),), "events": (LAW,), "series": {}}
    return report.model_copy(update=fields)


def test_body_and_annex_link_a_new_level_to_the_event(internal: ReportData) -> None:
    report = found_level(internal)
    for section in (sections.trends, sections.stat_tables):
        assert "С" + KNOWN.removeprefix("с") + "." in text(section(report))
    assert "Совпадает" not in text(sections.stat_tables(found_level(internal, code="post")))
    # a measure of that very problem
    told = text(sections.stat_tables(found_level(internal, "problems", "p01")))
    assert "Совпадает по времени с событием 30.03.2025 — Новый закон и с началом меры (01.03.2025)." in told


def test_small_charts_draw_the_events_that_concern_them() -> None:
    every = [series("external", "email"), series("external", "post"), series("internal")]
    chart = figures.small_multiples(every, events=(REGISTER, LAW))
    drawn = [[x for x in a.lines if x.get_linestyle() == ":"] for a in chart.draw().axes]
    assert [len(found) for found in drawn] == [2, 1, 1]
    told = "Вертикальные линии: 30.03.2025 — Новый закон; 02.06.2025 — Новый журнал — у тех показателей"
    assert told in chart.note
    assert told in chart.alt
    assert "Вертикальн" not in figures.small_multiples(every).note


def test_the_method_says_whom_an_event_concerns(internal: ReportData) -> None:
    told = text(sections.methodology(internal.model_copy(update={"events": (LAW, REGISTER)})))
    assert "30.03.2025 — Новый закон (внешние клиенты)" in told
    assert re.search("02.06.2025 — Новый журнал (?![(])", told)


def test_a_change_of_the_questionnaire_shows_in_no_series_of_appeals() -> None:
    form = REGISTER.model_copy(update={"kind": "questionnaire"})
    assert REGISTER.concerns("external", "post")
    assert not form.concerns("external")
    assert not form.concerns("all")
