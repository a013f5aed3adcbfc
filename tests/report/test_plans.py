"""Guidance that is missing or does not do, and the explicit rules with what follows from them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from painmap.report import sections
from painmap.report_data import LevelChange, MaterialTopic, Number, ReportData, RuleOutcome


def text(section: sections.Section, report: ReportData) -> str:
    words = re.sub("<[^>]+>", " ", str(section(report)._repr_html_()))
    return re.sub(r"\s+", " ", words)


def topic(**fields: object) -> MaterialTopic:
    start: dict[str, object] = {
        "topic_code": "13",
        "topic_title": "Бесплатная юридическая помощь",
        "requests": Number(value=21),
        "quarter": "2025-Q3",
        "previous": Number(value=16),
        "quarters_over": 3,
        "quarters_known": 4,
    }
    return MaterialTopic.model_validate(start | fields)


def rule(**fields: object) -> RuleOutcome:
    start: dict[str, object] = {
        "id": "in_depth_survey",
        "paragraph": "5.2",
        "conditions": (("Жалобы", "12", "не менее 10", True),),
        "outcome": True,
    }
    return RuleOutcome.model_validate(start | fields)


def test_missing_guidance_and_guidance_that_does_not_do_are_two_lists(internal: ReportData) -> None:
    found = (
        topic(problems=("Отказы без пояснений",)),
        topic(topic_title="Повторные справки", material="Памятка «Справки»", previous=Number(mark="…")),
        topic(topic_title="Рост сотрудников", client_kind="internal"),
    )
    told = text(sections.materials, internal.model_copy(update={"materials": found}))
    missing, mended = told.split("материал есть, а вопросы повторяются: требует доработки")
    assert "Бесплатная юридическая помощь III квартал 2025 года 21 16 3 из 4 Отказы без пояснений" in missing
    assert "предлагается подготовить разъяснения: внутренние клиенты" in missing
    assert "Повторные справки III квартал 2025 года 21 … 3 из 4 Памятка «Справки»" in mended
    assert "Памятка" not in missing


def test_only_guidance_to_mend_is_said_so(internal: ReportData) -> None:
    found = (topic(material="Памятка"),)
    told = text(sections.materials, internal.model_copy(update={"materials": found}))
    assert "Тем без действующего материала, достигших порогового числа, не выявлено." in told
    assert "предлагается подготовить" not in told


def lacking(report: ReportData, lack: int, base: int) -> ReportData:
    """The report with so many appeals without a reason."""
    table = report.tables["reasons-external"]
    coded = [row for row in table.rows if row.role != "item" or row.code]
    gap = table.rows[0].model_copy(update={"label": "Причины нет", "code": "", "role": "item"})
    gap = gap.model_copy(update={"cells": gap.cells | {"period": Number(value=lack)}})
    changed = table.model_copy(update={"rows": (*coded, gap), "base": base, "metric": "reasons"})
    return report.model_copy(update={"tables": {**report.tables, table.id: changed}})


@pytest.mark.parametrize(("lack", "is_said"), [(10, False), (46, True)])
def test_topics_are_known_as_far_as_reasons_are(internal: ReportData, lack: int, is_said: bool) -> None:
    report = lacking(internal.model_copy(update={"materials": ()}), lack, 107)
    told = text(sections.materials, report)
    none = "с повторяющимися запросами разъяснений, достигшие порогового числа, не выявлены."
    assert f"{'темы' if is_said else 'Темы'} {none}" in told
    assert f"Среди обращений с указанной причиной ({107 - lack} из 107) темы" in told or not is_said
    assert "Сведения не представлены" not in told
    some = text(sections.materials, report.model_copy(update={"materials": (topic(),)}))
    assert ("отобраны среди обращений с указанной причиной (61 из 107)." in some) is is_said


def test_an_empty_period_has_no_topics_because_nobody_appealed(internal: ReportData) -> None:
    told = text(sections.materials, empty(internal))
    assert "Обращения внешних клиентов за отчётный период не поступали" in told
    assert "не выявлены" not in told


def test_withheld_topics_are_not_said_to_be_none(internal: ReportData) -> None:
    withheld = internal.model_copy(update={"materials": (), "hidden": {"materials": 1}})
    assert "не выявлены" not in text(sections.materials, withheld)


def empty(report: ReportData) -> ReportData:
    """The report of a period in which nobody appealed."""
    nobody = {key: t.model_copy(update={"base": 0}) for key, t in report.tables.items()}
    return report.model_copy(update={"tables": nobody, "materials": ()})


def test_the_summary_of_an_empty_period_says_that_first(internal: ReportData) -> None:
    """And tells no change from nothing, nor offers a map without a word that none of it is confirmed."""
    told, whole = (text(sections.key_findings, r) for r in (empty(internal), internal))
    rest = told.split("Обращения за отчётный период не поступали.")
    assert len(rest) == 2
    assert "." not in rest[0].replace("1.", "").replace("2.", "")
    assert "Статистически значим" in whole
    assert "Статистически значим" not in told
    assert "; ни одна данными отчётного периода не подтверждена)." in told
    assert "Решения по жалобам" not in told
    assert "не поступали" not in whole
    assert "не подтверждена)" not in whole


def test_a_level_that_a_person_set_stands_beside_the_computed_one(internal: ReportData) -> None:
    change = LevelChange(
        column="priority", computed="low", author_role="Отдел", day=date(2026, 1, 14), reason="Поручение."
    )
    first, *rows = internal.map_rows
    set_ = first.model_copy(update={"priority": "high", "changes": (change,)})
    named = first.model_copy(update={"problem_id": "n1", "title": "Нет парковки", "is_added": True})
    told = text(sections.problem_map, internal.model_copy(update={"map_rows": (set_, *rows, named)}))
    assert "высокая (расчётная — низкая)" in told
    assert f"Строка {first.number}, графа 4: уровень определил не расчёт, а Отдел (14.01.2026)." in told
    assert "Основание: Поручение." in told
    assert "Нет парковки (названа при заполнении карты" in told
    assert "расчётная —" not in text(sections.problem_map, internal)
    same = first.model_copy(update={"priority": "low", "changes": (change,)})
    told = text(sections.problem_map, internal.model_copy(update={"map_rows": (same, *rows)}))
    assert "расчётная —" not in told
    assert "Основание: Поручение." in told


def test_a_map_of_vanished_problems_says_so(internal: ReportData) -> None:
    gone = tuple(p.model_copy(update={"lineage": "unconfirmed"}) for p in internal.problems)
    told = text(sections.key_findings, internal.model_copy(update={"problems": gone}))
    assert "ни одна данными отчётного периода не подтверждена)." in told


def test_answers_without_a_date_stand_beside_those_in_time(internal: ReportData) -> None:
    table = internal.tables["terms-external"]
    row = table.rows[0]
    late = row.model_copy(
        update={"code": "no_date", "label": "Дата", "cells": row.cells | {"period": Number(value=46)}}
    )
    rows = tuple(r for r in table.rows if r.code != "no_date")
    for extra, said in (((late,), True), ((), False)):
        changed = table.model_copy(update={"rows": (rows[0], *extra, *rows[1:])})
        report = internal.model_copy(update={"tables": {**internal.tables, table.id: changed}})
        told = text(sections.key_findings, report)
        assert ("; дата ответа не указана у 46 из них." in told) is said
        assert "Сроки рассмотрения: " in told


def test_decisions_missing_for_want_of_kinds_say_which(internal: ReportData) -> None:
    table = internal.tables["complaints-external"]
    gap = Number(mark="…")
    rows = tuple(r.model_copy(update={"cells": dict.fromkeys(r.cells, gap)}) for r in table.rows)
    for base, said in ((0, "вид обращений не указан, и жалобы"), (16, "Решения по жалобам в источниках")):
        changed = table.model_copy(update={"rows": rows, "base": base})
        report = internal.model_copy(update={"tables": {**internal.tables, table.id: changed}})
        assert said in text(sections.key_findings, report)


def test_decisions_tell_new_guidance_from_mending(internal: ReportData) -> None:
    found = (topic(), topic(topic_title="Повторные справки", material="Памятка"))
    told = text(sections.key_findings, internal.model_copy(update={"materials": found}))
    assert "Подготовить разъяснения по темам: «Бесплатная юридическая помощь»." in told
    assert "Доработать действующие разъяснения по темам: «Повторные справки»." in told


def test_a_fired_rule_says_what_follows(internal: ReportData) -> None:
    told = text(
        sections.extra_collection,
        internal.model_copy(update={"rules": (rule(questionnaire="x-in-depth"),)}),
    )
    assert "требуется углублённый опрос. Опрос проводится по анкете x-in-depth." in told
    quiet = rule(questionnaire="x-in-depth", outcome=False)
    told = text(sections.extra_collection, internal.model_copy(update={"rules": (quiet,)}))
    assert "x-in-depth" not in told
    extra = rule(id="significant_number", paragraph="19")
    told = text(sections.extra_collection, internal.model_copy(update={"rules": (extra,)}))
    assert "дополнительный сбор обратной связи; он проводится ежеквартально" in told


@pytest.mark.parametrize(
    ("softer", "stricter", "says"),
    [
        (True, True, "Если все пороги умножить на 0,75 или на 1,25, вывод не изменится."),
        (True, False, "Вывод зависит от порогов: при порогах × 0,75 правило выполняется; при порогах × 1,25"),
        (True, None, "при порогах × 1,25 правило проверить нельзя"),
    ],
)
def test_the_outcome_is_told_with_its_sensitivity(
    internal: ReportData, softer: bool, stricter: bool | None, says: str
) -> None:
    moved = rule(sensitivity=((0.75, softer), (1.0, True), (1.25, stricter)))
    told = text(sections.extra_collection, internal.model_copy(update={"rules": (moved,)}))
    assert says in told


def test_rules_stand_in_the_method_where_the_report_has_no_section_for_them(internal: ReportData) -> None:
    own = rule(id="systematise", paragraph="18", conditions=(("Замечания за год: Приём", "12", "10", True),))
    without = tuple(s for s in internal.sections if s != "extra_collection")
    report = internal.model_copy(update={"rules": (own,), "sections": without})
    told = text(sections.methodology, report)
    assert "Правила, для которых порядок не определяет пороговых значений" in told
    assert "Замечания за год: Приём 12 10 да" in told
    assert "замечания по объектам, достигшим порога, систематизированы" in told
    whole = internal.model_copy(update={"rules": (own,)})
    assert "Рассмотреть систематизированные замечания (п. 18)." in text(sections.key_findings, whole)
    assert "Замечания за год: Приём" not in text(sections.methodology, whole)
