"""Why a series has no verdict, and what differs from the tables: said in body and annex."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from painmap.report import figures, sections
from painmap.report_data import ReportData, TestResult, Trend

from .test_trend_words import TOPIC, body, measure, plain, text, trend

GAP = "не охвачены данными: 01.2025–12.2025"
NO_MONTHS = "нет сопоставимых месяцев прошлого года"
NEW = "новая: сравнение со следующего периода"
MAILING = "без массовых рассылок (с ними — 30 против 84)"


def untested(code: str, reason: str, note: str = "", family: str = "topics", **fields: float) -> Trend:
    found = TestResult(test="year_on_year", effect_kind="ratio", reason=reason, **fields)
    label = "Все обращения" if family == "totals" else f"Тема {code}"
    return Trend(family=family, code=code, label=label, client_kind="external", result=found, note=note)


def annex(report: ReportData, *found: Trend) -> str:
    return text(
        sections.stat_tables, report.model_copy(update={"trends": found, "breaks": (), "measures": ()})
    )


# --- reasons --------------------------------------------------------------------------------------


def test_months_without_data_are_told_in_body_and_annex(internal: ReportData) -> None:
    many = [untested(f"{i:02}", NO_MONTHS, GAP) for i in range(1, 31)]
    total = untested("", NO_MONTHS, GAP, family="totals")
    told = body(internal, *many, total)
    said = f"Не сравнивались с АППГ: {NO_MONTHS} ({GAP}) — «Все обращения», «Тема 01» и ещё 29 показателей."
    assert said in told
    assert told.count(GAP) == 1
    page = annex(internal, *many, total)
    assert f"{NO_MONTHS} ({GAP}) — «Тема 01», «Тема 02», " in page
    assert f"{NO_MONTHS} ({GAP}) — «Все обращения»" in page


def test_few_cases_are_no_reason_to_name_in_the_body(internal: ReportData) -> None:
    few = untested("01", "мало обращений: 1 и 3, нужно не менее 6 за два периода")
    hidden = untested("02", "данных недостаточно для вывода")
    moved = untested("03", "одного из исходов менее 5", "возможен эффект учёта: переход")
    assert "Не сравнивались" not in body(internal, few, hidden, moved)
    silent = untested("04", "месяцев с обращениями 1, нужно не менее 3", GAP)
    half = untested("05", "сопоставимых с прошлым годом месяцев 5 из 12, нужно не менее половины")
    told = body(internal, silent, half)
    assert f"нужно не менее 3 ({GAP}) — «Тема 04»; сопоставимых с прошлым годом месяцев 5 из 12" in told
    assert "мало обращений: 1 и 3, нужно не менее 6 за два периода — «Тема 01»" in annex(internal, few)


def test_a_new_problem_is_told_in_the_body_without_a_comparison(internal: ReportData) -> None:
    told = body(internal, untested("01", NEW, total=20, total_before=12))
    assert f"Не сравнивались с АППГ: {NEW} — «Тема 01»." in told
    assert "в АППГ — 12" not in told


def test_remarks_that_concern_several_series_are_said_once(internal: ReportData) -> None:
    many = [
        trend(
            verdict="insufficient",
            note=f"возможен эффект учёта: переход, уровень приведён (×1,0{i}); {i} окт",
        )
        for i in range(4)
    ]
    told = body(internal, *many)
    assert (
        "Оговорки: возможен эффект учёта: переход, уровень приведён — "
        f"«{TOPIC}», «{TOPIC}» и ещё 2 показателя." in told
    )
    assert "Оговорки" not in body(internal, many[0])


# --- the annex ------------------------------------------------------------------------------------


def test_what_was_not_tested_is_no_row_of_dashes(internal: ReportData) -> None:
    uneven = "виды обращений в двух периодах указаны неодинаково полно"
    told = annex(internal, trend(), untested("02", uneven))
    assert "Не показано: 1 показатель без проверки; причины — под таблицей." in told
    assert f"Данных недостаточно для вывода: {uneven} — «Тема 02»" in told
    assert "без наблюдений" not in told
    alone = annex(internal, untested("02", uneven))
    assert "Проверка изменений: тематика, внешние клиенты: ни один показатель не проверялся." in alone
    assert f"{uneven} — «Тема 02»" in alone
    assert "<table" not in str(
        sections.stat_tables(
            internal.model_copy(update={"trends": (untested("02", uneven),), "breaks": (), "measures": ()})
        )
    )


def test_a_dash_of_the_annex_stands_for_no_test(internal: ReportData) -> None:
    told = annex(internal, trend())
    assert "«–» — не рассчитывалось" in told
    assert "явление отсутствует" not in told


# --- what differs from the tables -----------------------------------------------------------------


def test_the_lead_gives_no_bound_that_may_be_false(internal: ReportData) -> None:
    told = text(sections.trends, internal)
    assert "рассчитаны на один календарный день" in told
    assert "без сдвига, который она дала" in told
    for section in (sections.trends, sections.methodology, sections.stat_tables):
        assert "не более чем на 1 п. п." not in text(section, internal)


def test_counts_that_are_hidden_are_signed_so(internal: ReportData) -> None:
    hidden = trend(total=None, total_before=None)
    public = internal.model_copy(update={"edition": "public"})
    for report, sign in ((internal, "…"), (public, "X")):
        assert f"{TOPIC} {sign} {sign} +46 " in body(report, hidden, hidden)


def test_counts_without_a_mailing_say_so_beside_them(internal: ReportData) -> None:
    found = trend(verdict="insufficient", total=30, total_before=44, note=MAILING)
    assert f"«{TOPIC}» (30 обращений, в АППГ — 44; без массовых рассылок; с ними — 30 против 84)" in body(
        internal, found
    )
    lost = untested("01", NO_MONTHS, MAILING)
    assert f"{NO_MONTHS} (без массовых рассылок) — «Тема 01»." in body(internal, lost)
    assert f"Оговорки: {MAILING} — «{TOPIC}»" in body(internal, trend(verdict="no_change", note=MAILING))


@pytest.mark.parametrize(("before", "shown"), [(20, "30 20 +50 "), (19, "30 19 * * ")])
def test_a_small_base_has_no_percentage(internal: ReportData, before: int, shown: str) -> None:
    size: dict[str, Any] = {"effect": 1.5, "ci_low": 1.1, "ci_high": 2.0}
    one = trend(verdict="insufficient", total=30, total_before=before, p=0.1, **size)
    other = one.model_copy(update={"code": "02"})
    assert f"{TOPIC} {shown}" in body(internal, one, other)
    alt = figures.forest([one, other]).alt
    assert ("+50" in plain(alt)) == (before == 20)


@pytest.mark.parametrize(
    ("before", "shown"),
    [(20.4, "−40 %"), (4.99, "3, ожидалось 5"), (10.03, "3, ожидалось 10"), (4.6, "3, ожидалось 4,6")],
)
def test_the_table_of_measures_has_no_percentage_of_a_few(
    internal: ReportData, before: float, shown: str
) -> None:
    found = measure(effect=0.6, total=3, total_before=before)
    told = text(sections.measures, internal.model_copy(update={"measures": (found,)}))
    assert f" {shown} После введения" in told
    assert ("40 %" in told) == (before >= 20)


# --- changes of level -----------------------------------------------------------------------------


def level(verdict: str = "growth", **fields: Any) -> Trend:
    known: dict[str, Any] = {"effect": 3.0, "total": 60, "total_before": 20.0} | fields
    months = {"change_date": date(2025, 2, 1), "change_from": date(2025, 1, 1), "change_to": date(2025, 4, 1)}
    return trend(verdict=verdict, **(months | known))


def told_of(report: ReportData, found: Trend, moved: Trend) -> str:
    return body(report.model_copy(update={"breaks": (moved,), "events": ()}), found)


def test_the_body_names_a_change_of_level(internal: ReportData) -> None:
    said = (
        f"Уровень числа обращений по теме «{TOPIC}» изменился с февраля 2025 г. (возможно, с января 2025 г. "
        "по апрель 2025 г.): стал выше прежнего на 200 %. Рост статистически значим."
    )
    assert said in told_of(internal, trend(verdict="insufficient"), level())
    assert said in told_of(internal, trend(verdict="decline"), level())
    assert "Уровень" not in told_of(internal, trend(), level())
    assert "Уровень" not in told_of(internal, trend(verdict="insufficient"), level("insufficient"))
    sure = told_of(
        internal, trend(verdict="decline"), level(change_from=date(2025, 2, 1), change_to=date(2025, 2, 1))
    )
    assert "изменился с февраля 2025 г.: стал выше" in sure
    few = told_of(internal, trend(verdict="insufficient"), level(total_before=8.0))
    assert "стал выше прежнего. Рост" in few


# --- one fact is told once ------------------------------------------------------------------------


def mix(
    verdict: str, kind: str = "mix", code: str = "channels", label: str = "Структура обращений по каналам"
) -> Trend:
    note = "больше всего изменилась доля: Сайт" if kind == "mix" else ""
    found = trend("difference", verdict, family=kind, effect=0.12, note=note)
    return found.model_copy(update={"code": code, "label": label})


def test_shares_of_a_mix_are_told_with_it(internal: ReportData) -> None:
    site = mix("growth", "mix_classes", "site", "Доля канала: Сайт")
    told = body(internal, mix("growth"), site)
    assert (
        "Статистически значимое изменение: структура обращений по каналам (доля канала: Сайт +12,0 п. п.)."
        in told
    )
    assert "Показатель «Доля канала: Сайт»" not in told
    key = text(sections.key_findings, internal.model_copy(update={"trends": (mix("growth"), site)}))
    assert key.count("Сайт") == 1
    assert "Показатель «Доля канала: Сайт» вырос" in body(internal, mix("insufficient"), site)


def test_the_largest_change_of_an_unchanged_mix_is_no_remark(internal: ReportData) -> None:
    assert "больше всего" not in body(internal, mix("no_change"))


def test_key_findings_cut_no_phrase(internal: ReportData) -> None:
    note = (
        "возможен эффект учёта: переход на другую систему регистрации 01.07.2024, "
        "уровень приведён к прежнему (×1,09)"
    )
    found = trend(note=f"{MAILING}; {note}")
    told = text(sections.key_findings, internal.model_copy(update={"trends": (found,)}))
    assert f"тема «{TOPIC}» (+46 %, без массовых рассылок, возможен эффект учёта)" in told
    assert not re.search("…", told.split("Статистически значимый рост")[1].split("Статистически")[0])


def test_events_are_told_by_date(internal: ReportData) -> None:
    late, early = (
        internal.events[0].model_copy(update={"day": day, "title": title})
        for day, title in ((date(2025, 3, 30), "Закон"), (date(2024, 7, 1), "Журнал"))
    )
    report = internal.model_copy(update={"events": (late, early)})
    assert "01.07.2024 — Журнал; 30.03.2025 — Закон" in text(sections.sources, report)
    method = text(sections.methodology, report)
    assert method.index("Журнал") < method.index("— Закон")
