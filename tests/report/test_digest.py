"""«Оперативная сводка»: what a month brought, and a sentence where it brought nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import ModuleType

import lxml.html
import pytest

from painmap.params.check_profile import PROFILE_CHECKS
from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.report import render, sections
from painmap.report_data import (
    MonthlySeries,
    Number,
    Promise,
    ReportData,
    Signal,
    Table,
    TableColumn,
    TableRow,
)
from tests.conftest import ROOT

SECTIONS = ("title", "digest")


def text(report: ReportData) -> str:
    markup = str(sections.digest(report))
    return lxml.html.fromstring(markup).text_content().replace("\xa0", " ") if markup else ""


@pytest.fixture(scope="module")
def month(sample: ModuleType) -> ReportData:
    """December 2025: everything that a digest tells of."""
    months = tuple(date(2025, m, 1) for m in (10, 11, 12))
    totals = {
        f"totals-{kind}": MonthlySeries(
            id=f"totals-{kind}", title="Все обращения", months=months, values=values, client_kind=kind
        )
        for kind, values in (("external", (190.0, 171.0, 180.0)), ("internal", (5.0, 7.0, 6.0)))
    }
    tables = {
        "channels-appeals-external": sample.compared("channels-appeals-external", "О", [("Почта", 180, 150)]),
        "channels-appeals-internal": sample.compared("channels-appeals-internal", "О", [("Ящик", 6, 4)]),
        "due-soon-external": due_soon(),
    }
    return sample.internal(
        period="2025-12", previous_period="2024-12", sections=SECTIONS, series=totals, tables=tables,
        comments={},
    )  # fmt: skip


def due_soon() -> Table:
    title = "Обращения, срок ответа по которым истекает или истёк"
    return Table(
        id="due-soon-external",
        section="digest",
        title=title,
        unit="обращений",
        client_kind="external",
        metric="due-soon",
        base=1,
        is_internal=True,
        is_additive=False,
        columns=(
            TableColumn(key="due", title="Срок ответа", kind="date"),
            TableColumn(key="left", title="Осталось, дней", kind="days"),
        ),
        rows=(TableRow(label="1234/25", cells={"due": "2025-12-29", "left": Number(value=-2)}),),
    )


def test_totals_stand_beside_the_year_before_and_the_month_before(month: ReportData) -> None:
    said = text(month)
    assert "Декабрь 2025 года: что поступило" in said
    assert "по состоянию на 31 декабря 2025 г.\n" in said
    assert (
        "Внешние клиенты: 180 обращений; в том же месяце прошлого года (АППГ, декабрь 2024 года) — 150 "
        "(изменение +20,0 %); месяцем ранее (ноябрь 2025 года) — 171." in said
    )
    assert "Внутренние клиенты (сотрудники): 6 обращений" in said
    assert "(ноябрь 2025 года) — 7." in said


def test_the_month_before_january_is_december_of_another_year(month: ReportData) -> None:
    january = month.model_copy(update={"period": "2026-01", "previous_period": "2025-01"})
    series = month.series["totals-external"]
    later = series.model_copy(update={"months": (date(2025, 12, 1), date(2026, 1, 1)), "values": (33.0, 180)})
    said = text(january.model_copy(update={"series": {"totals-external": later}}))
    assert "(декабрь 2025 года) — 33." in said


def test_a_mailing_that_the_series_counts_once_is_told(month: ReportData) -> None:
    series = month.series["totals-external"].model_copy(update={"values": (190.0, 171.0, 120.0)})
    said = text(month.model_copy(update={"series": {"totals-external": series}}))
    assert (
        "— 171 (письма одной массовой рассылки учтены один раз; за отчётный месяц при таком счёте — 120)."
        in said
    )


def test_a_month_before_without_data_is_no_zero(month: ReportData) -> None:
    series = month.series["totals-external"].model_copy(update={"values": (190.0, None, 180.0)})
    assert "(ноябрь 2025 года) — нет сведений." in text(
        month.model_copy(update={"series": {"totals-external": series}})
    )
    assert "(ноябрь 2025 года) — нет сведений." in text(month.model_copy(update={"series": {}}))


def test_a_year_before_without_data_is_no_zero(month: ReportData) -> None:
    table = month.tables["channels-appeals-external"]
    gap = Number(mark="…")
    keys = ("previous", "previous_share", "change", "change_share")
    rows = tuple(r.model_copy(update={"cells": {**r.cells, **dict.fromkeys(keys, gap)}}) for r in table.rows)
    tables = {**month.tables, table.id: table.model_copy(update={"rows": rows})}
    said = text(month.model_copy(update={"tables": tables}))
    assert "(АППГ, декабрь 2024 года) — нет сведений; месяцем ранее" in said


def test_appeals_of_an_unknown_client_are_told_apart(month: ReportData) -> None:
    row = TableRow(label="Вид клиента установлен", code="client_kind", cells={"period": Number(value=186)})
    column = TableColumn(key="period", title="Заполнено", kind="count")

    def with_base(base: int) -> ReportData:
        table = Table(
            id="completeness",
            section="sources",
            title="П",
            unit="о",
            columns=(column,),
            rows=(row,),
            base=base,
        )
        return month.model_copy(update={"tables": {**month.tables, "completeness": table}})

    assert "Вид клиента не установлен: 3 обращения; в строках выше они не учтены." in text(with_base(189))
    assert "Вид клиента не установлен" not in text(with_base(186))


def test_new_and_reopened_problems_are_listed_with_their_clients(month: ReportData) -> None:
    said = text(month)
    assert "«Отказы и «зависание» заявлений" in said or "«Отказы и „зависание“ заявлений" in said
    assert "впервые выявлена; внешние клиенты: 115 клиентов." in said
    assert said.count("впервые выявлена") == 1
    again = tuple(
        p.model_copy(update={"lineage": "reopened", "clients": Number(value=1)}) if p.id == "p16" else p
        for p in month.problems
    )
    again = tuple(p.model_copy(update={"lineage": "new"}) if p.id == "p01" else p for p in again)
    said = text(month.model_copy(update={"problems": again}))
    assert said.index("115 клиентов") < said.index("103 клиента")
    assert "возникла повторно; внутренние клиенты (сотрудники): 1 клиент." in said
    assert said.index("впервые выявлена") < said.index("возникла повторно")


def test_a_signal_tells_what_came_and_what_was_usual(month: ReportData) -> None:
    total = Signal(
        family="totals", code="", label="Все обращения", client_kind="internal", month=date(2025, 12, 1),
        value=19, expected=6.3, bound=12, note="не охвачены данными: 01.2023",
    )  # fmt: skip
    said = text(month.model_copy(update={"signals": (*month.signals, total)}))
    assert "число обращений по проблеме «Сложность дозвониться до отделов ЗАГС и архивов» — 21; " in said
    assert "ожидалось 9,4, обычно не более 17,2." in said
    assert "(сотрудники): число обращений — 19; ожидалось 6,3, обычно не более 12,0. Не охвачены" in said
    assert "а не вывод о росте" in said


def test_cases_whose_term_runs_out_are_a_numbered_table(month: ReportData) -> None:
    said = text(month)
    assert "Таблица 1 — Обращения, срок ответа по которым истекает или истёк: внешние клиенты" in said
    assert "1234/25" in said
    assert "29.12.2025" in said


def promise(**fields: object) -> Promise:
    made = Promise(
        measure_id="m1", problem_id="p06", problem_title="Сложность дозвониться", client_kind="external",
        measure="Единый телефон", due="2025-12-30", responsible="Отдел", is_overdue=True,
    )  # fmt: skip
    return made.model_copy(update=fields)


def test_overdue_measures_are_listed(month: ReportData) -> None:
    def with_promise(**fields: object) -> str:
        return text(month.model_copy(update={"promises": (promise(**fields),)}))

    said = with_promise()
    told = "Единый телефон (проблема «Сложность дозвониться»): срок — 30.12.2025; ответственный — "
    assert f"{told}Отдел." in said
    assert f"{told}не указан." in with_promise(responsible="")
    assert "Мер карты проблем, срок реализации которых истёк, а исполнение не отмечено, нет." in with_promise(
        is_overdue=False
    )


def test_a_quiet_month_says_so_in_each_part(month: ReportData) -> None:
    kept = {key: table for key, table in month.tables.items() if table.section != "digest"}
    quiet = month.model_copy(update={"problems": (), "signals": (), "map_rows": (), "tables": kept})
    said = text(quiet)
    assert "Новых и возникших повторно проблем и потребностей за месяц не выявлено." in said
    assert "Показателей, число обращений по которым за месяц больше обычного, нет." in said
    assert "Сигнал — повод" not in said
    assert "Обращений, срок ответа по которым истекает или истёк, нет." in said
    assert "Мер карты проблем, срок" in said


def test_a_month_without_any_table_says_why_it_is_empty(month: ReportData) -> None:
    assert "Сведения не представлены: за отчётный месяц данные не поступили." in text(
        month.model_copy(update={"tables": {}})
    )


def test_other_reports_have_no_digest(internal: ReportData) -> None:
    assert not str(sections.digest(internal))


def test_the_page_of_a_month_is_whole_and_short(build: ModuleType, month: ReportData) -> None:
    """The notebook's own cells show it; the contents and the numbers are those of its sections."""
    page = build.page(month)
    tree = lxml.html.fromstring(page)
    assert [h.text_content() for h in tree.xpath("//main//section/h2")] == ["1. Оперативная сводка"]
    assert tree.xpath("//nav[@class='contents']//a[@href='#digest']")
    assert tree.xpath("//nav[@class='contents']//a[@href='#digest-signals']")
    assert pages(render.pdf(page)) <= 3


def pages(pdf: bytes) -> int:
    import io

    import pypdf

    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_profile_keeps_the_digest_inside_the_agency() -> None:
    profiles = [load_agency(Tree(ROOT), agency).agency for agency in ("minyust-rd", "dztszn-nao")]
    rules = [rule for profile in profiles for rule in profile.editions if "digest" in rule.sections]
    assert [(rule.period_kind, rule.edition, rule.is_latest_only) for rule in rules] == [
        ("month", "internal", True)
    ]


def test_hostile_words_are_inert(month: ReportData) -> None:
    bad = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}"
    signals = tuple(s.model_copy(update={"label": bad, "note": bad}) for s in month.signals)
    late = promise(measure=bad, responsible=bad, due=bad, problem_title=bad)
    markup = str(sections.digest(month.model_copy(update={"signals": signals, "promises": (late,)})))
    assert "<script" not in markup
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in markup


def test_no_public_edition_may_have_it() -> None:
    params = load_agency(Tree(ROOT), "minyust-rd")
    agency = params.agency
    month = next(rule for rule in agency.editions if "digest" in rule.sections)
    rules = (*agency.editions, month.model_copy(update={"edition": "public"}))
    bad = replace(params, agency=agency.model_copy(update={"editions": rules}))
    assert not [error for check in PROFILE_CHECKS for error in check(params)]
    (error,) = [error for check in PROFILE_CHECKS for error in check(bad)]
    assert "Раздел «digest» — внутренний: в редакции для опубликования его нет" in str(error)
    assert "params/agencies/minyust-rd.yaml, поле editions[4].sections" in str(error)
