"""Key findings and decisions: shares with their base in words, rows whose measures are behind them."""

from __future__ import annotations

import re

import pytest

from painmap.report import sections
from painmap.report.sections.words import share_base
from painmap.report_data import ReportData

DONE = "исполнено"


def text(section: sections.Section, report: ReportData) -> str:
    words = re.sub("<[^>]+>", " ", str(section(report)._repr_html_()))
    return re.sub(r"[\s\N{NO-BREAK SPACE}]+", " ", words).replace("\N{SOFT HYPHEN}", "")


def test_a_share_says_what_it_is_of(internal: ReportData) -> None:
    told = text(sections.key_findings, internal)
    assert (
        "Основной канал поступления — «Единый портал государственных услуг» (33,1 % из 2 450 человек, "
        "обратившихся по каналам, названным в Порядке, в АППГ — 17,3 %)" in told
    )
    assert "(20,9 % из 2 450 обращений, в АППГ" in told
    assert "(16,4 % из 2 450 обращений, в АППГ" in told
    assert "в срок — 85,9 % из 2 450 обращений со сроком ответа, в АППГ" in told
    assert "Решения по жалобам (всего 500 жалоб): удовлетворены — 37,6 %" in told
    charts = text(sections.appeals, internal)
    assert "«Единый портал государственных услуг»: 33,1 % из 2 450 человек, обратившихся по каналам" in charts


@pytest.mark.parametrize(
    ("key", "base", "told"),
    [
        ("channels-appeals-external", 83, " из 83 обращений по каналам, названным в Порядке"),
        ("terms-external", 21, " из 21 обращения со сроком ответа"),
        ("topics-external", 388, " из 388 обращений"),
        ("topics-external", None, ""),
    ],
)
def test_the_base_agrees_with_its_number(internal: ReportData, key: str, base: int | None, told: str) -> None:
    table = internal.tables[key].model_copy(update={"base": base})
    assert share_base(table).replace("\N{NO-BREAK SPACE}", " ") == told


def finished(report: ReportData, *, priority: str, measure: str = "", state: str = DONE) -> ReportData:
    """The report with one row of p01, whose measure m01 has this state."""
    row = next(r for r in report.map_rows if r.problem_id == "p01")
    changed = row.model_copy(update={"priority": priority, "measure": measure})
    known = tuple(m.model_copy(update={"state": state}) for m in report.measures)
    return report.model_copy(update={"map_rows": (changed,), "measures": known})


def test_a_row_whose_measures_are_over_asks_for_a_decision(internal: ReportData) -> None:
    title = "«Невозможность записаться в отдел ЗАГС на удобную дату»"
    asked = f"Решить, достаточно ли принятых мер (исполнены или сняты) либо нужны новые, по строкам: {title}."
    assert asked in text(sections.key_findings, finished(internal, priority="middle"))
    for quiet in (
        finished(internal, priority="middle", measure="Новая мера"),
        finished(internal, priority="middle", state="исполняется"),
    ):
        assert "достаточно ли" not in text(sections.key_findings, quiet)
    high = text(sections.key_findings, finished(internal, priority="high"))
    assert f"по строкам высокой приоритетности: {title}" in high
    assert "достаточно ли" not in high


def test_the_map_says_how_many_rows_have_measures(internal: ReportData) -> None:
    told = text(sections.problem_map, internal)
    assert "Состояние строк (проблема и её уровни): предложена системой — 13" in told
    assert "Графы 5–7 заполнены по 1 из 14 строк." in told
    assert "в графу 5 не включены: они приведены в разделе 8 «Результативность ранее принятых мер»." in told
    public = internal.model_copy(update={"edition": "public"})
    assert "Графы 5–7 заполнены" not in text(sections.problem_map, public)
