"""Powers that are shown apart come first in the section of appeals and divide the problems."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from painmap.report import sections
from painmap.report_data import ReportData, ReportScope

SCOPES = (
    ReportScope(id="service", title="Регистрация договоров", processes=("apart",)),
    ReportScope(id="rest", title="Иные полномочия"),
)


@pytest.fixture(scope="module")
def scoped(sample: ModuleType) -> ReportData:
    report: ReportData = sample.internal()
    whole = report.tables["topics-external"]
    tables = {
        f"topics-external-{s.id}": whole.model_copy(
            update={"id": f"topics-external-{s.id}", "title": f"Темы ({s.title})", "scope": s.id}
        )
        for s in SCOPES
    }
    problems = tuple(
        p.model_copy(update={"process_id": "apart"}) if p.id in ("p01", "p02") else p for p in report.problems
    )
    return report.model_copy(
        update={"scopes": SCOPES, "tables": {**report.tables, **tables}, "problems": problems}
    )


def html(section: sections.Section, report: ReportData) -> str:
    return str(section(report)._repr_html_())


def test_each_scope_has_its_tables_before_the_whole(scoped: ReportData) -> None:
    text = html(sections.appeals, scoped)
    places = [
        text.index(found)
        for found in (
            "1. Регистрация договоров<",
            "Темы (Регистрация",
            "2. Иные полномочия<",
            "Все полномочия<",
        )
    ]
    assert places == sorted(places)
    assert "Темы (" not in text.split("Все полномочия<")[1]
    assert "Иные сведения об обращениях" not in text


def test_problems_stand_with_the_powers_of_their_process(scoped: ReportData) -> None:
    text = html(sections.problems, scoped)
    apart, rest = text.split("2. Иные полномочия", 1)
    titles = {p.id: p.title for p in scoped.problems if p.client_kind == "external"}
    assert all((titles[i] in apart) is (i in ("p01", "p02")) for i in titles)
    assert "Проблемы и потребности внешних клиентов (Регистрация договоров)" in apart
    assert "Проблемы и потребности внешних клиентов (Иные полномочия)" in rest
    assert titles["p03"] in rest.split('id="problems-internal"')[0]
    ids = re.findall(r'id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_without_scopes_nothing_is_divided(internal: ReportData) -> None:
    assert "Все полномочия" not in html(sections.appeals, internal)
    assert "problems-list-external-" not in html(sections.problems, internal)
