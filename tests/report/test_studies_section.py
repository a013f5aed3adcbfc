"""Passports of studies as the annex prints them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from painmap.disclosure import to_public
from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.report import sections
from painmap.report_data import Passport, PassportWave, ReportData
from tests.report import sample

PASSPORT = Passport(
    study_id="study",
    title="Опрос клиентов",
    client_kind="external",
    purpose="Оценить <срок>",
    object="Обратившиеся",
    questionnaire="Анкета клиента",
    kind="qualitative",
    mode="online",
    service="Формы",
    population="Ссылка на сайте",
    questions=(("Быстро?", "оперативность", "14"), ("Понятно?", "", "16, подпункт 2"), ("Ещё?", "", "")),
    sources=("Опрос: сайт", "Бумага"),
    waves=(
        PassportWave(
            id="2024",
            start=date(2024, 10, 1),
            end=date(2024, 11, 1),
            version="v1",
            mode="mixed",
            service="Бумага",
        ),
        PassportWave(
            id="2025",
            start=date(2025, 10, 1),
            end=date(2025, 11, 1),
            mode="online",
            service="Формы",
            offered=1200,
        ),
    ),
)


def _report(*passports: Passport) -> ReportData:
    report = sample.internal()
    return report.model_copy(update={"passports": passports, "sections": (*report.sections, "studies")})


def _rows(report: ReportData) -> list[dict[str, str]]:
    tree = html.fromstring(str(sections.studies(report)))
    tables = tree.xpath("//table")
    return [
        {
            " ".join(r[0].text_content().split()): " ".join(r[1].text_content().split())
            for r in t.xpath(".//tbody/tr")
        }
        for t in tables
    ]


def test_a_passport_is_a_table_of_two_columns() -> None:
    (rows,) = _rows(_report(PASSPORT))
    assert rows == {
        "Цель": "Оценить <срок>",
        "Объект": "Обратившиеся",
        "Вид клиентов": "внешние",
        "Кого и как опрашивали": "Ссылка на сайте",
        "Вид исследования": "качественное, онлайн",
        "Инструмент": "Анкета клиента",
        "Средство проведения": "Формы",
        "Источники данных": "Опрос: сайт; Бумага",
        "Замер 2024": "01.10.2024 – 01.11.2024; предложено анкет: не указано; онлайн и офлайн; Бумага; "
        "анкета в версии «v1»",
        "Замер 2025": "01.10.2025 – 01.11.2025; предложено анкет: 1 200",
        "Вопрос 1": "Быстро? (оперативность; пункт 14)",
        "Вопрос 2": "Понятно? (пункт 16, подпункт 2)",
        "Вопрос 3": "Ещё?",
    }
    assert "Паспорт исследования: Опрос клиентов" in str(sections.studies(_report(PASSPORT)))


@pytest.mark.parametrize(
    ("changes", "row", "says"),
    [
        ({"population": ""}, "Кого и как опрашивали", "не указано"),
        ({"service": ""}, "Средство проведения", "не указано"),
        ({"sources": ()}, "Источники данных", "ответы не поступили"),
        ({"client_kind": "internal"}, "Вид клиентов", "внутренние"),
        ({"kind": "quantitative", "mode": "offline"}, "Вид исследования", "количественное, офлайн"),
    ],
)
def test_what_is_not_known_is_said(changes: dict[str, Any], row: str, says: str) -> None:
    (rows,) = _rows(_report(PASSPORT.model_copy(update=changes)))
    assert rows[row] == says


def test_each_study_has_a_table_and_none_is_told() -> None:
    other = PASSPORT.model_copy(update={"study_id": "other"})
    assert len(_rows(_report(PASSPORT, other))) == 2
    assert "исследования (опросы) в отчётном периоде не проводились" in str(sections.studies(_report()))


def test_passports_stay_out_of_the_public_edition(repository: Path) -> None:
    """Even where a profile should list their section."""
    agency = load_agency(Tree(repository), "minyust-rd").agency
    rule = next(rule for rule in agency.editions if rule.edition == "public")
    report = _report(PASSPORT).model_copy(update={"agency_id": agency.id})
    shown = to_public(report, agency, rule.model_copy(update={"sections": (*rule.sections, "studies")}))
    assert shown.passports == ()
