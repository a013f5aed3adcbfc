"""The section of a survey: whose answers they are is said above the tables, once."""

from __future__ import annotations

import re
from typing import Any

from tests.report.sample import internal
from tests.surveys.drawn_surveys import HEAD, answers, compute, waves

from painmap.params.models import Study
from painmap.report import figures, sections
from painmap.report.sections import pick
from painmap.report_data import ReportData


def text_of(study: Study, rows: int = 60) -> str:
    tables = compute(answers("all", [5] * rows), answers("advise", [9] * rows), study=study)
    report = internal().model_copy(update={"tables": {HEAD + key: t for key, t in tables.items()}})
    html = sections.surveys_external(report)._repr_html_()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


def test_who_answered_of_whom_stands_above_the_table_once() -> None:
    text = text_of(waves(offered=400))
    told = (
        "Опрос клиентов: получено анкет — 60, предложено — 400, пригодно для расчёта — 60; "
        "доля ответивших — 15,0 %. Отвечали по собственному желанию."
    )
    assert text.count(told) == 1
    assert text.index(told) < text.index("Учёт анкет")
    assert text.count("Отвечали по собственному желанию") == 1


def test_what_is_not_known_is_not_said() -> None:
    text = text_of(waves(offered=None), rows=20)
    assert "получено анкет — 20, пригодно для расчёта — 20. Отвечали" in text
    assert "не распространяются на всех клиентов" in text


def test_indices_stand_with_the_summary_and_the_appendix_is_not_here() -> None:
    text = text_of(waves(population=500))
    order = [text.index(title) for title in ("Учёт анкет", "Оценки по шкалам", "Индексы", "Число клиентов")]
    assert order == sorted(order)
    assert "Вопросы без ответа" not in text


def shown(*groups: list[dict[str, Any]]) -> tuple[ReportData, str]:
    tables = compute(*groups)
    report = internal().model_copy(update={"tables": {HEAD + key: t for key, t in tables.items()}})
    html = sections.surveys_external(report)._repr_html_()
    return report, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


def test_no_best_and_worst_among_questions_without_marks() -> None:
    report, text = shown(answers("all", [None] * 30), answers("speed", [None] * 30))
    rows = pick.likert(report, "surveys_external")["survey-study"]
    assert len(rows) == 2
    chart = figures.likert(rows)
    assert chart.title == "Распределение оценок по вопросам"
    assert "Быстро? — оценок нет" in chart.alt
    assert "Наивысший" not in chart.alt + text
    assert pick.extremes(report, "surveys_external") == []


def test_equal_means_have_no_best() -> None:
    report, text = shown(answers("all", [4] * 30), answers("speed", [3, 5] * 15))
    assert "Наивысший" not in text
    assert pick.extremes(report, "surveys_external") == []


def test_shares_of_marks_are_of_one_base_and_as_exact_as_elsewhere() -> None:
    now = [5] * 66 + [1] * 31 + [None] * 10
    report, text = shown(answers("all", now), answers("speed", [4] * 30 + [1] * 10))
    alt = figures.likert(pick.likert(report, "surveys_external")["survey-study"]).alt.replace("\xa0", " ")
    assert "среди поставивших оценку" in alt
    # 66 of 97, as the table of means has it; 30 of 40 in whole per cents.
    assert "В целом? — 68 %" in alt
    assert "Быстро? — 75 %" in alt
    # 31, 66 and 10 of 107 to one decimal.
    assert "29,0 0,0 0,0 0,0 61,7 9,3 107" in text
    assert "25 0 0 75 0 0 40" in text


def test_printed_changes_say_where_they_are_tested() -> None:
    told = "изменение, по которому там нет вывода, выводом не является"
    rows = [4, 5] * 15
    _, text = shown(answers("all", rows), answers("all", [3, 4] * 15, "2024"))
    assert text.count(told) == 2
    assert "Изменения оценок и индексов по вопросам проверены в " in text
    assert told not in shown(answers("all", rows))[1]
