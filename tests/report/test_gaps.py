"""Where the data say nothing the report says so in a sentence: no table of zeros, no «main» gap."""

from __future__ import annotations

import re
from datetime import date
from types import ModuleType

import pytest

from painmap.report import drawing, sections
from painmap.report.sections.data import by_year
from painmap.report_data import MonthlySeries, Number, ReportData, Table, TableRow

GAP = Number(mark="…")
NONE = Number(value=0)


def text(section: sections.Section, report: ReportData) -> str:
    words = re.sub("<[^>]+>", " ", str(section(report)._repr_html_()))
    return re.sub(r"\s+", " ", words)


def with_cells(table: Table, cell: Number, base: int, *, total: bool = False) -> Table:
    rows = tuple(
        row.model_copy(update={"cells": dict.fromkeys(row.cells, cell)})
        if total or row.role == "item"
        else row
        for row in table.rows
    )
    return table.model_copy(update={"rows": rows, "base": base, "metric": table.id.split("-")[0]})


@pytest.fixture
def unstated(internal: ReportData) -> ReportData:
    """A report whose register writes down no reasons; one row says how many appeals lack one."""
    table = internal.tables["reasons-external"]
    gap = with_cells(table, GAP, table.base or 0)
    lack = table.rows[-1].model_copy(update={"label": "Причины нет", "role": "item"})
    gap = gap.model_copy(update={"rows": (*gap.rows[:-1], lack, gap.rows[-1])})
    return internal.model_copy(update={"tables": {**internal.tables, table.id: gap}})


def test_reasons_that_nobody_wrote_down_are_a_sentence(internal: ReportData, unstated: ReportData) -> None:
    title = internal.tables["reasons-external"].title
    assert f"— {title}" in text(sections.appeals, internal)
    told = text(sections.appeals, unstated)
    assert f"«{title}: внешние клиенты»: сведения не представлены." in told
    assert f"— {title}" not in told
    assert "Основная причина обращений" not in told
    assert "Главная причина" not in text(sections.key_findings, unstated)


def test_a_gap_is_never_the_main_reason(internal: ReportData) -> None:
    """Even where most appeals lack a reason, the main one is the largest of those that have."""
    table = internal.tables["reasons-external"]
    lack = table.rows[-1].model_copy(update={"label": "Причины нет", "role": "item"})
    most = table.model_copy(update={"rows": (lack, *table.rows)})
    report = internal.model_copy(update={"tables": {**internal.tables, table.id: most}})
    told = text(sections.key_findings, report)
    assert f"Главная причина обращений — «{table.rows[0].label}»" in told
    assert "Причина не указана у 100,0 % обращений (в АППГ — у 100,0 %), поэтому доли причин занижены" in told
    assert "занижены" not in text(sections.key_findings, internal)


def test_unknown_decisions_on_complaints_are_said_to_be_unknown(internal: ReportData) -> None:
    table = internal.tables["complaints-external"]
    gap = with_cells(table, GAP, table.base or 0)
    report = internal.model_copy(update={"tables": {**internal.tables, table.id: gap}})
    found = text(sections.key_findings, report)
    assert "Решения по жалобам в источниках данных не указаны" in found
    assert "Решения по жалобам: " not in found
    assert "не указаны ни по одной жалобе (всего жалоб — " in text(sections.appeals, report)


def test_sources_without_records_are_named_not_tabled(internal: ReportData) -> None:
    table = internal.tables["sources"]
    first, second, third = table.rows[:3]
    zeros = {**dict.fromkeys(first.cells, NONE), "change_share": Number(mark="–")}
    ended = first.model_copy(update={"cells": {**first.cells, "period": NONE}})
    silent = second.model_copy(update={"cells": zeros, "label": "Опрос за год"})
    unknown = third.model_copy(update={"cells": {**zeros, "previous": GAP}, "label": "Опрос без истории"})
    hidden = third.model_copy(update={"cells": {**zeros, "previous": Number(mark="X")}, "label": "Скрытое"})

    def told(*rows: TableRow) -> str:
        changed = table.model_copy(update={"rows": rows})
        return text(sections.sources, internal.model_copy(update={"tables": {"sources": changed}}))

    found = told(ended, silent, unknown, hidden)
    note = "Не показаны источники без записей за отчётный период и АППГ: Опрос за год; Опрос без истории."
    assert note in found
    assert found.count("Опрос за год") == found.count("Опрос без истории") == 1
    assert ended.label in found.partition(note)[0]
    assert "Скрытое" in found.partition(note)[0]
    assert "Не показаны" not in told(silent, unknown)


def test_completeness_keeps_its_rows_of_zeros(internal: ReportData) -> None:
    table = internal.tables["sources"].model_copy(update={"id": "completeness"})
    zeros = table.rows[0].model_copy(update={"cells": dict.fromkeys(table.rows[0].cells, NONE)})
    table = table.model_copy(update={"rows": (zeros, *table.rows[1:])})
    found = text(sections.sources, internal.model_copy(update={"tables": {"completeness": table}}))
    assert "Не показаны" not in found


def test_months_hidden_missing_and_to_come_differ() -> None:
    months = tuple(date(2025, m, 1) for m in (1, 2))
    series = MonthlySeries(id="s", title="С", months=months, values=(7, None))
    cells = {edition: by_year(series, edition).lines[0].cells for edition in ("internal", "public")}
    assert cells["internal"][:4] == ("2025", "7", "…", "")
    assert cells["public"][:4] == ("2025", "7", "X", "")


def test_a_line_with_gaps_has_one_entry_in_the_legend() -> None:
    months = tuple(date(2025, m, 1) for m in range(1, 8))
    series = MonthlySeries(id="s", title="С", months=months, values=(7, None, 8, None, 9, 9, None))
    (legend,) = drawing.monthly(series, drawing.Frame()).legends
    assert [entry.get_text() for entry in legend.get_texts()] == ["зарегистрировано"]


def test_a_public_map_says_that_its_measures_are_withheld(sample: ModuleType) -> None:
    assert "графы 5–7 не публикуются" in text(sections.problem_map, sample.public())
    assert "графы 5–7 заполняются" in text(sections.problem_map, sample.internal())


def test_guidance_without_reasons_is_unknown_and_not_needless(
    internal: ReportData, unstated: ReportData
) -> None:
    changes = {"materials": (), "sections": (*internal.sections, "materials")}
    assert "достигшие порогового числа, не выявлены." in text(
        sections.materials, internal.model_copy(update=changes)
    )
    told = text(sections.materials, unstated.model_copy(update=changes))
    assert "причины обращений в источниках данных не указаны; темы известны" in told
    topics = internal.tables["topics-external"]
    both = {**unstated.tables, topics.id: with_cells(topics, GAP, topics.base or 0)}
    told = text(sections.materials, unstated.model_copy(update={**changes, "tables": both}))
    assert "ни причины, ни темы обращений" in told
    only = {**internal.tables, topics.id: with_cells(topics, GAP, topics.base or 0)}
    told = text(sections.materials, internal.model_copy(update={**changes, "tables": only}))
    assert "темы обращений не определены" in told
    assert "причины" not in told


def test_nothing_to_count_is_a_sentence_but_a_hidden_figure_is_not(internal: ReportData) -> None:
    table = internal.tables["terms-external"]
    for cell, is_told in ((NONE, True), (Number(mark="X"), False)):
        empty = with_cells(table, cell, 0, total=True)
        report = internal.model_copy(update={"tables": {**internal.tables, table.id: empty}})
        told = "таблица не приводится: обращений с установленным сроком ответа" in text(
            sections.appeals, report
        )
        assert told is is_told


def test_rules_of_absent_sections_are_not_printed(internal: ReportData) -> None:
    own = {"Приоритетность, уровни": "менее 35", "shares": {}}
    report = internal.model_copy(update={"parameters": own})
    words = ("Приоритетность", "Распространённость —", "удовлетворённых и отклонённых", "без изменений")
    assert all(word in text(sections.methodology, report) for word in words)
    short = report.model_copy(update={"sections": ("title", "surveys_external", "methodology")})
    told = text(sections.methodology, short)
    assert "интервал Уилсона" in told
    assert not any(word in told for word in words)


def test_growth_from_nothing_is_told_in_numbers(internal: ReportData) -> None:
    grown = next(t for t in internal.trends if t.result.verdict == "growth" and t.family == "topics")
    changes = {"effect": None, "total": 11.0, "total_before": 0.0}
    trend = grown.model_copy(update={"result": grown.result.model_copy(update=changes)})
    told = text(sections.trends, internal.model_copy(update={"trends": (trend,)}))
    assert f"по теме «{trend.label}» выросло к АППГ (11 против 0)" in told


def test_a_total_that_lacks_a_source_has_no_percentage_in_the_findings(internal: ReportData) -> None:
    key = "channels-people-external" if internal.people_first else "channels-appeals-external"
    table = internal.tables[key]
    gap = {"change": GAP, "change_share": GAP}
    rows = [r.model_copy(update={"cells": r.cells | gap}) if r.role == "total" else r for r in table.rows]
    lacks = table.model_copy(update={"rows": tuple(rows)})
    found = text(
        sections.key_findings, internal.model_copy(update={"tables": {**internal.tables, key: lacks}})
    )
    whole = text(sections.key_findings, internal)
    asked = "(изменение не рассчитано: за часть месяцев нет данных одного или нескольких источников)"
    assert (asked in found, asked in whole) == (True, False)
    assert whole.count("(изменение ") == found.count("(изменение ")
