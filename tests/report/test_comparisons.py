"""Where a reader lays two figures side by side, the report says why they may differ."""

from __future__ import annotations

import re

from painmap.report import sections, tables
from painmap.report_data import Number, ReportData, Table, TableColumn, TableRow


def text(section: sections.Section, report: ReportData) -> str:
    words = re.sub("<[^>]+>", " ", str(section(report)._repr_html_()))
    return re.sub(r"[\s\N{NO-BREAK SPACE}]+", " ", words).replace("\N{SOFT HYPHEN}", "")


def test_changes_of_trends_are_said_to_be_per_day(internal: ReportData) -> None:
    assert "поэтому они отличаются от изменений в таблицах" in text(sections.trends, internal)
    assert "Месяцы приводятся к числу календарных дней" in text(sections.methodology, internal)
    assert "Изменение рассчитано на один календарный день" in text(sections.stat_tables, internal)
    assert (
        text(sections.key_findings, internal).count("(числа обращений — в расчёте на календарный день)") == 2
    )


def test_sources_tell_of_a_change_of_register(internal: ReportData) -> None:
    told = "могли повлиять события: 01.07.2024 — переход с журнала"
    assert told in text(sections.sources, internal)
    past = internal.model_copy(update={"period": "2023", "previous_period": "2022"})
    assert told not in text(sections.sources, past)


def with_unsure(report: ReportData, share: Number) -> ReportData:
    """The external survey with «Затрудняюсь ответить» in its first question."""
    key = "survey-minyust-rd-external-q01"
    cells = {"period": Number(value=21), "share": share}
    row = TableRow(label="Затрудняюсь ответить", cells=cells)
    table = report.tables[key]
    changed = table.model_copy(update={"rows": (*table.rows, row)})
    return report.model_copy(update={"tables": {**report.tables, key: changed}})


def test_the_scales_show_those_who_gave_no_score(internal: ReportData) -> None:
    told = text(sections.surveys_external, with_unsure(internal, Number(value=0.05, base=412)))
    assert "5 Затрудняюсь ответить n" in told
    assert "Доступность 4,0 8,0 20,0 38,0 30,0 5,0 412" in told
    assert "Понятность и удобство 6,0 12,0 26,0 34,0 22,0 – 412" in told
    assert "без ответов «Затрудняюсь ответить»" in told
    hidden = text(sections.surveys_external, with_unsure(internal, Number(mark="X")))
    assert "Доступность 4,0 8,0 20,0 38,0 30,0 X 412" in hidden
    assert "Затрудняюсь" not in text(sections.surveys_external, internal)


def test_many_columns_leave_room_for_the_first() -> None:
    titles = ("Отчётный период", "АППГ", "Изменение, ед.", "Изменение, %", "Поддержано", "Разъяснено")
    titles += ("Отказано", "Направлено, прекращено, без ответа (ст. 11)", "На рассмотрении")
    titles += ("Результат не указан",)
    columns = tuple(TableColumn(key=f"c{i}", title=t, kind="count") for i, t in enumerate(titles))
    cells: dict[str, Number | str] = {c.key: Number(value=8) for c in columns}
    label = "Соблюдение условий коллективных договоров и трудового законодательства"
    table = Table(
        id="questions-external", section="appeals", title="Вопросы", unit="вопросов", columns=columns,
        rows=(TableRow(label=label, code="01", cells=cells),),
    )  # fmt: skip
    assert tables.widths(tables.from_table(table))[0] >= 24
